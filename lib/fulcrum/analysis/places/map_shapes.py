"""Shapes for a small map of the crisis state, its neighbours and its border (Natural Earth)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.evidence.data import geo
from fulcrum.evidence.wording import span

POLYGONS: Final = "natural-earth-central-asia/ne_50m_countries_region"
LINES: Final = "natural-earth-central-asia/ne_boundary_lines_afg_tjk_by_resolution"
Feature = dict[str, Any]
PLACES: Final = {
    "AFG": (65.6, 33.6),
    "CHN": (74.6, 38.9),
    "IRN": (57.75, 33.0),
    "PAK": (69.4, 30.0),
    "TJK": (70.4, 39.7),
    "TKM": (60.6, 38.3),
    "UZB": (64.9, 39.7),
}
"""Longitude and latitude at which a name stands free of the lines."""
UNNAMED: Final = ("IND", "KAS", "KGZ")
"""Areas that the map shows without a name."""
WINDOW: Final = (54.3, 27.3, 78.0, 41.0)
"""West, south, east and north of what the map can show, with a margin, in degrees."""
DASH: Final = "\N{EN DASH}"
COARSE: Final = 3.0
"""Step in degrees between points that the map cannot show."""


def _shows(point: list[float]) -> bool:
    west, south, east, north = WINDOW
    return west <= point[0] <= east and south <= point[1] <= north


def thinned(ring: list[list[float]]) -> list[list[float]]:
    """A ring or line whose points outside the window are at least ``COARSE`` degrees apart.

    Inside it every point stays, so that neighbours keep their common border in common. For drawing
    only: never measure a thinned line.
    """
    kept = ring[:1]
    for point in ring[1:-1]:
        apart = abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1])
        if _shows(point) or apart >= COARSE:
            kept.append(point)
    return [[round(x, 2), round(y, 2)] for x, y in [*kept, *ring[-1:]]]


def lands(codes: Collection[str] = (*PLACES, *UNNAMED)) -> list[Feature]:
    """The states' areas as GeoJSON features with ``iso3``: the parts that the window shows."""
    areas = []
    for feature in geo(POLYGONS)["features"]:
        iso3, shape = feature["properties"]["iso3"], feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        shown = [[thinned(part[0])] for part in parts if any(map(_shows, part[0]))]
        areas += [_feature(iso3, "MultiPolygon", shown)] if iso3 in codes else []
    return areas


def border_lines(crisis: str) -> list[Feature]:
    """The border of the crisis state in parts, one a neighbour: features with ``iso3``."""
    borders = []
    for feature in geo(LINES)["features"]:
        pair = set(feature["properties"]["pair"].split("-"))
        if feature["properties"]["resolution"] == "1:50m" and crisis in pair:
            lines = [thinned(line) for line in feature["geometry"]["coordinates"]]
            (neighbour,) = pair - {crisis}
            borders.append(_feature(neighbour, "MultiLineString", lines))
    return borders


def _feature(iso3: str, kind: str, coordinates: list[Any]) -> Feature:
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"iso3": iso3}, "geometry": shape}


def names(shares: pd.DataFrame) -> pd.DataFrame:
    """Names of states with their place on the map: ``iso3, label, lon, lat``.

    shares: see ``borders.share_ranges``; a neighbour's share stands under its name, in per cent.
    """
    labels = countries.names() | {
        iso3: f"{state}\n{span(low, high, unit='%', joint=DASH)}"
        for iso3, state, low, high in shares[["neighbour", "state", "low", "high"]].to_numpy()
    }
    rows = [(iso3, labels[iso3], *place) for iso3, place in PLACES.items()]
    return pd.DataFrame(rows, columns=["iso3", "label", "lon", "lat"])


def shapes(crisis: str) -> dict[str, Any]:
    """What the map draws and how it is seen: ``land, lines, centre, scale``."""
    return {"land": lands(), "lines": border_lines(crisis), "centre": (66.1, 34.4), "scale": 2.5}
