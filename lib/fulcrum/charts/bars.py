"""Bars in rows, whole or in parts, and upright bars over time with events above them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import (
    Ends,
    Values,
    hues,
    layered,
    legend,
    measure_axis,
    place_rows,
    tips,
)
from fulcrum.evidence.figures import colour


@form
def bars(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    value: Column,
    by: Column | None = None,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
    mark: Column | None = None,
    order: Sequence[str] | None = None,
    title: str | None = None,
    number: str = ",.0f",
    tooltip: Values | None = None,
) -> Any:
    """Bars from zero with their number at the end, one row a label.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each bar.
        row: The label.
        value: The length, no less than zero.
        by: The column of the colour.
        colours: Names in the palette by value, told in a legend.
        highlight: Values that keep their colour, where all others are grey.
        mark: A second value, as an upright line in ink.
        order: Labels in their order, if it is not that of the frame.
        title: Of the axis.
        number: The format of the numbers.
        tooltip: Headings of further columns.
    """
    rows = place_rows(frame, row, width, order=order)
    shade = hues(frame, by, colours, highlight)
    room = width - rows.gutter
    longest = len(f"{frame[value].max():{number.replace('~', '')}}") * 7 + 12
    top = float(frame[value].max()) / (1 - longest / room)
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = measure_axis(frame[value], room, title=title, grid=False)
    base = alt.Chart(rows.frame).encode(
        y=rows.axis,
        x=alt.X(f"{value}:Q", scale=scale, axis=axis),
        tooltip=tips(frame, [row, value, by if colours else None, mark], tooltip, number),
    )
    key = legend(shade.values, room) if colours else None
    layers = [base.mark_bar(height=16).encode(color=shade.channel(legend=key))]
    if mark:
        line = base.mark_tick(size=22, thickness=2, opacity=1, color=colour("ink"))
        layers.append(line.encode(x=alt.X(f"{mark}:Q", scale=scale, axis=axis)))
    behind = frame[[value, *([mark] if mark else [])]].max(axis=1)
    ends = alt.Chart(rows.frame.assign(_end=behind)).mark_text(align="left", dx=5)
    layers.append(
        ends.encode(
            y=rows.axis,
            x=alt.X("_end:Q", scale=scale, axis=axis),
            text=alt.Text(f"{value}:Q", format=number),
        )
    )
    return layered(layers, width, rows.height)


@form
def stacked(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    value: Column,
    by: Column,
    colours: Values,
    order: Sequence[str] | None = None,
    title: str | None = None,
    domain: Ends | None = None,
    ticks: Sequence[float] | None = None,
    number: str = ",.2~f",
    tooltip: Values | None = None,
) -> Any:
    """Bars in parts, one row a label, the parts in the order of ``colours``, with a legend.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each part.
        row: The label.
        value: The length of the part; parts of zero are left out.
        by: The column of the colour.
        colours: Names in the palette by value; ``paper`` is drawn hollow.
        order: Labels in their order, if it is not that of the frame.
        title: Of the axis.
        domain: The ends of the axis.
        ticks: The values to label.
        number: The format of numbers in tooltips.
        tooltip: Headings of further columns.
    """
    shade = hues(frame, by, colours)
    rows = place_rows(frame, row, width, order=order)
    room = width - rows.gutter
    key = legend(shade.values, room)
    key.symbolStrokeColor, key.symbolStrokeWidth = colour("other"), 1
    hollow = [value for value, name in colours.items() if name == "paper"]
    is_hollow = alt.FieldOneOfPredicate(field=by, oneOf=hollow)
    edge = alt.StrokeValue(colour("paper"), condition={"test": is_hollow, "value": colour("other")})
    scale = alt.Scale() if domain is None else alt.Scale(domain=list(domain))
    axis = measure_axis(frame[value], room, title=title, ticks=ticks, grid=False)
    parts = rows.frame[rows.frame[value].round(9) > 0]
    parts = parts.assign(_place=parts[by].map(shade.values.index))
    drawn = (
        alt.Chart(parts)
        .mark_bar(height=18, strokeWidth=1)
        .encode(
            y=rows.axis,
            x=alt.X(f"{value}:Q", stack="zero", scale=scale, axis=axis),
            color=shade.channel(legend=key),
            stroke=edge,
            order=alt.Order("_place:Q"),
            tooltip=tips(frame, [row, by, value], tooltip, number),
        )
    )
    return layered([drawn], width, rows.height)
