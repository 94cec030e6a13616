"""Stances of actors towards Taliban rule, as two coders read them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.events import events
from fulcrum.analysis.events import stances as positions
from fulcrum.evidence.claims import Test


def rows(*codes: tuple[str, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(codes, columns=["actor", "stance", "low", "high"])
    names = [f"e{number:03}" for number in range(len(frame))]
    second = frame["stance"] - 1
    return frame.assign(
        event_id=names, second=second, second_low=second, second_high=second, confidence="high"
    )


SOME = rows(("TJK", -2, -2, -1), ("TJK", -1, -2, -1), ("RUS", 1, 0, 1))


CODE = st.integers(-2, 2).map(float)


def test_joint_texts_and_hearsay_are_nobodys_stance_whoever_the_actor(monkeypatch):
    actors = ["TJK", "RUS", "TJK", "USA", "USA", "CHN"]
    table = pd.DataFrame(
        {"event_id": list("abcdef"), "actor": actors, "stance": [1.0] * 5 + [None]}
    )
    monkeypatch.setattr(events, "events", lambda *_, **__: table.assign(low=1, high=1))
    named = {"joint_text": ["a", "b"], "hearsay": ["c", "d"]}
    monkeypatch.setattr(positions, "named", named.__getitem__)
    assert positions.stances("2021-01-01", "2021-12-31")["event_id"].tolist() == ["e"]
    whole = positions.stances("2021-01-01", "2021-12-31", joint=True)
    assert whole["event_id"].tolist() == list("abcde")  # f has no stance at all
    tajik = positions.stances("2021-01-01", "2021-12-31", ["TJK"], joint=True)
    assert tajik["event_id"].tolist() == ["a", "c"]


def test_no_stance_of_the_record_is_a_joint_text_hearsay_or_of_a_weak_source():
    record = positions.stances("2021-01-01", "2026-12-31", outcomes=True)
    left_out = {*events.named("joint_text"), *events.named("hearsay")}
    assert not left_out & set(record["event_id"])
    assert not record["source_kind"].isin(events.WEAK).any()


def test_means_by_hand():
    means = positions.mean_range(SOME).set_index("actor")
    assert means.loc["TJK"].tolist() == [2, -1.5, -2.0, -1.0]
    assert means.loc["RUS"].tolist() == [1, 1.0, 0.0, 1.0]


def test_codes_are_drawn_as_whole_numbers_of_their_ranges():
    frame = rows(("A", 0, -1, 2), ("B", -1, -1, -1), ("B", 1, 0, 1))
    drawn = positions.drawn_means(frame)
    assert drawn.shape == (2000, 2)
    shares = drawn["A"].value_counts(normalize=True)
    assert shares.sort_index().index.tolist() == [-1, 0, 1, 2]
    assert shares.tolist() == pytest.approx([0.25] * 4, abs=0.05)
    assert sorted(drawn["B"].unique()) == [-0.5, 0.0]  # -1 with 0, and -1 with 1
    assert drawn.equals(positions.drawn_means(frame))
    assert not drawn.equals(positions.drawn_means(frame, seed=1))


@given(st.lists(st.tuples(st.sampled_from(["TJK", "RUS"]), CODE), min_size=1, max_size=60))
def test_codes_without_a_range_give_the_mean_itself_to_the_last_digit(pairs):
    frame = rows(*[(actor, code, code, code) for actor, code in pairs])
    drawn, means = positions.drawn_means(frame, 3), frame.groupby("actor")["stance"].mean()
    assert all((drawn[actor] == mean).all() for actor, mean in means.items())


def test_the_middle_of_draws_leaves_out_a_fortieth_at_either_end():
    draws = pd.DataFrame({"up": range(101), "still": 7})
    ends = positions.middle(draws)
    assert ends.loc["up"].tolist() == [2.5, 97.5]
    assert ends.loc["still"].tolist() == [7, 7]
    assert positions.middle(draws["up"]).to_numpy().tolist() == [[2.5, 97.5]]


def test_actors_below_zero_are_counted_on_average_at_least_and_at_most():
    frame = rows(
        ("surely", -1, -2, -1),
        ("on average", -1, -1, 1),
        ("perhaps", 0, -1, 0),
        ("never", 0, 0, 1),
    )
    assert positions.below_zero(frame) == (2, 1, 3)
    assert positions.below_zero(frame[:1]) == (1, 1, 1)
    assert positions.below_zero(frame[:0]) == (0, 0, 0)


def test_a_mean_of_zero_is_not_below_it():
    codes = (-1, -2, 0, 0, 2, 1)  # whose sixths do not add up to zero in floating point
    assert positions.below_zero(rows(*[("A", code, code, code) for code in codes])) == (0, 0, 0)


def test_a_pair_is_apart_when_the_middle_of_its_differences_leaves_zero_out():
    # Russia's mean is 0 or 1, Tajikistan's -2, -1.5 or -1: they differ by 1 to 3.
    assert [test.value for test in positions.pairs_apart(SOME)] == [1, 0]
    assert [test.value for test in positions.pairs_apart(SOME, but="KAZ")] == [1, 1]
    # Two rows that touch are equal in a quarter of the draws, ten on each side in hardly any.
    touching = ("A", -1, -1, 0), ("B", 1, 0, 1)
    assert positions.pairs_apart(rows(*touching))[0].value == 0
    assert positions.pairs_apart(rows(*touching * 10))[0].value == 1
    assert [test.value for test in positions.pairs_apart(SOME[:1])] == [0, 0]


def test_the_gap_is_to_the_nearest_other_in_each_draw():
    frame = rows(("TJK", -2, -2, -2), ("RUS", 1, 1, 1), ("KAZ", 0, -1, 0))
    assert positions.gap_below(frame, "gap", "TJK", ["RUS", "KAZ"]) == Test("gap", 2, 1, 2)
    assert positions.gap_below(frame, "gap", "TJK", ["RUS", "UZB"]) == Test("gap", 3, 3, 3)
    assert positions.gap_below(frame, "gap", "TJK", ["UZB"]) == Test("gap", None)
    assert positions.gap_below(frame, "gap", "UZB", ["TJK"]) == Test("gap", None)


def test_recodings_are_complete_and_change_nothing_else():
    recodings = positions.recodings(SOME)
    assert set(recodings) == {
        "second coder",
        "without rows of medium confidence",
        "without e000",
        "without e001",
        "without e002",
    }
    assert recodings["second coder"]["stance"].tolist() == [-3, -2, 0]
    assert len(recodings["without e001"]) == 2
    assert SOME["stance"].tolist() == [-2, -1, 1]


def test_the_compilers_means_come_out_again():
    """From ``checks`` of the source: TJK -1.53 (-1.82 to -0.76), 17 rows, those left out too."""
    table = events.events("2021-08-15", "2021-12-31", weak=True).dropna(subset="stance")
    means = positions.mean_range(table).set_index("actor")
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


def test_agreement_by_actor_by_hand_and_rare_actors_left_out():
    frame = pd.DataFrame(
        {
            "actor": ["TJK"] * 5 + ["UZB"] * 4 + ["RUS"] * 6,
            "stance": [1.0, 1, 0, 0, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
            "second": [1.0, 1, 0, 1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        }
    )
    agreement = positions.agreement_by_actor(frame, first="TJK")
    assert agreement["row"].tolist() == ["Tajikistan (5)", "Russia (6)"]
    row = agreement.iloc[0]
    assert (row["n"], row["equal"], row["step"]) == (5, pytest.approx(80.0), pytest.approx(0.2))
    assert row["low"] < 80 < row["high"]
    assert agreement["beyond"].iloc[1] == "all codes the same, so no alpha"


def test_first_use_under_each_coder_comes_from_a_row_that_the_coder_marked():
    table = positions.coded("2021-08-15", "2021-09-30").set_index("event_id")
    first_uses = positions.first_use("2021-08-15", "2021-09-30")
    assert first_uses["actor"].is_unique
    assert table.loc[first_uses["event_id"], "inclusive"].all()
    for column, day in (("inclusive", "date"), ("second_inclusive", "second")):
        for row in first_uses.dropna(subset=day).to_dict("records"):
            calls = table[(table["actor"] == row["actor"]) & table[column]]
            assert calls.query("date_precision == 'day'")["date"].min() == row[day]


def test_accommodation_is_the_mean_with_the_middle_of_drawn_means():
    frame = rows(("CHN", 1, 0, 2), ("RUS", 0, 0, 0), ("RUS", 1, 1, 1), ("USA", -2, -2, -2))
    china, russia = positions.accommodation(frame)
    assert china == Test("china", 1, 0, 2)
    assert russia == Test("russia", 0.5, 0.5, 0.5)


def test_ranks_are_broken_in_the_weeks_up_to_the_day_of_the_text():
    frame = rows(
        ("KAZ", -1, -1, -1),
        ("KAZ", 1, 1, 1),
        ("TJK", -2, -2, -2),
        ("UZB", 1, 0, 2),
        ("TJK", 2, 2, 2),
    )
    days = ["2021-02-01", "2021-08-20", "2021-08-25", "2021-09-05", "2021-09-06"]
    year, weeks, neighbours = positions.broken_ranks(
        frame.assign(date=pd.to_datetime(days)), "TJK", ["KAZ", "RUS"], ["UZB", "CHN"]
    )
    assert year == Test("all_year", 0, 0, 0)  # both stood at zero on average
    assert weeks == Test("takeover", 3, 3, 3)
    note = "With a coded stance in these weeks: Uzbekistan."
    assert neighbours == Test("neighbours", 3, 2, 4, note)


def test_a_topic_is_louder_by_the_share_of_events_on_it():
    lines = [
        ("TJK", "terrorism"),
        ("TJK", "trade"),
        ("RUS", "terrorism"),
        *[("RUS", "trade")] * 3,
        ("KAZ", "terrorism"),  # not among the allies compared
    ]
    frame = pd.DataFrame(lines, columns=["actor", "topic"])
    test = positions.louder(frame, ["RUS"], "terrorism")
    assert (test.name, test.value) == ("topic", pytest.approx(100 * (1 / 2 - 1 / 4)))
    assert -100 < test.low < 0 < test.value < test.high < 100  # six events decide nothing
    assert positions.louder(frame, ["RUS"], "trade").value == pytest.approx(-test.value)
    crowd = pd.concat([frame] * 100)
    assert positions.louder(crowd, ["RUS"], "terrorism").low > 0


def test_tests_are_computed_again_under_every_recoding():
    tests, again = positions.retested(positions.pairs_apart, SOME)
    assert tests == positions.pairs_apart(SOME)
    assert set(again) == set(positions.recodings(SOME))
    assert again["without e002"][0].value == 0


def test_waiting_is_counted_in_days_and_both_coders_are_told_where_they_differ():
    first = pd.DataFrame(
        {
            "actor": ["CHN", "IRN", "CSTO"],
            "date": pd.to_datetime(["2021-08-16", "2021-08-16", "2021-08-23"]),
            "second": pd.to_datetime(["2021-08-16", "2021-09-06", None]),
        }
    )
    table = positions.waited(first, since="2021-08-15")
    assert table["label"].tolist() == ["1", "1, second coder 22", "8"]
    assert table["tone"].tolist() == ["CHN", "IRN", "other-2"]
