"""Areas within areas, and profiles side by side."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn import fits, spec, svg

from fulcrum import charts
from fulcrum.evidence.figures import NARROW


def test_the_small_area_goes_into_the_large_one_as_often_as_the_number_says():
    times = [649.0, 14.5, 7.6]
    frame = pd.DataFrame({"row": ["spending", "people", "trade"], "times": times, "label": "x"})
    drawing = charts.nested(frame, small="TJK", large="RUS")
    for row, expected in zip(next(iter(spec(drawing)["datasets"].values())), times, strict=True):
        large = (row["_right"] - row["_left"]) * (row["_lower"] - row["_upper"])
        small = (row["_in"] - row["_left"]) * (row["_lower"] - row["_over"])
        assert large / small == pytest.approx(expected)
    assert fits(drawing)


def test_profiles_have_a_panel_a_state_and_say_where_no_figure_is_known():
    frame = pd.DataFrame(
        {
            "panel": ["Tajikistan", "Tajikistan", "Uzbekistan", "Uzbekistan"],
            "group": ["assets", "exposures"] * 2,
            "row": ["border share", "wages"] * 2,
            "value": [1.0, 0.9, 0.1, None],
            "tone": ["TJK", "TJK", "UZB", "UZB"],
        }
    )
    drawing = charts.profiles(frame, highlight="TJK", poles=("none", "most"))
    assert spec(drawing)["facet"]["sort"] == ["Tajikistan", "Uzbekistan"]
    assert svg(drawing).count(">no figure<") == 1
    assert svg(drawing).count(">Assets<") == 2
    assert svg(drawing, NARROW).count(">most<") == 2
