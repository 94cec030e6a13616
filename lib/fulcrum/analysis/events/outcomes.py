"""What dissent brought: Kabul, the allies, the border programme, and the resistance of Panjshir.

Rows are found by their coded columns (actor, kind, topic, participants) or by an event's id that
the seeds name as a locator; the wording of a summary never decides.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.events.stances import events

ALLIES: Final = ("RUS", "KAZ", "KGZ", "BLR", "ARM")
"""The members of the CSTO beside Tajikistan in 2021."""
CABINET: Final = "e098"
"""The interim cabinet of September 2021, named in the seeds of c20 and c26."""
CLAIMED: Final = "e095"
"""The statement of the day on which the Taliban claimed Panjshir: it dates the claim."""
ACTS: Final = ("military", "aid", "exercise")


def _with(table: pd.DataFrame, party: str) -> pd.Series[bool]:
    parties = table["participants"].fillna("").str.split(";")
    return pd.Series([party in found for found in parties], index=table.index)


def cabinet() -> pd.Series[str]:
    """The row of the interim cabinet: its date and its ``participants`` are read from the table."""
    table = events()
    found: pd.Series[str] = table[table["event_id"] == CABINET].iloc[0]
    return found


def cabinet_is_taliban_alone() -> bool:
    """Whether the Taliban are the only party to the interim cabinet, by the coded participants."""
    return str(cabinet()["participants"]) == "AFG-TAL"


def turned() -> pd.DataFrame:
    """First act of each ally that took the Taliban off its list or recognised them, by date.

    Rows of ``positions.events``: kind recognition, stance 2 (endorsement).
    """
    table = events(outcomes=True)
    chosen = (
        (table["event_type"] == "recognition")
        & (table["stance"] >= 2)
        & table["actor"].isin(ALLIES)
    )
    return table[chosen].sort_values("date", ignore_index=True, kind="stable")


def programme(after: str = "2021-08-25") -> pd.DataFrame:
    """Agreements of the CSTO with Tajikistan as a party after a day: the border programme."""
    table = events(outcomes=True)
    chosen = (table["actor"] == "CSTO") & (table["event_type"] == "agreement")
    return table[chosen & _with(table, "TJK") & (table["date"] > pd.Timestamp(after))]


def helped(until: str = "2021-12-31") -> pd.DataFrame:
    """Military acts, aid and exercises of Tajikistan with the resistance as a party."""
    table = events(outcomes=True)
    chosen = (table["actor"] == "TJK") & table["event_type"].isin(ACTS)
    return table[chosen & _with(table, "AFG-NRF") & (table["date"] <= pd.Timestamp(until))]


def turned_to(first: str, last: str, party: str = "TJK") -> pd.DataFrame:
    """Acts and statements of the resistance to which Tajikistan is a party, from day to day."""
    table = events(outcomes=True)
    inside = table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    chosen = (table["actor"] == "AFG-NRF") & _with(table, party) & inside
    return table[chosen].sort_values("date", ignore_index=True, kind="stable")


def resistance(until: str = "2022-12-31") -> pd.DataFrame:
    """All rows on the resistance and Tajikistan by day: ``…, side``.

    side: *resistance alone*; *with Dushanbe*, as a party; *Dushanbe*, which acts or is reported
    to. Rows of both event tables, each once; the cabinet is added as its own side, *Kabul*.
    """
    table = events(outcomes=True)
    front = table["actor"] == "AFG-NRF"
    ours = (table["actor"] == "TJK") & _with(table, "AFG-NRF")
    kabul = table["event_id"] == CABINET
    side = pd.Series("Dushanbe", index=table.index).mask(front, "resistance alone")
    side = side.mask(front & _with(table, "TJK"), "with Dushanbe")
    side = side.mask(kabul, "Kabul")
    chosen = (front | ours | kabul) & table["date"].between(
        pd.Timestamp("2021-08-15"), pd.Timestamp(until)
    )
    return table.assign(side=side)[chosen].sort_values("date", ignore_index=True, kind="stable")


def american_forces(states: tuple[str, ...], after: str = "2021-08-31") -> pd.DataFrame:
    """Military acts, agreements and exercises of America with any of some states after a day.

    An opening of a base would be among them, so that their number is an upper bound.
    """
    table = events(outcomes=True)
    kind = table["event_type"].isin(["military", "agreement", "exercise"])
    party = pd.concat([_with(table, code) for code in states], axis=1).any(axis=1)
    chosen = (table["actor"] == "USA") & kind & party & (table["date"] > pd.Timestamp(after))
    return table[chosen].reset_index(drop=True)
