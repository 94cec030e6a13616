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
from fulcrum.analysis.case import CENTRAL_ASIA
from fulcrum.analysis.countries import HEIR, capabilities, foreign_bases, names, neighbours
from fulcrum.analysis.events import leader_travel

FLOORS: Final = (1e5, 1e7)
WINDOWS: Final = (2, 4)
QUIET: Final = (3, 8)
"""Other choices than those of ``pivot_states``."""


def visit_years() -> pd.DataFrame:
    """Stops of the president and the secretary of state: states by calendar year, 1990 to 2024.

    A state without a stop has zero: the record lists all. The year of its end is partial and left
    out. Members of the capability table alone, America left out.
    """
    trips = leader_travel.stops().replace({"iso3": HEIR})
    year = trips["date"].dt.year
    states = set(capabilities()["iso3"]) - {"USA"}
    counts = trips.groupby(["iso3", year]).size().unstack(fill_value=0)
    years = range(int(year.min()), int(year.max()))
    wide = counts.reindex(index=sorted(states), columns=years, fill_value=0)
    return wide.rename_axis(index="iso3", columns="year").astype("float64")


def study_visits(
    borders: pd.DataFrame, draws: int, generator: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, float]]:
    """The study of ``pivot_states`` made with visits, of onsets by calendar year.

    borders: see ``neighbours``. Onsets need ``WINDOW`` full years of visits on both sides.
    """
    moved = pivots.changes(visit_years())
    onsets = pivots.onsets().assign(fiscal_year=lambda onset: onset["year"])
    inside = onsets[onsets["year"].isin(moved.columns)]
    return pivots.study(inside, pivots.excess(moved, borders), draws, generator)


def forest(real: pd.DataFrame, pooled: Mapping[str, float], crisis: str) -> pd.DataFrame:
    """The onsets and, last, their mean with its interval: ``row, point, low, high, tone``.

    real, pooled: see ``study``; crisis: the place whose onset has a colour of its own.
    """
    row = real["place"].map(names()) + ", " + real["year"].astype(str)
    tone = real["place"].replace(crisis, "TJK")
    single = pd.DataFrame({"row": row, "point": real["excess"], "tone": tone})
    ends = {"point": pooled["mean"], "low": pooled["low"], "high": pooled["high"]}
    mean = pd.DataFrame([{"row": "all onsets", "tone": "ink", **ends}])
    return pd.concat([single, mean], ignore_index=True)


def sensitivity(borders: pd.DataFrame, draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """The study of aid made again: ``variant, row, label, n, positive, mean, times, p``.

    As chosen; other floors; other windows; other quiet years before an onset; each onset left out.
    row: the variant with names for codes; label: the chance in words; mean: log points; p:
    one-sided, against as many made-up onsets as there are real ones.
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
    for onset in onsets.itertuples():
        studies[f"without {onset.place} {onset.year}"] = (onsets.drop(index=onset.Index), base)
    results = [pivots.study(*choices, draws, generator)[1] for choices in studies.values()]
    table = pd.DataFrame(results).assign(variant=list(studies))
    table["row"] = table["variant"].str.replace(
        r"(?<=without )\w+", lambda code: names()[code[0]], regex=True
    )
    table["label"] = table["p"].map("p {:.2f}".format)
    table["times"] = np.exp(table["mean"])
    return table[["variant", "row", "label", "n", "positive", "mean", "times", "p"]]


def thresholds(focal: str, shares: tuple[float, ...] = (0.01, 0.02, 0.05, 0.1)) -> pd.DataFrame:
    """The standing of one ally under other bounds of small: ``share, nato, years, rank, allies``.

    share: of the patron's CINC; nato: whether members of the Atlantic alliance count; years 0 and
    rank missing where the ally is not among them. The same in words: ``row, column, place, text``.
    """
    rows = []
    for keep in (False, True):
        for share in shares:
            table = pivots.standing(pivots.pivot_years(share, keep_nato=keep)).set_index("ally")
            years = int(table["years"].get(focal, 0))
            rank = int(table["rank"].get(focal, 0)) or None
            rows.append((share, keep, years, rank, len(table)))
    table = pd.DataFrame(rows, columns=["share", "nato", "years", "rank", "allies"])
    return table.assign(
        row=table["nato"].map({True: "Atlantic allies in", False: "Atlantic allies out"}),
        column=(100 * table["share"]).map("{:>4g} %".format),
        place=table["rank"].eq(1).map({True: "first", False: "not first"}),
        text=table["rank"].map("{:.0f}".format, na_action="ignore").fillna("-"),
    )


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
    """How aid to Central Asia and Pakistan moved after 2001: ``iso3, state, kind, row, times``.

    Most first. moved: log change by state, a column of ``pivots.changes``. kind: whether the state
    borders Afghanistan, and whether the table of bases lists an American one; it does not cover
    Pakistan. row: state and kind; tone: the code.
    """
    near = neighbours().query("state == 'AFG' and year == 2001")["neighbour"]
    american = set(foreign_bases(operator="USA")["host_iso3"])
    codes = [*CENTRAL_ASIA, "PAK"]
    table = pd.DataFrame({"iso3": codes, "tone": codes, "times": np.exp(moved[codes].to_numpy())})
    table["state"] = table["iso3"].map(names())
    border = table["iso3"].isin(near).map({True: "border", False: "no border"})
    base = table["iso3"].isin(american).map({True: ", base", False: ""})
    table["kind"] = border + base.where(table["iso3"] != "PAK", ", bases not known")
    table["row"] = table["state"] + " (" + table["kind"] + ")"
    return table.sort_values("times", ascending=False, ignore_index=True, kind="stable")
