"""Joint texts on Afghanistan: does the wish for inclusive rule survive, where, and without whom?"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import events
from fulcrum.evidence.data import load

TEXTS: Final = "joint-texts-afghanistan/joint_texts"
STATES: Final = {1: "kept", 0: "lost"}


def wording() -> pd.DataFrame:
    """Every joint text: ``text_id, date, year, body, tjk_party, inclusive, state, text, …``.

    inclusive: 1 the wish for inclusive rule is in it, 0 accounts lack it, missing: not enough was
    read. A 0 rests on accounts, not on the full text. tajik_agenda: whether accounts name what
    Tajikistan asked for itself.
    """
    table = load(TEXTS)
    columns = ["text_id", "date", "body", "text", "tjk_party", "tajik_agenda", "inclusive_grade"]
    wording = table[[*columns, "signatories"]]
    inclusive = table["inclusive"]
    state = inclusive.map(STATES).astype("object").where(inclusive.notna(), "unknown")
    agenda = table["tajik_agenda"].fillna(0).astype(bool)
    return wording.assign(
        year=table["date"].dt.year, inclusive=inclusive, state=state, tajik_agenda=agenda
    )


def by_body_and_year(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a body and year: ``body, year, state, texts, tjk_party, named``.

    The wording is *kept* when the last text of the year whose state is known has it, *lost* when it
    lacks it; *unknown* when no text of the year could be read far enough. named: texts whose
    accounts name the Tajik agenda (the security belt or the border programme); a text that is not
    known to name it may still do so, so that the count is a lower bound.
    """
    table = frame.groupby(["body", "year"]).agg(
        texts=("text_id", "size"), tjk_party=("tjk_party", "any"), named=("tajik_agenda", "sum")
    )
    readable = frame[frame["state"] != "unknown"].sort_values("date", kind="stable")
    last = readable.groupby(["body", "year"])["state"].last()
    table.insert(0, "state", last.reindex(table.index).fillna("unknown"))
    return table.reset_index()


def survival(frame: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Share of texts that keep the wording, with and without Tajikistan as a party.

    ``tjk_party, known, kept, unknown, share_low, share_high``: the unknown texts are counted as
    lost for the low share and as kept for the high one.
    """
    part = frame[frame["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    grouped = part.groupby("tjk_party").agg(
        known=("inclusive", "count"), kept=("inclusive", "sum"), total=("text_id", "size")
    )
    grouped["unknown"] = grouped["total"] - grouped["known"]
    grouped["share_low"] = grouped["kept"] / grouped["total"]
    grouped["share_high"] = (grouped["kept"] + grouped["unknown"]) / grouped["total"]
    return grouped.drop(columns="total").astype("float64").reset_index()


def shares(frame: pd.DataFrame, periods: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Survival by period in per cent: ``period, tjk_party, texts, kept, unknown, low, high``."""
    table = pd.concat(
        [survival(frame, *days).assign(period=period) for period, days in periods.items()],
        ignore_index=True,
    )
    table["texts"] = table["known"] + table["unknown"]
    table["low"], table["high"] = 100 * table["share_low"], 100 * table["share_high"]
    columns = ["period", "tjk_party", "texts", "kept", "unknown", "low", "high"]
    return table[columns].astype(dict.fromkeys(columns[2:5], "int64"))


def kept_and_unknown(frame: pd.DataFrame) -> tuple[int, int]:
    """How many texts keep the wording, and of how many too little was read to tell."""
    return int((frame["state"] == "kept").sum()), int((frame["state"] == "unknown").sum())


def before(frame: pd.DataFrame, day: str, party: str) -> pd.DataFrame:
    """Joint texts with the wording, dated before a day, that a state signed or voted for.

    The Security Council rows list Russia and China in words; both are members of it. One that
    abstained did not sign.
    """
    listed = frame["signatories"]
    signed = listed.str.contains(party) & ~listed.str.contains(rf"{party}\b[^;)]*abstained")
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
