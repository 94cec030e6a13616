"""Other ways of reading a report's data, under which its verdicts are computed anew.

What can be read otherwise stands in ``seeds/readings.yml``: tables whose rows were found one by one
(each is left out in turn, and all rows of one kind together), columns of days that a window cuts,
codes with the range that a careful reader leaves open. The coders stand in ``data/coders``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import yaml

from press.workspace.workspace import Workspace

DAYS: Final = (-30, -7, 7, 30)
"""By how much every window is moved, in days."""


class Change(Protocol):
    """What is done to a table after it was read."""

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The changed table; the given one is not touched."""


@dataclass(frozen=True)
class Reading:
    """One way of reading the data: its kind, its name in words, and what it does to tables."""

    kind: str
    name: str
    changes: Mapping[str, Change] = field(default_factory=dict)


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
class Recoded:
    """The codes of another coder stand in place of the first one's.

    codes: that coder's sheet; key: the column that names a row in both.
    """

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
    """All readings of the tables of a report; none where it does not say what can be read so."""
    path = workspace.readings_file
    stated = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    tables = stated.get("tables", {})
    return [
        *_windows(tables),
        *_codes(workspace, stated.get("codes", {}), int(stated.get("draws", 0))),
        *(reading for table in tables for reading in _rows(workspace, table, tables[table])),
    ]


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
    with workspace.table_file("coders/coders").open(encoding="utf-8", newline="") as file:
        for row in list(csv.DictReader(file))[1:]:
            sheet = pd.read_csv(workspace.table_file(row["table"]))
            change = Recoded(sheet, codes["key"])
            yield Reading("coder", f"coder {row['coder']}", dict.fromkeys(coded, change))
    for name, end in (("lowest", ends[0]), ("highest", ends[1])):
        change = AtEnd(codes["code"], ends, end)
        yield Reading("bound", f"all codes at their {name}", dict.fromkeys(coded, change))
    for seed in range(draws):
        change = Drawn(codes["code"], ends, seed)
        yield Reading("draw", f"draw {seed + 1} of the codes", dict.fromkeys(coded, change))


def _rows(workspace: Workspace, table: str, entry: Mapping[str, Any]) -> Iterator[Reading]:
    with workspace.table_file(table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, kinds in entry.get("kinds", {}).items():
        for value in kinds:
            change = LeftOut({column: value})
            yield Reading("kind of source", f"without {value} ({table})", {table: change})
    key = workspace.resource(table)[1]["schema"]["primaryKey"]
    for row in rows:
        values = {column: row[column] for column in key}
        name = f"without {' '.join(values.values())} ({table})"
        yield Reading("row", name, {table: LeftOut(values)})
