"""What single texts of the record say, as read row by row: answers that a column does not hold.

The readings stand in ``data/event-readings``, each with its ground; another reader can change one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd

from fulcrum.analysis.events import events
from fulcrum.analysis.events.contacts import contacts_with
from fulcrum.analysis.events.stances import coded
from fulcrum.errors import FulcrumError
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.statistics.intervals import newcombe

TEXTS: Final = "event-readings/text_readings"


def answered(
    question: str, actors: list[str], first: str, last: str, *, stated: bool = True
) -> pd.DataFrame:
    """Events of some actors from ``first`` to ``last`` with the answer to a question.

    stated: only rows with a coded stance. The columns of ``stances.coded``, and ``yes``, a truth
    value.
    Raises FulcrumError when a row in this frame was not read.
    """
    table = coded(first, last)
    frame = table[table["actor"].isin(actors) & (table["date_precision"] == "day")]
    if stated:
        frame = frame.dropna(subset="stance")
    answers = load(TEXTS).query("question == @question").set_index("event_id")["answer"]
    unread = sorted(set(frame["event_id"]) - set(answers.index))
    if unread:
        raise FulcrumError(
            f"{TEXTS}: no answer to '{question}' for {', '.join(unread)}. Read the row and add it."
        )
    return frame.assign(yes=frame["event_id"].map(answers) == "yes").reset_index(drop=True)


def louder(texts: pd.DataFrame, actor: str, others: Collection[str]) -> Test:
    """Share of an actor's texts answered with yes less that of others, in points: a test of c06.

    With Newcombe's 95 per cent interval. texts: see ``answered``.
    """
    sides = texts["actor"].eq(actor), texts["actor"].isin(others)
    counts = [(int(texts.loc[side, "yes"].sum()), int(side.sum())) for side in sides]
    step, low, high = (100 * value for value in newcombe(*counts))
    (yes, total), (other_yes, other_total) = counts
    note = (
        f"{yes} of {total} Tajik texts and {other_yes} of {other_total} of the other members warn."
    )
    return Test("louder", step, low, high, note)


def count_yes(
    texts: pd.DataFrame, actors: Mapping[str, str], reading: str = "yes", marked: str = "yes"
) -> list[Test]:
    """A test for each actor: how many of its texts were answered with yes; its note names them.

    texts: see ``answered``; actors: codes by the name of the test; reading: what yes means, in
    words; marked: a column of marks that a text must carry as well.
    """
    tests = []
    for name, actor in actors.items():
        part = texts[texts["actor"] == actor]
        yes = part.loc[part["yes"] & part[marked], "event_id"]
        total = part["event_id"].nunique()
        note = f"Read as {reading}: {', '.join(yes) or 'none'} of {total} texts."
        tests.append(Test(name, len(yes), note=note))
    return tests


def security_counts(
    actors: Mapping[str, str], first: str, last: str, topics_from: str
) -> dict[str, int]:
    """Tests of c02 by name: what some states told the Taliban, and what they spoke about.

    For each actor (codes by the word in the names): ``contact``, contacts with the Taliban that
    the state reports; ``security``, texts or acts that set a condition of security; ``topic``,
    rows on the border or terrorism from another day on.
    """
    firm = answered(
        "sets_security_condition", list(actors.values()), first, last, stated=False
    ).query("yes")
    about = events.events(topics_from, last).set_index("topic")["actor"]
    counts = {}
    for word, code in actors.items():
        talks = contacts_with(code, [events.TALIBAN], first, last, reported_by="state")
        counts[f"{word}_contact"] = len(talks)
        counts[f"{word}_security"] = int((firm["actor"] == code).sum())
        counts[f"{word}_topic"] = int((about.loc[["border_security", "terrorism"]] == code).sum())
    return counts
