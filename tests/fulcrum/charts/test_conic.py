"""The conic projection: where Vega draws a place is where we say it does, and lengths are true."""

from __future__ import annotations

import itertools
import math
import re

import altair as alt
import pytest
import vl_convert

from fulcrum.analysis.places import map_shapes
from fulcrum.charts.conic import EARTH_KM, Conic

WINDOW = (60.0, 29.0, 75.0, 39.0)


def _drawn(view: Conic, line: list[list[float]]) -> list[tuple[float, float]]:
    """The points of a line in pixels, read from what Vega draws."""
    shape = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}}
    chart = alt.Chart(alt.Data(values=[shape])).mark_geoshape(filled=False)
    chart = chart.project(**view.projection()).properties(width=view.width, height=view.height)
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    paths = re.findall(r'd="(M[^"Z]+)"[^>]*stroke', svg)
    numbers = re.findall(r"([-\d.]+),([-\d.]+)", paths[-1])
    return [(float(x), float(y)) for x, y in numbers]


def test_vega_draws_a_place_where_the_projection_says():
    view = Conic(WINDOW, 600)
    ends = [[61.0, 30.0], [74.0, 38.5]]
    drawn = _drawn(view, ends)
    for point, place in ((drawn[0], ends[0]), (drawn[-1], ends[1])):
        assert point == pytest.approx(view.pixels(*place), abs=0.6)


def test_the_window_fills_the_width_and_nothing_of_it_is_cut():
    view = Conic(WINDOW, 600)
    west, south, east, north = WINDOW
    edge = [view.pixels(lon, lat) for lon in (west, east) for lat in (south, north)]
    assert max(x for x, _ in edge) - min(x for x, _ in edge) == pytest.approx(600, rel=0.01)
    assert all(-0.5 <= y <= view.height + 0.5 for _, y in edge)


def _kilometres(start: list[float], end: list[float]) -> float:
    (a, b), (c, d) = (map(math.radians, point) for point in (start, end))
    half = math.sin((d - b) / 2) ** 2 + math.cos(b) * math.cos(d) * math.sin((c - a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def test_borders_have_the_length_that_the_bar_of_the_scale_gives_them():
    view = Conic(WINDOW, 600)
    for border in map_shapes.border_lines("AFG"):
        lines = border["geometry"]["coordinates"]
        steps = [pair for line in lines for pair in itertools.pairwise(line)]
        true = sum(_kilometres(*step) for step in steps)
        drawn = sum(math.dist(*(view.pixels(*point) for point in step)) for step in steps)
        assert drawn == pytest.approx(view.length(true), rel=0.01), border["properties"]


def test_the_bar_is_round_and_no_longer_than_a_share_of_the_map():
    view = Conic(WINDOW, 600)
    assert view.bar() == 200
    assert view.length(view.bar()) <= 0.3 * 600 < view.length(500)
