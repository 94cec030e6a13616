"""Refugees: who was counted, where, by whom; and what the counts leave out."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fulcrum.data import load

ARRIVALS: Final = "unhcr-afghanistan-situation-2021/new_arrivals"
PLANS: Final = "unhcr-afghanistan-situation-2021/planning_figures"
POPULATION: Final = "unhcr-refugee-data-finder/population"
ECONOMY: Final = "wb-wdi-gdp-population/gdp_population"
CROSSINGS: Final = "tajik-afghan-border-2021/crossings"
POLICY: Final = "tajikistan-afghan-refugee-policy/policy_events"
HOSTS: Final = ("IRN", "PAK", "TJK", "TKM", "UZB")
BREAKS: Final = {"IRN": (2022, 2025), "UZB": (2021,), "PAK": (2022,)}
"""First years of a new definition: the series is broken there, not the world."""
SHOWN_FROM: Final = 100
"""Smaller stocks are left out: they can be rounding, and nought can be no report."""
WHOLE: Final = ("ALL_NEIGHBOURS", "IRN+PAK+TJK")


def stocks(first: int, last: int) -> pd.DataFrame:
    """Afghan refugees by host at the end of each year: ``host, year, persons, segment``.

    segment: a number that rises at each break in definition and at each gap; a line must not cross
    it. Stocks below 100 are left out. People in refugee-like situations (the class *other in need
    of protection*) are not added.
    """
    table = load(POPULATION)
    rows = table[
        (table["origin_iso3"] == "AFG")
        & table["asylum_iso3"].isin(HOSTS)
        & table["year"].between(first, last)
    ]
    found = rows[["asylum_iso3", "year", "refugees"]].set_axis(["host", "year", "persons"], axis=1)
    found = found[found["persons"] >= SHOWN_FROM].sort_values(["host", "year"])
    found = found.astype({"year": "int64", "persons": "float64"})
    starts = pd.Series(
        [
            year in BREAKS.get(host, ())
            for host, year in zip(found["host"], found["year"], strict=True)
        ],
        index=found.index,
    )
    gaps = found.groupby("host")["year"].diff().gt(1)
    segment = (starts | gaps).groupby(found["host"]).cumsum()
    return found.assign(segment=segment).reset_index(drop=True)


def burden(year: int) -> pd.DataFrame:
    """Afghan refugees per thousand inhabitants by host: ``host, persons, per_thousand``."""
    held = stocks(year, year)[["host", "persons"]]
    people = load(ECONOMY).query("year == @year").set_index("iso3")["population_persons"]
    inhabitants = held["host"].map(people).astype("float64")
    return held.assign(per_thousand=1000 * held["persons"] / inhabitants)


def counted_share(host: str) -> pd.DataFrame:
    """A host's share of counted arrivals since 1 January 2021: ``date, persons, total, low, high``.

    low and high, in per cent: the same day's figures of all hosts give the total; where the day has
    a figure for all neighbours but none for the host, the last one before it is carried as the low
    end, and the part that the other named hosts leave is the high end. Month-level dates count as
    the last day of their month.
    """
    table = load(ARRIVALS)
    day = pd.to_datetime(table["as_of_date"].where(table["date_precision"] == "day"))
    month = pd.to_datetime(table["as_of_date"].str.slice(0, 7)) + pd.offsets.MonthEnd(0)
    table = table.assign(day=day.fillna(month))
    table = table[~table["stated_by"].str.contains("Government of (?:Iran|Pakistan)")]
    rows, last = [], 0.0
    for moment, part in table.groupby("day"):
        single = part[~part["asylum_iso3"].isin(WHOLE)].groupby("asylum_iso3")["persons"].sum()
        whole = part.loc[part["asylum_iso3"].isin(WHOLE), "persons"]
        own = float(single.get(host, float("nan")))
        others = float(single.drop(host, errors="ignore").sum())
        if own == own and len(single) >= 3:  # noqa: PLR0124 - a number, not missing
            total = max(float(single.sum()), float(whole.max()) if len(whole) else 0.0)
            rows.append((moment, own, total, 100 * own / total, 100 * own / total))
        elif len(whole) and last and others:
            total = float(whole.max())
            rows.append((moment, last, total, 100 * last / total, 100 * (total - others) / total))
        last = own if own == own else last  # noqa: PLR0124
    return pd.DataFrame(rows, columns=["date", "persons", "total", "low", "high"])


def plans() -> pd.DataFrame:
    """Worst cases that UNHCR planned for: ``plan, published, iso3, persons``, new refugees."""
    table = load(PLANS)
    rows = table[table["scenario"].eq("worst case") & table["persons"].notna()]
    return pd.DataFrame(
        {
            "plan": rows["plan"],
            "published": rows["published_date"],
            "iso3": rows["iso3"],
            "persons": rows["persons"].astype("float64"),
        }
    ).reset_index(drop=True)


def published_counts(host: str, until: str) -> pd.DataFrame:
    """Arrivals in a host as UNHCR had published them by a day: ``published, persons, by``."""
    table = load(ARRIVALS)
    own = (table["asylum_iso3"] == host) & (table["published_date"].str.slice(0, 10) <= until)
    columns = {"published_date": "published", "persons": "persons", "document": "by"}
    return table.loc[own, list(columns)].rename(columns=columns).reset_index(drop=True)


def official_stock_figures(until: str) -> pd.DataFrame:
    """Stated stocks of Afghans in Tajikistan by a day: ``event_id, persons, stated_by, official``.

    official: stated by an authority of Tajikistan or by UNHCR.
    """
    table = load(CROSSINGS)
    rows = table[(table["direction"] == "stock in Tajikistan") & (table["date_start"] <= until)]
    official = rows["stated_by"].str.contains("Tajik|UNHCR") & ~rows["stated_by"].str.contains(
        "Afghan ambassador"
    )
    return rows[["event_id", "persons", "stated_by"]].assign(official=official)


def civilians_received(until: str) -> pd.DataFrame:
    """Arrivals of civilians in one region of Tajikistan in 2021, and whether they went back.

    ``event_id, place, persons, returned``; returned: a later row reports the same group going back,
    in the same number.
    """
    table = load(CROSSINGS)
    inward = table[
        (table["direction"] == "into Tajikistan")
        & table["group"].str.contains("civilians")
        & (table["date_start"] <= until)
    ]
    back = table[table["direction"] == "back to Afghanistan"]
    gone = set(zip(back["group"], back["persons"], strict=True))
    returned = [pair in gone for pair in zip(inward["group"], inward["persons"], strict=True)]
    found = inward[["event_id", "tajik_admin_unit", "persons"]].assign(returned=returned)
    return found.rename(columns={"tajik_admin_unit": "place"}).reset_index(drop=True)
