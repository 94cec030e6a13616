"""What the pages of the book know of it: records, claims and sources, put in order for a reader."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.evidence.claims import Claim, claims
from fulcrum.evidence.data import package, sources
from press.publish import drawing, render
from press.workspace import notebooks

ORDER: Final = (
    "supported",
    "mixed",
    "contradicted",
    "undecided",
    "condition not met",
    "not testable",
    "not yet judged",
)


@dataclass(frozen=True)
class Book:
    """The records of all executed chapters."""

    records: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str] = field(default_factory=dict)
    """Pages in the order of the table of contents, with their titles there."""
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Payloads of all figures by ``chapter.name``."""

    @classmethod
    def read(cls, build: Path, toc: Path | None = None) -> Book:
        """The book as executed in a build folder, with the titles of its table of contents."""
        folder = build / "records"
        found = (json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json")))
        records = {record["chapter"]: record for record in found}
        figures = {}
        for chapter in records:
            path = build / "executed" / f"{chapter}.ipynb"
            if path.is_file():
                notebook = json.loads(path.read_text(encoding="utf-8"))
                for _, payload in notebooks.payloads(notebook, notebooks.FIGURE):
                    figures[f"{chapter}.{payload['name']}"] = payload
        return cls(records, titles(toc) if toc else {}, figures)

    def title(self, name: str) -> str:
        """The short title of a page."""
        return self.names.get(name, name.capitalize())

    def result(self, key: str) -> tuple[str, Mapping[str, Any]] | None:
        """Chapter and payload of a result by its key ``chapter.name``; None when there is none."""
        chapter, _, name = key.partition(".")
        found = self.records.get(chapter, {}).get("results", {}).get(name)
        return (chapter, found) if found else None

    def nearest(self, key: str) -> list[str]:
        """Keys that look like the one asked for."""
        known = [f"{c}.{name}" for c, record in self.records.items() for name in record["results"]]
        return get_close_matches(key, known, n=3, cutoff=0.4)

    def verdicts(self, claim_id: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Chapter and payload of every verdict on a claim, earlier horizon first."""
        found = [
            (chapter, verdict)
            for chapter, record in self.records.items()
            for verdict in record["verdicts"]
            if verdict["claim"] == claim_id
        ]
        return sorted(found, key=lambda pair: pair[1]["horizon"] or "")

    def readers(self, source_id: str, inputs: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Chapters that read a table of a source, from their receipts."""
        return [
            chapter
            for chapter, found in inputs.items()
            if any(table.split("/")[0] == source_id for table in found["tables"])
        ]


def titles(toc: Path) -> dict[str, str]:
    """Pages of a table of contents in order, with the titles given there."""
    found = {}
    nodes = [yaml.safe_load(toc.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop(0)
        name = Path(node.get("root") or node.get("file") or "").name
        if name:
            found[name] = str(node.get("title") or name.capitalize())
        inner = (node.get(key) or [] for key in ("parts", "chapters", "sections"))
        nodes[:0] = [child for part in inner for child in part]
    return found


def figures(book: Book, memo: Path) -> str:
    """Every figure of the book as a small picture with its title, by chapter."""
    order = [name for name in book.names if name in book.records] or sorted(book.records)
    chapters = []
    for chapter in order:
        shown = []
        for record in book.records[chapter]["figures"]:
            payload = book.figures[f"{chapter}.{record['name']}"]
            width, height = drawing.size(drawing.static_svg(payload["narrow"], "size", memo))
            base = f"figures/{chapter}/{payload['name']}"
            shown.append({**payload, "base": base, "width": width, "height": height})
        if shown:
            chapters.append((chapter, book.title(chapter), shown))
    return render.html("figures", chapters=chapters)


def strip(book: Book, chapter: str) -> str:
    """The verdicts of a chapter in one line, each leading to its card; empty without any."""
    verdicts = [
        {**verdict, "anchor": render.anchor(verdict)}
        for verdict in book.records.get(chapter, {}).get("verdicts", ())
    ]
    return render.html("strip", verdicts=verdicts) if verdicts else ""


def _deciding(verdict: Mapping[str, Any]) -> str:
    necessary = [test for test in verdict["tests"] if test["necessary"]]
    against = [test for test in necessary if test["holds"] is not True] or necessary
    return f"{against[0]['says']}: {against[0]['found']}" if against else ""


def _row(book: Book, subject: Claim) -> dict[str, Any]:
    judged = [
        {
            "verdict": verdict["verdict"],
            "horizon": verdict["horizon"],
            "href": f"{chapter}.html#{render.anchor(verdict)}",
            "deciding": _deciding(verdict),
        }
        for chapter, verdict in book.verdicts(subject.id)
    ]
    nothing = {"verdict": None, "horizon": "", "href": f"{subject.chapter}.html", "deciding": ""}
    return {
        "id": subject.id,
        "claim": subject.claim,
        "kind": subject.kind,
        "theme": subject.theme,
        "chapter": subject.chapter,
        "nature": subject.nature,
        "hardly_fails": subject.hardly_fails,
        "paragraph": subject.paragraph,
        "sentence": subject.sentence,
        "refuted_if": subject.refuted_if,
        "verdicts": judged or [nothing],
        "words": [verdict["verdict"] or "not yet judged" for verdict in judged or [nothing]],
    }


def ledger(book: Book, existing: set[str]) -> str:
    """The table of all claims; existing: names of the pages that can be linked."""
    rows = [_linkable(_row(book, subject), existing) for subject in claims()]
    filters = [
        ("theme", sorted({row["theme"] for row in rows})),
        ("kind", sorted({row["kind"] for row in rows})),
        ("verdict", [word for word in ORDER if any(_has(row, word) for row in rows)]),
        ("chapter", sorted({row["chapter"] for row in rows})),
    ]
    return render.html("ledger", rows=rows, filters=filters)


def _has(row: Mapping[str, Any], word: str) -> bool:
    return any((verdict["verdict"] or "not yet judged") == word for verdict in row["verdicts"])


def _linkable(row: dict[str, Any], existing: set[str]) -> dict[str, Any]:
    for verdict in row["verdicts"]:
        if verdict["href"].split(".html")[0] not in existing:
            verdict["href"] = f"claims.html#{row['id']}"
    row["page"] = f"{row['chapter']}.html" if row["chapter"] in existing else ""
    return row


def scoreboard(book: Book, existing: set[str], part: str = "") -> str:
    """Counts by verdict, and a tile for each claim under its chapter, first verdict shown.

    part: ``counts`` or ``tiles`` for one of the two.
    """
    rows = [_linkable(_row(book, subject), existing) for subject in claims()]
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
    counted = Counter(tile["verdict"] or "not yet judged" for tile in tiles)
    names = list(dict.fromkeys(tile["chapter"] for tile in tiles))
    groups = [
        (name, book.title(name), [t for t in tiles if t["chapter"] == name], name in existing)
        for name in names
    ]
    counts = [(word, counted[word]) for word in ORDER if counted[word]]
    return render.html("scoreboard", counts=counts, groups=groups, part=part)


def catalogue(book: Book, inputs: Mapping[str, Mapping[str, Any]]) -> str:
    """Every source with its tables, vintage, licence, caveats, corrections and readers."""
    found = []
    for name in sources():
        descriptor = package(name)
        coverage = descriptor.get("coverage") or {}
        items = coverage.items() if isinstance(coverage, dict) else [("coverage", coverage)]
        found.append(
            {"caveats": [], "corrections": [], "homepage": "", "citation": "", **descriptor}
            | {
                "chapters": book.readers(name, inputs),
                "coverage_items": [(key, _in_words(value)) for key, value in items],
                "licence": {"name": "", "redistributable": "", **descriptor.get("licence", {})},
            }
        )
    return render.html("catalogue", sources=found)


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_words(part)}" for key, part in value.items())
    return str(value)
