"""Proper scores of a forecast of shares: only the true shares are best on average."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.statistics import scores

HOSTS = ["IRN", "PAK", "TJK", "UZB"]


def a_share(weights: list[float]) -> pd.Series:
    """Shares between four hosts."""
    return pd.Series(weights, index=HOSTS) / sum(weights)


WEIGHTS = st.lists(st.floats(0.01, 100), min_size=4, max_size=4)


def test_scores_by_hand():
    forecast, outcome = a_share([1, 1, 1, 1]), pd.Series({"IRN": 1.0})
    assert scores.log_score(forecast, outcome) == pytest.approx(math.log(4))
    assert scores.brier_score(forecast, outcome) == pytest.approx(0.75**2 + 3 * 0.25**2)
    assert scores.log_score(pd.Series({"PAK": 1.0}), outcome) == math.inf
    assert scores.brier_score(pd.Series({"PAK": 1.0}), outcome) == pytest.approx(2)


@given(WEIGHTS, WEIGHTS)
def test_the_true_shares_have_the_least_expected_score(predicted, true):
    forecast, outcome = a_share(predicted), a_share(true)
    for score in (scores.log_score, scores.brier_score):
        assert score(outcome, outcome) <= score(forecast, outcome) + 1e-12


@given(WEIGHTS, WEIGHTS)
def test_the_excess_of_the_brier_score_is_the_squared_distance(predicted, true):
    forecast, outcome = a_share(predicted), a_share(true)
    excess = scores.brier_score(forecast, outcome) - scores.brier_score(outcome, outcome)
    assert excess == pytest.approx(((forecast - outcome) ** 2).sum())
