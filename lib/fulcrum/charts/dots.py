"""Marks in rows, at a day or a number: calendars, ledgers, first times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import (
    KEY,
    MARK,
    SHAPES,
    Ends,
    Values,
    hues,
    kind_of,
    lanes,
    layered,
    legend,
    measure_axis,
    place_rows,
    tips,
)
from fulcrum.evidence.figures import colour


@form
def dots(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    x: Column,
    until: Column | None = None,
    mark: Column | None = None,
    by: Column | None = None,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
    hollow: Collection[str] = (),
    order: Sequence[str] | None = None,
    empty: str = "",
    since: str | None = None,
    title: str | None = None,
    domain: Ends | None = None,
    ticks: Sequence[float] | None = None,
    axis: bool = True,
    tooltip: Values | None = None,
) -> Any:
    """Marks in rows, those that would touch moved apart; a colour and a shape for each kind.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each mark.
        row: The label of the row in which the mark stands.
        x: The day or the number at which it stands.
        until: The end of a span that begins at the mark, as a thin bar.
        mark: A second day or number, as an upright line in ink.
        by: The column of the colour.
        colours: Names in the palette by value, told in a legend, each with its shape.
        highlight: Values that keep their colour, where all others are grey.
        hollow: Values that are drawn hollow.
        order: Labels in their order, also of rows without a mark.
        empty: Words in the rows without a mark.
        since: A day to draw as a dashed line.
        title: Of the axis.
        domain: The ends of the axis.
        ticks: The values to label.
        axis: Whether there is an axis; without one the marks only count.
        tooltip: Headings of further columns.
    """
    shade = hues(frame, by, colours, highlight)
    room = width - place_rows(frame, row, width, order=order).gutter - 20
    reach = domain or (frame[x].min(), frame[[x, *([until] if until else [])]].max().max())
    placed = frame.reset_index(drop=True)
    placed = placed.assign(_lane=lanes(placed, row, x, reach, room))
    most = placed.groupby(row)["_lane"].max().max()
    rows = place_rows(placed, row, width, order=order, step=max(26.0, 2 * most + MARK + 8))
    type_ = kind_of(frame[x])
    scale = alt.Scale(domain=list(reach), nice=False)
    line = measure_axis(frame[x], room, title=title, ticks=ticks, domain=reach) if axis else None

    def across(column: str) -> alt.X:
        return alt.X(f"{column}:{type_}", scale=scale, axis=line)

    told = bool(colours) and by != row
    key = legend(shade.values, room) if told else None
    base = alt.Chart(rows.frame).encode(
        y=rows.axis, tooltip=tips(frame, [row, x, until, by if told else None, mark], tooltip)
    )
    layers: list[Any] = []
    if since is not None:
        day = alt.Chart(pd.DataFrame({"at": [since]})).mark_rule(strokeDash=[3, 3])
        layers.append(day.encode(x=across("at")))
    if until:
        spans = base.mark_rule(strokeWidth=5, opacity=0.5).encode(x=across(x), x2=alt.X2(until))
        layers.append(spans.encode(color=shade.channel()))
    points = base.mark_point(
        size=70, opacity=1, strokeWidth=1.5, yOffset={"expr": "datum._lane"}
    ).encode(x=across(x), stroke=shade.channel(alt.Stroke, key))
    fill = shade.channel(alt.Fill, key)
    if shade.by:
        inside = [
            colour("paper" if value in hollow else name)
            for value, name in zip(shade.values, shade.names, strict=True)
        ]
        fill = alt.Fill(f"{by}:N", scale=alt.Scale(domain=shade.values, range=inside), legend=key)
    points = points.encode(fill=fill)
    if told:
        shapes = [SHAPES.get(name, "circle") for name in shade.names]
        points = points.encode(
            shape=alt.Shape(
                f"{by}:N", scale=alt.Scale(domain=shade.values, range=shapes), legend=key
            )
        )
    layers.append(points)
    if mark:
        second = base.mark_tick(size=15, thickness=2.5, color=colour("ink"), opacity=1)
        layers.append(second.encode(x=across(mark)))
    vacant = [label for label in order or [] if label not in set(frame[row])]
    if empty and vacant:
        keys = [key for key in rows.keys if key not in set(rows.frame[KEY])]
        words = alt.Chart(pd.DataFrame({KEY: keys})).mark_text(align="left", color=colour("ink-2"))
        layers.append(words.encode(y=rows.axis, x=alt.XValue(8), text=alt.TextValue(empty)))
    return layered(layers, width, rows.height)
