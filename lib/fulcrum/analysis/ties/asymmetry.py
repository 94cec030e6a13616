"""How unequal two states are: capability, output, spending, people, and trade, each by its source.

A ratio of size is no measure of influence; it is the background against which dissent is read
(Keohane 1971, 10.2307/1147864).
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load

CAPABILITY: Final = "cow-nmc-7/national_material_capabilities"
WDI: Final = "wb-wdi-gdp-population/gdp_population"
SPENDING: Final = "sipri-milex-2025/military_expenditure"
PARTNERS: Final = "factbook-2021-08/trade_partners"
SIZES: Final = (
    ("capability (CINC)", CAPABILITY, "cinc"),
    ("GDP, current dollars", WDI, "gdp_usd_current"),
    ("military spending", SPENDING, "military_expenditure_constant_2023_usd_m"),
    ("population", WDI, "population_persons"),
)


def sizes(small: str, large: str, year: int = 2021) -> pd.DataFrame:
    """How many times the larger state is the smaller: ``measure, year, small, large, times, …``.

    ``floor`` is false and ``source`` names the table. Raises FulcrumError where a table lacks one
    of the two in that year.
    """
    rows = []
    for measure, source, column in SIZES:
        table = load(source).query("year == @year")
        values = table.groupby("iso3")[column].max()
        missing = [code for code in (small, large) if pd.isna(values.get(code))]
        if missing:
            raise FulcrumError(
                f"{source} holds no {column} of {', '.join(missing)} in {year}. "
                "Choose a year that both have."
            )
        one, other = float(values[small]), float(values[large])
        rows.append((measure, year, one, other, other / one, False, source))
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
        own = table[(table["iso3"] == small) & (table["flow"] == flow)]
        share = own.loc[own["partner_iso3"] == large, "share_pct"]
        theirs = table[(table["iso3"] == large) & (table["flow"] == back)]
        if share.empty or theirs.empty:
            continue
        named = theirs.loc[theirs["partner_iso3"] == small, "share_pct"]
        reverse = float(named.iloc[0] if len(named) else theirs["share_pct"].min())
        one, year = float(share.iloc[0]), int(own["data_year"].iloc[0])
        measure = f"share of the other in {flow}"
        rows.append((measure, year, one, reverse, one / reverse, not len(named), PARTNERS))
    columns = ["measure", "year", "small", "large", "times", "floor", "source"]
    return pd.DataFrame(rows, columns=columns)


def gaps(small: str, large: str, year: int = 2021) -> pd.DataFrame:
    """Sizes and trade in one table, in the columns of ``sizes``."""
    parts = [frame for frame in (sizes(small, large, year), trade(small, large)) if len(frame)]
    return pd.concat(parts, ignore_index=True)
