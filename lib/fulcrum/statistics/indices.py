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
    if absent := [name for name in COLUMNS if name not in table]:
        raise FulcrumError(f"The indicators lack {', '.join(absent)}. Give {', '.join(COLUMNS)}.")
    states, names = list(dict.fromkeys(table["iso3"])), list(dict.fromkeys(table["indicator"]))
    if len(table) != len(states) * len(names) or table.duplicated(["iso3", "indicator"]).any():
        raise FulcrumError(
            f"{len(table)} rows for {len(states)} states and {len(names)} indicators: give each "
            "pair once, with empty low and high where it is unknown."
        )
    pairs = pd.MultiIndex.from_product([states, names])
    ends = table.set_index(["iso3", "indicator"])[["low", "high"]].reindex(pairs)
    shape = (2, len(states), len(names))
    low, high = ends.to_numpy(dtype=float, na_value=np.nan).T.reshape(shape)
    if (np.isnan(low) != np.isnan(high)).any() or (low > high).any():
        raise FulcrumError(
            "A range is upside down, or only one of its ends is known. Correct low and high."
        )
    counts = (~np.isnan(low)).sum(axis=0)
    if few := [name for name, count in zip(names, counts, strict=True) if count < 2]:
        raise FulcrumError(f"Fewer than two states have {', '.join(few)}. Leave it out.")
    way = table.drop_duplicates("indicator")["direction"].to_numpy(dtype=float)
    return Matrix(tuple(states), tuple(names), low, high, way)


def normalised(values: Array, codes: Codes, scale: Array | None = None) -> Array:
    """Values of draws by states by indicators, normalised over the states: 0 to 1, NaN kept.

    codes: one a draw, a place in NORMALISATIONS. Min-max; the normal distribution function of
    the z-score; the share of the other known states that lie below, half for those level. All are
    unmoved by a change of unit; states that are all level get one half. scale: values of states by
    indicators that set the scale in place of those of the draw, which may then pass 0 and 1.
    """
    scaled = np.empty_like(values)
    for code in np.unique(codes):
        part = values[codes == code]
        base = part if scale is None else scale[None]
        if code == 0:
            least = np.nanmin(base, axis=1, keepdims=True)
            span = np.nanmax(base, axis=1, keepdims=True) - least
            on_scale = np.where(span > 0, (part - least) / np.where(span > 0, span, 1), 0.5)
        elif code == 1:
            spread = np.nanstd(base, axis=1, keepdims=True)
            flat = spread <= 1e-12 * np.nanmax(np.abs(base), axis=1, keepdims=True)
            z = (part - np.nanmean(base, axis=1, keepdims=True)) / np.where(flat, 1, spread)
            on_scale = np.where(flat, 0.5, special.ndtr(z))
        else:
            state, other = part[:, :, None, :], base[:, None, :, :]
            apart = ~np.eye(part.shape[1], dtype=bool)[:, :, None]
            below = (apart & (other < state)) + 0.5 * (apart & (other == state))
            others = (~np.isnan(base)).sum(axis=1, keepdims=True) - 1
            on_scale = below.sum(axis=2) / np.maximum(others, 1)
        scaled[codes == code] = np.where(np.isnan(part), np.nan, on_scale)
    return scaled


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
        logs = np.log(FLOOR + (1 - FLOOR) * np.maximum(filled, 0))
        geometric = np.exp((share * logs).sum(axis=2) / total)
    return np.asarray(np.where(codes[:, None] == 0, linear, geometric))


def ranked(scores: Array) -> Array:
    """Ranks of draws by states: 1 plus the number of states with a higher score."""
    return np.asarray(1.0 + (scores[:, None, :] > scores[:, :, None] + 1e-12).sum(axis=2))


def scores(
    ranges: Matrix,
    *,
    at: Array,
    normalisation: Codes,
    aggregation: Codes,
    imputation: Codes,
    weights: Array,
) -> Array:
    """Scores of draws by states. at: where in its range each value lies, 0 to 1."""
    codes = imputation[:, None, None]
    missing = np.isnan(ranges.low)[None]
    least, most = np.nanmin(ranges.low, axis=0), np.nanmax(ranges.high, axis=0)
    low = np.where(missing, np.where(codes == 2, 0.0, least), ranges.low)
    high = np.where(missing, np.where(codes == 2, least, most), ranges.high)
    values = (low + at * (high - low)) * ranges.direction
    values = np.where(missing & ((codes == 0) | (codes == 3)), np.nan, values)
    gone = missing.any(axis=1) & (imputation == 3)[:, None]
    kept = np.where(gone, 0.0, weights)
    return aggregated(normalised(values, normalisation), kept, aggregation)


def from_unit(ranges: Matrix, unit: Array) -> Array:
    """Scores of draws that are points of the unit cube, draws by ``ranges.width``."""

    def pick(column: int, options: Sequence[str]) -> Codes:
        return np.asarray(unit[:, column] * len(options), dtype=np.int64).clip(max=len(options) - 1)

    count = len(ranges.indicators)
    drawn = -np.log(np.clip(unit[:, 4 : 4 + count], 1e-12, 1 - 1e-12))
    drawn /= drawn.sum(axis=1, keepdims=True)  # exponentials over their sum: Dirichlet(1, ..., 1)
    return scores(
        ranges,
        at=unit[:, 4 + count :].reshape(-1, *ranges.low.shape),
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
    ranges = table if isinstance(table, Matrix) else matrix(table)
    middle = np.full(ranges.low.shape, 0.5) if at is None else at
    score = scores(
        ranges,
        at=middle[None],
        normalisation=np.array([NORMALISATIONS.index(normalisation)]),
        aggregation=np.array([AGGREGATIONS.index(aggregation)]),
        imputation=np.array([IMPUTATIONS.index(imputation)]),
        weights=np.asarray([weights if weights is not None else np.ones(len(ranges.indicators))]),
    )
    return pd.DataFrame({"iso3": ranges.states, "score": score[0], "rank": ranked(score)[0]})


def rank_intervals(
    table: pd.DataFrame, rng: np.random.Generator, draws: int = 10_000
) -> pd.DataFrame:
    """Ranks over all choices at once: ``iso3, score, rank, median, low, high, first_pct``.

    score, rank: of the baseline; low, high: 5th and 95th percentile; first_pct: per cent of the
    draws in which the state has the highest score.
    """
    ranges = matrix(table)
    ranks = ranked(from_unit(ranges, rng.random((draws, ranges.width))))
    low, median, high = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    first = 100 * (ranks == 1).mean(axis=0)
    return baseline(ranges).assign(median=median, low=low, high=high, first_pct=first)


def single_choices(table: pd.DataFrame) -> pd.DataFrame:
    """Ranks when a single choice departs from the baseline.

    ``choice, end, iso3, baseline, rank, moved``. Each other normalisation, aggregation and
    treatment of gaps; each indicator left out; each value with a range at either end, where ``end``
    is true.
    """
    ranges = matrix(table)
    runs: dict[tuple[str, bool], pd.DataFrame] = {
        ("z-scores", False): baseline(ranges, normalisation="z-score"),
        ("ranks", False): baseline(ranges, normalisation="rank"),
        ("geometric mean", False): baseline(ranges, aggregation="geometric"),
        ("gaps: in the range", False): baseline(ranges, imputation="range of the known"),
        ("gaps: below", False): baseline(ranges, imputation="below the known"),
        ("gaps: dropped", False): baseline(ranges, imputation="drop the indicator"),
    }
    for place, name in enumerate(ranges.indicators):
        weights = [float(k != place) for k in range(len(ranges.indicators))]
        runs[f"without {name}", False] = baseline(ranges, weights=weights)
    for row, column in np.argwhere(ranges.low < ranges.high):
        for end, word in enumerate(("low", "high")):
            at = np.full(ranges.low.shape, 0.5)
            at[row, column] = end
            name = f"{ranges.states[row]} {ranges.indicators[column]}: {word}"
            runs[name, True] = baseline(ranges, at=at)
    parts = [run.assign(choice=choice, end=end) for (choice, end), run in runs.items()]
    whole = pd.concat(parts, ignore_index=True).drop(columns="score")
    whole["baseline"] = whole["iso3"].map(baseline(ranges).set_index("iso3")["rank"])
    return whole.assign(moved=whole["rank"] != whole["baseline"])


def explorer(table: pd.DataFrame) -> pd.DataFrame:
    """What a page needs to compute the baseline itself: ``indicator, iso3, low, mid, high``.

    Normalised by min-max over the middles, ends outside [0, 1] kept; low is the end that counts
    least; states that are all level get one half. The score of a state is the sum of weight times
    mid over its known indicators, over the sum of their weights; it equals ``baseline``.
    """
    ranges = matrix(table)
    ends = np.sort([ranges.low * ranges.direction, ranges.high * ranges.direction], axis=0)
    values = np.stack([ends[0], ends.mean(axis=0), ends[1]])
    on_scale = normalised(values, np.zeros(3, dtype=np.int64), values[1])
    names = ["iso3", "indicator"]
    rows = pd.MultiIndex.from_product([ranges.states, ranges.indicators], names=names)
    return pd.DataFrame(on_scale.reshape(3, -1).T, rows, ["low", "mid", "high"]).reset_index()


def sobol_shares(table: pd.DataFrame, iso3: str, seed: int, size: int = 1024) -> pd.DataFrame:
    """Sobol's shares in the variance of one state's rank, first and total, by group of choices.

    ``iso3, group, first, first_half, total, total_half``: halves of 95 per cent intervals. size: a
    power of two. Herman and Usher 2017, 10.21105/joss.00097. All shares are zero where the rank
    never moves.
    """
    from SALib.analyze import sobol as analyse  # noqa: PLC0415 - half a second, one section only
    from SALib.sample import sobol as sample  # noqa: PLC0415

    ranges = matrix(table)
    count = len(ranges.indicators)
    problem: dict[str, Any] = {
        "num_vars": ranges.width,
        "names": [f"x{place}" for place in range(ranges.width)],
        "groups": [*GROUPS[:3], *["weights"] * (1 + count), *["values"] * ranges.low.size],
        "bounds": [[0.0, 1.0]] * ranges.width,
    }
    unit = sample.sample(problem, size, calc_second_order=False, seed=seed)
    rank = ranked(from_unit(ranges, unit))[:, ranges.states.index(iso3)]
    empty = pd.DataFrame({"iso3": iso3, "group": GROUPS})
    columns = {"first": "S1", "first_half": "S1_conf", "total": "ST", "total_half": "ST_conf"}
    if rank.std() == 0:
        return empty.assign(**dict.fromkeys(columns, 0.0))
    shares = analyse.analyze(problem, rank, calc_second_order=False, seed=seed)
    return empty.assign(**{name: shares[key] for name, key in columns.items()})
