"""How sure the event study on war onsets is: visits beside aid, intervals, Holm, sensitivity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fulcrum import load
from fulcrum.analysis import countries
from fulcrum.analysis.alliance import pivot_states as pivots
from fulcrum.analysis.alliance import war_onsets as onsets
from fulcrum.analysis.events import leader_travel


def test_the_war_of_1991_has_no_visits_before_it_and_drops_out():
    years = onsets.visit_years().columns
    assert (years[0], years[-1]) == (1990, 2024)
    studied, _ = onsets.study_visits(countries.neighbours(), 50, np.random.default_rng(1))
    assert set(pivots.onsets()["year"]) - set(studied["year"]) >= {1991}


def test_visits_are_counted_by_year():
    trips = load(leader_travel.TRIPS)
    mine = trips[(trips["destination_iso3"] == "TJK") & (trips["start_date"].dt.year == 2015)]
    assert onsets.visit_years().loc["TJK", 2015] == len(mine) > 0


def test_every_onset_is_left_out_once_and_the_floor_moves_the_mean():
    table = onsets.sensitivity(countries.neighbours(), 50, np.random.default_rng(1))
    left = table[table["variant"].str.startswith("without")]
    assert (left["n"] == table["n"].iloc[0] - 1).all()
    assert len(left) == table["n"].iloc[0]
    assert table["p"].between(0, 1, inclusive="right").all()
    assert table["mean"].nunique() > len(left)
    assert "without Afghanistan 2001" in set(table["row"])


def test_the_distribution_counts_allies_that_never_bordered_a_war():
    table = onsets.distribution()
    assert (table["years"] == 0).sum() > 0
    most = table.iloc[-1]
    tally = onsets.by_years(table, named_from=most["years"])
    assert tally["allies"].sum() == len(table)
    assert tally["who"].dropna().tolist() == [countries.names()[most["ally"]]]
    assert (most["ally"], most["years"]) == tuple(
        pivots.standing(pivots.pivot_years()).iloc[0][["ally", "years"]]
    )


def test_after_2001_tells_borders_and_bases_from_the_tables():
    changes = onsets.after_2001(
        pd.Series(dict.fromkeys(("KAZ", "KGZ", "TJK", "TKM", "UZB", "PAK"), 0.0))
    )
    kinds = changes.set_index("iso3")["kind"]
    assert kinds["UZB"] == "border, base" and kinds["KGZ"] == "no border, base"
    assert kinds["TJK"] == "border" and kinds["PAK"] == "border, bases not known"
    assert (changes["times"] == 1).all()


def test_rows_of_a_forest_end_with_the_mean():
    real = pd.DataFrame({"place": ["AFG", "IRQ"], "year": [2001, 2003], "excess": [0.5, 0.1]})
    pooled = {"mean": 0.3, "low": -0.1, "high": 0.7}
    rows = onsets.forest(real, pooled, "AFG")
    assert rows["row"].tolist() == ["Afghanistan, 2001", "Iraq, 2003", "all onsets"]
    assert rows["tone"].tolist() == ["TJK", "IRQ", "ink"]
    assert rows["low"].isna().tolist() == [True, True, False]


def test_the_share_of_pivots_lies_between_none_and_all():
    assert 0 < onsets.pivot_share() < 100
