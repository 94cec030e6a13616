"""Pivots: who counts as one, which onsets, and whether chance is drawn right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum import load
from fulcrum.analysis.alliance import pivot_states as pivots
from fulcrum.analysis.alliance import war_onsets as onsets

NUMBERS = st.floats(-3, 3, allow_nan=False)
CHANCES = st.lists(st.floats(0.0001, 1), min_size=1, max_size=6)


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


@pytest.mark.parametrize(
    ("ally", "patron", "place", "year"),
    [("TJK", "RUS", "AFG", 2001), ("DJI", "FRA", "ETH", 1999), ("PAN", "USA", "COL", 2001)],
)
def test_three_pivot_years_hold_by_every_part_of_the_definition(ally, patron, place, year):
    found = set(pivots.pivot_years().itertuples(index=False, name=None))
    assert (ally, patron, place, year) in found
    cinc = pivots.capabilities().set_index(["iso3", "year"])["cinc"]
    assert cinc[ally, year] < 0.05 * cinc[patron, year]
    fought = load(pivots.CONFLICT).query("intensity_level == 2 and year == @year")
    assert place in set(fought["iso3_a"]) | set(fought["iso3_b"].dropna())
    assert ally not in set(fought["iso3_a"])


def test_a_member_of_the_atlantic_alliance_counts_only_when_asked():
    assert not (pivots.pivot_years()["ally"] == "POL").any()
    kept = pivots.pivot_years(keep_nato=True)
    assert ("POL", "USA", "UKR", 2022) in set(kept.itertuples(index=False, name=None))


def test_regions_and_funds_are_no_recipients():
    known = set(load(pivots.CAPABILITY)["iso3"]) | {"SRB"}
    codes = set(load(pivots.AID)["iso3"].dropna())
    aid = set(pivots.obligations().index)
    assert aid <= known
    assert codes - known
    assert "WLD" not in aid
    assert "USA" not in aid


def test_the_war_of_1991_has_no_visits_before_it_and_drops_out():
    years = onsets.visit_years().columns
    assert (years[0], years[-1]) == (1990, 2024)
    assert 1991 not in onsets.by_calendar_year(pivots.onsets())["year"].tolist()


def test_visits_are_counted_by_year():
    trips = load(pivots.TRAVEL)
    mine = trips[(trips["destination_iso3"] == "TJK") & (trips["start_date"].dt.year == 2015)]
    assert onsets.visit_years().loc["TJK", 2015] == len(mine) > 0


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
    found = pd.DataFrame({"place": ["W"], "year": [2003], "fiscal_year": [2003]})
    real, chance = pivots.study(found, table, 99, np.random.default_rng(3))
    # Neighbours rose by 2 and 1, the one other recipient by 0: 1.5; every made-up set is the same.
    assert real["excess"].tolist() == [1.5]
    assert pivots.p_value(1.5, chance) == 1.0


@given(st.lists(NUMBERS, min_size=1, max_size=60), NUMBERS)
def test_p_is_above_nought_and_at_most_one(chance, observed):
    assert 0 < pivots.p_value(observed, np.array(chance)) <= 1


@given(st.lists(NUMBERS, min_size=2, max_size=60), NUMBERS, st.randoms())
def test_p_does_not_depend_on_the_order_of_draws(chance, observed, random):
    mixed = random.sample(chance, len(chance))
    assert pivots.p_value(observed, np.array(chance)) == pivots.p_value(observed, np.array(mixed))


@given(st.permutations(["A", "B", "C", "D", "W"]))
def test_the_excess_does_not_depend_on_the_order_of_states(order):
    moved = pd.DataFrame({2003: [1.0, 3.0, 0.5, -1.0, 9.0]}, index=["A", "B", "C", "D", "W"])
    near = pd.DataFrame(
        [("W", "A", 2002), ("W", "B", 2002)], columns=["state", "neighbour", "year"]
    )
    found = pivots.excess(moved.loc[order], near).loc["W", 2003]
    assert found == pytest.approx(2.0 - (0.5 - 1.0) / 2)


def test_holm_by_hand():
    found = onsets.holm({"a": 0.03, "b": 0.01, "c": 0.04})
    assert found == pytest.approx({"a": 0.06, "b": 0.03, "c": 0.06})
    assert list(found) == ["a", "b", "c"]


@given(CHANCES)
def test_holm_never_lowers_and_keeps_the_order(values):
    given_values = {str(i): value for i, value in enumerate(values)}
    found = onsets.holm(given_values)
    assert all(given_values[name] <= found[name] <= 1 for name in found)
    ordered = sorted(given_values, key=lambda name: given_values[name])
    assert [found[name] for name in ordered] == sorted(found.values())


def test_the_interval_is_students_by_hand():
    low, high = onsets.interval(pd.Series([1.0, 2.0, 3.0]))
    reach = 4.302653 / 3**0.5  # t of two degrees of freedom at 97.5 per cent, deviation one
    assert (low, high) == pytest.approx((2 - reach, 2 + reach), abs=1e-5)


def test_every_onset_is_left_out_once_and_the_floor_moves_the_mean():
    table = onsets.sensitivity(pivots.neighbours(), 50, np.random.default_rng(1))
    left = table[table["variant"].str.startswith("without")]
    assert (left["n"] == table["n"].iloc[0] - 1).all()
    assert len(left) == table["n"].iloc[0]
    assert table["p"].between(0, 1, inclusive="right").all()
    assert table["mean"].nunique() > len(left)


def test_the_distribution_counts_allies_that_never_bordered_a_war():
    table = onsets.distribution()
    assert (table["years"] == 0).sum() > 0
    most = table.iloc[-1]
    assert (most["ally"], most["years"]) == tuple(
        pivots.standing(pivots.pivot_years()).iloc[0][["ally", "years"]]
    )


def test_after_2001_tells_borders_and_bases_from_the_tables():
    found = onsets.after_2001(
        pd.Series(dict.fromkeys(("KAZ", "KGZ", "TJK", "TKM", "UZB", "PAK"), 0.0))
    )
    kinds = found.set_index("iso3")["kind"]
    assert kinds["UZB"] == "border, base" and kinds["KGZ"] == "no border, base"
    assert kinds["TJK"] == "border" and kinds["PAK"] == "border, bases not known"
    assert (found["times"] == 1).all()
