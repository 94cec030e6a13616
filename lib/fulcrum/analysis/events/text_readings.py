"""What single texts of the record say, as read row by row: answers that a column does not hold.

The readings stand in ``data/event-readings``, each with its ground; another reader can change one.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import events
from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load

TEXTS: Final = "event-readings/text_readings"


def answered(
    question: str, actors: list[str], first: str, last: str, *, stated: bool = True
) -> pd.DataFrame:
    """Events of some actors from ``first`` to ``last`` with the answer to a question.

    stated: only rows with a coded stance. ``event_id, date, actor, inclusive, summary, yes``, where
    ``yes`` is a truth value. Raises FulcrumError when a row in this frame was not read.
    """
    table = events(first, last)
    frame = table[table["actor"].isin(actors) & (table["date_precision"] == "day")]
    if stated:
        frame = frame.dropna(subset="stance")
    answers = load(TEXTS).query("question == @question").set_index("event_id")["answer"]
    unread = sorted(set(frame["event_id"]) - set(answers.index))
    if unread:
        raise FulcrumError(
            f"{TEXTS}: no answer to '{question}' for {', '.join(unread)}. Read the row and add it."
        )
    columns = ["event_id", "date", "actor", "inclusive", "topic", "summary"]
    return (
        frame[columns]
        .assign(yes=frame["event_id"].map(answers) == "yes")
        .sort_values("date", ignore_index=True, kind="stable")
    )
