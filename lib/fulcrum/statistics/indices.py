"""Composite indices under every choice at once: normalisation, weights, aggregation, gaps, ranges.

After Nardo, Saisana, Saltelli, Tarantola, Hoffmann and Giovannini 2008, *Handbook on Constructing
Composite Indicators* (OECD and JRC, ISBN 978-92-64-04345-9). Every draw is a point of the unit
cube, so that Monte Carlo and Sobol's design share one model. Rank 1 is the highest score.

Geometric means need positive values: normalised values are moved from [0, 1] to [FLOOR, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from fulcrum.errors import FulcrumError

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Normalisation = Literal["min-max", "z-score", "rank"]
Aggregation = Literal["linear", "geometric"]
Imputation = Literal["known only", "range of the known", "below the known", "drop the indicator"]
NORMALISATIONS: Final[tuple[str, ...]] = get_args(Normalisation)
AGGREGATIONS: Final[tuple[str, ...]] = get_args(Aggregation)
IMPUTATIONS: Final[tuple[str, ...]] = get_args(Imputation)
FLOOR: Final = 0.01
"""The least normalised value in a geometric mean; one zero would else decide the whole index."""
GROUPS: Final = ("normalisation", "aggregation", "imputation", "weights", "values")
COLUMNS: Final = ("indicator", "iso3", "low", "high", "direction")


@dataclass(frozen=True)
class Matrix:
    """Indicators as arrays: ``low`` and ``high`` are states by indicators, NaN where unknown."""

    states: tuple[str, ...]
    indicators: tuple[str, ...]
    low: Array
    high: Array
    direction: Array

    @property
    def width(self) -> int:
        """Coordinates of a draw: three choices, equal or drawn weights, weights, values."""
        return 4 + len(self.indicators) + self.low.size


def matrix(table: pd.DataFrame) -> Matrix:
    """A tidy table ``indicator, iso3, low, high, direction`` as arrays.

    direction: 1 where more is more, -1 where less is more. Raises FulcrumError for a missing pair,
    low above high, a range known at one end only, or an indicator known of fewer than two states.
    """
    absent = [name for name in COLUMNS if name not in table]
    if absent:
        raise FulcrumError(f"The indicators lack {', '.join(absent)}. Give {', '.join(COLUMNS)}.")
    states, names = list(dict.fromkeys(table["iso3"])), list(dict.fromkeys(table["indicator"]))
    if len(table) != len(states) * len(names) or table.duplicated(["iso3", "indicator"]).any():
        raise FulcrumError(
            f"{len(table)} rows for {len(states)} states and {len(names)} indicators: give each "
            "pair once, with empty low and high where it is unknown."
        )
    both = [
        table.pivot(index="iso3", columns="indicator", values=end)
        .reindex(index=states, columns=names)
        .to_numpy(dtype=float, na_value=np.nan)
        for end in ("low", "high")
    ]
    if (np.isnan(both[0]) != np.isnan(both[1])).any() or (both[0] > both[1]).any():
        raise FulcrumError("A range is upside down or known at one end only. Mend low and high.")
    few = [name for name, n in zip(names, (~np.isnan(both[0])).sum(axis=0), strict=True) if n < 2]
    if few:
        raise FulcrumError(f"Fewer than two states have {', '.join(few)}. Leave it out.")
    way = table.drop_duplicates("indicator").set_index("indicator")["direction"].reindex(names)
    return Matrix(tuple(states), tuple(names), both[0], both[1], way.to_numpy(dtype=float))


def normalised(values: Array, codes: Codes) -> Array:
    """Values of draws by states by indicators, normalised over the states: 0 to 1, NaN kept.

    codes: one a draw, a place in NORMALISATIONS. Min-max; the normal distribution function of
    the z-score; the share of the other known states that lie below, half for those level. All are
    unmoved by a change of unit; states that are all level get one half.
    """
    found = np.empty_like(values)
    for code in np.unique(codes):
        part = values[codes == code]
        if code == 0:
            least = np.nanmin(part, axis=1, keepdims=True)
            span = np.nanmax(part, axis=1, keepdims=True) - least
            made = np.where(span > 0, (part - least) / np.where(span > 0, span, 1), 0.5)
        elif code == 1:
            spread = np.nanstd(part, axis=1, keepdims=True)
            flat = spread <= 1e-12 * np.nanmax(np.abs(part), axis=1, keepdims=True)
            z = (part - np.nanmean(part, axis=1, keepdims=True)) / np.where(flat, 1, spread)
            made = np.where(flat, 0.5, special.ndtr(z))
        else:
            one, other = part[:, :, None, :], part[:, None, :, :]
            level = (one == other).sum(axis=2) - 1
            known = (~np.isnan(part)).sum(axis=1, keepdims=True) - 1
            made = ((other < one).sum(axis=2) + 0.5 * level) / np.maximum(known, 1)
        found[codes == code] = np.where(np.isnan(part), np.nan, made)
    return found


def aggregated(parts: Array, weights: Array, codes: Codes) -> Array:
    """Scores of draws by states: weighted means of what is known of each state.

    parts: see ``normalised``; weights: draws by indicators, non-negative; codes: a place in
    AGGREGATIONS. A state's weights are scaled to sum to one over its known indicators.
    """
    share = np.where(np.isnan(parts), 0.0, weights[:, None, :])
    total = share.sum(axis=2)
    filled = np.where(np.isnan(parts), 0.5, parts)
    with np.errstate(invalid="ignore"):
        linear = (share * filled).sum(axis=2) / total
        logs = np.log(FLOOR + (1 - FLOOR) * filled)
        geometric = np.exp((share * logs).sum(axis=2) / total)
    made: Array = np.where(codes[:, None] == 0, linear, geometric)
    return made


def ranked(scores: Array) -> Array:
    """Ranks of draws by states: 1 plus the number of states with a higher score."""
    higher = scores[:, None, :] > scores[:, :, None] + 1e-12
    made: Array = 1.0 + higher.sum(axis=2)
    return made


def scores(
    given: Matrix,
    *,
    at: Array,
    normalisation: Codes,
    aggregation: Codes,
    imputation: Codes,
    weights: Array,
) -> Array:
    """Scores of draws by states. at: where in its range each value lies, 0 to 1."""
    codes = imputation[:, None, None]
    missing = np.isnan(given.low)[None]
    least, most = np.nanmin(given.low, axis=0), np.nanmax(given.high, axis=0)
    low = np.where(missing, np.where(codes == 2, 0.0, least), given.low)
    high = np.where(missing, np.where(codes == 2, least, most), given.high)
    values = (low + at * (high - low)) * given.direction
    values = np.where(missing & ((codes == 0) | (codes == 3)), np.nan, values)
    gone = missing.any(axis=1) & (imputation == 3)[:, None]
    kept = np.where(gone, 0.0, weights)
    return aggregated(normalised(values, normalisation), kept, aggregation)


def from_unit(given: Matrix, unit: Array) -> Array:
    """Scores of draws that are points of the unit cube, draws by ``given.width``."""

    def pick(column: int, options: Sequence[str]) -> Codes:
        made: Codes = np.minimum((unit[:, column] * len(options)).astype(int), len(options) - 1)
        return made

    count = len(given.indicators)
    drawn = -np.log(np.clip(unit[:, 4 : 4 + count], 1e-12, 1 - 1e-12))
    drawn /= drawn.sum(axis=1, keepdims=True)  # exponentials over their sum: Dirichlet(1, ..., 1)
    return scores(
        given,
        at=unit[:, 4 + count :].reshape(-1, *given.low.shape),
        normalisation=pick(0, NORMALISATIONS),
        aggregation=pick(1, AGGREGATIONS),
        imputation=pick(2, IMPUTATIONS),
        weights=np.where(unit[:, [3]] < 0.5, 1.0 / count, drawn),
    )


def baseline(
    table: pd.DataFrame | Matrix,
    *,
    normalisation: Normalisation = "min-max",
    aggregation: Aggregation = "linear",
    imputation: Imputation = "known only",
    weights: Sequence[float] | None = None,
    at: Array | None = None,
) -> pd.DataFrame:
    """Score and rank of each state under one set of choices: ``iso3, score, rank``.

    table: see ``matrix``, or what that made of it. By default: middles of the ranges, min-max,
    equal weights, linear, over what is known.
    """
    given = table if isinstance(table, Matrix) else matrix(table)
    middle = np.full(given.low.shape, 0.5) if at is None else at
    made = scores(
        given,
        at=middle[None],
        normalisation=np.array([NORMALISATIONS.index(normalisation)]),
        aggregation=np.array([AGGREGATIONS.index(aggregation)]),
        imputation=np.array([IMPUTATIONS.index(imputation)]),
        weights=np.asarray([weights if weights is not None else np.ones(len(given.indicators))]),
    )
    return pd.DataFrame({"iso3": given.states, "score": made[0], "rank": ranked(made)[0]})


def rank_intervals(
    table: pd.DataFrame, rng: np.random.Generator, draws: int = 10_000
) -> pd.DataFrame:
    """Ranks over all choices at once: ``iso3, rank, median, low, high, first_pct``.

    rank: of the baseline; low, high: 5th and 95th percentile; first_pct: per cent of the draws in
    which the state has the highest score.
    """
    given = matrix(table)
    found = ranked(from_unit(given, rng.random((draws, given.width))))
    low, median, high = np.quantile(found, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    ends = {
        "median": median,
        "low": low,
        "high": high,
        "first_pct": 100 * (found == 1).mean(axis=0),
    }
    return baseline(table)[["iso3", "rank"]].assign(**ends)


def single_choices(table: pd.DataFrame) -> pd.DataFrame:
    """Ranks when one choice departs from the baseline: ``choice, iso3, baseline, rank, moved``.

    Each other normalisation, aggregation and treatment of gaps; each indicator left out; each value
    with a range at either end.
    """
    given = matrix(table)
    runs: dict[str, pd.DataFrame] = {
        "z-scores": baseline(given, normalisation="z-score"),
        "ranks": baseline(given, normalisation="rank"),
        "geometric mean": baseline(given, aggregation="geometric"),
        "gaps: in the range": baseline(given, imputation="range of the known"),
        "gaps: below": baseline(given, imputation="below the known"),
        "gaps: dropped": baseline(given, imputation="drop the indicator"),
    }
    for place, name in enumerate(given.indicators):
        runs[f"without {name}"] = baseline(
            given, weights=[float(k != place) for k in range(len(given.indicators))]
        )
    for (row, column), low in np.ndenumerate(given.low):
        if np.isnan(low) or low == given.high[row, column]:
            continue
        for end, word in ((0.0, "low"), (1.0, "high")):
            at = np.full(given.low.shape, 0.5)
            at[row, column] = end
            name = f"{given.states[row]} {given.indicators[column]}: {word}"
            runs[name] = baseline(given, at=at)
    found = pd.concat([run.assign(choice=name) for name, run in runs.items()], ignore_index=True)
    found["baseline"] = found["iso3"].map(baseline(given).set_index("iso3")["rank"])
    found["moved"] = found["rank"] != found["baseline"]
    return found[["choice", "iso3", "baseline", "rank", "moved"]]


def explorer(table: pd.DataFrame) -> pd.DataFrame:
    """What a page needs to compute the baseline itself: ``indicator, iso3, low, mid, high``.

    Normalised by min-max over the middles, ends outside [0, 1] kept; low is the end that counts
    least; states that are all level get one half. The score of a state is the sum of weight times
    mid over its known indicators, over the sum of their weights; it equals ``baseline``.
    """
    given = table if isinstance(table, Matrix) else matrix(table)
    middle = (given.low + given.high) / 2 * given.direction
    least, most = np.nanmin(middle, axis=0), np.nanmax(middle, axis=0)
    level, known = most <= least, ~np.isnan(middle)
    span = np.where(level, 1.0, most - least)

    def scaled(values: Array) -> Array:
        made: Array = np.where(level & known, 0.5, (values * given.direction - least) / span)
        return made

    ends = [scaled(end) for end in (given.low, given.high)]
    parts = {
        "low": np.fmin(*ends),
        "mid": scaled((given.low + given.high) / 2),
        "high": np.fmax(*ends),
    }
    rows = pd.MultiIndex.from_product([given.states, given.indicators], names=["iso3", "indicator"])
    flat = {name: values.ravel() for name, values in parts.items()}
    return pd.DataFrame(flat, index=rows).reset_index()


def sobol_shares(table: pd.DataFrame, iso3: str, seed: int, size: int = 1024) -> pd.DataFrame:
    """Sobol's shares in the variance of one state's rank, first and total, by group of choices.

    ``group, first, first_half, total, total_half``: halves of 95 per cent intervals. size: a power
    of two. Herman and Usher 2017, 10.21105/joss.00097. All shares are nought where the rank never
    moves.
    """
    from SALib.analyze import sobol as analyse  # noqa: PLC0415 - half a second, one section only
    from SALib.sample import sobol as sample  # noqa: PLC0415

    given = matrix(table)
    groups = [*GROUPS[:3], *["weights"] * (1 + len(given.indicators)), *["values"] * given.low.size]
    problem: dict[str, Any] = {
        "num_vars": given.width,
        "names": [f"x{place}" for place in range(given.width)],
        "groups": groups,
        "bounds": [[0.0, 1.0]] * given.width,
    }
    unit = sample.sample(problem, size, calc_second_order=False, seed=seed)
    rank = ranked(from_unit(given, unit))[:, given.states.index(iso3)]
    empty = pd.DataFrame({"group": GROUPS})
    if rank.std() == 0:
        return empty.assign(first=0.0, first_half=0.0, total=0.0, total_half=0.0)
    found = analyse.analyze(problem, rank, calc_second_order=False, seed=seed)
    return empty.assign(
        first=found["S1"],
        first_half=found["S1_conf"],
        total=found["ST"],
        total_half=found["ST_conf"],
    )
