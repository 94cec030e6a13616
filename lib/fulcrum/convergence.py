"""Who moved: how the distance between two actors closed, and by whose steps.

The convergence share of an actor is its part of the change of the gap between the two; it is above
one, or below nought, where one of them moved away.
"""

from __future__ import annotations

import pandas as pd

from fulcrum.positions import mean_range


def by_period(
    frame: pd.DataFrame, actors: list[str], periods: dict[str, tuple[str, str]]
) -> pd.DataFrame:
    """Mean stance by period and actor with its range: ``period, actor, n, mean, low, high``.

    frame: see ``positions.stances``; an actor without a statement in a period has no row.
    """
    parts = []
    for name, (first, last) in periods.items():
        inside = frame["date"].between(pd.Timestamp(first), pd.Timestamp(last))
        means = mean_range(frame[inside & frame["actor"].isin(actors)])
        parts.append(means.assign(period=name))
    whole = pd.concat(parts, ignore_index=True)
    return whole[["period", "actor", "n", "mean", "low", "high"]]


def moved(table: pd.DataFrame, one: str, other: str, first: str, last: str) -> dict[str, float]:
    """The gap between two actors in two periods, and each one's step towards the other.

    ``gap_first, gap_last, ratio, one_step, other_step``; a step is positive towards where the other
    stood first, in points of the scale. KeyError when a mean is missing.
    """
    mean = table.set_index(["period", "actor"])["mean"]
    a, b = float(mean[first, one]), float(mean[first, other])
    c, d = float(mean[last, one]), float(mean[last, other])
    sign = 1.0 if b >= a else -1.0
    return {
        "gap_first": abs(b - a),
        "gap_last": abs(d - c),
        "ratio": abs(d - c) / abs(b - a) if a != b else float("nan"),
        "one_step": sign * (c - a),
        "other_step": sign * (b - d),
    }


def narrowing(
    frame: pd.DataFrame, one: str, other: str, periods: dict[str, tuple[str, str]]
) -> dict[str, float] | None:
    """What ``moved`` finds between two periods; None where an actor is silent in one of them.

    frame: see ``positions.stances``; periods: two, in order of time.
    """
    path = by_period(frame, [one, other], periods)
    if len(path) < 4:
        return None
    first, last = periods
    return moved(path, one, other, first, last)
