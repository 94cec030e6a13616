"""Dependence: what a small state gets from a larger one, and how much that is to either."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.ties import dependence, partners
from fulcrum.evidence.claims import Test


def test_ties_are_each_sides_share_of_its_own_whole():
    shares = dependence.ties("TJK", "RUS").set_index("tie")
    people = partners.migrants(2020)
    there = people.query("origin_iso3 == 'TJK' and destination_iso3 == 'RUS'")
    into = people.query("destination_iso3 == 'RUS'")
    share = 100 * there["migrants_persons"].sum() / into["migrants_persons"].sum()
    assert shares.loc["migrants", "of_patron"] == pytest.approx(share)
    assert shares.loc["trade", "of_focal"] == pytest.approx(100 * (980 + 37) / 9112.54, rel=1e-3)
    assert shares["asymmetry"].tolist() == pytest.approx(
        (shares["of_focal"] - shares["of_patron"]).tolist()
    )


def test_a_tie_without_figures_is_left_out():
    assert "trade" not in set(dependence.ties("RUS", "TJK")["tie"])  # Russia reports no rows


def test_every_tie_names_the_tables_behind_it():
    assert set(dependence.ties("TJK", "RUS")["tie"]) == set(dependence.TIE_SOURCES)


@pytest.mark.parametrize(
    ("value", "rounded"), [(27.4, 25), (27.6, 30), (28.6, 30), (32.4, 30), (32.6, 35)]
)
def test_a_share_is_rounded_as_a_text_would(value, rounded):
    shares = pd.Series({"2020": value})
    first, later = dependence.rounded_tests(shares, shares, to=5)
    assert (first.name, first.value, later.value) == ("vintage_2020", rounded, value)


def test_each_public_vintage_is_rounded_and_the_least_of_the_later_ones_is_taken():
    public, later = pd.Series({"2020": 28.2, "2021": 32.6}), pd.Series({"2022": 31.5, "2023": 26.7})
    assert dependence.rounded_tests(public, later, to=5) == [
        Test("vintage_2020", 30, note="Unrounded 28.20."),
        Test("vintage_2021", 35, note="Unrounded 32.60."),
        Test("later_vintages", 26.7),
    ]


def test_migrant_shares_sum_to_the_whole_and_equal_the_compilers_check():
    shares = dependence.migrant_shares("TJK")
    assert shares.sum() == pytest.approx(100)
    into_russia = partners.migrants(2020).query(
        "origin_iso3 == 'TJK' and destination_iso3 == 'RUS'"
    )
    assert shares["RUS"] == pytest.approx(100 * into_russia["migrants_persons"].sum() / 586851)
    assert shares["RUS"] == pytest.approx(79.4, abs=0.05)


def test_vintages_are_kept_apart():
    vintages = dependence.remittance_vintages("TJK", 2019)
    assert vintages["vintage"].is_unique
    assert vintages.loc[vintages["public"], "vintage"].tolist() == ["2020", "2021"]
