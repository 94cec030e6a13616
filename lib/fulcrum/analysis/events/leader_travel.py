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
    columns = ["destination_iso3", "start_date", "office", "traveller"]
    table = load(TRIPS)[columns].set_axis(["iso3", "date", "office", "traveller"], axis=1)
    table = table[table["iso3"].isin(codes)] if codes else table
    return table.sort_values("date", ignore_index=True, kind="stable")


def meetings(codes: Sequence[str]) -> pd.DataFrame:
    """Who visited whom: ``iso3, date, direction, who, kind``, by day.

    direction: *stop* of the American president or secretary of state in the state, *visit* of the
    state's head to the United States, or *meeting* there with several others (the United Nations, a
    summit). Stops end in February 2025, visits in November 2024; a refuelling stop counts.
    """
    there = stops(codes)
    there = there.assign(direction="stop", who=there["traveller"], kind=there["office"])
    rows = load(VISITS)
    rows = rows[rows["visitor_iso3"].isin(codes)]
    several = rows["kind_of_visit"].str.contains("United Nations|multilateral")
    here = pd.DataFrame(
        {
            "iso3": rows["visitor_iso3"],
            "date": rows["start_date"],
            "direction": several.map({True: "meeting", False: "visit"}),
            "who": rows["visitor"],
            "kind": rows["kind_of_visit"],
        }
    )
    both = pd.concat([there, here], ignore_index=True)[["iso3", "date", "direction", "who", "kind"]]
    return both.sort_values(["date", "iso3"], ignore_index=True)


def american_contacts(codes: Sequence[str], first: str, last: str) -> pd.Series[int]:
    """Stops and visits of ``meetings`` from day to day by state, those with several left out.

    The record is complete for its definition to November 2024.
    """
    table = meetings(codes)
    inside = table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    alone = table[inside & (table["direction"] != "meeting")]
    return alone["iso3"].value_counts().reindex(list(codes), fill_value=0)
