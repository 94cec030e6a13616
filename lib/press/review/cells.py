"""Two tables side by side, cell by cell, their rows matched by key."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from press.workspace.record import Record

TABLE_NOISE: Final = 1e-6
"""Relative difference allowed in the numbers of figures and tests, which name no tolerance."""


@dataclass(frozen=True)
class Cell:
    """A cell of a figure's table that differs."""

    row: str
    column: str
    old: str
    new: str


def number(text: str) -> float | None:
    """The number that a stored value is; None when it is something else."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def shown(text: str) -> str:
    """A stored value as a person reads it: texts without their quotes."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def close(old: str, new: str, relative: float, absolute: float = 0.0) -> bool:
    """Whether two stored values are equal: numbers within a tolerance, all else exactly."""
    before, after = number(old), number(new)
    if before is None or after is None:
        return old == new
    return math.isclose(before, after, rel_tol=relative, abs_tol=absolute)


Rows = dict[str, dict[str, str]]
"""Cells of one figure's table: row number to column to value."""


def tables_of(record: Record) -> tuple[dict[tuple[str, str], Rows], dict[tuple[str, ...], str]]:
    """The tables of all figures by chapter and name, and the type of each column."""
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
    numbers = [number(value) for value in values if value != "null"]
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
    return {", ".join(shown(row[k]) for k in keys): row for row in rows.values()}


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
            if not close(one, two, TABLE_NOISE, 1e-12):
                found.append(Cell(key, column, shown(one), shown(two)))
    return tuple(found)
