"""Two records side by side: what agrees, what moved, by how much, and what could be why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from fulcrum.book.attribution import causes, inputs_that_differ
from fulcrum.book.cells import TABLE_NOISE, Cell, cells, close, number, parsed, shown, tables_of
from fulcrum.book.published import TABLES, Field, Record, Row, Table
from fulcrum.claims import found_text
from fulcrum.results import formatted

SAME: Final = "same"
WITHIN: Final = "within tolerance"
DIFFERENT: Final = "different"
MISSING: Final = "missing"
NEW: Final = "new"
WITHHELD: Final = "withheld"
"""A verdict, or its test, that belongs to the claim's own case and is not given in another."""
NOT_THIS_CASE: Final = "not this claim's case"
STATES: Final = (DIFFERENT, MISSING, NEW, WITHHELD, WITHIN, SAME)
KINDS: Final = tuple(
    kind
    for table in TABLES.values()
    for kind in ([table.kind, "chart"] if table.kind == "figure" else [table.kind])
)
NOISE: Final = 1e-9
"""Relative difference of two results that only the order of additions makes."""
DECIMALS: Final = (None, *range(10))
"""Ways in which a chapter may have a result printed; see ``fulcrum.results.formatted``."""
HASH_SHOWN: Final = 12
"""Digits of a chart's SHA-256 that a comparison shows."""
WINDOW: Final = 240
"""Characters of a long text that a comparison shows, from shortly before the first difference."""


@dataclass(frozen=True)
class Change:
    """One thing that both records may hold, and how it fares."""

    kind: str
    key: str
    chapter: str
    state: str
    old: str = ""
    new: str = ""
    difference: str = ""
    unit: str = ""
    cell: str = ""
    sources: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    causes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether a reviewer would let it pass."""
        return self.state in {SAME, WITHIN}


@dataclass(frozen=True)
class Comparison:
    """All changes between two records, and the inputs that differ.

    note: why the older record was taken to be empty, if it was.
    """

    changes: tuple[Change, ...]
    inputs: tuple[Row, ...] = ()
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether everything is the same or within its tolerance."""
        return all(change.agrees for change in self.changes)

    @property
    def differing(self) -> list[Change]:
        """What does not agree."""
        return [change for change in self.changes if not change.agrees]

    def counts(self) -> dict[str, dict[str, int]]:
        """Number of things by kind and state."""
        found = Counter((change.kind, change.state) for change in self.changes)
        kinds = [kind for kind in KINDS if any(one == kind for one, _ in found)]
        return {kind: {state: found[kind, state] for state in STATES} for kind in kinds}


def _forms(row: Row) -> list[str]:
    """What a row's number is printed as, in every form that there is, always in one order."""
    value = parsed(row["value"])
    if "found" in row:
        return [found_text(value, parsed(row["low"]), parsed(row["high"]), row["unit"])]
    return [formatted(value, row["unit"], decimals) for decimals in DECIMALS]


def _state(field: Field, old: Row, new: Row) -> str:
    before, after = old[field.name], new[field.name]
    if before == after or field.compared == "not":
        return SAME
    if field.compared == "close":
        return SAME if close(before, after, TABLE_NOISE, 1e-12) else DIFFERENT
    if field.compared == "printed":
        alike = (before, after) in zip(_forms(old), _forms(new), strict=True)
        return SAME if alike else DIFFERENT
    if field.compared == "tolerance":
        if close(before, after, NOISE):
            return SAME
        # A little more than the tolerance, so that 0.3 - 0.25 is not more than 0.05.
        near = close(before, after, 0.0, float(old["tolerance"]) * (1 + NOISE))
        return WITHIN if near else DIFFERENT
    return DIFFERENT


def _difference(name: str, old: str, new: str) -> str:
    """How two values of a column differ: by how much, or from what to what where that is short."""
    before, after = number(old), number(new)
    if before is not None and after is not None:
        return f"{after - before:+.6g}" if name == "value" else f"{name} {after - before:+.6g}"
    short = max(len(old), len(new)) <= len("not this claim's case")
    return f"{name}: {old or 'empty'}, now {new or 'empty'}" if short else name


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Two texts as a person reads them: long ones from shortly before they part."""
    old, new = shown(old), shown(new)
    if max(len(old), len(new)) <= WINDOW:
        return old, new
    parting = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if len(set(pair)) > 1), 0
    )
    start = max(0, parting - WINDOW // 4)
    cut = [text[start : start + WINDOW] for text in (old, new)]
    return f"{'…' if start else ''}{cut[0]}", f"{'…' if start else ''}{cut[1]}"


def _label(table: Table, row: Row) -> str:
    label = ""
    for name in table.key:
        if name == "horizon":
            label += f" ({row[name]})" if row[name] else ""
        else:
            label += f".{row[name]}" if label else row[name]
    return label


def _blank(table: Table, row: Row) -> Change:
    """A change of a row whose state and values are still to come."""
    sources = row.get("sources", row.get("table", ""))
    return Change(
        table.kind,
        _label(table, row),
        row["chapter"],
        SAME,
        cell=row.get("cell", ""),
        sources=tuple(part for part in sources.split(";") if part),
    )


def _pair(table: Table, old: Row, new: Row) -> Iterator[Change]:
    """How a row fares; its chart, if it has one, is a change of its own."""
    kinds = {table.kind: [field for field in table.fields if field.compared != "chart"]}
    kinds["chart"] = [field for field in table.fields if field.compared == "chart"]
    for kind, fields in kinds.items():
        if not fields:
            continue
        states = {field.name: _state(field, old, new) for field in fields}
        moved = [name for name, state in states.items() if state != SAME]
        first = moved[0] if moved else table.shown if kind != "chart" else fields[0].name
        before, after = _excerpts(old[first], new[first])
        if kind == "chart":
            before, after = before[:HASH_SHOWN], after[:HASH_SHOWN]
        yield replace(
            _blank(table, new),
            kind=kind,
            state=min(states.values(), key=STATES.index),
            old=before,
            new=after,
            unit=new.get("unit", "") if first == "value" else "",
            difference="; ".join(_difference(name, old[name], new[name]) for name in moved),
        )


def _alone(table: Table, row: Row, state: str) -> Change:
    text, _ = _excerpts(row[table.shown], "")
    old, new = ("", text) if state == NEW else (text, "")
    unit = row.get("unit", "") if table.shown == "value" else ""
    return replace(_blank(table, row), state=state, old=old, new=new, unit=unit)


def _rows(table: Table, old: Record, new: Record) -> Iterator[Change]:
    """The rows of a table in two records, each with its like."""
    withheld = {
        (row["claim"], row["horizon"]) for row in new["verdicts"] if row["verdict"] == NOT_THIS_CASE
    }
    parts = [{_label(table, row): row for row in record[table.name]} for record in (old, new)]
    before, after = parts
    shared = _owners(old).keys() & _owners(new).keys()
    for key in dict.fromkeys([*before, *after]):
        row = after.get(key) or before[key]
        if table.owner and (row["chapter"], row[table.owner]) not in shared:
            continue  # the figure or explorer itself is missing or new
        gone = table.kind in {"verdict", "test"} and (row["claim"], row["horizon"]) in withheld
        if key not in before:
            yield _alone(table, row, NEW)
        elif key not in after:
            yield _alone(table, row, WITHHELD if gone else MISSING)
        else:
            for change in _pair(table, before[key], row):
                yield replace(change, state=WITHHELD) if gone and not change.agrees else change


def _owners(record: Record) -> dict[tuple[str, str], Row]:
    rows = record["figures"] + record["explorers"]
    return {(row["chapter"], row["name"]): row for row in rows}


def _tables(old: Record, new: Record) -> Iterator[Change]:
    """The tables of figures and explorers, each as a whole."""
    before, after = tables_of(old), tables_of(new)
    remain = _owners(old)
    for key, owner in _owners(new).items():
        if key not in remain:
            continue
        rows = before.get(key, {}), after.get(key, {})
        moved = cells(*rows)
        n = len({cell.row for cell in moved})
        yield replace(
            _blank(TABLES["figures"], owner),
            kind="table",
            state=DIFFERENT if moved else SAME,
            old=f"{len(rows[0])} rows",
            new=f"{len(rows[1])} rows",
            difference="" if not n else "1 row differs" if n == 1 else f"{n} rows differ",
            cells=moved,
        )


def compare(old: Record, new: Record) -> Comparison:
    """Everything that either record holds: same, within tolerance, different, missing or new."""
    changes = list(_tables(old, new))
    for table in TABLES.values():
        if table.kind not in {"table", "input"}:
            changes += _rows(table, old, new)
    inputs = inputs_that_differ(old, new)
    off = {change.chapter for change in changes if change.state != SAME}
    explained = [
        change if change.state == SAME else _explained(change, inputs, new, off)
        for change in changes
    ]
    explained.sort(key=lambda change: (STATES.index(change.state), KINDS.index(change.kind)))
    return Comparison(tuple(explained), tuple(inputs))


def _explained(change: Change, inputs: Iterable[Row], new: Record, off: Container[str]) -> Change:
    inputs = [used for used in inputs if used["chapter"] == change.chapter]
    upstream = [
        used["name"]
        for used in new["inputs"]
        if used["chapter"] == change.chapter and used["kind"] == "upstream" and used["name"] in off
    ]
    return replace(change, causes=tuple(causes(change.cell, change.sources, inputs, upstream)))
