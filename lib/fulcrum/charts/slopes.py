"""The slope: where each of a few things stood at two dates, on levels that have names."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import LINE, gutter, layered, tips, wrapped
from fulcrum.evidence.figures import colour


@form
def slope(
    width: int,
    frame: pd.DataFrame,
    *,
    label: Column,
    then: Column,
    later: Column,
    moved: Column,
    headings: tuple[str, str],
    order: Sequence[str],
) -> Any:
    """Lines from a level at one date to a level at another, with the names of all at both ends.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each line.
        label: Its name.
        then: Its level at the first date.
        later: Its level at the second date.
        moved: Whether it stands elsewhere; such lines are coloured.
        headings: The two dates, in words.
        order: The levels from top to bottom; those on which nothing stands are left out.
    """
    levels = [level for level in order if level in {*frame[then], *frame[later]}]
    most = int((width - gutter([wrapped(level, width, 0.3) for level in levels])) * 0.25 / 6)
    sides = []
    for heading, column in zip(headings, (then, later), strict=True):
        names = (
            frame.groupby(column)[label].agg(", ".join).map(lambda text: textwrap.fill(text, most))
        )
        sides.append(names.rename_axis("level").rename("names").reset_index().assign(date=heading))
    heads = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    x = alt.X("date:N", sort=None, axis=heads, scale=alt.Scale(domain=list(headings), padding=0.5))
    side = alt.Axis(title=None, domain=False, ticks=False, labelLimit=int(width * 0.3))
    scale = alt.Scale(domain=levels)
    y = alt.Y("level:N", sort=None, scale=scale, axis=side)
    steps = pd.concat(
        frame.assign(date=heading, level=frame[column])
        for heading, column in zip(headings, (then, later), strict=True)
    )
    tone = alt.Scale(domain=[True, False], range=[colour("TJK"), colour("other")])
    shade = alt.Color(f"{moved}:N", scale=tone, legend=None)
    base = alt.Chart(steps).encode(x=x, y=y)
    layers = [
        base.mark_line().encode(detail=alt.Detail(f"{label}:N"), color=shade),
        base.mark_circle(color=colour("ink-2")).encode(
            tooltip=tips(steps, [label, "date", "level"])
        ),
    ]
    for place, names in enumerate(sides):
        away = {"align": "right", "dx": -9} if place == 0 else {"align": "left", "dx": 9}
        text = alt.Chart(names).mark_text(lineBreak="\n", fontSize=11, baseline="middle", **away)
        lines = text.encode(x=x, y=y, text=alt.Text("names:N"))
        layers.append(lines)
    tallest = max(int(names["names"].str.count("\n").max()) for names in sides)
    return layered(layers, width, (LINE * (tallest + 1) + 24) * len(levels))
