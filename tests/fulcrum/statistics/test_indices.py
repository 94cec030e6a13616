"""Composite indices: hand computations, invariants, speed."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulcrum.analysis.case import CENTRAL_ASIA
from fulcrum.analysis.explore import indicators
from fulcrum.errors import FulcrumError
from fulcrum.statistics import indices


def indicator_table(rows: dict[str, list[tuple[float, float]]], direction: int = 1) -> pd.DataFrame:
    """A table of indicators for the states A, B, C…; one pair of ends a state."""
    return pd.DataFrame(
        [
            (name, chr(65 + place), low, high, direction)
            for name, ends in rows.items()
            for place, (low, high) in enumerate(ends)
        ],
        columns=["indicator", "iso3", "low", "high", "direction"],
    )


GAP = (math.nan, math.nan)
THREE = indicator_table({"x": [(0, 0), (4, 6), (10, 10)], "y": [(2, 2), (1, 1), (3, 3)]})


def test_the_baseline_equals_a_hand_computation():
    # x: middles 0, 5, 10 become 0, 1/2, 1; y: 2, 1, 3 become 1/2, 0, 1. Means: 1/4, 1/4, 1.
    results = indices.baseline(THREE)
    assert results["score"].tolist() == pytest.approx([0.25, 0.25, 1.0])
    assert results["rank"].tolist() == [2, 2, 1]


def test_weights_and_the_geometric_mean_equal_a_hand_computation():
    scores = indices.baseline(THREE, weights=[3, 1])["score"]
    assert scores.tolist() == pytest.approx([0.125, 0.375, 1.0])
    least = 0.01
    half = least + 0.99 * 0.5
    scores = indices.baseline(THREE, aggregation="geometric")["score"]
    assert scores.tolist() == pytest.approx([(least * half) ** 0.5, (half * least) ** 0.5, 1.0])


def test_z_scores_and_ranks_equal_a_hand_computation():
    # x has mean 5 and deviation sqrt(50/3): the z-scores are -1.2247, 0, 1.2247.
    only = indicator_table({"x": [(0, 0), (5, 5), (10, 10)]})
    scores = indices.baseline(only, normalisation="z-score")["score"]
    assert scores.tolist() == pytest.approx([0.110335, 0.5, 0.889665], abs=1e-6)
    level = indicator_table({"x": [(1, 1), (1, 1), (9, 9)]})
    assert indices.baseline(level, normalisation="rank")["score"].tolist() == [0.25, 0.25, 1.0]


def test_gaps_equal_a_hand_computation():
    gap = indicator_table({"x": [(0, 0), (5, 5), (10, 10)], "y": [(2, 2), GAP, (4, 4)]})
    score = {
        way: indices.baseline(gap, imputation=way)["score"].tolist() for way in indices.IMPUTATIONS
    }
    assert score["known only"] == pytest.approx([0, 0.5, 1])
    assert score["range of the known"] == pytest.approx([0, 0.5, 1])  # y of B is 3, the middle
    # Below the known, y of B is 1: y becomes 1/3, 0, 1.
    assert score["below the known"] == pytest.approx([1 / 6, 0.25, 1])
    assert score["drop the indicator"] == pytest.approx([0, 0.5, 1])


def test_less_is_more_where_the_direction_says_so():
    far = indicator_table({"km": [(100, 100), (200, 200), (400, 400)]}, direction=-1)
    assert indices.baseline(far)["rank"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (THREE.drop(columns="low"), "lack low"),
        (THREE.iloc[:-1], "each pair once"),
        (indicator_table({"x": [(2, 1), (1, 1)]}), "upside down"),
        (indicator_table({"x": [(1, math.nan), (1, 1)]}), "only one of its ends"),
        (indicator_table({"x": [GAP, (1, 1)]}), "Fewer than two states have x"),
    ],
)
def test_a_table_that_cannot_be_ranked_is_refused(table, says):
    with pytest.raises(FulcrumError, match=says):
        indices.baseline(table)


ends = st.tuples(st.floats(0, 50), st.floats(0, 50)).map(lambda pair: tuple(sorted(pair)))
frames = st.integers(3, 5).flatmap(
    lambda n: st.dictionaries(
        st.sampled_from(["x", "y", "z"]), st.lists(ends, min_size=n, max_size=n), min_size=1
    )
)


@settings(max_examples=40)
@given(frames, st.sampled_from([0.25, 2.0, 1024.0]), st.integers(-64, 64))
def test_scores_do_not_depend_on_units(rows, factor, shift):
    """Powers of two and whole shifts, so that floating point adds no differences of its own."""
    table = indicator_table(
        {name: [(round(a), round(b)) for a, b in pairs] for name, pairs in rows.items()}
    )
    other = table.assign(low=factor * table["low"] + shift, high=factor * table["high"] + shift)
    for how in indices.NORMALISATIONS:
        for mean in indices.AGGREGATIONS:
            choice = {"normalisation": how, "aggregation": mean}
            scores, rescaled = (
                indices.baseline(part, **choice)["score"] for part in (table, other)
            )
            assert scores.tolist() == pytest.approx(rescaled.tolist(), abs=1e-9)


@settings(max_examples=40)
@given(frames, st.integers(0, 2**16))
def test_scores_stay_in_bounds_and_ranks_among_the_states(rows, seed):
    table = indicator_table(rows)
    whole = indices.matrix(table)
    scores = indices.from_unit(whole, np.random.default_rng(seed).random((50, whole.width)))
    assert ((scores >= -1e-12) & (scores <= 1 + 1e-12)).all()
    intervals = indices.rank_intervals(table, np.random.default_rng(seed), 200)
    assert (intervals["low"] <= intervals["median"]).all()
    assert (intervals["median"] <= intervals["high"]).all()
    assert intervals[["low", "high", "rank"]].stack().between(1, len(intervals)).all()
    assert intervals["first_pct"].sum() >= 100 - 1e-9  # somebody is first in every draw; ties share


@settings(max_examples=40)
@given(frames)
def test_weights_are_relative_and_a_state_that_leads_in_all_leads(rows):
    table = indicator_table(rows)
    count = len(rows)
    scores, rescaled = (indices.baseline(table, weights=[w] * count)["score"] for w in (1.0, 7.0))
    assert scores.tolist() == pytest.approx(rescaled.tolist())
    top = pd.concat(
        [table, pd.DataFrame([(n, "Z", 99.0, 99.0, 1) for n in rows], columns=table.columns)]
    )
    ranks = indices.rank_intervals(top, np.random.default_rng(1), 100).set_index("iso3")
    assert ranks.loc["Z", ["rank", "low", "high"]].tolist() == [1, 1, 1]


def test_with_a_single_value_the_draws_agree_with_the_baseline():
    table = indicator_table({"x": [(3, 3), (1, 1), (2, 2)]})
    ranks = indices.rank_intervals(table, np.random.default_rng(2), 300)
    assert ranks["rank"].tolist() == ranks["low"].tolist() == ranks["high"].tolist() == [1, 3, 2]


def test_a_single_choice_that_flips_a_rank_is_named():
    table = indicator_table({"x": [(0, 0), (5, 5), (10, 10)], "y": [(10, 10), (4, 4), (0, 0)]})
    choices = indices.single_choices(table)
    moved = set(choices.loc[choices["moved"], "choice"])
    assert "without y" in moved
    assert "geometric mean" in moved
    assert not choices["end"].any()  # no value of this table has a range
    ranged = indices.single_choices(THREE)
    assert set(ranged.loc[ranged["end"], "choice"]) == {"B x: low", "B x: high"}


@pytest.mark.parametrize("index", ["assets", "exposures"])
def test_what_a_page_computes_from_the_explorer_is_the_baseline(index):
    table = indicators.indicators().query("index == @index")
    part = indices.explorer(table)
    assert (part["low"].isna() == part["mid"].isna()).all()
    valued = part.dropna(subset="mid")
    assert (valued["low"] <= valued["mid"] + 1e-12).all()
    assert (valued["mid"] <= valued["high"] + 1e-12).all()
    weights = {name: 1.0 + place for place, name in enumerate(part["indicator"].unique())}
    weight = valued["indicator"].map(weights)
    top = (weight * valued["mid"]).groupby(valued["iso3"]).sum()
    score = top / weight.groupby(valued["iso3"]).sum()
    baseline = indices.baseline(table, weights=list(weights.values())).set_index("iso3")["score"]
    assert score.to_dict() == pytest.approx(baseline.to_dict(), abs=1e-12)


def test_ten_thousand_draws_take_less_than_two_seconds():
    table = indicators.indicators().query("index == 'assets'")
    start = time.process_time()
    indices.rank_intervals(table, np.random.default_rng(2021), 10_000)
    assert time.process_time() - start < 2


def test_the_same_seed_gives_the_same_intervals():
    table = indicators.indicators().query("index == 'exposures'")
    first, second = (indices.rank_intervals(table, np.random.default_rng(7), 500) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_sobol_gives_all_variance_to_the_only_group_that_matters():
    # Without gaps and with one indicator only the values can move a rank.
    table = indicator_table({"x": [(0, 10), (4, 6), (5, 5)]})
    shares = indices.sobol_shares(table, "A", seed=1, size=256).set_index("group")
    assert shares.loc["values", "total"] == pytest.approx(1, abs=0.1)
    assert (
        shares.loc[["normalisation", "aggregation", "imputation", "weights"], "total"].abs().max()
        < 0.05
    )
    still = indices.sobol_shares(
        indicator_table({"x": [(9, 9), (1, 1), (2, 2)]}), "A", seed=1, size=64
    )
    assert (still[["first", "total"]] == 0).all(axis=None)


def test_the_indicators_cover_five_states_and_keep_gaps_apart_from_zero():
    table = indicators.indicators()
    assert set(table["iso3"]) == set(CENTRAL_ASIA)
    bare = table.set_index(["indicator", "iso3"])
    assert bare.loc[("border share", "KAZ"), "high"] == 0
    assert math.isnan(bare.loc[("foreign troops", "TKM"), "low"])
    assert math.isnan(bare.loc[("external debt", "KGZ"), "low"])
    assert (table["low"].isna() == table["high"].isna()).all()
    assert bare.loc[("border share", "TJK"), ["low", "high"]].tolist() == [20.6, 23.1]
    assert bare.loc[("foreign troops", "TJK"), ["low", "high"]].tolist() == [5500, 7500]
    assert bare.loc[("external debt", "TJK"), "low"] == pytest.approx(68.867, abs=1e-3)


def test_with_another_patron_an_unknown_indicator_is_left_out():
    table = indicators.indicators("CHN")
    assert "foreign troops" not in set(table["indicator"])
    assert indices.baseline(table.query("index == 'assets'"))["score"].notna().all()
