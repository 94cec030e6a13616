"""Charts that say nothing or the wrong day, refused in their cell, and those that say something."""

from __future__ import annotations

import altair as alt
import pandas as pd
import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence.figures import Figure
from fulcrum.evidence.payloads import FIGURE
from fulcrum.evidence.silent_charts import refuse_silent

DAYS = pd.DataFrame({"day": ["2021-08-15", "2021-08-31"], "n": [1, 2]})
DATES = DAYS.assign(day=pd.to_datetime(DAYS["day"]))
DOTTED = pd.DataFrame({"a.b": [1.0, 2.0], "n": [1, 2]})
POINTS = alt.Chart(DATES).mark_point().encode(x="day:T", y="n:Q")


def figure(chart: object) -> Figure:
    words = {"title": "Two days", "subtitle": "A probe", "description": "Two days."}
    sources = ["border-lengths/afg_neighbours"]
    return Figure(name="days", chart=chart, table=DATES, sources=sources, **words)


def refusal(chart: alt.TopLevelMixin) -> str:
    with pytest.raises(FulcrumError) as refused:
        figure(lambda _width: chart)._repr_mimebundle_()
    return str(refused.value)


SILENT = {
    "a field that there is not": (
        POINTS.encode(y="m:Q"),
        "The figure 'days' draws the field 'm', but its rows have day, n. Correct the name.",
    ),
    "a field of a tooltip that there is not": (POINTS.encode(tooltip=["n:Q", "note:N"]), "'note'"),
    "a field of a condition that there is not": (
        POINTS.encode(color=alt.when("true").then("who:N").otherwise(alt.value("red"))),
        "'who'",
    ),
    "a facet that there is not": (POINTS.facet(column="who:N"), "'who'"),
    "a name with a dot": (
        alt.Chart(DOTTED).mark_point().encode(x="a.b:Q", y="n:Q"),
        "written with a backslash before it",
    ),
    "data at an address": (
        alt.Chart("https://example.org/days.csv").mark_point().encode(x="day:T"),
        "reads its data from https://example.org/days.csv",
    ),
    "no rows": (
        alt.Chart(DATES.head(0)).mark_point().encode(x="day:T", y="n:Q"),
        "draws no rows, so it would be an empty frame",
    ),
    "days as texts": (
        alt.Chart(DAYS).mark_point().encode(x="day:T", y="n:Q"),
        "draws time from the text '2021-08-15' (day), which is another day west of Greenwich",
    ),
    "a day as text in a tooltip": (
        alt.Chart(DAYS).mark_point().encode(x="n:Q", tooltip=alt.Tooltip("day:T")),
        "'2021-08-15' (day)",
    ),
    "a day as text in one layer": (
        alt.layer(
            POINTS, alt.Chart().mark_rule().encode(x=alt.datum("2021-08-15", type="temporal"))
        ),
        "draws time from the text '2021-08-15'",
    ),
    "a day as text at an end of the axis": (
        POINTS.encode(x=alt.X("day:T", scale=alt.Scale(domain=["2021-08-01", "2021-09-01"]))),
        "draws time from the text '2021-08-01'",
    ),
    "a day as text beside the axis": (
        POINTS.encode(x=alt.X("day:T", axis=alt.Axis(values=["2021-08-20"]))),
        "draws time from the text '2021-08-20'",
    ),
    "instants of another zone": (
        alt.Chart(DATES.assign(day=DATES["day"].dt.tz_localize("UTC")))
        .mark_point()
        .encode(x="day:T", y="n:Q"),
        "which is another day west of Greenwich",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_a_chart_that_says_nothing_or_the_wrong_day_is_refused_in_its_cell(name):
    chart, sentence = SILENT[name]
    assert sentence in refusal(chart)


def test_a_specification_without_a_mark_is_refused():
    with pytest.raises(FulcrumError, match="The figure 'x' has no mark"):
        refuse_silent({"layer": [], "data": {"values": [{"a": 1}]}}, "The figure 'x'")


SAYING = {
    "dates": POINTS,
    "a field that a transform makes": POINTS.transform_calculate(m="datum.n * 2").encode(y="m:Q"),
    "an aggregate": POINTS.encode(y="mean(n):Q"),
    "a count": POINTS.encode(y="count()"),
    "a name with a dot, escaped": (
        alt.Chart(DOTTED).mark_point().encode(x=alt.X(r"a\.b:Q"), y="n:Q")
    ),
    "a layer of its own rows": alt.layer(
        POINTS, alt.Chart(DATES[["day"]]).mark_rule().encode(x="day:T")
    ),
    "an empty layer beside another": alt.layer(
        POINTS, alt.Chart(DATES.head(0)).mark_rule().encode(x="day:T")
    ),
    "columns turned into rows": (
        alt.Chart(DATES).transform_fold(["n"]).mark_point().encode(x="key:N", y="value:Q")
    ),
    "a repeated field": POINTS.encode(y=alt.Y(alt.repeat(), type="quantitative")).repeat(["n"]),
    "years as texts that are names": alt.Chart(DAYS).mark_point().encode(x="day:N", y="n:Q"),
}


@pytest.mark.parametrize("name", SAYING)
def test_a_chart_that_says_something_is_drawn(name):
    payload = figure(lambda _width: SAYING[name])._repr_mimebundle_()[FIGURE]
    assert payload["wide"]
