"""The panelled chart forms fit both widths, drawn and measured."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest
import vl_convert

from fulcrum.evidence.figures import NARROW, WIDE, Figure
from fulcrum.oldcharts import panels

STATES = ["Kazakhstan", "Turkmenistan"]
SHARES = pd.DataFrame(
    {"label": ["debt service, 2015–22"] * 2, "who": ["Russia", "China"], "share": [30.0, 70.0]}
)
CELLS = pd.DataFrame(
    {
        "state": STATES,
        "kind": "debt service",
        "who": ["Russia", "China"],
        "text": ["RUS?|92", "WB|8"],
    }
)
SHIFTS = pd.DataFrame(
    {
        "kind": ["arms", "arms", "loans"],
        "state": [*STATES, STATES[0]],
        "period": ["early", "late", "late"],
        "least": [-0.7, 0.0, 0.2],
        "low": [-0.6, 0.0, 0.2],
        "high": [0.6, 0.0, 0.2],
        "most": [0.7, 0.0, 0.2],
    }
)
SUMS = pd.DataFrame(
    {
        "state": STATES,
        "fiscal_year": 2015,
        "day": pd.to_datetime("2015-04-01"),
        "usd": [10.0, 150.0],
    }
)
DAYS = pd.DataFrame(
    {
        "state": STATES,
        "date": pd.to_datetime(["2015-11-01", "2018-05-01"]),
        "direction": ["comes", "goes"],
        "who": "a traveller",
    }
)
SPAN = ("2001-01-01", "2025-12-31")
FORMS: dict[str, Callable[[int], alt.TopLevelMixin]] = {
    "stacked": lambda width: panels.stacked(
        SHARES,
        width,
        label="label",
        value="share",
        by="who",
        colours={"Russia": "RUS", "China": "CHN", "not known": "paper"},
        title="per cent",
        sort=["debt service, 2015–22"],
        tooltip=["who"],
    ),
    "cells": lambda width: panels.cells(
        CELLS,
        width,
        column="state",
        row="kind",
        by="who",
        colours={"Russia": "RUS", "China": "CHN"},
        text="text",
        rows_sorted=["debt service"],
        tooltip=["text"],
    ),
    "shifts": lambda width: panels.shifts(
        SHIFTS,
        width,
        panel="kind",
        label="state",
        by="period",
        colours={"early": "other", "late": "ink"},
        title="change",
        domain=(-0.8, 0.8),
        panels=["arms", "loans"],
        labels=STATES,
        tooltip=["period"],
    ),
    "years_and_days": lambda width: panels.years_and_days(
        SUMS,
        DAYS,
        width,
        panel="state",
        panels=STATES,
        colours=dict.fromkeys(STATES, "other"),
        marks={"comes": "USA", "goes": "ink"},
        title="million dollars",
        value="usd",
        top=150.0,
        span=SPAN,
        rule="2021-08-15",
    ),
    "days": lambda width: panels.days(
        DAYS,
        width,
        label="state",
        by="direction",
        colours={"comes": "USA", "goes": "ink"},
        sort=STATES,
        span=SPAN,
        rule="2021-08-15",
        tooltip=["who"],
    ),
}


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_fits_its_width(form, width):
    figure = Figure(
        name=form,
        title="A finding",
        subtitle="what, unit, years",
        description="In words.",
        draw=FORMS[form],
        table=SUMS,
        sources=["states/states"],
    )
    spec = figure.payload()["narrow" if width == NARROW else "wide"]
    svg = vl_convert.vegalite_to_svg(json.dumps(spec))
    drawn = float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1])
    assert width * 0.75 <= drawn <= width + 8


def test_bars_stand_on_nought_and_share_one_scale():
    spec = FORMS["years_and_days"](WIDE).to_dict()
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for state in spec["vconcat"]
        for part in state["vconcat"]
        for layer in part["layer"]
        if layer["encoding"].get("y", {}).get("type") == "quantitative"
    ]
    assert domains == [[0, 150.0]] * len(STATES)


@pytest.mark.parametrize("form", ["years_and_days", "days"])
def test_each_kind_of_mark_has_a_row_a_shape_and_the_same_colour(form):
    spec = json.dumps(FORMS[form](NARROW).to_dict())
    assert '"range": ["triangle-down", "triangle-up"]' in spec
    assert len(set(re.findall(r'"range": \["(var[^]]*)\]', spec))) == 1


def test_a_legend_of_cells_names_what_occurs():
    form = panels.cells(
        CELLS,
        WIDE,
        column="state",
        row="kind",
        by="who",
        colours={"United States": "USA", "China": "CHN", "Russia": "RUS"},
        text="text",
        rows_sorted=["debt service"],
        tooltip=["text"],
    )
    fill = form.to_dict()["layer"][0]["encoding"]["fill"]
    assert fill["scale"]["domain"] == ["China", "Russia"]


def test_what_is_not_known_has_an_edge():
    edge = FORMS["stacked"](WIDE).to_dict()["encoding"]["stroke"]
    assert edge["condition"]["test"]["oneOf"] == ["not known"]
    assert edge["value"] == "transparent"
