"""What dissent cost: acts of open disagreement with the patron, and what followed within a time."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import dissent, events, removals


def test_the_control_shows_a_penalty_within_a_week():
    control = dissent.acts()[0]
    penalties = dissent.penalties(control)
    assert control.date == pd.Timestamp("2011-11-08")
    assert penalties["days"].tolist() == [7, 7]


def test_a_count_of_the_day_of_an_act_is_no_penalty_for_it():
    control = dissent.acts()[0]
    before = dissent.consequences().query("kind == 'count before'")
    assert before[["act", "days"]].to_numpy().tolist() == [[control.name, 0]]
    assert before["what"].iloc[0].startswith(f"{removals.awaiting()[0]} persons")
    assert not set(before["what"]) & set(dissent.penalties(control)["what"])


def test_penalties_of_a_lead_are_counted():
    silent = pd.DataFrame(columns=["actor", "stance", "low", "high"])
    values = {act.row: dissent.lead_tests(act, [], silent)[0].value for act in dissent.acts()}
    assert values == {dissent.CONTROL: 2, "e071": 0, "o061": 0, "o175": 0, "o176": 1}


def test_measures_that_could_be_found_are_counted_from_a_day_on():
    everything = dissent.on_record("2011-01-01")
    assert everything > dissent.on_record("2021-01-01") == 4
    assert dissent.on_record("2024-04-28") == 0  # the day after the last of them


def test_the_acts_are_the_first_that_the_second_coder_marks_in_each_year():
    days = {act.row: f"{act.date:%Y-%m-%d}" for act in dissent.acts()}
    assert days == {
        "control": "2011-11-08",
        "e071": "2021-08-25",
        "o061": "2022-07-21",
        "o175": "2023-05-24",
        "o176": "2024-04-26",
    }


def test_every_act_is_a_tajik_row_and_the_first_ones_are_among_them():
    tajik = events.events(outcomes=True).query("actor == 'TJK'")["event_id"]
    every = {act.row for act in dissent.acts(every=True)}
    assert every - set(tajik) == {dissent.CONTROL}
    assert {act.row for act in dissent.acts()} < every


@pytest.mark.parametrize("every", [False, True])
def test_a_wider_window_can_only_find_more(every):
    table = dissent.windows((30, 90, 180), every=every).sort_values(["row", "within"])
    for column in ("penalties", "concessions"):
        assert table.groupby("row")[column].apply(lambda c: c.is_monotonic_increasing).all()


def test_the_late_penalty_of_2023_is_found_only_in_a_wide_window():
    refusal = dissent.Act("x", pd.Timestamp("2023-09-29"), "x")
    assert dissent.penalties(refusal, 90).empty
    assert len(dissent.penalties(refusal, 180)) == 1


def test_nothing_before_the_act_counts():
    late = dissent.Act("x", pd.Timestamp("2011-11-09"), "x")
    assert dissent.penalties(late)["days"].tolist() == [6, 6]


def test_the_ledger_counts_what_followed_row_by_row():
    followed = dissent.consequences().groupby(["act", "kind"]).size().unstack(fill_value=0)
    ledger = dissent.ledger().set_index("act")
    for kind, column in (("penalty", "penalties"), ("concession", "concessions")):
        counts = followed[kind].reindex(ledger.index, fill_value=0)
        assert counts.tolist() == ledger[column].tolist()
    assert followed["count before"].sum() == 1


def test_what_followed_makes_the_outcome_and_only_a_bare_penalty_punishes(monkeypatch):
    followed = {"control": (7, None), "bare": (5, None), "both": (80, 1), "met": (None, 1), "": ()}
    day = pd.Timestamp("2021-08-25")
    acts = tuple(dissent.Act(name or "alone", day, name or "alone") for name in followed)

    def days(place):
        def within(act, most=dissent.WITHIN):
            day = followed.get(act.name, (None, None))[place]
            return pd.DataFrame({"days": [day] if day and day <= most else []})

        return within

    monkeypatch.setattr(dissent, "acts", lambda **_: acts)
    monkeypatch.setattr(dissent, "penalties", days(0))
    monkeypatch.setattr(dissent, "concessions", days(1))
    outcomes = dissent.windows((30, 90)).set_index(["within", "act"])["outcome"]
    late = ["a penalty", "a penalty", "a penalty", "concessions", "none"]
    assert outcomes[90].tolist() == late
    assert outcomes[30].tolist() == [*late[:2], "concessions", *late[3:]]
    punished, deportations = dissent.spared_tests()
    assert (punished.name, punished.value, punished.note) == ("punished", 1, "Of 4 acts: bare.")
    tajik, everyone = removals.growth()
    assert deportations.value == pytest.approx(tajik - everyone)


@given(st.integers(1, 120))
def test_what_any_window_holds_grows_with_it_and_is_never_negative(days):
    some = ("2021-08-01", "2021-12-01")
    assert 0 <= dissent.usual(days, *some) <= dissent.usual(days + 30, *some)


def test_a_window_of_one_start_holds_what_the_act_of_that_day_drew():
    act = dissent.Act("x", pd.Timestamp("2021-08-25"), "x")
    assert dissent.usual(90, "2021-08-25", "2021-08-25") == len(dissent.concessions(act, 90))


def test_those_who_took_the_same_line_are_counted_among_the_others_alone():
    autumn = pd.DataFrame(
        [("UZB", -2.0, -2, -1), ("UZB", -1, -1, -1), ("RUS", -1, -2, 0), ("USA", -2, -2, -2)],
        columns=["actor", "stance", "low", "high"],
    )
    act = dissent.refusal()
    assert act.date == pd.Timestamp("2021-08-25")
    penalty, followers = dissent.lead_tests(act, ["KAZ", "RUS", "UZB"], autumn)
    assert penalty.value == 0
    # Both means lie below zero; Russia's is zero in a third of the draws.
    assert (followers.value, followers.low, followers.high) == (2, 1, 2)
    assert followers.note == "States with a coded stance: 2 of 3."


def test_one_act_of_the_record_was_followed_by_a_penalty_alone():
    assert dissent.spared_tests()[0].value == 1
    assert dissent.spared_tests()[0].note == "Of 4 acts: 2024, refugees."
