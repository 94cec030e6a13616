"""Concentration of a state's ties, with what is not known kept in sight.

The Herfindahl-Hirschman index (HHI) is the sum of squared shares: 1/n when n partners share alike,
1 when there is one. Hirschman 1945; Hirschman 1964, American Economic Review 54(5), 761.
"""

from __future__ import annotations

import pandas as pd


def shares(frame: pd.DataFrame, by: str, value: str) -> pd.Series[float]:
    """Shares of a total by partner, largest first; an empty series when the total is zero."""
    grouped = frame.groupby(by)[value].sum().astype(float)
    total = grouped.sum()
    if total <= 0:
        return pd.Series(dtype=float)
    return (grouped / total).sort_values(ascending=False, kind="stable")


def bounds(known: pd.Series[float], coverage: float) -> tuple[float, float]:
    """The index that is possible when the known shares cover only part of the whole.

    known: shares of the known part, sum one; coverage: part of the whole that is known, 0 to 1.
    Low: the rest is spread so thin that it adds nothing; high: all of it belongs to the largest.
    """
    scaled = known.to_numpy(dtype=float) * coverage
    low = float((scaled**2).sum())
    top = scaled.max(initial=0.0)
    high = low - top**2 + (top + 1 - coverage) ** 2
    return low, float(high)
