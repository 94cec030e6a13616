"""The smaller models of the leverage chapter: ties, contacts, levers, kin, border, map."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.alliance import membership as alliances
from fulcrum.analysis.events import convergence, dissent, levers, western
from fulcrum.analysis.places import bases, borders, kinship
from fulcrum.analysis.places import map_shapes as outline
from fulcrum.analysis.ties import dependence

totals = st.floats(1, 1e9)


@given(st.floats(0, 1), totals, totals)
def test_asymmetry_is_antisymmetric_and_bounded(part, one, other):
    flow = part * min(one, other)
    found = dependence.asymmetry(flow, one, other)
    assert found == pytest.approx(-dependence.asymmetry(flow, other, one))
    assert -1 <= found <= 1


def test_ties_are_each_sides_share_of_its_own_whole():
    found = dependence.ties("TJK", "RUS").set_index("tie")
    people = dependence.load(dependence.STOCK).query("year == 2020")
    there = people.query("origin_iso3 == 'TJK' and destination_iso3 == 'RUS'")
    into = people.query("destination_iso3 == 'RUS'")
    share = 100 * there["migrants_persons"].sum() / into["migrants_persons"].sum()
    assert found.loc["migrants", "of_patron"] == pytest.approx(share)
    assert found.loc["trade", "of_focal"] == pytest.approx(100 * (980 + 37) / 9112.54, rel=1e-3)
    assert found["asymmetry"].tolist() == pytest.approx(
        (found["of_focal"] - found["of_patron"]).tolist()
    )


def test_a_tie_without_figures_is_left_out():
    assert "trade" not in set(dependence.ties("RUS", "TJK")["tie"])  # Russia reports no rows


def test_transfers_are_whole_years_never_spans():
    found = dependence.transfers("TJK")
    assert found["year"].is_unique
    assert found.set_index("year").loc[2013, "usd_million"] == 4155
    assert dependence.transfers("TKM").empty


def test_contacts_need_both_parties_and_count_a_visit_once():
    found = western.found("TJK")
    assert {"e072", "e074", "e084", "e132"} <= set(found["event_id"])
    assert "o002" not in set(found["event_id"])  # the same stay in Paris as e132
    assert "e147" not in set(found["event_id"])  # a third party spoke of both
    assert "o002" in set(western.found("TJK", within=-1)["event_id"])


def test_contacts_before_and_after_split_at_the_day():
    days = pd.DataFrame({"date": pd.to_datetime(["2021-08-24", "2021-08-25", "2021-08-27"])})
    assert western.before_after(days, "2021-08-25", 2) == (1, 1)
    assert western.before_after(days, "2021-08-25", 3) == (1, 2)


def test_the_difference_in_differences_of_one_pair_is_known():
    # Limits of a Poisson count of 4 are 1.0899 and 10.2416, of nought 0 and 3.6889.
    value, low, high = western.difference_in_differences((0, 4), [(0, 0)])
    assert value == 4
    assert low == pytest.approx(4 - (3 * 3.6889**2 + 2.9101**2 - 3.6889**2) ** 0.5, abs=1e-3)
    assert high == pytest.approx(4 + (6.2416**2 + 3.6889**2) ** 0.5, abs=1e-3)


@given(*[st.tuples(st.integers(0, 40), st.integers(0, 40)) for _ in range(2)])
def test_the_interval_holds_its_value_and_turns_with_the_sides(focal, other):
    value, low, high = western.difference_in_differences(focal, [other])
    assert low < value < high
    turned = western.difference_in_differences(other, [focal])
    assert turned == pytest.approx((-value, -high, -low))


def test_the_cabinet_is_read_from_its_participants(monkeypatch):
    assert levers.cabinet("2021-09-01", "2021-12-31")["outsiders"].tolist() == [""]
    mixed = levers.events().assign(
        participants=lambda f: f["participants"].where(f["event_id"] != "e098", "AFG-TAL;AFG-REP")
    )
    monkeypatch.setattr(levers, "events", lambda **_: mixed)
    assert levers.cabinet("2021-09-01", "2021-12-31")["outsiders"].tolist() == ["AFG-REP"]


def test_decisions_need_the_body_the_party_and_the_time():
    assert levers.decisions("CSTO", "TJK", "2021-09-01", "2026-12-31")["event_id"].tolist() == [
        "o035"
    ]
    assert levers.decisions("CSTO", "UZB", "2021-09-01", "2026-12-31").empty


def test_neighbours_and_allies_leave_out_a_state_that_is_neither():
    found = alliances.neighbours_and_allies("TJK", "2021-08-25")
    assert "TKM" not in found
    assert {"UZB", "CHN", "ARM", "RUS"} <= set(found)
    assert "ARM" not in alliances.neighbours_and_allies("UZB", "2021-08-25")
    without = alliances.neighbours_and_allies("TJK", "2021-08-25", "AFG")
    assert "AFG" in found
    assert set(found) - set(without) == {"AFG"}


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


def test_four_fits_of_the_border_agree_within_a_few_hundredths():
    fits = borders.fits()
    assert len(fits) == 4
    assert ((fits["low"] < fits["dimension"]) & (fits["dimension"] < fits["high"])).all()
    assert fits["dimension"].between(1, 1.15).all()
    assert borders.crossings(1300)["crossing_km"].between(0.4, 0.7).all()
    assert borders.crossings(2000)["crossing_km"].isna().all()


def test_each_published_length_stands_once_with_its_years():
    found = borders.published_by_figure("TJK", "AFG")
    assert found["length_km"].is_unique
    assert found["length_km"].is_monotonic_increasing
    assert "Factbook, 2015\N{EN DASH}2026" in set(found["label"])


def test_strengths_by_place_keep_their_ends():
    found = bases.spans(bases.strengths(), {"TJK": "Tajikistan", "ARM": "Armenia"})
    own = found[found["host"] == "TJK"]
    assert own["low"].min() == 5500
    assert own["high"].max() == 7000
    assert found["high"].is_monotonic_decreasing


def test_the_map_is_small_and_names_every_neighbour():
    assert len(json.dumps(outline.lands(["AFG", "TJK", "PAK"]))) < 25_000
    lines = {part["properties"]["iso3"] for part in outline.border_lines("AFG")}
    assert lines == {"CHN", "IRN", "PAK", "TJK", "TKM", "UZB"}
    names = outline.names(dict.fromkeys(["TJK", "USA"], "x"))
    assert [name["iso3"] for name in names] == ["TJK"]
    assert outline.thinned([[0, 0], [0.01, 0], [1, 1]]) == [[0, 0], [1, 1]]


def test_neighbours_on_the_map_share_the_points_of_their_border():
    one, other = (
        {tuple(p) for part in land["geometry"]["coordinates"] for p in part[0]}
        for land in outline.lands(["AFG", "TJK"])
    )
    lines = {land["properties"]["iso3"]: land["geometry"] for land in outline.border_lines("AFG")}
    assert len(one & other) > 0.95 * sum(map(len, lines["TJK"]["coordinates"]))


def test_acts_are_spared_only_with_a_concession_and_no_penalty():
    found = dissent.spared()
    ledger = dissent.ledger().set_index("act")
    assert found
    assert (ledger.loc[found, "penalties"] == 0).all()
    assert (ledger.loc[found, "concessions"] > 0).all()
    assert not any(name.startswith("control") for name in found)


def test_narrowing_needs_both_in_both_periods():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2021-09-01", "2021-09-02", "2021-11-01", "2021-11-02"]),
            "actor": ["TJK", "RUS", "TJK", "RUS"],
            "stance": [-2.0, 0, -2, -1],
            "low": [-2.0, 0, -2, -1],
            "high": [-2.0, 0, -2, -1],
        }
    )
    months = {"first": ("2021-09-01", "2021-09-30"), "last": ("2021-11-01", "2021-11-30")}
    found = convergence.narrowing(frame, "TJK", "RUS", months)
    assert found is not None
    assert found["ratio"] == 0.5
    assert found["other_step"] == 1
    assert convergence.narrowing(frame.iloc[:3], "TJK", "RUS", months) is None
