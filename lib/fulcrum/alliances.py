"""The alliance: who was a member on a day, how large each is, and who reaches the crisis state."""

from __future__ import annotations

import datetime as dt
from typing import Final

import networkx as nx
import pandas as pd

from fulcrum.data import load

SPELLS: Final = "csto-membership/spells"
CAPABILITY: Final = "cow-nmc-7/national_material_capabilities"
SPENDING: Final = "sipri-milex-2025/military_expenditure"
ECONOMY: Final = "wb-wdi-gdp-population/gdp_population"
BORDERS: Final = "factbook-2021-08/land_borders"


def members(day: str | dt.date) -> list[str]:
    """Members of the CSTO on a day, as ISO 3166 codes in alphabetical order."""
    at = pd.Timestamp(day)
    spells = load(SPELLS)
    inside = (spells["member_from"] <= at) & (
        spells["member_to"].isna() | (spells["member_to"] >= at)
    )
    return sorted(spells.loc[inside, "iso3"])


def neighbours_and_allies(focal: str, day: str | dt.date) -> list[str]:
    """Land neighbours of a state (Factbook of August 2021) and its treaty allies on a day."""
    inside = members(day)
    allies = set(inside) - {focal} if focal in inside else set()
    pairs = load(BORDERS)
    near = set(pairs.loc[pairs["iso3"] == focal, "neighbour_iso3"].dropna())
    return sorted(near | allies)


def sizes(codes: list[str], year: int) -> pd.DataFrame:
    """Size of some states in a year: ``iso3, cinc_pct, gdp_pct, spending_pct``.

    Each measure as a share of the states together, in per cent: CINC, GDP in current dollars,
    military spending in current dollars (SIPRI). A missing value stays missing.
    """
    nmc, gdp, milex = (
        table[table["year"] == year].groupby("iso3")
        for table in (load(CAPABILITY), load(ECONOMY), load(SPENDING))
    )
    capability, economy = nmc["cinc"].max(), gdp["gdp_usd_current"].max()
    spending = milex["military_expenditure_current_usd_m"].max()
    measures = {"cinc_pct": capability, "gdp_pct": economy, "spending_pct": spending}
    found = pd.DataFrame({name: column.reindex(codes) for name, column in measures.items()})
    found = 100 * found.astype("float64") / found.astype("float64").sum()
    return found.rename_axis("iso3").reset_index().sort_values("cinc_pct", ascending=False)


def largest(table: pd.DataFrame) -> dict[str, str]:
    """The first state on each measure of ``sizes``, by measure."""
    bare = table.set_index("iso3")
    return {name: str(bare[name].idxmax()) for name in bare.columns}


def bordering(codes: list[str], crisis: str) -> list[str]:
    """Which of some states share a land border with the crisis state (Factbook of August 2021)."""
    pairs = load(BORDERS)
    near = set(pairs.loc[pairs["iso3"] == crisis, "neighbour_iso3"])
    return [code for code in codes if code in near]


def access_graph(codes: list[str], crisis: str) -> nx.Graph:
    """Land borders among some states and the crisis state as an undirected graph."""
    pairs = load(BORDERS)
    inside = {*codes, crisis}
    graph = nx.Graph()
    graph.add_nodes_from(sorted(inside))
    kept = pairs[pairs["iso3"].isin(inside) & pairs["neighbour_iso3"].isin(inside)]
    graph.add_edges_from(zip(kept["iso3"], kept["neighbour_iso3"], strict=True))
    return graph


def cut_vertices(graph: nx.Graph, start: str, end: str) -> list[str]:
    """States whose removal parts ``start`` from ``end``; empty when the two are not connected."""
    if not nx.has_path(graph, start, end):
        return []
    between = set(graph) - {start, end}
    return sorted(
        node
        for node in between
        if not nx.has_path(nx.restricted_view(graph, [node], []), start, end)
    )
