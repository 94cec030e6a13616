"""Two records side by side: what agrees, what moved, by how much, and what could be why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from fulcrum.evidence.claims import found_text
from fulcrum.evidence.wording import stated
from press.review.attribution import causes, inputs_that_differ
from press.review.cells import TABLE_NOISE, Cell, cells, close, number, parsed, shown, tables_of
from press.workspace.record import TABLES, Field, Record, Row, Table

SAME: Final = "same"
WITHIN: Final = "within tolerance"
DIFFERENT: Final = "different"
MISSING: Final = "missing"
NEW: Final = "new"
WITHHELD: Final = "withheld"
"""A verdict, or its test, that belongs to the claim's own case and is not given in another."""
NOT_THIS_CASE: Final = "not this claim's case"
STATES: Final = (DIFFERENT, MISSING, NEW, WITHHELD, WITHIN, SAME)
KINDS: Final = tuple(table.kind for table in TABLES.values())
NOISE: Final = 1e-9
"""Relative difference of two results that only the order of additions makes."""
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
        times = Counter((change.kind, change.state) for change in self.changes)
        counts = {kind: {state: times[kind, state] for state in STATES} for kind in KINDS}
        return {kind: states for kind, states in counts.items() if any(states.values())}


def _forms(row: Row) -> list[str]:
    """What a row's number is printed as, in every form that a chapter may give it, in one order."""
    value = parsed(row["value"])
    if "found" in row:
        return [found_text(value, parsed(row["low"]), parsed(row["high"]), row["unit"])]
    forms = product((None, *range(10)), (None, *range(1, 5)))
    return [stated(value, row["unit"], decimals, most) for decimals, most in forms]


def _state(field: Field, old: Row, new: Row) -> str:
    after = new[field.name]
    before = old.get(field.name, after)  # a record of an older form has no such column
    if before == after or field.compared == "not":
        return SAME
    alike = near = False
    if field.compared == "close":
        alike = close(before, after, TABLE_NOISE, 1e-12)
    elif field.compared == "printed":
        alike = (before, after) in zip(_forms(old), _forms(new), strict=True)
    elif field.compared == "tolerance":
        alike = close(before, after, NOISE)
        # A little more than the tolerance, so that 0.3 - 0.25 is not more than 0.05.
        near = close(before, after, 0.0, float(old["tolerance"]) * (1 + NOISE))
    return SAME if alike else WITHIN if near else DIFFERENT


def _difference(field: Field, old: str, new: str) -> str:
    """How two values of a column differ: by how much, or from what to what where that is short."""
    before, after = number(old), number(new)
    if before is not None and after is not None and field.compared in {"close", "tolerance"}:
        return f"{'' if field.name == 'value' else f'{field.name} '}{after - before:+.6g}"
    short = max(len(old), len(new)) <= len(NOT_THIS_CASE)
    return f"{field.name}: {old or 'empty'}, now {new or 'empty'}" if short else field.name


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Two texts as a person reads them: long ones from shortly before they part."""
    old, new = shown(old), shown(new)
    if max(len(old), len(new)) <= WINDOW:
        return old, new
    parting = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, parting - WINDOW // 4)
    before, after = (f"{'…' * bool(start)}{text[start : start + WINDOW]}" for text in (old, new))
    return before, after


def label(table: Table, row: Row) -> str:
    """What a row of a table is called in a comparison."""
    parts = [row[name] for name in table.key if name != "horizon"]
    if row.get("horizon"):
        parts[0] += f" ({row['horizon']})"
    return ".".join(parts)


def _change(table: Table, old: Row | None, new: Row | None) -> Change:
    """How a row fares that both records hold, or one of them alone."""
    row = new or old or {}
    both = (old, new) if old and new else None
    states = {field: _state(field, *both) for field in table.fields} if both else {}
    moved = [field for field, state in states.items() if state != SAME]
    first = moved[0].name if moved else table.shown
    before, after = _excerpts(*(side[first] if side else "" for side in (old, new)))
    return Change(
        table.kind,
        label(table, row),
        row["chapter"],
        min(states.values(), key=STATES.index) if both else MISSING if old else NEW,
        before,
        after,
        "; ".join(_difference(f, *(side[f.name] for side in both or ())) for f in moved),
        unit=row.get("unit", "") if first == "value" else "",
        cell=row.get("cell", ""),
        sources=_sources(row),
    )


def _rows(table: Table, old: Record, new: Record) -> Iterator[Change]:
    """The rows of a table in two records, each with its like."""
    both = _owners(old) & _owners(new)
    before, after = ({label(table, row): row for row in rec[table.name]} for rec in (old, new))
    withheld = {
        (row["claim"], row["horizon"]) for row in new["verdicts"] if row["verdict"] == NOT_THIS_CASE
    }
    for key, row in (before | after).items():
        if table.owner and (row["chapter"], row[table.owner]) not in both:
            continue  # the figure or explorer itself is missing or new
        change = _change(table, before.get(key), after.get(key))
        judges = table.kind in {"verdict", "test"} and not change.agrees
        held = judges and (row["claim"], row["horizon"]) in withheld
        yield replace(change, state=WITHHELD) if held else change


def _tables(old: Record, new: Record) -> Iterator[Change]:
    """The tables of figures and explorers, each as a whole."""
    before, after, both = tables_of(old), tables_of(new), _owners(old) & _owners(new)
    for owner in new["figures"] + new["explorers"]:
        key = (owner["chapter"], owner["name"])
        if key in both:
            rows = before.get(key, {}), after.get(key, {})
            moved = cells(*rows)
            n = len({cell.row for cell in moved})
            yield Change(
                "table",
                ".".join(key),
                owner["chapter"],
                DIFFERENT if moved else SAME,
                f"{len(rows[0])} rows",
                f"{len(rows[1])} rows",
                "" if not n else "1 row differs" if n == 1 else f"{n} rows differ",
                cell=owner["cell"],
                sources=_sources(owner),
                cells=moved,
            )


def _sources(row: Row) -> tuple[str, ...]:
    return tuple(filter(None, row.get("sources", row.get("table", "")).split(";")))


def _owners(record: Record) -> set[tuple[str, str]]:
    return {(r["chapter"], r["name"]) for r in record["figures"] + record["explorers"]}


def compare(old: Record, new: Record) -> Comparison:
    """Everything that either record holds: same, within tolerance, different, missing or new."""
    changes = list(_tables(old, new))
    for table in TABLES.values():
        if table.kind not in {"table", "input"}:
            changes += _rows(table, old, new)
    changes.sort(key=lambda change: (STATES.index(change.state), KINDS.index(change.kind)))
    off = {change.chapter for change in changes if change.state != SAME}
    upstream = [
        used for used in new["inputs"] if used["kind"] == "upstream" and used["name"] in off
    ]
    inputs = inputs_that_differ(old, new)
    tested: dict[str, tuple[str, ...]] = {}
    for test in new["tests"]:
        verdict = label(TABLES["verdicts"], test)
        tested[verdict] = tested.get(verdict, ()) + _sources(test)
    for place, change in enumerate(changes):
        if change.state != SAME:
            here = [used for used in inputs if used["chapter"] == change.chapter]
            read = [used["name"] for used in upstream if used["chapter"] == change.chapter]
            tables = tested.get(change.key, ()) if change.kind == "verdict" else change.sources
            could_be = causes(change.cell, tables, here, read)
            changes[place] = replace(change, causes=tuple(could_be))
    return Comparison(tuple(changes), tuple(inputs))
