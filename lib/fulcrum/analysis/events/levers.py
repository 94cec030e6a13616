"""What the assets moved, by target: the cabinet in Kabul, and what the alliance decided."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.events.stances import events

TALIBAN = "AFG-TAL"


def cabinet(first: str, last: str) -> pd.DataFrame:
    """The Taliban's own statements on who governs, with the outsiders that take part in them.

    ``event_id, date, outsiders``: participants other than the Taliban, joined by semicolons, empty
    where there is none.
    """
    table = events()
    rows = table[
        (table["actor"] == TALIBAN)
        & (table["topic"] == "inclusive_government")
        & (table["event_type"] == "statement")
        & table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    ]
    named = rows["participants"].fillna("").str.split(";")
    others = named.map(lambda names: ";".join(n for n in names if n and n != TALIBAN))
    return rows[["event_id", "date"]].assign(outsiders=others).reset_index(drop=True)


def decisions(body: str, party: str, first: str, last: str) -> pd.DataFrame:
    """Agreements of a body to which a state is party, by day: ``event_id, date, topic``."""
    table = events(outcomes=True)
    named = table["participants"].fillna("").str.split(";")
    rows = table[
        (table["actor"] == body)
        & (table["event_type"] == "agreement")
        & named.map(lambda names: party in names)
        & table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    ]
    return rows[["event_id", "date", "topic"]].reset_index(drop=True)
