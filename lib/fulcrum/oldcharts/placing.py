"""Marks and labels that would lie on one another, moved apart no further than they must be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean
from typing import Any, Final

import pandas as pd

LANE: Final = 13
"""Pixels that a mark needs for itself."""


def spread(
    values: Sequence[float], domain: tuple[float, float], height: int, *, log: bool = False
) -> list[float]:
    """Values moved apart just so far that labels at their height, 15 pixels tall, do not collide.

    domain: the ends of the axis; the order of the values is kept. Labels that collide are moved
    alike, so that their middle stays; the others stay where they are.
    """
    forward = math.log if log else float
    low, high = map(forward, domain)
    gap = 15 * (high - low) / height
    order = sorted(range(len(values)), key=lambda i: values[i])
    groups: list[list[float]] = []  # of colliding labels: each label's wish for the lowest of all
    for place, i in enumerate(order):
        groups.append([forward(values[i]) - place * gap])
        while len(groups) > 1 and mean(groups[-2]) > mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    lowest = [mean(group) for group in groups for _ in group]
    back = math.exp if log else float
    placed = {i: back(lowest[place] + place * gap) for place, i in enumerate(order)}
    return [placed[i] for i in range(len(values))]


def piled(frame: pd.DataFrame, label: str, value: str, apart: Any) -> pd.DataFrame:
    """Marks of one row that would lie on one another, a step higher each: adds ``step``, from 0.

    apart: the distance in ``value``, a number or a Timedelta, below which two marks would touch.
    """
    ordered = frame.sort_values([label, value], ignore_index=True)
    near = ordered.groupby(label)[value].diff() < apart
    return ordered.assign(step=near.astype(int).groupby((~near).cumsum()).cumsum())


def lanes(
    frame: pd.DataFrame, row: str, day: str, span: tuple[str, str], width: int
) -> pd.Series[float]:
    """How far to move each dated mark out of its row so that none lies on another, in pixels.

    row, day: columns; span: first and last day of the axis; width: its pixels. Marks of a row that
    follow one another within LANE pixels share the height around it.
    """
    first, last = map(pd.Timestamp, span)
    ordered = frame.sort_values([row, day])
    apart = ordered.groupby(row)[day].diff().dt.days / (last - first).days * width
    group = (~(apart < LANE)).cumsum()
    size = group.map(group.value_counts())
    place: pd.Series[float] = ordered.groupby(group).cumcount() - (size - 1) / 2
    return (LANE * place).reindex(frame.index)
