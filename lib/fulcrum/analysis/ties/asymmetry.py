"""How unequal two states are: capability, output, spending, people, and trade, each by its source.

A ratio of size is no measure of influence; it is the background against which dissent is read
(Keohane 1971, 10.2307/1147864).
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.countries import SIZE_TABLES, Measure, size
from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load

PARTNERS: Final = "factbook-2021-08/trade_partners"
SIZES: Final[dict[str, Measure]] = {
    "capability (CINC)": "cinc",
    "GDP, current dollars": "gdp_usd_current",
    "military spending": "military_expenditure_constant_2023_usd_m",
    "population": "population_persons",
}


def sizes(small: str, large: str, year: int = 2021) -> pd.DataFrame:
    """How many times the larger state is the smaller: ``measure, year, small, large, times, …``.

    ``floor`` is false and ``source`` names the table. Raises FulcrumError where a table lacks one
    of the two in that year.
    """
    rows = []
    for measure, column in SIZES.items():
        source, values = SIZE_TABLES[column], size(column, year)
        missing = [code for code in (small, large) if pd.isna(values.get(code))]
        if missing:
            raise FulcrumError(
                f"{source} holds no {column} of {', '.join(missing)} in {year}. "
                "Choose a year that both have."
            )
        low, high = float(values[small]), float(values[large])
        rows.append((measure, year, low, high, high / low, False, source))
    columns = ["measure", "year", "small", "large", "times", "floor", "source"]
    return pd.DataFrame(rows, columns=columns)


def trade(small: str, large: str) -> pd.DataFrame:
    """Share of each in the other's trade, per cent, in the columns of ``sizes``.

    The Factbook lists main partners only. A state that is not listed counts at the smallest listed
    share, which it cannot exceed, so that the ratio is a floor (``floor`` true). The direction in
    which the smaller state's partner is listed is kept; none listed, no row.
    """
    table = load(PARTNERS)
    rows = []
    for flow, back in (("imports", "exports"), ("exports", "imports")):
        listed = table[(table["iso3"] == small) & (table["flow"] == flow)]
        share = listed.loc[listed["partner_iso3"] == large, "share_pct"]
        theirs = table[(table["iso3"] == large) & (table["flow"] == back)]
        if share.empty or theirs.empty:
            continue
        named = theirs.loc[theirs["partner_iso3"] == small, "share_pct"]
        reverse = float(named.iloc[0] if len(named) else theirs["share_pct"].min())
        share_of_large, year = float(share.iloc[0]), int(listed["data_year"].iloc[0])
        measure = f"share of the other in {flow}"
        times = share_of_large / reverse
        rows.append((measure, year, share_of_large, reverse, times, not len(named), PARTNERS))
    columns = ["measure", "year", "small", "large", "times", "floor", "source"]
    return pd.DataFrame(rows, columns=columns)


def gaps(small: str, large: str, year: int = 2021) -> pd.DataFrame:
    """Sizes and trade in one table, the largest ratio first, in the columns of ``sizes``."""
    parts = [frame for frame in (sizes(small, large, year), trade(small, large)) if len(frame)]
    return pd.concat(parts).sort_values("times", ascending=False, ignore_index=True, kind="stable")
