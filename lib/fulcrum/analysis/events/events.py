"""The dated events: the one reader of both event tables, and of the events that have a name.

An event has one actor, who says or does something, and participants, who take part in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import is_altered, load, versions

EVENTS: Final = "events-2021/events_2021"
OUTCOMES: Final = "outcomes-2021-2026/outcomes_2021_2026"
NAMED: Final = "event-readings/named_events"
WEST: Final = ("USA", "FRA", "DEU", "EU", "GBR")
"""Whom the events mean by the West."""
TALIBAN: Final = "AFG-TAL"
RESISTANCE: Final = "AFG-NRF"
CODES: Final = ["stance", "low", "high"]
WEAK: Final = ("memory", "aggregator", "partisan page")
"""Kinds of source on which nothing is made to rest: a better account was looked for in vain."""
Tests = tuple[list[Test], dict[str, list[Test]]]
"""The tests of a claim, and the same tests computed otherwise, by the name of the variant."""


def events(
    first: str = "", last: str = "", *, outcomes: bool = False, weak: bool = False
) -> pd.DataFrame:
    """Dated events: ``event_id, date, actor, event_type, topic, inclusive, participants, …``.

    Args:
        first: the first day, as an ISO date; empty for the beginning of the record.
        last: the last day, included; empty for the end of the record.
        outcomes: whether to add the events of 2021 to 2026; those that stand in both tables
            count once.
        weak: whether rows with a ``WEAK`` source are among them.

    Returns:
        One row an event, in order of time. ``date`` is the day, or the first of the month where
        only the month is known (``date_precision``).
    """
    tables = (EVENTS, OUTCOMES) if outcomes else (EVENTS,)
    table = _events(tables, versions(NAMED, *tables))
    kept = table["date"].between(first or "1900", last or "2100")
    return table[kept if weak else kept & ~table["source_kind"].isin(WEAK)]


@lru_cache(maxsize=4)
def _events(tables: tuple[str, ...], _hashes: tuple[str, ...]) -> pd.DataFrame:
    table = pd.concat([load(name).assign(table=name) for name in tables])
    table = table[~table["event_id"].isin(named("repeated_outcome"))]
    columns = {
        "actor_iso3_or_org": "actor",
        "stance_min": "low",
        "stance_max": "high",
        "inclusive_call": "inclusive",
    }
    day = pd.to_datetime(table["date"], format="ISO8601")
    table = table.rename(columns=columns).assign(date=day)
    kept = ["event_id", "date_precision", "actor", "speaker", "event_type", "topic", *CODES]
    kept += ["inclusive", "participants", "confidence", "source_kind", "summary", "table", "date"]
    return table[kept].sort_values("date", ignore_index=True, kind="stable")


def named(name: str) -> list[str]:
    """The ids of the events that ``data/event-readings/named_events.csv`` gives a name."""
    table = load(NAMED)
    return table.loc[table["name"] == name, "event_id"].tolist()


def event(name: str) -> pd.Series:
    """The one event of a name, with the columns of ``events``. ValueError when it has several."""
    (event_id,) = named(name)
    table = events(outcomes=True, weak=True)
    row: pd.Series = table[table["event_id"] == event_id].iloc[0]
    return row


def participants(table: pd.DataFrame) -> pd.Series:
    """Who takes part in each event, as a set of codes. table: see ``events``."""
    return table["participants"].fillna("").map(lambda codes: set(codes.split(";")) - {""})


def takes_part(table: pd.DataFrame, *parties: str) -> pd.Series[bool]:
    """Whether any of some actors is among the participants of each event. table: see ``events``."""
    return participants(table).map(lambda codes: not codes.isdisjoint(parties)).astype(bool)


def left_out(rows: pd.DataFrame, key: str = "event_id") -> dict[str, pd.DataFrame]:
    """The rows without each of them in turn, by the name of the variant. key: what names a row."""
    return {f"without {name}": rows[rows[key] != name] for name in rows[key]}


def retested(tests: Callable[[Any], list[Test]], rows: Any, others: Mapping[str, Any]) -> Tests:
    """The tests of a claim, and its variants: the same of other rows, by name.

    There are none while tables are read otherwise, for that is asked of what is coded alone.
    """
    tried = {} if is_altered() else others
    return tests(rows), {name: tests(other) for name, other in tried.items()}
