"""Foreign bases: strengths as ranges, and what exactly *largest* can mean."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.places import bases


def a_base(host: str, low: float, high: float, **more: object) -> dict[str, object]:
    return {"host": host, "low": low, "high": high, "year": 2020, "naval": False} | more


def test_strengths_by_place_keep_their_ends():
    places = bases.by_place(bases.strengths())
    tajik = places[places["place"].isin(["Tajikistan, 2015", "Tajikistan, 2019"])]
    assert tajik["low"].min() == 5500
    assert tajik["high"].max() == 7000
    assert places["high"].is_monotonic_decreasing


def test_larger_is_above_the_highest_figure_for_the_host():
    frame = pd.DataFrame([a_base("TJK", 4, 7), a_base("UKR", 26, 26), a_base("ARM", 3, 7)])
    assert bases.larger(frame, "TJK")["host"].tolist() == ["UKR"]
    assert bases.larger(frame, "KAZ").empty


def test_first_among_needs_ranges_apart():
    apart = pd.DataFrame([a_base("TJK", 6, 7), a_base("ARM", 3, 5)])
    touching = pd.DataFrame([a_base("TJK", 4, 7), a_base("ARM", 3, 5)])
    assert bases.first_among(apart, "TJK") is True
    assert bases.first_among(apart, "ARM") is False
    assert bases.first_among(touching, "TJK") is None
    assert bases.first_among(apart, "KGZ") is None


def test_scopes_leave_out_what_their_name_says():
    frame = pd.DataFrame(
        [
            a_base("TJK", 6, 7),
            a_base("UKR", 26, 26, naval=True, year=2015),
            a_base("ARM", 3, 5, year=2015),
        ]
    )
    values = {test.name: test.value for test in bases.largest_tests(frame, "TJK")}
    assert values["non_naval"] is True
    assert values["any_abroad"] is False
    assert values["recent"] is None


def test_a_host_that_gave_notice_saw_the_base_leave_later():
    table = bases.notices()
    assert table["site"].tolist() == ["Karshi-Khanabad (K2)", "Manas"]
    assert (table["left"] > table["notice"]).all()
