"""Marks in rows: ranges around a value or between two days, and dots at a day or a number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Unpack

import altair as alt
import pandas as pd

from fulcrum.charts import layout, placing
from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import KEY, Ends, Measure
from fulcrum.evidence.figures import colour


@form
def ranges(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column = "row",
    low: Column = "low",
    high: Column = "high",
    point: Column | None = "point",
    mark: Column | None = "mark",
    outer: tuple[Column, Column] | None = ("least", "most"),
    label: Column | None = "label",
    by: Column | None = "tone",
    colours: Mapping[str, str] | None = None,
    highlight: str | Collection[str] | None = None,
    beside: bool = False,
    ends: bool = True,
    order: Sequence[str] | None = None,
    panel: Column | None = "panel",
    band: tuple[float, float] | tuple[Column, Column] | None = None,
    reference: float | None = None,
    tooltip: Mapping[str, str] | None = None,
    **measure: Unpack[Measure],
) -> Any:
    """Ranges as bars with round ends, one row a label, with a dot at ``point`` or at each end.

    Args:
        outer: The columns of a wider range, drawn as a thin line.
        beside: Whether a label has several ranges, one for each value of ``by``, side by side.
        ends: Whether there are dots; without them bars are solid.
        band: A stretch of the axis to shade, or two columns with a stretch for each row.
    """
    shade = layout.hues(frame, by, colours, highlight, row)
    step = 12 * len(shade.names) if beside else 22 if panel else 26
    rows = layout.place_rows(frame, row, width, order=order, panel=panel, step=step)
    values = pd.concat([frame[name].dropna() for name in (low, high, point) if name])
    room = width - rows.gutter - 12
    far = frame[[name for name in (point or high, outer and outer[1]) if name]].max(axis=1)
    if label:
        reach = measure.get("domain") or (min(values.min(), reference or 0.0), values.max())
        log = measure.get("log", False)
        far = placing.beyond_marks(far, frame[mark] if mark else None, frame[label], reach, room)
        measure["domain"] = placing.room_for(far, frame[label], reach, room, log=log)
    x = layout.measured(alt.X, values, room, **measure)
    key = shade.key(room, symbolType="stroke", symbolStrokeWidth=6)
    seen = [row, panel, by if shade.is_told else None, low, point, high, mark]
    base = alt.Chart(rows.frame).encode(
        y=rows.axis, color=shade.channel(key=key), tooltip=layout.tips(frame, seen, tooltip)
    )
    if beside:
        offset = alt.Scale(domain=list(shade.names), paddingOuter=0.3)
        base = base.encode(yOffset=alt.YOffset(f"{by}:N", scale=offset))
    layers: list[Any] = []
    if band and isinstance(band[0], str):
        still = base.mark_bar(height=20).encode(x=x(band[0]), x2=band[1])
        layers.append(still.encode(color=alt.value(colour("rule"))))
    elif band:
        edges = alt.Chart(pd.DataFrame({"low": [band[0]], "high": [band[1]]}))
        shaded = edges.mark_rect(color=colour("rule"), opacity=0.6)
        layers.append(shaded.encode(x=x("low"), x2="high"))
    if reference is not None:
        layers.append(layout.at("at", reference).mark_rule().encode(x=x("at")))
    if outer:
        layers.append(base.mark_rule(strokeWidth=1.5).encode(x=x(outer[0]), x2=outer[1]))
    round_ = {"strokeWidth": 7, "strokeCap": "round", "opacity": 0.55 if ends else 1}
    spans = base.mark_rule(**(round_ if ends or beside else {"strokeWidth": 14}))
    layers.append(spans.encode(x=x(low, span=bool(ends or point)), x2=high))
    dotted = [point] if point else list(dict.fromkeys([low, high]))
    layers += [base.mark_circle(size=64).encode(x=x(column)) for column in dotted if ends]
    if mark:
        second = base.mark_tick(size=16, thickness=2.5, opacity=1)
        layers.append(second.encode(x=x(mark), color=alt.ColorValue(colour("ink"))))
    if label:
        words = alt.Chart(rows.frame.assign(_far=far)).mark_text(align="left", dx=8)
        layers.append(words.encode(y=rows.axis, x=x("_far"), text=f"{label}:N"))
    return layout.layered([*layers, *rows.headings], width, rows.height)


@form
def dots(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column | None = "row",
    x: Column = "date",
    until: Column | None = "until",
    mark: Column | None = "mark",
    label: Column | None = "label",
    by: Column | None = "tone",
    colours: Mapping[str, str] | None = None,
    highlight: str | Collection[str] | None = None,
    hollow: Collection[str] = (),
    order: Sequence[str] | None = None,
    empty: str = "",
    since: str | None = None,
    axis: bool = True,
    tooltip: Mapping[str, str] | None = None,
    **measure: Unpack[Measure],
) -> Any:
    """Marks in rows, at a day or a number; marks that would touch are moved apart.

    Args:
        row: Without a column each mark has a row.
        x: The day or the number. With ``colours`` each kind has a shape besides its colour.
        until: The end of a span that begins at the mark, as a thin bar.
        label: Words beside the marks, which then stand for the labels of the rows.
        hollow: Values of ``by`` that are drawn hollow.
        empty: Words in the rows without a mark.
        axis: Whether there is an axis; without one the marks only count, from 1.
    """
    shade = layout.hues(frame, by, colours, highlight, row)
    last = frame[[x, *([until] if until else [])]].max().max()
    reach = measure.get("domain") or ((frame[x].min(), last) if axis else (0.3, last + 0.5))
    placed = frame.reset_index(drop=True).assign(_lane=0.0)
    if row is None:
        row, placed["_mark"] = "_mark", placed.index.astype(str)
    room: float = width - layout.place_rows(placed, row, width, order=order).gutter - 24
    if axis and not label:
        placed["_lane"] = placing.lanes(placed, row, x, reach, room)
    step = 22 if label else max(26, 2 * placed["_lane"].max() + placing.MARK + 8)
    rows = layout.place_rows(placed, row, width, order=order, step=step)
    upright = rows.axis
    if label:
        upright, room = alt.Y(f"{KEY}:N", sort=None, axis=None), width - 24
    measure |= {"domain": reach, "signed": False}
    channel = layout.measured(alt.X, frame[x], room, **measure, padding=6 if label else 0)

    def across(column: str, *, span: bool = False) -> alt.X:
        days = channel(column, span=span)
        return days if axis else days.axis(None)

    key = shade.key(room)  # of each layer: Vega drops one that a single layer does without
    seen = [None if label else row, x, until, by if shade.is_told else None, mark]
    base = alt.Chart(rows.frame).encode(y=upright, tooltip=layout.tips(rows.frame, seen, tooltip))
    layers: list[Any] = layout.since_day(x, across(x), since)
    if label:
        layers += _words(base, shade.channel(key=key), across, x, until or x, label, reach)
    if until:
        spans = base.mark_rule(strokeWidth=5, opacity=0.5).encode(x=across(x, span=True), x2=until)
        layers.append(spans.encode(color=shade.channel(key=key)))
    look = {"size": 70, "opacity": 1, "strokeWidth": 1.5, "yOffset": {"expr": "datum._lane"}}
    fill, stroke = shade.channel(alt.Fill, key, hollow), shade.channel(alt.Stroke, key)
    points = base.mark_point(**look).encode(x=across(x), fill=fill, stroke=stroke)
    layers.append(points.encode(shape=shade.channel(alt.Shape, key)) if key else points)
    if mark:
        second = base.mark_tick(size=15, thickness=2.5, color=colour("ink"), opacity=1)
        layers.append(second.encode(x=across(mark)))
    if empty:
        vacant = pd.DataFrame({KEY: [key for key in rows.keys if key not in set(rows.frame[KEY])]})
        words = alt.Chart(vacant).mark_text(align="left", color=colour("ink-2"), text=empty)
        layers.append(words.encode(y=upright, x=alt.XValue(8)))
    return layout.layered(layers, width, rows.height)


def _words(
    base: alt.Chart, hue: Any, across: Any, x: str, until: str, label: str, reach: Ends
) -> list[alt.Chart]:
    """Words at the right of marks, at the left of those in the later half, with a halo."""
    half = pd.Timestamp(reach[0]) + (pd.Timestamp(reach[1]) - pd.Timestamp(reach[0])) / 2
    late = f"datum['{x}'] > datetime('{half.isoformat()}')"
    halo = {"stroke": colour("paper"), "strokeWidth": 4, "strokeJoin": "round", "aria": False}
    layers = []
    for look in (halo, {}):
        for test, align, dx, column in ((f"!({late})", "left", 9, until), (late, "right", -9, x)):
            words = base.transform_filter(test).mark_text(align=align, dx=dx, fontSize=11, **look)
            layers.append(words.encode(x=across(column), text=f"{label}:N", color=hue))
    return layers
