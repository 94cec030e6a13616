"""Russian measures against Tajik workers: removals by day and by year, as officials state them."""

from __future__ import annotations

import pytest

from fulcrum.analysis.events import removals


def test_growth_by_hand():
    assert removals.growth() == pytest.approx((36000 / 11000, 64000 / 44000))


def test_each_count_is_compared_with_its_own_first_year():
    first = removals.removals().groupby("who").first()
    assert first["times"].tolist() == [1.0, 1.0]
    assert first["year"].tolist() == [2023, 2023]


def test_the_control_has_a_count_before_and_one_after():
    before, after = removals.awaiting()
    assert 0 < before < after
