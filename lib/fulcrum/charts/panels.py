"""Small pictures side by side: areas within areas, and the profile of each of a few states."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts import layout
from fulcrum.charts.drawing import Column, form
from fulcrum.evidence.figures import colour


@form
def nested(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column = "row",
    times: Column = "times",
    label: Column = "label",
    small: str,
    large: str,
    tooltip: dict[str, str] | None = None,
) -> Any:
    """A large square for each row, and in its corner a small one: areas as the values are.

    Args:
        times: How many times the small area goes into the large one, at least 1.
        label: The words under the heading, such as the number.
        small: The name in the palette of the small area.
        large: The same of the large one.
    """
    across = 3 if layout.is_narrow(width) else min(5, len(frame))
    cell = (width - 8) / across
    side = min(cell - 12, 150)
    heads = [textwrap.wrap(str(text), max(8, int(cell / 7.6))) for text in frame[row]]
    most = max(map(len, heads))
    top = layout.LINE * (most + 1) + 8
    tall = side + top + 16
    place = pd.Series(range(len(frame)), frame.index)
    left, upper = (place % across) * cell, (place // across) * tall
    inner = side / frame[times].map(math.sqrt)
    table = frame.assign(
        _head=["\n".join(lines) for lines in heads],
        _left=left,
        _right=left + side,
        _top=upper,
        _upper=upper + top,
        _lower=upper + top + side,
        _in=left + inner,
        _over=upper + top + side - inner,
        _line=upper + layout.LINE * most,
    )
    height = tall * math.ceil(len(frame) / across) - 16
    x_scale = alt.Scale(domain=[0, width - 8], nice=False)
    y_scale = alt.Scale(domain=[height, 0], nice=False)

    def run(column: str) -> alt.X:
        return alt.X(f"{column}:Q", scale=x_scale, axis=None)

    def up(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", scale=y_scale, axis=None)

    base = alt.Chart(table).encode(tooltip=layout.tips(frame, [row, label], tooltip))
    look = {"align": "left", "baseline": "top", "lineBreak": "\n"}
    layers = [
        base.mark_rect(color=colour(large), opacity=0.8).encode(
            x=run("_left"), x2="_right", y=up("_upper"), y2="_lower"
        ),
        base.mark_rect(color=colour(small), stroke=colour("paper"), strokeWidth=1).encode(
            x=run("_left"), x2="_in", y=up("_over"), y2="_lower"
        ),
        base.mark_text(**look, fontWeight="bold", lineHeight=layout.LINE).encode(
            x=run("_left"), y=up("_top"), text="_head:N"
        ),
        base.mark_text(**look).encode(x=run("_left"), y=up("_line"), text=f"{label}:N"),
    ]
    return layout.layered(layers, width, height)


@form
def profiles(
    width: int,
    frame: pd.DataFrame,
    *,
    panel: Column = "panel",
    row: Column = "row",
    group: Column = "group",
    value: Column = "value",
    by: Column = "tone",
    highlight: str | Collection[str] | None = None,
    poles: tuple[str, str],
    tooltip: dict[str, str] | None = None,
) -> Any:
    """One panel for each state with the same bars in the same order, from nothing to the most.

    Args:
        panel: The heading: the state.
        row: The label of a bar, which stands at the left of the first panel of a line.
        group: The heading over some rows.
        value: The length, from 0 to 1; a missing one is a gap, and says so.
        poles: What nothing and the full length mean.
    """
    shade = layout.hues(frame, by, None, highlight)
    columns = 2 if layout.is_narrow(width) else len(set(frame[panel]))
    wide = layout.gutter(list(frame[row]) + list(frame[group]))
    plot = (width - wide - 14 * columns - 12) / columns
    rows = layout.place_rows(frame, row, 10_000, panel=group, step=17)
    ticks = alt.Axis(
        title=None,
        values=[0, 1],
        grid=False,
        labelFlush=True,
        tickSize=3,
        domain=False,
        labelExpr=f"datum.value == 0 ? '{poles[0]}' : '{poles[1]}'",
        labelOverlap=False,
        labelFontSize=11,
    )
    reach = alt.Scale(domain=[0, 1], nice=False)
    table = rows.frame.assign(
        _full=1.0, _none=frame[value].isna().map({True: "no figure", False: ""})
    )
    heads = pd.DataFrame({layout.KEY: [k for k in rows.keys if k.endswith("\t")]})
    heads["_head"] = heads[layout.KEY].str.strip().str.capitalize()
    heads = heads.merge(table[[panel]].drop_duplicates(), how="cross")
    data = pd.concat([table, heads], ignore_index=True)
    x = alt.X(f"{value}:Q", scale=reach, axis=ticks)
    base = alt.Chart().encode(y=rows.axis)
    marks, names = (base.transform_filter(f"isValid(datum.{name})") for name in ("_full", "_head"))
    seen = layout.tips(frame, [panel, row], tooltip)
    layers = [
        marks.mark_bar(height=11, color=colour("rule"), opacity=0.6).encode(
            x=alt.X("_full:Q", scale=reach, axis=ticks)
        ),
        marks.mark_bar(height=11).encode(x=x, color=shade.channel(), tooltip=seen),
        marks.mark_text(align="left", dx=3, fontSize=10, color=colour("ink-2")).encode(
            x=alt.XValue(0), text="_none:N"
        ),
        names.mark_text(align="left", fontWeight="bold", fontSize=11, dy=3).encode(
            x=alt.XValue(0), text="_head:N"
        ),
    ]
    drawn = alt.layer(*layers, data=data, width=plot, height=rows.height)
    order = list(dict.fromkeys(frame[panel]))
    header = alt.Header(labelPadding=2, labelFontSize=13)
    facet = alt.Facet(f"{panel}:N", sort=order, title=None, header=header)
    return drawn.facet(facet=facet, columns=columns, spacing=14)
