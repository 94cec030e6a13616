"""Two tables side by side, cell by cell, their rows matched by key."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

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


def parsed(text: str) -> Any:
    """The JSON value that a stored text is; the text itself when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def number(text: str) -> float | None:
    """The number that a stored value is; None when it is something else."""
    value = parsed(text)
    return float(value) if _is_number(value) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(text: str) -> str:
    """A stored value as a person reads it: texts without their quotes."""
    value = parsed(text)
    return value if isinstance(value, str) else text


def close(old: str, new: str, relative: float, absolute: float = 0.0) -> bool:
    """Whether two stored values are equal: numbers within a tolerance, all else exactly."""
    return old == new or _near(parsed(old), parsed(new), relative, absolute)


def _near(old: Any, new: Any, relative: float, absolute: float) -> bool:
    """The same of two JSON values, whose parts are compared each by each and in their order."""
    if _is_number(old) and _is_number(new):
        return math.isclose(old, new, rel_tol=relative, abs_tol=absolute)
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        same = old.keys() == new.keys()
        return same and all(_near(old[key], new[key], relative, absolute) for key in old)
    if isinstance(old, list):
        same = len(old) == len(new)
        return same and all(_near(*pair, relative, absolute) for pair in zip(old, new, strict=True))
    return bool(old == new)


Rows = dict[str, dict[str, str]]
"""Cells of one figure's table: row number to column to value."""


def tables_of(record: Record) -> dict[tuple[str, str], Rows]:
    """The tables of all figures and explorers by chapter and name."""
    tables: dict[tuple[str, str], Rows] = {}
    for cell in record["figure_tables"]:
        rows = tables.setdefault((cell["chapter"], cell["figure"]), {})
        rows.setdefault(cell["row"], {})[cell["column"]] = cell["value"]
    return tables


def _is_key(values: Iterable[str]) -> bool:
    """Whether a column can be part of a key: texts, days, whole numbers, yes or no."""
    numbers = [number(value) for value in values if value != "null"]
    return all(number is None or number.is_integer() for number in numbers)


def keys_of(old: Rows, new: Rows) -> list[str]:
    """The first columns that name each row of both tables; none when no set of them does."""
    first, other = (next(iter(rows.values()), {}) for rows in (old, new))
    chosen: list[str] = []
    for name in first:
        if name in other and _is_key(row[name] for row in [*old.values(), *new.values()]):
            chosen.append(name)
            if all(len(_keyed(rows, chosen)) == len(rows) for rows in (old, new)):
                return chosen
    return []


def _keyed(rows: Rows, keys: list[str]) -> dict[str, dict[str, str]]:
    if not keys:
        return {f"row {number}": row for number, row in rows.items()}
    return {", ".join(shown(row[k]) for k in keys): row for row in rows.values()}


def cells(old: Rows, new: Rows) -> tuple[Cell, ...]:
    """Cells that differ, rows matched by key; a row in one table alone is one cell.

    Rows that are all there but in another order are one cell too, for a reader sees their order.
    """
    keys = keys_of(old, new)
    before, after = _keyed(old, keys), _keyed(new, keys)
    differing = []
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            differing.append(Cell(key, "(whole row)", "in the table", "gone"))
        elif key not in before:
            differing.append(Cell(key, "(whole row)", "not there", "in the table"))
        else:
            for column in dict.fromkeys([*before[key], *after[key]]):
                pair = before[key].get(column, ""), after[key].get(column, "")
                if not close(*pair, TABLE_NOISE, 1e-12):
                    differing.append(Cell(key, column, *map(shown, pair)))
    order = [[key for key in rows if key in before and key in after] for rows in (before, after)]
    if order[0] != order[1]:
        moved = next(pair for pair in zip(*order, strict=True) if pair[0] != pair[1])
        differing.append(Cell("(order of the rows)", "", *moved))
    return tuple(differing)
