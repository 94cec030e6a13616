"""Dependence: what a small state gets from a larger one, and how much that is to either.

Exposure and asymmetry follow Hirschman 1945, *National Power and the Structure of Foreign Trade*:
a tie is leverage for the side to which it is the smaller part of the whole.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.countries import ECONOMY, size
from fulcrum.analysis.events import removals
from fulcrum.analysis.ties import partners
from fulcrum.evidence.data import load

REMITTANCES: Final = "wb-wdi-remittances-vintages/remittances_pct_gdp_by_vintage"
VINTAGES: Final = "wb-wdi-remittances-vintages/vintages"
TIE_SOURCES: Final = {
    "migrants": [partners.LABOUR],
    "remittances": [partners.REMITTANCES],
    "trade": [partners.TRADE, ECONOMY],
}
"""The tables behind each of ``ties``."""
PUBLIC_BY_SEPTEMBER_2021: Final = ("2020", "2021")
"""Vintages whose release window had opened by 6 September 2021 (see ``vintages.csv``)."""


def remittance_vintages(focal: str, year: int) -> pd.DataFrame:
    """Remittances of one year in every vintage that holds it: ``vintage, share_pct, public``.

    share_pct: per cent of GDP; public: whether the vintage was out by 6 September 2021.
    """
    table = load(REMITTANCES)
    rows = table[(table["iso3"] == focal) & (table["year"] == year)]
    return pd.DataFrame(
        {
            "vintage": rows["vintage"],
            "share_pct": rows["remittances_pct_gdp"],
            "public": rows["vintage"].isin(PUBLIC_BY_SEPTEMBER_2021),
        }
    ).sort_values("vintage", ignore_index=True, kind="stable")


def silent_vintages(focal: str, year: int) -> list[str]:
    """Vintages on record that hold no value for a state and year."""
    with_value = remittance_vintages(focal, year)["vintage"].tolist()
    return [vintage for vintage in load(VINTAGES)["vintage"] if vintage not in with_value]


def nearest_five(value: float) -> int:
    """A percentage as a text would round it: to the nearest multiple of five."""
    return round(value / 5) * 5


def migrant_shares(focal: str, year: int = 2020) -> pd.DataFrame:
    """Where people born in a state live: ``destination, persons, share_pct``, largest first.

    Identified destinations only; a floor of settled people, not of seasonal labour.
    """
    rows = partners.migrants(year)
    rows = rows[rows["origin_iso3"] == focal]
    grouped = rows.groupby("destination_iso3")["migrants_persons"].sum().astype(float)
    shares = grouped.sort_values(ascending=False, kind="stable").rename("persons").reset_index()
    shares["share_pct"] = 100 * shares["persons"] / shares["persons"].sum()
    return shares.rename(columns={"destination_iso3": "destination"})


def departure_shares() -> pd.DataFrame:
    """Share of labour departures that go to Russia, as officials state it: ``period, share_pct``.

    Tajikistan only; press figures.
    """
    rows = removals.measures("labour departures, share to Russia")
    return rows[["period", "value", "stated_by"]].rename(columns={"value": "share_pct"})


def remittance_shares(focal: str) -> pd.DataFrame:
    """Modelled remittances of 2017 by sender: ``sender, usd_million, share_pct``, largest first."""
    rows = partners.modelled_remittances()
    rows = rows[rows["receiving_iso3"] == focal]
    grouped = (
        rows.dropna(subset="sending_iso3").groupby("sending_iso3")["remittances_usd_million"].sum()
    )
    shares = grouped.sort_values(ascending=False, kind="stable").rename("usd_million").reset_index()
    shares["share_pct"] = 100 * shares["usd_million"] / shares["usd_million"].sum()
    return shares.rename(columns={"sending_iso3": "sender"})


def asymmetry(flow: float, total_small: float, total_large: float) -> float:
    """Share of a tie in the small side's total less its share in the large side's, -1 to 1.

    All three in one unit, totals positive. Positive: the first side depends more. Hirschman 1945.
    """
    return flow / total_small - flow / total_large


def ties(focal: str, patron: str) -> pd.DataFrame:
    """What each of two states is to the other: ``tie, year, of_focal, of_patron, asymmetry``.

    of_focal, of_patron: per cent of the whole of each side; asymmetry: the first less the second,
    in points. Migrants: of all emigrants of the one, of all immigrants of the other. Remittances,
    modelled: of all received, of all sent. Trade both ways, as the focal state reports it: of GDP.
    A tie without a figure is left out.
    """
    people, money = partners.migrants(2020), partners.modelled_remittances()
    goods = partners.reported_trade([focal]).query("year == 2014 and partner_iso3 == @patron")
    gdp = size("gdp_usd_current", 2014) / 1e6
    trade = goods[["imports_from_partner_usd_million", "exports_to_partner_usd_million"]].sum()
    rows: list[tuple[str, int, float, float, float]] = []
    for tie, year, table, source, target, value in (
        ("migrants", 2020, people, "origin_iso3", "destination_iso3", "migrants_persons"),
        ("remittances", 2017, money, "receiving_iso3", "sending_iso3", "remittances_usd_million"),
    ):
        sent, got = table[source] == focal, table[target] == patron
        totals = [float(table.loc[part, value].sum()) for part in (sent & got, sent, got)]
        if min(totals) > 0:
            rows.append((tie, year, totals[0], totals[1], totals[2]))
    if len(goods) and {focal, patron} <= set(gdp.dropna().index):
        rows.append(("trade", 2014, float(trade.sum()), float(gdp[focal]), float(gdp[patron])))
    return pd.DataFrame(
        [
            (tie, year, 100 * flow / small, 100 * flow / large, 100 * asymmetry(flow, small, large))
            for tie, year, flow, small, large in rows
        ],
        columns=["tie", "year", "of_focal", "of_patron", "asymmetry"],
    )
