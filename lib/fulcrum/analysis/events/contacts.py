"""Who dealt with whom: contacts found in the record, as a weighted network.

A contact of n actors counts 1/(n-1) for each pair, so that a summit of ten is no more than a call:
each contact adds exactly one to the strength of each that took part. Newman 2001,
10.1103/PhysRevE.64.016132.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import Any, Final, Literal

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.events import (
    EVENTS,
    RESISTANCE,
    WEST,
    events,
    participants,
    western_heads,
)
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.statistics.intervals import difference_in_differences, newcombe, wilson

READINGS: Final = "event-readings/contact_readings"
TABLES: Final = [EVENTS, READINGS]
DIRECT: Final = ("visit", "agreement", "exercise")
"""Kinds of event that are contacts unless a reading says otherwise."""
CALLS: Final = ("visit", "statement", "agreement")
"""Kinds of event that can be a call or a meeting of two parties."""
SAME_WITHIN: Final = 3
"""Rows of one pair at most so many days apart report one contact: a visit of three days, say."""


def contacts(
    first: str = "",
    last: str = "",
    *,
    kinds: Collection[str] = (),
    readings: bool = False,
    outcomes: bool = False,
) -> pd.DataFrame:
    """Events with two participants or more, one row a participant: the one definition of a contact.

    The events are a sample: contacts on record, not all there were.

    Args:
        first: the first day, as an ISO date; empty for the beginning of the record.
        last: the last day, included; empty for the end of the record.
        kinds: kinds of event that count; empty for all.
        readings: whether to follow ``contact_readings``: an event that was read counts as it was
            read, whatever its kind, and a participant that was only spoken of is left out.
        outcomes: whether to add the events of 2021 to 2026.

    Returns:
        The columns of ``events``, and ``party`` and ``parties``, the number of participants.
    """
    table = events(first, last, outcomes=outcomes)
    counted = table["event_type"].isin(kinds) if kinds else pd.Series(True, index=table.index)
    party = participants(table)
    if readings:
        read = load(READINGS).set_index("event_id")
        as_read = table["event_id"].map(read["contact"])
        counted = counted.where(as_read.isna(), as_read == 1)
        absent = table["event_id"].map(read["absent"]).fillna("").str.split(";").map(set)
        party = pd.Series(
            [all_ - gone for all_, gone in zip(party, absent, strict=True)], party.index
        )
    table = table.assign(party=party.map(sorted), parties=party.map(len))
    return table[counted & (table["parties"] > 1)].explode("party", ignore_index=True)


def contacts_with(
    state: str,
    others: Sequence[str],
    first: str = "",
    last: str = "",
    *,
    kinds: Collection[str] = (),
    reported_by: Literal["state", "other", "either", "anyone"] = "either",
    only_two: bool = False,
    to_the_day: bool = False,
    merged_within: int = -1,
    outcomes: bool = False,
) -> pd.DataFrame:
    """Contacts of a state with some others, one row an event and other party, in order of time.

    Args:
        state: the state, by its code.
        others: the other parties; an event with several of them has a row for each.
        first: as in ``contacts``.
        last: as in ``contacts``.
        kinds: as in ``contacts``.
        reported_by: whose rows count: the actor of the event is the state, the other party,
            either of the two, or anyone.
        only_two: whether events with further participants are left out.
        to_the_day: whether events of which only the month is known are left out.
        merged_within: a contact of a pair is left out when the row before it lies at most so many
            days back; -1 keeps all.
        outcomes: as in ``contacts``.

    Returns:
        The columns of ``contacts``; ``party`` is the other party.
    """
    table = contacts(first, last, kinds=kinds, outcomes=outcomes)
    with_state = table.loc[table["party"] == state, "event_id"]
    table = table[table["event_id"].isin(with_state) & table["party"].isin(others)]
    by_state, by_other = table["actor"] == state, table["actor"] == table["party"]
    reported = {"state": by_state, "other": by_other, "either": by_state | by_other}
    kept = reported.get(reported_by, pd.Series(True, index=table.index))
    if only_two:
        kept &= table["parties"] == 2
    if to_the_day:
        kept &= table["date_precision"] == "day"
    table = table[kept].sort_values(["party", "date"], kind="stable")
    apart = table.groupby("party")["date"].diff().dt.days
    merged: pd.DataFrame = table[apart.isna() | (apart > merged_within)]
    return merged.sort_values("date", ignore_index=True, kind="stable")


def western_contacts(
    state: str, kinds: Collection[str] = CALLS, merged_within: int = SAME_WITHIN
) -> pd.DataFrame:
    """Contacts of a state with the West that one of the two reports, dated to the day.

    Supporting, sending or thanking at a distance (aid, evacuation) is no contact unless ``kinds``
    says so. Columns and parameters: see ``contacts_with``.
    """
    return contacts_with(
        state, WEST, kinds=kinds, merged_within=merged_within, to_the_day=True, outcomes=True
    )


def western_tests(
    state: str, others: Sequence[str], day: str, days: int
) -> tuple[list[Test], dict[str, list[Test]]]:
    """The rise of a state's Western contacts less the mean rise of others', as a test.

    Args:
        state: the state, by its code.
        others: the states it is compared with.
        day: the day on which the later contacts begin.
        days: how many days before and from that day on are compared.

    Returns:
        The test *contacts*, and the same test under other rules of what is a contact, by name.
    """

    def rise(**rule: Any) -> list[Test]:
        counts = {
            code: before_and_after(western_contacts(code, **rule), day, days)
            for code in (state, *others)
        }
        compared = [counts[code] for code in others]
        value, low, high = difference_in_differences(counts[state], compared)
        changes = [f"{names()[code]}: {b} before, {a} after" for code, (b, a) in counts.items()]
        note = f"{'; '.join(changes)}. Contacts found, not all there were."
        return [Test("contacts", value, low=low, high=high, note=note)]

    return rise(), {
        "every kind of event": rise(kinds=(*CALLS, "aid", "evacuation", "military", "border")),
        "visits only": rise(kinds=("visit",)),
        "repeats counted": rise(merged_within=-1),
    }


def head_contacts(state: str, first: str, last: str) -> pd.DataFrame:
    """Calls and meetings of a state alone with a Western head who reports them.

    The record begins in February 2021 and was collected about the Tajik case: absence of a row
    proves nothing for other states or before. Columns and parameters: see ``contacts_with``.
    """
    table = contacts_with(
        state,
        WEST,
        first,
        last,
        kinds=CALLS,
        reported_by="other",
        only_two=True,
        to_the_day=True,
        outcomes=True,
    )
    heads = western_heads()
    by_head = [pair in heads for pair in zip(table["actor"], table["speaker"], strict=True)]
    return table[pd.Series(by_head, index=table.index, dtype=bool)].reset_index(drop=True)


def visits_between(state: str, first: str, last: str) -> tuple[int, int]:
    """Visits that link a state with the resistance and with the West: fewest and most of the two.

    The smaller number of the two ends. Fewest counts, of visits of the resistance, those that the
    state itself reports; most also those that the resistance alone claims.
    """

    def visits(others: Sequence[str], reported_by: Literal["state", "anyone"]) -> int:
        table = contacts_with(state, others, first, last, kinds=("visit",), reported_by=reported_by)
        return int(table["event_id"].nunique())

    west = visits(WEST, "anyone")
    return min(visits([RESISTANCE], "state"), west), min(visits([RESISTANCE], "anyone"), west)


def before_and_after(table: pd.DataFrame, day: str, days: int) -> tuple[int, int]:
    """Contacts in as many days before a day, and from that day on. table: ``date``."""
    since = (table["date"] - pd.Timestamp(day)).dt.days
    return int(since.between(-days, -1).sum()), int(since.between(0, days - 1).sum())


def ties(met: pd.DataFrame) -> pd.DataFrame:
    """Pairs of actors, in order of their codes, with weight: ``party, other, weight, events``.

    met: see ``contacts``.
    """
    rows = [
        (party, other, 1 / (len(parties) - 1))
        for _, parties in met.groupby("event_id")["party"]
        for party, other in itertools.combinations(sorted(parties), 2)
    ]
    frame = pd.DataFrame(rows, columns=["party", "other", "weight"])
    grouped = frame.groupby(["party", "other"])["weight"]
    return grouped.agg(weight="sum", events="size").reset_index()


def strength(met: pd.DataFrame) -> pd.DataFrame:
    """Partners and contacts of each actor, and its share of all contacts with Wilson's interval.

    ``party, degree, strength, share, low, high``; shares in per cent. met: see ``contacts``.
    """
    pairs = ties(met)
    both = pd.concat([pairs, pairs.rename(columns={"party": "other", "other": "party"})])
    grouped = both.groupby("party").agg(degree=("other", "size"), strength=("weight", "sum"))
    whole = met["event_id"].nunique()
    spans = [wilson(round(value), whole) for value in grouped["strength"]]
    return (
        grouped.assign(
            share=100 * grouped["strength"] / whole,
            low=[100 * low for low, _ in spans],
            high=[100 * high for _, high in spans],
        )
        .reset_index()
        .sort_values("strength", ascending=False, ignore_index=True, kind="stable")
    )


def share_change(
    party: str, early: pd.DataFrame, late: pd.DataFrame
) -> tuple[float, float, float, float]:
    """An actor's share of the contacts of two spells: ``before, after, low, high``, in per cent.

    low, high: the ends of Newcombe's 95 per cent interval of the difference. early, late: see
    ``contacts``.
    """
    numbers, shares = [], []
    for met in (late, early):
        contact_strength = strength(met)
        row = contact_strength[contact_strength["party"] == party]
        numbers.append((round(row["strength"].sum()), met["event_id"].nunique()))
        shares.append(row["share"].sum())
    _, low, high = newcombe(*numbers)
    return shares[1], shares[0], 100 * low, 100 * high


def between(met: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Weight of contacts between two lists of actors: ``row, column, weight, events``.

    A pair without a contact has 0: none was found, which is not that none took place.
    """
    pairs = ties(met)
    back = pairs.rename(columns={"party": "other", "other": "party"})
    whole = pd.concat([pairs, back]).set_index(["party", "other"])[["weight", "events"]]
    grid = pd.MultiIndex.from_product([rows, columns], names=["row", "column"])
    grid = grid[grid.get_level_values(0) != grid.get_level_values(1)]
    return whole.rename_axis(["row", "column"]).reindex(grid, fill_value=0).reset_index()
