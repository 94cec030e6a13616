"""American contacts at the top: journeys of America's leaders, and visits of heads to America."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.wording import by_number

TRIPS: Final = "us-leader-travel/travels_abroad"
VISITS: Final = "us-leader-travel/visits_to_the_us"
WORDS: Final = {
    "stop": "secretary of state comes",
    "visit": "head goes to America",
    "meeting": "summit or United Nations there",
}
"""The direction of a contact in words; of the president there are no stops in the five states."""


def stops(codes: Sequence[str] = ()) -> pd.DataFrame:
    """Stops of the president and the secretary of state: ``iso3, date, office, traveller``.

    codes: the states visited; empty for all. The record ends in February 2025.
    """
    table = load(TRIPS).rename(columns={"destination_iso3": "iso3", "start_date": "date"})
    table = table[table["iso3"].isin(codes)] if codes else table
    columns = ["iso3", "date", "office", "traveller"]
    return table[columns].sort_values("date", ignore_index=True, kind="stable")


def meetings(codes: Sequence[str]) -> pd.DataFrame:
    """Who visited whom: ``iso3, date, direction, event, who, office``, by day.

    direction, and event in words: see ``WORDS``; a visit with several others is one to the United
    Nations or to a summit. office: of the American, or the kind of visit. Stops end in February
    2025, visits in November 2024; a refuelling stop counts.
    """
    there = stops(codes).rename(columns={"traveller": "who"}).assign(direction="stop")
    columns = ["visitor_iso3", "start_date", "visitor", "kind_of_visit"]
    here = load(VISITS)[columns].set_axis(["iso3", "date", "who", "office"], axis=1)
    several = here["office"].str.contains("United Nations|multilateral")
    here["direction"] = several.map({True: "meeting", False: "visit"})
    both = pd.concat([there, here[here["iso3"].isin(codes)]])
    both["event"] = both["direction"].map(WORDS)
    return both.sort_values(["date", "iso3"], ignore_index=True)


def american_contacts(codes: Sequence[str], first: str, last: str) -> pd.Series[int]:
    """Stops and visits of ``meetings`` from day to day by state, those with several left out.

    The record is complete for its definition to November 2024.
    """
    table = meetings(codes).query("direction != 'meeting'")
    inside = table.loc[table["date"].between(first, last), "iso3"]
    return inside.value_counts().reindex(list(codes), fill_value=0)


def visit_numbers(met: pd.DataFrame, iso3: str) -> Numbers:
    """Stops in a state and its head's journeys in numbers; met: see ``meetings``."""
    mine, state = met[met["iso3"] == iso3], names()[iso3]
    came, trips = (mine.loc[mine["direction"] == way, "date"] for way in ("stop", "visit"))
    stopped = f"stops of the American secretary of state in {state} since 1991"
    last = f"last stop of an American secretary of state in {state}"
    went = f"visits of the head of {state} to the United States, summits and the United Nations"
    unit = by_number(len(trips), one="visit", many="visits")
    return {
        "secretary_stops": number(len(came), stopped, unit="stops", sources=[TRIPS]),
        "last_secretary_visit": number(came.max(), last, sources=[TRIPS]),
        "head_visits": number(len(trips), f"{went} apart", unit=unit, sources=[VISITS]),
    }
