"""How much a distant power engages: aid by fiscal year, visits by its leaders, bases."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.ties import engagement


def test_the_last_partial_year_of_a_release_is_left_out():
    assert engagement.aid(["TJK"], 2021)["year"].max() == 2020
    assert engagement.aid(["TJK"], 2023)["year"].max() == 2022


def test_ratio_by_hand():
    frame = pd.DataFrame({"iso3": "TJK", "year": [1, 2, 3], "usd_million": [10.0, 20.0, 45.0]})
    assert engagement.ratio(frame, "TJK", (3, 3), (1, 2)) == pytest.approx(3.0)


def test_a_ratio_and_its_range_by_hand():
    paid = pd.DataFrame({"iso3": "TJK", "year": [1, 2, 3, 4], "usd_million": [1.0, 2.0, 3.0, 6.0]})
    assert engagement.ratio(paid, "TJK", (4, 4), (1, 3)) == pytest.approx(3.0)
    assert engagement.ratio_range(paid, "TJK", (4, 4), (1, 3)) == pytest.approx((2.4, 4.0))


def test_the_ratio_lies_in_its_range():
    paid = engagement.aid(["TJK"], 2023)
    low, high = engagement.ratio_range(paid, "TJK", (2022, 2022), (2016, 2020))
    assert low <= engagement.ratio(paid, "TJK", (2022, 2022), (2016, 2020)) <= high


def test_years_that_miss_a_base_break_the_series():
    found = engagement.troops_with_breaks(["KGZ", "UZB", "TJK"])
    missed = found[~found["counted"]]
    assert set(missed["iso3"]) == {"KGZ", "UZB"}
    assert missed.groupby("iso3")["year"].agg(["min", "max"]).to_numpy().tolist() == [
        [2002, 2007],
        [2001, 2005],
    ]
    whole = engagement.soldiers(["KGZ", "UZB", "TJK", "KAZ", "TKM"])
    near = whole[whole["place"] == "Central Asia"]
    assert not near["year"].between(2001, 2007).any()
    assert near["run"].nunique() == 2
    assert near["year"].max() == 2021  # the nominal release after it is never joined


def test_american_bases_of_the_region_are_listed_with_their_end():
    found = engagement.american_bases(["KGZ", "UZB", "TJK"])
    assert set(found["iso3"]) == {"KGZ", "UZB"}
    assert found["dates"].notna().all()


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
