"""Votes in the United Nations General Assembly: how often two states choose alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum.analysis.ties import votes
from fulcrum.evidence.data import load

SCORES = "unga-ideal-points/agreement_scores"


def test_the_bootstrap_of_kappa_holds_its_estimate_and_repeats():
    span = ("TJK", ["RUS", "CHN"], 2020, 2021)
    sessions = votes.by_session(*span, np.random.default_rng(7), 500)
    again = votes.by_session(*span, np.random.default_rng(7), 500)
    pd.testing.assert_frame_equal(sessions, again)
    assert len(sessions) == 4
    assert sessions["kappa"].between(sessions["low"], sessions["high"]).all()


def test_a_session_without_votes_is_a_gap_in_the_line():
    table = votes.by_session("TJK", ["USA"], 2000, 2003, np.random.default_rng(7), 1)
    assert table["session"].tolist() == [2000, 2002, 2003]
    assert table["segment"].tolist() == [0, 1, 1]


def test_votes_on_afghanistan_as_the_assembly_counted_them():
    whole = votes.tally("The situation in Afghanistan")
    counted = whole[["yes", "abstained", "no"]].to_numpy().tolist()
    assert counted == [[116, 10, 0], [116, 12, 2]]  # A/RES/77/10 and A/RES/79/317
    cast = votes.on_the_title("The situation in Afghanistan", ["TJK", "RUS", "USA"])
    assert votes.in_words(cast, "TJK") == "voted yes both times"
    assert votes.in_words(cast, "USA") == "voted yes, then voted no"
    assert votes.in_words(cast, "FRA") == "is not on record"


@pytest.mark.parametrize("other", ["RUS", "CHN", "USA"])
def test_the_published_agreement_scores_come_out_again_in_all_years(other):
    scores = load(SCORES).query("iso3 == 'TJK'").set_index("year")[f"agree_{other.lower()}"]
    cast = votes.choices("TJK", other)
    ours = (cast["one"] == cast["other"]).groupby(cast["session"]).mean()
    years = [*range(1992, 2001), *range(2002, 2024)]  # Tajikistan cast no vote in 2001.
    assert scores[years].notna().all()
    apart = (ours[years].astype(float) - scores[years]).abs()
    assert apart.max() < 0.01
    assert apart[apart > 5e-5].index.tolist() == [2022]


def test_other_states_scores_come_out_too():
    scores = load(SCORES).set_index(["iso3", "year"])["agree_rus"]
    for state in ("KAZ", "KGZ", "UZB", "ARM", "USA", "DEU"):
        cast = votes.choices(state, "RUS")
        ours = (cast["one"] == cast["other"]).groupby(cast["session"]).mean().loc[1993:2021]
        apart = (ours - scores[state].reindex(ours.index)).abs()
        assert apart.max() < 0.05
        assert apart.mean() < 0.005


def test_votes_on_parts_of_a_text_and_unanimous_ones_are_left_out():
    kept, calls = votes.roll_calls(), load(votes.ROLLS).set_index("rollcall_id")
    used = calls.loc[kept["rollcall_id"]]
    assert calls["part_of_text"].sum() == 388
    assert not used["part_of_text"].any()
    cast = used[["n_yes", "n_abstain", "n_no"]]
    assert (cast.max(axis=1) < cast.sum(axis=1)).all()


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
