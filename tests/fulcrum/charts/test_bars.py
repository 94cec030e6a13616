import re

import pandas as pd
import pytest
from drawn import fits, hues, layers, spec, svg, words

from fulcrum import charts
from fulcrum.charts import placing
from fulcrum.errors import FulcrumError


def test_bars_begin_at_zero_and_end_in_their_number():
    top = pd.DataFrame(
        {"state": ["Tajikistan", "Ecuador"], "years": [24, 12], "code": ["TJK", "ECU"]}
    )
    drawing = charts.bars(top, row="state", value="years", by="code", highlight="TJK")
    bar = layers(drawing, "rule")[0]
    assert bar["encoding"]["x"]["scale"]["domain"][0] == 0
    assert hues(bar) == {"TJK": "TJK", "ECU": "other"}
    assert {"24", "12"} <= set(words(drawing))
    assert fits(drawing)


def test_stacked_parts_stand_in_the_order_of_their_colours_and_unknown_is_hollow():
    parts = pd.DataFrame(
        {
            "tie": ["imports"] * 3 + ["arms"] * 2,
            "who": ["not known", "Russia", "China", "China", "Russia"],
            "share": [20.0, 45.0, 35.0, 12.0, 88.0],
        }
    )
    colours = {"Russia": "RUS", "China": "CHN", "not known": "paper"}
    drawing = charts.stacked(
        parts, row="tie", value="share", by="who", colours=colours, domain=(0, 100)
    )
    bars = layers(drawing, "bar")[0]
    assert hues(bars) == colours
    places = {row["who"]: row["_place"] for row in next(iter(spec(drawing)["datasets"].values()))}
    assert places == {"Russia": 0, "China": 1, "not known": 2}
    assert bars["encoding"]["stroke"]["condition"]["test"]["oneOf"] == ["not known"]
    assert fits(drawing)


def test_columns_stand_under_their_events():
    paid = pd.DataFrame(
        {
            "day": pd.to_datetime(["2019-04-01", "2020-04-01"] * 2),
            "usd": [40.0, 60, 90, 20],
            "state": ["Tajikistan"] * 2 + ["Uzbekistan"] * 2,
            "code": ["TJK"] * 2 + ["UZB"] * 2,
        }
    )
    met = pd.DataFrame(
        {
            "day": pd.to_datetime(["2020-02-03", "2019-05-05"]),
            "state": ["Uzbekistan", "Kazakhstan"],
            "kind": ["comes", "goes"],
        }
    )
    drawing = charts.columns(
        paid,
        x="day",
        y="usd",
        panel="state",
        by="code",
        events=met,
        event="kind",
        colours={"comes": "USA", "goes": "ink"},
        since="2020-08-15",
        title="million dollars",
        domain=("2019-01-01", "2021-01-01"),
    )
    marks = layers(drawing, "point")[0]["encoding"]
    assert marks["shape"]["scale"]["range"] == ["triangle-down", "triangle-up"]
    rows = next(iter(row for row in spec(drawing)["datasets"].values() if len(row) > 1))
    lanes = [row["_lane"] for row in rows if row.get("_lane") is not None]
    assert len(lanes) == 1, "an event of a state without a panel is left out"
    assert lanes[0] > paid["usd"].max()
    assert fits(drawing)


def test_a_value_without_a_colour_is_refused_since_it_would_not_be_drawn():
    soldiers = pd.DataFrame({"year": [2001, 2001], "persons": [40, 9], "place": ["near", "away"]})
    drawing = charts.lines(soldiers, y="persons", by="place", colours={"near": "ink"})
    with pytest.raises(FulcrumError, match="place holds away, and colours names no colour"):
        spec(drawing)


def test_a_balance_draws_to_both_sides_of_zero_and_says_what_its_ends_mean():
    means = pd.DataFrame(
        {
            "row": ["Tajikistan", "China"],
            "value": [-1.6, 0.8],
            "low": [-1.9, 0.6],
            "high": [-0.8, 1.2],
            "tone": ["TJK", "CHN"],
        }
    )
    drawing = charts.balance(means, domain=(-2, 2), poles=("refuses", "welcomes"))
    bar = layers(drawing, "bar")[0]
    assert (bar["encoding"]["x"]["field"], bar["encoding"]["x2"]["field"]) == ("_zero", "value")
    assert {"refuses", "welcomes", "+1"} <= set(re.findall(r">([^<>]+)<", svg(drawing)))
    assert fits(drawing)


def test_a_number_stands_at_its_bar_unless_a_mark_would_strike_it():
    words, plot = pd.Series(["24.2", "15.0"]), 500.0
    values, marks = pd.Series([24.2, 15.0]), pd.Series([47.0, 15.4])
    assert [*placing.beyond_marks(values, marks, words, (0, 50), plot)] == [24.2, 15.4]


def test_a_histogram_begins_at_zero_and_names_some_of_its_bars():
    tally = pd.DataFrame(
        {"years": [0, 1, 2], "allies": [35, 4, 1], "label": [None, None, "Tajikistan"]}
    )
    drawing = charts.histogram(tally, x="years", y="allies", x_title="years", title="allies")
    assert layers(drawing, "bar")[0]["encoding"]["y"]["scale"]["domain"][0] == 0
    assert svg(drawing).count("Tajikistan</text>") == 1
    assert fits(drawing)
