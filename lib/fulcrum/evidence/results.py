"""Numbers that prose may quote: recorded once in a cell, cited everywhere by role."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from IPython.display import display

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load, resource
from fulcrum.evidence.naming import refuse_name
from fulcrum.evidence.payloads import RESULT, Record
from fulcrum.evidence.wording import DAY, Value, iso, stated
from fulcrum.evidence.written import iso_day

GAPS: Final = {"", "NaN", "nan", "NaT", "<NA>", "None"}
"""Texts that stand for a gap, which some functions return in place of one."""


@dataclass(frozen=True)
class Result:
    """One number (or date, or name) with all that is needed to question it."""

    name: str
    value: Value
    unit: str
    text: str
    tolerance: float
    sources: tuple[str, ...]
    label: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {RESULT: asdict(self), "text/plain": f"{self.label or self.name}: {self.text}"}


def plain(value: object) -> Value:
    """The value as JSON holds it: numpy and pandas scalars opened, dates as ISO texts.

    Raises FulcrumError for a gap in any form, and for what is no number, text, truth value or date.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, dt.date) and not pd.isna(value):
        return iso(value)
    if hasattr(value, "item") and not isinstance(value, np.timedelta64):
        value = value.item()
    is_endless = isinstance(value, float) and not math.isfinite(value)
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or is_endless
        or str(value).strip() in GAPS
    ):
        raise FulcrumError(
            f"A result must be a finite number, a text or a date, not {str(value) or 'nothing'}. "
            "A gap is shown as a gap: leave the result out and say so in the prose."
        )
    if isinstance(value, str) and DAY.fullmatch(value) and not iso_day(value):
        raise FulcrumError(f"The result '{value}' is no day of the calendar. Correct it.")
    if isinstance(value, float):
        return value + 0.0  # minus zero is zero
    if isinstance(value, bool | int | str):
        return value
    raise FulcrumError(f"A result must be a number, a text or a date, not {type(value).__name__}.")


def tolerated(value: Value, *, drawn: bool = False) -> float:
    """The largest tolerance of a result: a tenth of it, or all of it where it was drawn.

    A tolerance in the unit of the value says nothing of a value that is smaller: a review that
    lets 0.0002 pass for 0.05 cannot fail. Texts and truth values have none.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return abs(float(value)) * (1 if drawn else 0.1) if number else 0.0


Numbers = dict[str, dict[str, Any]]
"""What ``record`` takes beside the name, by name: what an analysis returns of many numbers."""


def number(value: object, label: str, **look: Any) -> dict[str, Any]:
    """What ``record`` takes of one number beside its name."""
    return {"value": value, "label": label, **look}


def record(
    name: str,
    value: object,
    label: str = "",
    *,
    unit: str = "",
    sources: Sequence[str],
    tolerance: float = 0.0,
    drawn: bool = False,
    digits: int | None = None,
    significant: int | None = None,
) -> None:
    """Record a result and show it, so that prose may quote it by name.

    Args:
        name: Lower case with underscores, unique in the chapter.
        value: A number, a text, a truth value or a day.
        label: What the number is, in words.
        unit: As shown.
        sources: Identifiers of the tables it was computed from.
        tolerance: How far another run may differ, in the unit of the value, but never by more
            than ``tolerated``.
        drawn: Whether the value comes from random draws.
        digits: Decimals, at most; see ``stated``.
        significant: Digits that count, at most; see ``stated``.

    Raises:
        FulcrumError: For a missing value, a bad name, or a source that does not exist.
    """
    refuse_name(name, "result")
    if not sources:
        raise FulcrumError(f"The result '{name}' names no source. Give sources=[table, ...].")
    for table in sources:
        resource(table)
    bare = plain(value)
    display(
        Result(
            name=name,
            value=bare,
            unit=unit,
            text=stated(bare, unit, digits, significant),
            tolerance=min(float(tolerance), tolerated(bare, drawn=drawn)),
            sources=tuple(sources),
            label=label or name.replace("_", " "),
        )
    )


def records_folder() -> Path | None:
    """Where the executor left the records of the present build, if it did."""
    folder = os.environ.get("FULCRUM_RECORDS")
    return Path(folder) if folder else None


_READ_RECORDS: Final[dict[str, str]] = {}


def _records(folder: Path) -> list[Record]:
    """The records of the other chapters in the present build, noted as read."""
    paths = sorted(folder.glob("*.json"))
    records: list[Record] = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    _READ_RECORDS.update({record["chapter"]: record["receipt"] for record in records})
    return records


def record_reads() -> dict[str, str]:
    """Receipt digests of the chapters whose records this process has read, by chapter."""
    return dict(sorted(_READ_RECORDS.items()))


def recorded() -> pd.DataFrame:
    """All results of the other chapters: ``chapter, name, value, unit, text, label``.

    Read from the present build when the executor runs the chapter, else from the published record
    in ``data/published``. ``value`` holds objects (numbers, texts).
    """
    folder = records_folder()
    if folder is None:
        published = load("published/results")
        return published.assign(value=published["value"].map(_parsed))
    rows = [
        {"chapter": record["chapter"], **result}
        for record in _records(folder)
        for result in record["results"].values()
    ]
    columns = ["chapter", "name", "value", "unit", "text", "label"]
    return pd.DataFrame(rows, columns=columns)


def verdicts() -> pd.DataFrame:
    """All verdicts of the other chapters: ``claim, horizon, verdict, chapter, because``.

    ``horizon`` is empty for claims that are judged once.
    """
    columns = ["claim", "horizon", "verdict", "chapter", "because"]
    folder = records_folder()
    if folder is None:
        return load("published/verdicts")[columns].fillna({"horizon": ""})
    rows = [
        {**verdict, "horizon": verdict["horizon"] or "", "chapter": record["chapter"]}
        for record in _records(folder)
        for verdict in record["verdicts"]
    ]
    return pd.DataFrame(rows, columns=columns)


def _parsed(text: str) -> Value:
    try:
        return json.loads(text)  # type: ignore[no-any-return]
    except ValueError:
        return text


@dataclass(frozen=True)
class Gap:
    """Something the data do not hold for this case, said plainly."""

    what: str
    why: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        text = f"**Missing: {self.what}.** {self.why}"
        return {"text/markdown": text, "text/plain": text.replace("*", "")}


def gap(what: str, why: str) -> None:
    """Show what is missing and why, in place of a figure or number that cannot be made."""
    display(Gap(what, why))
