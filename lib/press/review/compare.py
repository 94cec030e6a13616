"""Two records side by side: what agrees, what moved, by how much, and what could be why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from press.review.attribution import causes, inputs_that_differ
from press.review.cells import TABLE_NOISE, Cell, Rows, cells, close, number, shown, tables_of
from press.workspace.record import Record, Row

SAME: Final = "same"
WITHIN: Final = "within tolerance"
DIFFERENT: Final = "different"
MISSING: Final = "missing"
NEW: Final = "new"
WITHHELD: Final = "withheld"
"""A verdict, or its test, that belongs to the claim's own case and is not given in another."""
NOT_THIS_CASE: Final = "not this claim's case"
STATES: Final = (DIFFERENT, MISSING, NEW, WITHHELD, WITHIN, SAME)
KINDS: Final = ("verdict", "test", "result", "figure", "table", "chart")
NOISE: Final = 1e-9
"""Relative difference of two results that only the order of additions makes."""


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
    """All changes between two records, and the inputs that differ."""

    changes: tuple[Change, ...]
    inputs: tuple[Row, ...] = field(default=())

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


def _difference(old: str, new: str) -> str:
    before, after = number(old), number(new)
    return "" if before is None or after is None else f"{after - before:+.6g}"


def _sources(row: Row) -> tuple[str, ...]:
    return tuple(part for part in row.get("sources", "").split(";") if part)


def _words_differ(old: Row, new: Row, names: Iterable[str]) -> list[str]:
    return [name for name in names if old.get(name, "") != new.get(name, "")]


def _result(key: str, old: Row, new: Row) -> Change:
    found = Change("result", key, new["chapter"], SAME, shown(old["value"]), shown(new["value"]))
    found = replace(found, unit=new["unit"], cell=new["cell"], sources=_sources(new))
    words = _words_differ(old, new, ("unit", "label"))
    tolerance = float(old["tolerance"])
    if words:
        name = words[0]
        return replace(found, state=DIFFERENT, old=old[name], new=new[name], difference=name)
    if close(old["value"], new["value"], NOISE):
        return found
    gap = _difference(old["value"], new["value"])
    # A little more than the tolerance, so that 0.3 - 0.25 is not more than 0.05.
    near = close(old["value"], new["value"], 0.0, tolerance * (1 + NOISE)) and bool(gap)
    return replace(found, state=WITHIN if near else DIFFERENT, difference=gap)


def _verdict(key: str, old: Row, new: Row) -> Change:
    found = Change("verdict", key, new["chapter"], SAME, old["verdict"], new["verdict"])
    found = replace(found, cell=new["cell"])
    if old["verdict"] != new["verdict"]:
        state = WITHHELD if new["verdict"] == NOT_THIS_CASE else DIFFERENT
        return replace(found, state=state, difference="verdict")
    if old["because"] != new["because"]:
        words = (old["because"], new["because"])
        return replace(found, state=DIFFERENT, old=words[0], new=words[1], difference="reason")
    return found


def _test(key: str, old: Row, new: Row) -> Change:
    told = [shown(row["value"]) if row["value"] != "null" else row["holds"] for row in (old, new)]
    found = Change("test", key, new["chapter"], SAME, told[0], told[1], unit=new["unit"])
    found = replace(found, cell=new["cell"], sources=_sources(new))
    words = _words_differ(old, new, ("holds", "necessary", "required", "unit"))
    if not words and close(old["value"], new["value"], TABLE_NOISE):
        return found
    gap = _difference(old["value"], new["value"])
    if "holds" in words:
        held = {"true": "held", "false": "failed", "": "could not decide"}
        turned = f"{held.get(old['holds'], '')}, now {held.get(new['holds'], '')}"
        gap = f"{gap}; {turned}" if gap else turned
    elif words:
        gap = f"{words[0]}: {old[words[0]]}, now {new[words[0]]}"
    return replace(found, state=DIFFERENT, difference=gap)


def _figure(key: str, old: Row, new: Row) -> Iterator[Change]:
    found = Change("figure", key, new["chapter"], SAME, old["title"], new["title"])
    found = replace(found, cell=new["cell"], sources=_sources(new))
    words = _words_differ(old, new, ("title", "description"))
    if words:
        name = words[0]
        found = replace(found, state=DIFFERENT, old=old[name], new=new[name], difference=name)
    yield found
    state = SAME if old["chart_sha256"] == new["chart_sha256"] else DIFFERENT
    hashes = (old["chart_sha256"][:12], new["chart_sha256"][:12])
    words_for = "" if state == SAME else "specification"
    yield replace(
        found, kind="chart", state=state, old=hashes[0], new=hashes[1], difference=words_for
    )


def _table(chapter: str, name: str, old: Rows, new: Rows, figure: Row) -> Change:
    found = Change("table", f"{chapter}.{name}", chapter, SAME)
    found = replace(found, cell=figure.get("cell", ""), sources=_sources(figure))
    sizes = (f"{len(old)} rows", f"{len(new)} rows")
    moved = cells(old, new)
    if not moved:
        return replace(found, old=sizes[0], new=sizes[1])
    n = len({cell.row for cell in moved})
    words = "1 row differs" if n == 1 else f"{n} rows differ"
    return replace(
        found, state=DIFFERENT, old=sizes[0], new=sizes[1], difference=words, cells=moved
    )


def _alone(kind: str, key: str, row: Row, state: str) -> Change:
    told = {
        "result": row.get("text", ""),
        "verdict": row.get("verdict", ""),
        "test": row.get("required", ""),
    }.get(kind, row.get("title", ""))
    old, new = ("", told) if state == NEW else (told, "")
    cell, sources = row.get("cell", ""), _sources(row)
    return Change(kind, key, row["chapter"], state, old, new, cell=cell, sources=sources)


def _dotted(row: Row) -> str:
    return f"{row['chapter']}.{row['name']}"


def _claim(row: Row) -> str:
    return row["claim"] + (f" ({row['horizon']})" if row["horizon"] else "")


def _claim_test(row: Row) -> str:
    return f"{_claim(row)}.{row['name']}"


def _pairs(old: Record, new: Record) -> Iterator[Change]:
    ways: tuple[tuple[str, str, Any, Any], ...] = (
        ("verdicts", "verdict", _claim, _verdict),
        ("tests", "test", _claim_test, _test),
        ("results", "result", _dotted, _result),
        ("figures", "figure", _dotted, _figure),
    )
    withheld = {_claim(row) for row in new["verdicts"] if row["verdict"] == NOT_THIS_CASE}
    for table, kind, key_of, judge in ways:
        before = {key_of(row): row for row in old[table]}
        after = {key_of(row): row for row in new[table]}
        for key in dict.fromkeys([*before, *after]):
            if key not in after:
                gone = kind == "test" and _claim(before[key]) in withheld
                yield _alone(kind, key, before[key], WITHHELD if gone else MISSING)
            elif key not in before:
                yield _alone(kind, key, after[key], NEW)
            else:
                found = judge(key, before[key], after[key])
                yield from [found] if isinstance(found, Change) else found
    tables = [tables_of(record)[0] for record in (old, new)]
    figures = {(row["chapter"], row["name"]): row for row in new["figures"]}
    for name in tables[0]:
        if name in tables[1]:  # else the figure itself is missing
            yield _table(*name, tables[0][name], tables[1][name], figures.get(name, {}))


def compare(old: Record, new: Record) -> Comparison:
    """Everything that either record holds: same, within tolerance, different, missing or new."""
    changes = list(_pairs(old, new))
    inputs = inputs_that_differ(old, new)
    off = {change.chapter for change in changes if change.state != SAME}
    reads: dict[str, list[str]] = {}
    for used in new["inputs"]:
        if used["kind"] == "upstream" and used["name"] in off:
            reads.setdefault(used["chapter"], []).append(used["name"])
    explained = [
        change
        if change.state == SAME
        else replace(change, causes=tuple(causes(change, inputs, reads)))
        for change in changes
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    explained.sort(key=lambda change: (STATES.index(change.state), order[change.kind]))
    return Comparison(tuple(explained), tuple(inputs))
