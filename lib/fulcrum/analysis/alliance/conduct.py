"""What the alliance did in the crisis: its acts, and who went along with its line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.events import Tests, events, retested
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


def bending_tests(texts: pd.Series, allies: Collection[str], last: str) -> list[Test]:
    """Whether the alliance bent: its words, and the allies that recognised the Taliban by a day.

    *words_then*: per cent of texts with the wording, see ``joint_texts.survival``, of which texts
    is a row; *acts_then*: allies that recognised them. Its note names those whose words on
    recognition have endorsement (2) as their upper code.
    """
    rows = events(last=last, outcomes=True)
    rows = rows[rows["actor"].isin(allies)]
    turned = set(rows.loc[rows["event_type"] == "recognition", "actor"])
    perhaps = (rows["topic"] == "recognition") & (rows["high"] >= 2)
    at_most = turned | set(rows.loc[perhaps, "actor"])
    note = "{kept} of {texts} texts hold it, of {unknown} too little was read.".format_map(texts)
    who = listed(map(names().get, sorted(at_most)), none="nobody")
    bound = f"By acts, or at most by words that may be read as endorsement: {who}."
    words = Test("words_then", None, texts["low"], texts["high"], note)
    return [words, Test("acts_then", len(turned), note=bound)]


def going_along(state: str, acted: pd.Timestamp, since: str, frame: pd.DataFrame) -> Tests:
    """Whether a state went along with the alliance: the tests of its act and of its stance.

    *after_the_line*: days from the alliance's first stance that is dated to the day to ``acted``,
    when the state acted first. *same_line*: points of the scale between the two means, with the
    middle 95 per cent under drawn codes; None where a side has no such stance.
    since: first day of the stances compared; frame: those of both, as of ``stances.stances``. The
    variants: rows dated by month taken for ``since``, and each recoding.
    """

    def tests(line: pd.DataFrame) -> list[Test]:
        dated = line.loc[(line["actor"] == "CSTO") & (line["date_precision"] == "day"), "date"]
        days = (acted - dated.min()).days if len(dated) else None
        compared = line[(line["date"] >= since) & line["actor"].isin(["CSTO", state])]
        means = compared.groupby("actor")["stance"].mean()
        if len(means) < 2:
            return [Test("after_the_line", days), Test("same_line", None)]
        drawn = drawn_means(compared)
        ends = middle((drawn[state] - drawn["CSTO"]).abs()).iloc[0]
        return [
            Test("after_the_line", days),
            Test("same_line", abs(means[state] - means["CSTO"]), *ends),
        ]

    day = frame["date"].where(frame["date_precision"] == "day", pd.Timestamp(since))
    of_month = f"the row dated August only, taken for {pd.Timestamp(since):%-d %B}"
    others = {of_month: frame.assign(date=day, date_precision="day"), **recodings(frame)}
    return retested(tests, frame, others)
