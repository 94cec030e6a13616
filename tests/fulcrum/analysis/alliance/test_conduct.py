"""What the alliance did in the crisis: its acts, and who went along with its line."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.alliance import conduct
from fulcrum.analysis.events import events
from fulcrum.evidence.claims import Test

NAMES = {"TJK": "Tajikistan", "UZB": "Uzbekistan", "KAZ": "Kazakhstan"}
DAY = pd.Timestamp("2021-10-18")


def values(tests: list[Test]) -> list[object]:
    return [test.value for test in tests]


def some_acts(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    names = ["event_id", "actor", "event_type", "participants", "summary"]
    return pd.DataFrame(rows, columns=names).assign(date=DAY)


def test_the_place_of_an_act_is_what_the_account_names_not_who_took_part():
    everyone = "KAZ;RUS;TJK"
    acts = conduct.acts(
        some_acts(
            ("a", "CSTO", "exercise", everyone, "Drills in Kazakhstan."),
            ("b", "CSTO", "aid", f"{everyone};AFG-TAL", "Grain by way of Tajikistan."),
            ("c", "CSTO", "exercise", everyone, "From Tajikistan to Uzbekistan."),
            ("d", "RUS", "exercise", everyone, "Drills in Tajikistan."),
            ("e", "CSTO", "statement", everyone, "Words in Tajikistan."),
        ),
        NAMES,
        "AFG",
    ).set_index("event_id")
    assert acts["soil"].to_dict() == {"a": "KAZ", "b": "TJK", "c": ""}
    assert acts["entered"].to_dict() == {"a": False, "b": True, "c": False}


def test_the_one_act_of_2021_under_the_flag():
    acts = conduct.acts(events.events(), NAMES, "AFG")
    assert acts[["event_id", "soil"]].to_numpy().tolist() == [["e136", "TJK"]]
    assert not acts["entered"].any()


def test_the_lead_of_one_soil_is_over_the_next_and_places_unnamed_do_not_count():
    acts = pd.DataFrame({"soil": ["TJK", "TJK", "KAZ", ""], "entered": [True, False, False, False]})
    more = {"event_id": list("abcd"), "event_type": "aid", "place": "here", "date": DAY}
    assert values(conduct.way_in_tests(acts.assign(**more), "TJK")) == [1, 1]
    assert values(conduct.way_in_tests(acts.assign(**more), "KAZ")) == [-1, 1]
    there = acts.assign(**more)[acts["soil"] == "TJK"]
    assert values(conduct.way_in_tests(there, "TJK")) == [2, 1]
    assert values(conduct.way_in_tests(there[:0], "TJK")) == [0, 0]


def test_acts_of_recognition_are_counted_and_words_that_may_endorse_are_named():
    texts = pd.Series({"kept": 1, "texts": 4, "unknown": 2, "low": 25.0, "high": 75.0})
    words, acts = conduct.bending_tests(texts, ["RUS", "KAZ"], "2021-12-31")
    assert (words.value, words.low, words.high) == (None, 25, 75)
    assert (acts.value, acts.low, acts.high) == (0, None, None)
    assert acts.note.endswith("words that may be read as endorsement: Russia.")
    assert conduct.bending_tests(texts, ["RUS", "KAZ"], "2025-12-31")[1].value == 2


def test_recognition_counts_by_its_kind_whatever_the_code(monkeypatch):
    lines = [
        ("KAZ", "recognition", "trade", 1),
        ("KAZ", "recognition", "recognition", 2),
        ("RUS", "statement", "recognition", 2),
        ("BLR", "statement", "recognition", 1),
        ("KGZ", "statement", "trade", 2),
        ("CHN", "recognition", "recognition", 2),
    ]
    table = pd.DataFrame(lines, columns=["actor", "event_type", "topic", "high"])
    monkeypatch.setattr(conduct, "events", lambda **_: table)
    texts = pd.Series({"kept": 0, "texts": 0, "unknown": 0, "low": 0.0, "high": 0.0})
    _, acts = conduct.bending_tests(texts, ["RUS", "KAZ", "BLR", "KGZ"], "2021-12-31")
    assert (acts.name, acts.value) == ("acts_then", 1)
    assert acts.note.endswith("endorsement: Kazakhstan and Russia.")


def test_going_along_counts_days_after_the_line_and_the_distance_of_the_means():
    rows = [
        ("CSTO", "2021-08-01", "month", -1, -2, 0),
        ("CSTO", "2021-08-20", "day", -1, -2, 0),
        ("UZB", "2021-08-25", "day", 1, 1, 1),
    ]
    columns = ["actor", "date", "date_precision", "stance", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns).assign(event_id=list("abc"), confidence="high")
    codes = {"second": frame["stance"], "second_low": frame["low"], "second_high": frame["high"]}
    frame = frame.assign(**codes, date=pd.to_datetime(frame["date"]))
    acted = pd.Timestamp("2021-08-18")
    (days, line), variants = conduct.going_along("UZB", acted, "2021-08-15", frame)
    assert (days.name, days.value) == ("after_the_line", -2)
    assert line == Test("same_line", 2, 1, 3)  # 1 is 3, 2 or 1 away from -2, -1 and 0
    assert variants["the row dated August only, taken for 15 August"][0].value == 3
    assert [test.value for test in variants["without b"]] == [None, None]
    uzbek = frame[frame["actor"] == "UZB"]
    silent, _ = conduct.going_along("UZB", acted, "2021-08-15", uzbek)
    assert [test.value for test in silent] == [None, None]
    # A distance has no sign: from -1 to 1, nought is at most 1 away.
    near = frame.assign(low=[-2, -1, 0], high=[0, 1, 0], stance=[-1, 1, 0])
    line = conduct.going_along("UZB", acted, "2021-08-15", near)[0][1]
    assert line == Test("same_line", 1, 0, 1)


def test_open_opposition_counts_by_the_code_and_the_lower_one_is_told():
    statements = pd.DataFrame({"event_id": ["a", "b"], "stance": [-2, -1], "low": [-2, -2]})
    later = pd.DataFrame({"state": ["kept", "unknown", "lost"]})
    hostile, asking = conduct.hostility_tests(later, statements)
    note = "Rows: a, b. At their lowest codes: 2."
    assert hostile == Test("no_hostile_text", 1, note=note)
    assert (asking.value, asking.low, asking.high) == (1, 1, 2)
    assert asking.note == "3 texts, 1 not read far enough."
