"""Intervals and tests for counts, shares and few values; each with its reference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.statistics import intervals

NUMBERS = st.floats(-3, 3, allow_nan=False)


CHANCES = st.lists(st.floats(0.0001, 1), min_size=1, max_size=6)


def test_p_counts_the_observed_value_in():
    assert intervals.p_value(5.0, np.array([1.0, 2.0, 5.0])) == pytest.approx(2 / 4)
    assert intervals.p_value(9.0, np.zeros(99)) == pytest.approx(0.01)


@given(st.lists(NUMBERS, min_size=1, max_size=60), NUMBERS)
def test_p_is_above_zero_and_at_most_one(chance, observed):
    assert 0 < intervals.p_value(observed, np.array(chance)) <= 1


@given(st.lists(NUMBERS, min_size=2, max_size=60), NUMBERS, st.randoms())
def test_p_does_not_depend_on_the_order_of_draws(chance, observed, random):
    mixed = random.sample(chance, len(chance))
    assert intervals.p_value(observed, np.array(chance)) == intervals.p_value(
        observed, np.array(mixed)
    )


@given(
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=3),
    st.integers(0, 3),
)
def test_the_least_rise_is_the_first_whose_interval_lies_above_the_bound(before, others, bound):
    after, rise = intervals.least_rise(before, others, bound)
    value, low, _ = intervals.difference_in_differences((before, after), others)
    assert (value, low > bound) == (rise, True)
    if after > before:
        assert intervals.difference_in_differences((before, after - 1), others)[1] <= bound


def test_the_least_rise_from_nothing_beside_nothing():
    # Garwood: a count of 0 reaches up to 3.689, one of 6 down to 2.202, one of 7 to 2.814.
    assert (6 - 2.202) ** 2 + 2 * 3.689**2 > 6**2
    assert (7 - 2.814) ** 2 + 2 * 3.689**2 < 7**2
    assert intervals.least_rise(0, [(0, 0)]) == (7, 7.0)


def test_holm_by_hand():
    adjusted = intervals.holm({"a": 0.03, "b": 0.01, "c": 0.04})
    assert adjusted == pytest.approx({"a": 0.06, "b": 0.03, "c": 0.06})
    assert list(adjusted) == ["a", "b", "c"]


@given(CHANCES)
def test_holm_never_lowers_and_keeps_the_order(values):
    given_values = {str(i): value for i, value in enumerate(values)}
    adjusted = intervals.holm(given_values)
    assert all(given_values[name] <= adjusted[name] <= 1 for name in adjusted)
    ordered = sorted(given_values, key=lambda name: given_values[name])
    assert [adjusted[name] for name in ordered] == sorted(adjusted.values())


def test_the_interval_is_students_by_hand():
    low, high = intervals.mean_interval(pd.Series([1.0, 2.0, 3.0]))
    reach = 4.302653 / 3**0.5  # t of two degrees of freedom at 97.5 per cent, deviation one
    assert (low, high) == pytest.approx((2 - reach, 2 + reach), abs=1e-5)


def test_values_drawn_anew_stay_within_their_ranges():
    low, high = np.array([-2.0, 0.0]), np.array([-1.0, 0.0])
    means = intervals.bootstrap_means(low, high, 500, np.random.default_rng(1))
    assert means.shape == (500,)
    assert ((means >= -2) & (means <= 0)).all()
    # Each code is a whole number, so that a mean of two is a half at most beside one.
    assert sorted(set(means)) == [-2, -1.5, -1, -0.5, 0]
    # Each mean is that of two values of which half are the 0 and half lie around -1.5.
    assert means.mean() == pytest.approx(-0.75, abs=0.1)


def test_wilson_by_hand():
    low, high = intervals.wilson(5, 10)
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)
    assert intervals.wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_a_difference_lies_in_its_interval_and_changes_sign(n, m, data):
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    value, low, high = intervals.newcombe((a, n), (b, m))
    back, back_low, back_high = intervals.newcombe((b, m), (a, n))
    assert low - 1e-9 <= value <= high + 1e-9
    assert (value, low, high) == pytest.approx((-back, -back_high, -back_low))


def test_the_difference_in_differences_of_one_pair_is_known():
    # Limits of a Poisson count of 4 are 1.0899 and 10.2416, of zero 0 and 3.6889.
    value, low, high = intervals.difference_in_differences((0, 4), [(0, 0)])
    assert value == 4
    assert low == pytest.approx(4 - (3 * 3.6889**2 + 2.9101**2 - 3.6889**2) ** 0.5, abs=1e-3)
    assert high == pytest.approx(4 + (6.2416**2 + 3.6889**2) ** 0.5, abs=1e-3)


@given(*[st.tuples(st.integers(0, 40), st.integers(0, 40)) for _ in range(2)])
def test_the_interval_holds_its_value_and_turns_with_the_sides(focal, other):
    value, low, high = intervals.difference_in_differences(focal, [other])
    assert low < value < high
    turned = intervals.difference_in_differences(other, [focal])
    assert turned == pytest.approx((-value, -high, -low))


def test_exact_limits_of_poisson_counts_by_hand():
    low, high = intervals.poisson(np.array([0.0, 4.0]))
    assert low.tolist() == pytest.approx([0.0, 1.0899], abs=1e-4)
    assert high.tolist() == pytest.approx([3.6889, 10.2416], abs=1e-4)
