"""What a Central Asian state holds, and what it is exposed to: the indicators behind two indices.

Low and high are the ends between which sources, vintages or windows differ. An empty pair is a gap:
no figure was found, which is not zero. The two sets are never netted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.analysis.alliance.membership import PACTS, SPELLS, defence_partners, members
from fulcrum.analysis.case import CENTRAL_ASIA
from fulcrum.analysis.places import borders, kinship
from fulcrum.analysis.places.bases import PERSONNEL, strengths
from fulcrum.analysis.ties import dependence, partners, suppliers
from fulcrum.evidence.data import load
from fulcrum.statistics.concentration import shares

PROVINCES: Final = "afghan-border-province-ethnicity/ethnic_shares"
EXTERNAL_DEBT: Final = "wb-wdi-external-debt/external_debt_pct_gni"
NATIONAL: Final = "Afghanistan (national)"
GROUPS: Final = kinship.KIN | {"TKM": "Turkmen"}
LAST_ATOP: Final = 2018
DAY: Final = "2021-08-25"
DEBT_YEARS: Final = (2018, 2019, 2020)
ARMS_WINDOWS: Final = ((2012, 2021), (2002, 2021))
NOT_A_CREDITOR: Final = ("Bondholders",)
"""Many holders of paper: in the total, but no single creditor."""
Span = tuple[float, float] | None


def _span(values: Iterable[float | None]) -> Span:
    numbers = [float(value) for value in values if pd.notna(value)]
    return (min(numbers), max(numbers)) if numbers else None


def border_share(iso3: str) -> Span:
    """Per cent of Afghanistan's border over six maps; zero for a state that does not touch it."""
    ranges = borders.share_ranges().set_index("neighbour")[["low", "high"]]
    return _span(ranges.reindex([iso3]).to_numpy().ravel()) or (0.0, 0.0)


def kin_share(iso3: str) -> Span:
    """Per cent of Afghans in the group named after the state, by estimates that are no repeats."""
    group = GROUPS.get(iso3, "")
    rows = kinship.estimates(group).query("independent")
    national = load(PROVINCES).query("province == @NATIONAL and group == @group")
    return _span([*rows["low"], *rows["high"]]) or _span(national["share_pct"])


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


def distance(iso3: str) -> Span:
    """Kilometres from the nearest point of the state to Kabul."""
    return _span([countries.distances("border").get(iso3)])


def remittances(iso3: str) -> Span:
    """Remittances of 2019 in per cent of GDP over every vintage that holds the year."""
    return _span(dependence.remittance_vintages(iso3, 2019)["share_pct"])


def remittances_from(iso3: str, sender: str) -> Span:
    """Per cent of remittances from one state: modelled for 2017, and its share of emigrants, 2020.

    The model of 2017 names a single sender for Turkmenistan and Uzbekistan; the stock shows more.
    """
    shares = (dependence.remittance_shares(iso3), dependence.migrant_shares(iso3))
    return _span(part.get(sender, 0.0) for part in shares if len(part))


def arms_from(iso3: str, supplier: str) -> Span:
    """Per cent of arms delivered from one state, over ten and over twenty years to 2021."""
    arms = partners.arms([iso3])
    windows = (arms[arms["year"].between(*window)] for window in ARMS_WINDOWS)
    parts = [shares(delivered, "partner", "value") for delivered in windows]
    return _span([100 * part.get(supplier, 0.0) for part in parts if len(part)])


def top_creditor(iso3: str) -> Span:
    """Per cent of public debt service paid to the largest single creditor, over three years."""
    years = [suppliers.debt_service(iso3, year, year) for year in DEBT_YEARS]
    single = [table[~table["creditor"].isin(NOT_A_CREDITOR)] for table in years]
    return _span(table["share_pct"].max() for table in single)


def external_debt(iso3: str) -> Span:
    """External debt of 2019 in per cent of national income."""
    shares = load(EXTERNAL_DEBT).set_index(["iso3", "year"])["external_debt_pct_gni"]
    return _span([shares.get((iso3, 2019))])


def indicators(patron: str = "RUS") -> pd.DataFrame:
    """The indicators of both indices, as ranges, of the five Central Asian states.

    ``index, indicator, iso3, low, high, direction, unit, source``; direction is -1 where less is
    more. An indicator known of fewer than two states is left out: with another patron than Russia
    no strength of troops is known.
    """
    power = countries.names()[patron]
    troops = partial(foreign_troops, operator=patron)
    wages, arms = partial(remittances_from, sender=patron), partial(arms_from, supplier=patron)
    measures: list[tuple[str, str, str, str, Callable[[str], Span]]] = [
        ("assets", "border share", "%", borders.NEIGHBOURS, border_share),
        ("assets", "kin share", "%", kinship.ESTIMATES, kin_share),
        ("assets", "foreign troops", "persons", PERSONNEL, troops),
        ("assets", "defence pacts", "states", SPELLS, defence_pacts),
        ("assets", "nearness", "km", countries.DISTANCES, distance),
        ("exposures", "remittances", "%", dependence.REMITTANCES, remittances),
        ("exposures", f"{power} in wages", "%", partners.REMITTANCES, wages),
        ("exposures", f"{power} in arms", "%", partners.ARMS, arms),
        ("exposures", "top creditor", "%", partners.DEBT, top_creditor),
        ("exposures", "external debt", "%", EXTERNAL_DEBT, external_debt),
    ]
    gap = (float("nan"), float("nan"))
    rows = [
        (index, name, iso3, *(span_of(iso3) or gap), -1 if unit == "km" else 1, unit, source)
        for index, name, unit, source, span_of in measures
        for iso3 in CENTRAL_ASIA
    ]
    columns = ["index", "indicator", "iso3", "low", "high", "direction", "unit", "source"]
    table = pd.DataFrame(rows, columns=columns)
    states = table.groupby("indicator")["low"].transform("count")
    return table[states > 1].reset_index(drop=True)


def profiles(table: pd.DataFrame, order: Sequence[str] = CENTRAL_ASIA) -> pd.DataFrame:
    """The indicators beside the most of the five states: ``panel, group, row, value, figure, ...``.

    table: see ``indicators``; order: the states, by code. value: the middle of the range over the
    highest middle of the five, from 0 to 1, and where less is more the lowest over it; missing
    where no figure is known.
    """
    middle = table[["low", "high"]].mean(axis=1)
    of_five = middle.groupby(table["indicator"])
    value = middle / of_five.transform("max")
    value = value.where(table["direction"] > 0, of_five.transform("min") / middle)
    ends = table["low"].map("{:,.0f}".format) + " to " + table["high"].map("{:,.0f}".format)
    same = table["low"].map("{:,.0f}".format).where(table["low"].round() == table["high"].round())
    figure = (same.fillna(ends) + " " + table["unit"]).where(middle.notna(), "not known")
    names = table["iso3"].map(countries.names())
    added = {"panel": names, "group": table["index"], "row": table["indicator"], "value": value}
    whole = table.assign(**added, figure=figure, tone=table["iso3"])
    return whole.set_index("iso3", drop=False).loc[[*order]].reset_index(drop=True)


SOURCES: Final = (
    borders.NEIGHBOURS,
    kinship.ESTIMATES,
    PROVINCES,
    PERSONNEL,
    countries.BASES,
    SPELLS,
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
