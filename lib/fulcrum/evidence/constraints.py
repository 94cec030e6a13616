"""Types and constraints of a table schema, applied to a frame of text.

The subset of Frictionless Table Schema that the packages of this project use; the full validation
is done by ``frictionless`` itself in the tests. Reference: https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from fulcrum.errors import FulcrumError

Schema = dict[str, Any]


def _refuse(where: str, column: str, row: int, problem: str) -> FulcrumError:
    return FulcrumError(f"{where}: column {column}, row {row + 2}: {problem}.")


def _first(bad: pd.Series[bool]) -> int:
    return int(bad.to_numpy(bool).argmax())


def _converted(text: pd.Series[str], field: dict[str, Any]) -> pd.Series[Any]:
    kind = field.get("type", "string")
    if kind in ("integer", "year"):
        number = pd.to_numeric(text, errors="coerce")
        if number.dtype.kind == "f":
            number = number.where(number % 1 == 0)
        return number.astype("Int64")
    if kind == "number":
        return pd.to_numeric(text, errors="coerce").astype("float64")
    if kind == "date":
        return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if kind == "boolean":
        true = field.get("trueValues", ["true", "True", "TRUE", "1"])
        false = field.get("falseValues", ["false", "False", "FALSE", "0"])
        values = dict.fromkeys(true, True) | dict.fromkeys(false, False)
        return text.map(values).astype("boolean")
    return text


def cast(text: pd.DataFrame, schema: Schema, where: str) -> pd.DataFrame:
    """The frame with each column in its declared type; FulcrumError at the first other cell."""
    columns: dict[str, pd.Series[Any]] = {}
    for field in schema["fields"]:
        name = field["name"]
        columns[name] = _converted(text[name], field)
        if columns[name].count() < text[name].count():
            row = _first(columns[name].isna() & text[name].notna())
            problem = f"'{text[name].iloc[row]}' is not of type {field['type']}"
            raise _refuse(where, name, row, problem)
    return pd.DataFrame(columns)


def _violations(
    column: pd.Series[Any], rules: dict[str, Any]
) -> Iterator[tuple[str, pd.Series[bool]]]:
    """Each constraint that some cell breaks: its words, and which cells those are."""
    present = column.dropna()
    if rules.get("required") and len(present) < len(column):
        yield "a value is required, the cell is empty", column.isna()
    if present.empty:
        return
    bound = pd.Timestamp if column.dtype.kind == "M" else lambda value: value
    if "minimum" in rules and present.min() < bound(rules["minimum"]):
        yield f"{{}} is below the minimum {rules['minimum']}", column < bound(rules["minimum"])
    if "maximum" in rules and present.max() > bound(rules["maximum"]):
        yield f"{{}} is above the maximum {rules['maximum']}", column > bound(rules["maximum"])
    words = pd.Series(present.unique()).astype(str) if {"enum", "pattern"} & set(rules) else ()
    if "enum" in rules:
        allowed = [str(value) for value in rules["enum"]]
        if wrong := set(words) - set(allowed):
            yield f"'{{}}' is none of {', '.join(allowed)}", column.astype(str).isin(wrong)
    if "pattern" in rules:
        fits = re.compile(rules["pattern"]).fullmatch
        if wrong := {word for word in words if not fits(word)}:
            yield f"'{{}}' does not match {rules['pattern']}", column.astype(str).isin(wrong)
    if rules.get("unique") and not present.is_unique:
        yield "'{}' occurs twice", column.notna() & column.duplicated()


def verify(frame: pd.DataFrame, schema: Schema, where: str) -> None:
    """Raise FulcrumError at the first cell that breaks a constraint, or the first repeated key.

    ``ascending`` in a schema names columns whose values must not fall from one to the next.
    """
    for field in schema["fields"]:
        name = field["name"]
        for problem, bad in _violations(frame[name], field.get("constraints", {})):
            row = _first(bad.fillna(False))
            raise _refuse(where, name, row, problem.replace("{}", str(frame[name].iloc[row])))
    for low, high in itertools.combinations(schema.get("ascending", []), 2):
        above = (frame[low] > frame[high]).fillna(False)
        if above.any():
            row = _first(above)
            values = f"{frame[low].iloc[row]} is above {high}, {frame[high].iloc[row]}"
            raise _refuse(where, low, row, values)
    key = schema.get("primaryKey") or schema.get("uniqueKey") or []
    key = [key] if isinstance(key, str) else key
    if key:
        repeated = frame.duplicated(subset=key)
        if repeated.any():
            row = _first(repeated)
            shown = ", ".join(f"{name} {frame[name].iloc[row]}" for name in key)
            raise _refuse(where, "+".join(key), row, f"the key ({shown}) occurs twice")
