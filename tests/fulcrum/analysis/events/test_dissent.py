"""Dissent and what followed: windows, the control, baselines, growth, and what it brought."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import dissent
from fulcrum.analysis.events import outcomes as effect
from fulcrum.analysis.events import stances as positions
from fulcrum.analysis.ties import asymmetry as material
from fulcrum.errors import FulcrumError


def test_the_control_shows_a_penalty_within_a_week():
    control = dissent.acts()[0]
    found = dissent.penalties(control)
    assert control.date == pd.Timestamp("2011-11-08")
    assert found["days"].tolist() == [7, 7]


def test_a_count_of_the_day_of_an_act_is_no_penalty_for_it():
    control = dissent.acts()[0]
    before = dissent.held_before(control)
    assert before["days"].tolist() == [0]
    assert before["what"].iloc[0].startswith(f"{dissent.awaiting()[0]} persons")
    assert not set(before["what"]) & set(dissent.penalties(control)["what"])
    assert all(dissent.held_before(act).empty for act in dissent.acts(every=True)[1:])


def test_only_the_control_falls_into_months_counted_by_the_day():
    assert [act.row for act in dissent.acts() if dissent.datable(act)] == [dissent.CONTROL]
    everything = dissent.on_record("2011-01-01")
    assert everything > dissent.on_record("2021-01-01") == 1
    assert dissent.on_record("2024-03-23") == 0  # the day after the last of them


def test_the_acts_are_the_first_that_the_second_coder_marks_in_each_year():
    days = {act.row: f"{act.date:%Y-%m-%d}" for act in dissent.acts()}
    assert days == {
        "control": "2011-11-08",
        "e071": "2021-08-25",
        "o018": "2022-10-14",
        "o022": "2023-09-29",
    }


def test_every_act_is_a_tajik_row_and_the_first_ones_are_among_them():
    marked = dissent.flagged()
    assert set(marked["actor"]) == {"TJK"}
    assert not set(marked["event_id"]) & set(positions.TWICE)
    some = {act.row for act in dissent.acts()}
    assert some < {act.row for act in dissent.acts(every=True)}


@pytest.mark.parametrize("every", [False, True])
def test_a_wider_window_can_only_find_more(every):
    table = dissent.windows((30, 90, 180), every=every).sort_values(["row", "within"])
    for column in ("penalties", "concessions"):
        assert table.groupby("row")[column].apply(lambda c: c.is_monotonic_increasing).all()


def test_the_late_penalty_of_2023_is_found_only_in_the_widest_window():
    table = dissent.windows((90, 180)).set_index(["row", "within"])["penalties"]
    assert table["o022", 90] == 0
    assert table["o022", 180] == 1


def test_nothing_before_the_act_counts():
    late = dissent.Act("x", pd.Timestamp("2011-11-09"), "x")
    assert dissent.penalties(late)["days"].tolist() == [6, 6]


@given(st.integers(1, 120))
def test_what_any_window_holds_grows_with_it_and_is_never_negative(days):
    some = ("2021-08-01", "2021-12-01")
    assert 0 <= dissent.usual(days, *some) <= dissent.usual(days + 30, *some)


def test_a_window_of_one_start_holds_what_the_act_of_that_day_drew():
    act = dissent.Act("x", pd.Timestamp("2021-08-25"), "x")
    assert dissent.usual(90, "2021-08-25", "2021-08-25") == len(dissent.concessions(act, 90))


def test_growth_by_hand():
    assert dissent.growth() == pytest.approx((36000 / 11000, 64000 / 44000))


def test_each_count_is_compared_with_its_own_first_year():
    first = dissent.removals().groupby("who").first()
    assert first["times"].tolist() == [1.0, 1.0]
    assert first["year"].tolist() == [2023, 2023]


def test_who_turned_and_what_was_paid():
    assert effect.turned()["actor"].unique().tolist() == ["KAZ", "KGZ", "RUS"]
    assert effect.programme()["event_id"].tolist() == ["o035"]
    assert effect.cabinet_is_taliban_alone()
    assert effect.helped().empty


def test_the_resistance_turned_only_after_the_valley_was_claimed():
    assert effect.turned_to("2021-08-15", "2021-09-06").empty
    found = effect.turned_to("2021-09-07", "2021-12-31")["event_id"].tolist()
    assert found == ["e123", "e145", "e148", "e149"]


def test_ratios_by_hand():
    table = material.sizes("TJK", "RUS").set_index("measure")
    assert table.loc["population", "times"] == pytest.approx(144746762 / 9966908)
    assert (table["times"] * material.sizes("RUS", "TJK")["times"].to_numpy()).tolist() == (
        pytest.approx([1.0] * 4)
    )


def test_a_partner_that_is_not_listed_gives_a_floor():
    row = material.trade("TJK", "RUS").iloc[0]
    assert (row["small"], row["large"], row["floor"]) == (38.0, 5.0, True)


def test_a_year_without_data_is_said():
    with pytest.raises(FulcrumError, match="1985"):
        material.sizes("TJK", "RUS", 1985)


def test_the_control_has_a_count_before_and_one_after():
    before, after = dissent.awaiting()
    assert 0 < before < after
