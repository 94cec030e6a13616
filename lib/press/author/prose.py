"""How a page reads, measured in its running prose.

Headings, tables, code, comments, and items and lines of links that are no sentences are left out. A
role that quotes a number counts as one figure and as one word, a name in code as one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from typing import Final

from rich.table import Column, Table

from fulcrum.evidence.payloads import VERDICT_ORDER
from press.author import bearing
from press.publish.gate import Finding
from press.workspace.settings import Prose

HIDDEN: Final = re.compile(r"<!--.*?-->|</?[a-z][^<>`\n]*>", re.DOTALL)
"""Comments and tags."""
PROSE_FRAME: Final = re.compile(
    r"^(`{3,})\{(glossary|note|margin|admonition|tip|warning)\}.*\n((?:.*\n)*?)\1`*[ \t]*$",
    re.MULTILINE,
)
"""A fenced directive whose content is prose, as that of no other is."""
ITEM: Final = re.compile(
    r"^ *(?:[-*+]|\d+\.) .*(?:\n(?! *(?:[-*+]|\d+\.) |[ \t]*$).+)*", re.MULTILINE
)
SENTENCE_END: Final = re.compile(r"[.!?][*_)\]\u201d\"`]*$")
NO_PROSE: Final = re.compile(
    r"(?:\A|(?<=\n\n))(?:(?: {4}|\t).*(?:\n|\Z))+"  # a block of code, by its indent
    r"|^ *\|.*"  # the row of a table
    r"|^\S.*(?=\n: )"  # a term, above its definition
    r"|(?:\A|(?<=\n\n)|(?<=^- ))\*\*[^*\n]+[.:?!]\*\*",  # a bold heading
    re.MULTILINE,
)
LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
NOT_READ: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)|\{cite(?::\w+)?\}`[^`]*`")
QUOTED_NUMBER: Final = re.compile(r"\{(?:result|value)\}`[^`]*`")
VERDICT: Final = re.compile(r"\{verdict\}`[^`]*`")
TERM: Final = re.compile(r"\{[\w:-]+\}`([^`<]*?)\s*(?:<[^`]*>)?`")
CODE: Final = re.compile(r"`[^`]*`|https?://\S+")
FIGURE, WORD, JUDGED = "0", "code", "mixed"
"""What stands, while words are counted, for a number, a name in code and a verdict."""
DATE: Final = re.compile(
    r"\b\d{1,2} (?:[A-Z][a-z]+|[^\W\d_a-zA-Z]{3,}) \d{4}\b|\b\d{4}-\d\d(?:-\d\d)?\b"
)
NUMBER: Final = re.compile(r"(?<![\w.,])[-\u2212]?\d+(?:[.,\u202f\u00a0]\d+)*")
AS_GRAMMAR: Final = re.compile(
    rf"\bThat\b.*\b(?:is|are|was|were|stays|remains)\s+(?:{{verdict}}|(?:{'|'.join(VERDICT_ORDER)})\b)",
    re.DOTALL,
)
"""A sentence of which the verdict is the predicate."""
VOWELS: Final = re.compile(r"[aeiouy]+")
SILENT: Final = re.compile(r"(?<![aeiouy])(?<!l)e$|[^aeiouytd]ed$|(?<![aeiouyszxcg])(?<!ch|sh)es$")


def running(text: str) -> str:
    """A page or cell of which all but its running prose is blank, each line still in its place."""
    text = bearing.blanked(HIDDEN, text)
    text = PROSE_FRAME.sub(_content, text)
    text = bearing.blanked(NO_PROSE, bearing.blanked(bearing.FENCED, text))
    return ITEM.sub(_if_sentences, text)


def _content(frame: re.Match[str]) -> str:
    """What a directive frames; of a glossary, the definitions."""
    lines = frame[3].split("\n")
    if frame[2] == "glossary":
        lines = [line if line.startswith(" ") else "" for line in lines]
    return "\n".join(["", *lines])


def _if_sentences(item: re.Match[str]) -> str:
    whole = item[0].rstrip()
    return item[0] if SENTENCE_END.search(whole) else re.sub(r"[^\n]", " ", item[0])


def read_aloud(text: str) -> str:
    """A sentence as it is read: the words of links and terms, one word for each role and name."""
    for pattern, words in (
        (NOT_READ, ""),
        (QUOTED_NUMBER, FIGURE),
        (VERDICT, JUDGED),
        (TERM, r"\1"),
        (LINK, r"\1"),
        (CODE, WORD),
    ):
        text = pattern.sub(words, text)
    return re.sub(r"[*_\\]|^: ", "", text)


def syllables(word: str) -> int:
    """How many syllables a word has: its groups of vowels without a silent ending, at least one.

    The rule of thumb of Greg Fast's Lingua::EN::Syllable, without its lists of exceptions.
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    return max(1, len(VOWELS.findall(letters)) - bool(SILENT.search(letters)))


@dataclass(frozen=True)
class Spoken:
    """A sentence of a page: where it stands, as it is written, and as it is read."""

    where: str
    source: str
    text: str

    @cached_property
    def words(self) -> list[str]:
        """What has a letter or a digit between two spaces."""
        return [word for word in self.text.split() if re.search(r"\w", word)]

    @cached_property
    def figures(self) -> int:
        """Its numbers; a date is one."""
        return len(NUMBER.findall(DATE.sub(FIGURE, self.text)))

    @property
    def semicolons(self) -> int:
        """How many it has."""
        return self.text.count(";")

    @property
    def judges(self) -> bool:
        """Whether a verdict is the predicate of a clause with *that*."""
        return bool(AS_GRAMMAR.search(self.source))


def spoken(where: str, text: str) -> Iterator[Spoken]:
    """The sentences of the running prose of a cell or page."""
    for sentence in bearing.sentences(running(text)):
        if re.search(r"\w", LINK.sub("", sentence.text)):
            place = f"{where}, line {sentence.line}"
            yield Spoken(place, sentence.text, read_aloud(sentence.text))


@dataclass(frozen=True)
class Measures:
    """What is measured of a page; english: whether its reading ease can be told."""

    page: str
    sentences: tuple[Spoken, ...]
    english: bool = True

    @cached_property
    def figured(self) -> list[Spoken]:
        """The sentences with three figures or more."""
        return [sentence for sentence in self.sentences if sentence.figures >= 3]

    @property
    def figured_share(self) -> float:
        """Their share, per cent."""
        return 100 * len(self.figured) / len(self.sentences)

    @cached_property
    def words(self) -> float:
        """Words a sentence, on average."""
        return sum(len(sentence.words) for sentence in self.sentences) / len(self.sentences)

    @property
    def longest(self) -> int:
        """Words of the longest sentence."""
        return max(len(sentence.words) for sentence in self.sentences)

    @cached_property
    def syllables(self) -> float:
        """Syllables a word, on average."""
        words = [word for sentence in self.sentences for word in sentence.words]
        return sum(map(syllables, words)) / len(words)

    @property
    def ease(self) -> float:
        """Reading ease; higher is easier.

        R. Flesch, A new readability yardstick, Journal of Applied Psychology 32(3), 1948, 221-233.
        """
        return 206.835 - 1.015 * self.words - 84.6 * self.syllables

    @property
    def grade(self) -> float:
        """Years of school that the text asks for.

        J. P. Kincaid and others, Derivation of new readability formulas, Naval Technical Training
        Command, Research Branch Report 8-75, 1975.
        """
        return 0.39 * self.words + 11.8 * self.syllables - 15.59

    @property
    def judging(self) -> list[Spoken]:
        """The sentences whose predicate is a verdict."""
        return [sentence for sentence in self.sentences if sentence.judges]

    @property
    def semicolons(self) -> int:
        """Semicolons of the page."""
        return sum(sentence.semicolons for sentence in self.sentences)


def measures(page: str, texts: Iterable[tuple[str, str]], *, english: bool = True) -> Measures:
    """What is measured of a page, from its pieces and where each of them stands."""
    sentences = tuple(sentence for where, text in texts for sentence in spoken(where, text))
    return Measures(page, sentences, english)


def _quoted(sentence: Spoken) -> str:
    return f"'{shorten(sentence.text, 80, placeholder=' …')}'"


def findings(page: Measures, bounds: Prose) -> Iterator[Finding]:
    """The bounds that a page breaks, each with the sentences that break it or that weigh most."""
    if not page.sentences:
        return
    if page.figured_share >= bounds.figures:
        share = f"{len(page.figured)} of {len(page.sentences)} sentences of the page are so"
        for sentence in page.figured:
            what = f"{sentence.figures} figures in {_quoted(sentence)} ({share})."
            remedy = (
                "Keep the number that matters, and leave the others to the figure or the table."
            )
            yield Finding(sentence.where, what, remedy)
    for sentence in page.sentences:
        if len(sentence.words) > bounds.longest:
            what = f"{len(sentence.words)} words in {_quoted(sentence)}."
            yield Finding(sentence.where, what, f"Split it: {bounds.longest} at most.")
    if page.words > bounds.words:
        longest = max(page.sentences, key=lambda sentence: len(sentence.words))
        what = f"{page.words:.1f} words a sentence, {bounds.words:g} at most."
        remedy = f"Split the longest, as {_quoted(longest)}."
        yield Finding(page.page, what, remedy)
    if page.english and page.ease < bounds.ease:
        hardest = max(page.sentences, key=lambda s: sum(map(syllables, s.words)))
        what = f"a reading ease of {page.ease:.0f}, {bounds.ease:g} at least."
        remedy = f"Use shorter words and sentences, as in {_quoted(hardest)}."
        yield Finding(page.page, what, remedy)
    for sentence in page.judging:
        what = f"a verdict is the predicate in {_quoted(sentence)}."
        remedy = "Say what held and what did not, and put the verdict in brackets."
        yield Finding(sentence.where, what, remedy)
    if page.semicolons * bounds.semicolons >= len(page.sentences):
        count = f"{page.semicolons} in {len(page.sentences)} sentences of the page"
        for sentence in page.sentences:
            if sentence.semicolons:
                what = f"a semicolon in {_quoted(sentence)} ({count})."
                yield Finding(
                    sentence.where,
                    what,
                    "Write a full stop, or say how the two parts belong together.",
                )


def table(pages: Iterable[Measures], bounds: Prose) -> Table:
    """The measures of every page and the bounds, as a table for the terminal."""
    heads = (
        *("sentences", "of 3 figures", "words in one", "in the longest"),
        *("reading ease", "school years", "that ... is", "semicolons"),
    )
    columns = (Column(head, justify="right") for head in heads)
    shown = Table(Column("page", no_wrap=True), *columns, box=None, pad_edge=False)
    for page in pages:
        if page.sentences:
            shown.add_row(
                page.page,
                str(len(page.sentences)),
                f"{page.figured_share:.1f} %",
                f"{page.words:.1f}",
                str(page.longest),
                f"{page.ease:.0f}" if page.english else "",
                f"{page.grade:.1f}" if page.english else "",
                str(len(page.judging)),
                f"1 in {len(page.sentences) / page.semicolons:.0f}" if page.semicolons else "none",
            )
    shown.add_row(
        "may be",
        "",
        f"< {bounds.figures:g} %",
        f"≤ {bounds.words:g}",
        f"≤ {bounds.longest}",
        f"≥ {bounds.ease:g}",
        "",
        "0",
        f"< 1 in {bounds.semicolons}",
    )
    return shown
