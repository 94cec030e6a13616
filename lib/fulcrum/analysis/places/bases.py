"""Foreign bases: strengths as ranges, and what exactly *largest* can mean."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load

PERSONNEL: Final = "russian-bases-abroad/personnel_estimates"
NOTICES: Final = "russian-bases-abroad/other_foreign_footprints_central_asia"
NAVAL: Final = re.compile(r"fleet|naval logistics", re.IGNORECASE)


def strengths() -> pd.DataFrame:
    """Russian strength abroad: ``host, area, site, low, high, year, naval, source``.

    low: persons; missing where the source says *up to*. year: the last year its date names.
    """
    places = {"host_iso3": "host", "host_area": "area", "base_or_group": "site"}
    ends = {"personnel_low": "low", "personnel_high": "high"}
    table = load(PERSONNEL).rename(columns=places | ends)
    table = table.fillna({"area": ""}).astype({"low": "float64", "high": "float64"})
    table["year"] = table["as_of"].str.findall(r"(?:19|20)\d\d").str[-1].astype(int)
    table["naval"] = table["site"].str.contains(NAVAL)
    return table[["host", "area", "site", "low", "high", "year", "naval", "source"]]


def first_among(frame: pd.DataFrame, host: str) -> bool | None:
    """Whether a host's lowest figure beats every other host's highest single site.

    None when the ranges overlap, or when one side has no figure: the figures then cannot decide.
    """
    hosted, others = frame[frame["host"] == host], frame[frame["host"] != host]
    if hosted.empty or others.empty or hosted["low"].isna().all():
        return None
    if hosted["low"].min() > others["high"].max():
        return True
    return False if hosted["high"].max() < others["low"].max() else None


def largest_tests(frame: pd.DataFrame, host: str, year: int = 2021, within: int = 3) -> list[Test]:
    """Whether a host's base is the largest under three meanings, with the hosts that have a figure.

    *non_naval* bases; *any_abroad*, outside the territory that most states recognise as Russian;
    *recent*, only figures dated within some years of ``year``. frame: see ``strengths``.
    """
    scopes = {
        "any_abroad": frame,
        "non_naval": frame[~frame["naval"]],
        "recent": frame[(frame["year"] - year).abs() <= within],
    }
    return [
        Test(scope, first_among(part, host), note=f"Hosts with a figure: {part['host'].nunique()}.")
        for scope, part in scopes.items()
    ]


def by_place(frame: pd.DataFrame) -> pd.DataFrame:
    """Strengths by place and year, largest first: ``host, place, low, high``, in persons.

    frame: see ``strengths``. A lower end that is not known is drawn from zero, since its source
    says *up to*.
    """
    area = frame["area"].str.replace("Crimea (Sevastopol)", "Sevastopol")
    area = area.where(frame["area"] != "", frame["host"].map(countries.names()))
    place = area + ", " + frame["year"].astype(str)
    grouped = frame.assign(place=place, low=frame["low"].fillna(0)).groupby(["host", "place"])
    ranges = grouped.agg(low=("low", "min"), high=("high", "max")).reset_index()
    return ranges.sort_values("high", ascending=False, ignore_index=True, kind="stable")


def larger(frame: pd.DataFrame, host: str) -> pd.DataFrame:
    """The rows of ``strengths`` or ``by_place`` above the highest figure for a host."""
    rows: pd.DataFrame = frame[frame["high"] > frame.loc[frame["host"] == host, "high"].max()]
    return rows


def notices() -> pd.DataFrame:
    """American bases in Central Asia that their hosts told to leave: ``site, notice, left``.

    notice: the day of the host's notice; left: the last day of the base on record.
    """
    acts = load(NOTICES).query("operator_iso3 == 'USA'").set_index("site")
    notice = acts.loc[acts["event"].str.contains("notice to leave"), "event_date"]
    left = acts.loc[acts["event"].str.contains("last US forces leave"), "event_date"]
    terms = countries.foreign_bases(operator="USA").set_index("site")["dates_and_terms"]
    closed = terms.str.extract(r" to (\d{4}-\d\d-\d\d)$")[0].dropna()
    last = pd.concat([left, closed.rename(lambda site: site.removesuffix(" transit centre"))])
    days = pd.DataFrame({"notice": notice, "left": last.reindex(notice.index)})
    return days.astype("datetime64[ns]").reset_index()
