"""Ranges in rows: estimates with their uncertainty, spans of time, effects around a reference."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import (
    KEY,
    Ends,
    Values,
    hues,
    kind_of,
    layered,
    legend,
    measure_axis,
    place_rows,
    tips,
)
from fulcrum.evidence.figures import colour


@form
def ranges(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    low: Column,
    high: Column,
    point: Column | None = None,
    mark: Column | None = None,
    outer: tuple[Column, Column] | None = None,
    label: Column | None = None,
    by: Column | None = None,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
    beside: bool = False,
    ends: bool = True,
    order: Sequence[str] | None = None,
    panel: Column | None = None,
    band: tuple[float, float] | tuple[Column, Column] | None = None,
    reference: float | None = None,
    title: str | None = None,
    domain: Ends | None = None,
    ticks: Sequence[float] | None = None,
    log: bool = False,
    signed: bool = False,
    number: str = ",.2~f",
    tooltip: Values | None = None,
) -> Any:
    """Ranges as bars with round ends, one row a label, with a dot for the value within.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each range.
        row: The label.
        low: The low end, a number or a day; may be missing.
        high: The high end.
        point: The dot; without it a dot stands at each end.
        mark: A second value, as an upright line in ink.
        outer: The ends of a wider range, as a thin line.
        label: Words at the right of the dot.
        by: The column of the colour.
        colours: Names in the palette by value, told in a legend.
        highlight: Values that keep their colour, where all others are grey.
        beside: Whether a label occurs for several values of ``by``, drawn beside one another.
        ends: Whether there are dots; without them the bars are solid.
        order: Labels in their order, if it is not that of the frame.
        panel: Headings over groups of rows.
        band: A stretch of the axis to shade, or two columns with one for each row.
        reference: A value to draw as a line.
        title: Of the axis.
        domain: The ends of the axis.
        ticks: The values to label.
        log: Whether the axis is logarithmic.
        signed: Whether labels of the axis carry a sign.
        number: The format of numbers in tooltips.
        tooltip: Headings of further columns.
    """
    shade = hues(frame, by, colours, highlight)
    height = 14 * len(shade.values) if beside else 26
    rows = place_rows(frame, row, width, order=order, panel=panel, step=height)
    values = pd.concat([frame[name].dropna() for name in (low, high, point) if name])
    room = width - rows.gutter
    axis = measure_axis(values, room, title=title, ticks=ticks, signed=signed, domain=domain)
    scale = alt.Scale(zero=not log and domain is None and kind_of(values) == "Q")
    if log:
        scale.type = "log"
    if domain is not None:
        scale.domain, scale.nice = list(domain), False

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:{kind_of(values)}", scale=scale, axis=axis)

    key = legend(shade.values, room) if colours and by != row else None
    base = alt.Chart(rows.frame).encode(
        y=rows.axis,
        color=shade.channel(legend=key),
        tooltip=tips(
            frame, [row, by if colours else None, low, point, high, mark], tooltip, number
        ),
    )
    if beside:
        base = base.encode(
            yOffset=alt.YOffset(f"{by}:N", sort=shade.values, scale=alt.Scale(paddingOuter=0.3))
        )
    bars = base.mark_rule(strokeWidth=7, strokeCap="round", opacity=0.55)
    if not ends:
        bars = base.mark_rule(strokeWidth=12)
    layers: list[Any] = [*_behind(rows.frame, rows.axis, x, band, reference)]
    if outer:
        layers.append(base.mark_rule(strokeWidth=1.5).encode(x=x(outer[0]), x2=alt.X2(outer[1])))
    layers.append(bars.encode(x=x(low), x2=alt.X2(high)))
    for column in dict.fromkeys([point] if point else [low, high] if ends else []):
        layers.append(base.mark_circle(size=64).encode(x=x(column)))
    if mark:
        ticks_in_ink = base.mark_tick(size=16, thickness=2.5, opacity=1)
        layers.append(ticks_in_ink.encode(x=x(mark), color=alt.ColorValue(colour("ink"))))
    if label:
        words = base.mark_text(align="left", dx=8).encode(x=x(point or high))
        layers.append(
            words.encode(text=alt.Text(f"{label}:N"), color=alt.ColorValue(colour("ink")))
        )
    return layered([*layers, *rows.headings], width, rows.height)


def _behind(
    frame: pd.DataFrame, y: alt.Y, x: Any, band: tuple[Any, Any] | None, reference: float | None
) -> list[alt.Chart]:
    """The layers behind the ranges: a shaded band and a line of reference."""
    layers = []
    if band is not None and isinstance(band[0], str):
        bars = alt.Chart(frame.drop_duplicates(KEY)).mark_bar(height=22, color=colour("rule"))
        layers.append(bars.encode(y=y, x=x(band[0]), x2=alt.X2(band[1])))
    elif band is not None:
        edges = alt.Chart(pd.DataFrame({"from": [band[0]], "to": [band[1]]}))
        shaded = edges.mark_rect(color=colour("rule"), opacity=0.6)
        layers.append(shaded.encode(x=x("from"), x2=alt.X2("to")))
    if reference is not None:
        layers.append(alt.Chart(pd.DataFrame({"at": [reference]})).mark_rule().encode(x=x("at")))
    return layers
