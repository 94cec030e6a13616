"""Forecasts of how arrivals divide, what came, and how wrong each forecast was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum.analysis.refugees import forecasts, gravity
from fulcrum.evidence.data import load


def test_draws_come_from_the_generator_and_sum_to_one():
    first, again = (forecasts.gravity_draws(np.random.default_rng(7), 200) for _ in range(2))
    for name, frame in first.items():
        assert np.allclose(frame.sum(axis=1), 1)
        pd.testing.assert_frame_equal(frame, again[name])


def test_the_panel_ends_before_the_crisis():
    assert forecasts.panel()["year"].max() == 2020
    filled = forecasts.panel(unreported_is_zero=True)
    assert (filled["persons"] == 0).any()
    assert len(filled) > len(forecasts.panel())


def test_every_forecast_is_made_of_shares():
    for name, shares in forecasts.forecasts().items():
        assert shares.sum() == pytest.approx(1), name
        assert shares.between(0, 1).all(), name


def test_the_plan_for_central_asia_is_never_split():
    assert forecasts.forecasts()["plan"].to_dict() == pytest.approx(
        {"PAK": 300 / 515, "IRN": 150 / 515, "TJK+TKM+UZB": 65 / 515}
    )


def test_what_came_by_both_counts():
    came = forecasts.outcomes()
    assert came["counted"].to_dict() == {"IRN": 40710, "PAK": 216000, "TJK": 5700, "UZB": 13020}
    assert came["statistics"]["TJK"] == 6373 + 2691 + 329 + 50
    assert "TKM" not in came["statistics"].index


def test_the_plan_is_scored_only_where_central_asia_is_one():
    came = {"counted": forecasts.outcomes()["counted"]}
    expected = {name: forecasts.forecasts()[name] for name in ("plan", "border")}
    table = forecasts.score_table(expected, came)
    assert table["parts"].tolist() == ["hosts", "together", "together"]
    assert (table[["log", "Brier"]] > 0).all(axis=None)
    hosts, together = table[table["parts"] == "hosts"], table[table["parts"] == "together"]
    assert hosts["forecast"].tolist() == ["border"]
    assert set(together["forecast"]) == {"plan", "border"}
    assert together["log"].is_monotonic_increasing


def test_plans_stand_beside_the_counts_of_their_year():
    table = forecasts.plans_and_arrivals().set_index(["edition", "iso3"])
    assert table.loc[("2021", "TJK+TKM+UZB"), "row"] == "Central Asia in 2021"
    plans = table.drop(columns="row")
    assert plans.loc[("2021", "PAK")].tolist() == [300000, 27860, 111651]
    assert plans.loc[("2021", "TJK+TKM+UZB")].tolist() == [65000, 5600, 9064 + 13020]
    assert plans.loc[("2001", "TJK"), "planned"] == 50000


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
    share = {"gravity": 0.99, "border": 23.05, **counted}
    shares = pd.DataFrame({"part": "TJK", "forecast": list(share), "share": list(share.values())})
    shares.loc[len(shares)] = ["IRN", "gravity", 99.0]
    start = "Gravity gave Tajikistan 1.0 per cent of the arrivals, its border 23; "
    assert forecasts.in_words(shares, "TJK") == start + words


def test_what_came_stands_beside_each_forecast():
    expected = {"border": pd.Series({"IRN": 0.5, "TJK": 0.25, "UZB": 0.25})}
    came = {"counted": pd.Series({"IRN": 30.0, "TJK": 10.0})}
    spread = {"border": pd.DataFrame({"IRN": [0.4, 0.6], "TJK": [0.2, 0.2], "UZB": [0.4, 0.2]})}
    spread["border"]["TKM"] = 0.0
    table = forecasts.compared(expected, spread, came, "TJK").set_index(["forecast", "panel"])
    together = table.loc[("border", "Central Asia together")]
    assert together[["share", "tone"]].tolist() == [50, "other-2"]
    assert together[["low", "high"]].tolist() == pytest.approx([40.5, 59.5])
    assert table.loc[("came_counted", "Tajikistan alone"), ["share", "tone"]].tolist() == [
        25,
        "TJK",
    ]


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
    variants = forecasts.sensitivity("TJK", np.random.default_rng(2021), 500)
    base = variants.iloc[0]
    assert base["share"] == pytest.approx(100 * forecasts.forecasts()["gravity"]["TJK"])
    assert (variants["low"] <= variants["share"]).all()
    assert (variants["share"] <= variants["high"]).all()
    hosts = load(gravity.DISTANCES).query("to_place == 'Kabul' and kind == 'capital to capital'")
    assert base["hosts"] == len(hosts)
