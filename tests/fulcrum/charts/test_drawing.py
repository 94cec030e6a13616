import altair as alt
import pandas as pd
import pytest
from drawn import layers, words

from fulcrum import charts
from fulcrum.errors import FulcrumError
from fulcrum.evidence.figures import NARROW, WIDE, Figure, fitted
from fulcrum.evidence.payloads import LAB_CHART

STANCES = pd.DataFrame({"state": ["Tajikistan"], "low": [-2.0], "mean": [-1.9], "high": [-1.1]})


def test_a_column_that_is_not_there_is_named_at_once():
    with pytest.raises(FulcrumError, match="asked for low='least'.*It has: state, low"):
        charts.ranges(STANCES, row="state", low="least", high="high")


def test_columns_with_the_names_of_options_are_taken_unless_they_are_used_or_left_out():
    tidy = STANCES.rename(columns={"state": "row", "mean": "point"}).assign(label="far")
    drawing = charts.ranges(tidy)
    assert [mark["encoding"]["x"]["field"] for mark in layers(drawing, "circle")] == ["point"]
    assert "far" in words(drawing)
    assert "far" not in words(charts.ranges(tidy, label=None))
    assert not layers(charts.ranges(tidy, row="label"), "text"), "it is the row already"
    assert len(layers(charts.ranges(tidy.drop(columns="point")), "circle")) == 2
    with pytest.raises(FulcrumError, match="asked for low='low'.*It has: row, point"):
        charts.ranges(tidy[["row", "point"]])


def test_a_drawing_shows_itself_in_jupyterlab():
    drawing = charts.ranges(STANCES, row="state", low="low", high="high", point="mean")
    bundle = drawing._repr_mimebundle_()
    assert bundle[LAB_CHART]["$schema"].endswith("v5.json")
    tips = layers(drawing, "circle")[0]["encoding"]["tooltip"]
    assert {tip["title"] for tip in tips} == {"title", "From", "Mean", "To"}
    assert all("format" in tip for tip in tips if tip["type"] == "quantitative")


def test_a_figure_takes_a_drawing_or_a_plain_chart_and_nothing_else():
    plain = alt.Chart(STANCES).mark_circle().encode(x=alt.X("low:Q"), y=alt.Y("high:Q"))
    words_ = {"name": "a", "title": "b", "subtitle": "c", "description": "d", "table": STANCES}
    source = ["states/states"]
    for chart in (plain, charts.ranges(STANCES, row="state", low="low", high="high")):
        payload = Figure(**words_, chart=chart, sources=source).payload()
        assert payload["wide"]["width"] == WIDE
        assert payload["narrow"]["width"] == NARROW
        assert payload["wide"]["autosize"] == {"type": "fit-x", "contains": "padding"}
    with pytest.raises(FulcrumError, match="of several plots cannot be fitted"):
        fitted(alt.hconcat(plain, plain), WIDE)
