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
COLUMNS: Final = ["measure", "year", "small", "large", "times", "floor", "source"]


def sizes(small: str, large: str, year: int = 2021) -> pd.DataFrame:
    """How many times the larger state is the smaller: ``measure, year, small, large, times, …``.

    ``floor`` is false and ``source`` names the table. Raises FulcrumError where a table lacks one
    of the two in that year.
    """
    rows = []
    for measure, column in SIZES.items():
        source, pair = SIZE_TABLES[column], size(column, year).reindex([small, large])
        if pair.isna().any():
            missing = ", ".join(pair.index[pair.isna()])
            raise FulcrumError(
                f"{source} holds no {column} of {missing} in {year}. Choose a year that both have."
            )
        rows.append((measure, year, *pair, pair[large] / pair[small], False, source))
    return pd.DataFrame(rows, columns=COLUMNS)


def trade(small: str, large: str) -> pd.DataFrame:
    """Share of each in the other's trade, per cent, in the columns of ``sizes``.

    The Factbook lists main partners only. A state that is not listed counts at the smallest listed
    share, which it cannot exceed, so that the ratio is a floor (``floor`` true). The direction in
    which the smaller state's partner is listed is kept; none listed, no row.
    """
    table = load(PARTNERS).set_index("partner_iso3")
    rows = []
    for flow, back in (("imports", "exports"), ("exports", "imports")):
        listed = table[(table["iso3"] == small) & (table["flow"] == flow)]
        theirs = table[(table["iso3"] == large) & (table["flow"] == back)]["share_pct"]
        if large not in listed.index or theirs.empty:
            continue
        share, reverse = listed["share_pct"][large], theirs.get(small, theirs.min())
        measure, year = f"share of the other in {flow}", listed["data_year"][large]
        is_floor = small not in theirs.index
        rows.append((measure, year, share, reverse, share / reverse, is_floor, PARTNERS))
    return pd.DataFrame(rows, columns=COLUMNS)


def gaps(small: str, large: str, year: int = 2021) -> pd.DataFrame:
    """Sizes and trade in one table, the largest ratio first, in the columns of ``sizes``.

    For a chart ``row`` and ``label``, the measure and the ratio in words.
    """
    parts = [frame for frame in (sizes(small, large, year), trade(small, large)) if len(frame)]
    table = pd.concat(parts)
    row = table["measure"] + ", " + table["year"].astype(str)
    label = table["floor"].map({True: "at least ", False: ""}) + table["times"].map(
        "{:,.3g}".format
    )
    table = table.assign(row=row, label=label)
    return table.sort_values("times", ascending=False, ignore_index=True, kind="stable")
