"""With whom a Central Asian state trades, arms, borrows and sends its workers: one form for all.

Every reader returns ``iso3, kind, year, partner, power, value``: partner is an ISO 3166 code, the
short name of a body, or UNKNOWN for what the source does not say; power is RUS, CHN, USA, *other*
or *unknown*. Values are in the unit of the source; only their shares are compared.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

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

COLUMNS: Final = ["iso3", "kind", "year", "partner", "power", "value"]
POWERS: Final = ("RUS", "CHN", "USA")
UNKNOWN: Final = "unknown"
PAID_UNTIL: Final = 2022
"""Last year of debt service that was paid; later years are schedules."""
BREAKS: Final = {"KGZ": 2009, "TJK": 2011, "KAZ": 2013}
"""First year of trade in which the reporter behind the Chinese flows seems to have changed."""

_ALIASES: Final = {
    "Asian Dev. Bank": "ADB",
    "Asian Development Bank": "ADB",
    "Asian Infrastructure Investment Bank": "AIIB",
    "Asian Infrastructure Investment Bank [AIIB]": "AIIB",
    "Bondholders": UNKNOWN,
    "EU Institutions": "EU",
    "European Bank for Reconstruction and Dev. (EBRD)": "EBRD",
    "European Bank for Reconstruction and Development": "EBRD",
    "European Economic Community (EEC)": "EU",
    "European Union": "EU",
    "Eurasian Development Bank": "EDB",
    "Germany, Fed. Rep. of": "DEU",
    "Iran, Islamic Republic Of": "IRN",
    "Islamic Dev. Bank": "IsDB",
    "Islamic Development Bank": "IsDB",
    "Korea, Republic of": "KOR",
    "Kyrgyz Republic": "KGZ",
    "Multiple Lenders": UNKNOWN,
    "Russian Federation": "RUS",
    "Turkiye": "TUR",
    "UAE": "ARE",
    "Türkiye": "TUR",
    "WB International Bank for Reconstruction and Development": "World Bank",
    "WB International Development Association": "World Bank",
    "World Bank-IBRD": "World Bank",
    "World Bank-IDA": "World Bank",
    "unknown supplier(s)": UNKNOWN,
}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {name: code for code, name in countries.names().items()} | _ALIASES


def code(name: str) -> str:
    """The code of a partner by the name that a source gives it; the name itself for a body."""
    return _codes().get(name, name)


def debt_service(debtors: list[str]) -> pd.DataFrame:
    """Rows of public debt service by creditor; the row *World* is their sum and left out."""
    rows = load(DEBT)
    return rows[rows["iso3"].isin(debtors) & (rows["counterpart_area"] != "World")]


def migrants(year: int) -> pd.DataFrame:
    """Stocks of migrants in one year by origin and destination, in the revision of 2020."""
    rows = load(LABOUR)
    return rows[rows["year"] == year]


def modelled_remittances() -> pd.DataFrame:
    """Remittances of 2017 by sender and receiver, the row *WLD* of each left out."""
    rows = load(REMITTANCES)
    return rows[(rows["receiving_iso3"] != "WLD") & (rows["sending_iso3"] != "WLD")]


def reported_trade(codes: list[str]) -> pd.DataFrame:
    """Rows of imports and exports by partner and year, as some states report them."""
    rows = load(TRADE)
    return rows[rows["iso3"].isin(codes)]


def _power(partner: str) -> str:
    return partner if partner in (*POWERS, UNKNOWN) else "other"


def _tidy(kind: str, iso3: Any, year: Any, partner: Any, value: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"iso3": iso3, "year": year, "partner": partner, "value": value})
    frame = frame.dropna(subset="value").astype({"year": int, "value": float})
    frame = frame[frame["value"] > 0]
    parts = frame.groupby(["iso3", "year", "partner"], as_index=False)["value"].sum()
    tidy: pd.DataFrame = parts.assign(kind=kind, power=parts["partner"].map(_power))[COLUMNS]
    return tidy


def arms(recipients: list[str]) -> pd.DataFrame:
    """Arms delivered by supplier and year, million TIV: military worth, not money; to 2023."""
    rows = load(ARMS)
    rows = rows[rows["recipient_iso3"].isin(recipients)]
    partner = rows["supplier"].map(code)
    return _tidy(
        "arms", rows["recipient_iso3"], rows["delivery_year"], partner, rows["tiv_delivered_m"]
    )


def debt(debtors: list[str]) -> pd.DataFrame:
    """Public debt service paid by creditor and year, current dollars; to 2022.

    The row *World* is the sum and left out; bondholders are not known by state.
    """
    rows = debt_service(debtors)
    rows = rows[rows["year"] <= PAID_UNTIL]
    partner = rows["counterpart_area"].map(code)
    return _tidy("debt service", rows["iso3"], rows["year"], partner, rows["value_usd_current"])


def _flows(codes: list[str], *, grants: bool) -> pd.DataFrame:
    rows = load(FLOWS)
    rows = rows[rows["iso3"].isin(codes) & (rows["direction"] == "inflow")]
    return rows[rows["indicator"].str.endswith("Grants") == grants]


def loans(debtors: list[str]) -> pd.DataFrame:
    """Loans paid out to the state or under its guarantee, by lender and year, current dollars."""
    rows = _flows(debtors, grants=False)
    partner = rows["counterpart_area"].map(code)
    return _tidy("loans", rows["iso3"], rows["year"], partner, rows["value_usd_current"])


def grants(recipients: list[str]) -> pd.DataFrame:
    """Grants by donor and year, current dollars.

    China does not report its grants and few donors outside the OECD do, so the part that is covered
    is itself not known.
    """
    rows = _flows(recipients, grants=True)
    partner = rows["counterpart_area"].map(code)
    return _tidy("grants", rows["iso3"], rows["year"], partner, rows["value_usd_current"])


def labour(origins: list[str]) -> pd.DataFrame:
    """Migrants by host, persons: stocks of 2010, 2015 and 2020 in the revision of 2020."""
    rows = load(LABOUR)
    rows = rows[rows["origin_iso3"].isin(origins) & (rows["year"] >= 2010)]
    return _tidy(
        "migrants",
        rows["origin_iso3"],
        rows["year"],
        rows["destination_iso3"],
        rows["migrants_persons"],
    )


def remittances(receivers: list[str]) -> pd.DataFrame:
    """Remittances by sending state in 2017, million dollars: the World Bank's model.

    What the sum holds beyond the senders listed is unknown.
    """
    rows = load(REMITTANCES)
    rows = rows[rows["receiving_iso3"].isin(receivers)]
    sent = rows["remittances_usd_million"].astype(float)
    total = sent.where(rows["sending_iso3"] == "WLD").groupby(rows["receiving_iso3"]).sum()
    parts = rows["sending_iso3"] != "WLD"
    rest = total - sent[parts].groupby(rows.loc[parts, "receiving_iso3"]).sum()
    rest = rest[rest > 0.001 * total]
    return _tidy(
        "remittances",
        [*rows.loc[parts, "receiving_iso3"], *rest.index],
        2017,
        [*rows.loc[parts, "sending_iso3"].fillna("other"), *[UNKNOWN] * len(rest)],
        [*sent[parts], *rest],
    )


def trade(codes: list[str]) -> pd.DataFrame:
    """Imports and exports by partner and year to 2014, million dollars; see BREAKS."""
    rows = reported_trade(codes)
    both = ["imports_from_partner_usd_million", "exports_to_partner_usd_million"]
    value = rows[both].sum(axis=1, min_count=1)
    return _tidy("trade", rows["iso3"], rows["year"], rows["partner_iso3"], value)


def listed(codes: list[str], flow: str, edition: str) -> pd.DataFrame:
    """Partners in exports or imports as one edition of the Factbook lists them, per cent.

    flow: *exports* or *imports*; edition: its date. What is not listed is unknown. Shares that are
    printed with a sum above 100 are scaled to it. Editions are never joined.
    """
    rows = load(LISTED)
    chosen = rows["iso3"].isin(codes) & (rows["flow"] == flow)
    rows = rows[chosen & (rows["vintage_date"].astype(str).str[:10] == edition)]
    sums = rows.groupby("iso3")["share_pct"].transform("sum")
    share = rows["share_pct"] * 100 / sums.clip(lower=100)
    rest = 100 - share.groupby(rows["iso3"]).sum()
    rest = rest[rest > 0]
    year = rows.groupby("iso3")["data_year"].first()
    return _tidy(
        flow,
        [*rows["iso3"], *rest.index],
        [*rows["data_year"], *year.reindex(rest.index)],
        [*rows["partner_iso3"], *[UNKNOWN] * len(rest)],
        [*share, *rest],
    )
