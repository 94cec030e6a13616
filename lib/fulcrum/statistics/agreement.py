"""Agreement of coders: Krippendorff's alpha for ordered codes, with its uncertainty.

Reference: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, Annenberg School for
Communication, University of Pennsylvania.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd


def _ordinal(totals: np.ndarray) -> np.ndarray:
    """Squared distances of ranks: all values between two codes count, the ends by half."""
    size = len(totals)
    distance = np.zeros((size, size))
    for low, high in itertools.combinations(range(size), 2):
        between = totals[low : high + 1].sum() - (totals[low] + totals[high]) / 2
        distance[low, high] = distance[high, low] = between**2
    return distance


def alpha(one: pd.Series[float], other: pd.Series[float]) -> float:
    """Ordinal alpha of two coders, at most 1; 0 is what chance would give.

    one, other: codes of the same units, missing where a coder gave none; units that only one coded
    are left out. NaN when all codes are the same, since nothing could then differ.
    """
    return _alpha(_pairs(one, other))


def _pairs(one: pd.Series[float], other: pd.Series[float]) -> np.ndarray:
    """The codes of the units that both coded, shape (units, 2)."""
    both = one.notna().to_numpy() & other.notna().to_numpy()
    return np.column_stack([one.to_numpy()[both], other.to_numpy()[both]]).astype(float)


def _alpha(pairs: np.ndarray) -> float:
    values = np.unique(pairs)
    if len(values) < 2:
        return float("nan")
    place = np.searchsorted(values, pairs)
    coincidence = np.zeros((len(values), len(values)))
    np.add.at(coincidence, (place[:, 0], place[:, 1]), 1)
    coincidence += coincidence.T
    totals = coincidence.sum(axis=1)
    distance = _ordinal(totals)
    observed = (coincidence * distance).sum()
    expected = (np.outer(totals, totals) * distance).sum() / (totals.sum() - 1)
    return float(1 - observed / expected)


def interval(
    one: pd.Series[float],
    other: pd.Series[float],
    draws: int,
    generator: np.random.Generator,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile interval of alpha over units drawn with replacement."""
    pairs = _pairs(one, other)
    picks = generator.integers(0, len(pairs), size=(draws, len(pairs)))
    found = np.array([_alpha(pairs[pick]) for pick in picks])
    tail = (1 - level) / 2
    low, high = np.nanquantile(found, [tail, 1 - tail])
    return float(low), float(high)


def table(one: pd.Series[float], other: pd.Series[float]) -> pd.DataFrame:
    """Units by pair of codes: ``first, second, n``."""
    both = pd.DataFrame({"first": one, "second": other}).dropna().astype(int)
    return both.groupby(["first", "second"]).size().rename("n").reset_index()


def same(frame: pd.DataFrame, actor: str) -> str:
    """On how many stances of an actor both coders gave the same code, as "5 of 10".

    frame: ``actor, stance, second``, every row coded by both.
    """
    own = frame[frame["actor"] == actor]
    return f"{int((own['stance'] == own['second']).sum())} of {len(own)}"


def by_topic(frame: pd.DataFrame, least: int = 5) -> pd.DataFrame:
    """Agreement topic by topic: ``topic, n, equal, low, high, step, alpha``.

    equal: per cent of rows with the same code, with Wilson's interval; step: mean of the second
    code less the first; alpha: ordinal. frame: ``topic, stance, second``; topics with fewer than
    ``least`` rows coded by both are left out.
    """
    rows = []
    for topic, part in frame.dropna(subset=["stance", "second"]).groupby("topic"):
        if len(part) < least:
            continue
        same = int((part["stance"] == part["second"]).sum())
        low, high = wilson(same, len(part))
        step = float((part["second"] - part["stance"]).mean())
        value = alpha(part["stance"], part["second"])
        rows.append((topic, len(part), 100 * same / len(part), 100 * low, 100 * high, step, value))
    columns = ["topic", "n", "equal", "low", "high", "step", "alpha"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "equal", ignore_index=True, kind="stable"
    )


def wilson(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's interval for a share; (0, 1) for no trials. Wilson 1927, 10.2307/2276774."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * np.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def difference(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float, float]:
    """Difference of two shares with Newcombe's interval from Wilson's: ``value, low, high``.

    one, other: successes and trials. Newcombe 1998, method 10,
    10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    p, q = one[0] / one[1], other[0] / other[1]
    (l1, u1), (l2, u2) = wilson(*one), wilson(*other)
    low = p - q - np.sqrt((p - l1) ** 2 + (u2 - q) ** 2)
    high = p - q + np.sqrt((u1 - p) ** 2 + (q - l2) ** 2)
    return p - q, float(low), float(high)
