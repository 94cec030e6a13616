"""Contacts as a weighted network: hand examples, invariants, and what the readings take out."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import contacts
from fulcrum.evidence.data import load


def meetings(**events: str) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, party) for name, parties in events.items() for party in parties],
        columns=["event_id", "party"],
    )


def test_a_call_counts_one_and_a_table_of_three_a_half_for_each_pair():
    found = contacts.ties(meetings(e1="AB", e2="ABC")).set_index(["one", "other"])
    assert found["weight"].to_dict() == {("A", "B"): 1.5, ("A", "C"): 0.5, ("B", "C"): 0.5}
    assert found.loc[("A", "B"), "events"] == 2


def test_strength_by_hand():
    found = contacts.strength(meetings(e1="AB", e2="ABC")).set_index("party")
    assert found["strength"].to_dict() == {"A": 2.0, "B": 2.0, "C": 1.0}
    assert found["degree"].to_dict() == {"A": 2, "B": 2, "C": 2}
    assert found.loc["C", "share"] == pytest.approx(50.0)


@given(st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=2), min_size=1, max_size=12))
def test_each_contact_adds_one_to_each_of_its_parties(parties):
    frame = meetings(**{f"e{i}": "".join(sorted(group)) for i, group in enumerate(parties)})
    found = contacts.strength(frame).set_index("party")["strength"]
    joined = frame.groupby("party").size()
    assert found.to_dict() == pytest.approx(joined.to_dict())
    assert found.sum() == pytest.approx(sum(map(len, parties)))


def test_between_is_symmetric_and_says_nought_where_none_was_found():
    frame = meetings(e1="AB", e2="ABC")
    there = contacts.between(frame, ["A"], ["B", "C", "D"]).set_index("column")["weight"]
    back = contacts.between(frame, ["B", "C", "D"], ["A"]).set_index("row")["weight"]
    assert there.to_dict() == back.to_dict() == {"B": 1.5, "C": 0.5, "D": 0.0}


def test_those_only_spoken_of_are_no_contacts():
    whole = contacts.meetings("2021-01-01", "2021-12-31")
    by = whole.groupby("event_id")["party"].agg(set)
    spoken = {"e014", "e017", "e019", "e020", "e063", "e094", "e126", "e147", "e090", "e107"}
    assert not spoken & set(by.index)
    assert by["e117"] == {"PAK", "TJK"}
    assert "e149" not in by.index
    assert by["e023"] == {"RUS", "TJK"}


def test_the_readings_matter_and_name_only_rows_and_participants_that_exist():
    table = load("events-2021/events_2021").set_index("event_id")
    read = load(contacts.READINGS)
    assert set(read["event_id"]) <= set(table.index)
    for row in read.dropna(subset="absent").itertuples():
        listed = set(table.loc[row.event_id, "participants"].split(";"))
        assert set(row.absent.split(";")) <= listed
    bare = contacts.meetings("2021-01-01", "2021-12-31", readings=False)
    assert (
        bare["event_id"].nunique()
        < contacts.meetings("2021-01-01", "2021-12-31")["event_id"].nunique()
    )
