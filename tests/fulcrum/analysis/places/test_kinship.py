"""Kinship: every estimate of a group's share of Afghans, with its year, its kind and its source."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.places import kinship


def test_one_independent_estimate_decides_nothing():
    frame = pd.DataFrame(
        {
            "publisher": ["a", "b", "b"],
            "last_year": [2012, 2015, 2001],
            "low": [20.0, 30.0, 50.0],
            "high": [24.0, 30.0, 50.0],
            "independent": [True, True, True],
        }
    )
    assert kinship.independent_mean(frame, 2011, 2021) == (26.0, 2)
    assert kinship.independent_mean(frame, 2014, 2021) == (None, 1)


def test_the_political_claim_is_no_estimate():
    rows = kinship.for_figure("Tajik").set_index("role")
    assert rows.loc["claim", "low"] > rows.loc["estimate", "high"].max()
    assert "claim" not in set(kinship.for_figure("Uzbek")["role"])
