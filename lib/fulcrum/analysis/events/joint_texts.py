"""Joint texts on Afghanistan: does the wish for inclusive rule survive, where, and without whom?"""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import Tests, event, events, left_out, retested
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.wording import by_row

TEXTS: Final = "joint-texts-afghanistan/joint_texts"


def wording() -> pd.DataFrame:
    """Every joint text: ``text_id, date, year, body, tjk_party, inclusive, state, text, …``.

    inclusive: 1 the wish for inclusive rule is in it, 0 accounts lack it, missing: not enough was
    read. A 0 rests on accounts, not on the full text. tajik_agenda: whether accounts name what
    Tajikistan asked for itself.
    """
    table = load(TEXTS)
    return table.assign(
        year=table["date"].dt.year,
        state=table["inclusive"].map({1: "kept", 0: "lost"}).astype("object").fillna("unknown"),
        tajik_agenda=table["tajik_agenda"].fillna(0).astype(bool),
    )


def by_body_and_year(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a body and year: ``body, year, state, texts, tjk_party, named, mark``.

    The wording is *kept* when the last text of the year whose state is known has it, *lost* when it
    lacks it; *unknown* when no text of the year could be read far enough. named: texts whose
    accounts name the Tajik agenda (the security belt or the border programme); a text that is not
    known to name it may still do so, so that the count is a lower bound. mark: T where Tajikistan
    was a party to a text of the year, + where the agenda is named.
    """
    table = frame.groupby(["body", "year"]).agg(
        texts=("text_id", "size"), tjk_party=("tjk_party", "any"), named=("tajik_agenda", "sum")
    )
    readable = frame[frame["state"] != "unknown"].sort_values("date", kind="stable")
    last = readable.groupby(["body", "year"])["state"].last()
    table.insert(0, "state", last.reindex(table.index).fillna("unknown"))
    tajik, named = table["tjk_party"], table["named"] > 0
    table["mark"] = tajik.map({True: "T", False: ""}) + named.map({True: "+", False: ""})
    return table.reset_index()


def survival(frame: pd.DataFrame, first: str, last: str, period: str = "") -> pd.DataFrame:
    """Texts that keep the wording, with and without Tajikistan as a party, between two days.

    ``period, tjk_party, texts, known, kept, unknown, low, high``; low, high: per cent of the texts,
    the unknown ones counted as lost, and as kept. For a chart ``row``, in words, and ``tone``.
    period: the name of the time between the two days.
    """
    part = frame[frame["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    counts = part.groupby("tjk_party")["inclusive"].agg(["size", "count", "sum"]).astype("int64")
    table = counts.set_axis(["texts", "known", "kept"], axis=1).reset_index()
    table["unknown"] = table["texts"] - table["known"]
    table["low"] = 100 * (table["kept"] / table["texts"])
    party = table["tjk_party"].map({True: f"{period}, with (", False: f"{period}, without ("})
    return table.assign(
        high=100 * ((table["kept"] + table["unknown"]) / table["texts"]),
        period=period,
        row=party + table["texts"].astype(str) + ")",
        tone=table["tjk_party"].map({True: "TJK", False: "other"}),
    )


def parts(table: pd.DataFrame) -> pd.DataFrame:
    """Texts by what became of the wording, in per cent: ``row, state, share``.

    table: see ``survival``. state: *kept*, *unknown*, or *lost*.
    """
    kept, most = table["low"], table["high"]
    shares = table[["row"]].assign(kept=kept, unknown=most - kept, lost=100 - most)
    return shares.melt("row", var_name="state", value_name="share")


def following_tests(frame: pd.DataFrame, act: pd.Timestamp) -> list[Test]:
    """Whether texts took up the wording only after an act: the tests of c40.

    *absent_before*: texts with it before the act; *present_after*: those from the act to the end of
    2021, at least, and at most where too little was read. frame: see ``wording``.
    """
    autumn = frame[frame["date"].between(act, pd.Timestamp("2021-12-31"))]["state"]
    already = ((frame["date"] < act) & (frame["state"] == "kept")).sum()
    kept, unread = int((autumn == "kept").sum()), int((autumn == "unknown").sum())
    session = "The session of 23 August was chaired by Tajikistan."
    note = f"CSTO texts of which too little was read: {unread}."
    return [
        Test("absent_before", already, note=session),
        Test("present_after", None, kept, kept + unread, note),
    ]


def before(frame: pd.DataFrame, day: str, party: str) -> pd.DataFrame:
    """Joint texts with the wording, dated before a day, that a state signed or voted for.

    The Security Council rows list Russia and China in words; both are members of it. One that
    abstained did not sign.
    """
    names = frame["signatories"]
    signed = names.str.contains(party) & ~names.str.contains(rf"{party}\b[^;)]*abstained")
    early = frame["date"] < pd.Timestamp(day)
    return frame[signed & early & (frame["inclusive"] == 1)].reset_index(drop=True)


def chaired(party: str) -> list[str]:
    """Joint texts adopted with a state in the chair; the table notes this for Tajikistan alone.

    KeyError for another state: its chairs were not noted, which is not the same as none.
    """
    table = load(TEXTS)
    column = {"TJK": "tjk_chair"}[party]
    return table.loc[table[column].fillna(False).astype(bool), "text_id"].tolist()


def calls(actor: str, first: str, before_day: str) -> pd.DataFrame:
    """Statements of one actor that ask for inclusive rule: ``event_id, date, speaker, summary``.

    From ``first`` to the day before ``before_day``; rows dated by month only are left out.
    """
    table = events(first)
    asked = (
        (table["actor"] == actor)
        & table["inclusive"].fillna(False).astype(bool)
        & (table["date_precision"] == "day")
        & (table["date"] < pd.Timestamp(before_day))
    )
    columns = ["event_id", "date", "speaker", "summary"]
    return table.loc[asked, columns].sort_values("date", ignore_index=True, kind="stable")


def agreement_tests(texts: pd.DataFrame, calls: pd.DataFrame) -> Tests:
    """Whether Moscow wanted inclusive rule only once Tajikistan had asked: the tests of c41.

    The day of Rahmon's report that Russia agrees, and what came before it: texts, see ``before``,
    and calls, see ``calls``. The variants leave texts out by a rule, or one text or call.
    """
    spoke = event("russian_agreement")

    def tests(signed: pd.DataFrame, asked: pd.DataFrame) -> list[Test]:
        names = by_row(signed, "{body}, {date:%-d %B %Y}", "; ")
        speakers = by_row(asked, "{speaker}, {date:%-d %B %Y}", "; ")
        return [
            Test("date", spoke["date"], note=f"{spoke['speaker']}, row e077."),
            Test("no_earlier_text", len(signed), note=names),
            Test("no_earlier_call", len(asked), note=speakers),
        ]

    fewer = {
        "only texts that say government": texts[texts["inclusive_grade"] == "government"],
        "only after the fall of Kabul": texts[texts["date"] >= "2021-08-15"],
        "without texts in the Tajik chair": texts[~texts["text_id"].isin(chaired("TJK"))],
        **left_out(texts, "text_id"),
    }
    as_signed, variants = retested(partial(tests, asked=calls), texts, fewer)
    return as_signed, variants | retested(partial(tests, texts), calls, left_out(calls))[1]


def wording_numbers(texts: pd.DataFrame, earlier: pd.DataFrame, since: pd.DataFrame) -> Numbers:
    """Joint texts with the inclusive wording in numbers.

    texts: see ``wording``; earlier: the texts ``before`` the act; since: ``survival`` by party.
    """
    held = "joint texts with Russia as a party that hold the inclusive wording before 25 August "
    chair = "the same without the text that was adopted with Tajikistan in the chair"
    parties = "texts of 2022 to 2025 with Tajikistan as a party"
    elsewhere = (~earlier["text_id"].isin(chaired("TJK"))).sum()
    joint = partial(number, unit="joint texts")
    return {
        "texts_found": joint(len(texts), "joint texts on Afghanistan in the table, 2020 to 2025"),
        "earlier_texts": joint(len(earlier), f"{held}2021"),
        "earlier_elsewhere": joint(elsewhere, chair),
        "kept_with": number(since["kept"][True], f"{parties} that keep the wording"),
        "known_with": number(
            since["known"][True], f"{parties} whose wording is known", unit="texts"
        ),
    }


def agenda_numbers(texts: pd.DataFrame) -> Numbers:
    """Joint texts that take up the Tajik agenda in numbers; texts: see ``wording``."""
    bodies = texts.loc[texts["tajik_agenda"], "body"].tolist()
    naming = "joint texts whose accounts name the security belt or the border programme"
    party = "joint texts with Tajikistan as a party, 2021 to 2025"
    of_these = "of these, texts of the"
    return {
        "agenda_texts": number(len(bodies), naming),
        "agenda_of": number(texts["tjk_party"].sum(), party, unit="texts"),
        "agenda_csto": number(bodies.count("CSTO"), f"{of_these} CSTO"),
        "agenda_moscow": number(bodies.count("Moscow format"), f"{of_these} Moscow format"),
    }
