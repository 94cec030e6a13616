"""The dated events: the one reader of both event tables, and of the events that have a name.

An event has one actor, who says or does something, and participants, who take part in it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pandas as pd

from fulcrum.evidence.data import load, versions

EVENTS: Final = "events-2021/events_2021"
OUTCOMES: Final = "outcomes-2021-2026/outcomes_2021_2026"
NAMED: Final = "event-readings/named_events"
SPEAKERS: Final = "event-readings/western_speakers"
WEST: Final = ("USA", "FRA", "DEU", "EU", "GBR")
"""Whom the events mean by the West."""
TALIBAN: Final = "AFG-TAL"
RESISTANCE: Final = "AFG-NRF"
CODES: Final = ["stance", "low", "high"]


def events(first: str = "", last: str = "", *, outcomes: bool = False) -> pd.DataFrame:
    """Dated events: ``event_id, date, actor, event_type, topic, inclusive, participants, …``.

    Args:
        first: the first day, as an ISO date; empty for the beginning of the record.
        last: the last day, included; empty for the end of the record.
        outcomes: whether to add the events of 2021 to 2026; those that stand in both tables
            count once.

    Returns:
        One row an event. ``date`` is the day, or the first of the month where only the month is
        known (``date_precision``).
    """
    hashes = versions(EVENTS, *([OUTCOMES, NAMED] if outcomes else []))
    table = _events(hashes).copy(deep=False)
    if first or last:
        inside = table["date"].between(
            pd.Timestamp(first or pd.Timestamp.min), pd.Timestamp(last or pd.Timestamp.max)
        )
        table = table[inside]
    return table


@lru_cache(maxsize=4)
def _events(hashes: tuple[str, ...]) -> pd.DataFrame:
    parts = [load(EVENTS).assign(table=EVENTS)]
    if len(hashes) > 1:
        later = load(OUTCOMES)
        parts.append(later[~later["event_id"].isin(named("repeated_outcome"))])
        parts[1] = parts[1].assign(table=OUTCOMES)
    table = pd.concat(parts, ignore_index=True)
    columns = {
        "actor_iso3_or_org": "actor",
        "stance_min": "low",
        "stance_max": "high",
        "inclusive_call": "inclusive",
    }
    table = table.rename(columns=columns)
    day = pd.to_datetime(table["date"], format="ISO8601")
    kept = ["event_id", "date_precision", "actor", "speaker", "event_type", "topic", *CODES]
    kept += ["inclusive", "participants", "confidence", "summary", "table"]
    return table[kept].assign(date=day)


def named(name: str) -> list[str]:
    """The ids of the events that ``data/event-readings/named_events.csv`` gives a name."""
    table = load(NAMED)
    return table.loc[table["name"] == name, "event_id"].tolist()


def event(name: str) -> pd.Series:
    """The one event of a name, with the columns of ``events``. ValueError when it has several."""
    (event_id,) = named(name)
    table = events(outcomes=True)
    row: pd.Series = table[table["event_id"] == event_id].iloc[0]
    return row


def western_heads() -> set[tuple[str, str]]:
    """Actor and speaker of each Western head of state, of government or of the Union."""
    heads = load(SPEAKERS).query("head == 1")
    return set(zip(heads["actor"], heads["speaker"], strict=True))


def participants(table: pd.DataFrame) -> pd.Series:
    """Who takes part in each event, as a set of codes. table: see ``events``."""
    return table["participants"].fillna("").map(lambda codes: set(codes.split(";")) - {""})


def takes_part(table: pd.DataFrame, party: str) -> pd.Series[bool]:
    """Whether an actor is among the participants of each event. table: see ``events``."""
    return pd.Series([party in codes for codes in participants(table)], table.index, dtype=bool)
