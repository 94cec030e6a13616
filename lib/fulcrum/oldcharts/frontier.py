"""Pictures of a border: the map of who holds which part, and its length by the ruler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import colour
from fulcrum.oldcharts.charts import gutter, is_narrow, tooltips
from fulcrum.oldcharts.placing import spread

LENGTHS = (780, 1450)
"""The ends of the axis of lengths, in km: the shortest and the longest figure lie within."""
DASHES: Mapping[str, list[int]] = {"Douglas-Peucker tolerance": [1, 0], "divider walk": [5, 3]}


def held(
    land: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    places: pd.DataFrame,
    focal: str,
    width: int,
) -> alt.LayerChart:
    """A map of the crisis state with the border of one neighbour drawn bold.

    land, lines: GeoJSON features, the lines with the neighbour's ``iso3``; places: ``label, lon,
    lat``, a label in lines parted by line breaks.
    """
    view: dict[str, Any] = {"type": "mercator", "scale": 2.5 * width, "center": [66.1, 34.4]}
    own = [part for part in lines if part["properties"]["iso3"] == focal]

    def edge(parts: list[dict[str, Any]], stroke: str, thick: float) -> alt.Chart:
        mark = alt.Chart(alt.Data(values=tuple(parts))).mark_geoshape(
            clip=True, filled=False, stroke=colour(stroke), strokeWidth=thick
        )
        return mark.project(**view)

    ground = alt.Chart(alt.Data(values=tuple(land))).mark_geoshape(
        clip=True, fill=colour("rule"), fillOpacity=0.55, stroke=colour("paper"), strokeWidth=1
    )
    names = alt.Chart(places).mark_text(fontSize=10.5 if is_narrow(width) else 13, lineBreak="\n")
    named = names.encode(
        longitude=alt.Longitude("lon:Q"), latitude=alt.Latitude("lat:Q"), text=alt.Text("label:N")
    ).project(**view)
    drawn = ground.project(**view) + edge(lines, "other", 1.5) + edge(own, focal, 4) + named
    return drawn.properties(width=width - 12, height=int(width * 0.68))


def by_ruler(
    frame: pd.DataFrame, printed: pd.DataFrame, claimed: float, width: int
) -> alt.LayerChart:
    """Length by ruler on two logarithmic axes, a claimed length as a level, printed ones as ticks.

    frame: ``method, scale_km, length_km``; printed: ``publisher, label, brief, length_km``;
    claimed: km. Printed figures stand outside, at the right, with their source.
    """
    lengths = alt.Scale(type="log", domain=list(LENGTHS), nice=False)
    steps = alt.Axis(title="Length, km (log)", values=list(range(800, 1401, 100)), format=",d")
    km = alt.Y("length_km:Q", scale=lengths, axis=steps)
    marks = alt.Axis(title="Ruler or tolerance, km (log)", values=[0.01, 0.1, 1, 10, 100])
    marks.format = "~g"
    ruler = alt.X("scale_km:Q", scale=alt.Scale(type="log", domain=[0.01, 100]), axis=marks)
    dashes = alt.Scale(domain=list(DASHES), range=list(DASHES.values()))
    base = alt.Chart(frame).encode(
        x=ruler,
        y=km,
        strokeDash=alt.StrokeDash("method:N", legend=None, scale=dashes),
        tooltip=tooltips(["method", "scale_km", "length_km"]),
    )
    drawn = base.mark_line(color=colour("TJK")) + base.mark_circle(color=colour("TJK"), size=30)
    stated = pd.DataFrame(
        {"length_km": [claimed], "label": ["as claimed"], "brief": ["claimed"], "publisher": [""]}
    )
    told = pd.concat([printed, stated], ignore_index=True)
    who = told["brief" if is_narrow(width) else "label"]
    told = told.assign(
        place=spread(told["length_km"].tolist(), LENGTHS, 300, log=True),
        text=told["length_km"].map("{:,.0f} ".format) + who,
    )
    plot = width - 58 - gutter(told["text"].tolist(), width)
    level = alt.Chart(stated).mark_rule(strokeDash=[2, 2]).encode(y=km)
    ticks = alt.Chart(printed).mark_tick(
        orient="horizontal", size=10, thickness=2, color=colour("ink-2")
    )
    named = alt.Chart(told).mark_text(align="left", fontSize=12)
    return alt.layer(
        drawn,
        level,
        ticks.encode(
            y=km, x=alt.XValue(plot + 5), tooltip=tooltips(["publisher", "label", "length_km"])
        ),
        named.encode(
            y=alt.Y("place:Q", scale=lengths), x=alt.XValue(plot + 16), text=alt.Text("text:N")
        ),
    ).properties(width=plot, height=300)
