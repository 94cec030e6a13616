"""Marks and words that would lie on one another, moved apart no further than they must be."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from statistics import mean
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.charts.layout import LETTER, Ends, kind_of

MARK: Final = 13
"""Pixels that a mark needs for itself."""
SIGNS: Final = ("circle", "square", "diamond", "triangle-up")
"""Shapes of the kinds of places on a map, in the order of its legend."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


def room_for(
    values: pd.Series[float], words: pd.Series[str], domain: Ends, plot: float, *, log: bool = False
) -> tuple[float, float]:
    """The ends of an axis, the upper one far enough for words at the right of each value."""
    forward, back = (math.log, math.exp) if log else (float, float)
    low, high = map(forward, domain)
    shares = words.str.len() * (LETTER + 0.8) / plot + 12 / plot
    ends = [(forward(v) - low * s) / (1 - s) for v, s in zip(values, shares, strict=True)]
    return domain[0], back(max(high, *ends))


def beyond_marks(
    values: pd.Series[float],
    marks: pd.Series[float] | None,
    words: pd.Series[str],
    domain: Ends,
    plot: float,
) -> pd.Series[float]:
    """Where words begin: at their value, or behind a mark that would stand in them."""
    if marks is None:
        return values
    needed = (words.str.len() * LETTER + 16) / plot * (domain[1] - domain[0])
    is_struck = (marks > values) & (marks < values + needed)
    return values.where(~is_struck, marks)


def spread(
    values: Sequence[float], domain: Ends, height: float, *, log: bool = False
) -> list[float]:
    """Values moved apart just so far that labels at their height, 15 pixels tall, do not collide.

    domain: the ends of the axis; the order of the values is kept. Labels that collide are moved
    alike, so that their middle stays; the others stay where they are.
    """
    forward, back = (math.log, math.exp) if log else (float, float)
    low, high = map(forward, domain)
    gap = 15 * (high - low) / height
    order = sorted(range(len(values)), key=lambda i: values[i])
    groups: list[list[float]] = []  # of colliding labels: each label's wish for the lowest of all
    for place, i in enumerate(order):
        groups.append([forward(values[i]) - place * gap])
        while len(groups) > 1 and mean(groups[-2]) > mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    lowest = [mean(group) for group in groups for _ in group]
    placed = {i: back(lowest[place] + place * gap) for place, i in enumerate(order)}
    return [placed[i] for i in range(len(values))]


def beside_lines(frame: pd.DataFrame, x: str, y: str, by: str, upper: str) -> pd.DataFrame:
    """Where words stand at the points of lines: columns ``_align, _dx, _dy`` (pixels).

    At the left of the first point, over a rise, under a fall; upper: the line whose first word
    stands over the others.
    """
    placed = frame.sort_values(x, kind="stable")
    line = placed.groupby(by)[y]
    before, after = line.shift(1), line.shift(-1)
    is_over = placed[y] >= pd.concat([before, after], axis=1).mean(axis=1)
    sides = [before.isna(), is_over & (after < placed[y]), is_over]
    heights = [before.isna() & (placed[by] == upper), before.isna(), is_over]
    return placed.assign(
        _align=np.select(sides, ["right", "left", "right"], "center"),
        _dx=np.select(sides, [-8, -6, 6], 0),
        _dy=np.select(heights, [-8, 8, -13], 14),
    )


def lanes(frame: pd.DataFrame, row: str, x: str, domain: Ends, plot: float) -> pd.Series[float]:
    """How far to move each mark out of the middle of its row so that none touch, in pixels.

    x: a day or a number; domain: the ends of its axis; plot: the pixels between them. Marks of a
    row that follow one another within MARK pixels share the height around it.
    """
    ends = pd.Series(list(domain))
    if kind_of(frame[x]) == "T":
        ends = pd.to_datetime(ends)
    ordered = frame.sort_values([row, x], kind="stable")
    apart = ordered.groupby(row)[x].diff() / (ends[1] - ends[0]) * plot
    group = (~(apart < MARK)).cumsum()
    size = group.map(group.value_counts())
    place: pd.Series[float] = ordered.groupby(group).cumcount() - (size - 1) / 2
    return (MARK * place).reindex(frame.index)


def _apart(box: Box, other: Box) -> bool:
    return box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]


def around(
    points: Sequence[tuple[float, float]],
    words: Sequence[str],
    marked: Sequence[bool],
    bounds: tuple[float, float],
    size: float,
    reserved: Sequence[Box] = (),
) -> list[tuple[float, float]]:
    """Where the middle of each label stands: beside its mark, at the side with the most room.

    points: in pixels; words: with their line breaks; marked: whether there is a mark, and a label
    without one stands on its point, or as near as it can; bounds: width and height of the plot;
    size: of the letters; reserved: what words must not cover. Marked places are
    served first, in their order.
    """
    dots = [point for point, is_mark in zip(points, marked, strict=True) if is_mark]
    taken: list[Box] = [*reserved, *((x - 6, y - 6, x + 6, y + 6) for x, y in dots)]
    places: dict[int, tuple[float, float]] = {}
    for i in sorted(range(len(points)), key=lambda i: not marked[i]):
        lines = words[i].split("\n")
        half = max(map(len, lines)) * size * 0.53 / 2 + 1, len(lines) * (size + 2) / 2
        costs = []
        for way in _ways(half, is_marked=marked[i]):
            middle = points[i][0] + way[0], points[i][1] + way[1]
            box = (*map(operator.sub, middle, half), *map(operator.add, middle, half))
            is_out = min(box) < 0 or box[2] > bounds[0] or box[3] > bounds[1]
            hits = sum(not _apart(box, other) for other in taken) + 10 * is_out
            costs.append((hits, 0.0 if marked[i] else math.hypot(*way), middle, box))
        *_, places[i], box = min(costs, key=lambda cost: cost[:2])
        taken.append(box)
    return [places[i] for i in range(len(points))]


def _ways(half: tuple[float, float], *, is_marked: bool) -> list[tuple[float, float]]:
    """How far a label may stand from its point, the best way first; half: of its width and height.

    Beside a mark, over or under it, or at a corner; without a mark on the point, or off it.
    """
    side, over = half[0] + 8, half[1] + 6
    beside = [(side, 0.0), (-side, 0.0), (0.0, -over), (0.0, over)]
    beside += [(side, -over), (side, over), (-side, -over), (-side, over)]
    shifts = [(x * part, y * part) for part in (0.5, 1, 1.5) for x, y in beside]
    return beside if is_marked else [(0.0, 0.0), *shifts]
