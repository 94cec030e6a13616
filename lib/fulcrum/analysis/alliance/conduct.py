"""What the alliance did in the crisis: its acts, and who went along with its line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.decisions import turned
from fulcrum.analysis.events.events import Tests, retested
from fulcrum.analysis.events.stances import drawn_means, middle, recodings
from fulcrum.evidence.claims import Test
from fulcrum.evidence.wording import by_row, listed

FORCE: Final = ("exercise", "aid", "military", "evacuation")
"""Kinds of event that move people or goods, as the table of events names them."""


def acts(table: pd.DataFrame, states: Collection[str], crisis: str) -> pd.DataFrame:
    """Acts under the alliance's flag: ``event_id, date, event_type, soil, place, entered``.

    table: see ``events.events``; a row counts when the alliance itself is its actor and its kind
    moves people or goods. states: their codes. soil: the one state that the account names as the
    place, empty when it names none or several (participants do not tell: they list every member);
    place: its name, or *no place named*. entered: whether a party of the crisis state took part.
    """
    rows = table[(table["actor"] == "CSTO") & table["event_type"].isin(FORCE)]
    named = [[code for code in states if names()[code] in text] for text in rows["summary"]]
    soil = pd.Series([codes[0] if len(codes) == 1 else "" for codes in named], rows.index, str)
    entered = rows["participants"].fillna("").str.contains(crisis)
    place = soil.map(names()).fillna("no place named")
    columns = ["event_id", "date", "event_type", "soil", "place", "entered"]
    return rows.assign(soil=soil, place=place, entered=entered)[columns].reset_index(drop=True)


def way_in_tests(acts: pd.DataFrame, state: str) -> list[Test]:
    """How many more acts were on a state's soil than on any other's, and how many went further.

    acts: see ``acts``. *way_used*: acts in which a party of the crisis state took part.
    """
    on_soil = acts.loc[acts["soil"] != "", "soil"].value_counts()
    lead = on_soil.get(state, 0) - max(on_soil.drop(state, errors="ignore"), default=0)
    rows = by_row(acts, "{event_id}, {event_type}, {date:%-d %B %Y}, {place}", "; ") or "none"
    counted = f"Rows counted, with the place that the account names: {rows}."
    ruled_out = "On 29 August 2021 the head of the alliance ruled out sending troops (e081)."
    return [
        Test("on_tajik_soil", lead, note=counted),
        Test("way_used", acts["entered"].sum(), note=ruled_out),
    ]


def hostility_tests(later: pd.DataFrame, frame: pd.DataFrame) -> list[Test]:
    """Whether the alliance opposed the Taliban in its statements, or asked for more later on.

    *no_hostile_text*: statements of open opposition; *later_texts*: later texts with the inclusive
    wording, and at most. later: see ``joint_texts.wording``; frame: its statements, see
    ``stances.stances``.
    """
    hostile, at_most = ((frame[code] <= -2).sum() for code in ("stance", "low"))
    rows = f"Rows: {listed(frame['event_id'], last=', ')}. At their lowest codes: {at_most}."
    asking, unread = ((later["state"] == state).sum() for state in ("kept", "unknown"))
    note = f"{len(later)} texts, {unread} not read far enough."
    return [
        Test("no_hostile_text", hostile, note=rows),
        Test("later_texts", asking, asking, asking + unread, note),
    ]


NAMES_2021: Final = ("bent_then", "acts_then", "words_then")
NAMES_2026: Final = ("bent_later", "acts_held", "words_kept")


def bending_tests(
    test_names: tuple[str, str, str],
    with_state: pd.Series,
    without: pd.Series,
    allies: Collection[str],
    last: str,
) -> list[Test]:
    """Whether a state bent an alliance's words, and which allies turned by a day: tests of c36.

    The share of texts with the wording with the state as a party less that without, in points; the
    allies that took the Taliban off their lists or recognised them; the first share alone, in per
    cent. test_names: of the three; with_state, without: rows of ``joint_texts.survival``, whose
    ends count unread texts as lost and as kept.
    """
    note = "{kept} of {texts} texts hold it, of {unknown} too little was read.".format_map
    both = f"With: {note(with_state)} Without: {note(without)}"
    low, high = with_state["low"] - without["high"], with_state["high"] - without["low"]
    acts = turned()
    acts = acts[acts["actor"].isin(allies) & (acts["date"] <= last)]
    who = f"{listed(acts['actor'].map(names()).unique(), none='Nobody')}."
    bent, by_acts, alone = test_names
    return [
        Test(bent, None, low, high, both),
        Test(by_acts, acts["actor"].nunique(), note=who),
        Test(alone, None, with_state["low"], with_state["high"], note(with_state)),
    ]


def going_along(state: str, acted: pd.Timestamp, since: str, frame: pd.DataFrame) -> Tests:
    """Whether an alliance's line was pragmatic, and whether a state went along: the tests of c11.

    *line_pragmatic*: the alliance's mean stance; *went_along*: the state's less the alliance's;
    both in points, with the middle 95 per cent under drawn codes. *after_the_line*: days from the
    alliance's first stance that is dated to the day to ``acted``, when the state acted first. None
    where a side has no such stance. since: first day of the stances compared; frame: those of both,
    as of ``stances.stances``. The variants: rows dated by month taken for ``since``, and each
    recoding.
    """

    def tests(line: pd.DataFrame) -> list[Test]:
        dated = line.loc[(line["actor"] == "CSTO") & (line["date_precision"] == "day"), "date"]
        days = Test("after_the_line", (acted - dated.min()).days if len(dated) else None)
        compared = line[(line["date"] >= since) & line["actor"].isin(["CSTO", state])]
        means = compared.groupby("actor")["stance"].mean()
        if len(means) < 2:
            return [Test("line_pragmatic", None), Test("went_along", None), days]
        drawn = drawn_means(compared)
        ends = middle(drawn.assign(beside=drawn[state] - drawn["CSTO"]))
        return [
            Test("line_pragmatic", means["CSTO"], *ends.loc["CSTO"]),
            Test("went_along", means[state] - means["CSTO"], *ends.loc["beside"]),
            days,
        ]

    day = frame["date"].where(frame["date_precision"] == "day", pd.Timestamp(since))
    of_month = f"the row dated August only, taken for {pd.Timestamp(since):%-d %B}"
    others = {of_month: frame.assign(date=day, date_precision="day"), **recodings(frame)}
    return retested(tests, frame, others)
