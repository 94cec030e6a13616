"""Upright bars over time or numbers, with events in the same panels."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import (
    SHAPES,
    Ends,
    Values,
    hues,
    kind_of,
    layered,
    legend,
    measure_axis,
    panelled,
    tips,
    upright_axis,
)
from fulcrum.evidence.figures import colour


@form
def columns(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column,
    y: Column,
    by: Column | None = None,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
    label: Column | None = None,
    panel: Column | None = None,
    events: pd.DataFrame | None = None,
    event: str | None = None,
    event_colours: Values | None = None,
    since: str | None = None,
    title: str | None = None,
    x_title: str | None = None,
    domain: Ends | None = None,
    height: int = 120,
    tooltip: Values | None = None,
) -> Any:
    """Upright bars from zero, in one plot or in panels, with dated events above them.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each bar.
        x: The day (the middle of its span) or the number at which the bar stands.
        y: Its height, no less than zero.
        by: The column of the colour.
        colours: Names in the palette by value.
        highlight: Values that keep their colour, where all others are grey.
        label: Words above a bar, where they are not missing.
        panel: Panels above one another.
        events: Marks above the bars: columns ``x``, ``panel`` and ``event``.
        event: The column of the kind of event.
        event_colours: Names in the palette by kind, told in a legend, each with its shape.
        since: A day to draw as a dashed line.
        title: Of the measure.
        x_title: Of the axis below.
        domain: The ends of the axis below.
        height: Pixels of the plot or of a panel.
        tooltip: Headings of further columns.
    """
    shade = hues(frame, by, colours, highlight)
    top = float(frame[y].max())
    room = 0.0 if events is None else 0.3
    axis = upright_axis(title=title, tickCount=4)
    scale = alt.Scale(domain=[0, top * (1.04 + room)], nice=False)
    type_ = kind_of(frame[x])
    first, last = domain or (frame[x].min(), frame[x].max())
    ends = [pd.Timestamp(first), pd.Timestamp(last)] if type_ == "T" else [first, last]
    bar = max(3.0, (width - 90) / (frame[x].nunique() * 1.3))
    below = measure_axis(frame[x], width - 80, title=x_title, domain=(first, last), grid=False)
    run = alt.X(f"{x}:{type_}", axis=below, scale=alt.Scale(domain=ends, padding=bar, nice=False))
    up = alt.Y(f"{y}:Q", scale=scale, axis=axis)
    base = alt.Chart().encode(x=run, y=up)
    layers: list[Any] = []
    if since is not None:
        day = alt.Chart(pd.DataFrame({x: [pd.Timestamp(since)]}))
        layers.append(day.mark_rule(strokeDash=[3, 3]).encode(x=run))
    hover = tips(frame, [panel, x, y], tooltip)
    layers.append(base.mark_bar(width=bar).encode(color=shade.channel(), tooltip=hover))
    if label:
        layers += _stairs(frame.dropna(subset=[label]), x, label, y, top, run, up)
    if events is not None and event:
        kinds = hues(events, event, event_colours)
        lanes = {kind: top * (1.12 + 0.1 * place) for place, kind in enumerate(kinds.values)}
        events = events.assign(_lane=events[event].map(lanes))
        shapes = [SHAPES.get(name, "circle") for name in kinds.names]
        key = legend(kinds.values, width)
        marks = base.transform_filter("isValid(datum._lane)").mark_point(size=45, opacity=1)
        shape = alt.Scale(domain=kinds.values, range=shapes)
        marks = marks.encode(
            y=alt.Y("_lane:Q", scale=scale, axis=axis),
            color=kinds.channel(legend=key),
            shape=alt.Shape(f"{event}:N", scale=shape, legend=key),
            tooltip=tips(events, [panel, x, event], tooltip),
        )
        layers.append(marks)
        frame = pd.concat([frame, events], ignore_index=True)
    if panel:
        drawn = panelled(layers, frame, panel, width, across=1, height=height)
        return drawn.resolve_scale(color="independent")
    return layered(layers, width, height, data=frame)


def _stairs(
    words: pd.DataFrame, x: str, label: str, y: str, top: float, run: alt.X, up: alt.Y
) -> list[Any]:
    """Words at the left of thin stems that rise from their bars, each a step above the last."""
    steps = [top * (0.16 + 0.08 * place) for place in range(len(words))]
    stairs = alt.Chart(words.sort_values(x).assign(_at=steps))
    at = alt.Y("_at:Q", scale=up["scale"], axis=up["axis"])
    stems = stairs.mark_rule(color=colour("other")).encode(x=run, y=at, y2=alt.Y2(y))
    names = stairs.mark_text(align="right", dx=-4, dy=2)
    return [stems, names.encode(x=run, y=at, text=alt.Text(f"{label}:N"))]
