"""How much a distant power engages: aid by fiscal year, visits by its leaders, bases."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.data import load

AID: Final = "us-foreign-assistance/us_foreign_assistance_by_country"
TRIPS: Final = "us-leader-travel/travels_abroad"
VISITS: Final = "us-leader-travel/visits_to_the_us"
SITES: Final = "us-troops-abroad/us_base_sites"
TROOPS: Final = "us-troops-abroad/us_troops_by_host_year"
EVENTS: Final = "events-2021/events_2021"


def aid(codes: list[str], release: int, kind: str = "Disbursements") -> pd.DataFrame:
    """American aid in constant dollars of one release: ``iso3, year, usd_million``.

    release: 2021 (dollars of 2019) or 2023 (dollars of 2021); the two are never joined. The last
    fiscal year of a release is partial and left out. All agencies, civil and military.
    """
    table = load(AID)
    rows = table[
        table["iso3"].isin(codes)
        & (table["data_release"] == release)
        & (table["transaction_type"] == kind)
        & table["fiscal_year"].str.fullmatch(r"\d{4}")
    ]
    year = rows["fiscal_year"].astype(int)
    found = pd.DataFrame(
        {
            "iso3": rows["iso3"],
            "year": year,
            "usd_million": rows["amount_usd_constant"].astype("float64") / 1e6,
        }
    )
    found = found[found["year"] < release]
    return found.sort_values(["iso3", "year"], ignore_index=True)


def ratio(frame: pd.DataFrame, iso3: str, years: tuple[int, int], base: tuple[int, int]) -> float:
    """Mean aid of some years over the mean of base years, both inclusive."""
    own = frame[frame["iso3"] == iso3].set_index("year")["usd_million"]
    return float(own.loc[years[0] : years[1]].mean() / own.loc[base[0] : base[1]].mean())


def leaders(codes: list[str]) -> pd.DataFrame:
    """Stops of the president and the secretary of state: ``iso3, date, office, traveller``.

    The record ends in February 2025.
    """
    table = load(TRIPS)
    rows = table[table["destination_iso3"].isin(codes)]
    names = {"destination_iso3": "iso3", "start_date": "date"}
    found = rows[["destination_iso3", "start_date", "office", "traveller"]].rename(columns=names)
    return found.sort_values("date", ignore_index=True)


def base_sites(codes: list[str]) -> int:
    """American base sites listed in some states."""
    return int(load(SITES)["iso3"].isin(codes).sum())


def troops(codes: list[str]) -> pd.DataFrame:
    """American troops by host and year, one definition: ``iso3, year, persons``, 1990 to 2021.

    The figures miss Karshi-Khanabad and the first years of Manas.
    """
    table = load(TROOPS)
    rows = table[table["iso3"].isin(codes)]
    found = rows[["iso3", "year", "us_active_duty_previous_release_persons"]]
    return found.set_axis(["iso3", "year", "persons"], axis=1).dropna().reset_index(drop=True)


def event_day(event_id: str) -> str:
    """The day of one coded event, as an ISO date."""
    table = load(EVENTS).set_index("event_id")
    return str(table.loc[event_id, "date"])


def invitations(text: str) -> pd.DataFrame:
    """Events whose summary speaks of an invitation by some actor: ``event_id, date, summary``.

    text: a word that the summary must hold, besides *invite*.
    """
    table = load(EVENTS)
    summary = table["summary"]
    chosen = summary.str.contains("invit", case=False) & summary.str.contains(text)
    return table.loc[chosen, ["event_id", "date", "summary"]].reset_index(drop=True)


def aid_with_partial(iso3: str) -> pd.Series[float]:
    """Aid paid to one state by fiscal year, million dollars of 2021, the partial 2023 included."""
    table = load(AID)
    rows = table[
        (table["iso3"] == iso3)
        & (table["data_release"] == 2023)
        & (table["transaction_type"] == "Disbursements")
        & table["fiscal_year"].str.fullmatch(r"\d{4}")
    ]
    values = rows["amount_usd_constant"].astype("float64") / 1e6
    return values.set_axis(rows["fiscal_year"].astype(int)).sort_index()
