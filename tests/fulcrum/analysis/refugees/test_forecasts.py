"""Forecasts of how arrivals divide, what came, and how wrong each forecast was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum.analysis.refugees import forecasts as arrivals
from fulcrum.analysis.refugees import gravity
from fulcrum.evidence.data import load


def test_draws_come_from_the_generator_and_sum_to_one():
    first, again = (arrivals.gravity_draws(np.random.default_rng(7), 200) for _ in range(2))
    for name, frame in first.items():
        assert np.allclose(frame.sum(axis=1), 1)
        pd.testing.assert_frame_equal(frame, again[name])


def test_the_panel_ends_before_the_crisis():
    assert arrivals.panel()["year"].max() == 2020
    filled = arrivals.panel(unreported_is_nought=True)
    assert (filled["persons"] == 0).any()
    assert len(filled) > len(arrivals.panel())


def test_every_forecast_is_made_of_shares():
    for name, shares in arrivals.forecasts().items():
        assert shares.sum() == pytest.approx(1), name
        assert shares.between(0, 1).all(), name


def test_the_plan_for_central_asia_is_never_split():
    planned = arrivals.planned_shares()
    assert planned.to_dict() == pytest.approx(
        {"PAK": 300 / 515, "IRN": 150 / 515, "TJK+TKM+UZB": 65 / 515}
    )


def test_what_came_by_both_counts():
    came = arrivals.outcomes()
    assert came["counted"].to_dict() == {"IRN": 40710, "PAK": 216000, "TJK": 5700, "UZB": 13020}
    assert came["statistics"]["TJK"] == 6373 + 2691 + 329 + 50
    assert "TKM" not in came["statistics"].index


def test_the_plan_is_scored_only_where_central_asia_is_one():
    came = arrivals.outcomes()["counted"]
    given_shares = {"plan": arrivals.planned_shares(), "border": arrivals.border_shares()}
    assert arrivals.scored(given_shares, came)["forecast"].tolist() == ["border"]
    together = arrivals.scored(given_shares, came, together=True)
    assert set(together["forecast"]) == {"plan", "border"}
    assert (together[["log_excess", "brier_excess"]] > 0).all(axis=None)


def test_wins_compare_every_count_rule_and_partition():
    scores = pd.DataFrame(
        {
            "forecast": ["a", "b"],
            "outcome": ["x", "x"],
            "parts": ["hosts", "hosts"],
            "log_excess": [0.1, 0.2],
            "brier_excess": [0.4, 0.3],
        }
    )
    assert arrivals.wins(scores, "a", "b") == [True, False]


def test_the_first_row_of_the_sensitivity_is_the_forecast():
    found = arrivals.sensitivity("TJK", np.random.default_rng(2021), 500)
    base = found.iloc[0]
    assert base["share"] == pytest.approx(100 * arrivals.forecasts()["gravity"]["TJK"])
    assert (found["low"] <= found["share"]).all()
    assert (found["share"] <= found["high"]).all()
    hosts = load(gravity.DISTANCES).query("to_place == 'Kabul' and kind == 'capital to capital'")
    assert base["hosts"] == len(hosts)
