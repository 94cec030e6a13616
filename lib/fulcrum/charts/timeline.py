"""Who said or did what when: lanes by actor on a wide page, a list by day on a narrow one."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import altair as alt
import pandas as pd

from fulcrum.charts import layout
from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import LINE, Ends
from fulcrum.evidence.figures import colour

LETTERS: Final = 30
"""Letters in a line of a label on a wide page."""
SMALL: Final = 5.9
"""Pixels that a letter of a label takes at 11 pixels."""


def _placed(
    frame: pd.DataFrame, x: str, actor: str, words: str, domain: Ends, plot: float
) -> pd.DataFrame:
    """Labels in their lanes: columns ``_words, _top, _line, _late``, and the lane's ``_lane``.

    Marks of a lane whose labels would touch stand below one another. A label whose words would
    leave the plot at the right stands at the left of its mark.
    """
    first, last = map(pd.Timestamp, domain)
    rows: list[dict[str, Any]] = []
    top = 0.0
    for lane, part in frame.groupby(actor, sort=False):
        ends: list[float] = []  # of each line of the lane: where its last label ends
        heights: list[float] = []
        placed = []
        for _, mark in part.sort_values(x, kind="stable").iterrows():
            at = float((mark[x] - first) / (last - first) * plot)
            lines = textwrap.wrap(str(mark[words]), LETTERS)
            wide = max(map(len, lines)) * SMALL + 14
            late = at + wide > plot
            left, right = (at - wide, at + 8) if late else (at - 8, at + wide)
            line = next((n for n, end in enumerate(ends) if end < left), len(ends))
            if line == len(ends):
                ends, heights = [*ends, right], [*heights, 0.0]
            ends[line] = max(ends[line], right)
            heights[line] = max(heights[line], LINE * len(lines) + 8)
            placed.append((mark, lines, line, late))
        offsets = [sum(heights[:n]) for n in range(len(heights))]
        for mark, lines, line, late in placed:
            middle = top + 4 + offsets[line] + LINE / 2 + 3
            rows.append(
                {
                    **mark,
                    "_words": "\n".join(lines),
                    "_at": middle,
                    "_late": late,
                    "_lane": lane,
                    "_top": top,
                }
            )
        top += sum(heights) + 8
    table = pd.DataFrame(rows)
    return table.assign(_height=top)


@form
def timeline(
    width: int,
    frame: pd.DataFrame,
    *,
    x: Column = "date",
    actor: Column = "actor",
    speaker: Column | None = "speaker",
    words: Column = "words",
    label: Column = "label",
    by: Column = "tone",
    domain: Ends,
    tooltip: dict[str, str] | None = None,
) -> Any:
    """Marks with a few words each: in lanes along the days, or on a narrow page down a list.

    Args:
        x: The day of a mark.
        actor: The label of its lane, in the order of the frame.
        speaker: Who spoke, told in the list under the actor's name.
        words: The words in the list.
        label: The words in a lane. They never touch each other.
        by: Names in the palette; the words of the others are in ink.
        domain: The first and the last day.
    """
    if layout.is_narrow(width):
        return _listed(width, frame, x, actor, speaker, words, by)
    shade = layout.hues(frame, by)
    gutter = layout.gutter(list(frame[actor]))
    plot = width - gutter - 16
    placed = _placed(frame, x, actor, label, domain, plot)
    height = float(placed["_height"].iloc[0])
    run = alt.X(
        f"{x}:T",
        scale=alt.Scale(domain=layout.instants(domain), nice=False),
        axis=alt.Axis(
            title=None,
            format="%-d %b",
            orient="top",
            grid=True,
            domain=False,
            values=layout.instants(pd.date_range(*domain, freq="5D")),
        ),
    )
    down = alt.Scale(domain=[height, 0], nice=False)
    up = alt.Y("_at:Q", scale=down, axis=None)
    lanes = placed.drop_duplicates("_lane")
    base = alt.Chart(lanes).encode(y=alt.Y("_top:Q", scale=down, axis=None))
    names = base.mark_text(align="right", baseline="top", dy=4, dx=-10, fontWeight="bold")
    edge = base.mark_rule(color=colour("rule"), opacity=0.9)
    seen = layout.tips(frame, [actor, x], tooltip)
    dots = alt.Chart(placed).mark_circle(size=70, opacity=1)
    layers: list[Any] = [
        edge.encode(x=alt.XValue(-gutter + 4), x2=alt.X2Value("width")),
        names.encode(x=alt.XValue(0), text="_lane:N", color=shade.channel()),
        dots.encode(x=run, y=up, color=shade.channel(), tooltip=seen),
    ]
    halo = {"stroke": colour("paper"), "strokeWidth": 3, "strokeJoin": "round", "aria": False}
    for look in (halo, {}):
        for test, align, dx in (("!datum._late", "left", 8), ("datum._late", "right", -8)):
            part = alt.Chart(placed).transform_filter(test)
            text = part.mark_text(
                align=align,
                dx=dx,
                fontSize=11,
                lineBreak="\n",
                lineHeight=LINE,
                dy=4,
                baseline="alphabetic",
                **look,
            )
            layers.append(text.encode(x=run, y=up, text="_words:N"))
    return layout.layered(layers, width, height)


def _listed(
    width: int, frame: pd.DataFrame, x: str, actor: str, speaker: str | None, words: str, by: str
) -> Any:
    """The marks by day, one under the other, with who spoke above the words."""
    shade = layout.hues(frame, by)
    left = 62
    letters = int((width - left - 22) / SMALL)
    rows: list[dict[str, Any]] = []
    top = 0.0
    ordered = frame.sort_values(x, kind="stable")
    for place, (_, mark) in enumerate(ordered.iterrows()):
        lines = textwrap.wrap(str(mark[words]), letters)
        same = place and mark[x] == rows[-1][x]
        who = str(mark[actor]) + (f", {mark[speaker]}" if speaker and mark[speaker] else "")
        day = "" if same else f"{mark[x]:%-d %b}"
        who = textwrap.shorten(who, letters - 2, placeholder=" ...")
        rows.append({**mark, "_words": "\n".join(lines), "_day": day, "_at": top, "_who": who})
        top += LINE * (len(lines) + 1) + 10
    table = pd.DataFrame(rows)
    scale = alt.Scale(domain=[top, 0], nice=False)
    base = alt.Chart(table).encode(y=alt.Y("_at:Q", scale=scale, axis=None))
    thread = alt.Chart(table.head(1)).mark_rule(color=colour("rule"), strokeWidth=2)
    look = {"baseline": "top", "align": "left", "fontSize": 11.5}
    layers = [
        thread.encode(x=alt.XValue(left - 10), y=alt.YValue(6), y2=alt.Y2Value("height")),
        base.mark_text(**{**look, "align": "right"}).encode(x=alt.XValue(left - 20), text="_day:N"),
        base.mark_circle(size=70, opacity=1, yOffset=6).encode(
            x=alt.XValue(left - 10), color=shade.channel()
        ),
        base.mark_text(**look, fontWeight="bold").encode(
            x=alt.XValue(left), text="_who:N", color=shade.channel()
        ),
        base.mark_text(**look, dy=LINE, lineBreak="\n", lineHeight=LINE).encode(
            x=alt.XValue(left), text="_words:N"
        ),
    ]
    return layout.layered(layers, width, top)
