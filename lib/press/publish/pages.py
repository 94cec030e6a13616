"""What the pages of the book know of it: records, claims and sources, put in order for a reader."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from operator import itemgetter
from typing import Any

from fulcrum.evidence.payloads import UNJUDGED, VERDICT_ORDER, Figure, Record, Result
from press.publish import render
from press.workspace.record import history as history_of
from press.workspace.record import results_of
from press.workspace.workspace import Workspace, loaded

Judged = dict[str, Any]
"""A verdict of a record with its ``chapter``."""


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

    @property
    def results(self) -> dict[str, Result]:
        """All results by ``chapter.name``."""
        return results_of(self.records)

    def verdicts(self, claim_id: str = "") -> list[Judged]:
        """Every verdict with its chapter, or those on one claim, earlier horizon first."""
        verdicts = [
            {**verdict, "chapter": chapter}
            for chapter, record in self.records.items()
            for verdict in record["verdicts"]
            if claim_id in {"", verdict["claim"]}
        ]
        return sorted(verdicts, key=lambda verdict: (verdict["claim"], verdict["horizon"] or ""))

    @property
    def judged(self) -> dict[str, list[Judged]]:
        """The verdicts on every claim, or one without tests where no chapter judges it."""
        nothing = {"chapter": "", "verdict": UNJUDGED, "horizon": "", "tests": []}
        return {c.id: self.verdicts(c.id) or [nothing] for c in self.workspace.claims}

    @property
    def horizons(self) -> list[str]:
        """The dates as of which claims are judged, the earlier first; none where all have one."""
        return sorted({v["horizon"] for v in self.verdicts()} - {"", None})

    @property
    def flips(self) -> list[tuple[Judged, dict[str, tuple[list[str], list[str]]]]]:
        """Verdicts that were computed again under other codings, and what flips each."""
        return [(v, _flips(v["flips"])) for v in self.verdicts() if v["variants"]]

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The descriptors of all sources."""
        return list(map(self.workspace.package, self.workspace.sources()))

    def readers(self, source_id: str) -> list[str]:
        """Chapters that read a table of a source."""
        return [
            chapter
            for chapter, record in self.records.items()
            if any(
                row["kind"] == "table" and row["name"].startswith(f"{source_id}/")
                for row in record["inputs"]
            )
        ]

    @property
    def rivals(self) -> list[tuple[str, str, Judged]]:
        """Verdicts under the codes of rival coders: coder, word, and the verdict as published."""
        rows = [
            (variant["name"].removeprefix("coder "), variant["verdict"], verdict)
            for verdict in self.verdicts()
            for variant in verdict["variants"]
            if variant["name"].startswith("coder ")
        ]
        return sorted(rows, key=itemgetter(0))

    @property
    def changes(self) -> dict[tuple[str, ...], list[str]]:
        """Tests by their change: claim, date, old, new and reason; the same change once."""
        changes: dict[tuple[str, ...], list[str]] = {}
        for claim in self.workspace.claims:
            for rule in claim.rules:
                for change in rule.changes:
                    parts = itemgetter("date", "old", "new", "reason")(change)
                    changes.setdefault((claim.id, *map(str, parts)), []).append(rule.name)
        return changes

    @property
    def history(self) -> dict[tuple[str, str], dict[str, list[dict[str, str]]]]:
        """What changed in the published record, by kind, by day and reason given, newest first.

        Each change has a ``link`` to where it stands now; empty where it stands no longer.
        """
        history: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = {}
        for row in reversed(history_of(self.workspace.published_record)):
            kinds = history.setdefault((row["date"], row["because"]), {})
            kinds.setdefault(row["kind"], []).insert(0, row | {"link": self._link(row)})
        return history

    @property
    def speed(self) -> Any:
        """What `benchmarks/run.py` measured last; nothing where it was never run."""
        path = self.workspace.benchmark_file
        return loaded(path) if path.is_file() else None

    def _link(self, row: Mapping[str, str]) -> str:
        """Where on which page something that once changed stands; empty where it does not."""
        name, (claim, _, horizon) = row["name"], row["name"].partition("@")
        if row["kind"] == "number" and name in self.results:
            return f"{row['chapter']}.html#cell-{self.results[name]['cell']}"
        if row["kind"] == "title" and name in self.figures:
            return f"{row['chapter']}.html#fig-{name.partition('.')[2]}"
        for verdict in self.verdicts(claim):
            if (verdict["horizon"] or "") == horizon:
                return f"{verdict['chapter']}.html#{name.replace('@', '-')}"
        return ""


def nearest(key: str, keys: Collection[str]) -> str:
    """Keys that look like one that does not exist, as a warning names them."""
    return ", ".join(get_close_matches(key, keys, n=3, cutoff=0.4)) or "none alike"


def _flips(lines: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
    """What flips a verdict, by the word it leads to: the ways, and the rows that can be dropped."""
    entries: dict[str, tuple[list[str], list[str]]] = {}
    for name, _, other in (line.rpartition(": ") for line in lines):
        if name != "as coded":
            ways, dropped = entries.setdefault(other, ([], []))
            row = re.fullmatch(r"without ([a-z]\d+)", name)
            (dropped if row else ways).append(row[1] if row else name)
    return entries


def filled(name: str, book: Book, **options: Any) -> str:
    """A part of a page, by the name of its template, with what the whole book holds."""
    return render.html(name, book=book, workspace=book.workspace, order=VERDICT_ORDER, **options)
