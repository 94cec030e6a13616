"""Votes in the United Nations General Assembly: how often two states choose alike.

One rule for absence everywhere: a vote counts for a pair when both took part (yes, abstain or no).
One rule for roll calls: votes on parts of a text and unanimous ones are left out, as the authors of
the data leave them out of their own scores. Agreement is the share of identical choices.
Chance-corrected agreement is Cohen's kappa (each state keeps its own habits) and Scott's pi (both
share one): Häge 2011, 10.1093/pan/mpr023.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.evidence.data import load
from fulcrum.statistics.agreement import identical, kappa, kappa_interval, scott_pi, similarity_s

MATRIX: Final = "unga-roll-call-votes/votes_matrix"
ROLLS: Final = "unga-roll-call-votes/roll_calls"
POINTS: Final = "unga-ideal-points/ideal_points"
SELECTED: Final = "unga-roll-call-votes/selected_resolutions"
GAPS: Final = (
    "Of the votes, those of the emergency session on Ukraine, March to October 2022, are not in "
    "the matrix, and 2024 ends in June."
)
"""What the matrix lacks, for the caveat of a figure."""
CAST: Final = {"Y": "yes", "A": "abstained", "N": "no", "X": "absent"}
DATES: Final = ("vote_date", "session_opened")
CHOICES: Final = ("Y", "A", "N")
PLACES: Final = {"N": 0.0, "A": 0.5, "Y": 1.0}
"""Where each choice lies between refusal and consent, for ``similarity_s``."""


def roll_calls() -> pd.DataFrame:
    """Roll calls on whole texts and motions that were not unanimous: the matrix with their dates.

    One row a roll call: ``rollcall_id, vote_date, session_opened`` and a column for each state.
    Votes on paragraphs and amendments are on record for some years only, and would make those
    years another measure. Bailey, Strezhnev & Voeten 2017, 10.1177/0022002715595700.
    """
    calls = load(ROLLS)
    divided = calls[["n_yes", "n_abstain", "n_no"]].gt(0).sum(axis=1) > 1
    kept = calls.loc[divided & ~calls["part_of_text"], ["rollcall_id", *DATES]]
    return kept.merge(load(MATRIX), on="rollcall_id")


def choices(state: str, other: str) -> pd.DataFrame:
    """Votes in which both states took part: ``session, one, other``.

    session: the year in which it opened; it begins in the middle of September.
    """
    table = roll_calls()
    columns = {"session": table["session_opened"], "one": table[state], "other": table[other]}
    cast = pd.DataFrame(columns)
    return cast[cast[["one", "other"]].isin(CHOICES).all(axis=1)].reset_index(drop=True)


def by_session(
    state: str, others: Iterable[str], first: int, last: int, rng: np.random.Generator, draws: int
) -> pd.DataFrame:
    """Similarity by session: ``other, session, n, agreement, kappa, low, high, pi, s``.

    And ``state, segment``: the other's name, and a number that rises at each gap. Sessions with
    fewer than 20 joint votes are left out. first, last: the years in which the first
    and the last session opened. low, high: 5 and 95 per cent of the kappas when a session's joint
    votes are drawn again with replacement, ``draws`` times; roll calls of one session hang
    together, so that the interval is a lower bound of the doubt. Efron 1979,
    10.1214/aos/1176344552.
    """
    rows = []
    for other in others:
        votes = choices(state, other)
        for session, part in votes[votes["session"].between(first, last)].groupby("session"):
            if len(part) >= 20:
                pair = part["one"], part["other"]
                ends = kappa_interval(*pair, CHOICES, rng, draws)
                more = scott_pi(*pair), similarity_s(*pair, PLACES)
                rows.append(
                    (other, session, len(part), identical(*pair), kappa(*pair), *ends, *more)
                )
    columns = ["other", "session", "n", "agreement", "kappa", "low", "high", "pi", "s"]
    table = pd.DataFrame(rows, columns=columns)
    gaps = table.groupby("other")["session"].diff().gt(1).groupby(table["other"]).cumsum()
    return table.assign(state=table["other"].map(names()), segment=gaps)


def on_the_title(title: str, codes: Collection[str]) -> pd.DataFrame:
    """How some states voted on resolutions of one title, in order of the day.

    ``resolution, vote_date, iso3, vote, day, said, state``; day: its year; state: the name. said:
    yes, abstained, no, or absent; absence is not a vote. KeyError on an unknown letter.
    """
    table = load(SELECTED).sort_values(["vote_date", "iso3"])
    rows = table[(table["title"] == title) & table["iso3"].isin(codes)]
    return rows[["resolution", "vote_date", "iso3", "vote"]].assign(
        day=rows["vote_date"].dt.strftime("%Y"),
        said=[CAST[vote] for vote in rows["vote"]],
        state=rows["iso3"].map(names()),
    )


def in_words(cast: pd.DataFrame, iso3: str) -> str:
    """What a state did on each resolution of ``on_the_title``, in their order, as a phrase."""
    verbs = {"yes": "voted yes", "abstained": "abstained", "no": "voted no", "absent": "was absent"}
    done = cast.loc[cast["iso3"] == iso3, "said"].map(verbs).tolist()
    if len(done) > 1 and len(set(done)) == 1:
        return f"{done[0]} {'both' if len(done) == 2 else 'all'} times"
    return ", then ".join(done) or "is not on record"


def tally(title: str) -> pd.DataFrame:
    """The whole Assembly on resolutions of one title: ``date, yes, abstained, no, absent``."""
    table = load(SELECTED)
    rows = table[table["title"] == title]
    counts = pd.crosstab(rows["vote_date"].rename("date"), rows["vote"].map(CAST))
    return counts.reindex(columns=list(CAST.values()), fill_value=0).reset_index()


def ideal_points(codes: list[str], year: int) -> pd.DataFrame:
    """Ideal points of some states in one year: ``edition, iso3, point, low, high, row``.

    One row for each vintage and series; they are never mixed. low, high: 5 and 95 per cent of the
    posterior; row: state and edition in words. Bailey, Strezhnev & Voeten 2017,
    10.1177/0022002715595700.
    """
    table = load(POINTS)
    rows = table[table["iso3"].isin(codes) & (table["year"] == year)]
    short = {"ideal_point": "point", "q5": "low", "q95": "high"}
    points = rows[["iso3", *short]].rename(columns=short)
    edition = rows["vintage"] + ", " + rows["series"].str.replace("_", " ")
    points.insert(0, "edition", edition)
    final = rows["series"].map({"final_passage": ", final"}).fillna("")
    month = pd.to_datetime(rows["vintage"]).dt.strftime(", %B %Y")
    points["row"] = rows["iso3"].map(names()) + month + final
    return points.sort_values(["edition", "iso3"], ignore_index=True)


def sides(
    codes: list[str], first: str, last: str, power: str = "RUS", other: str = "USA"
) -> pd.DataFrame:
    """With whom states voted in the General Assembly when two powers voted differently.

    ``iso3, votes, with_one, with_other, neither``; shares of the state's own votes on such roll
    calls, sum one; absences are left out. first, last: ISO days, both included.
    """
    table = roll_calls()
    table = table[table["vote_date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    apart = table[[power, other]].isin(CHOICES).all(axis=1) & (table[power] != table[other])
    rows = []
    for iso3 in codes:
        cast = table[apart & table[iso3].isin(CHOICES)]
        shares = cast[[power, other]].eq(cast[iso3], axis=0).mean()
        if len(cast):
            rows.append((iso3, len(cast), *shares, 1 - shares.sum()))
    return pd.DataFrame(rows, columns=["iso3", "votes", "with_one", "with_other", "neither"])
