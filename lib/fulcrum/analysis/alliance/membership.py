"""The alliance: who was a member on a day, how large each is, and who reaches the crisis state."""

from __future__ import annotations

import datetime as dt
from typing import Final

import networkx as nx
import pandas as pd

from fulcrum.analysis.countries import (
    CAPABILITY,
    ECONOMY,
    SPENDING,
    foreign_bases,
    neighbours_of,
    size,
)
from fulcrum.evidence.data import load

SPELLS: Final = "csto-membership/spells"
BORDERS: Final = "factbook-2021-08/land_borders"
CHANGES: Final = "csto-membership/events"
PACTS: Final = "atop-alliances-5-1/alliance_dyad_years"
FOOTPRINTS: Final = "russian-bases-abroad/other_foreign_footprints_central_asia"
SIZES: Final = {"capability": CAPABILITY, "economy": ECONOMY, "spending": SPENDING}
"""The measures of ``sizes`` in the order of its columns, with their tables."""


def members(day: str | dt.date) -> list[str]:
    """Members of the CSTO on a day, as ISO 3166 codes in alphabetical order."""
    at = pd.Timestamp(day)
    spells = load(SPELLS)
    inside = (spells["member_from"] <= at) & (
        spells["member_to"].isna() | (spells["member_to"] >= at)
    )
    return sorted(spells.loc[inside, "iso3"])


def timeline() -> pd.DataFrame:
    """Spells of membership to draw: ``iso3, start, end, status``, one row a spell and status.

    status: *member*, or *frozen* from the day that the member stopped taking part without leaving.
    A spell that has no end runs to the last change on record.
    """
    spells = load(SPELLS)
    last = load(CHANGES)["event_date"].max()
    frozen = pd.to_datetime(spells["end_kind"].str.extract(r"frozen from (\S+)")[0])
    end = spells["member_to"].fillna(last)
    inside = pd.DataFrame(
        {
            "iso3": spells["iso3"],
            "start": spells["member_from"],
            "end": frozen.fillna(end),
            "status": "member",
        }
    )
    halted = inside[frozen.notna()].assign(
        start=frozen.dropna(), end=end[frozen.notna()], status="frozen"
    )
    return pd.concat([inside, halted]).sort_values(["start", "iso3"], ignore_index=True)


def defence_partners(code: str, year: int | None = None) -> tuple[int, list[str]]:
    """The last year of ATOP, and with whom a state then had a treaty that obliges to defend.

    ATOP codes treaties, not membership: a state that left an organisation may still be bound.
    """
    pacts = load(PACTS)
    year = year or int(pacts["year"].max())
    held = pacts[(pacts["iso3_a"] == code) & (pacts["year"] == year) & pacts["defense"].eq(1)]
    return year, sorted(set(held["iso3_b"].dropna()))


def neighbours_and_allies(focal: str, day: str | dt.date, crisis: str = "") -> list[str]:
    """Land neighbours of a state (Factbook of August 2021) and its treaty allies on a day.

    crisis: the state in crisis, which is left out: it cannot side with or against itself.
    """
    inside = members(day)
    allies = set(inside) - {focal} if focal in inside else set()
    pairs = load(BORDERS)
    near = set(pairs.loc[pairs["iso3"] == focal, "neighbour_iso3"].dropna())
    return sorted((near | allies) - {crisis})


def sizes(codes: list[str], year: int) -> pd.DataFrame:
    """Size of some states in a year: ``cinc_pct, gdp_pct, spending_pct`` by ``iso3``, in order.

    Each measure as a share of the states together, in per cent: CINC, GDP in current dollars,
    military spending in current dollars (SIPRI). A missing value stays missing. The state of the
    largest CINC comes first.
    """
    measures = {
        "cinc_pct": size("cinc", year),
        "gdp_pct": size("gdp_usd_current", year),
        "spending_pct": size("military_expenditure_current_usd_m", year),
    }
    table = pd.DataFrame({name: column.reindex(codes) for name, column in measures.items()})
    shares = 100 * table.astype("float64") / table.astype("float64").sum()
    return shares.rename_axis("iso3").sort_values("cinc_pct", ascending=False, kind="stable")


def largest(sizes: pd.DataFrame) -> pd.DataFrame:
    """The first state on each measure of ``sizes``, and the next: ``measure, first, next, times``.

    times: how many times the next the first is.
    """
    rows = []
    for measure, column in zip(SIZES, sizes, strict=True):
        top = sizes[column].nlargest(2)
        rows.append((measure, top.index[0], top.index[1], top.iloc[0] / top.iloc[1]))
    return pd.DataFrame(rows, columns=["measure", "first", "next", "times"])


def bordering(codes: list[str], crisis: str) -> list[str]:
    """Which of some states share a land border with the crisis state (Factbook of August 2021)."""
    pairs = load(BORDERS)
    near = set(pairs.loc[pairs["iso3"] == crisis, "neighbour_iso3"])
    return [code for code in codes if code in near]


def bordering_in_contiguity(codes: list[str], crisis: str) -> list[str]:
    """As ``bordering``, from the Correlates of War's table: a land or river border (type 1).

    Only pairs that touched until the table ends (2016): the Soviet border of Russia is over.
    """
    near = neighbours_of(crisis)
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


def betweenness(graph: nx.Graph, node: str, start: str, end: str) -> float:
    """Share of the shortest ways from ``start`` to ``end`` that pass a node, 0 to 1.

    Freeman 1977, 10.2307/3033543, for one pair of ends; 0 when the two are not connected.
    """
    if node not in graph or not nx.has_path(graph, start, end):
        return 0.0
    ways = list(nx.all_shortest_paths(graph, start, end))
    return sum(node in way[1:-1] for way in ways) / len(ways)


def last_lease_year(host: str, operator: str) -> int | None:
    """The last year of the leases of one state's bases in use in another; None without a lease."""
    sites = foreign_bases([host], operator)
    years = (
        sites.loc[sites["status"] == "in use", "dates_and_terms"]
        .str.extract(r"lease to (\d{4})")[0]
        .dropna()
    )
    return int(years.max()) if len(years) else None


def handover_year(host: str, operator: str) -> int | None:
    """The year in which one state's guards left the last sector of another's line; None without."""
    rows = load(FOOTPRINTS)
    inside = (
        (rows["host_iso3"] == host)
        & (rows["operator_iso3"] == operator)
        & rows["site"].str.contains("border, last sector")
    )
    years = rows.loc[inside, "event_date"].str[:4].astype(int)
    return int(years.max()) if len(years) else None
