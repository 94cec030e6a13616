"""Two chart forms of small panels: dated marks with their range, and a matrix of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import colour
from fulcrum.oldcharts.charts import SIGNED, gutter, is_narrow, mark_colour, tooltips


def strips(
    frame: pd.DataFrame,
    width: int,
    *,
    order: Sequence[str],
    colours: Mapping[str, str],
    since: str,
    span: tuple[str, str],
) -> alt.FacetChart:
    """Dated marks on a scale from -2 to +2, one panel an actor, with range, second mark and ring.

    frame: ``state, actor, date, stance, low, high, second, inclusive, summary``; a dot is the first
    coder's code on its range, a short line the second's, a ring marks a call for inclusive rule.
    order: panels by ``state``; since: a day to mark by a dashed line;
    span: first and last day of the axis.
    """
    first = ~frame.duplicated("state")
    marked = frame.assign(
        since=pd.Series(pd.Timestamp(since), index=frame.index).where(first),
        ring=frame["stance"].where(frame["inclusive"].fillna(0).astype(bool)),
    )
    shown = alt.Axis(title=None, format="%b", tickCount="month", labelFlush=False)
    scale = alt.Scale(domain=[-2.3, 2.3], nice=False)
    axis = alt.Axis(values=[-2, -1, 0, 1, 2], title=None, labelOverlap=False)
    axis.labelExpr = SIGNED
    tips = tooltips(["state", "date:T", "stance", "low", "high", "second", "summary"])
    days = alt.Scale(domain=list(span))
    base = alt.Chart(marked).encode(
        x=alt.X("date:T", axis=shown, scale=days), color=mark_colour("actor", colours), tooltip=tips
    )
    y = alt.Y("stance:Q", scale=scale, axis=axis)
    layers = alt.layer(
        alt.Chart(marked)
        .mark_rule(strokeDash=[3, 3], color=colour("ink-2"))
        .encode(x=alt.X("since:T", axis=shown, scale=days)),
        base.mark_rule(strokeWidth=4, opacity=0.35).encode(
            y=alt.Y("low:Q", scale=scale, axis=axis), y2=alt.Y2("high:Q")
        ),
        base.mark_tick(orient="horizontal", size=9, thickness=2).encode(
            y=alt.Y("second:Q", scale=scale, axis=axis), color=alt.ColorValue(colour("ink"))
        ),
        base.mark_circle(size=42).encode(y=y),
        base.mark_point(filled=False, size=130, strokeWidth=1.6).encode(
            y=alt.Y("ring:Q", scale=scale, axis=axis)
        ),
    )
    wide = (width - 44) if is_narrow(width) else (width - 96) / 2
    return layers.properties(width=wide, height=92).facet(
        facet=alt.Facet("state:N", sort=list(order), title=None, header=alt.Header(labelPadding=4)),
        columns=1 if is_narrow(width) else 2,
        spacing=14,
    )


def matrix(
    frame: pd.DataFrame,
    width: int,
    *,
    row: str,
    column: str,
    value: str,
    panel: str,
    rows: Sequence[str],
    columns: Sequence[str],
    panels: Sequence[str],
    hue: str,
    number: str = ".1f",
    share: float = 0.34,
) -> alt.ConcatChart:
    """Cells shaded and labelled by a number, in panels side by side, or stacked when narrow.

    A cell without a number is left out; nought is written in the second ink. hue: a colour's name.
    """
    space = gutter(list(rows), width, share)
    across = 1 if is_narrow(width) else len(panels)
    cell = (width - space - 24 - 16 * (across - 1)) / (across * len(columns))
    shown = frame.assign(shown=frame[value].map(f"{{:{number}}}".format))
    opacity = alt.Scale(domain=[0, float(frame[value].max()) or 1.0], range=[0.04, 0.5])
    above: dict[str, Any] = {"title": None, "domain": False, "ticks": False}
    parts = []
    for place, name in enumerate(panels):
        labelled = place % across == 0
        base = alt.Chart(shown[shown[panel] == name]).encode(
            x=alt.X(
                f"{column}:N",
                sort=list(columns),
                axis=alt.Axis(labelAngle=0, orient="top", labelLimit=80, **above),
                scale=alt.Scale(paddingInner=0.06),
            ),
            y=alt.Y(
                f"{row}:N",
                sort=list(rows),
                axis=alt.Axis(labels=labelled, labelLimit=space, **above),
                scale=alt.Scale(paddingInner=0.06),
            ),
            tooltip=tooltips([panel, row, column, alt.Tooltip(f"{value}:Q", format=number)]),
        )
        cells = base.mark_rect(color=colour(hue)).encode(
            fillOpacity=alt.FillOpacity(f"{value}:Q", scale=opacity, legend=None)
        )
        text = base.mark_text(fontSize=12).encode(
            text=alt.Text("shown:N"),
            color=alt.ColorValue(
                colour("ink-2"),
                condition={"test": f"datum['{value}'] > 0", "value": colour("ink")},
            ),
        )
        title = alt.TitleParams(name, anchor="start", frame="group", fontSize=12, offset=6)
        drawn = alt.layer(cells, text).properties(width=cell * len(columns), title=title)
        parts.append(drawn.properties(height=25 * len(rows)))
    return alt.concat(*parts, columns=across, spacing=16)
