"""Shapes of a drawing cut to the window through which they are seen.

A map of a country is drawn with all its neighbours, of which the largest reach a thousand pixels
beyond the edge: half of a drawing, and most of the time in which it becomes a picture.
"""

from __future__ import annotations

import re
from typing import Final

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

POLYGONS: Final = re.compile(r"(?:M[^A-Za-z]+(?:L[^A-Za-z]+)*Z)+")
"""A path of closed shapes with straight sides; others are left as they are."""


def _beyond(shape: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    """A shape without what lies beyond an edge: side 1 keeps what is larger, -1 what is smaller."""
    kept: list[Point] = []
    for before, after in zip([shape[-1], *shape], shape, strict=False):
        inside = [side * (point[axis] - edge) >= 0 for point in (before, after)]
        if inside[0] != inside[1]:
            part = (edge - before[axis]) / (after[axis] - before[axis])
            across = before[1 - axis] + part * (after[1 - axis] - before[1 - axis])
            kept.append((edge, across) if axis == 0 else (across, edge))
        if inside[1]:
            kept.append(after)
    return kept


def cut(path: str, box: Box) -> str:
    """Closed shapes cut to a box (after Sutherland and Hodgman), as a path."""
    if not POLYGONS.fullmatch(path):
        return path
    shapes = []
    for text in path.split("Z")[:-1]:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
        shape = list(zip(numbers[::2], numbers[1::2], strict=True))
        for axis, edge, side in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
            shape = _beyond(shape, axis, edge, side) if shape else []
        if shape:
            shapes.append("M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in shape) + "Z")
    return "".join(shapes)
