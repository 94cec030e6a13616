"""What the alliance did in the crisis: its acts, and who went along with its line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import events
from fulcrum.analysis.events.stances import mean_range
from fulcrum.evidence.claims import Test

FORCE: Final = ("exercise", "aid", "military", "evacuation")
"""Kinds of event that move people or goods, as the table of events names them."""


def acts(table: pd.DataFrame, names: dict[str, str], crisis: str) -> pd.DataFrame:
    """Acts under the alliance's flag: ``event_id, date, event_type, soil, entered, summary``.

    table: see ``events.events``; a row counts when the alliance itself is its actor and its kind
    moves people or goods. names: states by code. soil: the one state that the account names as the
    place, empty when it names none or several (participants do not tell: they list every member).
    entered: whether a party of the crisis state took part.
    """
    rows = table[(table["actor"] == "CSTO") & table["event_type"].isin(FORCE)]
    named = [[code for code, name in names.items() if name in text] for text in rows["summary"]]
    soil = [codes[0] if len(codes) == 1 else "" for codes in named]
    entered = rows["participants"].fillna("").str.contains(crisis)
    columns = ["event_id", "date", "event_type", "soil", "entered", "summary"]
    return rows.assign(soil=soil, entered=entered)[columns].reset_index(drop=True)


def way_in(acts: pd.DataFrame, state: str) -> tuple[int, int]:
    """How many more acts were on a state's soil than on any other's, and how many went further.

    acts: see ``acts``. The second number: acts in which a party of the crisis state took part.
    """
    on_soil = acts.loc[acts["soil"] != "", "soil"].value_counts()
    elsewhere = on_soil.drop(state, errors="ignore")
    lead = int(on_soil.get(state, 0)) - max(map(int, elsewhere), default=0)
    return lead, int(acts["entered"].sum())


def endorsing(allies: Collection[str], last: str) -> tuple[set[str], set[str]]:
    """Allies that recognised the Taliban by a day, and with them those that may have endorsed them.

    The latter: whose words on recognition have endorsement (2) as their upper code.
    """
    rows = events(last=last, outcomes=True)
    rows = rows[rows["actor"].isin(allies)]
    turned = set(rows.loc[rows["event_type"] == "recognition", "actor"])
    perhaps = (rows["topic"] == "recognition") & (rows["high"] >= 2)
    return turned, turned | set(rows.loc[perhaps, "actor"])


def going_along(
    frame: pd.DataFrame, state: str, acted: pd.Timestamp, since: str = "2021-08-15"
) -> list[Test]:
    """Whether a state went along with the alliance: the tests of its act and of its stance.

    Args:
        frame: Stances of both, as of ``stances.stances``.
        state: The state, by its code.
        acted: The day on which it acted first.
        since: The first day of the stances that are compared, as an ISO date.

    Returns:
        after_the_line: days from the alliance's first stance that is dated to the day to that act.
        same_line: points of the scale by which the ranges of the two means overlap, negative where
        there is a gap between them. None where a side has no such stance.
    """
    dated = frame.loc[(frame["actor"] == "CSTO") & (frame["date_precision"] == "day"), "date"]
    means = mean_range(frame[frame["date"] >= since]).set_index("actor")
    both = {"CSTO", state} <= set(means.index)
    days = (acted - dated.min()).days if len(dated) else None
    overlap = means["high"].min() - means["low"].max() if both else None
    return [Test("after_the_line", days), Test("same_line", overlap)]
