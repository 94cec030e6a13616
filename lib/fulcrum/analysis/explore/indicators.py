"""What a Central Asian state holds, and what it is exposed to: the indicators behind two indices.

Low and high are the ends between which sources, vintages or windows differ. An empty pair is a gap:
no figure was found, which is not nought. The two sets are never netted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.analysis.alliance.membership import PACTS, defence_partners, members
from fulcrum.analysis.alliance.membership import SPELLS as CSTO_SPELLS
from fulcrum.analysis.case import CENTRAL_ASIA
from fulcrum.analysis.places import borders, kinship
from fulcrum.analysis.places.bases import PERSONNEL, strengths
from fulcrum.analysis.ties import dependence, partners, suppliers
from fulcrum.evidence.data import load
from fulcrum.statistics.concentration import shares

PROVINCES: Final = "afghan-border-province-ethnicity/ethnic_shares"
EXTERNAL_DEBT: Final = "wb-wdi-external-debt/external_debt_pct_gni"
NATIONAL: Final = "Afghanistan (national)"
GROUPS: Final = {"TJK": "Tajik", "UZB": "Uzbek", "TKM": "Turkmen"}
LAST_ATOP: Final = 2018
DAY: Final = "2021-08-25"
DEBT_YEARS: Final = (2018, 2019, 2020)
ARMS_WINDOWS: Final = ((2012, 2021), (2002, 2021))
NOT_A_CREDITOR: Final = ("Bondholders",)
"""Many holders of paper: in the total, but no single creditor."""
Span = tuple[float, float] | None


def _span(values: Iterable[float]) -> Span:
    numbers = [float(value) for value in values if pd.notna(value)]
    return (min(numbers), max(numbers)) if numbers else None


def border_share(iso3: str) -> Span:
    """Per cent of Afghanistan's border over six maps; nought for a state that does not touch it."""
    table = borders.shares(iso3)
    return _span(table.loc[table["focal"], "share_pct"]) or (0.0, 0.0)


def kin_share(iso3: str) -> Span:
    """Per cent of Afghans in the group named after the state, by estimates that are no repeats."""
    group = GROUPS.get(iso3)
    if group is None:
        return None
    table = kinship.estimates(group)
    independent = table[table["independent"]]
    values = [*independent["low"], *independent["high"]]
    national = load(PROVINCES).query("province == @NATIONAL")
    return _span(values) or _span(national.loc[national["group"] == group, "share_pct"])


def foreign_troops(iso3: str, operator: str) -> Span:
    """Persons at a power's bases in the state, by all figures found; None where there is none."""
    values = [*countries.foreign_bases([iso3], operator)["troops_reported"]]
    if operator == "RUS":
        rows = strengths().query("host == @iso3")
        values += [*rows["low"], *rows["high"]]
    return _span(values)


def defence_pacts(iso3: str) -> Span:
    """States bound to defend it: members of the CSTO in August 2021, and ATOP's count for 2018."""
    inside = members(DAY)
    allies = len(inside) - 1 if iso3 in inside else 0
    return _span([allies, len(defence_partners(iso3, LAST_ATOP)[1])])


def distance(iso3: str, place: str = "Kabul") -> Span:
    """Kilometres from the nearest point of the state to the capital of Afghanistan."""
    kilometres = countries.distances("border", place)
    return _span(kilometres[kilometres.index == iso3])


def remittances(iso3: str, year: int = 2019) -> Span:
    """Remittances in per cent of GDP over every vintage that holds the year."""
    return _span(dependence.remittance_vintages(iso3, year)["share_pct"])


def remittances_from(iso3: str, sender: str) -> Span:
    """Per cent of remittances from one state: modelled for 2017, and its share of emigrants, 2020.

    The model of 2017 names a single sender for Turkmenistan and Uzbekistan; the stock shows more.
    """
    money = dependence.remittance_shares(iso3).set_index("sender")["share_pct"]
    people = dependence.migrant_shares(iso3).set_index("destination")["share_pct"]
    ends = [0.0 if part.empty else part.get(sender, 0.0) for part in (money, people) if len(part)]
    return _span(ends)


def arms_from(iso3: str, supplier: str) -> Span:
    """Per cent of arms delivered from one state, over ten and over twenty years to 2021."""
    arms = partners.arms([iso3])
    windows = (arms[arms["year"].between(*window)] for window in ARMS_WINDOWS)
    parts = [shares(delivered, "partner", "value") for delivered in windows]
    return _span([100 * part.get(supplier, 0.0) for part in parts if len(part)])


def top_creditor(iso3: str) -> Span:
    """Per cent of public debt service paid to the largest single creditor, over three years."""
    largest = []
    for year in DEBT_YEARS:
        table = suppliers.debt_service(iso3, year, year)
        largest.append(table.loc[~table["creditor"].isin(NOT_A_CREDITOR), "share_pct"].max())
    return _span(largest)


def external_debt(iso3: str, year: int = 2019) -> Span:
    """External debt in per cent of national income."""
    table = load(EXTERNAL_DEBT)
    rows = table[(table["iso3"] == iso3) & (table["year"] == year)]
    return _span(rows["external_debt_pct_gni"])


def indicators(patron: str = "RUS") -> pd.DataFrame:
    """The indicators of both indices, as ranges, of the five Central Asian states.

    ``index, indicator, iso3, low, high, direction, unit, source``; direction is -1 where less is
    more. An indicator known of fewer than two states is left out: with another patron than Russia
    no strength of troops is known.
    """
    power = countries.names()[patron]
    spans: list[tuple[str, str, int, str, str, dict[str, Span]]] = []

    def add(index: str, name: str, unit: str, source: str, by_state: dict[str, Span]) -> None:
        spans.append((index, name, -1 if unit == "km" else 1, unit, source, by_state))

    def each(function: Callable[..., Span], *rest: str) -> dict[str, Span]:
        return {iso3: function(iso3, *rest) for iso3 in CENTRAL_ASIA}

    add("assets", "border share", "%", borders.NEIGHBOURS, each(border_share))
    add("assets", "kin share", "%", kinship.ESTIMATES, each(kin_share))
    add("assets", "foreign troops", "persons", PERSONNEL, each(foreign_troops, patron))
    add("assets", "defence pacts", "states", CSTO_SPELLS, each(defence_pacts))
    add("assets", "nearness", "km", countries.DISTANCES, each(distance))
    add("exposures", "remittances", "%", dependence.REMITTANCES, each(remittances))
    add(
        "exposures",
        f"{power} in wages",
        "%",
        partners.REMITTANCES,
        each(remittances_from, patron),
    )
    add("exposures", f"{power} in arms", "%", partners.ARMS, each(arms_from, patron))
    add("exposures", "top creditor", "%", partners.DEBT, each(top_creditor))
    add("exposures", "external debt", "%", EXTERNAL_DEBT, each(external_debt))
    rows = [
        (index, name, iso3, *(span or (float("nan"), float("nan"))), direction, unit, source)
        for index, name, direction, unit, source, by_state in spans
        for iso3, span in by_state.items()
    ]
    columns = ["index", "indicator", "iso3", "low", "high", "direction", "unit", "source"]
    table = pd.DataFrame(rows, columns=columns)
    states = table.groupby("indicator")["low"].transform("count")
    return table[states > 1].reset_index(drop=True)


SOURCES: Final = (
    borders.NEIGHBOURS,
    kinship.ESTIMATES,
    PROVINCES,
    PERSONNEL,
    countries.BASES,
    CSTO_SPELLS,
    PACTS,
    countries.DISTANCES,
    dependence.REMITTANCES,
    partners.REMITTANCES,
    partners.LABOUR,
    partners.ARMS,
    partners.DEBT,
    EXTERNAL_DEBT,
)
"""Every table behind the two indices."""


def themes(index: str, power: str = "Russia") -> dict[str, tuple[str, ...]]:
    """Sets of indicators that one view of leverage would weigh alone, by name, for one index."""
    sets: dict[str, dict[str, tuple[str, ...]]] = {
        "assets": {
            "Geography": ("border share", "nearness"),
            "Kinship": ("kin share",),
            "Arms": ("foreign troops", "defence pacts"),
        },
        "exposures": {
            "Wages": ("remittances", f"{power} in wages"),
            power: (f"{power} in wages", f"{power} in arms"),
            "Debt": ("top creditor", "external debt"),
        },
    }
    return sets[index]


def by_index(table: pd.DataFrame, model: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """What a model finds for each of the two indices: its rows, with ``index`` and ``state``.

    table: see ``indicators``; model: a function of ``fulcrum.statistics.indices`` that takes the
    indicators of one index and returns rows with ``iso3``.
    """
    parts = [model(part).assign(index=index) for index, part in table.groupby("index", sort=False)]
    whole = pd.concat(parts, ignore_index=True)
    return whole.assign(state=whole["iso3"].map(countries.names()))


def flips(single: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """How single choices move the rank of a state: ``index, low, high, choices, moves, names``.

    single: ``indices.single_choices`` of both indices. low, high: the ranks between which it
    moves; moves: how many choices move it, of which ``choices`` are no ends of ranges; names: of
    all that do.
    """
    ranks = single[single["iso3"] == iso3]
    moving = ranks[ranks["moved"]].groupby("index")
    table = ranks.groupby("index")["rank"].agg(low="min", high="max")
    counts = {"moves": moving.size(), "choices": moving.size() - moving["end"].sum()}
    for name, values in counts.items():
        table[name] = values.reindex(table.index, fill_value=0).astype(int)
    table["names"] = moving["choice"].agg(", ".join).reindex(table.index, fill_value="")
    return table.reset_index()
