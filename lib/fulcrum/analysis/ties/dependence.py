"""Dependence: what a small state gets from a larger one, and how much that is to either.

Exposure and asymmetry follow Hirschman 1945, *National Power and the Structure of Foreign Trade*:
a tie is leverage for the side to which it is the smaller part of the whole.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.countries import ECONOMY, size
from fulcrum.analysis.ties import partners
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.statistics.concentration import shares

REMITTANCES: Final = "wb-wdi-remittances-vintages/remittances_pct_gdp_by_vintage"
VINTAGES: Final = "wb-wdi-remittances-vintages/vintages"
TIE_SOURCES: Final = {
    "migrants": [partners.LABOUR],
    "remittances": [partners.REMITTANCES],
    "trade": [partners.TRADE, ECONOMY],
}
"""The tables behind each of ``ties``."""
PUBLIC_BY_SEPTEMBER_2021: Final = ("2020", "2021")
"""Vintages whose release window had opened by 5 September 2021 (see ``vintages.csv``)."""
PEOPLE: Final = ("origin_iso3", "destination_iso3", "migrants_persons")
MONEY: Final = ("receiving_iso3", "sending_iso3", "remittances_usd_million")
"""Columns of the focal side of a tie, of the other side and of its value."""


def remittance_vintages(focal: str, year: int) -> pd.DataFrame:
    """Remittances of one year in every vintage that holds it: ``vintage, share_pct, public``.

    share_pct: per cent of GDP; public: whether the vintage was out by 5 September 2021.
    """
    table = load(REMITTANCES).rename(columns={"remittances_pct_gdp": "share_pct"})
    table["public"] = table["vintage"].isin(PUBLIC_BY_SEPTEMBER_2021)
    rows = table[(table["iso3"] == focal) & (table["year"] == year)]
    rows = rows.sort_values("vintage", ignore_index=True, kind="stable")
    return rows[["vintage", "share_pct", "public"]]


def silent_vintages(focal: str, year: int) -> list[str]:
    """Vintages on record that hold no value for a state and year."""
    every = load(VINTAGES)["vintage"]
    return every[~every.isin(remittance_vintages(focal, year)["vintage"])].tolist()


def rounded_tests(public: pd.Series[float], later: pd.Series[float], to: int) -> list[Test]:
    """What vintages of a share give when rounded as a text would: the tests of c19.

    public, later: per cent by vintage; to: the step of the rounding, in points.
    """
    tests = [
        Test(f"vintage_{year}", round(value / to) * to, note=f"Unrounded {value:.2f}.")
        for year, value in public.items()
    ]
    return [*tests, Test("later_vintages", later.min())]


def migrant_shares(focal: str) -> pd.Series[float]:
    """Where people born in a state lived in 2020, in per cent by destination.

    Identified destinations only; a floor of settled people, not of seasonal labour.
    """
    rows = partners.migrants(2020)
    return 100 * shares(rows[rows["origin_iso3"] == focal], *PEOPLE[1:])


def remittance_shares(focal: str) -> pd.Series[float]:
    """Modelled remittances of 2017 in per cent by sender."""
    rows = partners.modelled_remittances()
    return 100 * shares(rows[rows["receiving_iso3"] == focal], *MONEY[1:])


def _flows(
    table: pd.DataFrame, focal: str, patron: str, whose: str, other: str, value: str
) -> tuple[float, ...]:
    """What passes between two states, and the whole of either."""
    ours, theirs = table[whose] == focal, table[other] == patron
    return tuple(float(table.loc[part, value].sum()) for part in (ours & theirs, ours, theirs))


def ties(focal: str, patron: str) -> pd.DataFrame:
    """What each of two states is to the other: ``tie, year, of_focal, of_patron, asymmetry``.

    of_focal, of_patron: per cent of the whole of each side; asymmetry: the first less the second,
    in points. Migrants: of all emigrants of the one, of all immigrants of the other. Remittances,
    modelled: of all received, of all sent. Trade both ways, as the focal state reports it: of GDP.
    A tie of nothing, or without a figure, is left out.
    """
    trade = partners.trade([focal]).query("year == 2014 and partner == @patron")["value"].sum()
    gdp = size("gdp_usd_current", 2014).reindex([focal, patron]) / 1e6
    flows = [
        ("migrants", 2020, *_flows(partners.migrants(2020), focal, patron, *PEOPLE)),
        ("remittances", 2017, *_flows(partners.modelled_remittances(), focal, patron, *MONEY)),
        ("trade", 2014, float(trade), *gdp),
    ]
    rows = [
        (tie, year, 100 * flow / small, 100 * flow / large, 100 * (flow / small - flow / large))
        for tie, year, flow, small, large in flows
        if all(part > 0 for part in (flow, small, large))
    ]
    return pd.DataFrame(rows, columns=["tie", "year", "of_focal", "of_patron", "asymmetry"])
