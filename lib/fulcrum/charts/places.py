"""Where things are and where they went: a map of a border, and slopes between named levels."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts import layout
from fulcrum.charts.drawing import Column, form
from fulcrum.evidence.figures import colour

Features = list[dict[str, Any]]
"""GeoJSON features."""


@form
def territory(
    width: int,
    frame: pd.DataFrame,
    *,
    land: Features,
    lines: Features,
    by: str,
    highlight: str,
    centre: tuple[float, float],
    scale: float,
) -> Any:
    """A map with the border lines of a state, those with one neighbour bold and in its colour.

    Args:
        width: Pixels of the whole chart.
        frame: Names of places: ``label`` with its line breaks, ``lon`` and ``lat`` in degrees.
        land: The areas.
        lines: The border lines, with the neighbour's code among their properties.
        by: The property with that code.
        highlight: The code of the neighbour.
        centre: Longitude and latitude of the middle, in degrees.
        scale: Of the projection, for each pixel of the width.
    """
    view: dict[str, Any] = {"type": "mercator", "scale": scale * width, "center": list(centre)}
    bold = [line for line in lines if line["properties"][by] == highlight]

    def shapes(features: Features, **look: Any) -> alt.Chart:
        return alt.Chart(alt.Data(values=tuple(features))).mark_geoshape(clip=True, **look)

    size = 10.5 if layout.is_narrow(width) else 13
    names = alt.Chart(frame).mark_text(fontSize=size, lineBreak="\n")
    layers = [
        shapes(land, fill=colour("rule"), fillOpacity=0.55, stroke=colour("paper"), strokeWidth=1),
        shapes(lines, filled=False, stroke=colour("other"), strokeWidth=1.5),
        shapes(bold, filled=False, stroke=colour(highlight), strokeWidth=4),
        names.encode(longitude="lon:Q", latitude="lat:Q", text="label:N"),
    ]
    mapped = alt.layer(*(layer.project(**view) for layer in layers))
    return mapped.properties(width=width - 8, height=int(width * 0.68))


@form
def slope(
    width: int,
    frame: pd.DataFrame,
    *,
    label: Column = "label",
    then: Column = "then",
    later: Column = "later",
    moved: Column = "moved",
    headings: tuple[str, str],
    order: Sequence[str],
) -> Any:
    """Lines from a level at one date to a level at another, with the names of all at both ends.

    Args:
        label: The name of a line.
        then: Its level at the first date.
        later: Its level at the second date.
        moved: Whether they differ; such lines are coloured.
        headings: The two dates, in words.
        order: The levels from top to bottom; those on which nothing stands are left out.
    """
    levels = [level for level in order if level in {*frame[then], *frame[later]}]
    dated = list(zip(headings, (then, later), strict=True))
    steps = pd.concat(frame.assign(date=date, level=frame[column]) for date, column in dated)
    letters = 9 if layout.is_narrow(width) else 24
    together = steps.groupby(["date", "level"])[label].transform(", ".join)
    steps["names"] = together.map(lambda names: textwrap.fill(names, letters))
    space = layout.gutter(steps["names"])
    heads = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    reach = {"domain": list(headings), "range": [space, {"expr": f"width - {space}"}], "padding": 0}
    x = alt.X("date:N", sort=None, axis=heads, scale=alt.Scale(type="point", **reach))
    tallest = int(steps["names"].str.count("\n").max()) + 1
    room = 200 if layout.is_narrow(width) else width
    rows = layout.place_rows(steps, "level", room, order=levels, step=layout.LINE * tallest + 24)
    base = alt.Chart(rows.frame).encode(x=x, y=rows.axis)
    tone = alt.Scale(domain=[True, False], range=[colour("accent"), colour("other")])
    shade = alt.Color(f"{moved}:N", scale=tone, legend=None)
    seen = layout.tips(steps, [label, "date", "level"])
    layers = [
        base.mark_line().encode(detail=f"{label}:N", color=shade),
        base.mark_circle(color=colour("ink-2")).encode(tooltip=seen),
    ]
    for date, align, dx in zip(headings, ("right", "left"), (-9, 9), strict=True):
        end = rows.frame[rows.frame["date"] == date].drop_duplicates("level")
        look = {"align": align, "dx": dx, "lineBreak": "\n", "fontSize": 11}
        named = alt.Chart(end).mark_text(baseline="middle", **look)
        layers.append(named.encode(x=x, y=rows.axis, text="names:N"))
    return layout.layered(layers, width, rows.height)
