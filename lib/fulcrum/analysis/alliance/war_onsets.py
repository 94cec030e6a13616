"""How sure the event study on war onsets is: visits beside aid, intervals, Holm, sensitivity.

The onset is the unit throughout. Seven onsets carry little, so every mean comes with its interval
and with the study made again under other floors, windows and lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis.alliance import pivot_states as pivots
from fulcrum.analysis.alliance.pivot_states import WINDOW
from fulcrum.analysis.case import CENTRAL_ASIA
from fulcrum.analysis.countries import HEIR, capabilities, foreign_bases, names, neighbours
from fulcrum.analysis.events import leader_travel

FLOORS: Final = (1e5, 1e7)
WINDOWS: Final = (2, 4)
QUIET: Final = (3, 8)
"""Other choices than those of ``pivot_states``."""


def visit_years() -> pd.DataFrame:
    """Stops of the president and the secretary of state: states by calendar year, 1990 to 2024.

    A state without a stop has nought: the record lists all. The year of its end is partial and left
    out. Members of the capability table alone, America left out.
    """
    trips = leader_travel.stops().replace({"iso3": HEIR})
    year = trips["date"].dt.year
    states = set(capabilities()["iso3"]) - {"USA"}
    counts = trips.groupby(["iso3", year]).size().unstack(fill_value=0)
    years = range(int(year.min()), int(year.max()))
    wide = counts.reindex(index=sorted(states), columns=years, fill_value=0)
    return wide.rename_axis(index="iso3", columns="year").astype("float64")


def by_calendar_year(onsets: pd.DataFrame, window: int = WINDOW) -> pd.DataFrame:
    """Onsets dated by calendar year, those with ``window`` full years of visits on both sides."""
    years = visit_years().columns
    first, last = int(years[0]) + window, int(years[-1]) - window + 1
    inside = onsets["year"].between(first, last)
    return onsets[inside].assign(fiscal_year=onsets["year"]).reset_index(drop=True)


def forest(
    real: pd.DataFrame, pooled: Mapping[str, float], tones: Mapping[str, str]
) -> pd.DataFrame:
    """The onsets and then their mean, as rows: ``place, name, excess, low, high, tone``.

    real: see ``study``; pooled: see ``pooled``. low, high: of the mean, whose place is empty.
    tones: the colour of a place; its code where there is none.
    """
    name = real["place"].map(names()) + ", " + real["year"].astype(str)
    mean = {"place": "", "name": "all onsets", "excess": pooled["mean"]}
    ends = {end: pooled[end] for end in ("low", "high")}
    single = real.assign(name=name)[["place", "name", "excess"]]
    rows = pd.concat([single, pd.DataFrame([mean | ends])], ignore_index=True)
    return rows.assign(tone=rows["place"].replace(dict(tones)))


def sensitivity(borders: pd.DataFrame, draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """The study of aid made again: ``variant, label, n, positive, mean, p``, one row a change.

    As chosen; other floors; other windows; other quiet years before an onset; each onset left out.
    label: the variant with names for codes; mean: log points; p: one-sided, against as many made-up
    onsets as there are real ones.
    """
    aid, onsets = pivots.obligations(), pivots.onsets()
    base = pivots.excess(pivots.changes(aid), borders)
    studies = {"as chosen": (onsets, base)}
    for floor in FLOORS:
        other = pivots.excess(pivots.changes(pivots.obligations(floor)), borders)
        studies[f"floor {floor / 1e6:g} million USD"] = (onsets, other)
    for window in WINDOWS:
        other = pivots.excess(pivots.changes(aid, window), borders)
        studies[f"{window} years either side"] = (pivots.onsets(window=window), other)
    for quiet in QUIET:
        studies[f"{quiet} quiet years before"] = (pivots.onsets(quiet), base)
    labels = {}
    for place, year in zip(onsets["place"], onsets["year"], strict=True):
        rest = onsets[(onsets["place"] != place) | (onsets["year"] != year)]
        studies[f"without {place} {year}"] = (rest, base)
        labels[f"without {place} {year}"] = f"without {names()[place]} {year}"
    rows = []
    for variant, study in studies.items():
        result = pivots.pooled(*pivots.study(*study, draws, generator))
        rows.append({"variant": variant, "label": labels.get(variant, variant), **result})
    return pd.DataFrame(rows)[["variant", "label", "n", "positive", "mean", "p"]]


def thresholds(focal: str, shares: tuple[float, ...] = (0.01, 0.02, 0.05, 0.1)) -> pd.DataFrame:
    """The standing of one ally under other bounds of small: ``share, nato, years, rank, allies``.

    share: of the patron's CINC; nato: whether members of the Atlantic alliance count; years 0 and
    rank missing where the ally is not among them.
    """
    rows = []
    for keep in (False, True):
        for share in shares:
            table = pivots.standing(pivots.pivot_years(share, keep_nato=keep)).set_index("ally")
            years = int(table["years"].get(focal, 0))
            rank = int(table["rank"].get(focal, 0)) or None
            rows.append((share, keep, years, rank, len(table)))
    return pd.DataFrame(rows, columns=["share", "nato", "years", "rank", "allies"])


def distribution(share: float = 0.05) -> pd.DataFrame:
    """How many small allies had how many pivot-years: ``ally, years``, those with none included."""
    years = pivots.pivot_years(share).groupby("ally")["year"].nunique()
    small = pivots.patrons(share)
    inside = small["year"].between(pivots.FIRST, pivots.LAST)
    allies = sorted(small.loc[inside, "ally"].unique())
    counts = years.reindex(allies, fill_value=0).rename("years").rename_axis("ally").reset_index()
    return counts.sort_values(["years", "ally"], ignore_index=True)


def by_years(counts: pd.DataFrame, named_from: int) -> pd.DataFrame:
    """Small allies by their pivot-years: ``years, allies, who``, from none to the most.

    counts: see ``distribution``. who: their names, where they have at least ``named_from`` years.
    """
    table = pd.DataFrame({"years": range(counts["years"].max() + 1)})
    table["allies"] = table["years"].map(counts["years"].value_counts()).fillna(0).astype(int)
    many = counts[counts["years"] >= named_from]
    named = many["ally"].map(names()).groupby(many["years"]).agg(", ".join)
    return table.assign(who=table["years"].map(named))


def pivot_share() -> float:
    """Small allies that border a war, in per cent of all small allies: mean of 1990 to 2022."""
    years = range(pivots.FIRST, pivots.LAST + 1)
    near, small = (
        table.groupby("year")["ally"].nunique().reindex(years, fill_value=0)
        for table in (pivots.pivot_years(), pivots.patrons())
    )
    return float((100 * near / small).mean())


def after_2001(moved: pd.Series[float]) -> pd.DataFrame:
    """How aid to Central Asia and Pakistan moved after 2001: ``iso3, state, kind, times``.

    Most first. moved: log change by state, a column of ``pivots.changes``. kind: whether the state
    borders Afghanistan, and whether the table of bases lists an American one; it does not cover
    Pakistan.
    """
    near = neighbours().query("state == 'AFG' and year == 2001")["neighbour"]
    american = set(foreign_bases(operator="USA")["host_iso3"])
    rows = []
    for iso3 in (*CENTRAL_ASIA, "PAK"):
        border = "border" if iso3 in set(near) else "no border"
        base = "bases not known" if iso3 not in CENTRAL_ASIA else "base" if iso3 in american else ""
        kind = f"{border}, {base}" if base else border
        rows.append((iso3, names()[iso3], kind, float(np.exp(moved[iso3]))))
    table = pd.DataFrame(rows, columns=["iso3", "state", "kind", "times"])
    return table.sort_values("times", ascending=False, ignore_index=True, kind="stable")
