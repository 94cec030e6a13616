"""Ties of Central Asian states with the powers: arms and debt, by supplier and creditor."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.ties import partners
from fulcrum.evidence.data import load
from fulcrum.statistics.concentration import shares

CHINA: Final = "fbic-china/fbic_china"
COMMITTED: Final = "aiddata-gcdf-3/china_finance_by_recipient_year"
NAMES: Final = {"Russia": "RUS", "China": "CHN", "United States": "USA"}


def _power(name: str) -> str:
    return NAMES.get(name, "other")


def arms(recipients: list[str], first: int, last: int) -> pd.DataFrame:
    """Arms delivered in SIPRI's trend-indicator values: ``iso3, supplier, power, tiv_m``.

    TIV measures military worth, not money. Deliveries end in 2023. An unknown supplier keeps its
    name and counts as not covered.
    """
    rows = partners.deliveries(recipients)
    rows = rows[rows["delivery_year"].between(first, last)]
    grouped = rows.groupby(["recipient_iso3", "supplier"])["tiv_delivered_m"].sum().reset_index()
    arms = grouped.set_axis(["iso3", "supplier", "tiv_m"], axis=1)
    return arms.assign(power=arms["supplier"].map(_power))


def debt_service(iso3: str, first: int, last: int) -> pd.DataFrame:
    """Public debt service paid by creditor: ``creditor, usd, share_pct``, largest first.

    Amortisation and interest, bilateral, multilateral and private; the row *World* is their sum and
    is left out. From 2023 on the source gives what was scheduled, not what was paid.
    """
    rows = partners.debt_service([iso3])
    rows = rows[rows["year"].between(first, last)]
    parts = shares(rows, "counterpart_area", "value_usd_current")
    totals = rows.groupby("counterpart_area")["value_usd_current"].sum().astype(float)
    paid = pd.DataFrame({"usd": totals.reindex(parts.index), "share_pct": 100 * parts})
    return paid.rename_axis("creditor").reset_index()


def china_capacity(codes: list[str]) -> pd.DataFrame:
    """China's formal bilateral influence capacity over some states: ``iso3, year, capacity``, 0-1.

    An index of the volume of ties and of dependence on them, 1994 to 2023, read from a copy; the
    same of Russia and the United States is not at hand.
    """
    table = load(CHINA)
    rows = table[table["iso3"].isin(codes)][["iso3", "year", "fbic_china_over_country"]]
    return rows.set_axis(["iso3", "year", "capacity"], axis=1).reset_index(drop=True)


def joint_share(summary: pd.DataFrame, powers: tuple[str, ...] = ("RUS", "CHN")) -> float:
    """Mean over states of the share that some powers hold together, per cent.

    summary: rows of ``ties.summary`` of one kind.
    """
    return float(100 * summary[list(powers)].sum(axis=1).mean())


def chinese_commitments(iso3: str, first: int, last: int) -> pd.DataFrame:
    """Chinese official finance promised to one state: ``class, usd_million``, dollars of 2021.

    Commitments by AidData's classes (concessional, other, vague), not payments; a year without a
    row had none on record, which is not the same as none.
    """
    rows = load(COMMITTED)
    rows = rows[(rows["iso3"] == iso3) & rows["year"].between(first, last)]
    classes = {"oda_like_usd_2021": "concessional", "oof_like_usd_2021": "other"}
    classes["vague_usd_2021"] = "vague"
    sums = rows[list(classes)].astype(float).sum() / 1e6
    return sums.rename(classes).rename_axis("class").rename("usd_million").reset_index()
