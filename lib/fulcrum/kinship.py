"""Kinship: every estimate of a group's share of Afghans, with its year, its kind and its source."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.data import load

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
            "last_year": years.map(lambda found: int(found[-1]) if found else pd.NA),
            "low": rows["value_low_pct"],
            "high": rows["value_high_pct"],
            "kind": rows["kind"],
            "independent": rows["kind"].isin(INDEPENDENT),
        }
    ).reset_index(drop=True)


def independent_within(frame: pd.DataFrame, low: float, high: float, first: int, last: int) -> int:
    """How many independent publishers, in the years given, stay within ``low`` to ``high``."""
    dated = frame["last_year"].between(first, last).fillna(False).astype(bool)
    fits = frame["independent"] & dated & (frame["low"] >= low) & (frame["high"] <= high)
    return int(frame.loc[fits, "publisher"].nunique())
