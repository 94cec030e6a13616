"""Other ways of reading a report's data, under which its verdicts are computed anew.

What can be read otherwise stands in ``seeds/readings.yml``: tables whose rows were found one by one
(each is left out in turn, all rows of one source, and all of one class), columns of days that a
window cuts, codes with the range that a careful reader leaves open. The coders stand in
``data/coders``; the bounds inside tests in ``seeds/claims.yml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import yaml

from fulcrum.evidence.data import framed
from fulcrum.evidence.seeds import Bounds, Claim
from press.workspace.packages import csv_rows
from press.workspace.workspace import Workspace

STEPS: Final = (10, 20, 30, 40, 50)
"""By how many per cent a threshold or a bound is moved, up and down."""
DAYS: Final = (-30, -7, 7, 30)
"""By how much every window is moved, in days."""


class Change(Protocol):
    """What is done to a table after it was read."""

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The changed table; the given one is not touched."""


@dataclass(frozen=True)
class Reading:
    """One way of reading the data.

    kind: what is read otherwise; name: how, in words; changes: what it does to tables; bounds: what
    it puts in place of bounds inside tests.
    """

    kind: str
    name: str
    changes: Mapping[str, Change] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """Rows with some values are left out."""

    values: Mapping[str, str]

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """All other rows."""
        same = [frame[column].astype(str) == value for column, value in self.values.items()]
        others: pd.DataFrame = frame[~np.logical_and.reduce(same)]
        return others


@dataclass(frozen=True)
class Reversed:
    """The answer of one row, one of two, is read the other way."""

    values: Mapping[str, str]
    column: str
    answers: tuple[str, str]

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with the other answer in that row."""
        same = [frame[column].astype(str) == value for column, value in self.values.items()]
        other = frame[self.column].map(dict(zip(self.answers, self.answers[::-1], strict=True)))
        answers = frame[self.column].mask(np.logical_and.reduce(same), other)
        return frame.assign(**{self.column: answers})


@dataclass(frozen=True)
class Recoded:
    """The codes of another coder stand in place of the first one's.

    table: where that coder's sheet stands; codes: the sheet; key: the column that names a row in
    both.
    """

    table: str
    codes: pd.DataFrame
    key: str

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with that coder's codes; what the coder left open is missing."""
        codes = self.codes.set_index(self.key)
        shared = [column for column in codes if column in frame]
        of_rows = codes[shared].reindex(frame[self.key]).set_axis(frame.index)
        return frame.assign(**of_rows.astype({c: frame[c].dtype for c in shared}))


@dataclass(frozen=True)
class AtEnd:
    """Every code stands at one end of its range."""

    code: str
    ends: tuple[str, str]
    end: str

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with code and range at that end."""
        return frame.assign(**dict.fromkeys((self.code, *self.ends), frame[self.end]))


@dataclass(frozen=True)
class Drawn:
    """Every code is a whole number drawn from its range, each as likely as the others."""

    code: str
    ends: tuple[str, str]
    seed: int

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with drawn codes; its ranges stay."""
        coded = frame[self.code].notna()
        low, high = (frame.loc[coded, end].astype(int) for end in self.ends)
        drawn = np.random.default_rng(self.seed).integers(low, high + 1)
        codes = frame[self.code].copy()
        codes[coded] = drawn
        return frame.assign(**{self.code: codes})


@dataclass(frozen=True)
class Moved:
    """Every full day is moved, which moves the windows that cut the record the other way."""

    columns: tuple[str, ...]
    days: int

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with moved days; months and years stay as they are."""
        return frame.assign(**{column: self._moved(frame[column]) for column in self.columns})

    def _moved(self, dates: pd.Series[Any]) -> pd.Series[Any]:
        by = pd.Timedelta(days=self.days)
        if pd.api.types.is_datetime64_any_dtype(dates):
            return dates + by
        days = pd.to_datetime(dates, format="%Y-%m-%d", errors="coerce")
        return dates.mask(days.notna(), (days + by).dt.strftime("%Y-%m-%d"))


def readings(workspace: Workspace) -> list[Reading]:
    """All readings of the data of a report; it says which of its tables can be read otherwise."""
    path = workspace.readings_file
    stated = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    tables = stated.get("tables", {})
    rows = {table: csv_rows(workspace.table_file(table)) for table in tables}
    return [
        *_windows(tables),
        *_codes(workspace, stated.get("codes", {}), int(stated.get("draws", 0))),
        *_together(rows, {table: tables[table].get("classes", {}) for table in tables}, "class", 1),
        *_together(
            rows, {table: tables[table].get("sources", {}) for table in tables}, "source", 2
        ),
        *(r for table in tables for r in _rows(workspace, table, rows[table], tables[table])),
        *(reading for claim in workspace.claims for reading in _bounds(claim)),
    ]


def coded_in(others: Sequence[Reading]) -> set[str]:
    """Tables of codes that stand in place of the first coder's, and the list of coders."""
    changes = [change for reading in others for change in reading.changes.values()]
    tables = {change.table for change in changes if isinstance(change, Recoded)}
    return tables | ({"coders/coders"} if tables else set())


def _windows(tables: Mapping[str, Any]) -> Iterator[Reading]:
    dated = {table: tuple(entry["days"]) for table, entry in tables.items() if "days" in entry}
    for days in DAYS if dated else ():
        changes = {table: Moved(columns, -days) for table, columns in dated.items()}
        way = "later" if days > 0 else "earlier"
        yield Reading("window", f"windows {abs(days)} days {way}", changes)


def _codes(workspace: Workspace, codes: Mapping[str, Any], draws: int) -> Iterator[Reading]:
    if not codes:
        return
    coded, ends = workspace.package("coders")["coded"], (codes["low"], codes["high"])
    change: Change
    for row in csv_rows(workspace.table_file("coders/coders"))[1:]:
        sheet = framed(workspace.table(row["table"]))
        change = Recoded(row["table"], sheet, codes["key"])
        yield Reading("coder", f"coder {row['coder']}", dict.fromkeys(coded, change))
    for name, end in (("lowest", ends[0]), ("highest", ends[1])):
        change = AtEnd(codes["code"], ends, end)
        yield Reading("range", f"all codes at their {name}", dict.fromkeys(coded, change))
    for seed in range(draws):
        change = Drawn(codes["code"], ends, seed)
        yield Reading("draw", f"draw {seed + 1} of the codes", dict.fromkeys(coded, change))


def _together(
    rows: Mapping[str, list[dict[str, str]]],
    columns: Mapping[str, Mapping[str, Sequence[str] | None]],
    kind: str,
    least: int,
) -> Iterator[Reading]:
    """All rows with one value of a column left out, in every table that has it.

    columns: by table, with the values that are left out, or None for each; least: how many rows
    must have the value, for one row is left out anyway.
    """
    for column in dict.fromkeys(name for names in columns.values() for name in names):
        bearing = [table for table in rows if column in columns[table]]
        chosen = {value for table in bearing for value in columns[table][column] or ()}
        counts = Counter(row[column] for table in bearing for row in rows[table])
        for value, times in counts.items():
            if times >= least and (value in chosen or not chosen):
                name = f"without {value} ({column.replace('_', ' ')})"
                yield Reading(kind, name, dict.fromkeys(bearing, LeftOut({column: value})))


def _rows(
    workspace: Workspace, table: str, rows: list[dict[str, str]], entry: Mapping[str, Any]
) -> Iterator[Reading]:
    """Each row of a table in turn left out, or its answer read the other way."""
    key = workspace.resource(table)[1]["schema"]["primaryKey"]
    for row in rows:
        values = {column: row[column] for column in key}
        words = f"{' '.join(values.values())} ({table})"
        for column, answers in entry.get("reversed", {}).items():
            change = Reversed(values, column, tuple(answers))
            yield Reading("answer", f"the other answer to {words}", {table: change})
        if "reversed" not in entry:
            yield Reading("row", f"without {words}", {table: LeftOut(values)})


def _bounds(claim: Claim) -> Iterator[Reading]:
    """Each bound inside a test moved by each step, up and down."""
    for rule in claim.rules:
        for bound, value in rule.settings.items():
            for step in (way * step for step in STEPS for way in (-1, 1)):
                moved = {(claim.id, rule.name): {bound: value * (1 + step / 100)}}
                yield Reading("bound", f"{rule.name}, {bound}: {step:+d} %", bounds=moved)
