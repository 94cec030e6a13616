"""How arrivals divide: the estimator by hand, shares that sum to one, scores that are proper."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.refugees import forecasts, gravity
from fulcrum.evidence.data import load
from fulcrum.statistics import scores

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=4, max_size=4)
HOSTS = ["IRN", "PAK", "TJK", "UZB"]


def a_share(weights: list[float]) -> pd.Series:
    """Shares between four hosts."""
    return pd.Series(weights, index=HOSTS) / sum(weights)


def two_groups() -> pd.DataFrame:
    """Six hosts in one year, three with the force and three without: means 20 and 5."""
    return pd.DataFrame(
        {
            "host": list("abcdef"),
            "year": 2020,
            "persons": [10.0, 20.0, 30.0, 4.0, 5.0, 6.0],
            "contiguous": [1.0, 1.0, 1.0, 0.0, 0.0, 0.0],
            "log_stock": 0.0,
        }
    )


# The estimator


def test_poisson_regression_on_two_groups_is_the_log_ratio_of_their_means():
    found = gravity.fit(two_groups(), ["contiguous"])
    assert found.coefficients[0] == pytest.approx(math.log(20 / 5), abs=1e-6)
    assert (found.rows, found.hosts) == (6, 6)


def test_the_clustered_variance_of_two_groups_by_hand():
    """Sandwich of the two means, hosts as clusters, with the usual small-sample factors."""
    found = gravity.fit(two_groups(), ["contiguous"])
    first = (100 + 0 + 100) / 60**2  # squared deviations over the squared sum of the group
    second = (1 + 0 + 1) / 15**2
    small = 6 / 5 * (6 - 1) / (6 - 2)
    assert found.covariance[0, 0] == pytest.approx(small * (first + second), rel=1e-6)


def test_year_effects_leave_the_division_within_years():
    frame = two_groups()
    other = frame.assign(year=2019, persons=7 * frame["persons"])
    both = gravity.fit(pd.concat([frame, other]), ["contiguous"])
    assert both.coefficients[0] == pytest.approx(math.log(4), abs=1e-6)


def test_a_force_that_does_not_vary_is_dropped():
    assert gravity.fit(two_groups(), ["contiguous", "log_stock"]).forces == ("contiguous",)


def test_the_prediction_is_the_share_of_the_weights():
    model = gravity.Fit(("x",), np.array([1.0]), np.array([[0.0]]), 2, 2)
    at = pd.DataFrame({"host": ["a", "b"], "x": [math.log(3), 0.0]})
    assert gravity.predicted(model, at, ["a", "b"]).tolist() == pytest.approx([0.75, 0.25])
    certain = gravity.drawn(model, at, np.random.default_rng(1), 3, ["a", "b"])
    assert certain["a"].tolist() == pytest.approx([0.75] * 3)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=8), st.floats(-100, 100))
def test_shares_sum_to_one_and_ignore_a_common_effect(values, effect):
    shares = gravity.softmax(np.array(values))
    assert shares.sum() == pytest.approx(1)
    assert np.allclose(gravity.softmax(np.array(values) + effect), shares)


def test_draws_come_from_the_generator_and_sum_to_one():
    first, again = (forecasts.gravity_draws(np.random.default_rng(7), 200) for _ in range(2))
    for name, frame in first.items():
        assert np.allclose(frame.sum(axis=1), 1)
        pd.testing.assert_frame_equal(frame, again[name])


# The data of the model


def test_flows_add_the_classes_of_a_row_and_leave_missing_hosts_out():
    wide = gravity.flows(2021, 2021).set_index("host")["persons"]
    assert wide["TJK"] == 6373 + 2691
    assert wide["PAK"] == 3609 + 108042
    assert "TKM" not in wide.index
    narrow = gravity.flows(2021, 2021, gravity.NARROW).set_index("host")["persons"]
    assert narrow["PAK"] == 3609
    assert "IRN" not in narrow.index


def test_an_unknown_stock_is_marked_and_a_known_one_is_its_logarithm():
    found = gravity.forces([2020]).set_index("host")
    assert found.loc["UZB", "stock_unknown"] == 1
    assert found.loc["TJK", "log_stock"] == pytest.approx(math.log(12393))
    assert found.loc[["IRN", "PAK", "TJK", "TKM", "UZB", "CHN"], "contiguous"].eq(1).all()
    assert found.loc[["KAZ", "RUS", "IND"], "contiguous"].eq(0).all()
    assert found.loc["TJK", "log_distance"] == pytest.approx(math.log(446.1))


def test_the_panel_ends_before_the_crisis():
    assert forecasts.panel()["year"].max() == 2020
    filled = forecasts.panel(unreported_is_nought=True)
    assert (filled["persons"] == 0).any()
    assert len(filled) > len(forecasts.panel())


def test_every_forecast_is_made_of_shares():
    for name, shares in forecasts.forecasts().items():
        assert shares.sum() == pytest.approx(1), name
        assert shares.between(0, 1).all(), name


def test_the_plan_for_central_asia_is_never_split():
    planned = forecasts.planned_shares()
    assert planned.to_dict() == pytest.approx(
        {"PAK": 300 / 515, "IRN": 150 / 515, "TJK+TKM+UZB": 65 / 515}
    )


def test_what_came_by_both_counts():
    came = forecasts.outcomes()
    assert came["counted"].to_dict() == {"IRN": 40710, "PAK": 216000, "TJK": 5700, "UZB": 13020}
    assert came["statistics"]["TJK"] == 6373 + 2691 + 329 + 50
    assert "TKM" not in came["statistics"].index


# Scores


def test_scores_by_hand():
    forecast, outcome = a_share([1, 1, 1, 1]), pd.Series({"IRN": 1.0})
    assert scores.log_score(forecast, outcome) == pytest.approx(math.log(4))
    assert scores.brier_score(forecast, outcome) == pytest.approx(0.75**2 + 3 * 0.25**2)
    assert scores.log_score(pd.Series({"PAK": 1.0}), outcome) == math.inf
    assert scores.brier_score(pd.Series({"PAK": 1.0}), outcome) == pytest.approx(2)


@given(WEIGHTS, WEIGHTS)
def test_the_true_shares_have_the_least_expected_score(told, true):
    forecast, outcome = a_share(told), a_share(true)
    for score in (scores.log_score, scores.brier_score):
        assert score(outcome, outcome) <= score(forecast, outcome) + 1e-12


@given(WEIGHTS, WEIGHTS)
def test_the_excess_of_the_brier_score_is_the_squared_distance(told, true):
    forecast, outcome = a_share(told), a_share(true)
    excess = scores.brier_score(forecast, outcome) - scores.brier_score(outcome, outcome)
    assert excess == pytest.approx(((forecast - outcome) ** 2).sum())


def test_the_plan_is_scored_only_where_central_asia_is_one():
    came = forecasts.outcomes()["counted"]
    expected = {"plan": forecasts.planned_shares(), "border": forecasts.border_shares()}
    assert forecasts.scored(expected, came)["forecast"].tolist() == ["border"]
    together = forecasts.scored(expected, came, together=True)
    assert set(together["forecast"]) == {"plan", "border"}
    assert (together[["log", "Brier"]] > 0).all(axis=None)
    table = forecasts.score_table(expected, {"counted": came})
    assert table["parts"].tolist() == ["hosts", "together", "together"]
    assert table.loc[1:, "forecast"].tolist() == together.sort_values("log")["forecast"].tolist()


def test_every_forecast_and_count_has_words():
    expected, came = forecasts.forecasts(), forecasts.outcomes()
    assert set(forecasts.WORDS) == {*expected, *(f"came_{count}" for count in came)}


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        ({}, "no count was made there"),
        ({"came_counted": 2.07}, "the count says 2.1"),
        ({"came_counted": 2.07, "came_statistics": 0.67}, "the counts say 0.7 and 2.1"),
    ],
)
def test_forecasts_and_counts_in_words(counted, words):
    shares = pd.Series({"gravity": 0.99, "border": 23.05, **counted})
    start = "Gravity gave Utopia 1.0 per cent of the arrivals, its border 23; "
    assert forecasts.in_words(shares, "Utopia") == start + words


def test_what_came_stands_beside_each_forecast():
    expected = {"border": pd.Series({"IRN": 0.5, "TJK": 0.25, "UZB": 0.25})}
    came = {"counted": pd.Series({"IRN": 30.0, "TJK": 10.0})}
    spread = {"border": pd.DataFrame({"IRN": [0.4, 0.6], "TJK": [0.2, 0.2], "UZB": [0.4, 0.2]})}
    spread["border"]["TKM"] = 0.0
    table = forecasts.compared(expected, spread, came, "TJK", str).set_index(["forecast", "place"])
    together = table.loc[("border", "Central Asia together")]
    assert together[["share", "tone"]].tolist() == [50, "other"]
    assert together[["low", "high"]].tolist() == pytest.approx([40.5, 59.5])
    assert table.loc[("came_counted", "TJK alone"), ["share", "tone"]].tolist() == [25, "TJK"]


def test_wins_compare_every_count_rule_and_partition():
    table = pd.DataFrame(
        {
            "forecast": ["a", "b", "b", "a"],
            "outcome": ["x", "x", "y", "y"],
            "parts": ["hosts"] * 4,
            "log": [0.1, 0.2, 0.3, 0.3],
            "Brier": [0.4, 0.3, 0.6, 0.5],
        }
    )
    assert forecasts.wins(table, "a", "b") == [True, False, False, True]


def test_the_first_row_of_the_sensitivity_is_the_forecast():
    found = forecasts.sensitivity("TJK", np.random.default_rng(2021), 500)
    base = found.iloc[0]
    assert base["share"] == pytest.approx(100 * forecasts.forecasts()["gravity"]["TJK"])
    assert (found["low"] <= found["share"]).all()
    assert (found["share"] <= found["high"]).all()
    hosts = load(gravity.DISTANCES).query("to_place == 'Kabul' and kind == 'capital to capital'")
    assert base["hosts"] == len(hosts)
