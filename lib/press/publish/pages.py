"""What the pages of the book know of it: records, claims and sources, put in order for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from fulcrum.evidence.payloads import UNJUDGED, VERDICT_ORDER, Figure, Record, Result, Verdict
from fulcrum.evidence.seeds import Claim
from press.publish import drawing, render
from press.workspace.workspace import Workspace


@dataclass(frozen=True)
class Book:
    """What a build's pages are filled from: its workspace, and all that its chapters came to.

    names: the titles of all pages, in order; figures: by ``chapter.name``.
    """

    workspace: Workspace
    records: Mapping[str, Record]
    names: Mapping[str, str]
    figures: Mapping[str, Figure]

    @classmethod
    def read(cls, workspace: Workspace) -> Book:
        """The book as executed."""
        records = workspace.all_records()
        figures = {f"{c}.{f['name']}": f for c in records for f in workspace.figures(c)}
        return cls(workspace, records, workspace.titles, figures)

    def title(self, name: str) -> str:
        """The short title of a page."""
        return self.names.get(name, name.capitalize())

    def result(self, key: str) -> tuple[str, Result] | None:
        """Chapter and payload of a result by its key ``chapter.name``; None when there is none."""
        chapter, _, name = key.partition(".")
        results = self.records[chapter]["results"] if chapter in self.records else {}
        return (chapter, results[name]) if name in results else None

    def nearest(self, key: str) -> list[str]:
        """Keys that look like the one asked for."""
        keys = [f"{c}.{name}" for c, record in self.records.items() for name in record["results"]]
        return get_close_matches(key, keys, n=3, cutoff=0.4)

    def verdicts(self, claim_id: str = "") -> list[tuple[str, Verdict]]:
        """Chapter and payload of every verdict, or those on one claim, earlier horizon first."""
        verdicts = [
            (chapter, verdict)
            for chapter, record in self.records.items()
            for verdict in record["verdicts"]
            if claim_id in {"", verdict["claim"]}
        ]
        return sorted(verdicts, key=lambda pair: (pair[1]["claim"], pair[1]["horizon"] or ""))

    def readers(self, source_id: str) -> list[str]:
        """Chapters that read a table of a source, by their receipts."""
        return [
            chapter
            for chapter in self.records
            if any(t.partition("/")[0] == source_id for t in self._tables(chapter))
        ]

    def _tables(self, chapter: str) -> list[str]:
        receipt = self.workspace.executed_notebook(chapter)["metadata"]["fulcrum"]
        return list(receipt["inputs"]["tables"])


def figures(book: Book) -> str:
    """Every figure of the book as a small picture with its title, by chapter."""
    order = [name for name in book.names if name in book.records] or sorted(book.records)
    chapters = []
    for chapter in order:
        shown = []
        for record in book.records[chapter]["figures"]:
            payload = book.figures[f"{chapter}.{record['name']}"]
            width, height = drawing.size(
                drawing.static_svg(payload["narrow"], "size", book.workspace.rendered)
            )
            base = f"figures/{chapter}/{payload['name']}"
            shown.append({**payload, "base": base, "width": width, "height": height})
        if shown:
            chapters.append((chapter, book.title(chapter), shown))
    return render.html("figures", chapters=chapters)


def strip(book: Book, chapter: str) -> str:
    """The verdicts of a chapter in one line, each leading to its card; empty without any."""
    record = book.records.get(chapter)
    verdicts = [{**v, "anchor": render.anchor(v)} for v in record["verdicts"]] if record else []
    return render.html("strip", verdicts=verdicts) if verdicts else ""


def _deciding(verdict: Verdict) -> str:
    necessary = [test for test in verdict["tests"] if test["necessary"]]
    against = [test for test in necessary if test["holds"] is not True] or necessary
    return f"{against[0]['says']}: {against[0]['found']}" if against else ""


def _row(book: Book, subject: Claim) -> dict[str, Any]:
    here = f"claims.html#{subject.id}"
    judged = [
        {
            "verdict": verdict["verdict"],
            "horizon": verdict["horizon"],
            "href": f"{chapter}.html#{render.anchor(verdict)}" if chapter in book.names else here,
            "deciding": _deciding(verdict),
        }
        for chapter, verdict in book.verdicts(subject.id)
    ]
    page = f"{subject.chapter}.html" if subject.chapter in book.names else ""
    nothing = {"verdict": None, "horizon": "", "href": page or here, "deciding": ""}
    return {
        "id": subject.id,
        "claim": subject.claim,
        "kind": subject.kind,
        "theme": subject.theme,
        "chapter": subject.chapter,
        "page": page,
        "nature": subject.nature,
        "hardly_fails": subject.hardly_fails,
        "paragraph": subject.paragraph,
        "sentence": subject.sentence,
        "refuted_if": subject.refuted_if,
        "verdicts": judged or [nothing],
        "words": [verdict["verdict"] or UNJUDGED for verdict in judged or [nothing]],
    }


def ledger(book: Book) -> str:
    """The table of all claims."""
    rows = [_row(book, subject) for subject in book.workspace.claims]
    filters = [
        ("theme", sorted({row["theme"] for row in rows})),
        ("kind", sorted({row["kind"] for row in rows})),
        ("verdict", [word for word in VERDICT_ORDER if any(_has(row, word) for row in rows)]),
        ("chapter", sorted({row["chapter"] for row in rows})),
    ]
    return render.html("ledger", rows=rows, filters=filters)


def _has(row: Mapping[str, Any], word: str) -> bool:
    return any((verdict["verdict"] or UNJUDGED) == word for verdict in row["verdicts"])


def scoreboard(book: Book, part: str = "") -> str:
    """Counts by verdict, and a tile for each claim under its chapter, first verdict shown.

    part: ``counts`` or ``tiles`` for one of the two.
    """
    rows = [_row(book, subject) for subject in book.workspace.claims]
    tiles = [
        {
            "id": row["id"],
            "claim": row["claim"],
            "chapter": row["chapter"],
            "verdict": row["verdicts"][0]["verdict"],
            "href": row["verdicts"][0]["href"],
        }
        for row in rows
    ]
    counted = Counter(tile["verdict"] or UNJUDGED for tile in tiles)
    names = list(dict.fromkeys(tile["chapter"] for tile in tiles))
    groups = [
        (name, book.title(name), [t for t in tiles if t["chapter"] == name], name in book.names)
        for name in names
    ]
    counts = [(word, counted[word]) for word in VERDICT_ORDER if counted[word]]
    return render.html("scoreboard", counts=counts, groups=groups, part=part)


def catalogue(book: Book) -> str:
    """Every source with its tables, vintage, licence, caveats, corrections and readers."""
    entries = []
    for name in book.workspace.sources():
        descriptor = book.workspace.package(name)
        coverage = descriptor.get("coverage") or {}
        items = coverage.items() if isinstance(coverage, dict) else [("coverage", coverage)]
        entries.append(
            {"caveats": [], "corrections": [], "homepage": "", "citation": "", **descriptor}
            | {
                "chapters": book.readers(name),
                "coverage_items": [(key, _in_words(value)) for key, value in items],
                "licence": {"name": "", "redistributable": "", **descriptor.get("licence", {})},
            }
        )
    return render.html("catalogue", sources=entries)


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_words(part)}" for key, part in value.items())
    return str(value)
