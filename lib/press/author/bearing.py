"""What a strong sentence rests on: superlatives and absolutes of the prose, and what bears them.

The words are those of ``bearing.yml``. What bears a sentence is named in its source: a result, a
verdict or a citation that it quotes, a link to a figure or a source, or a comment after it that no
reader of the book sees, ``<!-- rests on: chapter.name -->``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

MARKER: Final = re.compile(r"<!--\s*rests on:\s*(.*?)\s*-->", re.DOTALL)
BORNE: Final = re.compile(r"\{(?:result|value|verdict|cite(?::\w+)?)\}`|\]\((?:https?:|[^)\s]*#)")
"""What bears a sentence in its own words: a role that quotes, a link to a part or to a source."""
FENCED: Final = re.compile(r"^(`{3,}|~{3,}).*?^\1`*\s*$", re.MULTILINE | re.DOTALL)
LEFT_OUT: Final = re.compile(r"^(?:#|>|:::|:[\w-]+:|[=-]+$).*", re.MULTILINE)
"""Lines that are no sentences: headings, quotations, the frames of directives and their options."""
QUOTED: Final = re.compile(r"\*\*|(?<!\{)(?<!\})`[^`\n]+`|\u201c[^\u201d]*\u201d|\"[^\"\n]*\"")
ROLE: Final = re.compile(r"\{(?!term)[\w:-]+\}`[^`]*`|\{term\}`|`|\]\([^)]*\)")
BLOCK: Final = re.compile(
    r"^[^\n]*\S[^\n]*\n?(?:(?![-*|] |\d+\. )[^\n]*\S[^\n]*\n?)*", re.MULTILINE
)
"""A paragraph, an item of a list or a row of a table."""
SENTENCE: Final = re.compile(
    r"(?:[^.!?]|[.!?](?![*_)\]\u201d\"]*(?:\s|$)))+(?:[.!?]+[*_)\]\u201d\"]*|$)"
    rf"(?:\s*{MARKER.pattern.replace('(.*?)', '.*?')})*",
    re.DOTALL,
)

INNER_STOP: Final = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Fig|Art|vs|cf|ca|approx|pp?|e\.g|i\.e)|\bNos?(?=\.\s+\d))\."
    r"(?=\s)|\.(?=\s+[a-z])"
)
"""A stop inside a sentence: after an initial or an abbreviation, or before a small letter."""
MASK: Final = "\N{ONE DOT LEADER}"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a page: the line where it begins, its text, and what it is said to rest on."""

    line: int
    text: str
    rests_on: tuple[str, ...]

    @property
    def borne(self) -> bool:
        """Whether it names what bears it."""
        return bool(self.rests_on or BORNE.search(self.text))


@dataclass(frozen=True)
class Words:
    """The words of a language that make a sentence strong."""

    strong: re.Pattern[str]
    harmless: re.Pattern[str]
    imperatives: frozenset[str]


def _any_of(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def languages() -> dict[str, Words]:
    """The words of each language that is checked."""
    stored = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    lists = {
        tongue: {name: words.split(", ") for name, words in parts.items()}
        for tongue, parts in stored.items()
    }
    return {
        tongue: Words(
            _any_of(parts["words"]), _any_of(parts["harmless"]), frozenset(parts["imperatives"])
        )
        for tongue, parts in lists.items()
    }


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """A text in which what matches is blank, each line and character still in its place."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a page or cell; code, headings, quotations and frames are left out."""
    text = blanked(LEFT_OUT, blanked(FENCED, text))
    for block in BLOCK.finditer(text):
        masked = INNER_STOP.sub(lambda match: f"{match[0][:-1]}{MASK}", block[0])
        for part in SENTENCE.finditer(masked):
            start = block.start() + part.start() + len(part[0]) - len(part[0].lstrip())
            marked = MARKER.findall(part[0])
            names = (name.strip() for marker in marked for name in marker.split(","))
            words = " ".join(MARKER.sub("", part[0]).replace(MASK, ".").split())
            if words:
                yield Sentence(text.count("\n", 0, start) + 1, words, tuple(names))


def _plain(text: str) -> str:
    """A sentence without what it quotes, the syntax of roles, and addresses."""
    return ROLE.sub(" ", QUOTED.sub(" ", text)).strip(" *_|-")


def names_in(texts: Iterable[str]) -> set[str]:
    """Words that pages write with a capital inside sentences, and nowhere with a small letter."""
    parts = [_plain(sentence.text) for text in texts for sentence in sentences(text)]
    inside = {word for part in parts for word in re.findall(r"\w\w+", part)[1:]}
    return {word for word in inside if word[0].isupper() and word.lower() not in inside}


def strong_word(text: str, words: Words, names: set[str]) -> str:
    """The word by which a sentence claims more of the data than it shows; empty if none does.

    A sentence claims something of the data when it holds a number or a name; questions and
    imperatives claim nothing. names: those of the whole report, for a sentence that begins with
    one.
    """
    plain = _plain(text)
    first, *others = re.findall(r"\w+", plain) or [""]
    asks = plain.endswith("?") or first.lower() in words.imperatives
    named = first in names or any(word[0].isupper() and len(word) > 1 for word in others)
    if asks or not (named or re.search(r"\d", plain)):
        return ""
    match = words.strong.search(words.harmless.sub(" ", plain))
    return match[0] if match else ""
