"""Types and constraints of a table schema, applied to a frame of text.

The subset of Frictionless Table Schema that the packages of this project use; the full validation
is done by ``frictionless`` itself in the tests. Reference: https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from fulcrum.errors import FulcrumError

Schema = dict[str, Any]


def _refuse(where: str, column: str, row: int, problem: str) -> FulcrumError:
    return FulcrumError(f"{where}: column {column}, row {row + 2}: {problem}.")


def _first(bad: pd.Series[bool]) -> int:
    return int(bad.to_numpy().argmax())


def _converted(text: pd.Series[str], field: dict[str, Any]) -> pd.Series[Any]:
    kind = field.get("type", "string")
    if kind in ("integer", "year"):
        number = pd.to_numeric(text, errors="coerce")
        whole = number.where(number.isna() | (number % 1 == 0))
        return whole.astype("Int64")
    if kind == "number":
        return pd.to_numeric(text, errors="coerce").astype("float64")
    if kind == "date":
        return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if kind == "boolean":
        true = field.get("trueValues", ["true", "True", "TRUE", "1"])
        false = field.get("falseValues", ["false", "False", "FALSE", "0"])
        return text.map({**dict.fromkeys(true, True), **dict.fromkeys(false, False)}).astype(
            "boolean"
        )
    return text


def cast(text: pd.DataFrame, schema: Schema, where: str) -> pd.DataFrame:
    """The frame with each column in its declared type; FulcrumError at the first other cell."""
    columns: dict[str, pd.Series[Any]] = {}
    for field in schema["fields"]:
        name = field["name"]
        columns[name] = _converted(text[name], field)
        lost = columns[name].isna() & text[name].notna()
        if lost.any():
            row = _first(lost)
            raise _refuse(
                where, name, row, f"'{text[name].iloc[row]}' is not of type {field['type']}"
            )
    return pd.DataFrame(columns)


def _violations(column: pd.Series[Any], rules: dict[str, Any]) -> dict[str, pd.Series[bool]]:
    present = column.notna()
    found: dict[str, pd.Series[bool]] = {}
    if rules.get("required"):
        found["a value is required, the cell is empty"] = ~present
    if "minimum" in rules:
        least = pd.Timestamp(rules["minimum"]) if column.dtype.kind == "M" else rules["minimum"]
        found[f"{{}} is below the minimum {rules['minimum']}"] = present & (column < least)
    if "maximum" in rules:
        most = pd.Timestamp(rules["maximum"]) if column.dtype.kind == "M" else rules["maximum"]
        found[f"{{}} is above the maximum {rules['maximum']}"] = present & (column > most)
    if "enum" in rules:
        allowed = [str(value) for value in rules["enum"]]
        found[f"'{{}}' is none of {', '.join(allowed)}"] = present & ~column.astype(str).isin(
            allowed
        )
    if "pattern" in rules:
        matched = column.astype(str).str.fullmatch(rules["pattern"])
        found[f"'{{}}' does not match {rules['pattern']}"] = present & ~matched
    if rules.get("unique"):
        found["'{}' occurs twice"] = present & column.duplicated()
    return {problem: bad.fillna(False).astype(bool) for problem, bad in found.items()}


def verify(frame: pd.DataFrame, schema: Schema, where: str) -> None:
    """Raise FulcrumError at the first cell that breaks a constraint, or the first repeated key."""
    for field in schema["fields"]:
        name = field["name"]
        for problem, bad in _violations(frame[name], field.get("constraints", {})).items():
            if bad.any():
                row = _first(bad)
                raise _refuse(where, name, row, problem.replace("{}", str(frame[name].iloc[row])))
    key = schema.get("primaryKey") or schema.get("uniqueKey") or []
    key = [key] if isinstance(key, str) else key
    if key:
        repeated = frame.duplicated(subset=key)
        if repeated.any():
            row = _first(repeated)
            shown = ", ".join(f"{name} {frame[name].iloc[row]}" for name in key)
            raise _refuse(where, "+".join(key), row, f"the key ({shown}) occurs twice")
