"""Votes in the United Nations General Assembly: how often two states choose alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum.analysis.ties import votes
from fulcrum.evidence.data import load


def test_the_bootstrap_of_kappa_holds_its_estimate_and_repeats():
    span = ("TJK", ["RUS", "CHN"], 2020, 2021)
    sessions = votes.by_session(*span, np.random.default_rng(7), 500)
    again = votes.by_session(*span, np.random.default_rng(7), 500)
    pd.testing.assert_frame_equal(sessions, again)
    assert len(sessions) == 4
    assert sessions["kappa"].between(sessions["low"], sessions["high"]).all()


def test_votes_on_afghanistan_as_the_assembly_counted_them():
    whole = votes.tally("The situation in Afghanistan")
    counted = whole[["yes", "abstained", "no"]].to_numpy().tolist()
    assert counted == [[116, 10, 0], [116, 12, 2]]  # A/RES/77/10 and A/RES/79/317
    cast = votes.on_the_title("The situation in Afghanistan", ["TJK", "RUS", "USA"])
    assert votes.in_words(cast, "TJK") == "voted yes both times"
    assert votes.in_words(cast, "USA") == "voted yes, then voted no"
    assert votes.in_words(cast, "FRA") == "is not on record"


@pytest.mark.parametrize("other", ["RUS", "CHN", "USA"])
@pytest.mark.parametrize("session", [2018, 2019, 2020, 2021])
def test_the_published_agreement_scores_come_out_again(other, session):
    scores = load("unga-ideal-points/agreement_scores").query("iso3 == 'TJK' and year == @session")
    ours = votes.by_session("TJK", [other], session, session, np.random.default_rng(7), 1)
    assert ours["agreement"].iloc[0] == pytest.approx(
        scores[f"agree_{other.lower()}"].iloc[0], abs=5e-5
    )


def test_editions_of_ideal_points_are_never_one_series():
    points = votes.ideal_points(["TJK", "RUS"], 2021)
    assert points.groupby("edition")["iso3"].nunique().eq(2).all()
    assert points["edition"].nunique() == 3
    assert (points["low"] <= points["point"]).all()


def test_sides_count_only_votes_on_which_the_powers_differ():
    sides = votes.sides(["TJK", "UZB"], "2015-01-01", "2021-08-14")
    parts = sides[["with_one", "with_other", "neither"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(1.0)
    alone = votes.sides(["RUS", "USA"], "2015-01-01", "2021-08-14").set_index("iso3")
    assert alone.loc["RUS", "with_one"] == 1.0
    assert alone.loc["USA", "with_other"] == 1.0
    assert votes.sides(["TJK"], "2030-01-01", "2031-01-01").empty
