"""Proper scores of a forecast of shares: only the true shares are best on average.

Gneiting and Raftery 2007, 10.1198/016214506000001437.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def log_score(forecast: pd.Series[Any], outcome: pd.Series[Any]) -> float:
    """Mean of minus the natural log of the share forecast for the class that each unit reached.

    forecast, outcome: shares by class that sum to one; lower is better; infinite when units came
    where none were expected. Its least value, reached by the outcome itself, is the entropy.
    """
    came = outcome[outcome > 0]
    expected = forecast.reindex(came.index).fillna(0.0).to_numpy(dtype="float64")
    with np.errstate(divide="ignore"):
        return float(-(came.to_numpy(dtype="float64") * np.log(expected)).sum())


def brier_score(forecast: pd.Series[Any], outcome: pd.Series[Any]) -> float:
    """Mean squared distance between the shares forecast and the class that each unit reached.

    ``1 - 2 sum(q p) + sum(p p)`` for shares forecast p and outcome q: from zero to two, lower is
    better. Brier 1950, 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    both = pd.concat([forecast, outcome], axis=1, keys=["p", "q"]).fillna(0.0)
    return float(1 - 2 * (both["p"] * both["q"]).sum() + (both["p"] ** 2).sum())
