"""Pictures of ranks: intervals over all draws, and what single choices do to them."""

from __future__ import annotations

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import colour
from fulcrum.oldcharts.charts import grid, gutter, is_narrow, ranges

STAYS, MOVES = "the baseline's rank", "another rank"


def intervals(frame: pd.DataFrame, focal: str, width: int) -> alt.VConcatChart:
    """Ranks of states by index: bar over the draws, dot the median, tick the baseline.

    frame: ``index, state, rank, median, low, high, kind``; kind: *focal* or *other*.
    """
    names = list(dict.fromkeys(frame["index"]))
    panels = []
    for index in names:
        rows = frame[frame["index"] == index].sort_values(["rank", "median"])
        order = rows["state"].tolist()
        drawn = ranges(
            rows,
            width,
            label="state",
            low="low",
            high="high",
            point="median",
            by="kind",
            colours={"focal": focal, "other": "other"},
            sort=order,
            title="rank, 1 = most" if index == names[-1] else "",
            domain=(1, 5),
            ticks=(1, 2, 3, 4, 5),
            zero=False,
            tooltip=["state", "rank", "low", "median", "high"],
        )
        tick = alt.Chart(rows).mark_tick(thickness=2, size=16, color=colour("ink"))
        panel = drawn + tick.encode(x=alt.X("rank:Q"), y=alt.Y("state:N", sort=order))
        size = {"width": width - gutter(order, width) - 21, "height": 26 * len(rows)}
        panels.append(panel.properties(title=str(index).capitalize(), **size))
    return alt.vconcat(*panels, spacing=18)


def choices(frame: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Ranks of states when one choice departs from the baseline, a matrix an index.

    frame: ``index, choice, iso3, state, text, cell``; cell: ``STAYS`` or ``MOVES``.
    """
    narrow = is_narrow(width)
    panels = []
    for index in dict.fromkeys(frame["index"]):
        rows = frame[frame["index"] == index]
        if narrow:
            rows = rows.assign(choice=rows["choice"].str.replace("without ", "no "))
        made = grid(
            rows,
            width,
            column="iso3" if narrow else "state",
            row="choice",
            state="cell",
            text="text",
            colours={STAYS: "other-2", MOVES: "ink"},
            rows_sorted=rows["choice"].unique().tolist(),
        )
        height = 26 * rows["choice"].nunique()
        title = alt.TitleParams(str(index).capitalize(), frame="group")
        panels.append(made.properties(title=title, height=height))
    return alt.vconcat(*panels, spacing=18)
