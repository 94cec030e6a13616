"""Russian measures against Tajik workers: removals by day and by year, as officials state them."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd

from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number

MEASURES: Final = "tjk-migrants-in-russia-press/measures"
PENALTIES: Final = ("deportation or expulsion", "entry ban", "refused entry")


def measures(*kinds: str) -> pd.DataFrame:
    """Rows of some kinds of measure, as the source gives them; of all kinds when none is named."""
    table = load(MEASURES)
    return table[table["measure"].isin(kinds)] if kinds else table


def awaiting() -> tuple[int, int]:
    """Tajik citizens awaiting deportation at the first and the last day of the control of 2011.

    Two counts by one office, the first of the day of the act and so before any penalty for it.
    """
    rows = measures().query("period_kind == 'day' and what == 'awaiting deportation'")
    first, *_, last = rows.sort_values("period", kind="stable")["value"].astype(int)
    return first, last


def by_day() -> pd.DataFrame:
    """Measures against Tajik workers that are dated to the day: ``date, what, source``."""
    dated = measures(*PENALTIES).query("period_kind == 'day'")
    what = dated["value"].map("{:,.0f} persons ".format) + dated["what"]
    days = pd.to_datetime(dated["period"])
    return pd.DataFrame({"date": days, "what": what, "source": MEASURES})


def removals() -> pd.DataFrame:
    """Removals from Russia by year, each count against its own first year, never added.

    ``who, year, persons, qualifier, stated_by, times``; times: over the first year of the same
    count. Tajik officials count persons deported, Russia's bailiffs persons expelled by order of a
    court; years alone, since half-years overlap them.
    """
    names = {
        "deportation or expulsion": "Tajik citizens",
        "expulsion, all nationalities": "all nationalities",
    }
    rows = measures(*names).query("period_kind == 'year'")
    yearly = rows[["stated_by"]].assign(
        who=rows["measure"].map(names),
        year=rows["period"].astype(int),
        persons=rows["value"].astype("float64"),
        qualifier=rows["unit"].str.extract(r"persons, (.*)", expand=False).fillna(""),
    )
    yearly = yearly.sort_values(["who", "year"], ascending=[False, True], ignore_index=True)
    base = yearly.groupby("who")["persons"].transform("first")
    return yearly.assign(times=yearly["persons"] / base)


def growth() -> tuple[float, float]:
    """Removals in the last year over those in the first: Tajik citizens, all nationalities."""
    last = removals().groupby("who")["times"].last()
    return float(last["Tajik citizens"]), float(last["all nationalities"])


def numbers() -> Numbers:
    """Workers held in 2011 and the growth of removals since 2023 in numbers."""
    (before, after), (tajik, everyone) = awaiting(), growth()
    held = "Tajik citizens awaiting deportation from Russia"
    times = partial(number, unit="times", digits=1, tolerance=0.05)
    since = "from Russia, 2025 over 2023"
    return {
        "control_before": number(before, f"{held} on the day of the sentence of November 2011"),
        "control_after": number(after, f"{held} a week later"),
        "tajik_growth": times(tajik, f"removals of Tajik citizens {since}"),
        "all_growth": times(everyone, f"removals of all nationalities {since}"),
    }
