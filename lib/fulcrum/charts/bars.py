"""Bars from zero: in rows, in parts, and upright over time with events above them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Unpack

import altair as alt
import pandas as pd

from fulcrum.charts import layout
from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import Ends, Measure
from fulcrum.charts.rows import ranges
from fulcrum.evidence.figures import colour


@form
def bars(
    width: int,
    frame: pd.DataFrame,
    /,
    *,
    row: Column = "row",
    value: Column = "value",
    number: str | None = None,
    title: str | None = None,
    **options: Any,
) -> alt.TopLevelMixin:
    """Bars from zero with their number at the end, one row a label.

    Args:
        value: The length, no less than zero.
        number: The format of the numbers, unless a column ``label`` has the words.
        options: As in ``ranges``: ``by``, ``colours``, ``highlight``, ``mark``, ``tooltip`` ...
    """
    written = frame[value].map(f"{{:{number or layout.format_of(frame[value])}}}".format)
    options = {"label": "_written"} | options
    options |= {"low": "_zero", "high": value, "point": None, "ends": False}
    options["title"] = title or layout.words_of(value)
    return ranges(frame.assign(_zero=0.0, _written=written), row=row, **options)(width)


@form
def stacked(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column = "row",
    value: Column = "value",
    by: Column,
    colours: Mapping[str, str] | None = None,
    order: Sequence[str] | None = None,
    tooltip: Mapping[str, str] | None = None,
    **measure: Unpack[Measure],
) -> Any:
    """Bars in parts, one row a label, the parts in the order of ``colours``.

    Args:
        value: The length of a part; parts of zero are left out.
        colours: As everywhere; a part in the colour ``paper`` is drawn hollow.
    """
    shade = layout.hues(frame, by, colours)
    rows = layout.place_rows(frame, row, width, order=order)
    hollow = [value for value, name in shade.names.items() if name == "paper"]
    is_hollow = alt.FieldOneOfPredicate(field=by, oneOf=hollow)
    edge = alt.StrokeValue(colour("paper"), condition={"test": is_hollow, "value": colour("other")})
    room = width - rows.gutter - 12
    key = shade.key(room, symbolStrokeColor=colour("other"), symbolStrokeWidth=1)
    x = layout.measured(alt.X, frame[value], room, grid=False, **measure)
    parts = rows.frame[rows.frame[value].round(9) > 0]
    parts = parts.assign(_place=parts[by].map(list(shade.names).index))
    drawn = alt.Chart(parts).mark_bar(height=18, strokeWidth=1)
    drawn = drawn.encode(
        y=rows.axis,
        x=x(value).stack("zero"),
        color=shade.channel(key=key),
        stroke=edge,
        order=alt.Order("_place:Q"),
        tooltip=layout.tips(frame, [row, by, value], tooltip),
    )
    return layout.layered([drawn], width, rows.height)


@form
def balance(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column = "row",
    value: Column = "value",
    low: Column | None = "low",
    high: Column | None = "high",
    mark: Column | None = "mark",
    by: Column | None = "tone",
    highlight: str | Collection[str] | None = None,
    tooltip: Mapping[str, str] | None = None,
    **measure: Unpack[Measure],
) -> Any:
    """Bars to the left and to the right of zero, with the range of each as a thin line.

    Args:
        value: Where the bar ends, below or above zero.
    """
    shade = layout.hues(frame, by, None, highlight, row)
    rows = layout.place_rows(frame, row, width, step=22)
    room = width - rows.gutter - 12
    drawn = pd.concat([frame[name].dropna() for name in (value, low, high) if name])
    x = layout.measured(alt.X, drawn, room, **measure)
    seen = layout.tips(frame, [row, value, low, high, mark], tooltip)
    base = alt.Chart(rows.frame.assign(_zero=0.0)).encode(y=rows.axis, tooltip=seen)
    bar = base.mark_bar(height=13, opacity=0.85).encode(x=x("_zero"), x2=value)
    layers: list[Any] = [bar.encode(color=shade.channel())]
    if low and high:
        layers.append(base.mark_rule(strokeWidth=1.5).encode(x=x(low), x2=high))
    if mark:
        tick = base.mark_tick(size=14, thickness=2.5, opacity=1, color=colour("ink"))
        layers.append(tick.encode(x=x(mark)))
    layers.append(layout.at("at", 0).mark_rule(color=colour("ink-2")).encode(x=x("at")))
    return layout.layered(layers, width, rows.height)


@form
def histogram(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column,
    y: Column,
    label: Column | None = "label",
    by: Column | None = "tone",
    highlight: str | Collection[str] | None = None,
    x_title: str,
    title: str,
    height: int = 230,
) -> Any:
    """Upright bars from zero, one for each whole number, some with a name above.

    Args:
        x: The whole number.
        y: How many there are.
        label: A name that stands upright above the bar.
    """
    shade = layout.hues(frame, by, None, highlight)
    tall = int(frame[label].dropna().astype(str).str.len().max() * 7) if label else 0
    top = float(frame[y].max()) * (1 + 12 / height)
    up = layout.measured(alt.Y, frame[y], height, title=title, domain=(0, max(top, 1)), count=4)
    bar = max(3, int((width - 60) / (frame[x].max() - frame[x].min() + 1) * 0.72))
    ends = (frame[x].min() - 0.6, frame[x].max() + 0.6)
    plain = layout.measured(
        alt.X, frame[x], width - 60, title=x_title, domain=ends, grid=False, signed=False
    )
    base = alt.Chart(frame).encode(x=plain(x), y=up(y))
    seen = layout.tips(frame, [x, y, label])
    layers = [base.mark_bar(width=bar).encode(color=shade.channel(), tooltip=seen)]
    if label:
        names = base.transform_filter(f"isValid(datum['{label}'])")
        look = {"angle": 270, "align": "left", "dx": 5, "baseline": "middle", "fontSize": 11}
        layers.append(names.mark_text(**look).encode(text=f"{label}:N"))
    return layout.layered(layers, width, max(height, tall))


@form
def columns(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column = "date",
    y: Column,
    panel: Column = "panel",
    by: Column | None = "tone",
    faint: Column | None = "faint",
    highlight: str | Collection[str] | None = None,
    events: pd.DataFrame,
    event: str = "event",
    colours: Mapping[str, str],
    since: str,
    domain: Ends,
    title: str,
    tooltip: Mapping[str, str] | None = None,
) -> Any:
    """Upright bars from zero with dated events above them, in panels.

    Args:
        x: The day in the middle of the bar's span.
        y: Its height, no less than zero.
        faint: Whether the bar is drawn faint, as less than sure.
        events: Rows with the columns of ``x``, ``panel`` and ``event``.
        event: The kind of event, each with a lane, a colour and a shape.
        colours: Names in the palette by kind of event, told in a legend.
        domain: The first and the last day.
        title: Heading of the height in the tooltip.
    """
    shade, kinds = layout.hues(frame, by, None, highlight), layout.hues(events, event, colours)
    top = float(frame[y].max())
    heights = {kind: top * (1.14 + 0.12 * place) for place, kind in enumerate(kinds.names)}
    scale = alt.Scale(domain=[0, top * (1.1 + 0.12 * len(kinds.names))], nice=False)
    axis = alt.Axis(title=None, tickCount=4, labelExpr=f"datum.value > {top} ? '' : datum.label")
    above = {"test": f"datum.value > {top}", "value": "transparent"}
    axis.gridColor = {"condition": above, "value": colour("rule")}
    bar = max(3.0, (width - 90) / (frame[x].nunique() * 1.35))
    days = layout.measured(alt.X, frame[x], width - 80, domain=domain, grid=False, padding=bar)
    run = days(x)
    base = alt.Chart().encode(x=run)
    weak = {"test": f"datum['{faint}']", "value": 0.3} if faint else alt.Undefined
    drawn = base.mark_bar(width=bar).encode(
        opacity=alt.OpacityValue(0.75, condition=weak),
        y=alt.Y(f"{y}:Q", scale=scale, axis=axis),
        color=shade.channel(),
        tooltip=layout.tips(frame, [panel, x, y], {y: title}),
    )
    marks = base.transform_filter("isValid(datum._lane)").mark_point(size=45, opacity=1)
    key = kinds.key(width)
    marks = marks.encode(
        y=alt.Y("_lane:Q", scale=scale, axis=axis),
        fill=kinds.channel(alt.Fill, key),
        stroke=kinds.channel(alt.Stroke, key),
        shape=kinds.channel(alt.Shape, key),
        tooltip=layout.tips(events, [panel, x, event], tooltip),
    )
    events = events[events[panel].isin(frame[panel])]
    both = pd.concat([frame, events.assign(_lane=events[event].map(heights))], ignore_index=True)
    layers = [*layout.since_day(x, run, since), drawn, marks]
    return layout.panelled(layers, both, panel, y, width, 150)
