"""What Tajikistan promised those who came, what it did with them, and who counted them."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.analysis.refugees.counts import last_day
from fulcrum.evidence.data import load
from fulcrum.evidence.wording import by_row

CROSSINGS: Final = "tajik-afghan-border-2021/crossings"
POLICY: Final = "tajikistan-afghan-refugee-policy/policy_events"

AUTHORITY: Final = (
    r"UNHCR|Tajik|State Committee|SCNS|Border Guard|[Bb]order [Ss]ervice|"
    r"Committee of Emergency|\bminister\b|governor"
)
"""Offices of Tajikistan, as the table of crossings names its speakers, and UNHCR."""
NO_AUTHORITY: Final = r"Afghan|\bpress\b|\bsource\b|detained"
"""Speakers who stand beside an office in that table without speaking for one."""
KINDS: Final[dict[str, str]] = {
    "capacity statement": "said",
    "statement": "said",
    "refugees accepted (claim)": "said",
    "aid stockpile": "helped by others",
    "resettlement flight": "helped by others",
    "procedure suspended": "closed or sent back",
    "ultimatum": "closed or sent back",
    "deportation": "closed or sent back",
}
"""Types of event in the table of policy by what they are; crossings of the border are left out."""


def is_official(speakers: pd.Series[str]) -> pd.Series[bool]:
    """Whether each speaker is an authority of Tajikistan or UNHCR, not the press or a source."""
    office = speakers.str.contains(AUTHORITY)
    return office & ~speakers.str.contains(NO_AUTHORITY)


def official_stock_figures(until: str) -> pd.DataFrame:
    """Stated stocks of Afghans in Tajikistan by a day: ``event_id, persons, stated_by, official``.

    official: stated by an authority of Tajikistan or by UNHCR.
    """
    table = load(CROSSINGS)
    rows = table[(table["direction"] == "stock in Tajikistan") & (table["date_start"] <= until)]
    stocks = rows[["event_id", "persons", "stated_by"]]
    return stocks.assign(official=is_official(rows["stated_by"])).reset_index(drop=True)


def civilians_received(until: str) -> pd.DataFrame:
    """Civilians taken in by one region of Tajikistan in 2021: ``place, persons, back, low, high``.

    One row a group and region. back: people of the same group reported to have gone back later,
    by ``until``. low, high: what is left of the group on that day: at least those whom a row of
    stock in the same region reports, at most all who are not reported back.
    """
    table = load(CROSSINGS)
    table = table[table["date_start"] <= until]
    civil = table["group"].str.contains("civilians")
    region = ~table["tajik_admin_unit"].str.contains("all|and", na=True)
    rows = []
    taken_in = table[civil & region & (table["direction"] == "into Tajikistan")]
    for part in taken_in.to_dict("records"):
        later = table[
            (table["date_start"] >= part["date_start"]) & (table["group"] == part["group"])
        ]
        back = later.loc[later["direction"] == "back to Afghanistan", "persons"].sum()
        same = later["tajik_admin_unit"] == part["tajik_admin_unit"]
        stay = later.loc[(later["direction"] == "stock in Tajikistan") & same, "persons"].sum()
        left = max(0, part["persons"] - back)
        rows.append((part["event_id"], part["tajik_admin_unit"], part["persons"], back, stay, left))
    columns = ["event_id", "place", "persons", "back", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def returned_elsewhere(until: str) -> str:
    """Returns that no group taken in can be matched with, as a sentence; empty when there are none.

    Rows of refugees sent or gone back from all regions: who they were and where they had been is
    not said, so that they are told beside ``civilians_received`` and never taken off it.
    """
    table = load(CROSSINGS)
    back = table["direction"].eq("back to Afghanistan") & table["group"].str.contains("refugees")
    rows = table[back & table["tajik_admin_unit"].eq("all") & (table["date_end"] <= until)]
    reports = by_row(rows, "{persons:,.0f} by {stated_by}", joint="; ")
    return f"Not matched, of all regions and perhaps soldiers: back, {reports}." if reports else ""


def policy(first: str = "2021") -> pd.DataFrame:
    """Promise and practice, dated: ``start, end, kind, event_type, persons, text, description``.

    And ``actor, source_name``. text: the type of event with its number and unit. The spans of
    deportation rows overlap: they are never added. A month runs from its first day to its last.
    Claims about years before ``first`` are left out.
    """
    table = load(POLICY)
    rows = table.assign(kind=table["event_type"].map(KINDS)).dropna(subset="kind")
    rows = rows[rows["date_start"] >= first]
    start = pd.to_datetime(rows["date_start"], format="ISO8601")
    rows = rows.assign(start=start, end=last_day(rows["date_end"]).fillna(start))
    number = rows["persons"].map("{:,.0f}".format, na_action="ignore").astype("string").fillna("")
    parts = rows["qualifier"].fillna("") + " " + number + " " + rows["unit"].fillna("")
    parts = parts.str.strip().str.removesuffix(" persons")
    rows["text"] = (rows["event_type"] + ": " + parts).str.removesuffix(": ")
    shown = ["start", "end", "kind", "event_type", "persons", "text", "description", "actor"]
    return rows[[*shown, "source_name"]].sort_values("start", ignore_index=True, kind="stable")
