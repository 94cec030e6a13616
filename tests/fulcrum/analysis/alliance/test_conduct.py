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


def turning(*acts: tuple[str, str]) -> pd.DataFrame:
    """Acts of recognition as ``decisions.turned`` returns them. acts: actor and day."""
    table = pd.DataFrame(acts, columns=["actor", "date"])
    return table.assign(date=pd.to_datetime(table["date"]))


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


def test_a_state_bends_words_by_the_wording_with_it_beyond_that_without_it(monkeypatch):
    monkeypatch.setattr(conduct, "turned", lambda: turning(("KAZ", "2023-12-29")))
    there = pd.Series(
        {"kept": 2, "texts": 4, "unknown": 1, "low": 50.0, "high": 75.0}, dtype=object
    )
    away = pd.Series({"kept": 1, "texts": 5, "unknown": 2, "low": 20.0, "high": 60.0}, dtype=object)
    bent, _, alone = conduct.bending_tests(conduct.NAMES_2021, there, away, ["KAZ"], "2021-12-31")
    # Unread texts count against the state at one end, and for it at the other.
    both = "2 of 4 texts hold it, of 1 too little was read."
    beside = "1 of 5 texts hold it, of 2 too little was read."
    assert bent == Test("bent_then", None, 50 - 60, 75 - 20, f"With: {both} Without: {beside}")
    assert alone == Test("words_then", None, 50, 75, both)


def test_allies_that_turned_are_counted_once_and_up_to_the_day(monkeypatch):
    days = [
        ("KAZ", "2023-12-29"),
        ("KAZ", "2024-06-03"),
        ("KGZ", "2024-09-06"),
        ("RUS", "2025-07-03"),
    ]
    monkeypatch.setattr(conduct, "turned", lambda: turning(*days))
    texts = pd.Series({"kept": 0, "texts": 0, "unknown": 0, "low": 0.0, "high": 0.0})

    def acts(allies: list[str], last: str) -> Test:
        return conduct.bending_tests(conduct.NAMES_2026, texts, texts, allies, last)[1]

    assert acts(["RUS", "KAZ", "KGZ"], "2021-12-31") == Test("acts_held", 0, note="Nobody.")
    two = Test("acts_held", 2, note="Kazakhstan and Kyrgyzstan.")
    assert acts(["RUS", "KAZ", "KGZ"], "2024-12-31") == two
    assert acts(["RUS", "KAZ"], "2025-07-03").value == 2
    assert acts(["BLR"], "2025-12-31").value == 0


def line_and_uzbek() -> pd.DataFrame:
    """Two stances of the alliance, one dated by month, and one of Uzbekistan."""
    rows = [
        ("CSTO", "2021-08-01", "month", -1, -2, 0),
        ("CSTO", "2021-08-20", "day", -1, -2, 0),
        ("UZB", "2021-08-25", "day", 1, 1, 1),
    ]
    columns = ["actor", "date", "date_precision", "stance", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns).assign(event_id=list("abc"), confidence="high")
    codes = {"second": frame["stance"], "second_low": frame["low"], "second_high": frame["high"]}
    return frame.assign(**codes, date=pd.to_datetime(frame["date"]))


def test_going_along_asks_for_a_pragmatic_line_and_a_state_not_below_it():
    acted = pd.Timestamp("2021-08-18")
    tests, variants = conduct.going_along("UZB", acted, "2021-08-15", line_and_uzbek())
    line, along, days = tests
    # Of the alliance's two stances the one of the month lies before the first day compared.
    assert line == Test("line_pragmatic", -1, -2, 0)
    assert along == Test("went_along", 2, 1, 3)  # 1 is 3, 2 or 1 above -2, -1 and 0
    assert days == Test("after_the_line", -2)  # two days before the first dated stance
    by_month = variants["the row dated August only, taken for 15 August"]
    assert [test.value for test in by_month] == [-1, 2, 3]
    assert [test.value for test in variants["without b"]] == [None, None, None]


def test_being_below_the_line_has_a_sign_and_being_above_it_is_no_fault():
    frame = line_and_uzbek().assign(stance=[0, 1, -1], low=[0, 1, -1], high=[0, 1, -1])
    acted = pd.Timestamp("2021-08-18")
    line, along, _ = conduct.going_along("UZB", acted, "2021-08-15", frame)[0]
    assert (line, along) == (Test("line_pragmatic", 1, 1, 1), Test("went_along", -2, -2, -2))


def test_a_line_that_nobody_spoke_is_followed_by_nobody():
    frame = line_and_uzbek()
    acted = pd.Timestamp("2021-08-26")
    for actor, days in (("UZB", None), ("CSTO", 6)):
        silent, _ = conduct.going_along("UZB", acted, "2021-08-15", frame[frame["actor"] == actor])
        assert [test.value for test in silent] == [None, None, days]


def test_open_opposition_counts_by_the_code_and_the_lower_one_is_told():
    statements = pd.DataFrame({"event_id": ["a", "b"], "stance": [-2, -1], "low": [-2, -2]})
    later = pd.DataFrame({"state": ["kept", "unknown", "lost"]})
    hostile, asking = conduct.hostility_tests(later, statements)
    note = "Rows: a, b. At their lowest codes: 2."
    assert hostile == Test("no_hostile_text", 1, note=note)
    assert (asking.value, asking.low, asking.high) == (1, 1, 2)
    assert asking.note == "3 texts, 1 not read far enough."
