"""Joint texts on Afghanistan: does the wish for inclusive rule survive, where, and without whom?"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import events
from fulcrum.evidence.data import load

TEXTS: Final = "joint-texts-afghanistan/joint_texts"
STATES: Final = {1: "kept", 0: "lost"}


def wording() -> pd.DataFrame:
    """Every joint text: ``text_id, date, year, body, tjk_party, inclusive, state, text``.

    inclusive: 1 the wish for inclusive rule is in it, 0 accounts lack it, missing: not enough was
    read. A 0 rests on accounts, not on the full text.
    """
    table = load(TEXTS)
    columns = ["text_id", "date", "body", "text", "tjk_party", "tajik_agenda", "inclusive_grade"]
    wording = table[[*columns, "signatories"]]
    inclusive = table["inclusive"]
    state = inclusive.map(STATES).astype("object").where(inclusive.notna(), "unknown")
    return wording.assign(year=table["date"].dt.year, inclusive=inclusive, state=state)


def by_body_and_year(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a body and year: ``body, year, state, texts, tjk_party``.

    The wording is *kept* when the last text of the year whose state is known has it, *lost* when it
    lacks it; *unknown* when no text of the year could be read far enough.
    """
    ordered = frame.sort_values("date", kind="stable")
    rows = []
    for (body, year), part in ordered.groupby(["body", "year"]):
        read = part[part["inclusive"].notna()]
        state = read["state"].iloc[-1] if len(read) else "unknown"
        rows.append((body, year, state, len(part), bool(part["tjk_party"].any())))
    return pd.DataFrame(rows, columns=["body", "year", "state", "texts", "tjk_party"])


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
    parts = [survival(frame, *span).assign(period=name) for name, span in periods.items()]
    survived = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "period": survived["period"],
            "tjk_party": survived["tjk_party"],
            "texts": (survived["known"] + survived["unknown"]).astype(int),
            "kept": survived["kept"].astype(int),
            "unknown": survived["unknown"].astype(int),
            "low": 100 * survived["share_low"],
            "high": 100 * survived["share_high"],
        }
    )


def agenda(frame: pd.DataFrame) -> pd.DataFrame:
    """Which texts took up the Tajik agenda: ``body, year, texts, named``.

    named: texts of the body and year whose accounts name the security belt or the border programme.
    A text that is not known to name them may still do so: the count is a lower bound.
    """
    named = frame["tajik_agenda"].fillna(0).astype(int)
    grouped = frame.assign(named=named).groupby(["body", "year"], as_index=False)
    return grouped.agg(texts=("text_id", "size"), named=("named", "sum"))


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
