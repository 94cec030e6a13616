"""Border lengths: how they grow with the detail of the map, and what does not depend on it.

Reference: Mandelbrot 1967, 10.1126/science.156.3775.636, who gives Richardson's relation.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis import countries
from fulcrum.evidence.data import load

BY_SCALE: Final = "tjk-afg-border-lines/tjk_afg_length_by_scale"
PUBLISHED: Final = "border-lengths/published_lengths"
COMPUTED: Final = "border-lengths/computed_lengths"
NEIGHBOURS: Final = "border-lengths/afg_neighbours"
BRIEF: Final = ("Factbook", "ministry")
"""Publishers by a word that fits beside a narrow figure; any other is the press."""


def by_scale(side: str) -> pd.DataFrame:
    """Length of the Tajik-Afghan line by scale: ``line, scale_km, length_km, method``.

    side: the state from whose map the line is taken. The two methods, *divider walk* and
    *Douglas-Peucker tolerance*, are never one series.
    """
    lines = load(BY_SCALE)[["line", "scale_km", "length_km", "method"]]
    lines = lines[lines["line"].str.contains(f"{side} side")]
    return lines.sort_values(["method", "scale_km"], ascending=[False, True], ignore_index=True)


def dimension(scale: pd.Series[float], length: pd.Series[float]) -> float:
    """Richardson's dimension: least squares of log length on log scale, both in km.

    Length goes as ``scale ** (1 - dimension)``. The points of one line are not independent, so that
    no interval is given.
    """
    slope, _ = np.polyfit(np.log(scale.astype(float)), np.log(length.astype(float)), 1)
    return float(1 - slope)


def fits(claimed: float) -> pd.DataFrame:
    """Richardson's fit by side of the border and method, and where the line crosses a length.

    ``line, method, dimension, crossing_km``: the last is the scale at which the line falls to
    ``claimed`` km. How far the four dimensions differ says how sure they are.
    """
    rows = [
        (*line, dimension(part["scale_km"], part["length_km"]), crossing(part, claimed))
        for line, part in load(BY_SCALE).groupby(["line", "method"])
    ]
    return pd.DataFrame(rows, columns=["line", "method", "dimension", "crossing_km"])


def crossing(frame: pd.DataFrame, threshold: float) -> float:
    """The scale in km at which a line first falls to ``threshold`` km, between measured scales.

    frame: ``scale_km, length_km``; interpolated in logarithms; NaN when it never crosses.
    """
    ordered = frame.sort_values("scale_km", kind="stable")
    scale, length = np.log(ordered["scale_km"]), ordered["length_km"]
    if not (length.max() >= threshold >= length.min()):
        return float("nan")
    return float(np.exp(np.interp(threshold, length.to_numpy()[::-1], scale.to_numpy()[::-1])))


def _of_pair(table: pd.DataFrame, state: str, neighbour: str) -> pd.DataFrame:
    codes = {state, neighbour}
    return table[table["iso3_a"].isin(codes) & table["iso3_b"].isin(codes)]


def published(state: str, neighbour: str) -> pd.DataFrame:
    """Each published length of a border once: ``length_km, label, brief``.

    Shortest first. label: the publisher in short and its first and last year, or *undated*; brief:
    one word for the publisher.
    """
    table = _of_pair(load(PUBLISHED), state, neighbour)
    table = table.assign(publisher=table["publisher"].str.replace(r" \d{4}$", "", regex=True))
    short = {"Ministry of Foreign Affairs of Tajikistan": "foreign ministry"}
    rows = []
    for (publisher, length), part in table.groupby(["publisher", "length_km"]):
        years = sorted(part["as_of"].str.extract(r"^((?:19|20)\d\d)")[0].dropna())
        when = "undated" if not years else "\N{EN DASH}".join(dict.fromkeys((years[0], years[-1])))
        name = short.get(str(publisher), str(publisher).removeprefix("CIA World "))
        brief = next((word for word in BRIEF if word in name), "press")
        rows.append((length, f"{name}, {when}", brief))
    lengths = pd.DataFrame(rows, columns=["length_km", "label", "brief"])
    return lengths.sort_values("length_km", ignore_index=True, kind="stable")


def levels(lengths: pd.DataFrame, claimed: float) -> pd.DataFrame:
    """Published lengths and the claimed one as labels of a chart: ``length_km, label, brief``.

    lengths: see ``published``; claimed: km. Each label begins with its length.
    """
    claim = pd.DataFrame({"length_km": [claimed], "label": ["as claimed"], "brief": ["claimed"]})
    table = pd.concat([lengths, claim], ignore_index=True)
    number = table["length_km"].map("{:,.0f} ".format)
    return table.assign(label=number + table["label"], brief=number + table["brief"])


def computed(state: str, neighbour: str) -> pd.DataFrame:
    """Lengths computed from maps: ``source, source_version, resolution, method, length_km, …``."""
    return _of_pair(load(COMPUTED), state, neighbour)


def share_ranges() -> pd.DataFrame:
    """Neighbours' shares of the crisis state's border: ``neighbour, state, low, high, factbook``.

    Per cent; low, high: over six maps, coarse to fine. Within one map lengths are comparable, so
    that a share hardly depends on detail.
    """
    table = load(NEIGHBOURS).set_index("neighbour_iso3").rename_axis("neighbour").sort_index()
    maps = table.filter(like="_share_pct")
    ranges = pd.DataFrame({"low": maps.min(axis=1), "high": maps.max(axis=1)})
    ranges.insert(0, "state", ranges.index.map(countries.names()))
    return ranges.assign(factbook=table["cia_2021_share_pct"]).reset_index()
