"""A spatial bargain: weight times salience, applied to where each member stands.

The weighted mean is where a bargain among unequal members ends, the weighted median where a vote by
weight would: Bueno de Mesquita 1997, 10.1080/03050629708434909, whose later rounds of offers are
left out. A veto keeps the result where its holder is no worse off than without a decision:
Tsebelis 1995, 10.1017/S0007123400007225.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis.countries import CAPABILITY, names
from fulcrum.analysis.events.stances import mean_range, recodings
from fulcrum.errors import FulcrumError
from fulcrum.evidence.results import Numbers, number

ENDS: Final = (-2.0, 2.0)
"""The ends of the stance scale: where a member without a stance might stand at most."""


def table(
    stances: pd.DataFrame,
    weights: pd.Series[float],
    salience: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Members with their weight and place: ``iso3, weight, salience, n, low, position, high``.

    stances: as of ``stances.stances``; a member without one has no place. weights: capability by
    code, in any unit. salience: how much of it a member spends on this matter; else 1.
    """
    means = mean_range(stances).set_index("actor").rename(columns={"mean": "position"})
    table = means.reindex(weights.index).rename_axis("iso3").assign(weight=weights.astype(float))
    table["salience"] = [float((salience or {}).get(code, 1)) for code in weights.index]
    table["n"] = table["n"].fillna(0).astype(int)
    columns = ["iso3", "weight", "salience", "n", "low", "position", "high"]
    return table.reset_index()[columns]


def placed(members: pd.DataFrame, without: str | None = None) -> pd.DataFrame:
    """Members with a weight and a stance, one of them left out if asked.

    Raises FulcrumError when nobody is left: a mean of nothing is not zero.
    """
    with_place = members.dropna(subset=["weight", "position"])
    with_place = with_place[with_place["iso3"] != without].reset_index(drop=True)
    if with_place.empty:
        raise FulcrumError(
            "No member has both a weight and a coded stance in this period. Widen the period or "
            "name members that data/events-2021 has statements of."
        )
    return with_place


def _spent(members: pd.DataFrame) -> np.ndarray:
    """What each member brings to the bargain: its weight times its salience."""
    return (members["weight"] * members["salience"]).to_numpy(dtype=float)


def _spots(members: pd.DataFrame, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Positions as coded, in the first row, and drawn evenly between each member's ends below it.

    Shape (1 + draws, members). The ends are the means of its lower and upper codes, as if one coder
    leaned one way on all its rows: wider than row by row.
    """
    low, coded, high = members[["low", "position", "high"]].to_numpy(dtype=float).T
    return np.vstack([coded, low + (high - low) * rng.random((draws, len(members)))])


def weighted_mean(positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum of weight times position over the sum of weights, along the last axis."""
    return np.asarray((positions * weights).sum(axis=-1) / weights.sum())


def median_holder(positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The index of the member at the weighted median, along the last axis.

    Members in order of position; the first at which the running weight reaches half of the whole.
    """
    order = np.argsort(positions, axis=-1, kind="stable")
    running = np.cumsum(weights[order], axis=-1)
    first = (running >= weights.sum() / 2).argmax(axis=-1)
    return np.take_along_axis(order, first[..., None], axis=-1)[..., 0]


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
    parties = placed(members)
    aim = weighted_mean(parties["position"].to_numpy(), _spent(parties))
    if not holders:
        return float(aim)
    unplaced = sorted(set(holders) - set(parties["iso3"]))
    if unplaced:
        raise FulcrumError(
            f"{', '.join(unplaced)} cannot hold a veto here: no weight or no coded stance. "
            f"Name one of {', '.join(parties['iso3'])}."
        )
    low, high = acceptable(parties.loc[parties["iso3"].isin(holders), "position"].to_numpy(), quo)
    return float(np.clip(aim, low, high))


def bargain(members: pd.DataFrame, rng: np.random.Generator, draws: int) -> pd.DataFrame:
    """The weighted mean and median: ``low, position, high`` in the rows *mean* and *median*.

    position: at the coded positions; low, high: 5 and 95 per cent of draws from the coded ranges.
    """
    parties = placed(members)
    weights, spots = _spent(parties), _spots(parties, rng, draws)
    medians = np.take_along_axis(spots, median_holder(spots, weights)[:, None], axis=-1)[:, 0]
    return pd.DataFrame({"mean": _ends(weighted_mean(spots, weights)), "median": _ends(medians)}).T


def _ends(results: np.ndarray) -> dict[str, float]:
    """The first of some results, which is as coded, and 5 and 95 per cent of the others."""
    low, high = np.quantile(results[1:], [0.05, 0.95])
    return {"low": low, "position": results[0], "high": high}


def median_member(members: pd.DataFrame) -> str:
    """Who is the weighted median at the coded positions."""
    parties = placed(members)
    at = int(median_holder(parties["position"].to_numpy(dtype=float), _spent(parties)))
    return str(parties["iso3"].iloc[at])


def median_share(members: pd.DataFrame, rng: np.random.Generator, draws: int) -> float:
    """The share of draws in which the weighted median is who it is as coded, 0 to 1."""
    parties = placed(members)
    holders = median_holder(_spots(parties, rng, draws), _spent(parties))
    return float((holders[1:] == holders[0]).mean())


def outcomes(
    members: pd.DataFrame, rng: Callable[[], np.random.Generator], draws: int, focal: str
) -> pd.DataFrame:
    """Where the bargain ends under a few rules: ``low, position, high``, one row a rule.

    *mean* and *median*, by weight; *without*, the mean without the focal state, where that has a
    place; *equal*, the mean when all weigh the same. rng: makes the same generator anew, so that
    the rules are compared over the same draws.
    """
    rules = bargain(members, rng(), draws).T
    rules["equal"] = bargain(members.assign(weight=1.0), rng(), draws).loc["mean"]
    if focal in set(placed(members)["iso3"]):
        left = bargain(placed(members, focal), rng(), draws).loc["mean"]
        rules.insert(1, "without", list(left))
    return rules.T


def shift(members: pd.DataFrame, rng: np.random.Generator, draws: int, code: str) -> pd.Series:
    """How far one member moves the weighted mean: mean with it less mean without, same draws.

    ``low, position, high``: at the coded positions, and 5 and 95 per cent of the draws.
    """
    parties = placed(members)
    rest = (parties["iso3"] != code).to_numpy()
    weights, spots = _spent(parties), _spots(parties, rng, draws)
    shifts = weighted_mean(spots, weights) - weighted_mean(spots[:, rest], weights[rest])
    return pd.Series(_ends(shifts))


def unknown_bounds(members: pd.DataFrame) -> tuple[float, float]:
    """The weighted mean with every unplaced member at one end of the scale, and at the other.

    ``(low, high)``: what the missing stances could do to the result at most.
    """
    weighed = members.dropna(subset="weight")
    low, high = (weighed["position"].fillna(end).to_numpy(float) for end in ENDS)
    spent = _spent(weighed)
    return float(weighted_mean(low, spent)), float(weighted_mean(high, spent))


def sensitivity(
    stances: pd.DataFrame, sizes: pd.DataFrame, focal: str, rng: np.random.Generator, draws: int
) -> pd.DataFrame:
    """The mean under other assumptions, by their name: ``low, position, high, holder``.

    Other codes, other weights, and a focal member that cares more. holder: who is the weighted
    median. stances: see ``table``; sizes: see ``membership.sizes``.
    """
    capability, again = sizes["cinc_pct"], recodings(stances)
    weigh = partial(table, stances)
    tables = {"as in the figure": weigh(capability)}
    for reading in ("second coder", "without rows of medium confidence"):
        tables[reading] = table(again[reading], capability)
    tables["weights: GDP"] = weigh(sizes["gdp_pct"])
    tables["weights: military spending"] = weigh(sizes["spending_pct"])
    tables["weights: one each"] = weigh(capability).assign(weight=1.0)
    for times in (5, 10, 50) if focal in sizes.index else ():
        louder = weigh(capability, {focal: times})
        tables[f"{names()[focal]} cares {times} times as much"] = louder
    rows = {name: bargain(members, rng, draws).loc["mean"] for name, members in tables.items()}
    holders = [median_member(members) for members in tables.values()]
    return pd.DataFrame(rows).T.assign(holder=holders)


def salience_to_break(members: pd.DataFrame, code: str, against: str) -> float:
    """The salience at which a majority by weight slips from one member, the others at theirs.

    How many times more than now ``code`` would have to care for ``against`` to hold no more than
    half of the weight, so that its position need no longer be the weighted median.
    """
    parties = placed(members).set_index("iso3")
    spent = parties["weight"] * parties["salience"]
    others = spent.drop([code, against]).sum()
    return float((spent[against] - others) / spent[code])


def numbers(members: pd.DataFrame, results: pd.DataFrame, held: float) -> Numbers:
    """Where the bargain ends in numbers.

    results: see ``outcomes``; held: the ``median_share`` in per cent.
    """
    mean, median = results.loc["mean"], results.loc["median", "position"]
    points = partial(number, unit="points", digits=2, tolerance=0.005)
    drawn = partial(points, drawn=True, tolerance=0.03)
    over, stance = "weighted mean over the coded ranges", "stance of the alliance, coded positions"
    in_draws = f"draws in which {names()[median_member(members)]} is the weighted median"
    return {
        "bargaining_mean": points(mean["position"], f"weighted mean {stance}"),
        "bargaining_mean_low": drawn(mean["low"], f"{over}, 5 per cent"),
        "bargaining_mean_high": drawn(mean["high"], f"{over}, 95 per cent"),
        "bargaining_median": points(median, f"weighted median {stance}"),
        "bargaining_held": number(held, in_draws, unit="%", digits=0),
    }


def influence_numbers(members: pd.DataFrame, moved: pd.Series, code: str, ally: str) -> Numbers:
    """What one member does to the bargain in numbers: its weight, its care, its veto.

    moved: see ``shift``; ally: the member with the most weight, whose veto is tried as well.
    """
    state, other = names()[code], names()[ally]
    rest = placed(members, code)
    without = float(weighted_mean(rest["position"].to_numpy(float), _spent(rest)))
    points = partial(number, unit="points", digits=2, tolerance=0.005)
    fine = partial(points, drawn=True, digits=3, tolerance=0.002)
    vetoes = [with_veto(members, holders) for holders in ([code], [ally], [code, ally])]
    times = salience_to_break(members, code, ally)
    care = f"how many times more {state} would have to care before {other} lost its majority"
    halted = f"the result when {state} holds a veto and no decision counts as 0"
    lowest = f"the lowest result that a veto of {state}, of {other} or of both can bring about"
    return {
        "bargaining_without": points(without, f"weighted mean without {state}"),
        "bargaining_shift": points(moved["position"], f"weighted mean with {state} less without"),
        "bargaining_shift_low": fine(moved["low"], "that shift, 5 per cent of the draws"),
        "bargaining_shift_high": fine(moved["high"], "that shift, 95 per cent of the draws"),
        "bargaining_salience": number(
            times, f"{care} by weight", unit="times", digits=0, tolerance=1, sources=[CAPABILITY]
        ),
        "bargaining_veto": points(vetoes[0], halted),
        "bargaining_veto_least": points(min(vetoes), lowest),
    }
