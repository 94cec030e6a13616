"""What others decided: the cabinet in Kabul, the allies' line, the alliance, American forces.

Events are chosen by their coded columns (actor, kind, topic, participants) or by a name that the
seeds use; the wording of a summary never decides.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.events import TALIBAN, events, named, participants, takes_part

ALLIES: Final = ("RUS", "KAZ", "KGZ", "BLR", "ARM")
"""The members of the CSTO beside Tajikistan in 2021."""


def cabinet() -> pd.DataFrame:
    """The interim cabinet that the Taliban announced, one row, with ``outsiders``.

    outsiders: participants other than the Taliban, joined by semicolons; empty when there is none.
    """
    table = events()
    row = table[table["event_id"].isin(named("interim_cabinet"))]
    outsiders = participants(row).map(lambda codes: ";".join(sorted(codes - {TALIBAN})))
    return row.assign(outsiders=outsiders)


def later_posts() -> pd.Series[bool]:
    """Which events are later posts that the Taliban gave to persons of no Taliban background.

    They are named in ``data/event-readings``; a truth value for each row of ``events``.
    """
    return events()["event_id"].isin(named("later_posts"))


def turned() -> pd.DataFrame:
    """Acts by which an ally took the Taliban off its list or recognised them, by date.

    Rows of ``events``: kind recognition, stance 2 (endorsement).
    """
    endorsed = events(outcomes=True).query("event_type == 'recognition' and stance >= 2")
    return endorsed[endorsed["actor"].isin(ALLIES)].reset_index(drop=True)


def border_programme(body: str = "CSTO", party: str = "TJK") -> pd.DataFrame:
    """Agreements of the alliance, with a state as a party, after 25 August 2021."""
    table = events("2021-08-26", outcomes=True)
    agreed = (table["actor"] == body) & (table["event_type"] == "agreement")
    return table[agreed & takes_part(table, party)]


def on_tajik_wishes() -> pd.DataFrame:
    """What Kabul, the allies and the alliance decided on what Tajikistan asked for, by date.

    Rows of ``cabinet``, ``turned`` and ``border_programme``, with ``what`` was decided and its
    ``kind``: *for* what Tajikistan asked, or *against* it.
    """
    allies, programme, taliban = turned(), border_programme(), cabinet()
    shared = taliban["outsiders"].ne("").map({True: "for", False: "against"})
    parts = [
        allies.assign(what=allies["actor"].map(names()) + " gives way", kind="against"),
        programme.assign(what="border programme", kind="for"),
        taliban.assign(what="Kabul cabinet", kind=shared),
    ]
    return pd.concat(parts).sort_values("date", ignore_index=True, kind="stable")


def american_forces(states: tuple[str, ...], first: str = "2021-09-01") -> pd.DataFrame:
    """Military acts, agreements and exercises of America with any of some states from a day on.

    An opening of a base would be among them, so that their number is an upper bound.
    """
    table = events(first, outcomes=True).query("actor == 'USA'")
    table = table[table["event_type"].isin(["military", "agreement", "exercise"])]
    return table[takes_part(table, *states)]
