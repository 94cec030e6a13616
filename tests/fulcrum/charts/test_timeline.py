"""A timeline: labels do not touch, and a narrow page has a list."""

from __future__ import annotations

import itertools

import pandas as pd
from drawn import fits, spec, words

from fulcrum import charts
from fulcrum.charts.timeline import SMALL
from fulcrum.evidence.figures import NARROW

DAYS = ["2021-08-16", "2021-08-17", "2021-08-25", "2021-09-07"]
SAID = ["We hold off on recognising it like all", "a reality", "refused to recognise", "a cabinet"]
TURNS = pd.DataFrame(
    {
        "actor": ["Russia", "Russia", "Tajikistan", "Taliban"],
        "date": pd.to_datetime(DAYS),
        "speaker": ["Lavrov", "Putin", "Rahmon", "Mujahid"],
        "words": SAID,
        "label": SAID,
        "tone": ["RUS", "RUS", "TJK", "ink"],
    }
)
DRAWING = charts.timeline(TURNS, domain=("2021-08-15", "2021-09-07"))


def test_labels_of_a_lane_never_touch_each_other():
    rows = max(spec(DRAWING)["datasets"].values(), key=len)
    plot, first = 680 - 100, pd.Timestamp("2021-08-15")
    boxes = []
    for row in rows:
        at = (pd.Timestamp(row["date"]) - first) / pd.Timedelta(days=23) * plot
        wide = max(map(len, row["_words"].split("\n"))) * SMALL
        left = at - wide - 8 if row["_late"] else at + 8
        tall = 14 * (row["_words"].count("\n") + 1)
        boxes.append((left, row["_at"], left + wide, row["_at"] + tall))
    for one, two in itertools.combinations(boxes, 2):
        beside = one[2] <= two[0] or two[2] <= one[0]
        assert beside or one[3] <= two[1] or two[3] <= one[1]


def test_words_that_would_leave_the_page_stand_at_the_left_of_their_mark():
    rows = max(spec(DRAWING)["datasets"].values(), key=len)
    assert {row["words"]: row["_late"] for row in rows}["a cabinet"]
    assert not {row["words"]: row["_late"] for row in rows}["a reality"]
    assert fits(DRAWING)


def test_a_narrow_page_lists_the_days_with_who_spoke():
    told = words(DRAWING, NARROW)
    assert {"16 Aug", "Russia, Lavrov", "Taliban, Mujahid", "7 Sep"} <= set(told)
    heights = [told[name][1] for name in ("Russia, Lavrov", "Russia, Putin", "Taliban, Mujahid")]
    assert heights == sorted(heights)
