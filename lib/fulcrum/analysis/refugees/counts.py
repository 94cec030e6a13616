"""Refugees: who was counted, where, by whom; and what the counts leave out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import ECONOMY, names, size
from fulcrum.analysis.places.borders import NEIGHBOURS
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.wording import by_number, course

ARRIVALS: Final = "unhcr-afghanistan-situation-2021/new_arrivals"
PLANS: Final = "unhcr-afghanistan-situation-2021/planning_figures"
POPULATION: Final = "unhcr-refugee-data-finder/population"
VINTAGES: Final = "unhcr-refugee-data-finder/vintages_afghan_origin"
HOSTS: Final = ("IRN", "PAK", "TJK", "TKM", "UZB")
BREAKS: Final = {"IRN": (2022, 2025), "PAK": (2022, 2025), "TKM": (2023, 2025), "UZB": (2021, 2025)}
"""First years of a new definition: the series is broken there, not the world."""
SHOWN_FROM: Final = 100
"""Smaller stocks are left out: they can be rounding, and zero can be no report."""
WHOLE: Final = ("ALL_NEIGHBOURS", "IRN+PAK+TJK")
HOSTS_FOR_A_TOTAL: Final = 3
"""So many hosts must have a figure of one day before their sum counts as that day's total."""


def stocks(first: int, last: int, hosts: Sequence[str] = HOSTS) -> pd.DataFrame:
    """Afghan refugees by host at the end of each year: ``host, state, year, persons``.

    And ``segment, starts``. segment: a number that rises at each break in definition and at each
    gap; a line must not cross it. starts: whether the year is the first of a new definition. Stocks
    below 100 are left out. People in refugee-like situations (the class *other in need of
    protection*) are not added.
    """
    rows = load(POPULATION).query(f"origin_iso3 == 'AFG' and refugees >= {SHOWN_FROM}")
    rows = rows[rows["asylum_iso3"].isin(hosts) & rows["year"].between(first, last)]
    held = rows[["asylum_iso3", "year", "refugees"]].set_axis(["host", "year", "persons"], axis=1)
    held = held.sort_values(["host", "year"]).astype({"year": "int64", "persons": "float64"})
    pairs = zip(held["host"], held["year"], strict=True)
    starts = pd.Series([year in BREAKS.get(host, ()) for host, year in pairs], index=held.index)
    gaps = held.groupby("host")["year"].diff().gt(1)
    segment = (starts | gaps).groupby(held["host"]).cumsum()
    held = held.assign(state=held["host"].map(names()), segment=segment, starts=starts)
    return held.reset_index(drop=True)


def burden(year: int, hosts: Sequence[str] = HOSTS) -> pd.DataFrame:
    """Afghan refugees against size, by host: ``host, persons, per_thousand, per_billion``.

    per_thousand inhabitants; per_billion US dollars of GDP of the same year, at current prices.
    The host with most refugees stands first; hosts with fewer than 100 are left out.
    """
    held = stocks(year, year, hosts)[["host", "persons"]]
    people = held["host"].map(size("population_persons", year)).astype("float64")
    product = held["host"].map(size("gdp_usd_current", year)).astype("float64")
    held["per_thousand"] = 1000 * held["persons"] / people
    held["per_billion"] = 1e9 * held["persons"] / product
    return held.sort_values("persons", ascending=False, kind="stable", ignore_index=True)


def inhabitants(year: int, hosts: Sequence[str] = HOSTS) -> pd.Series[float]:
    """Inhabitants by host in a year; a host without a figure is left out."""
    return size("population_persons", year).reindex(list(hosts)).dropna().astype("float64")


def last_day(dates: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """The last day that a date of day, month or year precision can mean."""
    ends = dates.map(lambda date: pd.Period(date).end_time.floor("D"), na_action="ignore")
    return pd.to_datetime(ends)


def _dated(published: str) -> pd.DataFrame:
    table = load(ARRIVALS)
    rows = table[last_day(table["published_date"]) <= pd.Timestamp(published)]
    return rows.assign(day=last_day(rows["as_of_date"]))


def arrivals_by_day(published: str = "2100-01-01") -> pd.DataFrame:
    """Counted arrivals since 1 January 2021 by day and host: ``day, host, persons, document``.

    published: only documents out by that day. A government's figure is taken only where UNHCR has
    none of its own for that host and day; two UNHCR figures of one host and day count different
    people and both stand. A month counts as its last day.
    """
    rows = _dated(published)
    rows = rows[~rows["asylum_iso3"].isin(WHOLE)]
    government = rows["stated_by"].str.startswith("Government")
    by_unhcr = (~government).groupby([rows["asylum_iso3"], rows["day"]]).transform("any")
    kept = rows.loc[~(government & by_unhcr), ["day", "asylum_iso3", "persons", "document"]]
    return kept.rename(columns={"asylum_iso3": "host"}).reset_index(drop=True)


def counted_share(host: str, published: str = "2100-01-01") -> pd.DataFrame:
    """A host's share of counted arrivals since 1 January 2021: ``date, persons, total, low, high``.

    published: only documents out by that day. low and high, in per cent: the same day's figures of
    all hosts give the total; where the day has a figure for all neighbours but none for the host,
    the last one before it is carried as the low end (the counts are cumulative), and the part that
    the other named hosts leave is the high end.
    """
    dated = _dated(published)
    single = arrivals_by_day(published)
    rows, last = [], None
    for moment in sorted(dated["day"].unique()):
        parts = single[single["day"] == moment].groupby("host")["persons"].sum().astype("float64")
        printed = dated[(dated["day"] == moment) & dated["asylum_iso3"].isin(WHOLE)]["persons"]
        whole = float(printed.max()) if len(printed) else None
        others = float(parts.drop(host, errors="ignore").sum())
        if host in parts.index and len(parts) >= HOSTS_FOR_A_TOTAL:
            total = max(float(parts.sum()), whole or 0.0)
            share = 100 * parts[host] / total
            rows.append((moment, parts[host], total, share, share))
        elif whole and last and others:
            rows.append((moment, last, whole, 100 * last / whole, 100 * (whole - others) / whole))
        last = float(parts[host]) if host in parts.index else last
    return pd.DataFrame(rows, columns=["date", "persons", "total", "low", "high"])


def course_in_words(shares: pd.DataFrame) -> str:
    """How a share of counted arrivals went, after *the share*; see ``counted_share``."""
    if shares.empty:
        return "is not known"
    first, last = shares["low"].iloc[0], shares["low"].iloc[-1]
    way = course(first, last, rose="rose", fell="fell", level="went")
    return by_number(
        len(shares),
        one=f"is known for one day: {last:.1f} per cent",
        many=f"{way} from {first:.0f} per cent at the lowest reading to {last:.0f}",
    )


def plans() -> pd.DataFrame:
    """Worst cases that UNHCR planned for: ``plan, published, iso3, persons``, new refugees."""
    rows = load(PLANS).query("scenario == 'worst case' and persons.notna()")
    rows = rows.rename(columns={"published_date": "published"}).astype({"persons": "float64"})
    return rows[["plan", "published", "iso3", "persons"]].reset_index(drop=True)


def vintages(first: int, last: int) -> pd.DataFrame:
    """Afghan refugees as releases of UNHCR gave them: ``release, host, year, point, persons``.

    And ``state, of``. release: its day; point: ``end-year`` or ``mid-year``; of: the date in words;
    year: as text. Only the five hosts.
    """
    rows = load(VINTAGES).query("population_type == 'refugees' and persons.notna()")
    rows = rows[rows["asylum_iso3"].isin(HOSTS) & rows["year"].between(first, last)]
    columns = {"vintage_date": "release", "asylum_iso3": "host", "reference_point": "point"}
    editions = rows.rename(columns=columns)[["release", "host", "year", "point", "persons"]]
    editions = editions.astype({"release": "datetime64[ns]", "persons": "float64", "year": str})
    words = editions["point"].map({"end-year": "end of ", "mid-year": "middle of "})
    editions = editions.assign(state=editions["host"].map(names()), of=words + editions["year"])
    return editions.sort_values(["host", "year", "release"], ignore_index=True)


def revised(editions: pd.DataFrame) -> int:
    """How many figures of one host, year and point a later release changed, see ``vintages``."""
    figures = editions.groupby(["host", "year", "point"])["persons"].nunique()
    return int((figures > 1).sum())


def published_counts(host: str, until: str) -> pd.DataFrame:
    """Arrivals in a host as UNHCR had published them by a day: ``published, persons, by``."""
    rows = _dated(until)
    columns = {"published_date": "published", "persons": "persons", "document": "by"}
    rows = rows.loc[rows["asylum_iso3"] == host, list(columns)]
    return rows.rename(columns=columns).reset_index(drop=True)


def share_numbers(counted: pd.DataFrame, border: float, host: str) -> Numbers:
    """The first and last ``counted_share`` in numbers, beside the share of the border (%)."""
    first, last = counted.reindex([0, len(counted) - 1]).itertuples()
    share = partial(number, unit="%", digits=0, tolerance=0.5, sources=[ARRIVALS])
    persons = partial(number, unit="persons", significant=3, sources=[ARRIVALS])
    part, arrived = (f"{what} {names()[host]}" for what in ("share of", "counted arrivals in"))
    least = f"lowest reading of the {part} in counted arrivals, {first.date:%d %B %Y}"
    newest = f"{part} in counted arrivals, {last.date:%B %Y}"
    border_label = f"{part} in Afghanistan's border, Factbook of 2021"
    stood = f"{arrived}, the figure that stood on {first.date:%d %B %Y}"
    everywhere = "counted arrivals in all neighbours"
    return {
        "first_share": share(first.low, least),
        "last_share": share(last.low, newest, digits=1, tolerance=0.05),
        "border_share": share(border, border_label, sources=[NEIGHBOURS]),
        "first_count": persons(first.persons, stood),
        "last_count": persons(last.persons, f"{arrived}, {last.date:%B %Y}"),
        "first_total": persons(first.total, f"{everywhere} on the first day"),
        "last_total": persons(last.total, f"{everywhere} that day"),
    }


def burden_numbers(burdens: pd.DataFrame, host: str) -> Numbers:
    """The ``burden`` of a host (the index), that of Iran beside it, in numbers."""
    tables, end = [POPULATION, ECONOMY], f"of {names()[host]}, end of 2021"
    by_people = partial(number, unit="per thousand", tolerance=0.005, sources=tables)
    by_gdp = partial(number, unit="per billion dollars", significant=3, sources=tables)
    there, iran = burdens.loc[[host, "IRN"]].itertuples()
    stock = f"Afghan refugees in {names()[host]} at the end of 2021"
    refugees, inhabitants_of_iran = "Afghan refugees per", "thousand inhabitants of Iran"
    return {
        "stock_2021": number(
            there.persons, stock, unit="persons", significant=3, sources=[POPULATION]
        ),
        "per_thousand": by_people(there.per_thousand, f"{refugees} thousand inhabitants {end}"),
        "per_billion": by_gdp(there.per_billion, f"{refugees} billion dollars of GDP {end}"),
        "per_thousand_iran": by_people(
            iran.per_thousand, f"refugees per {inhabitants_of_iran}", digits=1, tolerance=0.05
        ),
        "per_billion_iran": by_gdp(
            iran.per_billion, f"{refugees} billion dollars of GDP of Iran, end of 2021"
        ),
    }
