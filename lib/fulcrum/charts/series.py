"""Measures over time: lines, and dated readings with their ranges."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import (
    SHAPES,
    SHORT,
    SIGNED,
    Ends,
    Hues,
    Values,
    hues,
    is_narrow,
    kind_of,
    layered,
    legend,
    measure_axis,
    panelled,
    spread,
    tips,
    upright_axis,
)
from fulcrum.evidence.figures import colour

DASHED = [5, 3]


@form
def lines(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column,
    y: Column,
    by: Column,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
    low: Column | None = None,
    high: Column | None = None,
    segment: Column | None = None,
    starts: Column | None = None,
    label: Column | None = None,
    panel: Column | None = None,
    across: int = 1,
    styles: Mapping[str, str] | None = None,
    levels: pd.DataFrame | None = None,
    reference: float | None = None,
    title: str | None = None,
    domain: Ends | None = None,
    ticks: Sequence[float] | None = None,
    log: bool = False,
    x_title: str | None = None,
    x_ticks: Sequence[float] | None = None,
    x_log: bool = False,
    height: int = 260,
    tooltip: Values | None = None,
) -> Any:
    """Lines with their names at the end; in panels, with a legend and a measure of each panel.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each point.
        x: The day, year or number.
        y: The measure.
        by: The line, and its colour.
        colours: Names in the palette by value.
        highlight: Values that keep their colour, where all others are grey.
        low: The low end of an interval to shade, where it is not missing.
        high: Its high end.
        segment: Parts of lines that are not joined.
        starts: Whether a definition begins at the point, marked by a diamond.
        label: Words beside the points.
        panel: Small panels.
        across: How many panels stand side by side on a wide page.
        styles: Lines by value that are ``dashed`` or ``broad``.
        levels: Values at the right: columns ``y``, ``label`` and, for a narrow page, ``brief``.
        reference: A value to draw as a line across.
        title: Of the measure.
        domain: The ends of the measure.
        ticks: The values of the measure to label.
        log: Whether the measure is logarithmic.
        x_title: Of the axis below.
        x_ticks: The values of the axis below to label.
        x_log: Whether the axis below is logarithmic.
        height: Pixels of the plot or of a panel.
        tooltip: Headings of further columns.
    """
    shade = hues(frame, by, colours, highlight)
    styles = styles or {}
    type_ = kind_of(frame[x])
    floor = pd.concat([frame[name].dropna() for name in (y, low, high) if name])
    if domain is None and not log and panel is None:
        domain = (min(0.0, floor.min()), floor.max() + 0.02 * (floor.max() - floor.min()))
    axis = alt.Axis(title=title, tickCount=5, labelExpr=SHORT)
    if panel:
        axis = upright_axis(title=None, tickCount=3)
    if ticks is not None:
        axis.values = list(ticks)
    scale = alt.Scale(type="log") if log else alt.Scale(zero=True)
    if domain is not None:
        scale.domain, scale.nice = list(domain), False
    below = alt.Axis(title=x_title, grid=False, labelFlush=False, labelOverlap="greedy")
    if type_ == "T":
        below = measure_axis(frame[x], width - 80, title=None, grid=False)
    elif x_log or x_ticks is not None:
        below.format, below.values = ",~r", list(x_ticks or [])
    else:
        below.format, below.tickCount = "d", 4 if is_narrow(width) else 8
    run = alt.X(f"{x}:{type_}", axis=below, scale=_run(type_, frame[x], log=x_log))
    measure = alt.Y(f"{y}:Q", scale=scale, axis=axis)
    base = alt.Chart(frame).encode(x=run, y=measure, color=shade.channel())
    layers: list[Any] = []
    if low and high:
        area = base.transform_filter(f"isValid(datum['{low}'])").mark_area(opacity=0.18)
        layers.append(area.encode(y=alt.Y(f"{low}:Q", scale=scale, axis=axis), y2=alt.Y2(high)))
    if reference is not None:
        rule = alt.Chart(pd.DataFrame({y: [reference]})).mark_rule(strokeDash=[2, 2])
        layers.append(rule.encode(y=measure))
    detail = [alt.Detail(f"{segment}:N")] if segment else []
    for style in ("broad", "", "dashed"):
        own = [value for value in shade.values if styles.get(value, "") == style]
        look = {"broad": {"strokeWidth": 6, "opacity": 0.4}, "dashed": {"strokeDash": DASHED}}
        part = base.transform_filter(alt.FieldOneOfPredicate(field=by, oneOf=own))
        if own:
            line = part.mark_line(strokeJoin="round", **look.get(style, {}))
            layers.append(line.encode(detail=detail))
    hover = tips(frame, [panel, by, x, y], tooltip)
    if panel:
        key = legend(shade.values, width)
        forms = alt.Scale(
            domain=shade.values, range=[SHAPES.get(name, "circle") for name in shade.names]
        )
        points = base.mark_point(size=45, opacity=1).encode(
            color=shade.channel(legend=key),
            shape=alt.Shape(f"{by}:N", scale=forms, legend=key),
            tooltip=hover,
        )
        return panelled(
            [*layers, points], frame, panel, width, across=across, height=height, independent=True
        )
    layers.append(base.mark_circle(size=22).encode(tooltip=hover))
    if starts:
        new = base.transform_filter(f"datum['{starts}']")
        layers.append(new.mark_point(size=130, shape="diamond", strokeWidth=2, filled=False))
    ends = (domain[0], domain[1]) if domain else (float(floor.min()), float(floor.max()))
    if label:
        layers += _beside(frame, base, x, y, by, label, shade)
    if levels is not None:
        layers += _levels(levels, y, measure, ends, height, width, log=log)
    else:
        layers.append(_names(frame, run, x, y, by, shade, ends, height, scale, axis, log=log))
    return layered(layers, width, height)


def _run(type_: str, values: pd.Series[Any], *, log: bool) -> alt.Scale:
    if log:
        return alt.Scale(type="log", nice=False, domain=[values.min(), values.max()])
    return alt.Scale(nice=False) if type_ == "T" else alt.Scale(nice=False, zero=False)


def _names(
    frame: pd.DataFrame,
    run: alt.X,
    x: str,
    y: str,
    by: str,
    shade: Hues,
    ends: Ends,
    height: int,
    scale: alt.Scale,
    axis: alt.Axis,
    *,
    log: bool,
) -> alt.Chart:
    """The names of lines at the right of their last points, apart where they would collide."""
    last = frame.dropna(subset=[y]).sort_values(x, kind="stable").groupby(by, as_index=False).last()
    place = spread(last[y].astype(float).tolist(), ends, height, log=log)
    last = last.assign(**{x: frame[x].max(), "_name": place})
    named = alt.Chart(last).mark_text(align="left", dx=8, baseline="middle")
    height_ = alt.Y("_name:Q", scale=scale, axis=axis)
    return named.encode(x=run, y=height_, text=alt.Text(f"{by}:N"), color=shade.channel())


def _beside(
    frame: pd.DataFrame, base: alt.Chart, x: str, y: str, by: str, label: str, shade: Hues
) -> list[alt.Chart]:
    """Words at points: over them in the upper half of the lines of a day, else under them."""
    line = frame[by].map({value: place for place, value in enumerate(shade.values)})
    ranked = frame.assign(_line=line).sort_values([y, "_line"], ascending=[False, True])
    upper = ranked.groupby(x).cumcount() < ranked.groupby(x)[y].transform("size") / 2
    layers = []
    for over in (True, False):
        rows = frame[upper.reindex(frame.index) == over]
        words = base.mark_text(dy=-13 if over else 15, fontSize=11, baseline="middle")
        words = words.encode(text=alt.Text(f"{label}:N"))
        words.data = rows
        layers.append(words)
    return layers


def _levels(
    levels: pd.DataFrame,
    y: str,
    measure: alt.Y,
    ends: Ends,
    height: int,
    width: int,
    *,
    log: bool,
) -> list[alt.Chart]:
    """Short lines with words at the right of the plot, apart where they would collide."""
    words = "brief" if is_narrow(width) and "brief" in levels else "label"
    placed = spread(levels[y].astype(float).tolist(), ends, height, log=log)
    edge = alt.expr("width + 6")
    base = alt.Chart(levels.assign(_place=placed, _edge=0))
    tick = base.mark_tick(orient="horizontal", size=10, thickness=2, color=colour("ink-2"))
    text = base.mark_text(align="left", dx=10, baseline="middle")
    high = alt.Y("_place:Q", scale=measure["scale"], axis=measure["axis"])
    return [
        tick.encode(y=measure, x=alt.XValue(edge), tooltip=tips(levels, ["label", y])),
        text.encode(y=high, x=alt.XValue(edge), text=alt.Text(f"{words}:N")),
    ]


@form
def strips(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column,
    y: Column,
    low: Column | None = None,
    high: Column | None = None,
    mark: Column | None = None,
    ring: Column | None = None,
    label: Column | None = None,
    foot: Column | None = None,
    segment: Column | None = None,
    by: Column | None = None,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
    panel: Column | None = None,
    across: int = 1,
    since: str | None = None,
    level: tuple[str, float] | None = None,
    title: str | None = None,
    domain: Ends | None = None,
    ticks: Sequence[float] | None = None,
    signed: bool = False,
    x_domain: Ends | None = None,
    height: int = 100,
    tooltip: Values | None = None,
) -> Any:
    """Dated readings of a measure, each a dot on its range, in one plot or in panels.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each reading.
        x: The day.
        y: The measure.
        low: The low end of its range.
        high: The high end.
        mark: A second reading, as a short flat line in ink.
        ring: Whether the dot wears a ring.
        label: Words beside the dot.
        foot: Words or numbers at the foot of the plot.
        segment: Readings that a line joins.
        by: The column of the colour.
        colours: Names in the palette by value.
        highlight: Values that keep their colour, where all others are grey.
        panel: Small panels.
        across: How many panels stand side by side on a wide page.
        since: A day to draw as a dashed line.
        level: Words and a value of the measure, drawn as a dashed line across.
        title: Of the measure.
        domain: The ends of the measure.
        ticks: The values of the measure to label.
        signed: Whether these labels carry a sign.
        x_domain: The first and the last day of the axis.
        height: Pixels of the plot or of a panel.
        tooltip: Headings of further columns.
    """
    shade = hues(frame, by, colours, highlight)
    columns = across if panel and not is_narrow(width) else 1
    below = measure_axis(frame[x], width / columns - 60, title=None, domain=x_domain, grid=False)
    axis = upright_axis(title=title, values=list(ticks) if ticks is not None else alt.Undefined)
    axis.tickCount = 5
    if signed:
        axis.labelExpr = SIGNED
    scale = alt.Scale(zero=True)
    if domain is not None:
        scale.domain, scale.nice = list(domain), False
    days = alt.Scale(domain=list(x_domain)) if x_domain else alt.Scale(nice=False, padding=6)

    def up(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", scale=scale, axis=axis)

    run = alt.X(f"{x}:T", axis=below, scale=days)
    hover = tips(frame, [panel, x, y, low, high, mark, foot], tooltip)
    base = alt.Chart().encode(x=run, color=shade.channel(), tooltip=hover)
    layers: list[Any] = []
    if since is not None:
        day = alt.Chart(pd.DataFrame({x: [pd.Timestamp(since)]}))
        layers.append(day.mark_rule(strokeDash=[3, 3]).encode(x=run))
    if low and high:
        spans = base.mark_rule(strokeWidth=5, opacity=0.35)
        layers.append(spans.encode(y=up(low), y2=alt.Y2(high)))
    if segment:
        joined = base.mark_line(strokeDash=[2, 3] if panel is None else [1, 0])
        layers.append(joined.encode(y=up(y), detail=alt.Detail(f"{segment}:N")))
    if mark:
        second = base.mark_tick(orient="horizontal", size=9, thickness=2, opacity=1)
        layers.append(second.encode(y=up(mark), color=alt.ColorValue(colour("ink"))))
    layers.append(base.mark_circle(size=48).encode(y=up(y)))
    if ring:
        worn = base.transform_filter(f"datum['{ring}']").mark_point(filled=False, size=130)
        layers.append(worn.encode(y=up(y)))
    ink = alt.ColorValue(colour("ink"))
    if foot:
        words = base.mark_text(fontSize=11, baseline="bottom", dy=-1)
        words = words.encode(y=alt.YValue(height), text=alt.Text(f"{foot}:N"), color=ink)
        layers.append(words)
    if label:
        words = base.mark_text(align="left", dx=9, dy=-9)
        layers.append(words.encode(y=up(y), text=alt.Text(f"{label}:N"), color=ink))
    if level:
        across_ = alt.Chart(pd.DataFrame({y: [level[1]]})).encode(y=up(y))
        words = across_.mark_text(align="right", dy=-9, text=level[0])
        layers += [across_.mark_rule(strokeDash=DASHED), words.encode(x=alt.XValue("width"))]
    if panel:
        return panelled(layers, frame, panel, width, across=across, height=height)
    return layered(layers, width, height, data=frame)
