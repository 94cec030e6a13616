"""Measures over time: lines with their names, and dated readings with their ranges."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Unpack

import altair as alt
import pandas as pd

from fulcrum.charts import layout, placing
from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import Ends, Measure
from fulcrum.evidence.figures import colour


@form
def lines(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column = "year",
    y: Column,
    by: Column,
    colours: Mapping[str, str] | None = None,
    highlight: str | Collection[str] | None = None,
    low: Column | None = "low",
    high: Column | None = "high",
    segment: Column | None = "segment",
    starts: Column | None = "starts",
    label: Column | None = "label",
    dashed: Collection[str] = (),
    levels: pd.DataFrame | None = None,
    reference: float | None = None,
    x_title: str | None = None,
    x_ticks: Sequence[float] | None = None,
    x_log: bool = False,
    filled: bool = False,
    whiskers: bool = False,
    height: int = 260,
    **measure: Unpack[Measure],
) -> Any:
    """Lines with their names at the end, apart where they would collide.

    Args:
        x: The year or the number.
        by: The line.
        low: The low end of an interval to shade up to ``high``, where it is not missing.
        segment: Parts of lines that are not joined.
        starts: Whether a new definition begins at the point, which then wears a diamond.
        dashed: Lines that are dashed.
        levels: Values to name at the right instead of the lines: columns ``y``, ``label`` and, for
            a narrow page, ``brief``.
        x_title: Of the axis below, as ``x_ticks`` and ``x_log``.
        whiskers: Whether each interval is a bar of its own, where lines have gaps.
        filled: Whether the area under each line is shaded down to zero.
        height: Pixels of the plot.
    """
    shade = layout.hues(frame, by, colours, highlight)
    drawn = pd.concat([frame[name].dropna() for name in (y, low, high) if name])
    top = drawn.max() + 0.02 * (drawn.max() - drawn.min())
    domain = measure.get("domain") or (min(0.0, drawn.min()), top)
    measure = {"title": layout.words_of(y), "signed": False, **measure, "domain": domain}
    up = layout.measured(alt.Y, drawn, height, count=5, **measure)
    ends = (frame[x].min(), frame[x].max())
    is_whole = not x_log and layout.kind_of(frame[x]) == "Q"
    below: Measure = {"title": x_title, "ticks": x_ticks or layout.ticks_of(ends, log=x_log)}
    if label:  # of the first points, at their left
        ends = (ends[0] - (ends[1] - ends[0]) * 54 / (width - 200), ends[1])
    below |= {"domain": ends, "log": x_log}
    run = layout.measured(alt.X, frame[x], width - 120, **below, whole=is_whole, grid=False)(x)
    base = alt.Chart(frame).encode(x=run, y=up(y), color=shade.channel())
    layers = _intervals(base, up, low, high, whiskers=whiskers)
    if filled:
        under = base.mark_area(opacity=0.22, line=False)
        layers.append(under.encode(y=up(y).stack(None), detail=segment or alt.Undefined))
    if reference is not None:
        layers.append(layout.at(y, reference).mark_rule(strokeDash=[2, 2]).encode(y=up(y)))
    dash = alt.FieldOneOfPredicate(field=by, oneOf=list(dashed))
    line = base.mark_line(strokeJoin="round").encode(
        detail=[f"{segment}:N"] if segment else [],
        strokeDash=alt.StrokeDashValue([1, 0], condition={"test": dash, "value": [5, 3]}),
    )
    seen = layout.tips(frame, [by, x, y, low, high])
    layers += [line, base.mark_circle(size=24).encode(tooltip=seen)]
    if starts:
        new = base.transform_filter(f"datum['{starts}']")
        layers.append(new.mark_point(size=130, shape="diamond", strokeWidth=2, filled=False))
    if label:
        beside = alt.Chart(placing.beside_lines(frame, x, y, by, next(iter(shade.names))))
        look = {side: alt.expr(f"datum._{side}") for side in ("align", "dx", "dy")}
        words = beside.mark_text(baseline="middle", **look)
        layers.append(words.encode(x=run, y=up(y), color=shade.channel(), text=f"{label}:N"))
    named = levels
    if named is None:
        last = frame.dropna(subset=[y]).sort_values(x, kind="stable").groupby(by).last()
        named = last.reset_index().assign(**{x: ends[1]})
    apart = placing.spread(named[y].tolist(), domain, height, log=measure.get("log", False))
    named = named.assign(_place=apart)
    if levels is None:
        text = alt.Chart(named).mark_text(align="left", dx=26 if label else 8, baseline="middle")
        text = text.encode(x=run, text=f"{by}:N", color=shade.channel())
    else:
        words = "brief" if layout.is_narrow(width) and "brief" in levels else "label"
        edge = alt.Chart(named).encode(x=alt.XValue(alt.expr("width + 6")))
        tick = edge.mark_tick(orient="horizontal", size=10, thickness=2, color=colour("ink-2"))
        layers.append(tick.encode(y=up(y), tooltip=layout.tips(levels, ["label", y])))
        text = edge.mark_text(align="left", dx=10, baseline="middle").encode(text=f"{words}:N")
    layers.append(text.encode(y=up("_place")))
    return layout.layered(layers, width, height)


def _intervals(
    base: alt.Chart, up: Any, low: str | None, high: str | None, *, whiskers: bool
) -> list[Any]:
    """Intervals around lines, shaded in one piece, or each as a bar of its own."""
    if not (low and high):
        return []
    ranged = base.transform_filter(f"isValid(datum['{low}'])").encode(y=up(low), y2=high)
    if whiskers:
        return [ranged.mark_rule(strokeWidth=6, opacity=0.3, strokeCap="round")]
    return [ranged.mark_area(opacity=0.18)]


@form
def strips(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column = "date",
    y: Column,
    low: Column | None = "low",
    high: Column | None = "high",
    mark: Column | None = "mark",
    ring: Column | None = "ring",
    label: Column | None = "label",
    foot: Column | None = "foot",
    segment: Column | None = "segment",
    by: Column | None = "tone",
    colours: Mapping[str, str] | None = None,
    highlight: str | Collection[str] | None = None,
    panel: Column | None = "panel",
    across: int = 1,
    since: str | None = None,
    level: tuple[str, float] | None = None,
    x_domain: Ends | None = None,
    height: int | None = None,
    tooltip: Mapping[str, str] | None = None,
    **measure: Unpack[Measure],
) -> Any:
    """Dated readings of a measure, each a dot on its range, in one plot or in panels.

    Args:
        ring: Whether the dot wears a ring.
        foot: Words or numbers at the foot of the plot.
        segment: Readings that a line joins; where a legend tells them the first is broad.
        across: How many panels stand side by side on a wide page; each has a measure of its own
            where no ``domain`` is given.
        level: Words and a value of the measure, drawn as a dashed line across.
        x_domain: The first and the last day of the axis.
        height: Pixels of the plot, or of a panel; 280 and 100 by default.
    """
    height = height or (100 if panel else 280)
    shade = layout.hues(frame, by, colours, highlight)
    columns = across if panel and not layout.is_narrow(width) else 1
    plot, padding = width / columns - 60, alt.Undefined if x_domain else 6
    run = layout.measured(alt.X, frame[x], plot, domain=x_domain, grid=False, padding=padding)(x)
    count = max(3, min(5, height // 45))
    up = layout.measured(alt.Y, frame[y], height, count=count, zero=True, **measure)
    seen = [panel, x, by if shade.is_told else None, low, y, high, mark]
    key = shade.key(width)
    base = alt.Chart().encode(
        x=run, color=shade.channel(key=key), tooltip=layout.tips(frame, seen, tooltip)
    )
    ink = alt.ColorValue(colour("ink"))
    layers: list[Any] = layout.since_day(x, run, since)
    if low and high:
        spans = base.mark_rule(strokeWidth=5, opacity=0.35)
        layers.append(spans.encode(y=up(low), y2=high))
    if segment:
        line = base.encode(y=up(y), detail=f"{segment}:N")
        if shade.is_told:  # the first line is broad, so that others which lie on it can be seen
            is_first = alt.FieldEqualPredicate(field=by, equal=next(iter(shade.names)))
            broad = line.transform_filter(is_first).mark_line(strokeWidth=7, opacity=0.45)
            layers += [broad, line.transform_filter(~is_first).mark_line(strokeWidth=1.5)]
        else:
            layers.append(line.mark_line(strokeDash=[1, 0] if panel else [2, 3]))
    if mark:
        second = base.mark_tick(orient="horizontal", size=9, thickness=2, opacity=1)
        layers.append(second.encode(y=up(mark), color=ink))
    points = base.mark_point(size=44, opacity=1, filled=True).encode(y=up(y))
    layers.append(points.encode(shape=shade.channel(alt.Shape, key)) if key else points)
    if ring:
        worn = base.transform_filter(f"datum['{ring}']").mark_point(filled=False, size=130)
        layers.append(worn.encode(y=up(y)))
    if foot:
        words = base.mark_text(fontSize=11, baseline="bottom", dy=-1)
        layers.append(words.encode(y=alt.YValue(height), text=f"{foot}:N", color=ink))
    if label:
        words = base.mark_text(align="left", dx=9, dy=-9)
        layers.append(words.encode(y=up(y), text=f"{label}:N", color=ink))
    if level:
        line = layout.at(y, level[1]).encode(y=up(y))
        words = line.mark_text(align="right", dy=-9, text=level[0])
        layers += [line.mark_rule(strokeDash=[5, 3]), words.encode(x=alt.XValue("width"))]
    if panel is None:
        return layout.layered(layers, width, height, data=frame)
    return layout.panelled(
        layers, frame, panel, y, width, height, columns=columns, shared=bool(measure.get("domain"))
    )


@form
def curves(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column = "start",
    until: Column = "end",
    y: Column,
    low: Column | None = "low",
    high: Column | None = "high",
    by: Column | None = "tone",
    colours: Mapping[str, str] | None = None,
    highlight: str | Collection[str] | None = None,
    panel: Column = "panel",
    across: int = 4,
    height: int = 64,
    tooltip: Mapping[str, str] | None = None,
    **measure: Unpack[Measure],
) -> Any:
    """Specification curves: the values of a measure in order, as steps, a small panel each.

    Args:
        x: Where a step begins, from the least value to the greatest.
        until: Where it ends.
        low: The line that the panel is held against, the same in all its rows, or the lower of two.
        high: The upper of the two.
        across: How many panels stand side by side on a wide page; half as many on a narrow one.
        height: Pixels of a panel; each has a measure of its own.
    """
    columns = max(1, across // 2) if layout.is_narrow(width) else across
    shade = layout.hues(frame, by, colours, highlight)
    ends = (float(frame[x].min()), float(frame[until].max()))
    scale = alt.Scale(domain=list(ends), nice=False)
    run = alt.X(f"{x}:Q", scale=scale, axis=None)
    drawn = pd.concat([frame[name] for name in (y, low, high) if name])
    measure = {"signed": False, **measure}
    up = layout.measured(alt.Y, drawn, height, count=3, zero=False, padding=6, **measure)
    seen = layout.tips(frame, [panel, by if shade.is_told else None, y, low, high], tooltip)
    key = shade.key(width, symbolType="stroke", symbolStrokeWidth=6)
    base = alt.Chart()
    lines = [
        base.mark_rule(strokeDash=[3, 2], color=colour("ink-2")).encode(y=up(f"min({end})"))
        for end in dict.fromkeys((low, high))
        if end
    ]
    steps = base.mark_rule(strokeWidth=5).encode(
        x=run, x2=until, y=up(y), color=shade.channel(key=key), tooltip=seen
    )
    layers = [*lines, steps]
    room = width + 4 * (columns - 2)  # what the labels of so many axes leave of their gutters
    return layout.panelled(layers, frame, panel, y, room, height, columns=columns, shared=False)
