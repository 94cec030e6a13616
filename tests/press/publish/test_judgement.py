"""How far a reader can move a threshold, and what a page knows of a verdict."""

from __future__ import annotations

import pytest

from press.publish import judgement


def reach(end: dict) -> tuple[float, float, float]:
    """The least and the most that one end of a threshold can be, and its step."""
    values = [(end["base"] + place * end["step"]) / 10 ** end["digits"] for place in ends_of(end)]
    return values[0], values[1], end["step"] / 10 ** end["digits"]


def ends_of(end: dict) -> tuple[int, int]:
    return end["from"], end["to"]


@pytest.mark.parametrize(
    ("limit", "seen", "unit", "expected"),
    [
        (1300, [1344.5], "km", (1278, 1366, 1)),  # half of 44.5 on each side
        (0, [-0.5, -1.0, 0.0], "points", (-1.5, 0.5, 0.02)),
        (0, [4], "texts", (0, 7, 1)),  # whole numbers, three steps at least, never below zero
        (2.5, [3], "states", (0.5, 5.5, 1)),  # whole numbers were seen
        (80, [85.5, 99.5], "%", (70.5, 100, 0.5)),  # never above a hundred
        (200, [1345], "persons", (0, 1900, 20)),
        (2021, [2021], "year", (2016, 2026, 1)),
        (0.5, [], "", (0.25, 0.75, 0.005)),  # nothing was found: half of it on each side
        (0, [0.25], "", (0, 0.375, 0.005)),
    ],
)
def test_a_threshold_reaches_past_all_that_was_found(limit, seen, unit, expected):
    low, high, step = reach(judgement.end(limit, [limit], seen, unit))
    assert step == expected[2]
    assert (low, high) == pytest.approx(expected[:2])


def test_where_a_threshold_stands_is_its_zeroth_place():
    for limit in (27.5, -0.5, 66.7, 0, 1300):
        end = judgement.end(limit, [limit], [limit + 0.13], "%")
        assert end["base"] / 10 ** end["digits"] == limit
        assert end["from"] <= 0 <= end["to"]


def test_both_ends_of_a_pair_move_in_one_range():
    low, high = (judgement.end(limit, [22, 28], [], "%") for limit in (22, 28))
    assert reach(low) == reach(high) == (19, 31, 1)
    assert (low["from"], high["from"]) == (-3, -9)


def test_days_months_truth_and_names_are_choices():
    days = judgement.end("2021-08-30", ["2021-08-30"], ["2021-08-25"])
    assert days["choices"][0] == ["2021-08-11", "11 August 2021"]
    assert days["choices"][-days["from"]] == ["2021-08-30", "30 August 2021"]
    assert days["choices"][-1][0] == "2021-09-13"
    months = judgement.end("2021-10", ["2021-10"], [])
    assert [months["choices"][place][0] for place in (0, 14, -1)] == [
        "2020-08",
        "2021-10",
        "2022-12",
    ]
    assert judgement.end(True, [True], [False])["choices"] == [[True, "yes"], [False, "no"]]
    assert judgement.end("abc", ["abc"], ["xyz"])["choices"] == [["abc", "abc"], ["xyz", "xyz"]]


def test_other_ways_with_the_same_numbers_are_judged_once():
    test = {
        "name": "longer",
        "value": 5,
        "low": None,
        "high": None,
        "threshold": 4,
        "unit": "km",
        "compare": ">",
        "necessary": False,
        "condition": True,
        "unsearched": True,
        "required": "> 4",
    }
    variants = [
        {"name": name, "verdict": "supported", "numbers": [[number, None, None]]}
        for name, number in (("a", 5), ("b", 50), ("c", 5))
    ]
    verdict = {
        "claim": "k1",
        "horizon": "then",
        "chapter": "rivers",
        "verdict": "supported",
        "nature": "opinion",
        "tests": [test],
        "variants": variants,
    }
    [entry] = judgement.block([verdict, verdict | {"verdict": "not this claim's case"}])
    assert (entry["key"], entry["page"], entry["fixed"]) == ("k1-then", "rivers", True)
    assert entry["variants"] == [[["a", "c"], [[5, None, None]]], [["b"], [[50, None, None]]]]
    assert entry["tests"][0]["counts"] is True
    assert entry["tests"][0]["ends"][0]["to"] >= 46
