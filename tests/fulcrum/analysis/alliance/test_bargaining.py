"""A spatial bargain: weight times salience, applied to where each member stands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum import case
from fulcrum.analysis.alliance import bargaining
from fulcrum.analysis.alliance import membership as alliances
from fulcrum.analysis.events import stances as positions
from fulcrum.errors import FulcrumError


def members(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """Members of a name, a weight and a low, coded and high position."""
    names = ["iso3", "weight", "low", "position", "high"]
    return pd.DataFrame(rows, columns=names).assign(salience=1.0, n=1)


THREE = members(
    ("BIG", 6.0, 0.0, 1.0, 1.0), ("MID", 3.0, -1.0, 0.0, 0.0), ("TINY", 1.0, -2.0, -2.0, -1.0)
)


CODES = st.floats(-2, 2)


WEIGHTS = st.floats(0.01, 100)


def test_mean_and_median_by_hand():
    outcome = bargaining.bargain(THREE, np.random.default_rng(1), 200)
    # (6 x 1 + 3 x 0 + 1 x -2) / 10; from below: TINY 1, MID 4, BIG 10 >= 5
    assert outcome["position"].to_dict() == pytest.approx({"mean": 0.4, "median": 1.0})
    assert (outcome["low"] <= outcome["high"]).all()
    assert bargaining.median_member(THREE) == "BIG"


def test_outcomes_compare_the_rules_by_hand():
    compared = bargaining.outcomes(THREE, lambda: np.random.default_rng(1), 200, "TINY")
    # Without TINY 6 x 1 / 9; with equal weights (1 + 0 - 2) / 3.
    by_hand = {"mean": 0.4, "without": 6 / 9, "median": 1.0, "equal": -1 / 3}
    assert compared["position"].to_dict() == pytest.approx(by_hand)
    absent = bargaining.outcomes(THREE, lambda: np.random.default_rng(1), 200, "NOBODY")
    pd.testing.assert_frame_equal(absent, compared.drop(index="without"))


def test_assumptions_are_compared_by_name():
    codes = {"stance": [1.0, 0, -2], "low": [1.0, 0, -2], "high": [1.0, 0, -2]}
    second = {"second": [1.0, 1, 1], "second_low": [1.0, 1, 1], "second_high": [1.0, 1, 1]}
    who = {"event_id": list("abc"), "actor": ["RUS", "KAZ", "TJK"], "confidence": "high"}
    sizes = pd.DataFrame({"cinc_pct": [6.0, 3, 1], "gdp_pct": [1.0, 1, 8]}, ["RUS", "KAZ", "TJK"])
    sizes = sizes.assign(spending_pct=sizes["cinc_pct"])
    stances = pd.DataFrame(who | codes | second)
    tried = bargaining.sensitivity(stances, sizes, "TJK", np.random.default_rng(1), 200)
    positions = tried["position"]
    assert positions["as in the figure"] == positions["weights: military spending"]
    assert positions["as in the figure"] == pytest.approx(0.4)
    assert positions["second coder"] == 1
    assert positions["weights: GDP"] == pytest.approx(-1.5)
    assert positions["weights: one each"] == pytest.approx(-1 / 3)
    assert positions["Tajikistan cares 50 times as much"] == pytest.approx((6 - 100) / 59)
    assert tried.loc[["as in the figure", "weights: GDP"], "holder"].tolist() == ["RUS", "TJK"]
    absent = bargaining.sensitivity(stances, sizes, "UZB", np.random.default_rng(1), 200)
    assert not any("cares" in name for name in absent.index)


def test_leaving_a_member_out_by_hand():
    moved = bargaining.shift(THREE, np.random.default_rng(1), 200, "TINY")
    # With: 0.4. Without: 6 x 1 / 9.
    assert moved["position"] == pytest.approx(0.4 - 6 / 9)
    assert moved["low"] <= moved["high"] < 0


def test_the_majority_slips_at_a_salience_that_can_be_reckoned():
    # 6 - 3 = 3 of TINY's weight of 1
    assert bargaining.salience_to_break(THREE, "TINY", "BIG") == 3
    louder = THREE.assign(salience=[1.0, 1.0, 3.1])
    assert bargaining.median_member(louder) != "BIG"


@pytest.mark.parametrize(
    ("holders", "result"),
    [
        ([], 0.4),
        (["BIG"], 0.4),  # accepts 0 to 2
        (["TINY"], 0.0),  # accepts -4 to 0: a veto stops
        (["BIG", "TINY"], 0.0),  # they share the status quo alone
    ],
)
def test_a_veto_stops_and_does_not_move(holders, result):
    assert bargaining.with_veto(THREE, holders) == pytest.approx(result)


def test_a_veto_against_a_hostile_status_quo():
    # From -2, BIG accepts -2 to 4 and TINY (at -2) nothing else.
    assert bargaining.with_veto(THREE, ["BIG"], quo=-2.0) == pytest.approx(0.4)
    assert bargaining.with_veto(THREE, ["TINY"], quo=-2.0) == -2.0


def test_a_member_without_a_stance_is_missing_and_not_zero():
    silent = members(("BIG", 6.0, 0.0, 1.0, 1.0), ("MUTE", 4.0, np.nan, np.nan, np.nan))
    outcome = bargaining.bargain(silent, np.random.default_rng(1), 50)
    assert outcome.loc["mean", "position"] == 1.0
    # 6 x 1 + 4 x -2 and 6 x 1 + 4 x 2, over 10
    assert bargaining.unknown_bounds(silent) == pytest.approx((-0.2, 1.4))
    with pytest.raises(FulcrumError, match="MUTE cannot hold a veto"):
        bargaining.with_veto(silent, ["MUTE"])
    with pytest.raises(FulcrumError, match="No member has both"):
        bargaining.placed(silent, without="BIG")


@given(st.lists(st.tuples(WEIGHTS, CODES), min_size=1, max_size=7))
def test_results_lie_among_the_members_and_do_not_know_units(pairs):
    weights, spots = (np.array(side) for side in zip(*pairs, strict=True))
    mean = bargaining.weighted_mean(spots, weights)
    assert spots.min() - 1e-9 <= mean <= spots.max() + 1e-9
    assert mean == pytest.approx(bargaining.weighted_mean(spots, 7 * weights))
    holder = int(bargaining.median_holder(spots, weights))
    below, above = weights[spots < spots[holder]].sum(), weights[spots > spots[holder]].sum()
    assert max(below, above) <= weights.sum() / 2 * (1 + 1e-9)


@given(st.lists(CODES, min_size=1, max_size=6), CODES)
def test_holders_of_a_veto_always_accept_the_status_quo(spots, quo):
    low, high = bargaining.acceptable(np.array(spots), quo)
    assert low - 1e-9 <= quo <= high + 1e-9
    for end in (low, high):
        assert all(abs(end - spot) <= abs(quo - spot) + 1e-9 for spot in spots)


@given(st.lists(CODES, min_size=2, max_size=6))
def test_a_member_with_most_of_the_weight_is_the_median_wherever_it_stands(spots):
    weights = np.ones(len(spots))
    weights[0] = len(spots)
    assert int(bargaining.median_holder(np.array(spots), weights)) == 0


def test_of_the_alliance_russia_is_the_median_in_every_draw():
    here = case()
    codes = alliances.members("2021-08-15")
    size = alliances.sizes(codes, 2021)["cinc_pct"]
    coded = positions.stances("2021-08-15", "2021-12-31")
    table = bargaining.table(coded, size)
    assert set(bargaining.placed(table)["iso3"]) == {"BLR", "RUS", "KAZ", "KGZ", "TJK"}
    outcome = bargaining.bargain(table, here.rng(), here.draws)
    assert bargaining.median_member(table) == "RUS"
    assert bargaining.median_share(table, here.rng(), here.draws) == 1.0
    again = bargaining.bargain(table, here.rng(), here.draws)
    pd.testing.assert_frame_equal(again, outcome)
