"""The alliance: who was a member on a day, how large each is, and who reaches the crisis state."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Final

import networkx as nx
import pandas as pd

from fulcrum.analysis.countries import (
    CAPABILITY,
    ECONOMY,
    SPENDING,
    foreign_bases,
    names,
    neighbours_of,
    size,
)
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.wording import listed

SPELLS: Final = "csto-membership/spells"
BORDERS: Final = "factbook-2021-08/land_borders"
CHANGES: Final = "csto-membership/events"
PACTS: Final = "atop-alliances-5-1/alliance_dyad_years"
FOOTPRINTS: Final = "russian-bases-abroad/other_foreign_footprints_central_asia"
SIZES: Final = {"capability": CAPABILITY, "economy": ECONOMY, "spending": SPENDING}
"""The measures of ``sizes`` in the order of its columns, with their tables."""


def members(day: str | dt.date) -> list[str]:
    """Members of the CSTO on a day, as ISO 3166 codes in alphabetical order."""
    spells, at = load(SPELLS), pd.Timestamp(day)
    inside = (spells["member_from"] <= at) & ~(spells["member_to"] < at)
    return sorted(spells.loc[inside, "iso3"])


def timeline() -> pd.DataFrame:
    """Spells of membership to draw: ``iso3, start, end, status``, one row a spell and status.

    status: *member*, or *frozen* from the day that the member stopped taking part without leaving.
    A spell that has no end runs to the last change on record.
    """
    spells = load(SPELLS).rename(columns={"member_from": "start", "member_to": "end"})
    frozen = pd.to_datetime(spells["end_kind"].str.extract(r"frozen from (\S+)")[0])
    whole = spells[["iso3", "start"]].assign(
        end=spells["end"].fillna(load(CHANGES)["event_date"].max()), status="member"
    )
    active = whole.assign(end=frozen.fillna(whole["end"]))
    halted = whole.assign(start=frozen, status="frozen").dropna(subset="start")
    return pd.concat([active, halted]).sort_values(["start", "iso3"], ignore_index=True)


def defence_partners(code: str, year: int | None = None) -> tuple[int, list[str]]:
    """The last year of ATOP, and with whom a state then had a treaty that obliges to defend.

    ATOP codes treaties, not membership: a state that left an organisation may still be bound.
    """
    pacts = load(PACTS)
    year = year or int(pacts["year"].max())
    held = pacts[(pacts["iso3_a"] == code) & (pacts["year"] == year) & pacts["defense"].eq(1)]
    return year, sorted(set(held["iso3_b"].dropna()))


def _land_neighbours(state: str) -> set[str]:
    """The land neighbours of a state in the Factbook of August 2021."""
    pairs = load(BORDERS)
    return set(pairs.loc[pairs["iso3"] == state, "neighbour_iso3"].dropna())


def bordering(codes: list[str], crisis: str) -> list[str]:
    """Which of some states share a land border with the crisis state (Factbook of August 2021)."""
    near = _land_neighbours(crisis)
    return [code for code in codes if code in near]


def neighbours_and_allies(focal: str, day: str | dt.date, crisis: str = "") -> list[str]:
    """Land neighbours of a state (Factbook of August 2021) and its treaty allies on a day.

    crisis: the state in crisis, which is left out: it cannot side with or against itself.
    """
    inside = members(day)
    allies = inside if focal in inside else []
    return sorted({*_land_neighbours(focal), *allies} - {focal, crisis})


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
    table = pd.DataFrame(measures).reindex(codes).astype("float64").rename_axis("iso3")
    shares = 100 * table / table.sum()
    return shares.sort_values("cinc_pct", ascending=False, kind="stable")


def largest(sizes: pd.DataFrame) -> list[Test]:
    """The first state on each measure of ``sizes``, and how many times the next it is: tests."""
    tests = []
    for measure, column in zip(SIZES, sizes, strict=True):
        (first, most), (second, less) = sizes[column].nlargest(2).items()
        note = f"{most / less:.0f} times the next, {names()[str(second)]}."
        tests.append(Test(measure, first, note=note))
    return tests


def access_graph(codes: list[str], crisis: str) -> nx.Graph:
    """Land borders among some states and the crisis state as an undirected graph."""
    pairs, inside = load(BORDERS), {*codes, crisis}
    kept = pairs[pairs["iso3"].isin(inside) & pairs["neighbour_iso3"].isin(inside)]
    graph = nx.from_pandas_edgelist(kept, "iso3", "neighbour_iso3")
    graph.add_nodes_from(inside)
    return graph


def cut_vertices(graph: nx.Graph, start: str, end: str) -> list[str]:
    """States whose removal parts ``start`` from ``end``; empty when the two are not connected."""
    ways = map(set, nx.all_simple_paths(graph, start, end))
    return sorted(set.intersection(*ways) - {start, end}) if nx.has_path(graph, start, end) else []


def betweenness(graph: nx.Graph, node: str, start: str, end: str) -> float:
    """Share of the shortest ways from ``start`` to ``end`` that pass a node, 0 to 1.

    Freeman 1977, 10.2307/3033543, for one pair of ends; 0 when the two are not connected.
    """
    if node not in graph or not nx.has_path(graph, start, end):
        return 0.0
    ways = list(nx.all_shortest_paths(graph, start, end))
    return sum(node in way[1:-1] for way in ways) / len(ways)


def way_in_tests(
    codes: list[str], others: list[str], state: str, start: str, end: str
) -> list[Test]:
    """Whether an alliance's way to a state leads through one member: tests of c38.

    *only_way*: per cent of the shortest land ways from ``start`` to ``end`` through members
    (``codes``) that pass ``state``; *shortest_way*: the same once ``others`` let the alliance
    through, less the largest such share of the others, in points.
    """
    inside, wider = (access_graph(some, end) for some in (codes, [*codes, *others]))
    share = {code: 100 * betweenness(wider, code, start, end) for code in (state, *others)}
    shares = "; ".join(f"{names()[code]} {value:.0f} per cent" for code, value in share.items())
    rival = max(share[code] for code in others)
    return [
        Test("only_way", 100 * betweenness(inside, state, start, end)),
        Test("shortest_way", share[state] - rival, note=f"{shares} of the shortest ways."),
    ]


def guarding_tests(host: str, operator: str) -> list[Test]:
    """What of one state's forces secures another's border: the tests of c17.

    *border_troops*: the year in which its guards left the last sector of the line; *standing_base*:
    the last year of the leases of its bases in use; *defence_treaty*: whether it is bound to
    defend. None where there is no such year.
    """
    rows, sites = load(FOOTPRINTS), foreign_bases([host], operator).query("status == 'in use'")
    ours = (rows["host_iso3"] == host) & (rows["operator_iso3"] == operator)
    left = rows.loc[ours & rows["site"].str.contains("border, last sector"), "event_date"]
    leases = sites["dates_and_terms"].str.extract(r"lease to (\d{4})")[0].dropna()
    left_year, lease_year = (max(map(int, years), default=None) for years in (left.str[:4], leases))
    manned = "Dushanbe said in December 2025 that the border is under its own control"
    year, bound = defence_partners(host)
    return [
        Test("border_troops", left_year, note=f"Handed to Tajik guards; {manned} (o069)."),
        Test("standing_base", lease_year, note="The 201st base, behind the line."),
        Test("defence_treaty", operator in bound, note=f"ATOP as of {year}."),
    ]


def access_numbers(codes: list[str], focal: str, patron: str, crisis: str) -> Numbers:
    """Land ways from the patron to the crisis state through members in numbers.

    And through Uzbekistan and Turkmenistan as well. codes: the members.
    """
    graphs = [access_graph(inside, crisis) for inside in (codes, [*codes, "UZB", "TKM"])]
    cuts, wider_cuts = (cut_vertices(graph, patron, crisis) for graph in graphs)
    on_way, on_wider = (100 * betweenness(graph, focal, patron, crisis) for graph in graphs)
    state, ally, destination = (names()[code] for code in (focal, patron, crisis))
    no_way = f"no land way leads from {ally} to {destination} through members"
    passing = f"share of the shortest land ways from {ally} to {destination} that pass {state}"
    same = "the same, with Uzbekistan and Turkmenistan let through"
    percent = partial(number, unit="%", digits=0)
    cut_names = listed((names()[code] for code in cuts), last=", ")
    return {
        "cut_vertices": number(cut_names, f"states without which {no_way}"),
        "focal_is_cut": number(focal in cuts, f"without {state} {no_way}"),
        "focal_is_cut_wider": number(focal in wider_cuts, same),
        "focal_between": percent(on_way, f"{passing}, members only"),
        "focal_between_wider": percent(on_wider, same),
    }


def ties_to(focal: str, day: str | dt.date) -> dict[str, str]:
    """The ties of other states to one, in words, by code: an ally, a neighbour, a base.

    Allies are members of the CSTO on a day, if the state is one; neighbours share a land border;
    bases are those that the table of bases in Central Asia has on its soil.
    """
    inside = members(day)
    allies = set(inside) - {focal} if focal in inside else set()
    near, based = neighbours_of(focal), set(foreign_bases([focal])["operator"])
    words = {"ally in the CSTO": allies, "neighbour": near, f"troops in {names()[focal]}": based}
    codes = sorted(allies | near | based)
    ties = {code: ", ".join(word for word, held in words.items() if code in held) for code in codes}
    return ties | ({"CSTO": "its alliance"} if focal in inside else {})
