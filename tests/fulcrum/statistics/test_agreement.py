"""Agreement of two coders, or of two voters: ordinal alpha, kappa, pi and S."""

from __future__ import annotations

import functools
import math

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import stances as positions
from fulcrum.analysis.ties import votes
from fulcrum.statistics import agreement

CODE = st.integers(-2, 2).map(float)


CHOICE = st.sampled_from(["Y", "A", "N"])


@given(st.lists(st.tuples(CODE, CODE), min_size=2, max_size=40))
def test_alpha_equals_the_reference_implementation(pairs):
    first, second = (pd.Series(side) for side in zip(*pairs, strict=True))
    ours = agreement.alpha(first, second)
    if np.isnan(ours):
        assert len(set(first) | set(second)) == 1
        return
    reference = krippendorff.alpha(
        np.array([first, second]),
        level_of_measurement="ordinal",
        value_domain=sorted({*first, *second}),
    )
    assert ours == pytest.approx(reference, abs=1e-9)
    assert ours <= 1 + 1e-12


def test_alpha_by_hand_and_units_of_one_coder_left_out():
    first, second = pd.Series([1.0, 2.0, 3.0, np.nan]), pd.Series([1.0, 2.0, 3.0, 3.0])
    assert agreement.alpha(first, second) == pytest.approx(1.0)
    assert agreement.alpha(pd.Series([1.0, 2.0]), pd.Series([2.0, 1.0])) < 0


def test_the_interval_holds_the_value_and_repeats_with_the_seed():
    frame = positions.stances("2021-01-01", "2021-12-31", joint=True)
    value = agreement.alpha(frame["stance"], frame["second"])
    first = agreement.alpha_interval(
        frame["stance"], frame["second"], 200, np.random.default_rng(1)
    )
    second = agreement.alpha_interval(
        frame["stance"], frame["second"], 200, np.random.default_rng(1)
    )
    assert first == second
    assert first[0] < value < first[1]


def test_agreement_kappa_and_s_by_hand():
    first, second = pd.Series(list("YYNA")), pd.Series(list("YNNY"))
    assert agreement.identical(first, second) == 0.5
    # Chance: Y .5 x .5 + A .25 x 0 + N .25 x .5 = .375
    assert agreement.kappa(first, second) == pytest.approx((0.5 - 0.375) / (1 - 0.375))
    # Mean habits: Y .5, A .125, N .375 -> .40625
    assert agreement.scott_pi(first, second) == pytest.approx((0.5 - 0.40625) / (1 - 0.40625))
    # Distances 0, 1, 0, .5 -> mean .375
    assert agreement.similarity_s(first, second, votes.PLACES) == pytest.approx(0.25)


@given(st.lists(st.tuples(CHOICE, CHOICE), min_size=2, max_size=60))
def test_similarities_are_symmetric_and_bounded(pairs):
    similar = functools.partial(agreement.similarity_s, places=votes.PLACES)
    first, second = (pd.Series(side) for side in zip(*pairs, strict=True))
    for measure in (agreement.identical, agreement.kappa, agreement.scott_pi, similar):
        forth, back = measure(first, second), measure(second, first)
        if math.isnan(forth):
            assert math.isnan(back)
            continue
        assert forth == pytest.approx(back)
        assert -1 - 1e-9 <= forth <= 1 + 1e-9


@given(st.lists(CHOICE, min_size=2, max_size=40).filter(lambda codes: len(set(codes)) > 1))
def test_a_state_agrees_with_itself(choices):
    same = pd.Series(choices)
    assert agreement.identical(same, same) == 1
    assert agreement.kappa(same, same) == pytest.approx(1)
    assert agreement.scott_pi(same, same) == pytest.approx(1)
    assert agreement.similarity_s(same, same, votes.PLACES) == 1
