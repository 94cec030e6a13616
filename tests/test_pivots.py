"""Pivots: who counts as one, which onsets, and whether chance is drawn right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum import pivots


def test_wars_between_distant_states_are_placed_at_the_weaker():
    found = set(pivots.wars().itertuples(index=False, name=None))
    assert ("AFG", 2001) in found
    assert ("USA", 2003) not in found
    assert ("IRQ", 2003) in found
    assert {("RUS", 2022), ("UKR", 2022)} <= found


def test_a_pivot_year_is_a_third_partys():
    at_war = set(pivots.wars().itertuples(index=False, name=None))
    for row in pivots.pivot_years().itertuples():
        assert (row.ally, row.year) not in at_war
        assert row.place != row.patron
        assert (row.place, row.year) in at_war


def test_a_larger_share_can_only_add_pivots():
    small = set(pivots.pivot_years(0.02).itertuples(index=False, name=None))
    large = set(pivots.pivot_years(0.05).itertuples(index=False, name=None))
    assert small <= large


def test_standing_counts_years_not_neighbours():
    frame = pd.DataFrame(
        [("A", "P", "X", 2000), ("A", "P", "Y", 2000), ("B", "P", "X", 2000)],
        columns=["ally", "patron", "place", "year"],
    )
    found = pivots.standing(frame)
    assert found["years"].tolist() == [1, 1]
    assert found["rank"].tolist() == [1, 1]


def test_the_american_wars_are_those_of_the_record():
    found = pivots.onsets().set_index("place")
    assert found.loc["AFG", "fiscal_year"].tolist() == 2002
    assert {"IRQ", "SRB", "AFG", "YEM", "SOM", "LBY"} == set(found.index)


def test_changes_by_hand():
    aid = pd.DataFrame([[0.0, 0, 0, 3, 3, 3, 9]], index=["A"], columns=range(2000, 2007))
    found = pivots.changes(aid)
    assert found.columns.tolist() == [2003, 2004]
    assert found.loc["A"].tolist() == [3.0, 4.0]


def test_excess_by_hand():
    moved = pd.DataFrame({2003: [1.0, 3.0, 0.0, 0.0]}, index=["A", "B", "C", "W"])
    near = pd.DataFrame(
        [("W", "A", 2002), ("W", "B", 2002)], columns=["state", "neighbour", "year"]
    )
    # Neighbours of W moved by 2 on average, the one other recipient by 0; W itself is left out.
    assert pivots.excess(moved, near).loc["W", 2003] == pytest.approx(2.0)


def test_chance_is_drawn_from_all_places_and_years():
    table = pd.DataFrame({2003: [1.0, np.nan], 2004: [2.0, 3.0]}, index=["A", "B"])
    found = pd.DataFrame({"place": ["A"], "year": [2004], "fiscal_year": [2004]})
    real, chance = pivots.study(found, table, 500, np.random.default_rng(1))
    assert real["excess"].tolist() == [2.0]
    assert set(chance) == {1.0, 2.0, 3.0}


def test_p_counts_the_observed_value_in():
    assert pivots.p_value(5.0, np.array([1.0, 2.0, 5.0])) == pytest.approx(2 / 4)
    assert pivots.p_value(9.0, np.zeros(99)) == pytest.approx(0.01)
