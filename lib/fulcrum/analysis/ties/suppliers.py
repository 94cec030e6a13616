"""Ties of Central Asian states with the powers: creditors, China's capacity, joint shares."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.ties import partners, ties
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number
from fulcrum.statistics.concentration import shares

CHINA: Final = "fbic-china/fbic_china"
COMMITTED: Final = "aiddata-gcdf-3/china_finance_by_recipient_year"


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


def more_room(frame: pd.DataFrame) -> list[Test]:
    """The tests of c13: how the part of Russia and China together changed after 2021, in points.

    Of all arms delivered to the states; of debt service, as the mean of the states' shares; and
    China's capacity from 2021 to 2023, as the mean of the states. frame: see ``ties.ties``.
    """
    spans = ties.BETWEEN, ties.AFTER
    arms = frame[frame["kind"] == "arms"].assign(iso3="all")
    pooled = [ties.summary(arms, span).iloc[0] for span in spans]
    debts = [ties.summary(frame[frame["kind"] == "debt service"], span) for span in spans]
    before, after = (100 * (whole["RUS"] + whole["CHN"]) for whole in pooled)
    owed, owed_later = (100 * (debt["RUS"] + debt["CHN"]).mean() for debt in debts)
    early, late = (whole["n"] for whole in pooled)
    shares = f"{before:.0f} per cent before (n = {early} supplier-years), {after:.0f} after"
    capacity = china_capacity(frame["iso3"].unique().tolist()).groupby("year")["capacity"].mean()
    return [
        Test("arms_share", after - before, note=f"{shares} (n = {late})."),
        Test("debt_share", owed_later - owed, note="After: the year 2022 alone."),
        Test("china_capacity", capacity[2023] - capacity[2021]),
    ]


def chinese_commitments(iso3: str, first: int, last: int) -> pd.Series[float]:
    """Chinese official finance promised to one state, million dollars of 2021, by class.

    Commitments by AidData's classes (concessional, other, vague), not payments; a year without a
    row had none on record, which is not the same as none.
    """
    rows = load(COMMITTED)
    rows = rows[(rows["iso3"] == iso3) & rows["year"].between(first, last)]
    classes = {"oda_like_usd_2021": "concessional", "oof_like_usd_2021": "other"}
    classes["vague_usd_2021"] = "vague"
    sums: pd.Series[float] = rows[list(classes)].astype(float).sum() / 1e6
    return sums.rename(classes)


def china_numbers(iso3: str) -> Numbers:
    """China's capacity for influence over a state and its loans, beside all grants, in numbers."""
    capacity = china_capacity([iso3]).set_index("year")["capacity"]
    promised = chinese_commitments(iso3, *ties.BETWEEN)["concessional"]
    granted = partners.grants([iso3]).query("2015 <= year <= 2021")["value"].sum() / 1e6
    state = names()[iso3]
    over = f"China's formal bilateral influence capacity over {state}"
    index = partial(number, sources=[CHINA], digits=2, tolerance=0.005)
    million = partial(number, unit="million dollars", significant=3, tolerance=0.5)
    loans = f"Chinese concessional commitments to {state}, 2015 to 2021, dollars of 2021"
    grants = f"grants to {state} by all donors named, 2015 to 2021, current dollars"
    years = {f"capacity_{year}": year for year in (2014, 2021, 2023)}
    return {
        name: index(capacity[year], f"{over}, {year}, 0 to 1") for name, year in years.items()
    } | {
        "china_promised": million(promised, loans, sources=[COMMITTED]),
        "grants_named": million(granted, grants, sources=[partners.FLOWS]),
    }
