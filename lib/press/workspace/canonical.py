"""One form for charts and tables, so that equal findings are equal on every machine.

Two processors may disagree in the last digits of a sum; what is hashed is rounded first. Names that
Altair counts are replaced by their order, and those that it makes of data by what the rounded data
give: the order of such names changes with the last digit of a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from press.workspace.notebooks import sha256

HASHED_DIGITS: Final = 6
"""Significant digits of a number that enter a hash."""
KEPT_DIGITS: Final = 9
"""Significant digits of a number that the published record keeps."""
MADE: Final = re.compile(r"data-[0-9a-f]{32}")
COUNTED: Final = re.compile(r"\b(?:view|param|concat|selector)_\d+\b")


def rounded(value: Any, digits: int = HASHED_DIGITS) -> Any:
    """A JSON value with every number cut to so many significant digits; 3.0 becomes 3."""
    if isinstance(value, Mapping):
        return {name: rounded(part, digits) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part, digits) for part in value]
    if isinstance(value, float):
        short = float(f"{value:.{digits}g}")
        return int(short) if short.is_integer() and abs(short) < 1e15 else short
    return value


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode())


def chart_digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 of a figure's two specifications, rounded, with names that do not depend on a run."""
    specs = rounded([payload["wide"], payload["narrow"]])
    text = json.dumps(specs, ensure_ascii=False)
    for spec in specs:
        for name, rows in spec.get("datasets", {}).items():
            if MADE.fullmatch(name):
                text = text.replace(name, f"data-{_digest(rows)}")
    names: dict[str, str] = {}
    text = COUNTED.sub(lambda match: names.setdefault(match[0], f"name-{len(names)}"), text)
    return _digest(json.loads(text))
