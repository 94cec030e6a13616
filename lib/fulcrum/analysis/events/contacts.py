"""Who dealt with whom: contacts found in the record, as a weighted network.

A contact of n actors counts 1/(n-1) for each pair, so that a summit of ten is no more than a call:
each contact adds exactly one to the strength of each that took part. Newman 2001,
10.1103/PhysRevE.64.016132.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final, Literal

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events import events
from fulcrum.analysis.events.events import EVENTS, RESISTANCE, WEST, Tests
from fulcrum.analysis.events.stances import below_zero
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load, versions
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.wording import by_row
from fulcrum.statistics.intervals import difference_in_differences, newcombe

READINGS: Final = "event-readings/contact_readings"
SPEAKERS: Final = "event-readings/western_speakers"
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

    The columns of ``events``, and ``party`` and ``parties``, the number of participants. first,
    last, outcomes: see ``events.events``. kinds: kinds of event that count; empty for all.
    readings: whether to follow ``contact_readings``: an event that was read counts as it was read,
    whatever its kind, and a participant that was only spoken of is left out.
    """
    table = events.events(first, last, outcomes=outcomes)
    counted = table["event_type"].isin(kinds) if kinds else pd.Series(True, index=table.index)
    party = events.participants(table)
    if readings:
        read = load(READINGS).set_index("event_id")
        as_read = table["event_id"].map(read["contact"])
        counted = counted.where(as_read.isna(), as_read == 1)
        party -= table["event_id"].map(read["absent"]).fillna("").str.split(";").map(set)
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
    to_the_day: bool = False,
    merged_within: int = -1,
    outcomes: bool = False,
) -> pd.DataFrame:
    """Contacts of a state with some others, one row an event and other party, in order of time.

    The columns of ``contacts``; ``party`` is the other party. first, last, kinds, outcomes: see
    there. reported_by: whose rows count: the actor of the event is the state, the other party,
    either of the two, or anyone. to_the_day: whether events of which only the month is known are
    left out. merged_within: a contact of a pair is left out when the row before it lies at most so
    many days back; -1 keeps all.
    """
    table = contacts(first, last, kinds=kinds, outcomes=outcomes)
    with_state = table.loc[table["party"] == state, "event_id"]
    table = table[table["event_id"].isin(with_state) & table["party"].isin(others)]
    by_state, by_other = table["actor"] == state, table["actor"] == table["party"]
    reported = {"state": by_state, "other": by_other, "either": by_state | by_other}
    if reported_by != "anyone":
        table = table[reported[reported_by]]
    if to_the_day:
        table = table[table["date_precision"] == "day"]
    apart = table.groupby("party")["date"].diff().dt.days.fillna(merged_within + 1)
    kept: pd.DataFrame = table[apart > merged_within]
    return kept.reset_index(drop=True)


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


def western_tests(state: str, others: Sequence[str], day: str, days: int) -> Tests:
    """The rise of a state's Western contacts less the mean rise of others', as a test.

    As many days before a day and from it on are compared. The variants: other rules of what is a
    contact.
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
    heads = load(SPEAKERS).query("head == 1")[["actor", "speaker"]].drop_duplicates()
    table = contacts_with(
        state, WEST, first, last, kinds=CALLS, reported_by="other", to_the_day=True, outcomes=True
    )
    return table.query("parties == 2").merge(heads, on=["actor", "speaker"])


def american_acts(state: str, first: str, last: str) -> pd.DataFrame:
    """American visits, agreements, exercises and gifts with a state alone about the crisis.

    Rows of ``events`` whose only participants are the two: exercises, and what has another topic
    than trade or the alliance.
    """
    table = events.events(first, last, outcomes=True)
    kinds = table["event_type"].isin([*DIRECT, "aid"]) & ~table["topic"].isin(["trade", "alliance"])
    kinds |= table["event_type"] == "exercise"
    alone = events.participants(table).map({state, "USA"}.__eq__).astype(bool)
    return table[kinds & alone]


def rise_tests(
    rise: pd.Series[int], heads: pd.DataFrame, before: tuple[str, str], after: tuple[str, str]
) -> list[Test]:
    """Whether Tajikistan drew nearer to the West than before, and than Uzbekistan: tests of c29.

    rise: of contacts with America's leaders between two years, by state; heads: contacts of
    Tajikistan with Western heads in the later year, see ``head_contacts``; before, after: first and
    last day of the years.
    """
    n, earlier = len(heads), len(head_contacts("TJK", *before))
    beside, first = n - len(head_contacts("UZB", *after)), events.events()["date"].min()
    calls = by_row(heads, "{speaker}, {date:%d %B %Y}", "; ")
    months = f"{earlier} before, from {first:%B %Y} on; the months before that could hold as many"
    note = f"{n} after: {calls}. {months} as the year after."
    none = "No meeting of either state with America's two highest offices in these two years."
    return [
        Test("than_uzbekistan", rise["TJK"] - rise["UZB"], note="" if rise.any() else none),
        Test("western_rise", None, -earlier, n - earlier, note),
        Test("beside_uzbekistan", beside, note="The events were collected about the Tajik case."),
    ]


def go_between_tests(state: str, first: str, last: str, frame: pd.DataFrame) -> list[Test]:
    """Whether others stood against the Taliban, and a state went between: the tests of c31.

    *opposition*: actors that stood against Taliban rule on average, at least and at most under
    drawn codes; frame: see ``stances.stances``. *between*: visits that link the state with the
    resistance and with the West, the smaller number of the two ends; at least those that the state
    itself reports, at most also those that the resistance alone claims.
    """
    low, high = _visits_between(state, first, last, versions(EVENTS, events.NAMED))
    claimed = "Visits of the resistance that it alone claims are the upper end."
    spoke = f"Of {frame['actor'].nunique()} with coded statements."
    opposition = Test("opposition", *below_zero(frame), spoke)
    return [opposition, Test("between", None, low, high, claimed)]


@lru_cache(maxsize=4)
def _visits_between(state: str, first: str, last: str, _hashes: tuple[str, ...]) -> tuple[int, int]:
    """The test *between*, which hangs on no stance: asked once for all that read the stances."""

    def visits(others: Sequence[str], reported_by: Literal["state", "anyone"]) -> int:
        table = contacts_with(state, others, first, last, kinds=("visit",), reported_by=reported_by)
        return int(table["event_id"].nunique())

    west = visits(WEST, "anyone")
    low, high = (min(visits([RESISTANCE], by), west) for by in ("state", "anyone"))
    return low, high


def before_and_after(table: pd.DataFrame, day: str, days: int) -> tuple[int, int]:
    """Contacts in as many days before a day, and from that day on. table: ``date``."""
    since = (table["date"] - pd.Timestamp(day)).dt.days
    return int(since.between(-days, -1).sum()), int(since.between(0, days - 1).sum())


def share_change(
    party: str, early: pd.DataFrame, late: pd.DataFrame
) -> tuple[float, float, float, float]:
    """An actor's share of the contacts of two spells: ``before, after, low, high``, in per cent.

    low, high: the ends of Newcombe's 95 per cent interval of the difference. early, late: see
    ``contacts``.
    """
    counts = [
        (int((met["party"] == party).sum()), met["event_id"].nunique()) for met in (late, early)
    ]
    _, low, high = newcombe(*counts)
    after, before = (100 * taken / total for taken, total in counts)
    return before, after, 100 * low, 100 * high


def between(met: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Weight of contacts between two lists of actors: ``row, column, weight, events``.

    A pair without a contact has 0: none was found, which is not that none took place. met: see
    ``contacts``.
    """
    pairs = met[["event_id", "party"]].merge(met[["event_id", "party"]], on="event_id")
    pairs = pairs.set_axis(["event_id", "row", "column"], axis=1).query("row != column")
    weight = 1 / pairs.groupby(["event_id", "row"])["column"].transform("size")
    ties = pairs.assign(weight=weight).groupby(["row", "column"])["weight"]
    grid = pd.MultiIndex.from_product([rows, columns], names=["row", "column"])
    grid = grid[grid.get_level_values("row") != grid.get_level_values("column")]
    return ties.agg(weight="sum", events="size").reindex(grid, fill_value=0).reset_index()


def share_numbers(party: str, spells: Mapping[str, pd.DataFrame]) -> Numbers:
    """The ``share_change`` of an actor between two spells, named in words, in numbers."""
    (early, before), (late, after) = spells.items()
    first, last, low, high = share_change(party, before, after)
    share = partial(number, digits=0, tolerance=0.5)
    among = f"contacts with {names()[party]} among all found, {early} 2021"
    lower = "lower end of the 95 per cent interval of the difference, points"
    return {
        "contacts_before": share(first, among, unit="%"),
        "contacts_after": share(last, f"the same, {late} 2021", unit="%"),
        "contacts_low": share(low, lower),
        "contacts_high": share(high, "upper end of the interval"),
    }
