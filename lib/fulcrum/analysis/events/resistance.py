"""The resistance of Panjshir and Tajikistan: who acted, who asked, what help is on record."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.case import TEXT_DAY
from fulcrum.analysis.events.contacts import READINGS
from fulcrum.analysis.events.events import RESISTANCE, events, named, takes_part
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.evidence.wording import by_row

HELP: Final = ("military", "aid", "exercise")
"""Kinds of event by which one side helps the other."""


def _present(table: pd.DataFrame, party: str) -> pd.Series[bool]:
    """Whether a state takes part in each event; not where a reader saw that it is spoken of."""
    absent = table["event_id"].map(load(READINGS).set_index("event_id")["absent"]).fillna("")
    return takes_part(table, party) & ~absent.str.split(";").map(lambda codes: party in codes)


def helped(last: str = "2021-12-31") -> pd.DataFrame:
    """Military acts, aid and exercises of Tajikistan with the resistance as a party."""
    table = events(last=last, outcomes=True).query("actor == 'TJK' and event_type in @HELP")
    return table[takes_part(table, RESISTANCE)]


def turned_to(first: str, last: str, party: str = "TJK") -> pd.DataFrame:
    """Acts and statements of the resistance to which a state is a party, from day to day."""
    table = events(first, last, outcomes=True).query("actor == @RESISTANCE")
    return table[_present(table, party)].reset_index(drop=True)


def turning_tests(reports: pd.DataFrame) -> list[Test]:
    """How many reports of turning to a state stand before the text under test, and after it.

    reports: see ``turned_to``. *not_by_then*: to the day of the text; *not_later*: after it.
    """
    later = reports["date"] > pd.Timestamp(TEXT_DAY)
    days = by_row(reports, "{event_id}, {date:%d %B %Y}", "; ")
    return [Test("not_by_then", (~later).sum()), Test("not_later", later.sum(), note=days)]


def resistance(last: str = "2022-12-31") -> pd.DataFrame:
    """All events on the resistance and Tajikistan by day since the fall of Kabul: ``…, side``.

    side: *resistance alone*; *with Dushanbe*, as a party; *Dushanbe*, which acts or is reported
    to. The interim cabinet is added as its own side, *Kabul*.
    """
    table = events("2021-08-15", last, outcomes=True)
    front = table["actor"] == RESISTANCE
    tajik = (table["actor"] == "TJK") & takes_part(table, RESISTANCE)
    kabul = table["event_id"].isin(named("interim_cabinet"))
    side = pd.Series("Dushanbe", index=table.index).mask(front, "resistance alone")
    side = side.mask(front & _present(table, "TJK"), "with Dushanbe").mask(kabul, "Kabul")
    return table.assign(side=side)[front | tajik | kabul].reset_index(drop=True)
