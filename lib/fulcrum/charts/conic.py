"""A conformal conic projection fitted to what a map shows, as d3 and Vega draw it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

EARTH_KM: Final = 6371.0
"""The mean radius of the Earth, in kilometres."""
Window = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""
STEPS: Final = 24
"""Points on each side of a window that are projected to find the room it takes."""


@dataclass(frozen=True)
class Conic:
    """Lambert's conformal conic, with the standard parallels a sixth inside a window's ends.

    window: what must be seen; width: the pixels that it may take. Lengths are true on the two
    parallels, and within a window of a few degrees nowhere off by more than one per cent.
    Reference: Snyder 1987, 10.3133/pp1395, pages 104 to 110.
    """

    window: Window
    width: float

    @property
    def parallels(self) -> tuple[float, float]:
        """The two parallels on which lengths are true, in degrees."""
        _, south, _, north = self.window
        sixth = (north - south) / 6
        return south + sixth, north - sixth

    @property
    def meridian(self) -> float:
        """The longitude that stands upright, in degrees."""
        return (self.window[0] + self.window[2]) / 2

    @cached_property
    def _cone(self) -> tuple[float, float]:
        """The cone's constant and the factor of its radii."""
        first, second = map(math.radians, self.parallels)
        n = math.log(math.cos(first) / math.cos(second)) / math.log(_half(second) / _half(first))
        return n, math.cos(first) * _half(first) ** n / n

    def _raw(self, lon: float, lat: float) -> tuple[float, float]:
        """A place on a globe of radius 1: to the east, and to the north."""
        n, factor = self._cone
        radius = factor / _half(math.radians(lat)) ** n
        angle = n * math.radians(lon - self.meridian)
        return radius * math.sin(angle), factor - radius * math.cos(angle)

    @cached_property
    def _edges(self) -> Window:
        """Least x, least y, most x and most y of the window on a globe of radius 1."""
        west, south, east, north = self.window
        shares = [step / STEPS for step in range(STEPS + 1)]
        across = [
            self._raw(west + (east - west) * part, lat) for part in shares for lat in (south, north)
        ]
        along = [
            self._raw(lon, south + (north - south) * part)
            for part in shares
            for lon in (west, east)
        ]
        xs, ys = zip(*across, *along, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def scale(self) -> float:
        """Pixels for each radius of the Earth."""
        return self.width / (self._edges[2] - self._edges[0])

    @property
    def height(self) -> float:
        """The pixels that the window takes upright."""
        return self.scale * (self._edges[3] - self._edges[1])

    @property
    def _middle(self) -> tuple[float, float]:
        return (self._edges[0] + self._edges[2]) / 2, (self._edges[1] + self._edges[3]) / 2

    def pixels(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place is drawn, from the upper left corner."""
        (x, y), (mid_x, mid_y) = self._raw(lon, lat), self._middle
        return self.width / 2 + self.scale * (x - mid_x), self.height / 2 - self.scale * (y - mid_y)

    def length(self, kilometres: float) -> float:
        """Pixels of a length, true on the standard parallels."""
        return kilometres / EARTH_KM * self.scale

    def bar(self, share: float = 0.3) -> int:
        """A round number of kilometres that takes at most a share of the width."""
        steps: Sequence[int] = (50, 100, 200, 500, 1000, 2000)
        return max([km for km in steps if self.length(km) <= share * self.width] or [steps[0]])

    def projection(self) -> dict[str, Any]:
        """The projection for ``Chart.project``."""
        n, factor = self._cone
        tangent = (factor / (factor - self._middle[1])) ** (1 / n)
        centre = 2 * math.degrees(math.atan(tangent)) - 90
        return {
            "type": "conicConformal",
            "parallels": list(self.parallels),
            "rotate": [-self.meridian, 0, 0],
            "center": [0, centre],
            "scale": self.scale,
        }


def _half(latitude: float) -> float:
    """The tangent that the projection raises to the cone's constant; latitude in radians."""
    return math.tan(math.pi / 4 + latitude / 2)
