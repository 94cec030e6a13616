"""Pivots: small allies next to a war. How many there are, and what wars bring their neighbours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum import load
from fulcrum.analysis import countries
from fulcrum.analysis.alliance import pivot_states as pivots


def test_wars_between_distant_states_are_placed_at_the_weaker():
    war_years = set(pivots.wars().itertuples(index=False, name=None))
    assert ("AFG", 2001) in war_years
    assert ("USA", 2003) not in war_years
    assert ("IRQ", 2003) in war_years
    assert {("RUS", 2022), ("UKR", 2022)} <= war_years


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
    ranking = pivots.standing(frame)
    assert ranking["years"].tolist() == [1, 1]
    assert ranking["rank"].tolist() == [1, 1]


def test_the_american_wars_are_those_of_the_record():
    onsets = pivots.onsets().set_index("place")
    assert onsets.loc["AFG", "fiscal_year"].tolist() == 2002
    assert {"IRQ", "SRB", "AFG", "YEM", "SOM", "LBY"} == set(onsets.index)


def test_changes_by_hand():
    aid = pd.DataFrame([[0.0, 0, 0, 3, 3, 3, 9]], index=["A"], columns=range(2000, 2007))
    changes = pivots.changes(aid)
    assert changes.columns.tolist() == [2003, 2004]
    assert changes.loc["A"].tolist() == [3.0, 4.0]


def test_excess_by_hand():
    moved = pd.DataFrame({2003: [1.0, 3.0, 0.0, 0.0]}, index=["A", "B", "C", "W"])
    near = pd.DataFrame(
        [("W", "A", 2002), ("W", "B", 2002)], columns=["state", "neighbour", "year"]
    )
    # Neighbours of W moved by 2 on average, the one other recipient by 0; W itself is left out.
    assert pivots.excess(moved, near).loc["W", 2003] == pytest.approx(2.0)


def test_chance_is_drawn_from_all_places_and_years():
    table = pd.DataFrame({2003: [1.0, np.nan], 2004: [2.0, 3.0]}, index=["A", "B"])
    war = pd.DataFrame({"place": ["A"], "year": [2004], "fiscal_year": [2004]})
    real, pooled = pivots.study(war, table, 500, np.random.default_rng(1))
    assert real["excess"].tolist() == [2.0]
    assert (pooled["mean"], pooled["least"], pooled["most"]) == (2.0, 1.0, 3.0)


def test_the_pooled_mean_beside_chance_by_hand():
    real = pd.DataFrame({"excess": [1.0, 3.0, -1.0]})
    chance = np.array([0.0, 1.0, 2.0, 3.0])
    pooled = pivots.pooled(real, chance)
    assert (pooled["n"], pooled["positive"], pooled["mean"]) == (3, 2, 1.0)
    assert pooled["p"] == pytest.approx(4 / 5)  # three made-up sets and the real one
    assert pooled["low"] < 1.0 < pooled["high"]
    assert pooled["least"] < pooled["needed"] < pooled["most"]


@pytest.mark.parametrize(
    ("ally", "patron", "place", "year"),
    [("TJK", "RUS", "AFG", 2001), ("DJI", "FRA", "ETH", 1999), ("PAN", "USA", "COL", 2001)],
)
def test_three_pivot_years_hold_by_every_part_of_the_definition(ally, patron, place, year):
    pivot_years = set(pivots.pivot_years().itertuples(index=False, name=None))
    assert (ally, patron, place, year) in pivot_years
    cinc = countries.capabilities().set_index(["iso3", "year"])["cinc"]
    assert cinc[ally, year] < 0.05 * cinc[patron, year]
    fought = load(pivots.CONFLICT).query("intensity_level == 2 and year == @year")
    assert place in set(fought["iso3_a"]) | set(fought["iso3_b"].dropna())
    assert ally not in set(fought["iso3_a"])


def test_a_member_of_the_atlantic_alliance_counts_only_when_asked():
    assert not (pivots.pivot_years()["ally"] == "POL").any()
    kept = pivots.pivot_years(keep_nato=True)
    assert ("POL", "USA", "UKR", 2022) in set(kept.itertuples(index=False, name=None))


def test_regions_and_funds_are_no_recipients():
    states = set(load(pivots.CAPABILITY)["iso3"]) | {"SRB"}
    codes = set(load(pivots.AID)["iso3"].dropna())
    aid = set(pivots.obligations().index)
    assert aid <= states
    assert codes - states
    assert "WLD" not in aid
    assert "USA" not in aid


def test_a_toy_world_by_hand():
    aid = pd.DataFrame(
        [[0.0, 0, 0, 2, 2, 2], [0, 0, 0, 1, 1, 1], [0.0] * 6, [5.0] * 6],
        index=["A", "B", "C", "W"],
        columns=range(2000, 2006),
    )
    near = pd.DataFrame(
        [("W", "A", 2002), ("W", "B", 2002)], columns=["state", "neighbour", "year"]
    )
    table = pivots.excess(pivots.changes(aid), near)
    war = pd.DataFrame({"place": ["W"], "year": [2003], "fiscal_year": [2003]})
    real, pooled = pivots.study(war, table, 99, np.random.default_rng(3))
    # Neighbours rose by 2 and 1, the one other recipient by 0: 1.5; every made-up set is the same.
    assert real["excess"].tolist() == [1.5]
    assert pooled["p"] == 1.0


@given(st.permutations(["A", "B", "C", "D", "W"]))
def test_the_excess_does_not_depend_on_the_order_of_states(order):
    moved = pd.DataFrame({2003: [1.0, 3.0, 0.5, -1.0, 9.0]}, index=["A", "B", "C", "D", "W"])
    near = pd.DataFrame(
        [("W", "A", 2002), ("W", "B", 2002)], columns=["state", "neighbour", "year"]
    )
    excess = pivots.excess(moved.loc[order], near).loc["W", 2003]
    assert excess == pytest.approx(2.0 - (0.5 - 1.0) / 2)
