"""How much a distant power engages: aid by fiscal year, visits by its leaders, bases."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import foreign_bases, names
from fulcrum.analysis.events import leader_travel
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number

AID: Final = "us-foreign-assistance/us_foreign_assistance_by_country"
SITES: Final = "us-troops-abroad/us_base_sites"
TROOPS: Final = "us-troops-abroad/us_troops_by_host_year"
FORCES: Final = "foreign-forces-afghanistan/foreign_forces"
FOOTPRINTS: Final = "russian-bases-abroad/other_foreign_footprints_central_asia"
AIRCRAFT: Final = "kabul-airlift-2021/afghan_air_force_aircraft"
COMPLETE: Final = 0.95
"""Least part of what a later release reports for a fiscal year that a complete year holds."""
UNCOUNTED: Final = {"KGZ": (2002, 2007), "UZB": (2001, 2005)}
"""Years in which a base was in use that the figures of troops miss."""


def completeness(kind: str = "Disbursements") -> pd.DataFrame:
    """How much of each fiscal year each release holds: ``release, year, held, status``.

    held: in per cent of what the latest release reports, sums of the states that both have in
    current dollars; missing for the latest. status: *incomplete* for the years since an earlier
    release last held nearly all, and for the year in which a release came out; *may be incomplete*
    for the years of the latest release that are as recent as those that were incomplete in an
    earlier one; else *complete*.
    """
    table = load(AID)
    table = table[(table["transaction_type"] == kind) & _whole_year(table)]
    table = table.assign(year=table["fiscal_year"].astype(int))
    amounts = table.pivot_table("amount_usd_current", ["iso3", "year"], "data_release")
    latest, recent, parts = int(amounts.columns.max()), 0, []
    for release in sorted(map(int, amounts.columns)):
        known = amounts[release].dropna().astype("float64")
        later = amounts[latest].reindex(known.index).dropna().astype("float64")
        held = 100 * known[later.index].groupby("year").sum() / later.groupby("year").sum()
        if release == latest:
            held[:], since, doubtful = float("nan"), release, release - recent
        else:
            since = doubtful = int(held.index[held >= 100 * COMPLETE].max()) + 1
            recent = max(recent, release - since)
        part = held.rename("held").reset_index().assign(release=release, status="complete")
        part.loc[part["year"] >= doubtful, "status"] = "may be incomplete"
        part.loc[part["year"] >= since, "status"] = "incomplete"
        parts.append(part)
    return pd.concat(parts, ignore_index=True)[["release", "year", "held", "status"]]


def held_then(release: int, year: int) -> tuple[float, int]:
    """What a release held of a fiscal year, per cent, and the last that it held in full."""
    table = completeness()
    rows = table[table["release"] == release].set_index("year")
    return float(rows["held"].loc[year]), int(rows.index[rows["status"] == "complete"].max())


def _whole_year(table: pd.DataFrame) -> pd.Series[bool]:
    """Whether a row is of a fiscal year, not of the quarter between two kinds of fiscal year."""
    return table["fiscal_year"].str.fullmatch(r"\d{4}")


def aid(
    codes: list[str], release: int, kind: str = "Disbursements", *, partial: bool = False
) -> pd.DataFrame:
    """American aid in constant dollars of one release: ``iso3, year, usd_million, status``.

    All agencies, civil and military. release: 2021 (dollars of 2019) or 2023 (dollars of 2021),
    never joined; kind: of transaction; partial: whether the fiscal year in which the release came
    out is kept. status: whether the release holds the year in full, see ``completeness``.
    """
    table = load(AID)
    rows = table[
        table["iso3"].isin(codes)
        & (table["data_release"] == release)
        & (table["transaction_type"] == kind)
        & _whole_year(table)
    ]
    year, amount = rows["fiscal_year"].astype(int), rows["amount_usd_constant"].astype("float64")
    paid = pd.DataFrame({"iso3": rows["iso3"], "year": year, "usd_million": amount / 1e6})
    paid = paid[paid["year"] < release + partial]
    statuses = completeness(kind).query("release == @release").set_index("year")["status"]
    paid = paid.assign(status=paid["year"].map(statuses))
    return paid.sort_values(["iso3", "year"], ignore_index=True)


def growth(paid: pd.DataFrame, years: tuple[int, int], base: tuple[int, int]) -> pd.DataFrame:
    """Mean aid of some years over the mean of base years: ``times, low, high``, by state.

    paid: see ``aid``. years, base: first and last, both included. low, high: the lowest and the
    highest with each base year left out in turn.
    """
    table = paid.pivot(index="year", columns="iso3", values="usd_million")
    late, early = table.loc[years[0] : years[1]].mean(), table.loc[base[0] : base[1]]
    left_out = pd.DataFrame({year: late / early.drop(year).mean() for year in early.index})
    times = late / early.mean()
    return pd.DataFrame({"times": times, "low": left_out.min(axis=1), "high": left_out.max(axis=1)})


def base_sites(codes: list[str]) -> int:
    """American base sites listed in some states."""
    return int(load(SITES)["iso3"].isin(codes).sum())


def troops(codes: list[str]) -> pd.DataFrame:
    """American troops by host and year, one definition: ``iso3, year, persons``, 1990 to 2021.

    The figures miss Karshi-Khanabad and the first years of Manas, and count who was in transit
    through Manas on the day beside those who were stationed there: see ``assigned``.
    """
    table = load(TROOPS)
    rows = table[table["iso3"].isin(codes)]
    counts = rows[["iso3", "year", "us_active_duty_previous_release_persons"]]
    return counts.set_axis(["iso3", "year", "persons"], axis=1).dropna().reset_index(drop=True)


def assigned(site: str = "Manas") -> int:
    """Military personnel assigned to an American site, as reported: those in transit left out."""
    rows = load(FOOTPRINTS)
    rows = rows[(rows["site"] == site) & rows["event"].str.startswith("personnel assigned")]
    return int(rows["figure"].item())


def soldiers(codes: list[str]) -> pd.DataFrame:
    """American troops in Afghanistan and in some states: ``place, year, persons, segment``.

    Afghanistan: yearly averages of another source, 2004 to 2019; the states: one definition, 1990
    to 2021, without the years in which a base was not counted. segment: unbroken stretches.
    """
    forces = load(FORCES)
    forces = forces[forces["observation_type"] == "annual average"]
    years, persons = pd.to_datetime(forces["date"]).dt.year, forces["us_personnel"].astype(float)
    away = pd.DataFrame({"year": years, "persons": persons})
    spans = [span for iso3, span in UNCOUNTED.items() if iso3 in codes]
    missed = {year for first, last in spans for year in range(first, last + 1)}
    near = troops(codes).groupby("year")["persons"].sum().astype(float).reset_index()
    near = near[~near["year"].isin(missed)]
    gaps = near["year"].diff().gt(1).cumsum().astype(str)
    away = away.assign(place="Afghanistan", segment="Afghanistan")
    near = near.assign(place="Central Asia", segment="Central Asia " + gaps)
    return pd.concat([away, near], ignore_index=True)


def american_bases(codes: list[str]) -> pd.DataFrame:
    """American bases in some states by status: ``iso3, site, status, dates``; open or closed."""
    rows = foreign_bases(codes, "USA")
    bases = rows[["host_iso3", "site", "status", "dates_and_terms"]]
    return bases.set_axis(["iso3", "site", "status", "dates"], axis=1).reset_index(drop=True)


def signs(
    first_state: str,
    second_state: str,
    release: int,
    years: tuple[int, int],
    base: tuple[int, int],
    first: str,
    last: str,
) -> pd.DataFrame:
    """Signs of partnership with America, two states side by side: ``sign, one, other, ahead``.

    Growth of aid (mean of some fiscal years over the mean of base years, one release) and stops of
    the secretary of state from day to day; ahead: the first state did at least as well.
    """
    states = [first_state, second_state]
    times = growth(aid(states, release), years, base)["times"]
    stops = leader_travel.stops(states)
    stops = stops[(stops["office"] == "secretary") & stops["date"].between(first, last)]
    counts = stops["iso3"].value_counts().reindex(states, fill_value=0)
    rows = [("growth of aid", *times[states]), ("stops", *counts.astype(float))]
    table = pd.DataFrame(rows, columns=["sign", "one", "other"])
    return table.assign(ahead=table["one"] >= table["other"])


def aircraft(codes: list[str], since: str) -> dict[str, int]:
    """Afghan military aircraft given to each state, in the giver's words: aircraft, zero if none.

    Rows of one state dated in the month of ``since`` or later whose speaker is American
    (``stated_by`` begins with US); the largest such count, never a sum. Counts of the press, of
    the host, and of two states together are no word of the giver.
    """
    rows = load(AIRCRAFT)
    rows = rows[rows["iso3"].isin(codes) & (rows["date"] >= since[:7])]
    rows = rows[rows["stated_by"].str.startswith("US ")].dropna(subset="aircraft")
    most = rows.groupby("iso3")["aircraft"].max()
    return {code: int(most.get(code, 0)) for code in codes}


def aid_numbers(later: pd.DataFrame, then: pd.DataFrame, iso3: str) -> Numbers:
    """American aid to a state over five years before, by two releases, in numbers.

    later, then: ``aid`` by the releases of 2023 and 2021.
    """
    rise, usual = (
        growth(later, (2022, 2022), (2016, 2020)),
        growth(then, (2020, 2020), (2015, 2019)),
    )
    last = held_then(2021, 2020)[1]
    full = growth(then, (last, last), (last - 5, last - 1))["times"][iso3]
    ratio, state = partial(number, digits=2, tolerance=0.005), names()[iso3]
    base = "fiscal 2022 over the mean of 2016 to 2020, release of 2023, in which 2022 may be "
    base += "incomplete"
    early = f"aid to {state} in fiscal 2020 over the mean of 2015 to 2019, release of"
    left_out = f"aid to {state} so compared with each year of the base left out in turn, lowest"
    in_full = f"aid to {state} in fiscal {last}, the last that the release of 2021 held in full, "
    return {
        "aid_ratio": ratio(rise["times"][iso3], f"aid to {state}, {base}"),
        "aid_ratio_uzb": ratio(rise["times"]["UZB"], f"aid to Uzbekistan, {base}"),
        "aid_ratio_low": ratio(rise["low"][iso3], left_out),
        "aid_ratio_high": ratio(rise["high"][iso3], "the same, highest"),
        "aid_ratio_then": ratio(
            usual["times"][iso3], f"{early} 2021, in which fiscal 2020 is incomplete"
        ),
        "aid_ratio_full": ratio(full, f"{in_full}over five before"),
    }


def troop_numbers(codes: list[str]) -> Numbers:
    """The most and the last American troops counted in some states in numbers."""
    counts = troops(codes)
    peak, end = counts.nlargest(1, "persons").iloc[0], counts["year"].max()
    last, counted = counts.loc[counts["year"] == end, "persons"].sum(), "American troops counted"
    figure, year = partial(number, sources=[TROOPS]), partial(number, unit="year", sources=[TROOPS])
    most = f"most {counted} in one Central Asian state, persons, those in transit included"
    belong = "personnel assigned to Manas in 2010, those in transit left out, persons"
    total = "American troops in the five states in the last year, persons"
    return {
        "us_peak": figure(peak["persons"], most, significant=3),
        "us_assigned": number(assigned(), belong, sources=[FOOTPRINTS]),
        "us_peak_year": year(int(peak["year"]), f"year of the most {counted}"),
        "us_peak_host": figure(names()[peak["iso3"]], f"host of the most {counted}"),
        "us_last": figure(last, total),
        "us_last_year": year(end, "last year of the series of American troops"),
    }
