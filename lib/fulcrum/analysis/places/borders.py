"""Border lengths: how they grow with the detail of the map, and what does not depend on it.

Reference: Mandelbrot 1967, 10.1126/science.156.3775.636, who gives Richardson's relation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import special

from fulcrum.evidence.data import load

BY_SCALE: Final = "tjk-afg-border-lines/tjk_afg_length_by_scale"
PUBLISHED: Final = "border-lengths/published_lengths"
COMPUTED: Final = "border-lengths/computed_lengths"
NEIGHBOURS: Final = "border-lengths/afg_neighbours"
SHARE_COLUMNS: Final = {
    "ne_110m_share_pct": "Natural Earth 1:110m",
    "ne_50m_share_pct": "Natural Earth 1:50m",
    "ne_10m_share_pct": "Natural Earth 1:10m",
    "dcw_share_pct": "Digital Chart of the World",
    "cia_2021_share_pct": "Factbook 2021",
    "osm_2017_share_pct": "OpenStreetMap 2017",
}
"""Columns of shares by the map they come from, coarse to fine."""
BRIEF: Final = ("Factbook", "ministry")
"""Publishers by a word that fits beside a narrow figure; any other is the press."""


@dataclass(frozen=True)
class Richardson:
    """Length as a power of scale: ``length = factor * scale ** (1 - dimension)``."""

    dimension: float
    low: float
    high: float
    factor: float


def by_scale(method: str = "divider walk") -> pd.DataFrame:
    """Length of the Tajik-Afghan line by scale: ``line, scale_km, length_km``, both sides.

    method: ``divider walk`` or ``Douglas-Peucker tolerance``, never the two in one series.
    """
    table = load(BY_SCALE)
    chosen = table[table["method"] == method]
    return chosen[["line", "scale_km", "length_km"]].sort_values(
        ["line", "scale_km"], ignore_index=True
    )


def richardson(scale: pd.Series[float], length: pd.Series[float]) -> Richardson:
    """Least squares of log length on log scale; a 95 per cent interval for the dimension.

    scale, length: km, positive, at least three pairs. The points of one line are not independent:
    the interval describes the fit, not sampling.
    """
    logs = np.log(scale.astype(float)), np.log(length.astype(float))
    (slope, intercept), spread = np.polyfit(*logs, 1, cov=True)
    half = special.stdtrit(len(scale) - 2, 0.975) * np.sqrt(spread[0, 0])
    dimension = 1 - slope
    return Richardson(dimension, dimension - half, dimension + half, float(np.exp(intercept)))


def fits() -> pd.DataFrame:
    """Richardson's fit by side of the border and method: ``line, method, n, dimension, low, high``.

    How far the four differ says more than the interval of any one.
    """
    rows = []
    for (line, method), part in load(BY_SCALE).groupby(["line", "method"]):
        fit = richardson(part["scale_km"], part["length_km"])
        rows.append((line, method, len(part), fit.dimension, fit.low, fit.high))
    return pd.DataFrame(rows, columns=["line", "method", "n", "dimension", "low", "high"])


def crossings(threshold: float) -> pd.DataFrame:
    """The scale at which each line falls to ``threshold`` km: ``line, method, crossing_km``."""
    rows = [
        (line, method, crossing(part, threshold))
        for (line, method), part in load(BY_SCALE).groupby(["line", "method"])
    ]
    return pd.DataFrame(rows, columns=["line", "method", "crossing_km"])


def crossing(frame: pd.DataFrame, threshold: float) -> float:
    """The scale in km at which a line first falls to ``threshold`` km, between measured scales.

    frame: ``scale_km, length_km``; interpolated in logarithms; NaN when it never crosses.
    """
    ordered = frame.sort_values("scale_km", kind="stable")
    scale, length = np.log(ordered["scale_km"]), ordered["length_km"]
    if not (length.max() >= threshold >= length.min()):
        return float("nan")
    return float(np.exp(np.interp(threshold, length.to_numpy()[::-1], scale.to_numpy()[::-1])))


def published(focal: str, crisis: str) -> pd.DataFrame:
    """Published lengths of one border: ``publisher, as_of, length_km``, each figure once."""
    table = load(PUBLISHED)
    pair = table[
        ((table["iso3_a"] == focal) & (table["iso3_b"] == crisis))
        | ((table["iso3_a"] == crisis) & (table["iso3_b"] == focal))
    ]
    pair = pair.assign(publisher=pair["publisher"].str.replace(r" \d{4}$", "", regex=True))
    kept = pair.drop_duplicates(["publisher", "length_km", "as_of"])
    return kept[["publisher", "as_of", "length_km"]].sort_values(
        "length_km", ignore_index=True, kind="stable"
    )


def computed(focal: str, crisis: str) -> pd.DataFrame:
    """Lengths computed from maps: ``source, source_version, resolution, method, length_km``."""
    table = load(COMPUTED)
    codes = {focal, crisis}
    pair = table[table["iso3_a"].isin(codes) & table["iso3_b"].isin(codes)]
    columns = ["source", "source_version", "resolution", "method", "length_km"]
    return pair[columns].sort_values("length_km", ignore_index=True, kind="stable")


def shares(focal: str) -> pd.DataFrame:
    """Share of the crisis state's land border by map: ``neighbour, map, share_pct``.

    Within one map lengths are comparable, so a share hardly depends on detail. ``focal`` marks the
    rows of the state asked for.
    """
    table = load(NEIGHBOURS).melt(
        id_vars="neighbour_iso3",
        value_vars=list(SHARE_COLUMNS),
        var_name="map",
        value_name="share_pct",
    )
    table["map"] = table["map"].map(SHARE_COLUMNS)
    table["focal"] = table["neighbour_iso3"] == focal
    return table.rename(columns={"neighbour_iso3": "neighbour"})


def share_spans(focal: str) -> pd.DataFrame:
    """Each neighbour's share over the maps, per cent: ``neighbour, low, high, factbook, focal``."""
    table = shares(focal)
    grouped = table.groupby("neighbour")["share_pct"]
    book = table[table["map"] == "Factbook 2021"].set_index("neighbour")["share_pct"]
    found = pd.DataFrame({"low": grouped.min(), "high": grouped.max(), "factbook": book})
    return found.assign(focal=found.index == focal).reset_index()


def published_by_figure(focal: str, crisis: str) -> pd.DataFrame:
    """Each published length once: ``length_km, label, brief, publisher``, shortest first.

    label: the publisher in short and its first and last year, or *undated*; brief: one word for
    the publisher.
    """
    table = published(focal, crisis)
    short = {"Ministry of Foreign Affairs of Tajikistan": "foreign ministry"}
    rows = []
    for (publisher, length), part in table.groupby(["publisher", "length_km"]):
        years = sorted(part["as_of"].str.extract(r"^((?:19|20)\d\d)")[0].dropna())
        when = "undated" if not years else "\N{EN DASH}".join(dict.fromkeys((years[0], years[-1])))
        name = short.get(str(publisher), str(publisher).removeprefix("CIA World "))
        brief = next((word for word in BRIEF if word in name), "press")
        rows.append((length, f"{name}, {when}", brief, publisher))
    found = pd.DataFrame(rows, columns=["length_km", "label", "brief", "publisher"])
    return found.sort_values("length_km", ignore_index=True, kind="stable")
