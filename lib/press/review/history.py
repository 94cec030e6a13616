"""What changes when a build is accepted: a row for each thing that a reader may have quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from press.review import compare
from press.review.compare import Change, Comparison
from press.workspace.record import TABLES, Record, Row

KEPT: Final = (
    ("verdict", "verdicts", "verdict"),
    ("number", "results", "text"),
    ("reason", "verdicts", "because"),
    ("title", "figures", "title"),
)
"""What is kept: its kind, the table of the record and the column that a reader reads."""
CAUSES: Final = 4
"""Inputs that a row names as its cause, likeliest first."""


def changed(old: Record, new: Record, comparison: Comparison, date: str, because: str) -> list[Row]:
    """The rows that accepting a record adds to the history, without their numbers.

    Every verdict that changed, came or went; every number whose printed text changed, every reason
    of a verdict and every title of a figure. What is new beside a verdict is no change, and against
    an empty record nothing is.

    Args:
        old: The record as published.
        new: The record that takes its place.
        comparison: The two compared, with the causes.
        date: The day on which it is accepted, as YYYY-MM-DD.
        because: The sentence of whoever accepts it.
    """
    causes = {(change.kind, change.key): _cause(change) for change in comparison.changes}
    dated = {"date": date, "because": because}
    return [
        row | dated | {"cause": causes.get((TABLES[table].kind, key), "")}
        for kind, table, column in KEPT
        if any(old.values())
        for key, row in _moved(kind, table, column, old, new)
    ]


def _cause(change: Change) -> str:
    """What could be why, other cells of the chapter last: they make findings of their own."""
    other = re.compile(rf"cell (?!{re.escape(change.cell)} )")
    ordered = sorted(change.causes, key=lambda text: bool(other.match(text)))
    more = len(ordered) - CAUSES
    return "; ".join([*ordered[:CAUSES], *([f"and {more} more"] if more > 0 else [])])


def _moved(
    kind: str, table: str, column: str, old: Record, new: Record
) -> Iterator[tuple[str, Row]]:
    """The rows of a table that read otherwise: what a comparison calls each, and what is kept."""
    before, after = (
        {compare.label(TABLES[table], row): row for row in record[table]} for record in (old, new)
    )
    for key, row in (before | after).items():
        then, now = (rows.get(key, {}).get(column, "") for rows in (before, after))
        if then != now and (then or kind == "verdict"):
            name = f"{row['chapter']}.{row.get('name')}"
            if table == "verdicts":
                name = "@".join(filter(None, (row["claim"], row["horizon"])))
            kept = {"kind": kind, "name": name, "chapter": row["chapter"]}
            yield key, kept | {"old": then, "new": now}
