"""What can be known from the sources alone: checked in seconds, without executing anything."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from textwrap import shorten
from typing import Final

from rich.console import Console

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import remedied, shapes
from fulcrum.evidence.naming import refuse_name
from fulcrum.evidence.wording import listed
from press.author import bearing, prose
from press.author.prose import Measures
from press.execute.verdict_runs import outdated
from press.publish import render
from press.publish.gate import Finding, Judged, verdict_findings
from press.workspace import forms
from press.workspace.notebooks import Chapter, parsed, sha256, source_of
from press.workspace.packages import csv_rows
from press.workspace.workspace import Workspace

QUOTED: Final = re.compile(r"\{(result|value)\}`([^`]+)`")
JUDGED: Final = re.compile(r"\{verdict\}`([^`@]+)(?:@\d+)?`")
CITED: Final = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
LINKED: Final = re.compile(r"(?<!!)\]\(([^)\s]+)\)")
ENTRY: Final = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)
RANDOM_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]{4,27})?")
NAMED: Final = {"record": "result", "Figure": "figure", "Explorer": "explorer"}
"""Functions that make something with a name, and what it is."""
TABLE: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
READERS: Final = {"load", "geo", "source", "resource"}
WIDTH: Final = 130
"""Columns where there is no terminal, as in a log."""
SEARCH_LOG: Final = "searches/log"
"""The table of look-ups: the columns ``actor`` and ``period`` hold one or several, with ``;``."""


@dataclass(frozen=True)
class Text:
    """A piece of prose and where it stands."""

    where: str
    page: Path
    text: str


@dataclass(frozen=True)
class Call:
    """A call in code: its first argument, if it is a plain text, and whether that is a list."""

    chapter: str
    cell: str
    name: str
    first: str | None
    several: bool
    keywords: Mapping[str, object]

    @property
    def where(self) -> str:
        """The cell, as a finding names it."""
        return f"chapters/{self.chapter}.ipynb, cell {self.cell}"


Partials = dict[str, tuple[str, dict[str, object]]]
"""Names given to ``partial(f, ...)``: the function behind, and its keywords."""


class Sources:
    """The pages of the book as their authors wrote them."""

    def __init__(self, workspace: Workspace) -> None:
        """Read the table of contents; pages are read when they are asked for."""
        self.workspace = workspace
        self.chapters = workspace.chapters
        self.broken: list[Finding] = []

    @cached_property
    def prose(self) -> list[Text]:
        """Every Markdown cell and page."""
        cells = [
            Text(f"{_place(chapter)}, cell {cell.get('id')}", chapter.path, source_of(cell))
            for chapter in self.chapters
            for cell in chapter.cells
            if cell["cell_type"] == "markdown"
        ]
        plain = [page.path for page in self.workspace.pages if page.path.suffix == ".md"]
        return cells + [Text(f"chapters/{p.name}", p, p.read_text(encoding="utf-8")) for p in plain]

    @cached_property
    def measures(self) -> list[Measures]:
        """What is measured of the prose of every page, and of the documents beside the book."""
        pages: dict[Path, list[tuple[str, str]]] = {}
        for text in self.prose:
            pages.setdefault(text.page, []).append((text.where, text.text))
        for path in self.workspace.documents:
            pages[path] = [(path.name, path.read_text(encoding="utf-8"))]
        return [
            prose.measures(
                path.relative_to(self.workspace.folder).as_posix(),
                texts,
                english=render.tongue(self.workspace, path.stem) == "en",
            )
            for path, texts in pages.items()
        ]

    @cached_property
    def calls(self) -> list[Call]:
        """Every call by name in the code cells; cells that do not parse become findings."""
        every: list[Call] = []
        for chapter in self.chapters:
            partials: Partials = {}
            for cell in chapter.cells:
                if cell["cell_type"] != "code":
                    continue
                try:
                    tree = parsed(source_of(cell))
                except SyntaxError as error:
                    where = f"{_place(chapter)}, cell {cell.get('id')}"
                    what = f"line {error.lineno} does not parse: {error.msg}."
                    self.broken.append(Finding(where, what, "Correct the line."))
                    continue
                every += calls(tree, chapter.name, str(cell.get("id")), partials)
        return every


def _place(chapter: Chapter) -> str:
    return f"chapters/{chapter.path.name}"


def calls(
    tree: ast.AST, chapter: str, cell: str = "", partials: Partials | None = None
) -> Iterator[Call]:
    """Every call by name in a syntax tree; a name given to ``partial(f, ...)`` counts as ``f``.

    Args:
        tree: The syntax tree of a cell or a module.
        chapter: The name of its chapter or module.
        cell: The identifier of its cell.
        partials: What the chapter has named so far by ``partial``; names of this tree are added.
    """
    named = {} if partials is None else partials
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            name, _, keywords = _call(node.value, named)
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if name == "partial" and node.value.args:
                function = _name(node.value.args[0])
                name, before = named.get(function, (function, {}))
                named |= dict.fromkeys(targets, (name, {**before, **keywords}))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name, argument, keywords = _call(node, named)
            first = argument.value if isinstance(argument, ast.Constant) else None
            text = first if isinstance(first, str) else None
            yield Call(chapter, cell, name, text, isinstance(argument, ast.List), keywords)


def _name(function: ast.expr) -> str:
    return str(getattr(function, "id", getattr(function, "attr", "")))


def _call(node: ast.Call, partials: Partials) -> tuple[str, ast.expr | None, dict[str, object]]:
    name, keywords = partials.get(_name(node.func), (_name(node.func), {}))
    plain = {
        word.arg: word.value.value
        for word in node.keywords
        if word.arg and isinstance(word.value, ast.Constant)
    }
    return name, node.args[0] if node.args else None, {**keywords, **plain}


def unsettled_order(calls: Iterable[Call]) -> Iterator[Finding]:
    """Rows sorted by one column without a rule for ties: processors order equal rows differently.

    By several columns pandas sorts stably.
    """
    for call in calls:
        settled = call.several or call.keywords.get("kind") == "stable"
        if call.name == "sort_values" and not settled:
            what = "it sorts by one column, so each processor may order equal rows differently."
            yield Finding(call.where, what, 'Say sort_values(..., kind="stable").')


def notebook_findings(book: Sources) -> Iterator[Finding]:
    """Outputs left in, cells without a readable identifier, no parameters cell."""
    for chapter in book.chapters:
        try:
            chapter.parameters()
        except FulcrumError as error:
            where, _, what = str(error).partition(": ")
            yield Finding(where, what, "")
        seen: set[str] = set()
        for number, cell in enumerate(chapter.cells):
            name = str(cell.get("id", ""))
            where = f"{_place(chapter)}, cell {name or number}"
            if cell.get("outputs") or cell.get("execution_count") is not None:
                yield Finding(where, "it carries outputs.", "Strip them with `make format`.")
            if not name or RANDOM_ID.fullmatch(name):
                what = "its identifier is not a word that a reader can cite."
                yield Finding(where, what, 'Give the cell an "id" of its own in the file.')
            if name in seen:
                yield Finding(where, "two cells have this identifier.", "Rename one.")
            seen.add(name)


def name_findings(book: Sources) -> Iterator[Finding]:
    """Names of results, figures, explorers and sources that cannot be names, or stand twice."""
    homes: dict[tuple[str, str, str], str] = {}
    for call in book.calls:
        kind = NAMED.get(call.name, "")
        name = call.first if call.name == "record" else call.keywords.get("name")
        if not kind or not isinstance(name, str):
            continue
        try:
            refuse_name(name, kind)
        except FulcrumError as error:
            yield Finding(call.where, str(error), "")
        key = call.chapter, "result" if kind == "result" else "figure", name
        if key in homes:
            what = f"the {kind} '{name}' has a name that was already taken in {homes[key]}."
            yield Finding(call.where, what, "Rename one of the two.")
        homes[key] = f"cell {call.cell}"
    for source in book.workspace.sources():
        where = f"data/{source}/datapackage.json"
        try:
            refuse_name(source, "source")
        except FulcrumError as error:
            yield Finding(where, str(error), "")
        if (name := book.workspace.package(source)["name"]) != source:
            what = f"it calls its source '{name}', but its folder is '{source}'."
            yield Finding(where, what, "Give both one name.")
        tables = Counter(part["name"] for part in book.workspace.parts(source))
        for name, times in tables.items():
            if times > 1:
                yield Finding(where, f"two of its tables are called '{name}'.", "Rename one.")
            if not TABLE.fullmatch(name):
                what = f"'{name}' cannot be the name of a table."
                yield Finding(where, what, "Use small letters, digits, hyphens and underscores.")


def claim_findings(book: Sources) -> Iterator[Finding]:
    """Claims judged that do not exist, twice, or in another chapter; verdicts quoted of none."""
    claims = {claim.id: claim for claim in book.workspace.claims}
    judged = [
        Judged(c.chapter, c.cell, c.first, str(h) if (h := c.keywords.get("horizon")) else None)
        for c in book.calls
        if c.name == "judge" and c.first
    ]
    homes = {chapter.name for chapter in book.chapters}
    whole = {claim.chapter for claim in claims.values()} <= homes
    yield from verdict_findings(book.workspace, judged, complete=whole)
    for text in book.prose:
        for name in JUDGED.findall(text.text):
            if name not in claims:
                what = (
                    f"it quotes the verdict on '{name}', which is not a claim in seeds/claims.yml."
                )
                yield Finding(text.where, what, "Correct the identifier.")


def recorded(book: Sources) -> set[str]:
    """The results that cells record, by ``chapter.name``.

    A name that is put together when the cell runs cannot be read from the source; for the chapters
    that do so, the published record says which names there are.
    """
    names = {f"{c.chapter}.{c.first}" for c in book.calls if c.name == "record" and c.first}
    computed = {c.chapter for c in book.calls if c.name == "record" and c.first is None}
    path = book.workspace.published_record / "results.csv"
    published = csv_rows(path) if path.is_file() else ()
    return names | {f"{r['chapter']}.{r['name']}" for r in published if r["chapter"] in computed}


def result_findings(book: Sources) -> Iterator[Finding]:
    """Results that prose quotes and no cell records."""
    names = recorded(book)
    for text in book.prose:
        for _, key in QUOTED.findall(text.text):
            if key not in names:
                what = f"it quotes the result '{key}', which no cell records."
                yield Finding(text.where, what, "Record it, or quote another.")


def bearing_findings(book: Sources) -> Iterator[Finding]:
    """Strong sentences that do not say what they rest on, or say what there is not."""
    names = bearing.names_in(text.text for text in book.prose)
    bearers = recorded(book)
    bearers |= {f"{c.chapter}.{c.keywords['name']}" for c in book.calls if "name" in c.keywords}
    for claim in book.workspace.claims:
        bearers |= {claim.id, *(f"{claim.id}.{rule.name}" for rule in claim.rules)}
    for source in book.workspace.sources():
        bearers |= {f"{source}/{part['name']}" for part in book.workspace.parts(source)}
    for text in book.prose:
        words = bearing.languages().get(render.tongue(book.workspace, text.page.stem))
        for sentence in bearing.sentences(text.text):
            where = f"{text.where}, line {sentence.line}"
            for name in sentence.rests_on:
                if name not in bearers:
                    what = f"it is said to rest on '{name}', which is not the name of a result, a"
                    yield Finding(
                        where, f"{what} figure, a table, a claim or a test.", "Correct the name."
                    )
            word = bearing.strong_word(sentence.text, words, names) if words else ""
            if word and not sentence.borne:
                what = f"'{word}' in '{shorten(sentence.text, 80, placeholder=' …')}' rests on"
                remedy = (
                    "Quote a result, a verdict or a reference in the sentence, or write behind it "
                    "<!-- rests on: NAME -->, or say less."
                )
                yield Finding(where, f"{what} nothing that is named.", remedy)


def prose_findings(book: Sources) -> Iterator[Finding]:
    """Pages that read less easily than the bounds allow."""
    bounds = book.workspace.settings.prose
    for page in book.measures:
        yield from prose.findings(page, bounds)


def search_findings(book: Sources) -> Iterator[Finding]:
    """Counts of what was found whose search is not on record for an actor and a period."""
    rules = [(c.id, rule) for c in book.workspace.claims for rule in c.rules if rule.counts_found]
    searches = [(name, rule) for name, rule in rules if rule.search]
    looked_up: set[tuple[str, str]] = set()
    if searches:
        for row in csv_rows(book.workspace.table_file(SEARCH_LOG)):
            looked_up |= set(product(row["actor"].split(";"), row["period"].split(";")))
    for name, rule in searches:
        where = f"seeds/claims.yml, {name}, test {rule.name}"
        named = [list(map(str, rule.search.get(part, ()))) for part in ("actors", "periods")]
        if not all(named):
            what = "its search does not name both actors and periods."
            yield Finding(where, what, "Name both, as the log of searches does.")
        for actor, period in product(*named):
            if (actor, period) not in looked_up:
                what = f"no look-up for {actor} in {period} is on record in data/{SEARCH_LOG}.csv."
                yield Finding(
                    where,
                    what,
                    "Make the search and log it, or take the pair out of the claim's search.",
                )


def citation_findings(book: Sources) -> Iterator[Finding]:
    """Citations without an entry, and entries that nothing cites."""
    entries: dict[str, str] = {}
    for path in sorted(book.workspace.chapter_folder.glob("*.bib")):
        for key in ENTRY.findall(path.read_text(encoding="utf-8")):
            entries[key] = f"chapters/{path.name}"
    cited = set()
    for text in book.prose:
        for keys in CITED.findall(text.text):
            for key in map(str.strip, keys.split(",")):
                cited.add(key)
                if key not in entries:
                    what = f"it cites '{key}', which has no entry in the bibliography."
                    yield Finding(text.where, what, "Add the entry, or correct the key.")
    for key in sorted(set(entries) - cited):
        yield Finding(entries[key], f"nothing cites the entry '{key}'.", "Cite it, or take it out.")


def link_findings(book: Sources) -> Iterator[Finding]:
    """Links from page to page that lead to no file."""
    for text in book.prose:
        for link in LINKED.findall(text.text):
            file = link.partition("#")[0]
            if not file or re.match(r"[a-z]+:", file):
                continue
            if not (text.page.parent / file).exists():
                yield Finding(text.where, f"the link {link} leads nowhere.", "Correct it.")


def table_findings(book: Sources) -> Iterator[Finding]:
    """Tables that chapters name and data/ does not hold; files that differ from their hash."""
    for call in book.calls:
        if call.name in READERS and call.first and "/" in call.first:
            try:
                book.workspace.resource(call.first)
            except FulcrumError as error:
                yield Finding(call.where, str(error), "")
    for name in book.workspace.sources():
        yield from _source_findings(book.workspace, name)


def _source_findings(workspace: Workspace, name: str) -> Iterator[Finding]:
    where = f"data/{name}"
    if (workspace.data / name).is_symlink():
        yield Finding(where, "it is a link.", "Put the folder itself in its place.")
        return
    try:
        parts = workspace.parts(name)
    except FulcrumError as error:
        yield Finding(where, str(error), "")
        return
    if (called := workspace.package(name).get("name")) != name:
        yield Finding(f"{where}/datapackage.json", f"its name is {called!r}.", f"Write '{name}'.")
    for part in parts:
        path = workspace.data / name / part["path"]
        file = f"{where}/{part['path']}"
        if not path.is_file():
            yield Finding(file, "it is missing.", "Restore it, or take it out.")
            continue
        content = path.read_bytes()
        if f"sha256:{sha256(content)}" != part.get("hash"):
            what = "its SHA-256 is not the one that its datapackage.json declares."
            remedy = remedied(content, str(part.get("hash")).removeprefix("sha256:"), name)
            yield Finding(file, what, remedy)
        try:
            if "schema" in part:
                workspace.table(f"{name}/{part['name']}")
            else:
                shapes(content, file)
        except FulcrumError as error:
            yield Finding(file, str(error).removeprefix(f"{file}: "), "")


def run_findings(book: Sources) -> Iterator[Finding]:
    """A robustness run that is older than what it was made from."""
    if changed := outdated(book.workspace):
        what = f"the run is older than {listed(changed)}."
        yield Finding("data/robustness", what, "Run `fulcrum robustness`.")


CHECKS: Final[tuple[Callable[[Sources], Iterable[Finding]], ...]] = (
    notebook_findings,
    name_findings,
    claim_findings,
    result_findings,
    bearing_findings,
    prose_findings,
    search_findings,
    citation_findings,
    link_findings,
    table_findings,
    run_findings,
    lambda book: unsettled_order(book.calls),
)


def findings(workspace: Workspace) -> list[Finding]:
    """All that the sources alone tell, in the order of the book; empty when nothing is amiss.

    What does not have its form is told alone, since the rest is read from it.
    """
    return malformed(workspace) or of_well_formed(workspace)


def malformed(workspace: Workspace) -> list[Finding]:
    """What does not have its form in the seeds, the settings and the descriptors."""
    return [Finding(p.where, p.what, p.remedy) for p in forms.problems(workspace)]


def of_well_formed(workspace: Workspace) -> list[Finding]:
    """All that the sources tell whose seeds, settings and descriptors have their form."""
    book = Sources(workspace)
    every = [finding for check in CHECKS for finding in check(book)]
    return book.broken + every


def print_prose(workspace: Workspace) -> None:
    """Print how every page reads."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(prose.table(Sources(workspace).measures, workspace.settings.prose))
