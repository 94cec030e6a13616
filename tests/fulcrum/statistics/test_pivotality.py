"""Shapley and Shubik's index: by hand, and its invariants."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.errors import FulcrumError
from fulcrum.statistics import pivotality


def test_four_seats_by_hand():
    """Weights 3, 2, 1, 1, majority of 7: the big one is pivotal in 12 of 24 orders, others in 4."""
    weights = {"A": 3.0, "B": 2.0, "C": 1.0, "D": 1.0}
    power = pivotality.shapley_shubik(list(weights), pivotality.by_weight(weights))
    assert power == pytest.approx({"A": 12 / 24, "B": 4 / 24, "C": 4 / 24, "D": 4 / 24})


def test_a_majority_holder_is_everything_until_access_is_a_veto():
    weights = {"RUS": 86.0, "KAZ": 7.0, "TJK": 1.0}
    names = list(weights)
    alone = pivotality.shapley_shubik(names, pivotality.by_weight(weights))
    assert alone == pytest.approx({"RUS": 1, "KAZ": 0, "TJK": 0})
    gate = pivotality.by_weight(weights, frozenset({"TJK"}))
    assert pivotality.shapley_shubik(names, gate) == pytest.approx(
        {"RUS": 1 / 2, "KAZ": 0, "TJK": 1 / 2}
    )


@pytest.mark.parametrize("count", [1, 2, 6])
def test_under_unanimity_everyone_has_the_same(count):
    names = [f"M{place}" for place in range(count)]
    power = pivotality.shapley_shubik(names, pivotality.unanimous(names))
    assert list(power.values()) == pytest.approx([1 / count] * count)


def test_a_rule_that_nobody_can_meet_is_an_error():
    rule = pivotality.by_weight({"A": 1.0, "B": 1.0}, frozenset({"ABSENT"}))
    with pytest.raises(FulcrumError, match="nobody is pivotal"):
        pivotality.shapley_shubik(["A", "B"], rule)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.data())
def test_values_sum_to_one_and_more_weight_is_never_less_power(weights, data):
    seats = {f"M{place}": float(weight) for place, weight in enumerate(weights)}
    holders = frozenset(data.draw(st.sets(st.sampled_from(sorted(seats)))))
    power = pivotality.shapley_shubik(list(seats), pivotality.by_weight(seats, holders))
    assert sum(power.values()) == pytest.approx(1)
    assert all(value >= 0 for value in power.values())
    plain = pivotality.shapley_shubik(list(seats), pivotality.by_weight(seats))
    ordered = sorted(seats, key=lambda code: seats[code])
    values = [plain[code] for code in ordered]
    assert all(lower <= higher + 1e-12 for lower, higher in pairwise(values))
