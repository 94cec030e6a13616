"""Ties of Central Asian states with the powers: arms and debt, by supplier and creditor."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.ties import suppliers

STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def test_the_sum_row_is_no_creditor():
    payments = suppliers.debt_service("TJK", 2018, 2022)
    assert "World" not in set(payments["creditor"])
    assert payments["share_pct"].sum() == pytest.approx(100)


def test_commitments_of_china_are_classes_of_one_sum():
    promised = suppliers.chinese_commitments("TJK", 2015, 2021)
    assert promised.index.tolist() == ["concessional", "other", "vague"]
    assert (promised >= 0).all()


def test_capacity_lies_between_zero_and_one():
    capacities = suppliers.china_capacity(STATES)
    assert capacities["capacity"].between(0, 1).all()
    assert set(capacities["iso3"]) == set(STATES)


def test_joint_shares_are_of_all_arms_and_the_mean_of_debts():
    rows = [
        ("TJK", "arms", 2020, "RUS", 1.0),
        ("UZB", "arms", 2020, "TUR", 3.0),
        ("UZB", "arms", 2022, "CHN", 1.0),
        ("TJK", "debt service", 2020, "CHN", 1.0),
        ("UZB", "debt service", 2020, "unknown", 9.0),
        ("TJK", "debt service", 2022, "CHN", 2.0),
        ("UZB", "debt service", 2022, "RUS", 1.0),
    ]
    frame = pd.DataFrame(rows, columns=["iso3", "kind", "year", "partner", "value"])
    arms, debt, _ = suppliers.more_room(frame.assign(power=frame["partner"]))
    assert arms.value == pytest.approx(75.0) and debt.value == pytest.approx(50.0)
    assert arms.note == "25 per cent before (n = 2 supplier-years), 100 after (n = 1)."
