"""Ties of Central Asian states with the powers: arms and debt, by supplier and creditor."""

from __future__ import annotations

import pytest

from fulcrum.analysis.ties import partners, ties
from fulcrum.analysis.ties import suppliers as powers

STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def test_the_sum_row_is_no_creditor():
    found = powers.debt_service("TJK", 2018, 2022)
    assert "World" not in set(found["creditor"])
    assert found["share_pct"].sum() == pytest.approx(100)


def test_concentration_of_arms_keeps_its_coverage_in_sight():
    found = powers.arms_concentration(["TJK", "UZB", "KAZ"], 2015, 2021)
    assert found["coverage"].between(0, 1).all()
    assert (found["low"] <= found["high"] + 1e-9).all()
    assert found["hhi"].between(1 / found["n"], 1).all()


def test_arms_concentration_agrees_with_the_ties():
    """Two readers of one table give one number."""
    one = powers.arms_concentration(STATES, 2015, 2021).set_index("iso3")["hhi"]
    two = ties.summary(partners.arms(STATES), (2015, 2021)).set_index("iso3")["low"]
    for iso3 in STATES:
        assert one[iso3] == pytest.approx(two[iso3])


def test_commitments_of_china_are_classes_of_one_sum():
    found = powers.chinese_commitments("TJK", 2015, 2021)
    assert found["class"].tolist() == ["concessional", "other", "vague"]
    assert (found["usd_million"] >= 0).all()


def test_capacity_lies_between_nought_and_one():
    found = powers.china_capacity(STATES)
    assert found["capacity"].between(0, 1).all()
    assert set(found["iso3"]) == set(STATES)
