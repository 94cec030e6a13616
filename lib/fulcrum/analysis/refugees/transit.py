"""The evacuation of Kabul: who passed through where, on what evidence; totals that overlap."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number

SITES: Final = "kabul-airlift-2021/transit_sites"
OPERATORS: Final = "kabul-airlift-2021/evacuated_by_operator"
LISTS: Final = "kabul-airlift-2021/us_partner_lists"


def sites(until: str = "2021-09") -> pd.DataFrame:
    """Transit by state and speaker up to a month: ``iso3, persons, evidence, stated_by, who``.

    And ``row``, state and speaker in words, and ``proof``, official or unnamed sources. Groups of
    states, capacities, people sent back and the host's own citizens brought home are left out.
    Rows of one state overlap: they are never added.
    """
    table = load(SITES).rename(columns={"transit_iso3": "iso3"})
    counted = (
        ~table["iso3"].isin(["GULF", "EUROPE"])
        & ~table["qualifier"].fillna("").str.contains("capacity")
        & ~table["who"].str.contains("returned to Afghanistan|^Tajik citizens")
        & table["persons"].notna()
        & (table["date_start"].str.slice(0, 7) <= until)
    )
    rows = table.loc[counted, ["iso3", "persons", "evidence", "stated_by", "who"]]
    proof = rows["evidence"].where(rows["evidence"] == "official", "unnamed sources")
    rows = rows.assign(row=rows["iso3"].map(names()) + ": " + rows["stated_by"], proof=proof)
    return rows.sort_values("persons", ascending=False, ignore_index=True, kind="stable")


def official_counts(states: Collection[str]) -> pd.Series[float]:
    """The largest official count of people who passed through each state; missing without one."""
    official = sites().query("evidence == 'official'").groupby("iso3")["persons"].max()
    return official.reindex(list(dict.fromkeys(states))).astype("float64")


def airlift_total() -> float:
    """People flown out by the United States and partners: the widest count of the last day."""
    table = load(OPERATORS).query("operator_iso3 == 'USA+PARTNERS'")
    last = table[table["as_of_date"] == table["as_of_date"].max()]
    return float(last["persons"].max())


def added_up() -> float:
    """The sum of all states' own totals as printed, with people counted twice and more: no total.

    Shown beside ``airlift_total`` to say how much such a sum overstates; nothing is added here.
    """
    return float(load(OPERATORS).query("operator_iso3 == 'ALL_29'")["persons"].max())


def on_lists(iso3: str) -> dict[str, bool]:
    """Whether a state stands on each American list of transit states, by the list's day."""
    lists = load(LISTS).query("list_name.str.startswith('transit')").groupby("list_date")["iso3"]
    return {f"{day:%Y-%m-%d}": iso3 in set(states) for day, states in lists}


def partners() -> int:
    """How many states the last American list names as having helped with transit."""
    table = load(LISTS).query("list_name.str.startswith('transit')")
    return int(table.loc[table["list_date"] == table["list_date"].max(), "iso3"].nunique())


def equal_share() -> float:
    """Persons for each state if all those named as helpers had let through equally many."""
    return airlift_total() / partners()


def in_equal_shares(persons: float) -> float | None:
    """A count of people as a multiple of an equal share; None where the count is missing."""
    return None if pd.isna(persons) else persons / equal_share()


def numbers(host: str) -> Numbers:
    """The airlift in numbers: people flown out, states that helped, whether a host is listed."""
    people = partial(number, unit="persons", significant=3, sources=[OPERATORS])
    listed = partial(number, sources=[LISTS])
    august, final = on_lists(host).values()
    on_list = f"{names()[host]} on the American transit list of"
    total = "people flown out by the United States and partners, as last stated"
    double = "the totals of 29 states added up by a news agency, people counted twice"
    thanked = "states named on 31 August 2021 as having helped with transit"
    return {
        "airlift_total": people(airlift_total(), total),
        "airlift_added_up": people(added_up(), double),
        "partner_states": listed(partners(), thanked),
        "on_august_list": listed(august, f"{on_list} 20 August 2021"),
        "on_final_list": listed(final, f"{on_list} 31 August 2021"),
    }
