"""Foreign bases: strengths as ranges, and what exactly *largest* can mean."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from fulcrum.analysis import countries
from fulcrum.evidence.data import load

PERSONNEL: Final = "russian-bases-abroad/personnel_estimates"
NAVAL: Final = re.compile(r"fleet|naval logistics", re.IGNORECASE)


def strengths() -> pd.DataFrame:
    """Russian strength abroad: ``host, area, site, low, high, year, naval, source``.

    low: persons; missing where the source says *up to*. year: the last year its date names.
    """
    table = load(PERSONNEL)
    years = table["as_of"].str.findall(r"(?:19|20)\d\d").map(lambda named: int(named[-1]))
    return pd.DataFrame(
        {
            "host": table["host_iso3"],
            "area": table["host_area"].fillna(""),
            "site": table["base_or_group"],
            "low": table["personnel_low"].astype("float64"),
            "high": table["personnel_high"].astype("float64"),
            "year": years,
            "naval": table["base_or_group"].str.contains(NAVAL),
            "source": table["source"],
        }
    )


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


def scopes(frame: pd.DataFrame, host: str, year: int = 2021, within: int = 3) -> pd.DataFrame:
    """Whether a host's base is the largest under three meanings: ``scope, first, n_hosts``.

    Non-naval bases; any base outside the territory that most states recognise as Russian; only
    figures dated within ``within`` years of ``year``.
    """
    chosen = {
        "non_naval": frame[~frame["naval"]],
        "any_abroad": frame,
        "recent": frame[(frame["year"] - year).abs() <= within],
    }
    rows = [
        (scope, first_among(part, host), part["host"].nunique()) for scope, part in chosen.items()
    ]
    return pd.DataFrame(rows, columns=["scope", "first", "n_hosts"])


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
