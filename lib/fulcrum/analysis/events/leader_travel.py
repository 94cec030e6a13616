"""American contacts at the top: journeys of America's leaders, and visits of heads to America."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from fulcrum.evidence.data import load

TRIPS: Final = "us-leader-travel/travels_abroad"
VISITS: Final = "us-leader-travel/visits_to_the_us"


def stops(codes: Sequence[str] = ()) -> pd.DataFrame:
    """Stops of the president and the secretary of state: ``iso3, date, office, traveller``.

    codes: the states visited; empty for all. The record ends in February 2025.
    """
    table = load(TRIPS).rename(columns={"destination_iso3": "iso3", "start_date": "date"})
    table = table[table["iso3"].isin(codes)] if codes else table
    columns = ["iso3", "date", "office", "traveller"]
    return table[columns].sort_values("date", ignore_index=True, kind="stable")


def meetings(codes: Sequence[str]) -> pd.DataFrame:
    """Who visited whom: ``iso3, date, direction, who, kind``, by day.

    direction: *stop* of the American president or secretary of state in the state, *visit* of the
    state's head to the United States, or *meeting* there with several others (the United Nations, a
    summit). Stops end in February 2025, visits in November 2024; a refuelling stop counts.
    """
    columns = ["iso3", "date", "direction", "who", "kind"]
    there = stops(codes).rename(columns={"traveller": "who", "office": "kind"})
    here = load(VISITS).rename(columns={"visitor_iso3": "iso3", "start_date": "date"})
    here = here.rename(columns={"visitor": "who", "kind_of_visit": "kind"})
    several = here["kind"].str.contains("United Nations|multilateral")
    here["direction"] = several.map({True: "meeting", False: "visit"})
    both = pd.concat([there.assign(direction="stop"), here[here["iso3"].isin(codes)]])[columns]
    return both.sort_values(["date", "iso3"], ignore_index=True)


def american_contacts(state: str, first: str, last: str) -> int:
    """Stops and visits of ``meetings`` of one state from day to day, those with several left out.

    The record is complete for its definition to November 2024.
    """
    days = meetings([state]).query("direction != 'meeting'")["date"]
    return int(days.between(first, last).sum())
