"""Ties of Central Asian states with the powers: arms and debt, by supplier and creditor."""

from __future__ import annotations

import pytest

from fulcrum.analysis.ties import suppliers as powers

STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def test_the_sum_row_is_no_creditor():
    found = powers.debt_service("TJK", 2018, 2022)
    assert "World" not in set(found["creditor"])
    assert found["share_pct"].sum() == pytest.approx(100)


def test_commitments_of_china_are_classes_of_one_sum():
    found = powers.chinese_commitments("TJK", 2015, 2021)
    assert found["class"].tolist() == ["concessional", "other", "vague"]
    assert (found["usd_million"] >= 0).all()


def test_capacity_lies_between_nought_and_one():
    found = powers.china_capacity(STATES)
    assert found["capacity"].between(0, 1).all()
    assert set(found["iso3"]) == set(STATES)
