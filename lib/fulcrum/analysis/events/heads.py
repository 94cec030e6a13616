"""Who met whom: contacts of Central Asian states with Western heads, and with the resistance.

Rows are chosen by their columns (participants, speaker, kind of event), never by their wording.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from fulcrum.analysis.events.stances import WEST, events
from fulcrum.evidence.data import load

INVITATION: Final = "e072"
"""The call in which the French president asked the Tajik one to Paris; named in the seeds, c30."""
RECEPTION: Final = "e132"
"""The reception in Paris that followed; named in the seeds, c30."""
HEADS: Final = {
    ("FRA", "Emmanuel Macron"): "president of the republic",
    ("EU", "Charles Michel"): "president of the European Council",
    ("USA", "Joe Biden"): "president",
}
"""Western heads of state, of government or of the Union among the speakers, with their office."""
NOT_HEADS: Final = {
    "DEU": ("Bundeswehr", "Heiko Maas"),
    "EU": ("Josep Borrell",),
    "USA": (
        "Antony Blinken",
        "Department of Defense (as reported by Politico)",
        "John Ginkel (embassy)",
        "John Kirby; embassy in Dushanbe",
        "John Mark Pommersheim (embassy)",
        "Jonathan Henick",
        "Michael Kurilla",
        "Pentagon",
        "State Department",
    ),
}
"""All other Western speakers: ministers, ambassadors, commanders, departments."""
MEETING: Final = ("statement", "visit", "agreement")
"""Kinds of event that can be a call or a meeting between two parties."""
RESISTANCE: Final = "AFG-NRF"


def event(event_id: str) -> dict[str, Any]:
    """One coded event by its identifier, with the columns of ``positions.events``."""
    table = events(outcomes=True)
    row = table[table["event_id"] == event_id].iloc[0]
    return {str(name): value for name, value in row.items()}


def head_contacts(state: str, first: str, last: str) -> pd.DataFrame:
    """Calls and meetings of one state with a Western head: ``event_id, date, actor, speaker``.

    Two parties alone take part, one of them Western, and its head (HEADS) is the speaker; first
    and last: ISO days, both included. The events were collected about the Tajik case and begin in
    February 2021: absence of a row proves nothing for other states or before.
    """
    table = events(outcomes=True)
    parties = table["participants"].fillna("").str.split(";").map(set)
    pair = [
        found == {state, actor} and actor in WEST and (actor, speaker) in HEADS
        for found, actor, speaker in zip(parties, table["actor"], table["speaker"], strict=True)
    ]
    inside = table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    day = table["date_precision"] == "day"
    chosen = table[pd.Series(pair, index=table.index) & inside & day]
    chosen = chosen[chosen["event_type"].isin(MEETING)]
    return chosen[["event_id", "date", "actor", "speaker"]].reset_index(drop=True)


def first_day() -> pd.Timestamp:
    """The first day that the record of events covers."""
    return pd.Timestamp(events()["date"].min())


def between(state: str, first: str, last: str) -> tuple[int, int]:
    """Visits that link a state with the resistance and with the West: fewest and most of the two.

    The smaller number of the two ends. Fewest counts, of visits of the resistance, those that the
    state itself reports; most also those that the resistance alone claims.
    """
    table = events()
    table = table[table["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    visits = table[table["event_type"] == "visit"]
    parties = visits["participants"].fillna("").str.split(";").map(set)
    west = int(parties.map(lambda found: state in found and bool(found & set(WEST))).sum())
    met = visits[parties.map(lambda found: {state, RESISTANCE} <= found)]
    own = int((met["actor"] == state).sum())
    return min(own, west), min(len(met), west)


def american_contacts(state: str, first: str, last: str) -> int:
    """Meetings with America's president or secretary of state in a span of days.

    Stops of either in the state, and visits of its head to the United States other than meetings
    at the United Nations and summits. The record is complete for its definition to November 2024.
    """
    stops = load("us-leader-travel/travels_abroad")
    visits = load("us-leader-travel/visits_to_the_us")
    many = visits["kind_of_visit"].str.contains("United Nations|multilateral")
    days = pd.concat(
        [
            stops.loc[stops["destination_iso3"] == state, "start_date"],
            visits.loc[(visits["visitor_iso3"] == state) & ~many, "start_date"],
        ]
    )
    return int(days.between(pd.Timestamp(first), pd.Timestamp(last)).sum())
