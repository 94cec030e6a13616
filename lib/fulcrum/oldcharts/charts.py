"""The few chart forms of the book, drawn from tidy frames; no arithmetic beyond layout.

Every function takes the width in pixels that the figure has (680 or 300) and returns an Altair
chart that fits it, labels included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import NARROW, actor_scale, colour
from fulcrum.oldcharts.placing import spread

PALE: Final = frozenset({"rule", "other-2"})
"""Colours on which only ink can be read."""
LETTER: Final = 6.3
"""Pixels that a letter of a label takes at 12 pixels."""
STEP: Final = 26
LINE: Final = 14
"""Pixels that a further line of a label takes."""
SIGNED: Final = (
    "datum.value > 0 ? '+' + datum.value : replace('' + datum.value, '-', '\N{MINUS SIGN}')"
)
"""The labels of an axis with signs: a true minus, a plus, and nought without either."""
SHORT: Final = "datum.value == 0 ? '0' : format(datum.value, '~s')"
"""The labels of an axis of large numbers, 5k or 1.5M, and nought as 0."""


def tooltips(channels: Sequence[str | alt.Tooltip]) -> Any:
    """The channel of what is told on hover: fields by their shorthand, or with a format."""
    # Altair takes bare strings too, but hashes its whole schema for each: 8 ms.
    made = [alt.Tooltip(one) if isinstance(one, str) else one for one in channels]
    return made or alt.Undefined


def is_narrow(width: int) -> bool:
    """Whether the chart is drawn for a small screen."""
    return width <= NARROW


def gutter(labels: Sequence[str], width: int, share: float = 0.42) -> int:
    """Pixels for the labels of an axis, at most a share of the width; lines count apart."""
    longest = max((len(line) for label in labels for line in str(label).split("\n")), default=0)
    return int(min(longest * LETTER + 14, width * share))


def rows(
    frame: pd.DataFrame,
    label: str,
    width: int,
    sort: Any,
    share: float = 0.42,
    *,
    band: bool = False,
) -> tuple[alt.Y, int]:
    """The axis of one row a label, and the pixels that it leaves for the rest.

    Line breaks part the labels of a frame in two lines each. band: for cells that fill their row,
    which leave a gap between rows.
    """
    space = gutter(frame[label].unique().tolist(), width, share)
    axis = alt.Axis(labelLimit=space, title=None, domain=False, ticks=False)
    if frame[label].astype(str).str.contains("\n").any():
        axis.labelExpr = "split(datum.label, '\\n')"
        axis.labelOffset = -LINE / 2
    scale = alt.Scale(paddingInner=0.08) if band else alt.Undefined
    return alt.Y(f"{label}:N", sort=sort, axis=axis, scale=scale), width - space


def end_labels(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str,
    colours: Mapping[str, str],
    domain: tuple[float, float],
    height: int,
    x_type: str = "Q",
    log: bool = False,
) -> alt.Chart:
    """Names beside the last points of lines, moved apart where they would collide."""
    last = frame.dropna(subset=[y]).sort_values(x, kind="stable").groupby(by, as_index=False).last()
    last = last.assign(**{x: frame[x].max()})
    last["label_y"] = spread(last[y].astype(float).tolist(), domain, height, log=log)
    scale = alt.Scale(type="log", domain=domain) if log else alt.Scale(domain=domain)
    named = alt.Chart(last).mark_text(align="left", dx=7, fontSize=12)
    return named.encode(
        x=f"{x}:{x_type}",
        y=alt.Y("label_y:Q", scale=scale),
        text=alt.Text(f"{by}:N"),
        color=mark_colour(by, colours),
    )


def mark_colour(field: str | None, colours: Mapping[str, str], default: str = "other") -> Any:
    """The colour channel: one colour, or one for each value of a field, never a legend."""
    if field is None:
        return alt.ColorValue(colour(default))
    scale = actor_scale(list(colours.values()), list(colours))
    return alt.Color(f"{field}:N", scale=scale, legend=None)


def ranges(
    frame: pd.DataFrame,
    width: int,
    *,
    label: str,
    low: str,
    high: str,
    title: str,
    point: str | None = None,
    by: str | None = None,
    colours: Mapping[str, str] | None = None,
    sort: Any = None,
    share: float = 0.42,
    zero: bool = True,
    band: tuple[float, float] | None = None,
    tooltip: Sequence[str] = (),
    domain: Sequence[float] | None = None,
    ticks: Sequence[float] | None = None,
) -> alt.LayerChart:
    """Ranges as bars with round ends, one row a label; a dot at ``point``, or at a single value.

    band: a stretch of the axis to shade, for instance what a claim allows; ticks: the values to
    mark where a count of ticks would cut whole numbers in parts, as with ranks.
    """
    labelled, plot = rows(frame, label, width, sort, share)
    labelled["axis"].offset = 5  # a dot at the start of the axis keeps clear of its label
    shade = mark_colour(by, colours or {})
    scale = alt.Scale(zero=zero, nice=True)
    if domain is not None:
        scale = alt.Scale(domain=list(domain), zero=zero)
    axis = alt.Axis(title=title, tickCount=4 if is_narrow(width) else 8, grid=True)
    if ticks is not None:
        axis = alt.Axis(title=title, values=list(ticks), format=",d", grid=True)
        axis.tickCount = len(ticks)  # else Vega leaves out every other one on a narrow page
    base = alt.Chart(frame).encode(y=labelled, color=shade, tooltip=tooltips(tooltip))
    across = base.mark_bar(height=7, cornerRadius=3.5, opacity=0.55).encode(
        x=alt.X(f"{low}:Q", scale=scale, axis=axis), x2=alt.X2(f"{high}:Q")
    )
    layers = [across, base.mark_circle(size=64).encode(x=alt.X(f"{point or high}:Q"))]
    if point is None:
        layers.append(base.mark_circle(size=64).encode(x=alt.X(f"{low}:Q")))
    if band is not None:
        edges = pd.DataFrame({"from": [band[0]], "to": [band[1]]})
        shaded = alt.Chart(edges).mark_rect(color=colour("rule"), opacity=0.6)
        layers.insert(0, shaded.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q")))
    height = STEP * frame[label].nunique()
    return alt.layer(*layers).properties(width=plot - 21, height=height)


def bars(
    frame: pd.DataFrame,
    width: int,
    *,
    label: str,
    value: str,
    title: str,
    by: str | None = None,
    colours: Mapping[str, str] | None = None,
    sort: Any = "-x",
    number: str = ",.0f",
    tooltip: Sequence[str] = (),
    share: float = 0.42,
) -> alt.LayerChart:
    """Bars from zero with their number at the end, one row a label, taller for two lines.

    share: the most of the width that labels may take.
    """
    labelled, plot = rows(frame, label, width, sort, share)
    top = float(frame[value].max()) * (1.25 if is_narrow(width) else 1.12)
    scale = alt.Scale(domain=[min(0.0, float(frame[value].min())), top], nice=False)
    axis = alt.Axis(title=title, tickCount=3 if is_narrow(width) else 7)
    if is_narrow(width) and float(frame[value].abs().max()) >= 10_000:
        axis.format = "~s"
    base = alt.Chart(frame).encode(
        y=labelled,
        x=alt.X(f"{value}:Q", scale=scale, axis=axis),
        tooltip=tooltips(tooltip),
    )
    drawn = base.mark_bar(height=16).encode(color=mark_colour(by, colours or {}))
    text = base.mark_text(align="left", dx=4).encode(text=alt.Text(f"{value}:Q", format=number))
    lines_most = int(frame[label].astype(str).str.count("\n").max()) + 1
    height = (STEP + LINE * (lines_most - 1)) * frame[label].nunique()
    return alt.layer(drawn, text).properties(width=plot - 16, height=height)


def lines(
    frame: pd.DataFrame,
    width: int,
    *,
    x: str,
    y: str,
    by: str,
    colours: Mapping[str, str],
    title: str,
    height: int = 260,
    x_format: str = "d",
    x_type: str = "Q",
    segment: str | None = None,
    labels: bool = True,
    rule: float | str | None = None,
    zero: bool = True,
    domain: tuple[float, float] | None = None,
) -> alt.LayerChart:
    """Lines with their name at the end instead of a legend; ``segment`` breaks a line in parts.

    rule: a value of x at which to draw a thin vertical line. domain: the ends of the y axis, for
    instance to make room for an interval drawn behind the lines.
    """
    space = gutter(frame[by].unique().tolist(), width, 0.3) if labels else 0
    known = frame[y].dropna().astype(float)
    low, high = known.min(), known.max()
    domain = domain or (min(0.0, low) if zero else low, high + 0.02 * (high - low))
    shade = mark_colour(by, colours)
    ticks = 4 if is_narrow(width) else 8
    axis_x = alt.Axis(title=None, format=x_format, tickCount=ticks, labelFlush=False)
    base = alt.Chart(frame).encode(
        x=alt.X(f"{x}:{x_type}", axis=axis_x, scale=alt.Scale(zero=False, nice=False)),
        y=alt.Y(f"{y}:Q", title=title, scale=alt.Scale(domain=domain), axis=alt.Axis(tickCount=5)),
        color=shade,
        detail=[alt.Detail(f"{segment}:N")] if segment else [],
        tooltip=tooltips([by, x, alt.Tooltip(f"{y}:Q", format=",.3~g")]),
    )
    line = base.mark_line(strokeWidth=2, strokeJoin="round")
    layers: list[Any] = [line, base.mark_circle(size=22)]
    if rule is not None:
        at = alt.Chart(pd.DataFrame({"at": [rule]}))
        drawn = at.mark_rule(strokeDash=[3, 3], color=colour("ink-2"))
        layers.insert(0, drawn.encode(x=alt.X(f"at:{x_type}")))
    if labels:
        words = end_labels(
            frame, x=x, y=y, by=by, colours=colours, domain=domain, height=height, x_type=x_type
        )
        layers.append(words)
    return alt.layer(*layers).properties(width=width - space - 48, height=height)


def grid(
    frame: pd.DataFrame,
    width: int,
    *,
    column: str,
    row: str,
    state: str,
    colours: Mapping[str, str],
    text: str | None = None,
    rows_sorted: Any = None,
) -> alt.LayerChart:
    """A grid of cells, one for each row and column, coloured by a state that is also written."""
    names, plot = rows(frame, row, width, rows_sorted, band=True)
    count = frame[column].nunique()
    axis = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    base = alt.Chart(frame).encode(
        x=alt.X(f"{column}:O", axis=axis, scale=alt.Scale(paddingInner=0.08)), y=names
    )
    scale = actor_scale(list(colours.values()), list(colours))
    legend = alt.Legend(title=None, orient="bottom", columns=2 if is_narrow(width) else 4)
    cells = base.mark_rect().encode(
        color=alt.Color(f"{state}:N", scale=scale, legend=legend),
        tooltip=tooltips([row, column, state]),
    )
    layers: list[Any] = [cells]
    if text:
        pale = [name for name, fill in colours.items() if fill in PALE]
        on_pale = alt.FieldOneOfPredicate(field=state, oneOf=pale)
        readable = alt.ColorValue(
            colour("paper"), condition={"test": on_pale, "value": colour("ink")}
        )
        mark = base.mark_text(fontSize=12, fontWeight="bold")
        layers.append(mark.encode(text=alt.Text(f"{text}:N"), color=readable))
    height = 34 * frame[row].nunique()
    return alt.layer(*layers).properties(width=min(plot - 8, 96 * count), height=height)
