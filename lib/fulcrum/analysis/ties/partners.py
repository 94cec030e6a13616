"""With whom a Central Asian state trades, arms, borrows and sends its workers: one form for all.

Every reader returns ``iso3, kind, year, partner, power, value``: partner is an ISO 3166 code, the
short name of a body, or UNKNOWN for what the source does not say; power is RUS, CHN, USA, *other*
or *unknown*. Values are in the unit of the source; only their shares are compared.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.evidence.data import load

ARMS: Final = "sipri-arms-deliveries-central-asia/deliveries"
DEBT: Final = "one-net-flows-2024/debt_service_by_creditor"
FLOWS: Final = "one-net-flows-2024/financial_flows_by_counterpart"
LABOUR: Final = "undesa-migrant-stock/migrant_stock_rev2020"
REMITTANCES: Final = "wb-bilateral-remittances-2017/bilateral_remittances_2017"
TRADE: Final = "cow-trade-4/bilateral_trade_1992_2014"
LISTED: Final = "factbook-vintages/trade_partners"
CUSTOMS: Final = "tjk-trade-debt-press/tajikistan_trade_and_debt_reported"

COLUMNS: Final = ["iso3", "kind", "year", "partner", "power", "value"]
POWERS: Final = ("RUS", "CHN", "USA")
UNKNOWN: Final = "unknown"
PAID_UNTIL: Final = 2022
"""Last year of debt service that was paid; later years are schedules."""
BREAKS: Final = {"KGZ": 2009, "TJK": 2011, "KAZ": 2013}
"""First year of trade in which the reporter behind the Chinese flows seems to have changed."""

_NAMES: Final = {
    "ADB": ("Asian Dev. Bank", "Asian Development Bank"),
    "AIIB": ("Asian Infrastructure Investment Bank", "Asian Infrastructure Investment Bank [AIIB]"),
    "ARE": ("UAE",),
    "DEU": ("Germany, Fed. Rep. of",),
    "EBRD": (
        "European Bank for Reconstruction and Dev. (EBRD)",
        "European Bank for Reconstruction and Development",
    ),
    "EDB": ("Eurasian Development Bank",),
    "EU": ("EU Institutions", "European Economic Community (EEC)", "European Union"),
    "IRN": ("Iran, Islamic Republic Of",),
    "IsDB": ("Islamic Dev. Bank", "Islamic Development Bank"),
    "KGZ": ("Kyrgyz Republic",),
    "KOR": ("Korea, Republic of",),
    "RUS": ("Russian Federation",),
    "TUR": ("Turkiye", "Türkiye"),
    UNKNOWN: ("Bondholders", "Multiple Lenders", "unknown supplier(s)"),
    "World Bank": (
        *("World Bank-IBRD", "WB International Bank for Reconstruction and Development"),
        *("World Bank-IDA", "WB International Development Association"),
    ),
}
"""Partners by the names that a source gives them beside the usual one."""


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    usual = {name: code for code, name in countries.names().items()}
    return usual | {name: code for code, others in _NAMES.items() for name in others}


def code(name: str) -> str:
    """The code of a partner by the name that a source gives it; the name itself for a body."""
    return _codes().get(name, name)


def _of(table: str, codes: list[str], column: str = "iso3") -> pd.DataFrame:
    rows = load(table)
    return rows[rows[column].isin(codes)]


def debt_service(debtors: list[str]) -> pd.DataFrame:
    """Rows of public debt service by creditor; the row *World* is their sum and left out."""
    return _of(DEBT, debtors).query("counterpart_area != 'World'")


def migrants(year: int) -> pd.DataFrame:
    """Stocks of migrants in one year by origin and destination, in the revision of 2020."""
    rows = load(LABOUR)
    return rows[rows["year"] == year]


def modelled_remittances() -> pd.DataFrame:
    """Remittances of 2017 by sender and receiver, the row *WLD* of each left out."""
    return load(REMITTANCES).query("receiving_iso3 != 'WLD' and sending_iso3 != 'WLD'")


def _tidy(
    kind: str,
    rows: pd.DataFrame,
    iso3: str = "iso3",
    year: str = "year",
    partner: str = "counterpart_area",
    value: str = "value_usd_current",
) -> pd.DataFrame:
    frame = rows[[iso3, year, partner, value]].set_axis(
        ["iso3", "year", "partner", "value"], axis=1
    )
    frame = frame.dropna(subset="value").astype({"year": int, "value": float})
    frame = frame[frame["value"] > 0].assign(partner=frame["partner"].map(code))
    parts = frame.groupby(["iso3", "year", "partner"], as_index=False)["value"].sum()
    own_name = parts["partner"].isin([*POWERS, UNKNOWN])
    tidy: pd.DataFrame = parts.assign(kind=kind, power=parts["partner"].where(own_name, "other"))
    return tidy[COLUMNS]


def _with_rest(parts: pd.DataFrame, whole: pd.Series[float]) -> pd.DataFrame:
    """Parts as ``iso3, year, partner, value``, and what they leave of the whole as UNKNOWN."""
    named = parts.groupby("iso3").agg(year=("year", "first"), value=("value", "sum"))
    whole = whole.reindex(named.index)
    rest = named.assign(partner=UNKNOWN, value=whole - named["value"])
    return pd.concat([parts, rest[rest["value"] > 0.001 * whole].reset_index()])


def arms(recipients: list[str]) -> pd.DataFrame:
    """Arms delivered by supplier and year, million TIV: military worth, not money; to 2023."""
    rows = _of(ARMS, recipients, "recipient_iso3")
    return _tidy("arms", rows, "recipient_iso3", "delivery_year", "supplier", "tiv_delivered_m")


def debt(debtors: list[str]) -> pd.DataFrame:
    """Public debt service paid by creditor and year, current dollars; to 2022.

    Bondholders are not known by state.
    """
    return _tidy("debt service", debt_service(debtors).query("year <= @PAID_UNTIL"))


def _flows(codes: list[str], *, grants: bool) -> pd.DataFrame:
    rows = _of(FLOWS, codes).query("direction == 'inflow'")
    return rows[rows["indicator"].str.endswith("Grants") == grants]


def loans(debtors: list[str]) -> pd.DataFrame:
    """Loans paid out to the state or under its guarantee, by lender and year, current dollars."""
    return _tidy("loans", _flows(debtors, grants=False))


def grants(recipients: list[str]) -> pd.DataFrame:
    """Grants by donor and year, current dollars.

    China does not report its grants and few donors outside the OECD do, so the part that is covered
    is itself not known.
    """
    return _tidy("grants", _flows(recipients, grants=True))


def labour(origins: list[str]) -> pd.DataFrame:
    """Migrants by host, persons: stocks of 2010, 2015 and 2020 in the revision of 2020."""
    rows = _of(LABOUR, origins, "origin_iso3").query("year >= 2010")
    return _tidy("migrants", rows, "origin_iso3", "year", "destination_iso3", "migrants_persons")


def remittances(receivers: list[str]) -> pd.DataFrame:
    """Remittances by sending state in 2017, million dollars: the World Bank's model.

    What the sum holds beyond the senders listed is unknown.
    """
    rows = _of(REMITTANCES, receivers, "receiving_iso3")
    rows = rows[["receiving_iso3", "sending_iso3", "remittances_usd_million"]]
    rows = rows.set_axis(["iso3", "partner", "value"], axis=1).fillna({"partner": "other"})
    rows = rows.astype({"value": float}).assign(year=2017)
    whole = rows.query("partner == 'WLD'").set_index("iso3")["value"]
    parts = _with_rest(rows.query("partner != 'WLD'"), whole)
    return _tidy("remittances", parts, partner="partner", value="value")


def trade(codes: list[str]) -> pd.DataFrame:
    """Imports and exports by partner and year to 2014, million dollars; see BREAKS."""
    rows = _of(TRADE, codes)
    both = ["imports_from_partner_usd_million", "exports_to_partner_usd_million"]
    rows = rows.assign(value=rows[both].sum(axis=1, min_count=1))
    return _tidy("trade", rows, partner="partner_iso3", value="value")


def listed(codes: list[str], flow: str, edition: str) -> pd.DataFrame:
    """Partners in exports or imports as one edition of the Factbook lists them, per cent.

    flow: *exports* or *imports*; edition: its date. What is not listed is unknown. Shares that are
    printed with a sum above 100 are scaled to it. Editions are never joined.
    """
    rows = _of(LISTED, codes).query("flow == @flow")
    rows = rows[rows["vintage_date"].astype(str).str[:10] == edition]
    columns = {"data_year": "year", "partner_iso3": "partner", "share_pct": "value"}
    parts = rows.rename(columns=columns)[["iso3", *columns.values()]]
    sums = parts.groupby("iso3")["value"].transform("sum")
    parts["value"] = parts["value"] * 100 / sums.clip(lower=100)
    whole = pd.Series(100.0, parts["iso3"].unique())
    return _tidy(flow, _with_rest(parts, whole), partner="partner", value="value")


def customs_imports() -> pd.Series[float]:
    """Shares in Tajik imports by Tajik customs, as the press has them, by partner and period.

    In per cent. They are in no figure: a few periods, and never joined with another source.
    """
    shares = load(CUSTOMS).query("measure == 'imports_share'")
    return shares.set_index(["partner_iso3", "period"])["value"]
