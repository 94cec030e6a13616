"""Stances of actors towards Taliban rule, as two coders read them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import events
from fulcrum.analysis.events import stances as positions


def rows(*codes: tuple[str, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(codes, columns=["actor", "stance", "low", "high"])
    names = [f"e{number:03}" for number in range(len(frame))]
    second = frame["stance"] - 1
    return frame.assign(
        event_id=names, second=second, second_low=second, second_high=second, confidence="high"
    )


SOME = rows(("TJK", -2, -2, -1), ("TJK", -1, -2, -1), ("RUS", 1, 0, 1))


CODE = st.integers(-2, 2).map(float)


def test_a_joint_text_is_no_stance_of_its_host():
    late = positions.stances("2025-01-01", "2026-12-31", outcomes=True)
    assert not set(events.named("joint_text")) & set(late["event_id"])


def test_means_by_hand():
    means = positions.mean_range(SOME).set_index("actor")
    assert means.loc["TJK"].tolist() == [2, -1.5, -2.0, -1.0]
    assert means.loc["RUS"].tolist() == [1, 1.0, 0.0, 1.0]


def test_gap_and_disjoint_pairs_by_hand():
    means = positions.mean_range(SOME)
    assert positions.gap_below(means, "TJK", ["RUS", "KAZ"]) == pytest.approx(1.0)
    assert positions.gap_below(means, "TJK", ["KAZ"]) is None
    assert positions.disjoint_pairs(means) == 1
    assert [test.value for test in positions.pairs_apart(SOME)] == [1, 0]


def test_recodings_are_complete_and_change_nothing_else():
    recodings = positions.recodings(SOME)
    assert set(recodings) == {
        "lower codes",
        "upper codes",
        "second coder",
        "without rows of medium confidence",
        "without e000",
        "without e001",
        "without e002",
    }
    assert recodings["lower codes"]["stance"].tolist() == [-2, -2, 0]
    assert recodings["second coder"]["stance"].tolist() == [-3, -2, 0]
    assert len(recodings["without e001"]) == 2
    assert SOME["stance"].tolist() == [-2, -1, 1]


def test_joint_texts_are_no_stance_of_their_host():
    assert not set(events.named("joint_text")) & set(
        positions.stances("2021-01-01", "2021-12-31")["event_id"]
    )


def test_the_compilers_means_come_out_again():
    """From ``checks`` of the source: TJK -1.53 (-1.82 to -0.76), 17 rows with joint texts."""
    frame = positions.stances("2021-08-15", "2021-12-31", joint=True)
    means = positions.mean_range(frame).set_index("actor")
    assert means.loc["TJK", "n"] == 17
    assert means.loc["TJK", ["mean", "low", "high"]].round(2).tolist() == [-1.53, -1.82, -0.76]


def test_the_same_code_is_counted_within_one_actor():
    frame = pd.DataFrame(
        {"actor": ["A", "A", "B"], "stance": [1.0, 0.0, 2.0], "second": [1.0, 1.0, 2.0]}
    )
    assert positions.same_codes(frame, "A") == "1 of 2"
    assert positions.same_codes(frame, "C") == "0 of 0"
    assert positions.same_codes(frame) == "2 of 3"


def test_both_coders_side_by_side_by_hand():
    means = positions.both_coders(SOME).set_index("actor")
    assert means.loc["TJK", "mean"] == pytest.approx(-1.5)
    assert means.loc["TJK", "second"] == pytest.approx(-2.5)
    assert means.loc["RUS", "second"] == pytest.approx(0.0)


def test_the_single_ends_are_left_out_where_a_test_covers_the_range():
    recodings = positions.recodings(SOME, ends=False)
    assert set(positions.recodings(SOME)) - set(recodings) == {"lower codes", "upper codes"}


def test_a_distribution_by_hand():
    counts = positions.distribution(SOME, {"one": ["TJK"], "none": ["CHN"], "all": ["TJK", "RUS"]})
    first = counts[counts["coder"] == "first coder"]
    numbers = first[first["group"] == "all"].set_index("code")["n"]
    assert numbers.to_dict() == {"−2": 1, "−1": 1, "0": 0, "+1": 1, "+2": 0}
    sums = first.groupby("group")["share"].sum()
    assert sums.tolist() == pytest.approx([100.0, 100.0])


@given(st.lists(st.tuples(CODE, st.sampled_from(["TJK", "RUS"])), min_size=1, max_size=30))
def test_shares_of_a_distribution_sum_to_a_hundred(pairs):
    frame = rows(*[(actor, code, code, code) for code, actor in pairs])
    frame["second"] = frame["stance"]
    counts = positions.distribution(frame, {"all": ["TJK", "RUS"]})
    assert counts.groupby("coder")["share"].sum().tolist() == pytest.approx([100.0, 100.0])
    assert (counts["n"] <= counts["total"]).all()


def test_agreement_by_topic_by_hand_and_small_topics_left_out():
    frame = pd.DataFrame(
        {
            "topic": ["a"] * 5 + ["b"] * 4,
            "stance": [1.0, 1, 0, 0, -1, 1, 1, 1, 1],
            "second": [1.0, 1, 0, 1, -1, 1, 1, 1, 1],
        }
    )
    agreement = positions.agreement_by_topic(frame)
    assert agreement["topic"].tolist() == ["a"]
    row = agreement.iloc[0]
    assert (row["n"], row["equal"], row["step"]) == (5, pytest.approx(80.0), pytest.approx(0.2))
    assert row["low"] < 80 < row["high"]


def test_first_use_under_each_coder_comes_from_a_row_that_the_coder_marked():
    table = positions.coded("2021-08-15", "2021-09-30").set_index("event_id")
    first_uses = positions.first_use("2021-08-15", "2021-09-30")
    assert first_uses["actor"].is_unique
    assert table.loc[first_uses["event_id"], "inclusive"].all()
    for column, day in (("inclusive", "date"), ("second_inclusive", "second")):
        for row in first_uses.dropna(subset=day).to_dict("records"):
            calls = table[(table["actor"] == row["actor"]) & table[column]]
            assert calls.query("date_precision == 'day'")["date"].min() == row[day]


def test_accommodation_is_the_mean_and_the_mean_of_lower_codes():
    frame = rows(("CHN", 1, 0, 2), ("RUS", 0, -1, 1), ("RUS", 1, 0, 1))
    tests = {test.name: test.value for test in positions.accommodation(frame)}
    assert tests == {"china": 1, "china_lower": 0, "russia": 0.5, "russia_lower": -0.5}


def test_ranks_are_broken_by_the_distance_of_ranges():
    days = pd.to_datetime(["2021-02-01", "2021-08-20", "2021-08-25", "2021-09-01"])
    frame = rows(("KAZ", -1, -2, -1), ("KAZ", 1, 1, 1), ("TJK", -2, -2, -1), ("UZB", 1, 0, 2))
    year, weeks, neighbours = positions.broken_ranks(
        frame.assign(date=days), "TJK", ["KAZ", "RUS"], ["UZB", "CHN"]
    )
    assert (year.value, weeks.value, neighbours.value) == (0.5, 2.0, 1.0)
    assert neighbours.note == "With a coded stance in these weeks: Uzbekistan."


def test_louder_compares_shares_of_events_on_a_topic():
    topics = ["terrorism", "trade", "trade", "terrorism"]
    frame = pd.DataFrame({"actor": ["TJK", "TJK", "RUS", "KAZ"], "topic": topics})
    (test,) = positions.louder(frame, ["RUS"], "terrorism")
    assert test.value == pytest.approx(50)
    assert test.low < 0 < test.high
    assert test.note.startswith("1 of 2 Tajik events and 0 of 1 of the other members")


def test_tests_are_computed_again_under_every_recoding():
    tests, again = positions.retested(positions.pairs_apart, SOME, ends=False)
    assert tests == positions.pairs_apart(SOME)
    assert set(again) == set(positions.recodings(SOME, ends=False))
    assert again["without e002"][0].value == 0
