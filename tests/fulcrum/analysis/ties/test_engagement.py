"""How much a distant power engages: aid by fiscal year, visits by its leaders, bases."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.ties import engagement


def test_the_last_partial_year_of_a_release_is_left_out():
    assert engagement.aid(["TJK"], 2021)["year"].max() == 2020
    assert engagement.aid(["TJK"], 2023)["year"].max() == 2022


def test_releases_say_which_fiscal_years_were_incomplete_in_them():
    table = engagement.completeness().set_index(["release", "year"])
    status = table["status"]
    assert status[2021].loc[2015:].to_dict() == {
        **dict.fromkeys(range(2015, 2020), "complete"),
        **dict.fromkeys((2020, 2021), "incomplete"),
    }
    assert status[2023].loc[2020:].tolist() == [
        "complete",
        "complete",
        "may be incomplete",
        "incomplete",
    ]
    assert table.loc[(2021, 2020), "held"] == pytest.approx(40, abs=2)
    assert table.loc[2023, "held"].isna().all()
    assert engagement.held_then(2021, 2020) == (table.loc[(2021, 2020), "held"], 2019)
    paid = engagement.aid(["TJK"], 2021).set_index("year")["status"]
    assert paid[[2019, 2020]].tolist() == ["complete", "incomplete"]


def test_growth_and_its_range_by_hand():
    paid = pd.DataFrame({"iso3": "TJK", "year": [1, 2, 3, 4], "usd_million": [1.0, 2.0, 3.0, 6.0]})
    assert engagement.growth(paid, (4, 4), (1, 3)).loc["TJK"].tolist() == pytest.approx([3, 2.4, 4])
    assert engagement.growth(paid, (3, 4), (1, 1)).loc["TJK", "times"] == pytest.approx(4.5)


def test_years_that_miss_a_base_break_the_series():
    forces = engagement.soldiers(["KGZ", "UZB", "TJK", "KAZ", "TKM"])
    near = forces[forces["place"] == "Central Asia"]
    assert not near["year"].between(2001, 2007).any()
    assert near["segment"].nunique() == 2
    assert near["year"].max() == 2021  # the nominal release after it is never joined
    kazakh = engagement.soldiers(["KAZ"]).query("place == 'Central Asia'")
    assert kazakh["year"].between(2001, 2007).any()  # no base was missed there


def test_american_bases_of_the_region_are_listed_with_their_end():
    bases = engagement.american_bases(["KGZ", "UZB", "TJK"])
    assert set(bases["iso3"]) == {"KGZ", "UZB"}
    assert bases["dates"].notna().all()


def test_signs_compare_two_states_and_turn_round():
    there = engagement.signs(
        "TJK", "UZB", 2021, (2020, 2020), (2015, 2019), "2016-01-01", "2021-08-31"
    )
    back = engagement.signs(
        "UZB", "TJK", 2021, (2020, 2020), (2015, 2019), "2016-01-01", "2021-08-31"
    )
    assert there["one"].tolist() == back["other"].tolist()
    assert (there["ahead"] | back["ahead"]).all()


def test_aircraft_given_are_those_that_the_giver_names():
    assert engagement.aircraft(["TJK", "UZB"], "2021-09-01") == {"TJK": 0, "UZB": 46}
    assert engagement.aircraft(["UZB"], "2025-01-01") == {"UZB": 0}
