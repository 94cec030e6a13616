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
    short = {"value_low_pct": "low", "value_high_pct": "high", "reference_year": "year"}
    table = load(ESTIMATES).rename(columns=short)
    table["last_year"] = pd.to_numeric(table["year"].str.findall(r"(?:19|20)\d\d").str[-1])
    table["independent"] = table["kind"].isin(INDEPENDENT)
    rows = table[(table["group"] == group) & (table["measure"] == "share of population")]
    columns = ["publisher", "year", "last_year", "low", "high", "kind", "independent"]
    return rows[columns].astype({"last_year": "Int64"}).reset_index(drop=True)


def independent_mean(frame: pd.DataFrame, first: int, last: int) -> tuple[float | None, int]:
    """Mean of the middles of the independent estimates of some years, and of how many publishers.

    The mean is None where fewer than two publishers have one: one estimate decides nothing.
    """
    dated = frame["last_year"].between(first, last).fillna(False).astype(bool)
    rows = frame[frame["independent"] & dated].dropna(subset=["low", "high"])
    publishers = int(rows["publisher"].nunique())
    middle = float(rows[["low", "high"]].mean(axis=1).mean()) if publishers > 1 else None
    return middle, publishers


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
    shown = estimates(group).dropna(subset="low").query("kind != 'claim under test'")
    period = shown["year"].str.replace(" to January ", " to ")
    shown["what"] = period.where(shown["independent"], "repeated, " + period)
    shown["role"] = shown["independent"].map({True: "estimate", False: "repeat"})
    columns = ["what", "publisher", "low", "high", "kind", "role", "year"]
    rows = shown.assign(year=shown["last_year"])[columns].to_numpy().tolist()
    if group == "Tajik":
        share, day = political_claim()
        words = f"claimed, {day:%Y}", "Foreign minister of Tajikistan"
        rows.append([*words, share, share, "political claim", "claim", day.year])
    return pd.DataFrame(rows, columns=columns)
