"""Agreement of two coders, or of two voters: ordinal alpha, kappa, pi and S.

References: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, Annenberg School for
Communication; Häge 2011, 10.1093/pan/mpr023, on correcting the agreement of votes for chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd


def alpha(first: pd.Series[float], second: pd.Series[float]) -> float:
    """Krippendorff's ordinal alpha of two coders, at most 1; 0 is what chance would give.

    first, second: codes of the same units, missing where a coder gave none; units that only one
    coder coded are left out. NaN when all codes are the same, since nothing could then differ.
    """
    return _alpha(_pairs(first, second))


def _pairs(first: pd.Series[float], second: pd.Series[float]) -> np.ndarray:
    """The codes of the units that both coded, shape (units, 2)."""
    both = first.notna().to_numpy() & second.notna().to_numpy()
    return np.column_stack([first.to_numpy()[both], second.to_numpy()[both]]).astype(float)


def _alpha(pairs: np.ndarray) -> float:
    values = np.unique(pairs)
    if len(values) < 2:
        return float("nan")
    place = np.searchsorted(values, pairs)
    coincidence = np.zeros((len(values), len(values)))
    np.add.at(coincidence, (place[:, 0], place[:, 1]), 1)
    coincidence += coincidence.T
    totals = coincidence.sum(axis=1)
    rank = totals.cumsum() - totals / 2  # mean ranks: all codes between two count, these by half
    distance = np.subtract.outer(rank, rank) ** 2
    observed = (coincidence * distance).sum()
    expected = (np.outer(totals, totals) * distance).sum() / (totals.sum() - 1)
    return float(1 - observed / expected)


def alpha_interval(
    first: pd.Series[float],
    second: pd.Series[float],
    draws: int,
    generator: np.random.Generator,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile interval of ``alpha`` over units drawn with replacement."""
    pairs = _pairs(first, second)
    picks = generator.integers(0, len(pairs), size=(draws, len(pairs)))
    values = np.array([_alpha(pairs[pick]) for pick in picks])
    tail = (1 - level) / 2
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return float(low), float(high)


def identical(first: pd.Series[str], second: pd.Series[str]) -> float:
    """Share of identical choices, 0 to 1."""
    return float((first.to_numpy() == second.to_numpy()).mean())


def kappa(first: pd.Series[str], second: pd.Series[str]) -> float:
    """Cohen's kappa, -1 to 1: agreement beyond what each side's own habits would give.

    NaN when both always make the same single choice. Cohen 1960, 10.1177/001316446002000104.
    """
    one_side, other_side = _habits(first, second)
    return _corrected(identical(first, second), float(one_side @ other_side))


def scott_pi(first: pd.Series[str], second: pd.Series[str]) -> float:
    """Scott's pi, -1 to 1: as kappa, with the habits of the two taken together.

    Scott 1955, 10.1086/266577.
    """
    mean = _habits(first, second).mean(axis=0)
    return _corrected(identical(first, second), float(mean @ mean))


def _habits(first: pd.Series[str], second: pd.Series[str]) -> np.ndarray:
    """Share of each choice on each side, shape (2, choices)."""
    choices = sorted({*first, *second})
    return np.array([[(side.to_numpy() == c).mean() for c in choices] for side in (first, second)])


def _corrected(observed: float, chance: float) -> float:
    return float("nan") if chance == 1 else (observed - chance) / (1 - chance)


def kappa_interval(
    first: pd.Series[str],
    second: pd.Series[str],
    choices: Sequence[str],
    generator: np.random.Generator,
    draws: int,
) -> tuple[float, float]:
    """The middle 90 per cent of ``kappa`` over units drawn with replacement.

    Units that hang together make it a lower bound of the doubt. Efron 1979,
    10.1214/aos/1176344552. choices: all that could be made.
    """
    pairs = [f"{a}{b}" for a in choices for b in choices]
    seen = (first + second).value_counts().reindex(pairs, fill_value=0)
    again = generator.multinomial(len(first), seen.to_numpy() / len(first), size=draws)
    cells = again.reshape(draws, len(choices), len(choices)) / len(first)
    observed = np.trace(cells, axis1=1, axis2=2)
    chance = (cells.sum(axis=2) * cells.sum(axis=1)).sum(axis=1)
    defined = chance < 1
    if not defined.any():
        return float("nan"), float("nan")
    values = (observed[defined] - chance[defined]) / (1 - chance[defined])
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def similarity_s(
    first: pd.Series[str], second: pd.Series[str], places: Mapping[str, float]
) -> float:
    """Signorino and Ritter's S, -1 to 1: one minus twice the mean distance, unweighted.

    places: where each choice lies between 0 and 1. Signorino and Ritter 1999,
    10.1111/0020-8833.00113.
    """
    distance = (first.map(places) - second.map(places)).abs().astype(float)
    return float(1 - 2 * distance.mean())
