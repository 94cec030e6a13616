"""Shapes for a small map of the crisis state, its neighbours and its border (Natural Earth)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.evidence.data import geo, load
from fulcrum.evidence.wording import span

TOWNS: Final = "central-asia-places/places"
CROSSINGS: Final = "central-asia-places/tjk_afg_crossings"
PLACED: Final = (TOWNS, CROSSINGS)
"""The tables with places."""
COARSE: Final = "natural-earth-central-asia/ne_110m_countries_eurasia"
POLYGONS: Final = "natural-earth-central-asia/ne_50m_countries_region"
LINES: Final = "natural-earth-central-asia/ne_boundary_lines_afg_tjk_by_resolution"
Feature = dict[str, Any]
Window = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""
PLACES: Final = {
    "AFG": (65.6, 33.6),
    "CHN": (74.6, 38.9),
    "IRN": (57.75, 33.0),
    "PAK": (69.4, 30.0),
    "TJK": (70.6, 39.6),
    "TKM": (60.3, 38.1),
    "UZB": (64.3, 40.6),
}
"""Longitude and latitude at which a name stands free of the lines."""
LANDMARKS: Final = {
    "Kabul": ("Kabul", "Kabul", "capital"),
    "Dushanbe": ("Dushanbe,\ncapital and base", "Dushanbe", "town of the Russian base"),
    "Bokhtar": ("Bokhtar", "Bokhtar", "town of the Russian base"),
    "Kŭlob": ("Kulob", "Kulob", "town"),
    "Bāzārak": ("Panjshir", "Panjshir", "town"),
    "Kunduz": ("Kunduz", "Kunduz", "town"),
    "Mazār-e Sharīf": ("Mazar-i-Sharif", "Mazar", "town"),
}
"""Towns of the story by their name in the table: label, short label, and what is there."""
CROSSING: Final = "crossing of the border river"
MARKS: Final = {
    "capital": "ink",
    "town of the Russian base": "RUS",
    "town": "other",
    CROSSING: "ink",
}
"""The colour of each kind of place."""
AREAS: Final = {
    "Tajikistan": (71.5, 38.95),
    "Afghanistan": (66.2, 34.6),
    "Uzbekistan": (65.6, 38.9),
    "Pakistan": (72.2, 34.3),
    "China": (75.2, 38.0),
}
"""Longitude and latitude of the names of states on the map of the landmarks."""
NEARBY: Final = (64.4, 33.9, 75.8, 39.6)
"""What the map of the landmarks shows: the border river, Kabul and Dushanbe."""
FAR: Final = (24.0, 33.0, 84.0, 60.0)
"""What the map of the alliance shows, from Belarus to Afghanistan."""
CRIMEA: Final = "disputed"
"""The code of the peninsula on the map of the alliance, which gives it to nobody."""
SEATS: Final = {
    "AFG": (66.0, 33.8),
    "ARM": (45.0, 40.2),
    "BLR": (28.0, 53.5),
    "KAZ": (67.5, 48.0),
    "KGZ": (74.8, 41.6),
    "RUS": (45.0, 55.5),
    "TJK": (71.0, 38.6),
}
"""Longitude and latitude of the names of members, and of the crisis state."""
UNNAMED: Final = ("IND", "KAS", "KGZ")
"""Areas that the map shows without a name."""
WINDOW: Final = (54.3, 27.3, 78.0, 41.0)
"""West, south, east and north of what the map can show, with a margin, in degrees."""
DASH: Final = "\N{EN DASH}"
FAR_APART: Final = 3.0
"""Step in degrees between points that the map cannot show."""


def _shows(point: list[float]) -> bool:
    west, south, east, north = WINDOW
    return west <= point[0] <= east and south <= point[1] <= north


def thinned(ring: list[list[float]]) -> list[list[float]]:
    """A ring or line whose points outside the window are at least ``FAR_APART`` degrees apart.

    Inside it every point stays, so that neighbours keep their common border in common. For drawing
    only: never measure a thinned line.
    """
    kept = ring[:1]
    for point in ring[1:-1]:
        apart = abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1])
        if _shows(point) or apart >= FAR_APART:
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


def window_of(features: Sequence[Feature], labels: pd.DataFrame, margin: float = 1.0) -> Window:
    """West, south, east and north of lines and names, with a margin, in degrees."""
    lines = [line for feature in features for line in feature["geometry"]["coordinates"]]
    points = [point for line in lines for point in line]
    points += labels[["lon", "lat"]].to_numpy().tolist()
    lons, lats = zip(*points, strict=True)
    west, south = min(lons) - 2 * margin, min(lats) - margin / 2
    return west, south, max(lons) + margin, max(lats) + margin / 2


def shapes(crisis: str, labels: pd.DataFrame) -> dict[str, Any]:
    """What the map draws and how much of the world it shows: ``land, lines, window``.

    labels: see ``names``.
    """
    lines = border_lines(crisis)
    return {"land": lands(), "lines": lines, "window": window_of(lines, labels)}


def landmarks() -> pd.DataFrame:
    """Places of the story: ``label, brief, kind, lon, lat, to_border_km, place``.

    Capitals and towns, the towns of the Russian base, the crossings of the border river, which
    have no label, and names of areas: the valley of Panjshir, and the Wakhan, which stands in the
    middle of what Afghanistan has east of Ishkoshim. to_border_km: missing but for towns; place:
    the name, of crossings too.
    """
    towns = load(TOWNS).rename(columns={"distance_to_tjk_afg_border_km": "to_border_km"})
    towns = towns.set_index("name").loc[list(LANDMARKS)].reset_index()
    described = pd.DataFrame(LANDMARKS.values(), columns=["label", "brief", "kind"])
    columns = ["label", "brief", "kind", "lon", "lat"]
    marked = pd.concat([described, towns[["lon", "lat", "to_border_km"]]], axis=1)
    bridges = load(CROSSINGS).rename(columns={"border_point_lon": "lon", "border_point_lat": "lat"})
    bridges = bridges.assign(label="", brief="", kind=CROSSING)
    east = load(TOWNS).set_index("name").loc["Ishqoshim", "lon"]
    (afghan,) = lands(["AFG"])
    points = [point for part in afghan["geometry"]["coordinates"] for point in part[0]]
    lons, lats = zip(*[point for point in points if point[0] > east], strict=True)
    wakhan = ["Wakhan", "Wakhan", "area", (min(lons) + max(lons)) / 2, sum(lats) / len(lats)]
    rows = [wakhan, *([name.upper(), name.upper(), "area", *at] for name, at in AREAS.items())]
    areas = pd.DataFrame(rows, columns=columns)
    table = pd.concat([marked, bridges[columns], areas], ignore_index=True)
    return table.assign(place=[*marked["label"], *bridges["crossing"], *areas["label"]])


def nearby() -> dict[str, Any]:
    """What the map of the landmarks draws, and how much of the world it shows."""
    return {"land": lands(), "lines": border_lines("AFG"), "window": NEARBY}


def _is_crimea(iso3: str, ring: list[list[float]]) -> bool:
    """Whether a part that the source gives to Russia is the disputed peninsula."""
    return iso3 == "RUS" and all(32 < x < 37 and 44 < y < 47 for x, y in ring)


def alliance(members: Collection[str]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The members of an alliance and the crisis state on a map: names, and what it draws."""
    areas = []
    for feature in geo(COARSE)["features"]:
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        west, south, east, north = FAR
        shown = [
            [[[round(x, 1), round(y, 1)] for x, y in part[0]]]
            for part in parts
            if any(west - 8 < x < east + 8 and south - 8 < y < north + 8 for x, y in part[0])
        ]
        iso3 = feature["properties"]["iso3"]
        for code, inside in ((iso3, False), (CRIMEA, True)):
            kept = [part for part in shown if _is_crimea(iso3, part[0]) == inside]
            areas += [_feature(code, "MultiPolygon", kept)] if kept else []
    rows = [(iso3, countries.names()[iso3], *SEATS[iso3]) for iso3 in ("AFG", *members)]
    labels = pd.DataFrame(rows, columns=["iso3", "label", "lon", "lat"])
    return labels, {"land": areas, "lines": border_lines("AFG"), "window": FAR}
