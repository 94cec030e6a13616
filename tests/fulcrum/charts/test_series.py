import pandas as pd
import pytest
from drawn import fits, hues, layers, spec, svg, words

from fulcrum import charts
from fulcrum.evidence.figures import NARROW, WIDE

KAPPA = pd.DataFrame(
    {
        "year": [2021, 2022, 2023] * 2,
        "kappa": [0.1, 0.3, 0.21, 0.2, 0.31, 0.2],
        "state": ["Russia"] * 3 + ["China"] * 3,
        "low": [0.0, 0.2, 0.1] + [None] * 3,
        "high": [0.2, 0.4, 0.3] + [None] * 3,
    }
)
POWERS = {"Russia": "RUS", "China": "CHN"}
READINGS = pd.DataFrame(
    {
        "day": pd.to_datetime(["2021-08-20", "2021-09-10", "2021-08-25", "2021-11-02"]),
        "stance": [-2.0, -1.0, 1.0, 2.0],
        "low": [-2.0, -2.0, 0.0, 1.0],
        "high": [-1.0, 0.0, 1.0, 2.0],
        "second": [-2.0, -1.0, 1.0, 1.0],
        "ring": [True, False, False, True],
        "code": ["TJK", "TJK", "RUS", "RUS"],
        "state": ["Tajikistan", "Tajikistan", "Russia", "Russia"],
    }
)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_names_of_lines_that_end_close_together_do_not_collide(width):
    drawing = charts.lines(
        KAPPA, x="year", y="kappa", by="state", colours=POWERS, low="low", high="high"
    )
    there = words(drawing, width)
    assert abs(there["Russia"][1] - there["China"][1]) >= 14
    assert hues(layers(drawing, "line", width)[0]) == POWERS
    assert "isValid" in layers(drawing, "area", width)[0]["transform"][0]["filter"]
    assert fits(drawing)


def test_lines_are_cut_dashed_and_begin_anew_where_asked():
    marked = KAPPA.assign(part=KAPPA["year"] > 2021, new=KAPPA["year"] == 2022)
    drawing = charts.lines(
        marked,
        x="year",
        y="kappa",
        by="state",
        colours=POWERS,
        segment="part",
        starts="new",
        dashed=["China"],
        reference=0.15,
    )
    line = layers(drawing, "line")[0]["encoding"]
    assert line["detail"][0]["field"] == "part"
    assert line["strokeDash"]["condition"]["test"]["oneOf"] == ["China"]
    assert layers(drawing, "point")[0]["mark"]["shape"] == "diamond"
    assert layers(drawing, "rule")[0]["mark"]["strokeDash"] == [2, 2]


def test_levels_are_named_apart_at_the_right_and_briefly_on_a_narrow_page():
    ruler = pd.DataFrame({"scale": [0.01, 1, 100], "km": [1360, 1250, 850], "how": ["walk"] * 3})
    levels = pd.DataFrame(
        {
            "km": [1357, 1344, 1206],
            "label": ["Factbook, 2021", "ministry, 2013", "Factbook, 1999"],
            "brief": ["Factbook", "ministry", "older"],
        }
    )
    drawing = charts.lines(
        ruler,
        x="scale",
        y="km",
        by="how",
        colours={"walk": "TJK"},
        levels=levels,
        log=True,
        x_log=True,
        x_ticks=[0.01, 1, 100],
        domain=(780, 1450),
        ticks=[800, 1000, 1400],
    )
    wide, narrow = words(drawing), words(drawing, NARROW)
    assert abs(wide["Factbook, 2021"][1] - wide["ministry, 2013"][1]) >= 14
    assert {"Factbook", "ministry", "older", "0.01", "100", "1,400"} <= set(narrow)
    assert fits(drawing)


def test_words_at_points_keep_clear_of_one_another():
    counts = KAPPA.assign(kappa=[1.0, 2.7, 3.3, 1.0, 2.0, 1.5], said=list("abcdef"))
    drawing = charts.lines(counts, x="year", y="kappa", by="state", colours=POWERS, label="said")
    there = words(drawing)
    assert there["a"][1] < there["d"][1], "two labels of the same point stand above one another"
    assert there["c"][1] < there["f"][1]
    assert fits(drawing)


def test_strips_show_range_second_reading_ring_and_day():
    drawing = charts.strips(
        READINGS,
        x="day",
        y="stance",
        low="low",
        high="high",
        mark="second",
        ring="ring",
        panel="state",
        across=2,
        by="code",
        highlight="TJK",
        since="2021-08-15",
        domain=(-2.3, 2.3),
        ticks=range(-2, 3),
        signed=True,
        x_domain=("2021-07-01", "2021-12-31"),
    )
    assert spec(drawing)["columns"] == 2
    assert spec(drawing, NARROW)["columns"] == 1
    assert spec(drawing)["facet"]["sort"] == ["Tajikistan", "Russia"]
    assert hues(layers(drawing, "point")[0]) == {"TJK": "TJK", "RUS": "other"}
    assert layers(drawing, "tick")[0]["encoding"]["y"]["field"] == "second"
    assert svg(drawing).count('stroke-dasharray="3,3"') == 2, "the day is drawn in each panel"
    assert {"+2", "\N{MINUS SIGN}2", "Aug", "Nov"} <= set(words(drawing))
    assert fits(drawing)


def test_a_level_and_words_are_told_in_one_plot():
    drawing = charts.strips(
        READINGS[:2].assign(said=["2.0", "1.0"], n=[4, 9]),
        x="day",
        y="stance",
        by="code",
        segment="code",
        label="said",
        foot="n",
        level=("the border", -1.5),
    )
    assert {"2.0", "1.0", "4", "9", "the border"} <= set(words(drawing))
    assert layers(drawing, "line")[0]["mark"]["strokeDash"] == [2, 3]
    assert fits(drawing)


def test_of_joined_readings_with_a_legend_the_first_are_broad():
    drawing = charts.strips(
        READINGS,
        x="day",
        y="stance",
        panel="state",
        by="code",
        segment="code",
        colours={"TJK": "other", "RUS": "ink"},
    )
    broad, thin = layers(drawing, "line")
    assert broad["mark"]["strokeWidth"] > 3 * thin["mark"]["strokeWidth"]
    assert spec(drawing)["resolve"]["scale"]["y"] == "independent"
    assert {"TJK", "RUS"} <= set(words(drawing))


def test_curves_stand_in_panels_against_their_own_thresholds():
    steps = pd.DataFrame(
        {
            "panel": ["c01", "c01", "c02", "c02"],
            "start": [0.0, 40.0, 0.0, 90.0],
            "end": [40.0, 100.0, 90.0, 100.0],
            "value": [1.0, 3.0, 200.0, 450.0],
            "answer": ["breaks", "holds", "holds", "as coded"],
            "low": [2.0, 2.0, 300.0, 300.0],
            "high": [2.0, 2.0, 400.0, 400.0],
        }
    )
    colours = {"holds": "other", "breaks": "contradicted", "as coded": "ink"}
    steps = pd.concat([steps, steps.assign(panel=steps["panel"] + ", 2026")])
    drawing = charts.curves(steps, y="value", by="answer", colours=colours)
    assert spec(drawing)["resolve"] == {"scale": {"y": "independent"}}
    assert (spec(drawing)["columns"], spec(drawing, NARROW)["columns"]) == (4, 2)
    low, high, curve = layers(drawing, "rule")
    assert [line["encoding"]["y"]["field"] for line in (low, high)] == ["low", "high"]
    assert low["encoding"]["y"]["aggregate"] == "min"
    assert hues(curve) == colours
    assert {"c01", "c02"} <= words(drawing).keys()
    assert fits(drawing)
