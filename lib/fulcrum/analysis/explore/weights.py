"""An index with its weights free: where states stand under any weights, and over their ranges.

The parts of an ``Explorer``: ``data`` (what a page needs to compute the index itself), ``defaults``
(the chapter's setting) and ``table`` (the result at that setting).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.analysis import countries
from fulcrum.analysis.explore import indicators
from fulcrum.statistics import indices
from fulcrum.statistics.indices import AGGREGATIONS, FLOOR, NORMALISATIONS, Array

UNITS: Final = 42_000
"""Weights are whole parts of this: one per cent is 420, and two to eight shares divide it."""
ENDS: Final = ("low", "mid", "high")
"""Columns of ``indices.explorer``: the ends and the middle of a range."""
Parts = dict[str, Any]


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
    states = scaled["iso3"].unique()
    values = scaled[list(ENDS)].to_numpy(dtype=float).T.reshape(3, len(states), -1)
    scales, means = NORMALISATIONS.index(normalisation), AGGREGATIONS.index(aggregation)
    parts = indices.normalised(values, np.full(3, scales), values[1])
    shares = np.tile(np.asarray(weights, dtype=float), (3, 1))
    low, mid, high = indices.aggregated(parts, shares, np.full(3, means))

    def rank(score: Array, others: Array) -> Array:
        over = others[None, :] > score[:, None] + 1e-12
        np.fill_diagonal(over, val=False)
        return np.where(np.isnan(mid), np.nan, 1.0 + over.sum(axis=1))

    table = pd.DataFrame({"iso3": states, "score": mid, "low": low, "high": high})
    return table.assign(rank=rank(mid, mid), best=rank(high, low), worst=rank(low, high))


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
        presets: list[dict[str, Any]] = []
        for label, theme in {"Equal": names, **indicators.themes(str(index), power)}.items():
            inside = [indicator in theme for indicator in names]
            if any(inside):
                shared = [UNITS // sum(inside) * counts for counts in inside]
                presets.append({"name": label, "weights": shared})
        equal = presets[0]["weights"]
        ranked = standing(held, equal).sort_values(["rank", "iso3"])
        values = scaled.astype(object).where(scaled.notna(), None).set_index("iso3")
        ends = {
            end: {code: values.loc[code, end].tolist() for code in ranked["iso3"]} for end in ENDS
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
