"""Who dealt with whom: contacts found in the record, as a weighted network.

A contact of n actors counts 1/(n-1) for each pair, so that a summit of ten is no more than a call:
each contact adds exactly one to the strength of each that took part. Newman 2001,
10.1103/PhysRevE.64.016132.
"""

from __future__ import annotations

import itertools
from typing import Final

import pandas as pd

from fulcrum.analysis.events.stances import EVENTS, events
from fulcrum.evidence.data import load
from fulcrum.statistics.agreement import wilson

READINGS: Final = "event-readings/contact_readings"
TABLES: Final = [EVENTS, READINGS]
DIRECT: Final = ("visit", "agreement", "exercise")
"""Types of events that are contacts unless a reading says otherwise."""


def meetings(first: str, last: str, *, readings: bool = True) -> pd.DataFrame:
    """Contacts dated from ``first`` to ``last``, one row a participant: ``event_id, date, party``.

    Visits, agreements and exercises, and statements read as reporting a call or a meeting; a
    participant that was only spoken of is left out, and so is an event with fewer than two left.
    readings: False takes the participants of visits, agreements and exercises as they stand.
    """
    table = events()
    table = table[table["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    counted = table["event_type"].isin(DIRECT)
    absent = pd.Series("", index=table.index)
    if readings:
        read = load(READINGS).set_index("event_id")
        known = table["event_id"].isin(read.index)
        counted = counted.where(~known, table["event_id"].map(read["contact"]) == 1)
        absent = table["event_id"].map(read["absent"]).fillna("")
    parties = [
        sorted(set(str(who).split(";")) - set(str(gone).split(";")) - {""})
        for who, gone in zip(table["participants"].fillna(""), absent, strict=True)
    ]
    found = table.assign(party=pd.Series(parties, index=table.index))[counted]
    found = found[found["party"].map(len) >= 2]
    return found[["event_id", "date", "party"]].explode("party", ignore_index=True)


def ties(found: pd.DataFrame) -> pd.DataFrame:
    """Pairs of actors with their weight: ``one, other, weight, events``; ``one`` before ``other``.

    found: see ``meetings``.
    """
    rows = [
        (one, other, 1 / (len(parties) - 1))
        for _, parties in found.groupby("event_id")["party"]
        for one, other in itertools.combinations(sorted(parties), 2)
    ]
    frame = pd.DataFrame(rows, columns=["one", "other", "weight"])
    grouped = frame.groupby(["one", "other"])["weight"]
    return grouped.agg(weight="sum", events="size").reset_index()


def strength(found: pd.DataFrame) -> pd.DataFrame:
    """Partners and contacts of each actor, and its share of all contacts with Wilson's interval.

    ``party, degree, strength, share, low, high``; shares in per cent. found: see ``meetings``.
    """
    pairs = ties(found)
    both = pd.concat([pairs, pairs.rename(columns={"one": "other", "other": "one"})])
    grouped = both.groupby("one").agg(degree=("other", "size"), strength=("weight", "sum"))
    whole = found["event_id"].nunique()
    spans = [wilson(round(value), whole) for value in grouped["strength"]]
    return (
        grouped.assign(
            share=100 * grouped["strength"] / whole,
            low=[100 * low for low, _ in spans],
            high=[100 * high for _, high in spans],
        )
        .rename_axis("party")
        .reset_index()
        .sort_values("strength", ascending=False, ignore_index=True, kind="stable")
    )


def between(found: pd.DataFrame, rows: list[str], columns: list[str]) -> pd.DataFrame:
    """Weight of contacts between two lists of actors: ``row, column, weight, events``.

    A pair without a contact has 0: none was found, which is not that none took place.
    """
    pairs = ties(found)
    back = pairs.rename(columns={"one": "other", "other": "one"})
    whole = pd.concat([pairs, back]).set_index(["one", "other"])[["weight", "events"]]
    grid = pd.MultiIndex.from_product([rows, columns], names=["row", "column"])
    grid = grid[grid.get_level_values(0) != grid.get_level_values(1)]
    return whole.rename_axis(["row", "column"]).reindex(grid, fill_value=0).reset_index()
