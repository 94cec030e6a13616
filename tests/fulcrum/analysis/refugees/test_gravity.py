"""How arrivals divide between hosts: a gravity model of shares, simple rivals, proper scores."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.refugees import gravity


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


def test_poisson_regression_on_two_groups_is_the_log_ratio_of_their_means():
    fit = gravity.fit(two_groups(), ["contiguous"])
    assert fit.coefficients[0] == pytest.approx(math.log(20 / 5), abs=1e-6)
    assert (fit.rows, fit.hosts) == (6, 6)


def test_the_clustered_variance_of_two_groups_by_hand():
    """Sandwich of the two means, hosts as clusters, with the usual small-sample factors."""
    fit = gravity.fit(two_groups(), ["contiguous"])
    first = (100 + 0 + 100) / 60**2  # squared deviations over the squared sum of the group
    second = (1 + 0 + 1) / 15**2
    small = 6 / 5 * (6 - 1) / (6 - 2)
    assert fit.covariance[0, 0] == pytest.approx(small * (first + second), rel=1e-6)


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


def test_flows_add_the_classes_of_a_row_and_leave_missing_hosts_out():
    wide = gravity.flows(2021, 2021).set_index("host")["persons"]
    assert wide["TJK"] == 6373 + 2691
    assert wide["PAK"] == 3609 + 108042
    assert "TKM" not in wide.index
    narrow = gravity.flows(2021, 2021, gravity.NARROW).set_index("host")["persons"]
    assert narrow["PAK"] == 3609
    assert "IRN" not in narrow.index


def test_an_unknown_stock_is_marked_and_a_known_one_is_its_logarithm():
    forces = gravity.forces([2020]).set_index("host")
    assert forces.loc["UZB", "stock_unknown"] == 1
    assert forces.loc["TJK", "log_stock"] == pytest.approx(math.log(12393))
    assert forces.loc[["IRN", "PAK", "TJK", "TKM", "UZB", "CHN"], "contiguous"].eq(1).all()
    assert forces.loc[["KAZ", "RUS", "IND"], "contiguous"].eq(0).all()
    assert forces.loc["TJK", "log_distance"] == pytest.approx(math.log(446.1))
