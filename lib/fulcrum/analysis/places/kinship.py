"""Kinship: every estimate of a group's share of Afghans, with its year, its kind and its source."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import NAMED, event
from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load

ESTIMATES: Final = "afghan-tajik-share-estimates/estimates"
KIN: Final = {"TJK": "Tajik", "UZB": "Uzbek"}
"""The group in Afghanistan that bears the name of a state's majority."""
INDEPENDENT: Final = ("expert estimate", "survey")


def estimates(group: str) -> pd.DataFrame:
    """Estimates of a group's share: ``publisher, year, low, high, kind, independent, last_year``.

    Shares of the population only, in per cent; a row without figures says that its publisher gave
    none. Rows repeat one another and are not to be averaged.
    """
    table = load(ESTIMATES)
    rows = table[(table["group"] == group) & (table["measure"] == "share of population")]
    years = rows["reference_year"].str.findall(r"(?:19|20)\d\d")
    return pd.DataFrame(
        {
            "publisher": rows["publisher"],
            "year": rows["reference_year"],
            "last_year": years.map(lambda named: int(named[-1]) if named else pd.NA),
            "low": rows["value_low_pct"],
            "high": rows["value_high_pct"],
            "kind": rows["kind"],
            "independent": rows["kind"].isin(INDEPENDENT),
        }
    ).reset_index(drop=True)


def independent_mean(frame: pd.DataFrame, first: int, last: int) -> tuple[float | None, int]:
    """Mean of the middles of the independent estimates of some years, and of how many publishers.

    The mean is None where fewer than two publishers have one: one estimate decides nothing.
    """
    dated = frame["last_year"].between(first, last).fillna(False).astype(bool)
    dated_rows = frame[frame["independent"] & dated].dropna(subset=["low", "high"])
    count = int(dated_rows["publisher"].nunique())
    middle = float(dated_rows[["low", "high"]].mean(axis=1).mean()) if count > 1 else None
    return middle, count


def political_claim() -> tuple[float, pd.Timestamp]:
    """The share of Tajiks that a Tajik office-holder named, in per cent, and the day.

    A claim made in a dispute, not an estimate; the number stands in the words of the event.
    """
    row = event("kin_claim")
    share = re.search(r"(\d+) per cent", str(row["summary"]))
    if share is None:
        raise FulcrumError(
            f"{NAMED}: kin_claim is {row['event_id']}, which names no share. Name another event."
        )
    return float(share.group(1)), pd.Timestamp(row["date"])


def for_figure(group: str) -> pd.DataFrame:
    """Estimates with figures as rows of a chart: ``what, publisher, low, high, kind, role, year``.

    role: *estimate*, *repeat* or *claim*; year: the last that the figure is for. The claim under
    test is left out; for Tajiks the political claim is added.
    """
    shown = estimates(group).dropna(subset=["low"])
    shown = shown[shown["kind"] != "claim under test"]
    period = shown["year"].str.replace(" to January ", " to ")
    role = shown["independent"].map({True: "estimate", False: "repeat"})
    what = period.where(shown["independent"], "repeated, " + period)
    shown = shown.assign(what=what, role=role, year=shown["last_year"])
    columns = ["what", "publisher", "low", "high", "kind", "role", "year"]
    if group != "Tajik":
        return shown[columns].reset_index(drop=True)
    share, day = political_claim()
    minister = (
        "Foreign minister of Tajikistan",
        share,
        share,
        "political claim",
        "claim",
        day.year,
    )
    claim = pd.DataFrame([(f"claimed, {day:%Y}", *minister)], columns=columns)
    return pd.concat([shown[columns], claim], ignore_index=True)
