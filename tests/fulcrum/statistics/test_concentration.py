"""Concentration: a hand-worked example, and what incomplete coverage leaves open."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.statistics import concentration
from fulcrum.statistics.concentration import bounds

VALUES = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12)
REST = st.lists(st.floats(0.01, 1e6), max_size=8)


def hhi(shares: pd.Series) -> float:
    return float((shares**2).sum())


def test_bounds_by_hand():
    """Two partners hold 60 and 20 of 100; of 20 nobody knows who holds them."""
    low, high = bounds(pd.Series([0.75, 0.25]), 0.8)
    assert low == pytest.approx(0.6**2 + 0.2**2)  # the rest spread thin
    assert high == pytest.approx(0.8**2 + 0.2**2)  # the rest with the largest
    one_new_partner = 0.6**2 + 0.2**2 + 0.2**2
    assert low < one_new_partner < high


def test_full_coverage_leaves_nothing_open():
    shares = pd.Series([0.5, 0.3, 0.2])
    assert bounds(shares, 1.0) == pytest.approx((hhi(shares), hhi(shares)))


@given(VALUES, REST)
def test_the_true_index_lies_within_the_bounds(values, rest):
    """Whoever holds the rest: many new partners, one, or the largest."""
    whole = sum(values) + sum(rest)
    low, high = bounds(pd.Series(values) / sum(values), sum(values) / whole)
    largest = sorted(values)
    largest[-1] += sum(rest)
    for held in ([*values, *rest], [*values, sum(rest)], largest):
        index = hhi(pd.Series(held) / whole)
        assert low - 1e-9 <= index <= high + 1e-9


@given(VALUES, st.floats(0.05, 1.0))
def test_bounds_stay_between_zero_and_one(values, coverage):
    low, high = bounds(pd.Series(values) / sum(values), coverage)
    assert 0 <= low <= high + 1e-9 <= 1 + 2e-9
    assert low >= coverage**2 / len(values) - 1e-9


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=8), st.floats(0.05, 1))
def test_bounds_hold_whatever_the_unknown_rest_is(values, coverage):
    shares = pd.Series(values) / sum(values)
    low, high = concentration.bounds(shares, coverage)
    together = pd.concat([shares * coverage, pd.Series([1 - coverage])])
    assert low - 1e-9 <= hhi(together) <= high + 1e-9


def test_shares_sum_to_one_and_are_ordered():
    frame = pd.DataFrame({"who": ["a", "b", "a"], "n": [1.0, 3.0, 1.0]})
    assert concentration.shares(frame, "who", "n").to_dict() == {"b": 0.6, "a": 0.4}
    assert concentration.shares(frame.assign(n=0.0), "who", "n").empty
