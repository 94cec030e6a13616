"""Joint texts on Afghanistan: does the wish for inclusive rule survive, where, and without whom?"""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.events import events
from fulcrum.analysis.events import joint_texts as texts


def some_texts() -> pd.DataFrame:
    rows = [
        ("a", "2021-01-01", "SCO", True, 1, "kept", "RUS;TJK", True),
        ("b", "2021-06-01", "SCO", True, 0, "lost", "RUS;TJK", True),
        ("c", "2021-09-01", "SCO", True, pd.NA, "unknown", "RUS;TJK", False),
        ("d", "2021-01-01", "Troika", False, 1, "kept", "RUS;USA", False),
        ("e", "2021-01-01", "Delhi", False, pd.NA, "unknown", "", False),
    ]
    columns = ["text_id", "date", "body", "tjk_party", "inclusive", "state", "signatories"]
    frame = pd.DataFrame(rows, columns=[*columns, "tajik_agenda"])
    day = pd.to_datetime(frame["date"])
    return frame.assign(date=day, year=day.dt.year, inclusive=frame["inclusive"].astype("Int64"))


def test_who_abstained_did_not_sign():
    frame = pd.DataFrame(
        {
            "signatories": ["13 of 15 (RUS and CHN abstained)", "RUS;CHN", "15, RUS among them"],
            "date": pd.Timestamp("2021-08-01"),
            "inclusive": 1,
        }
    )
    assert len(texts.before(frame, "2021-08-25", "RUS")) == 2
    assert len(texts.before(frame, "2021-08-25", "CHN")) == 1


def test_the_tajik_agenda_is_named_only_where_tajikistan_is_a_party():
    table = texts.wording()
    named = table[table["tajik_agenda"]]
    assert named["tjk_party"].all()
    assert texts.by_body_and_year(table)["named"].sum() == len(named) == 6


def test_only_tajik_chairs_were_noted():
    assert "j04" in texts.chaired("TJK")
    with pytest.raises(KeyError):
        texts.chaired("RUS")


def test_the_last_known_text_of_a_year_decides():
    bodies = texts.by_body_and_year(some_texts()).set_index("body")
    assert bodies.loc["SCO", "texts"] == 3
    assert bodies["state"].to_dict() == {"Delhi": "unknown", "SCO": "lost", "Troika": "kept"}
    assert bodies["named"].to_dict() == {"Delhi": 0, "SCO": 2, "Troika": 0}
    assert bodies["tjk_party"].to_dict() == {"Delhi": False, "SCO": True, "Troika": False}


def test_a_text_too_little_read_is_unknown_and_not_lost():
    before, after = texts.following_tests(some_texts(), pd.Timestamp("2021-06-01"))
    assert before.value == 2
    assert (after.value, after.low, after.high) == (None, 0, 1)


def test_unknown_texts_widen_the_share():
    shares = texts.survival(some_texts(), "2021-01-01", "2021-12-31").set_index("tjk_party")
    assert shares.loc[True, "low"] == pytest.approx(100 / 3)
    assert shares.loc[True, "high"] == pytest.approx(200 / 3)
    assert shares.loc[False, ["low", "high"]].tolist() == [50, 100]


def test_before_counts_only_signed_and_earlier_texts_with_the_wording():
    assert texts.before(some_texts(), "2021-06-02", "RUS")["text_id"].tolist() == ["a", "d"]
    assert texts.before(some_texts(), "2021-06-02", "USA")["text_id"].tolist() == ["d"]


def test_an_agreement_is_tested_without_each_text_and_each_call():
    signed = texts.before(texts.wording(), "2021-08-25", "RUS")
    calls = texts.calls("RUS", "2021-08-15", "2021-08-25")
    (date, text, call), variants = texts.agreement_tests(signed, calls)
    assert date.value == events.event("russian_agreement")["date"]
    assert (text.value, call.value) == (len(signed), len(calls))
    assert len(variants) == 3 + len(signed) + len(calls)
    assert variants["without texts in the Tajik chair"][1].value < len(signed)
    assert variants[f"without {signed['text_id'][0]}"][1].value == len(signed) - 1


def test_the_parts_of_the_texts_add_up_to_all_of_them():
    table = pd.DataFrame({"row": ["with (14)"], "low": [71.0], "high": [86.0]})
    parts = texts.parts(table).set_index("state")["share"]
    assert parts.to_dict() == {"kept": 71, "unknown": 15, "lost": 14}
