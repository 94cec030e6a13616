"""Chart forms that stand panels above one another, for ties of several kinds or states.

As in ``charts``: the width in pixels in, an Altair chart that fits it out, no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from fulcrum import charts
from fulcrum.figures import colour


def stacked(
    frame: pd.DataFrame,
    width: int,
    *,
    label: str,
    value: str,
    by: str,
    colours: Mapping[str, str],
    title: str,
    sort: Sequence[str],
    tooltip: Sequence[str],
) -> alt.Chart:
    """Bars of 100 per cent, one row a label, parted by actor in the order of ``colours``."""
    rows, plot = charts.rows(frame, label, width, list(sort), 0.5)
    scale = alt.Scale(domain=list(colours), range=[colour(code) for code in colours.values()])
    legend = alt.Legend(title=None, columns=2 if charts.is_narrow(width) else len(colours))
    bars = alt.Chart(frame).mark_bar(height=17, stroke=colour("rule"), strokeWidth=0.5)
    drawn = bars.encode(
        y=rows,
        x=alt.X(
            f"{value}:Q",
            title=title,
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(tickCount=4),
        ),
        color=alt.Color(f"{by}:N", scale=scale, legend=legend),
        order=alt.Order("place:Q"),
        tooltip=list(tooltip),
    )
    drawn = drawn.transform_calculate(place=f"indexof({list(colours)}, datum['{by}'])")
    height = charts.STEP * frame[label].nunique()
    chart: alt.Chart = drawn.properties(width=plot - 16, height=height)
    return chart


def cells(
    frame: pd.DataFrame,
    width: int,
    *,
    column: str,
    row: str,
    by: str,
    colours: Mapping[str, str],
    text: str,
    rows_sorted: Sequence[str],
    tooltip: Sequence[str],
) -> alt.LayerChart:
    """A grid of cells in the colours of actors, each with a text of two lines, parted by ``|``."""
    names, plot = charts.rows(frame, row, width, list(rows_sorted), 0.34, band=True)
    narrow = charts.is_narrow(width)
    axis = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    axis.labelFontSize = 11 if narrow else 12
    base = alt.Chart(frame).encode(
        x=alt.X(f"{column}:O", axis=axis, scale=alt.Scale(paddingInner=0.06)),
        y=names,
        tooltip=list(tooltip),
    )
    scale = alt.Scale(domain=list(colours), range=[colour(code) for code in colours.values()])
    legend = alt.Legend(title=None, orient="bottom", columns=2 if narrow else len(colours))
    filled = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(f"{by}:N", scale=scale, legend=legend)
    )
    words = base.mark_text(
        fontSize=10 if narrow else 12, fontWeight="bold", color=colour("paper"), lineBreak="|"
    ).encode(text=f"{text}:N")
    words.mark.dy = -4
    height = 38 * frame[row].nunique()
    return alt.layer(filled, words).properties(width=plot - 8, height=height)


def shifts(
    frame: pd.DataFrame,
    width: int,
    *,
    panel: str,
    label: str,
    by: str,
    colours: Mapping[str, str],
    title: str,
    domain: tuple[float, float],
    panels: Sequence[str],
    labels: Sequence[str],
    tooltip: Sequence[str],
) -> alt.VConcatChart:
    """Ranges on both sides of nought, a panel for each kind, a row a label, a colour a period.

    Columns ``low, high`` are drawn thick, ``least, most`` thin.
    """
    space = charts.gutter(list(labels), width, 0.34)
    scale = alt.Scale(domain=list(colours), range=[colour(code) for code in colours.values()])
    parts = []
    for place, name in enumerate(panels):
        own = frame[frame[panel] == name]
        last = place == len(panels) - 1
        axis = alt.Axis(
            title=title if last else None,
            labels=last,
            tickCount=5,
            grid=True,
            domain=False,
            labelExpr="datum.value == 0 ? '0' : format(datum.value, '+.1f')",
        )
        legend = alt.Legend(title=None, columns=1 if charts.is_narrow(width) else 2)
        base = alt.Chart(own).encode(
            y=alt.Y(
                f"{label}:N",
                sort=list(labels),
                scale=alt.Scale(domain=list(labels)),
                axis=alt.Axis(title=None, domain=False, ticks=False, minExtent=space),
            ),
            yOffset=alt.YOffset(f"{by}:N", sort=list(colours), scale=alt.Scale(paddingOuter=0.3)),
            color=alt.Color(f"{by}:N", scale=scale, legend=legend),
            tooltip=list(tooltip),
        )
        across = alt.X("least:Q", scale=alt.Scale(domain=list(domain), clamp=True), axis=axis)
        thin = base.mark_rule(strokeWidth=1.5).encode(x=across, x2="most:Q")
        thick = base.mark_rule(strokeWidth=6, strokeCap="round").encode(
            x=alt.X("low:Q", scale=alt.Scale(domain=list(domain), clamp=True)), x2="high:Q"
        )
        nought = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=colour("ink-2"))
        drawn = alt.layer(nought.encode(x="at:Q"), thin, thick)
        heading = alt.TitleParams(name, fontSize=12, anchor="start", frame="group", offset=4)
        parts.append(
            drawn.properties(width=width - space - 28, height=24 * len(labels), title=heading)
        )
    return alt.vconcat(*parts, spacing=10)


def years_and_days(
    sums: pd.DataFrame,
    days: pd.DataFrame,
    width: int,
    *,
    panel: str,
    panels: Sequence[str],
    colours: Mapping[str, str],
    marks: Mapping[str, str],
    title: str,
    value: str,
    top: float,
    span: tuple[str, str],
    rule: str,
) -> alt.VConcatChart:
    """Yearly bars with dated marks above them, a panel for each state on one scale.

    sums: ``day`` (middle of the year) and the value; days: ``date, direction, who``; marks: shape
    by direction; top: the end of the scale, a little above which the marks stand.
    """
    space = 44
    over = alt.Scale(domain=[0, top * 1.18], nice=False)
    time = alt.Scale(domain=list(span))
    parts = []
    plot = width - space - 16
    thickness = max(4, plot // 34)
    for place, name in enumerate(panels):
        shade = colour(colours[name])
        axis = alt.Axis(title=None, format="%Y", tickCount=5)
        bars = (
            alt.Chart(sums[sums[panel] == name])
            .mark_bar(width=thickness, color=shade, opacity=0.75)
            .encode(
                x=alt.X("day:T", axis=axis, scale=time),
                y=alt.Y(
                    f"{value}:Q",
                    title=title if place == 0 else None,
                    scale=over,
                    axis=alt.Axis(tickCount=4, minExtent=space - 10),
                ),
                tooltip=[panel, "fiscal_year", alt.Tooltip(f"{value}:Q", format=",.1f")],
            )
        )
        seen = days[days[panel] == name].assign(at=top * 1.1)
        shape = alt.Scale(domain=list(marks), range=list(marks.values()))
        columns = 1 if charts.is_narrow(width) else len(marks)
        legend = alt.Legend(title=None, columns=columns)
        dots = (
            alt.Chart(seen)
            .mark_point(size=75, filled=True, color=colour("ink"), opacity=1)
            .encode(
                x=alt.X("date:T", scale=time),
                y=alt.Y("at:Q", scale=over),
                shape=alt.Shape("direction:N", scale=shape, legend=legend),
                tooltip=["date:T", "direction", "who"],
            )
        )
        fall = alt.Chart(pd.DataFrame({"date": [rule]})).mark_rule(
            strokeDash=[3, 3], color=colour("ink-2")
        )
        layered = alt.layer(fall.encode(x=alt.X("date:T", scale=time)), bars, dots)
        heading = alt.TitleParams(name, fontSize=12, anchor="start", frame="group", offset=4)
        parts.append(layered.properties(width=plot, height=140, title=heading))
    return alt.vconcat(*parts, spacing=14)


def days(
    frame: pd.DataFrame,
    width: int,
    *,
    label: str,
    by: str,
    colours: Mapping[str, str],
    sort: Sequence[str],
    span: tuple[str, str],
    rule: str,
    tooltip: Sequence[str],
) -> alt.LayerChart:
    """Dated dots, one row a label, a colour and a shape for each kind, and a line at one day."""
    rows, plot = charts.rows(frame, label, width, list(sort), 0.34)
    kinds = list(colours)
    hue = alt.Scale(domain=kinds, range=[colour(code) for code in colours.values()])
    shape = alt.Scale(domain=kinds, range=["triangle-down", "triangle-up", "circle"][: len(kinds)])
    legend = alt.Legend(title=None, columns=1 if charts.is_narrow(width) else len(kinds))
    time = alt.X(
        "date:T",
        scale=alt.Scale(domain=list(span)),
        axis=alt.Axis(title=None, format="%Y", tickCount=4 if charts.is_narrow(width) else 7),
    )
    base = alt.Chart(frame).mark_point(size=75, filled=True, opacity=0.85)
    dots = base.encode(
        y=rows,
        x=time,
        color=alt.Color(f"{by}:N", scale=hue, legend=legend),
        shape=alt.Shape(f"{by}:N", scale=shape, legend=legend),
        tooltip=list(tooltip),
    )
    mark = alt.Chart(pd.DataFrame({"date": [rule]})).mark_rule(
        strokeDash=[3, 3], color=colour("ink-2")
    )
    height = 30 * frame[label].nunique()
    return alt.layer(mark.encode(x="date:T"), dots).properties(width=plot - 20, height=height)
