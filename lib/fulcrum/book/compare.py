"""Two records side by side: what agrees, what moved, by how much, and what could be why."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from fulcrum.book.published import Record, Row

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
TABLE_NOISE: Final = 1e-6
"""Relative difference allowed in the numbers of figures and tests, which name no tolerance."""


@dataclass(frozen=True)
class Cell:
    """A cell of a figure's table that differs."""

    row: str
    column: str
    old: str
    new: str


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


def _number(text: str) -> float | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _shown(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def _close(old: str, new: str, relative: float, absolute: float = 0.0) -> bool:
    before, after = _number(old), _number(new)
    if before is None or after is None:
        return old == new
    return math.isclose(before, after, rel_tol=relative, abs_tol=absolute)


def _difference(old: str, new: str) -> str:
    before, after = _number(old), _number(new)
    return "" if before is None or after is None else f"{after - before:+.6g}"


def _sources(row: Row) -> tuple[str, ...]:
    return tuple(part for part in row.get("sources", "").split(";") if part)


def _words_differ(old: Row, new: Row, names: Iterable[str]) -> list[str]:
    return [name for name in names if old.get(name, "") != new.get(name, "")]


def _result(key: str, old: Row, new: Row) -> Change:
    found = Change("result", key, new["chapter"], SAME, _shown(old["value"]), _shown(new["value"]))
    found = replace(found, unit=new["unit"], cell=new["cell"], sources=_sources(new))
    words = _words_differ(old, new, ("unit", "label"))
    tolerance = float(old["tolerance"])
    if words:
        name = words[0]
        return replace(found, state=DIFFERENT, old=old[name], new=new[name], difference=name)
    if _close(old["value"], new["value"], NOISE):
        return found
    gap = _difference(old["value"], new["value"])
    # A little more than the tolerance, so that 0.3 - 0.25 is not more than 0.05.
    near = _close(old["value"], new["value"], 0.0, tolerance * (1 + NOISE)) and bool(gap)
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
    told = [_shown(row["value"]) if row["value"] != "null" else row["holds"] for row in (old, new)]
    found = Change("test", key, new["chapter"], SAME, told[0], told[1], unit=new["unit"])
    found = replace(found, cell=new["cell"], sources=_sources(new))
    words = _words_differ(old, new, ("holds", "necessary", "required", "unit"))
    if not words and _close(old["value"], new["value"], TABLE_NOISE):
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


Rows = dict[str, dict[str, str]]
"""Cells of one figure's table: row number to column to value."""


def _tables(record: Record) -> tuple[dict[tuple[str, str], Rows], dict[tuple[str, ...], str]]:
    tables: dict[tuple[str, str], Rows] = {}
    types: dict[tuple[str, ...], str] = {}
    for one in record["figure_tables"]:
        name = (one["chapter"], one["figure"])
        tables.setdefault(name, {}).setdefault(one["row"], {})[one["column"]] = one["value"]
        types[(*name, one["column"])] = one["type"]
    return tables, types


def _columns(rows: Rows) -> list[str]:
    return list(next(iter(rows.values()), {}))


def _is_key(values: Iterable[str]) -> bool:
    """Whether a column can be part of a key: texts, days, whole numbers, yes or no."""
    numbers = [_number(value) for value in values if value != "null"]
    return all(number is None or number.is_integer() for number in numbers)


def keys_of(old: Rows, new: Rows) -> list[str]:
    """The first columns that name each row of both tables; none when no set of them does."""
    shared = [name for name in _columns(old) if name in _columns(new)]
    chosen: list[str] = []
    for name in shared:
        if not all(_is_key(row[name] for row in rows.values()) for rows in (old, new)):
            continue
        chosen.append(name)
        if all(
            len({tuple(row[k] for k in chosen) for row in rows.values()}) == len(rows)
            for rows in (old, new)
        ):
            return chosen
    return []


def _keyed(rows: Rows, keys: list[str]) -> dict[str, dict[str, str]]:
    if not keys:
        return {f"row {number}": row for number, row in rows.items()}
    return {", ".join(_shown(row[k]) for k in keys): row for row in rows.values()}


def cells(old: Rows, new: Rows) -> tuple[Cell, ...]:
    """Cells that differ, rows matched by key; a row in one table alone is one cell."""
    keys = keys_of(old, new)
    before, after = _keyed(old, keys), _keyed(new, keys)
    found = []
    for key in dict.fromkeys([*before, *after]):
        if key not in after or key not in before:
            told = ("in the table", "gone") if key in before else ("not there", "in the table")
            found.append(Cell(key, "(whole row)", *told))
            continue
        for column in dict.fromkeys([*before[key], *after[key]]):
            one, two = before[key].get(column, ""), after[key].get(column, "")
            if not _close(one, two, TABLE_NOISE, 1e-12):
                found.append(Cell(key, column, _shown(one), _shown(two)))
    return tuple(found)


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
    tables = [_tables(record)[0] for record in (old, new)]
    figures = {(row["chapter"], row["name"]): row for row in new["figures"]}
    for name in tables[0]:
        if name in tables[1]:  # else the figure itself is missing
            yield _table(*name, tables[0][name], tables[1][name], figures.get(name, {}))


def inputs_that_differ(old: Record, new: Record) -> list[Row]:
    """Inputs that only one record used, or that changed: ``chapter, kind, name, old, new``."""

    def named(record: Record) -> dict[tuple[str, str, str], str]:
        return {(r["chapter"], r["kind"], r["name"]): r["value"] for r in record["inputs"]}

    before, after = named(old), named(new)
    known = {chapter for chapter, _, _ in before}
    found = []
    for key in dict.fromkeys([*before, *after]):
        then, now = before.get(key, ""), after.get(key, "")
        if then != now and key[0] in known:
            found.append(dict(zip(("chapter", "kind", "name"), key, strict=True)))
            found[-1] |= {"old": then, "new": now}
    return found


def _said(used: Row) -> str:
    kind, name = used["kind"], used["name"]
    what = "added" if not used["old"] else "no longer used" if not used["new"] else "changed"
    return {
        "parameter": f"parameter {name}: {used['old'] or 'none'}, now {used['new'] or 'none'}",
        "table": f"table {name} {what}",
        "cell": f"cell {name} {what}",
        "module": f"module {name} {what}",
        "version": f"{name} {used['old'] or 'unknown'}, now {used['new']}",
    }.get(kind, f"{name} {what}")


def causes(change: Change, inputs: Iterable[Row], moved: Mapping[str, list[str]]) -> list[str]:
    """What could have moved it, likeliest first: inputs of its chapter that differ.

    moved: chapters whose own findings differ, with the chapters they read. A table that it does
    not name as a source comes after those it names; versions and the lock come last.
    """
    mine = [used for used in inputs if used["chapter"] == change.chapter]
    tables = {used["name"] for used in mine if used["kind"] == "table"}
    packages = {f"data/{name.partition('/')[0]}/datapackage.json" for name in tables}

    def rank(used: Row) -> int:
        near = {"table": used["name"] in change.sources, "cell": used["name"] == change.cell}
        if used["kind"] == "parameter" or near.get(used["kind"], False):
            return 0
        far = {"cell": 1, "module": 2, "table": 3, "file": 3}
        return far.get(used["kind"], 5)

    said = [
        (rank(used), _said(used))
        for used in mine
        if used["kind"] != "upstream" and used["name"] not in packages
    ]
    said += [(4, f"{name} was found otherwise") for name in moved.get(change.chapter, [])]
    return [text for _, text in sorted(said, key=lambda pair: pair[0])]


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
