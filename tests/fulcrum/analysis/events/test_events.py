"""The dated events: the one reader of both event tables, and of the events that have a name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from fulcrum.analysis.events import contacts, events
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load

SEEDS = (Path(__file__).parents[4] / "seeds" / "claims.yml").read_text(encoding="utf-8")


def test_events_of_both_tables_count_once():
    outcomes = load(events.OUTCOMES).set_index("event_id")
    coded = load(events.EVENTS)
    table = events.events(outcomes=True, weak=True)
    assert not set(events.named("repeated_outcome")) & set(table["event_id"])
    assert len(table) == len(coded) + len(outcomes) - len(events.named("repeated_outcome"))
    pairs = {
        "o001": "e132",
        "o003": "e138",
        "o004": "e139",
        "o005": "e136",
        "o006": "e144",
        "o007": "e150",
        "o008": "e152",
    }
    assert list(pairs) == events.named("repeated_outcome")
    day = pd.to_datetime(coded.set_index("event_id")["date"], format="ISO8601")
    for later, first in pairs.items():
        # The drills of o005 ended five days after they began in e136; the rest share their day.
        apart = (pd.Timestamp(outcomes.loc[later, "date"]) - day[first]).days
        assert apart == (5 if later == "o005" else 0)


def test_an_event_in_both_tables_counts_once():
    whole = events.events(outcomes=True, weak=True)
    assert whole["event_id"].is_unique
    assert len(whole) == 317 + 192 - 7
    assert len(events.events(outcomes=True)) == len(whole) - 57


def test_rows_with_a_weak_source_are_left_out_unless_asked_for(monkeypatch):
    kinds = ["agency", "memory", "aggregator", "partisan page", "think tank", "aggregator"]
    days = pd.to_datetime([f"2021-09-0{day}" for day in range(1, 7)])
    table = pd.DataFrame({"event_id": list("abcdef"), "source_kind": kinds, "date": days})
    monkeypatch.setattr(events, "_events", lambda *_: table)
    assert events.events()["event_id"].tolist() == ["a", "e"]
    assert events.events(weak=True)["event_id"].tolist() == list("abcdef")
    assert events.events("2021-09-02", "2021-09-05")["event_id"].tolist() == ["e"]
    assert events.events("2021-09-02", "2021-09-05", weak=True)["event_id"].tolist() == list("bcde")


def test_a_named_event_is_found_however_weak_its_source():
    assert events.event("kin_claim")["source_kind"] in events.WEAK


def test_every_western_speaker_is_judged_a_head_or_not():
    """A new speaker in the tables must be put in the table of speakers."""
    table = events.events(outcomes=True)
    west = table[table["actor"].isin(events.WEST)]
    judged = load(contacts.SPEAKERS)
    judged_speakers = set(zip(judged["actor"], judged["speaker"], strict=True))
    assert judged["office"].notna().eq(judged["head"] == 1).all()
    assert set(zip(west["actor"], west["speaker"], strict=True)) <= judged_speakers


def test_events_that_locate_a_test_are_named_in_the_seeds():
    asked, received = events.event("invitation"), events.event("reception")
    for row in (asked, received):
        assert f"event {row['event_id']}" in SEEDS
    assert asked["date"] < received["date"]
    assert {asked["actor"], received["actor"]} == {"FRA"}


def test_every_named_event_exists_and_a_name_of_several_is_no_event():
    record = set(load(events.EVENTS)["event_id"]) | set(load(events.OUTCOMES)["event_id"])
    assert set(load(events.NAMED)["event_id"]) <= record
    assert events.event("invitation")["event_id"] == "e072"
    with pytest.raises(ValueError, match="too many"):
        events.event("joint_text")


def test_days_and_participants_choose_rows():
    table = events.events("2021-09-07", "2021-09-07")
    assert set(table["date"]) == {pd.Timestamp("2021-09-07")}
    row = table[table["event_id"] == "e098"]
    assert events.takes_part(row, events.TALIBAN).all()
    assert not events.takes_part(row, "TJK").any()
    assert list(events.participants(row)) == [{events.TALIBAN}]


def test_tests_are_made_again_without_each_row():
    rows = pd.DataFrame({"event_id": ["a", "b"], "size": [1, 2]})
    fewer = events.left_out(rows)
    assert {name: part["size"].tolist() for name, part in fewer.items()} == {
        "without a": [2],
        "without b": [1],
    }
    tests, variants = events.retested(lambda part: [Test("n", part["size"].sum())], rows, fewer)
    assert tests[0].value == 3
    assert {name: test.value for name, (test,) in variants.items()} == {
        "without a": 2,
        "without b": 1,
    }
