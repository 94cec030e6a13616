"""Chart forms that stand panels above one another, for ties of several kinds or states.

As in ``charts``: the width in pixels in, an Altair chart that fits it out, no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import colour
from fulcrum.oldcharts import charts

SHAPES: Final = ("triangle-down", "triangle-up", "circle")
"""The shapes of dated marks, in the order of their kinds."""
MARK_ROW: Final = 13
"""Pixels of the row in which the dated marks of one kind stand."""
DASHES: Final = (3, 3)


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
    """Bars of 100 per cent, one row a label, parted by actor in the order of ``colours``.

    A part in the colour of the paper is drawn as an outline.
    """
    rows, plot = charts.rows(frame, label, width, list(sort), 0.5)
    scale = alt.Scale(domain=list(colours), range=[colour(code) for code in colours.values()])
    legend = alt.Legend(
        title=None,
        columns=2 if charts.is_narrow(width) else len(colours),
        symbolStrokeColor=colour("other"),
        symbolStrokeWidth=1,
    )
    hollow = [name for name, code in colours.items() if code == "paper"]
    is_hollow = alt.FieldOneOfPredicate(field=by, oneOf=hollow)
    edge = alt.StrokeValue("transparent", condition={"test": is_hollow, "value": colour("other")})
    ticks = [0, 50, 100] if charts.is_narrow(width) else [0, 20, 40, 60, 80, 100]
    drawn_at_all = frame[frame[value].round(1) > 0]
    bars = alt.Chart(drawn_at_all).mark_bar(height=17, strokeWidth=1)
    drawn = bars.encode(
        y=rows,
        x=alt.X(
            f"{value}:Q",
            title=title,
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(values=ticks),
        ),
        color=alt.Color(f"{by}:N", scale=scale, legend=legend),
        stroke=edge,
        order=alt.Order("place:Q"),
        tooltip=charts.tooltips(tooltip),
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
    """A grid of cells tinted for actors, each with a text of two lines, parted by ``|``.

    The legend names the actors that occur, in the order of ``colours``.
    """
    names, plot = charts.rows(frame, row, width, list(rows_sorted), 0.34, band=True)
    narrow = charts.is_narrow(width)
    axis = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    axis.labelFontSize = 11 if narrow else 12
    base = alt.Chart(frame).encode(
        x=alt.X(f"{column}:O", axis=axis, scale=alt.Scale(paddingInner=0.06)),
        y=names,
        tooltip=charts.tooltips(tooltip),
    )
    seen = {name: colour(code) for name, code in colours.items() if name in set(frame[by])}
    scale = alt.Scale(domain=list(seen), range=list(seen.values()))
    legend = alt.Legend(title=None, orient="bottom", columns=2 if narrow else len(seen))
    filled = base.mark_rect(fillOpacity=0.4, strokeWidth=1.5).encode(
        fill=alt.Fill(f"{by}:N", scale=scale, legend=legend),
        stroke=alt.Stroke(f"{by}:N", scale=scale, legend=legend),
    )
    size = 10 if narrow else 12
    words = base.mark_text(
        fontSize=size, lineHeight=size + 2, dy=-(size + 2) / 2, fontWeight="bold", lineBreak="|"
    ).encode(text=alt.Text(f"{text}:N"))
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
            ticks=False,
            labelPadding=6,
            labelExpr="datum.value == 0 ? '0' : format(datum.value, '+.1f')",
        )
        legend = alt.Legend(
            title=None,
            columns=1 if charts.is_narrow(width) else 2,
            symbolType="stroke",
            symbolStrokeWidth=6,
        )
        base = alt.Chart(own).encode(
            y=alt.Y(
                f"{label}:N",
                sort=list(labels),
                scale=alt.Scale(domain=list(labels)),
                axis=alt.Axis(title=None, domain=False, ticks=False, minExtent=space),
            ),
            yOffset=alt.YOffset(f"{by}:N", sort=list(colours), scale=alt.Scale(paddingOuter=0.3)),
            color=alt.Color(f"{by}:N", scale=scale, legend=legend),
            tooltip=charts.tooltips(tooltip),
        )
        across = alt.X("least:Q", scale=alt.Scale(domain=list(domain), clamp=True), axis=axis)
        thin = base.mark_rule(strokeWidth=1.5).encode(x=across, x2=alt.X2("most:Q"))
        thick = base.mark_rule(strokeWidth=6, strokeCap="round").encode(
            x=alt.X("low:Q", scale=alt.Scale(domain=list(domain), clamp=True)), x2=alt.X2("high:Q")
        )
        nought = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=colour("ink-2"))
        drawn = alt.layer(nought.encode(x=alt.X("at:Q")), thin, thick)
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

    sums: ``day`` (middle of the year) and the value; days: ``date, direction, who``; marks: colour
    by direction, each of which has a shape and a row of its own; top: the end of the scale.
    """
    space = 44
    plot = width - space - 16
    thickness = max(4, plot // 34)
    over = alt.Scale(domain=list(span), padding=thickness)
    fall = alt.Chart(pd.DataFrame({"date": [rule]})).mark_rule(
        strokeDash=list(DASHES), color=colour("ink-2")
    )
    parts = []
    for name in panels:
        hidden = alt.X("date:T", scale=over, axis=None)
        kinds = alt.Y("direction:N", scale=alt.Scale(domain=list(marks)), axis=None)
        seen = dated(days[days[panel] == name], "direction", marks, width)
        heading = alt.TitleParams(
            f"{name}, {title}", fontSize=12, anchor="start", frame="group", offset=4
        )
        above = alt.layer(fall.encode(x=hidden), seen.encode(x=hidden, y=kinds)).properties(
            width=plot, height=MARK_ROW * len(marks), title=heading
        )
        bars = (
            alt.Chart(sums[sums[panel] == name])
            .mark_bar(width=thickness, color=colour(colours[name]), opacity=0.75)
            .encode(
                x=alt.X("day:T", axis=alt.Axis(title=None, format="%Y", tickCount=5), scale=over),
                y=alt.Y(
                    f"{value}:Q",
                    title=None,
                    scale=alt.Scale(domain=[0, top], nice=False),
                    axis=alt.Axis(tickCount=4, minExtent=space - 10),
                ),
                tooltip=charts.tooltips(
                    [panel, "fiscal_year", alt.Tooltip(f"{value}:Q", format=",.1f")]
                ),
            )
        )
        below = alt.layer(fall.encode(x=alt.X("date:T", scale=over)), bars)
        parts.append(alt.vconcat(above, below.properties(width=plot, height=120), spacing=3))
    return alt.vconcat(*parts, spacing=16)


def dated(frame: pd.DataFrame, by: str, colours: Mapping[str, str], width: int) -> alt.Chart:
    """Marks without a place: a colour and a shape of ``SHAPES`` for each kind, with a legend."""
    kinds, narrow = list(colours), charts.is_narrow(width)
    hue = alt.Scale(domain=kinds, range=[colour(code) for code in colours.values()])
    shape = alt.Scale(domain=kinds, range=list(SHAPES[: len(kinds)]))
    legend = alt.Legend(title=None, columns=1 if narrow else len(kinds))
    marked = alt.Chart(frame).mark_point(size=45 if narrow else 75, filled=True, opacity=1)
    chart: alt.Chart = marked.encode(
        color=alt.Color(f"{by}:N", scale=hue, legend=legend),
        shape=alt.Shape(f"{by}:N", scale=shape, legend=legend),
        tooltip=charts.tooltips(["date:T", by, "who"]),
    )
    return chart


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
    """Dated marks, a band a label, in it a row for each kind, and a line at one day."""
    rows, plot = charts.rows(frame, label, width, list(sort), 0.34)
    rows.scale = alt.Scale(paddingInner=0.25, paddingOuter=0.1)
    time = alt.X(
        "date:T",
        scale=alt.Scale(domain=list(span)),
        axis=alt.Axis(title=None, format="%Y", tickCount=4 if charts.is_narrow(width) else 7),
    )
    kinds = list(colours)
    dots = dated(frame, by, colours, width).encode(
        y=rows,
        yOffset=alt.YOffset(f"{by}:N", sort=kinds, scale=alt.Scale(domain=kinds)),
        x=time,
        tooltip=charts.tooltips(tooltip),
    )
    mark = alt.Chart(pd.DataFrame({"date": [rule]})).mark_rule(
        strokeDash=list(DASHES), color=colour("ink-2")
    )
    height = (MARK_ROW * len(kinds) + 6) * frame[label].nunique()
    return alt.layer(mark.encode(x=alt.X("date:T")), dots).properties(
        width=plot - 20, height=height
    )
