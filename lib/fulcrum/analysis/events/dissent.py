"""What dissent cost: acts of open disagreement with the patron, and what followed within a time.

The positive control is November 2011, when pilots were sentenced in Tajikistan and Tajik workers
were held in Russia within a week: penalties can be seen where there are any.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from fulcrum.analysis.events.events import EVENTS, NAMED, OUTCOMES, events, named
from fulcrum.analysis.events.removals import MEASURES, by_day, growth, measures
from fulcrum.analysis.events.stances import SECOND, below_zero, second_coder
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import versions
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.wording import by_number

TABLES: Final = [MEASURES, EVENTS, OUTCOMES, SECOND]
USED: Final = [*TABLES, NAMED]
WITHIN: Final = 90
"""Days within which a consequence is counted; the control took seven."""
CONTROL: Final = "control"
SHORT: Final = {"inclusive_government": "inclusion"}
"""Topics by a word that fits beside a narrow figure."""


class Act(NamedTuple):
    """One act of dissent, by the row that dates it."""

    name: str
    date: pd.Timestamp
    row: str


def acts(*, every: bool = False) -> tuple[Act, ...]:
    """The control of 2011, then the first act that the second coder marks as dissent in each year.

    The coder read row by row and knew nothing of windows or of what followed. every: all marked
    acts, not the first of a year alone. Dates are read from the tables.
    """
    first = measures().query("period_kind == 'day'")["period"].min()
    table, day = events(outcomes=True).query("actor == 'TJK'"), "%d %b %Y"
    table = table[table["event_id"].map(second_coder()["dissent"]).eq(1)]
    if not every:
        table, day = table[~table["date"].dt.year.duplicated()], "%Y"
    names = table["date"].dt.strftime(day) + ", " + table["topic"].replace(SHORT)
    since = map(Act, names, table["date"], table["event_id"])
    return (Act("control, 2011", pd.Timestamp(first), CONTROL), *since)


def penalties(act: Act, within: int = WITHIN) -> pd.DataFrame:
    """Measures against Tajik workers, dated to the day, and Russian acts at the border, after it.

    By column alone: the kinds in ``removals.PENALTIES``, and Russian rows of kind *border*. ``days,
    what, source``; days after the act, 0 to ``within``. A count of the day of the act is what there
    was before any penalty and is not among them. Yearly and half-yearly counts cannot be placed in
    a window and are left out: absence here is not proof of absence.
    """
    counts, border = _feared(versions(*USED))
    after = pd.concat([counts[counts["date"] > act.date], border])
    return _after(after, act, within)


def on_record(since: str) -> int:
    """Measures and acts that ``penalties`` could find, from a day on."""
    return int((pd.concat(_feared(versions(*USED)))["date"] >= since).sum())


def concessions(act: Act, within: int = WITHIN) -> pd.DataFrame:
    """Acts of Russia or the CSTO that the second coder reads as meeting Tajikistan: ``days, …``.

    By column alone (actor, ``concession_to_tjk``): the coder marked rows one by one, promises and
    drills included, before any window was laid over them. That an act followed dissent is no proof
    that dissent brought it; ``usual`` gives what any window holds.
    """
    return _after(_met(versions(*USED)), act, within)


def consequences(within: int = WITHIN) -> pd.DataFrame:
    """What followed each act of ``acts``, row by row: ``act, kind, days, what, source``.

    kind: *penalty*; *concession*; or *count before*, the count of the day of the act itself.
    """
    parts = []
    for act in acts():
        followed = {
            "count before": _after(by_day(), act, 0),
            "penalty": penalties(act, within),
            "concession": concessions(act, within),
        }
        parts += [frame.assign(act=act.name, kind=kind) for kind, frame in followed.items()]
    return pd.concat(parts, ignore_index=True)[["act", "kind", "days", "what", "source"]]


@lru_cache(maxsize=4)
def _feared(_hashes: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measures by the day, and Russian acts at the border, as ``date, what, source``."""
    border = events(outcomes=True).query("actor == 'RUS' and event_type == 'border'")
    return by_day(), _described(border)


@lru_cache(maxsize=4)
def _met(_hashes: tuple[str, ...]) -> pd.DataFrame:
    """Acts of Russia or the CSTO marked as meeting Tajikistan: ``date, what, source``."""
    table = events(outcomes=True).query("actor in ['RUS', 'CSTO']")
    marked = table["event_id"].map(second_coder()["concession_to_tjk"]).eq(1)
    return _described(table[marked])


def _described(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {"summary": "what", "table": "source"}
    return rows[["date", *columns]].rename(columns=columns)


def _after(frame: pd.DataFrame, act: Act, within: int) -> pd.DataFrame:
    days = (frame["date"] - act.date).dt.days
    kept = frame.assign(days=days)[days.between(0, within)]
    return kept[["days", "what", "source"]].sort_values("days", ignore_index=True, kind="stable")


def ledger(within: int = WITHIN, *, every: bool = False) -> pd.DataFrame:
    """One row an act: ``act, row, date, penalties, first_penalty_day, concessions, outcome``.

    outcome: *a penalty* where there is any, else *concessions* where there are some, else *none*.
    """
    rows = []
    for act in acts(every=every):
        hits = penalties(act, within)
        first = float(hits["days"].min()) if len(hits) else float("nan")
        met = len(concessions(act, within))
        outcome = "a penalty" if len(hits) else "concessions" if met else "none"
        rows.append((act.name, act.row, act.date, len(hits), first, met, outcome))
    columns = ["act", "row", "date", "penalties", "first_penalty_day", "concessions", "outcome"]
    return pd.DataFrame(rows, columns=columns)


def spared_tests(within: int = WITHIN) -> list[Test]:
    """Whether acts of dissent were punished, and whether workers paid for them later.

    *punished*: acts, the control left out, with a penalty and no concession within some days;
    *deportations*: the growth of removals of Tajik citizens less that of expulsions of all
    nationalities.
    """
    followed = ledger(within).query("row != @CONTROL")
    punished = followed.query("penalties > 0 and concessions == 0")["act"]
    tajik, everyone = growth()
    note = f"Of {len(followed)} acts: {'; '.join(punished) or 'none'}."
    return [Test("punished", len(punished), note=note), Test("deportations", tajik - everyone)]


def refusal() -> Act:
    """The first refusal to recognise a government of the Taliban alone."""
    return next(act for act in acts() if act.row in named("tajik_refusal"))


def lead_tests(act: Act, others: Collection[str], frame: pd.DataFrame) -> list[Test]:
    """Whether an act of dissent went without a penalty, and whether others took the same line.

    others: who could have followed; frame: stances after the act (see ``stances.stances``).
    *no_penalty*: how many penalties followed. *followers*: how many of the others stood below zero
    on average, at least and at most under drawn codes.
    """
    followers = frame[frame["actor"].isin(others)]
    coded = f"States with a coded stance: {followers['actor'].nunique()} of {len(others)}."
    by_week = "Removals of workers were not counted by the day in these months."
    return [
        Test("no_penalty", len(penalties(act)), note=by_week),
        Test("followers", *below_zero(followers), coded),
    ]


def windows(days: Sequence[int] = (30, 90, 180), *, every: bool = False) -> pd.DataFrame:
    """The ledger under several windows: its columns and ``within``, in days.

    For a grid ``column`` and ``text``: the window, and penalties | concessions.
    """
    parts = [ledger(d, every=every).assign(within=d, column=f"{d} days") for d in days]
    table = pd.concat(parts, ignore_index=True)
    counts = table["penalties"].astype(str) + " | " + table["concessions"].astype(str)
    return table.assign(text=counts)


def usual(within: int = WITHIN, first: str = "2021-06-01", last: str = "2025-12-01") -> float:
    """Concessions that a window of ``within`` days holds on average, whatever day it starts on.

    The baseline for ``concessions``: starts on each day from ``first`` to ``last``, the stretch
    that both event tables cover.
    """
    starts = len(pd.date_range(first, last))
    after = concessions(Act("any day", pd.Timestamp(first), "any"), starts - 1 + within)["days"]
    holding = after.clip(upper=starts - 1) - (after - within).clip(lower=0) + 1
    return float(holding.sum() / starts)


def numbers() -> Numbers:
    """Acts, penalties and concessions in numbers, beside what any window holds."""
    every, since = (table[table["row"] != CONTROL] for table in (ledger(every=True), ledger()))
    first, *others = since["concessions"]
    acts_label = "Tajik rows that the second coder marks as dissent, 2021 to 2026"
    datable = on_record("2021-01-01")
    to_the_day = "Russian measures against Tajik workers or at the border since 2021 that are dated"
    measures_unit = by_number(datable, one="Russian measure", many="Russian measures")
    drew = "of these, acts with a penalty on record within the window"
    after = "concessions in the window after the first act of 2021"
    later = "most concessions in such a window after the acts of later years"
    any_day = "concessions that any 90 days hold on average"
    window = "days within which a penalty or concession is counted"
    return {
        "within": number(WITHIN, window, unit="days"),
        "acts": number(len(every), acts_label, unit="acts"),
        "penalised": number((every["penalties"] > 0).sum() or "none", drew),
        "datable": number(datable, f"{to_the_day} to the day", unit=measures_unit),
        "after_2021": number(first, after, unit="concessions"),
        "after_later": number(max(others) or "none", later),
        "usual": number(usual(90), any_day, digits=1, tolerance=0.05),
    }
