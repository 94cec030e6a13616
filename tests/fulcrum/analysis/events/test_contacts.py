"""Who dealt with whom: contacts found in the record, as a weighted network."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import contacts, events
from fulcrum.evidence.data import load


def meetings(**events: str) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, party) for name, parties in events.items() for party in parties],
        columns=["event_id", "party"],
    )


YEAR = ("2021-01-01", "2021-12-31")


def test_a_call_counts_one_and_a_table_of_three_a_half_for_each_pair():
    table = contacts.between(meetings(e1="AB", e2="ABC"), ["A", "B"], ["B", "C"]).set_index(
        ["row", "column"]
    )
    assert table["weight"].to_dict() == {("A", "B"): 1.5, ("A", "C"): 0.5, ("B", "C"): 0.5}
    assert table.loc[("A", "B"), "events"] == 2


@given(st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=2), min_size=1, max_size=12))
def test_each_contact_adds_one_to_each_of_its_parties(parties):
    frame = meetings(**{f"e{i}": "".join(sorted(group)) for i, group in enumerate(parties)})
    strength = (
        contacts.between(frame, list("ABCDEF"), list("ABCDEF")).groupby("row")["weight"].sum()
    )
    joined = frame.groupby("party").size()
    assert strength[joined.index].to_dict() == pytest.approx(joined.to_dict())
    assert strength.sum() == pytest.approx(sum(map(len, parties)))


def test_between_is_symmetric_and_says_zero_where_none_was_found():
    frame = meetings(e1="AB", e2="ABC")
    there = contacts.between(frame, ["A"], ["B", "C", "D"]).set_index("column")["weight"]
    back = contacts.between(frame, ["B", "C", "D"], ["A"]).set_index("row")["weight"]
    assert there.to_dict() == back.to_dict() == {"B": 1.5, "C": 0.5, "D": 0.0}


def test_a_change_of_shares_lies_in_its_interval():
    early, late = meetings(e1="AB", e2="BC"), meetings(e3="AB", e4="ABC", e5="AC")
    before, after, low, high = contacts.share_change("A", early, late)
    assert (before, after) == (50.0, 100.0)
    assert low < 50 < high


def test_those_only_spoken_of_are_no_contacts():
    whole = contacts.contacts(*YEAR, kinds=contacts.DIRECT, readings=True)
    by = whole.groupby("event_id")["party"].agg(set)
    spoken = {"e014", "e017", "e019", "e020", "e063", "e094", "e126", "e147", "e107", "e193"}
    assert "e090" in by.index  # a visit with an address since the search of November 2026
    assert not spoken & set(by.index)
    assert by["e117"] == {"PAK", "TJK"}
    assert "e149" not in by.index
    assert by["e023"] == {"RUS", "TJK"}


def test_the_readings_matter_and_name_only_rows_and_participants_that_exist():
    table = load(events.EVENTS).set_index("event_id")
    read = load(contacts.READINGS)
    assert set(read["event_id"]) <= set(table.index)
    for row in read.dropna(subset="absent").itertuples():
        listed = set(table.loc[row.event_id, "participants"].split(";"))
        assert set(row.absent.split(";")) <= listed
    bare = contacts.contacts(*YEAR, kinds=contacts.DIRECT)
    assert (
        bare["event_id"].nunique()
        < contacts.contacts(*YEAR, kinds=contacts.DIRECT, readings=True)["event_id"].nunique()
    )


def test_contacts_need_both_parties_and_count_a_visit_once():
    visits = contacts.western_contacts("TJK")
    assert {"e072", "e074", "e084", "e132"} <= set(visits["event_id"])
    assert "o002" not in set(visits["event_id"])  # the same stay in Paris as e132
    assert "e147" not in set(visits["event_id"])  # a third party spoke of both
    assert "o002" in set(contacts.western_contacts("TJK", merged_within=-1)["event_id"])


def test_contacts_before_and_after_split_at_the_day():
    days = pd.DataFrame({"date": pd.to_datetime(["2021-08-24", "2021-08-25", "2021-08-27"])})
    assert contacts.before_and_after(days, "2021-08-25", 2) == (1, 1)
    assert contacts.before_and_after(days, "2021-08-25", 3) == (1, 2)


def test_head_contacts_take_two_parties_and_a_head():
    after = contacts.head_contacts("TJK", "2021-08-25", "2022-08-24")
    assert after["event_id"].tolist() == ["e072", "e074", "e204", "e132"]
    assert contacts.head_contacts("TJK", "2021-08-26", "2021-08-26")["actor"].tolist() == ["EU"]
    assert contacts.head_contacts("UZB", "2021-08-25", "2022-08-24").empty


def test_going_between_counts_the_weaker_end_and_opposition_what_draws_allow(monkeypatch):
    rows = [("RUS", -1, -2, -1), ("RUS", -2, -2, -1), ("CHN", -1, -1, 0), ("USA", 1, 1, 1)]
    frame = pd.DataFrame(rows, columns=["actor", "stance", "low", "high"])
    found = {("TJK", "state"): 1, ("TJK", "anyone"): 2}

    def visits(state, others, *_, kinds, reported_by):
        assert kinds == ("visit",)
        number = found.get((state, reported_by), 0) if events.RESISTANCE in others else west
        return pd.DataFrame({"event_id": range(number)})

    monkeypatch.setattr(contacts, "contacts_with", visits)
    monkeypatch.setattr(contacts, "_visits_between", contacts._visits_between.__wrapped__)
    west = 3
    opposition, between = contacts.go_between_tests("TJK", *YEAR, frame)
    assert (opposition.value, opposition.low, opposition.high) == (2, 1, 2)
    assert opposition.note == "Of 3 with coded statements."
    assert (between.value, between.low, between.high) == (None, 1, 2)
    west = 1
    between = contacts.go_between_tests("TJK", *YEAR, frame)[1]
    assert (between.low, between.high) == (1, 1)
    between = contacts.go_between_tests("KAZ", *YEAR, frame)[1]
    assert (between.low, between.high) == (0, 0)


def test_american_acts_are_of_four_kinds_by_the_two_alone_and_not_on_trade(monkeypatch):
    lines = [
        ("a", "visit", "security", "USA;TJK"),
        ("b", "agreement", "refugees", "TJK;USA"),
        ("c", "exercise", "alliance", "USA;TJK"),  # an exercise counts whatever its topic
        ("d", "aid", "border", "USA;TJK"),
        ("e", "statement", "security", "USA;TJK"),
        ("f", "evacuation", "refugees", "USA;TJK"),
        ("g", "aid", "border", "USA;UZB"),
        ("h", "visit", "security", "FRA;TJK"),
        ("i", "visit", "security", None),
        ("j", "agreement", "trade", "USA;TJK"),
        ("k", "visit", "alliance", "USA;TJK"),
        ("l", "visit", "security", "USA;TJK;UZB"),  # a tour of several states is not with one
        ("m", "exercise", "security", "USA;TJK;KAZ"),
    ]
    columns = ["event_id", "event_type", "topic", "participants"]
    table = pd.DataFrame(lines, columns=columns)
    monkeypatch.setattr(events, "events", lambda *_, **__: table)
    acts = contacts.american_acts("TJK", *YEAR)
    assert acts["event_id"].tolist() == list("abcd")
    assert contacts.american_acts("UZB", *YEAR)["event_id"].tolist() == ["g"]


def test_the_rise_of_western_contacts_is_told_with_its_counts():
    tests, variants = contacts.western_tests("TJK", ["UZB"], day="2021-08-25", days=72)
    before, after = contacts.before_and_after(contacts.western_contacts("TJK"), "2021-08-25", 72)
    assert f"Tajikistan: {before} before, {after} after; Uzbekistan:" in tests[0].note
    assert tests[0].low < tests[0].value < tests[0].high
    assert {len(other) for other in variants.values()} == {1}
    assert variants["repeats counted"][0].note != tests[0].note


def test_a_rise_is_told_with_what_the_year_before_may_hide():
    years = ("2020-08-25", "2021-08-24"), ("2021-08-25", "2022-08-24")
    heads = contacts.head_contacts("TJK", *years[1])
    than, rise, beside = contacts.rise_tests(pd.Series({"TJK": 2, "UZB": 0}), heads, *years)
    assert (than.value, than.note) == (2, "")
    earlier = len(contacts.head_contacts("TJK", *years[0]))
    assert (rise.value, rise.low, rise.high) == (None, -earlier, len(heads) - earlier)
    assert beside.value == len(heads) == 4  # of Uzbekistan there is none
    none = contacts.rise_tests(pd.Series({"TJK": 0, "UZB": 0}), heads, *years)[0]
    assert none.value == 0 and none.note.startswith("No meeting of either state")
