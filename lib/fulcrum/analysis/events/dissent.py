"""What dissent cost: acts of open disagreement with the patron, and what followed within a time.

The positive control is November 2011, when pilots were sentenced in Tajikistan and Tajik workers
were held in Russia within a week: penalties can be seen where there are any.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import events, named
from fulcrum.analysis.events.removals import by_day, growth, measures
from fulcrum.analysis.events.stances import mean_range, second_coder
from fulcrum.evidence.claims import Test

WITHIN: Final = 90
"""Days within which a consequence is counted; the control took seven."""
CONTROL: Final = "control"
SHORT: Final = {"inclusive_government": "inclusion"}
"""Topics by a word that fits beside a narrow figure."""


@dataclass(frozen=True)
class Act:
    """One act of dissent, by the row that dates it."""

    name: str
    date: pd.Timestamp
    row: str


def flagged() -> pd.DataFrame:
    """Every Tajik row that the second coder marks as dissent: ``event_id, date, confidence, …``.

    The coder read row by row and knew nothing of windows or of what followed; the rows of both
    tables are taken once, by date.
    """
    marks = second_coder()["dissent"]
    table = events(outcomes=True)
    chosen = (table["actor"] == "TJK") & table["event_id"].map(marks).eq(1)
    return table[chosen].sort_values("date", ignore_index=True, kind="stable")


def acts(*, every: bool = False) -> tuple[Act, ...]:
    """The control of 2011, then the first act that the second coder marks as dissent in each year.

    every: all marked acts, not the first of a year alone. Dates are read from the tables.
    """
    first = measures().query("period_kind == 'day'")["period"].min()
    table = flagged()
    if not every:
        table = table.groupby(table["date"].dt.year, as_index=False).first()
    control = Act("control, 2011", pd.Timestamp(first), CONTROL)
    day = "%d %b %Y" if every else "%Y"
    columns = zip(table["topic"], pd.DatetimeIndex(table["date"]), table["event_id"], strict=True)
    since = (
        Act(f"{date:{day}}, {SHORT.get(topic, topic)}", date, str(event_id))
        for topic, date, event_id in columns
    )
    return (control, *since)


def penalties(act: Act, within: int = WITHIN) -> pd.DataFrame:
    """Measures against Tajik workers, dated to the day, and Russian acts at the border, after it.

    By column alone: the kinds in ``removals.PENALTIES``, and Russian rows of kind *border*. ``days,
    what, source``; days after the act, 0 to ``within``. A count of the day of the act is what there
    was before any penalty and is not among them: see ``held_before``. Yearly and half-yearly counts
    cannot be placed in a window and are left out: absence here is not proof of absence.
    """
    counts = by_day()
    after = pd.concat([counts[counts["date"] > act.date], _border()], ignore_index=True)
    return _after(after, act, within)


def datable(act: Act, within: int = WITHIN) -> bool:
    """Whether measures against Tajik workers were counted by the day in the window after an act.

    Where they were not, that none is found says nothing about removals.
    """
    return not _after(by_day(), act, within).empty


def on_record(since: str) -> int:
    """Measures and acts that ``penalties`` could find, from a day on."""
    days = pd.concat([by_day()["date"], _border()["date"]])
    return int((days >= pd.Timestamp(since)).sum())


def held_before(act: Act) -> pd.DataFrame:
    """Counts of Tajik workers of the day of the act, so before any penalty for it.

    ``days, what, source``, as in ``penalties``; days are 0.
    """
    return _after(by_day(), act, 0)


def concessions(act: Act, within: int = WITHIN) -> pd.DataFrame:
    """Acts of Russia or the CSTO that the second coder reads as meeting Tajikistan: ``days, …``.

    By column alone (actor, ``concession_to_tjk``): the coder marked rows one by one, promises and
    drills included, before any window was laid over them. That an act followed dissent is no proof
    that dissent brought it; ``usual`` gives what any window holds.
    """
    flags = second_coder()["concession_to_tjk"]
    table = events(outcomes=True)
    marked = table["event_id"].map(flags).eq(1) & table["actor"].isin(["RUS", "CSTO"])
    return _after(_described(table[marked]), act, within)


def consequences(within: int = WITHIN) -> pd.DataFrame:
    """What followed each act of ``acts``, row by row: ``act, kind, days, what, source``.

    kind: *penalty*; *concession*; or *count before*, the count of the day of the act itself.
    """
    parts = []
    for act in acts():
        followed = {
            "count before": held_before(act),
            "penalty": penalties(act, within),
            "concession": concessions(act, within),
        }
        parts += [frame.assign(act=act.name, kind=kind) for kind, frame in followed.items()]
    return pd.concat(parts, ignore_index=True)[["act", "kind", "days", "what", "source"]]


def _border() -> pd.DataFrame:
    """Russian acts at the border: ``date, what, source``."""
    table = events(outcomes=True)
    return _described(table[(table["actor"] == "RUS") & (table["event_type"] == "border")])


def _described(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"date": rows["date"], "what": rows["summary"], "source": rows["table"]})


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


def spared(within: int = WITHIN) -> list[str]:
    """Acts of dissent, the control left out, with a concession and no penalty within some days."""
    table = ledger(within)
    chosen = (table["penalties"] == 0) & (table["concessions"] > 0)
    return table.loc[chosen & ~table["act"].str.startswith("control"), "act"].tolist()


def spared_tests(within: int = WITHIN) -> list[Test]:
    """Whether acts of dissent went without a penalty, and whether workers paid for them later.

    *without_penalty*: acts with a concession and no penalty within some days; *deportations*: the
    growth of removals of Tajik citizens less that of expulsions of all nationalities.
    """
    names = spared(within)
    tajik, everyone = growth()
    without_penalty = Test("without_penalty", len(names), note="; ".join(names))
    return [without_penalty, Test("deportations", tajik - everyone)]


def refusal() -> Act:
    """The first refusal to recognise a government of the Taliban alone."""
    return next(act for act in acts() if act.row in named("tajik_refusal"))


def lead_tests(act: Act, others: Collection[str], frame: pd.DataFrame) -> list[Test]:
    """Whether an act of dissent went without a penalty, and whether others took the same line.

    others: who could have followed; frame: stances after the act (see ``stances.stances``).
    *followers*: how many of them stood below zero with all codes at their upper ends.
    """
    hits = len(penalties(act))
    means = mean_range(frame[frame["actor"].isin(others)])
    seen = hits if hits or datable(act) else None
    blind = (
        "No measure against Tajik workers in these months is on record by the day, so that the "
        "test can refute the claim but not bear it out."
    )
    coded = f"States with a coded stance: {len(means)} of {len(others)}."
    followers = int((means["high"] < 0).sum())
    return [Test("no_penalty", seen, note=blind), Test("followers", followers, note=coded)]


def windows(days: Sequence[int] = (30, 90, 180), *, every: bool = False) -> pd.DataFrame:
    """The ledger under several windows: its columns and ``within``, in days."""
    return pd.concat([ledger(d, every=every).assign(within=d) for d in days], ignore_index=True)


def usual(within: int = WITHIN, first: str = "2021-06-01", last: str = "2025-12-01") -> float:
    """Concessions that a window of ``within`` days holds on average, whatever day it starts on.

    The baseline for ``concessions``: starts on each day from ``first`` to ``last``, the stretch
    that both event tables cover.
    """
    days = pd.date_range(first, last, freq="D")
    start = Act("any day", days[0], "any")
    span = int((days[-1] - days[0]).days) + within
    after = concessions(start, span)["days"].to_numpy()
    offsets = range(len(days))
    total = sum(int(((after >= day) & (after <= day + within)).sum()) for day in offsets)
    return total / len(days)
