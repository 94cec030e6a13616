"""An index with its weights free: where states stand under any weights, and over their ranges.

The parts of an ``Explorer``: ``data`` (what a page needs to compute the index itself), ``defaults``
(the chapter's setting) and ``table`` (the result at that setting).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import special

from fulcrum.analysis import countries
from fulcrum.analysis.explore import indicators
from fulcrum.statistics import indices
from fulcrum.statistics.indices import AGGREGATIONS, FLOOR, NORMALISATIONS

UNITS: Final = 42_000
"""Weights are whole parts of this: one per cent is 420, and two to eight shares divide it."""
Parts = dict[str, Any]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _on_scale(values: np.ndarray, middles: np.ndarray, normalisation: str) -> np.ndarray:
    """Values of one indicator on the scale that the known middles set, in the same order."""
    rated = middles[~np.isnan(middles)]
    if normalisation == "z-score":
        spread = rated.std()
        level = spread <= 1e-12
        scores = np.full(len(values), 0.5)
        if not level:
            scores = special.ndtr((values - rated.mean()) / spread)
    elif normalisation == "rank":
        others = [np.delete(middles, place) for place in range(len(middles))]
        scores = np.array(
            [
                ((rest < value).sum() + 0.5 * (rest == value).sum()) / max(len(rated) - 1, 1)
                for value, rest in zip(values, others, strict=True)
            ]
        )
    else:
        scores = values
    return np.where(np.isnan(middles), np.nan, scores)


def standing(
    table: pd.DataFrame,
    weights: Sequence[float],
    *,
    normalisation: str = NORMALISATIONS[0],
    aggregation: str = AGGREGATIONS[0],
) -> pd.DataFrame:
    """Where states stand with given weights: ``iso3, score, low, high, rank, best, worst``.

    table: see ``indices.matrix``. score: as ``indices.baseline``. low, high: the score with each of
    the state's figures at the end of its range that counts least, and most, on the scale of the
    middles. best, worst: the rank when the state's figures count most and all others' least, and
    the other way round. A state none of whose known indicators has a weight has no score.
    """
    scaled = indices.explorer(table)
    names, states = list(dict.fromkeys(scaled["indicator"])), list(dict.fromkeys(scaled["iso3"]))
    share = np.asarray(weights, dtype=float)
    values = {
        end: scaled.pivot(index="iso3", columns="indicator", values=end)
        .reindex(index=states, columns=names)
        .to_numpy(dtype=float)
        for end in ("low", "mid", "high")
    }

    def score(end: str) -> np.ndarray:
        pairs = zip(values[end].T, values["mid"].T, strict=True)
        parts = np.column_stack([_on_scale(*pair, normalisation) for pair in pairs])
        held = np.where(np.isnan(parts), 0.0, share)
        filled = np.where(np.isnan(parts), 0.0, parts)
        with np.errstate(invalid="ignore", divide="ignore"):
            linear = aggregation == "linear"
            added = filled if linear else np.log(FLOOR + (1 - FLOOR) * np.maximum(filled, 0))
            mean: np.ndarray = (held * added).sum(axis=1) / held.sum(axis=1)
            total: np.ndarray = mean if linear else np.exp(mean)
        return total

    low, mid, high = (score(end) for end in values)

    def rank(score: np.ndarray, others: np.ndarray) -> np.ndarray:
        over = others[None, :] > score[:, None] + 1e-12
        np.fill_diagonal(over, val=False)
        return np.where(np.isnan(mid), np.nan, 1.0 + over.sum(axis=1))

    return pd.DataFrame(
        {
            "iso3": states,
            "score": mid,
            "low": low,
            "high": high,
            "rank": rank(mid, mid),
            "best": rank(high, low),
            "worst": rank(low, high),
        }
    )


def free_weights(table: pd.DataFrame, focal: str, power: str = "Russia") -> Parts:
    """The two indices with their weights free: by default equal, min-max, arithmetic.

    table: as of ``indicators.indicators``; focal: the state that is marked; power: the patron's
    name, as in the names of indicators.
    """
    name = countries.names()
    parts, rows, defaults = [], [], {}
    for index, held in table.groupby("index", sort=False):
        scaled = indices.explorer(held)
        names = list(dict.fromkeys(scaled["indicator"]))
        equal = [UNITS // len(names)] * len(names)
        equal[0] += UNITS - sum(equal)
        ranked = standing(held, equal).sort_values(["rank", "iso3"])
        presets = [{"name": "Equal", "weights": equal}]
        for label, theme in indicators.themes(str(index), power).items():
            inside = [indicator in theme for indicator in names]
            if any(inside):
                shared = [UNITS // sum(inside) * counts for counts in inside]
                presets.append({"name": label, "weights": shared})
        values = scaled.set_index(["iso3", "indicator"])
        ends = {
            end: {
                code: [_number(values.loc[(code, indicator), end]) for indicator in names]
                for code in ranked["iso3"]
            }
            for end in ("low", "mid", "high")
        }
        span = scaled[["low", "high"]].to_numpy()
        parts.append(
            {
                "name": index,
                "title": str(index).capitalize(),
                "indicators": names,
                "states": [{"code": code, "name": name[code]} for code in ranked["iso3"]],
                "presets": presets,
                "domain": [min(0.0, float(np.nanmin(span))), max(1.0, float(np.nanmax(span)))],
                "rows": ranked.to_dict("records"),
                **ends,
            }
        )
        defaults[str(index)] = equal
        rows.append(ranked.assign(index=index, state=ranked["iso3"].map(name)))
    columns = ["index", "state", "rank", "best", "worst", "score", "low", "high"]
    return {
        "data": {
            "parts": parts,
            "units": UNITS,
            "floor": FLOOR,
            "focal": focal,
            "scales": list(NORMALISATIONS),
            "means": list(AGGREGATIONS),
        },
        "defaults": {**defaults, "scale": NORMALISATIONS[0], "mean": AGGREGATIONS[0]},
        "table": pd.concat(rows, ignore_index=True)[columns],
    }
