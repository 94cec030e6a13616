"""A map of a state and its neighbours."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import form
from fulcrum.charts.layout import is_narrow
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
) -> alt.LayerChart:
    """A map with the border lines of a state, one neighbour's bold and in its colour.

    Args:
        width: Pixels of the whole chart.
        frame: Names of places: ``label`` with its line breaks, ``lon`` and ``lat`` in degrees.
        land: The areas.
        lines: The border lines, with the neighbour among their properties.
        by: The property with the neighbour's code.
        highlight: The code of the neighbour whose lines are bold.
        centre: Longitude and latitude of the middle, in degrees.
        scale: Pixels of the projection for each pixel of the width.
    """
    view: dict[str, Any] = {"type": "mercator", "scale": scale * width, "center": list(centre)}
    bold = [line for line in lines if line["properties"][by] == highlight]

    def shapes(features: Features, **look: Any) -> alt.Chart:
        return alt.Chart(alt.Data(values=tuple(features))).mark_geoshape(clip=True, **look)

    layers = [
        shapes(land, fill=colour("rule"), fillOpacity=0.55, stroke=colour("paper"), strokeWidth=1),
        shapes(lines, filled=False, stroke=colour("other"), strokeWidth=1.5),
        shapes(bold, filled=False, stroke=colour(highlight), strokeWidth=4),
        alt.Chart(frame)
        .mark_text(fontSize=10.5 if is_narrow(width) else 13, lineBreak="\n")
        .encode(
            longitude=alt.Longitude("lon:Q"),
            latitude=alt.Latitude("lat:Q"),
            text=alt.Text("label:N"),
        ),
    ]
    mapped = alt.layer(*(layer.project(**view) for layer in layers))
    return mapped.properties(width=width - 8, height=int(width * 0.68))
