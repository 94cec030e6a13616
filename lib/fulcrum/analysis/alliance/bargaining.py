"""A spatial bargain: weight times salience, applied to where each member stands.

The weighted mean is where a bargain among unequal members ends, the weighted median where a vote by
weight would: Bueno de Mesquita 1997, 10.1080/03050629708434909, whose later rounds of offers are
left out. A veto keeps the result where its holder is no worse off than without a decision:
Tsebelis 1995, 10.1017/S0007123400007225.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis.events.stances import mean_range
from fulcrum.errors import FulcrumError

ENDS: Final = (-2.0, 2.0)
"""The ends of the stance scale: where a member without a stance might stand at most."""


def table(
    stances: pd.DataFrame,
    weights: Mapping[str, float],
    salience: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Members with their weight and place: ``iso3, weight, salience, n, low, position, high``.

    stances: see ``positions.stances``. weights: capability by member, any unit. salience: how much
    of it a member spends on this matter, 1 unless given. A member without a stance has no place.
    """
    means = mean_range(stances[stances["actor"].isin(list(weights))]).set_index("actor")
    members = means.rename(columns={"mean": "position"}).reindex(list(weights)).rename_axis("iso3")
    spent = dict(salience or {})
    members = members.assign(
        weight=[float(weights[code]) for code in members.index],
        salience=[float(spent.get(code, 1.0)) for code in members.index],
        n=members["n"].fillna(0).astype(int),
    ).reset_index()
    return members[["iso3", "weight", "salience", "n", "low", "position", "high"]]


def placed(members: pd.DataFrame, without: str | None = None) -> pd.DataFrame:
    """Members with a weight and a stance, one of them left out if asked.

    Raises FulcrumError when nobody is left: a mean of nothing is not nought.
    """
    seated = members.dropna(subset=["weight", "position"])
    seated = seated[seated["iso3"] != without].reset_index(drop=True)
    if seated.empty:
        raise FulcrumError(
            "No member has both a weight and a coded stance in this period. Widen the period or "
            "name members that data/events-2021 has statements of."
        )
    return seated


def weighted_mean(positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum of weight times position over the sum of weights, along the last axis."""
    result: np.ndarray = (positions * weights).sum(axis=-1) / weights.sum()
    return result


def median_holder(positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The index of the member at the weighted median, along the last axis.

    Members in order of position; the first at which the running weight reaches half of the whole.
    """
    order = np.argsort(positions, axis=-1, kind="stable")
    running = np.cumsum(weights[order], axis=-1)
    reached = running >= weights.sum() / 2
    holder: np.ndarray = np.take_along_axis(order, reached.argmax(axis=-1)[..., None], axis=-1)
    return holder[..., 0]


def acceptable(positions: np.ndarray, quo: float) -> tuple[float, float]:
    """What holders of a veto accept in place of the status quo: the ends of the range.

    Each accepts what is no further from its own position than the status quo; the range is common
    to all of them and always holds the status quo itself.
    """
    mirrored = 2 * positions - quo
    return float(np.minimum(quo, mirrored).max()), float(np.maximum(quo, mirrored).min())


def with_veto(members: pd.DataFrame, holders: Sequence[str], quo: float = 0.0) -> float:
    """The weighted mean, moved just so far that each holder of a veto accepts it.

    quo: the position of the alliance without a decision; 0 on the scale is no stance at all.
    """
    seated = placed(members)
    aim = weighted_mean(
        seated["position"].to_numpy(),
        (seated["weight"] * seated["salience"]).to_numpy(),
    )
    if not holders:
        return float(aim)
    unplaced = sorted(set(holders) - set(seated["iso3"]))
    if unplaced:
        raise FulcrumError(
            f"{', '.join(unplaced)} cannot hold a veto here: no weight or no coded stance. "
            f"Name one of {', '.join(seated['iso3'])}."
        )
    low, high = acceptable(seated.loc[seated["iso3"].isin(holders), "position"].to_numpy(), quo)
    return float(np.clip(aim, low, high))


def bargain(
    members: pd.DataFrame, rng: np.random.Generator, draws: int, without: str | None = None
) -> dict[str, float | str]:
    """The result over the coded ranges: ``mean, mean_low, mean_high, median, …, holder, held``.

    Each draw places every member evenly at random between the means of its lower and upper codes,
    as if one coder leaned one way on all its rows: wider than row by row. ``mean`` and ``median``
    are at the coded positions; low and high are 5 and 95 per cent of the draws. ``holder``: who is
    the weighted median; ``held``: in which share of the draws.
    """
    seated = placed(members, without)
    weights = (seated["weight"] * seated["salience"]).to_numpy(dtype=float)
    low, high = seated["low"].to_numpy(dtype=float), seated["high"].to_numpy(dtype=float)
    spots = low + (high - low) * rng.random((draws, len(seated)))
    means, holders = weighted_mean(spots, weights), median_holder(spots, weights)
    medians = np.take_along_axis(spots, holders[:, None], axis=-1)[:, 0]
    coded = seated["position"].to_numpy(dtype=float)
    holder = int(median_holder(coded, weights))
    return {
        "mean": float(weighted_mean(coded, weights)),
        "mean_low": float(np.quantile(means, 0.05)),
        "mean_high": float(np.quantile(means, 0.95)),
        "median": float(coded[holder]),
        "median_low": float(np.quantile(medians, 0.05)),
        "median_high": float(np.quantile(medians, 0.95)),
        "holder": str(seated["iso3"].iloc[holder]),
        "held": float((holders == holder).mean()),
    }


def shift(members: pd.DataFrame, rng: np.random.Generator, draws: int, code: str) -> pd.Series:
    """How far one member moves the weighted mean: mean with it less mean without, same draws.

    ``coded, low, high``: at the coded positions, and 5 and 95 per cent of the draws.
    """
    seated = placed(members)
    rest = (seated["iso3"] != code).to_numpy()
    weights = (seated["weight"] * seated["salience"]).to_numpy(dtype=float)
    low, high = seated["low"].to_numpy(dtype=float), seated["high"].to_numpy(dtype=float)
    spots = low + (high - low) * rng.random((draws, len(seated)))

    def moved(at: np.ndarray) -> np.ndarray:
        gap: np.ndarray = weighted_mean(at, weights) - weighted_mean(at[..., rest], weights[rest])
        return gap

    shifts = moved(spots)
    coded = float(moved(seated["position"].to_numpy(dtype=float)))
    ends = np.quantile(shifts, [0.05, 0.95])
    return pd.Series({"coded": coded, "low": float(ends[0]), "high": float(ends[1])})


def unknown_bounds(members: pd.DataFrame) -> tuple[float, float]:
    """The weighted mean with every unplaced member at one end of the scale, and at the other.

    ``(low, high)``: what the missing stances could do to the result at most.
    """
    weighed = members.dropna(subset="weight")
    weights = (weighed["weight"] * weighed["salience"]).to_numpy(dtype=float)
    low, high = (
        float(weighted_mean(weighed["position"].fillna(end).to_numpy(dtype=float), weights))
        for end in ENDS
    )
    return low, high


def compare(
    tables: Mapping[str, pd.DataFrame], rng: np.random.Generator, draws: int
) -> pd.DataFrame:
    """The bargain under other assumptions: ``name, n, mean, mean_low, mean_high, holder, held``."""
    rows = []
    for name, members in tables.items():
        result = bargain(members, rng, draws)
        rows.append({"name": name, "n": len(placed(members)), **result})
    columns = ["name", "n", "mean", "mean_low", "mean_high", "holder", "held"]
    return pd.DataFrame(rows)[columns]


def salience_to_break(members: pd.DataFrame, code: str, against: str) -> float:
    """The salience at which a majority by weight slips from one member, the others at theirs.

    How many times more than now ``code`` would have to care for ``against`` to hold no more than
    half of the weight, so that its position need no longer be the weighted median.
    """
    seated = placed(members).set_index("iso3")
    spent = seated["weight"] * seated["salience"]
    others = spent.drop([code, against]).sum()
    return float((spent[against] - others) / spent[code])
