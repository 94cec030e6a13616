"""Intervals and tests for counts, shares and few values; each with its reference.

Wilson's, Newcombe's and Holm's lines stand here although statsmodels has them: its import would
cost each chapter some seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import special


def wilson(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's interval for a share; (0, 1) for no trials. Wilson 1927, 10.2307/2276774."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * np.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float, float]:
    """First share less the second with Newcombe's interval from Wilson's: ``value, low, high``.

    first, second: successes and trials. Newcombe 1998, method 10,
    10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    p, q = first[0] / first[1], second[0] / second[1]
    (l1, u1), (l2, u2) = wilson(*first), wilson(*second)
    low = p - q - np.sqrt((p - l1) ** 2 + (u2 - q) ** 2)
    high = p - q + np.sqrt((u1 - p) ** 2 + (q - l2) ** 2)
    return p - q, float(low), float(high)


def poisson(counts: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits of Poisson counts, low and high. Garwood 1936, Biometrika 28, 437."""
    tail = (1 - level) / 2
    low = np.where(counts > 0, special.gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return low, special.gammaincinv(counts + 1, 1 - tail)


def difference_in_differences(
    focal: tuple[int, int], others: list[tuple[int, int]], level: float = 0.95
) -> tuple[float, float, float]:
    """Rise of a count less the mean rise of others', with its interval: ``value, low, high``.

    Counts before and after, Poisson. Exact limits for each count, joined for their weighted sum by
    the method of variance estimates recovery (Zou and Donner 2008, Statistics in Medicine 27,
    1693), which keeps an interval where a count is zero.
    """
    counts = np.array([*focal, *(count for pair in others for count in pair)], dtype=float)
    weights = np.array([-1.0, 1.0] + [1 / len(others), -1 / len(others)] * len(others))
    low, high = poisson(counts, level)
    value = float(weights @ counts)
    under = np.where(weights > 0, counts - low, high - counts)
    over = np.where(weights > 0, high - counts, counts - low)
    down, up = (float(np.linalg.norm(weights * reach)) for reach in (under, over))
    return value, value - down, value + up


def least_rise(before: int, others: list[tuple[int, int]], bound: float = 0.0) -> tuple[int, float]:
    """The least count after, and its rise over the others', whose interval lies above a bound.

    What such a comparison could have shown at all: with the counts of the others and the count
    before as they are, a smaller rise would not have been told from the bound. The interval is
    that of ``difference_in_differences``. Bloom 1995, Evaluation Review 19, 547, on the least
    effect that a study detects.

    Args:
        before: The focal count before.
        others: Counts before and after of those compared with.
        bound: The rise that must be excluded.
    """
    after = before
    while difference_in_differences((before, after), others)[1] <= bound:
        after += 1
    return after, difference_in_differences((before, after), others)[0]


def mean_interval(values: pd.Series[float], level: float = 0.95) -> tuple[float, float]:
    """Interval of the mean of few independent values. Student 1908, 10.1093/biomet/6.1.1.

    values: two or more.
    """
    middle, error = float(values.mean()), float(values.std()) / len(values) ** 0.5
    reach = float(special.stdtrit(len(values) - 1, 0.5 + level / 2)) * error
    return middle - reach, middle + reach


def bootstrap_means(
    low: np.ndarray, high: np.ndarray, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Means of codes drawn anew with replacement, each a whole number of its range; shape (draws,).

    low, high: ends of the ranges, whole numbers, shape (values,). Efron and Tibshirani 1993, *An
    Introduction to the Bootstrap*.
    """
    chosen = generator.integers(0, len(low), size=(draws, len(low)))
    codes = generator.integers(low[chosen], high[chosen] + 1)
    return np.asarray(codes.mean(axis=1))


def p_value(observed: float, chance: np.ndarray) -> float:
    """One-sided p of randomisation: share of values by chance at least as large as the observed.

    The observed value is counted among them. Fisher 1935; Young 2019, 10.1093/qje/qjy029.
    """
    return float((1 + (chance >= observed).sum()) / (1 + chance.size))


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """p-values corrected for standing side by side (Holm 1979, Scand. J. Statist. 6, 65-70).

    The smallest is multiplied by the number of tests, the next by one less, and so on; none falls
    below one before it or rises above one.
    """
    ordered = pd.Series(dict(values), dtype=float).sort_values(kind="stable")
    corrected = (ordered * np.arange(len(ordered), 0, -1)).clip(upper=1.0).cummax()
    return {name: float(corrected[name]) for name in values}
