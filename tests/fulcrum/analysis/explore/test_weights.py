"""An index with its weights free: where states stand under any weights, and over their ranges."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulcrum.analysis.explore import indicators
from fulcrum.analysis.explore import weights as weighing
from fulcrum.statistics import indices


@functools.cache
def exposures() -> pd.DataFrame:
    return indicators.indicators().query("index == 'exposures'")


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any))
@settings(max_examples=25)
def test_a_score_is_the_baselines_and_lies_in_its_range(weights):
    table = exposures()
    for normalisation in indices.NORMALISATIONS:
        for aggregation in indices.AGGREGATIONS:
            choice = {"normalisation": normalisation, "aggregation": aggregation}
            ranking = weighing.standing(table, weights, **choice)
            scored = ranking["score"].notna()
            wanted = indices.baseline(table, weights=weights, **choice)
            assert np.allclose(ranking["score"], wanted["score"], atol=1e-12, equal_nan=True)
            assert (ranking["rank"][scored] == wanted["rank"][scored]).all()
            within = ranking[scored]
            assert (within["low"] <= within["score"] + 1e-12).all()
            assert (within["score"] <= within["high"] + 1e-12).all()
            assert (within["best"] <= within["rank"]).all()
            assert (within["rank"] <= within["worst"]).all()


def test_ranges_equal_a_hand_computation():
    # x: middles 0, 5, 10 become 0, 1/2, 1; B's ends 2 and 8 become 0.2 and 0.8; A has 0 to 0.
    table = pd.DataFrame(
        [("x", "A", 0, 0, 1), ("x", "B", 2, 8, 1), ("x", "C", 7, 13, 1)],
        columns=["indicator", "iso3", "low", "high", "direction"],
    )
    ranking = weighing.standing(table, [1.0]).set_index("iso3")
    assert ranking.loc["B", ["low", "score", "high"]].tolist() == pytest.approx([0.2, 0.5, 0.8])
    assert ranking.loc["C", ["low", "score", "high"]].tolist() == pytest.approx([0.7, 1.0, 1.3])
    assert ranking["best"].tolist() == [3, 1, 1]
    assert ranking["worst"].tolist() == [3, 2, 2]
