"""Pivots: small allies next to a war. How many there are, and what wars bring their neighbours.

A *pivot-year* is a year in which a state that a stronger power owes defence to borders a state in
war-level conflict. The event study asks whether American obligations to a war's neighbours rise
when the United States begin to fight in it, against all other recipients of the same years; chance
is judged by randomisation over places and dates (Fisher 1935; Young 2019, 10.1093/qje/qjy029), with
the onset, not the neighbour, as the unit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis.countries import CAPABILITY, CONTIGUITY, HEIR, capabilities, neighbours
from fulcrum.evidence.data import load, versions
from fulcrum.statistics.intervals import mean_interval, p_value

WAR: Final = 2
FIRST: Final = 1990
LAST: Final = 2022
WINDOW: Final = 3
"""Fiscal years before and after an onset."""
FLOOR_USD: Final = 1_000_000.0
"""Obligations below this count as this, so that a doubling of nearly nothing says nothing."""
QUIET_YEARS: Final = 5

CONFLICT: Final = "ucdp-armed-conflict-25-1/conflict_years"
ALLIANCES: Final = "atop-alliances-5-1/major_power_alliance_years"
AID: Final = "us-foreign-assistance/us_foreign_assistance_world_2023_release"
NATO_MAJORS: Final = frozenset({"USA", "GBR", "FRA", "DEU"})


def wars() -> pd.DataFrame:
    """Places at war by year: ``place, year``, conflicts of 1,000 or more battle deaths.

    An internal war is placed in its state. Two states at war are both its places when they share a
    land border; else the weaker one is, since the other sent an expedition.
    """
    return _wars(versions(CONFLICT, CONTIGUITY, CAPABILITY)).copy(deep=False)


@lru_cache(maxsize=4)
def _wars(_hashes: tuple[str, ...]) -> pd.DataFrame:
    fought = load(CONFLICT).query("intensity_level == @WAR").replace(HEIR)
    fought = fought[["iso3_a", "iso3_b", "year"]].drop_duplicates().astype({"year": "int64"})
    inside = fought[fought["iso3_b"].isna()].rename(columns={"iso3_a": "place"})
    between = fought.dropna(subset="iso3_b")
    bordering = set(neighbours()[["state", "neighbour", "year"]].itertuples(index=False, name=None))
    strength = capabilities().set_index(["iso3", "year"])["cinc"].to_dict()
    rows = list(zip(inside["place"], inside["year"], strict=True))
    for state, other, year in zip(
        between["iso3_a"], between["iso3_b"], between["year"], strict=True
    ):
        if (state, other, year) in bordering:
            rows += [(state, year), (other, year)]
        else:
            cinc = {side: strength.get((side, min(year, LAST)), 0.0) for side in (state, other)}
            rows.append((min(cinc, key=lambda side: cinc[side]), year))
    places = pd.DataFrame(rows, columns=["place", "year"]).drop_duplicates()
    return places.sort_values(["year", "place"], ignore_index=True)


def patrons(share: float = 0.05, *, keep_nato: bool = False) -> pd.DataFrame:
    """Small allies and their patron by year: ``ally, patron, year, ratio``.

    The patron is the most capable major power that owes the state defence; an ally is small when
    its CINC is below ``share`` of the patron's. ATOP ends in 2018: its last year is carried forward
    to 2022. States that the United States and two or more of Britain, France and Germany owe
    defence to at once are left out unless ``keep_nato``: their treaty is one with many members.
    """
    allies = _allies(versions(ALLIANCES, CAPABILITY))
    small = allies[allies["ratio"] < share]
    if not keep_nato:
        small = small[~((small["major_iso3"] == "USA") & (small["atlantic"] >= 3))]
    pairs: pd.DataFrame = small.rename(columns={"major_iso3": "patron"}).reset_index(drop=True)
    return pairs[["ally", "patron", "year", "ratio"]]


@lru_cache(maxsize=4)
def _allies(_hashes: tuple[str, ...]) -> pd.DataFrame:
    """Allies of any size and their patron by year, with how many of the Atlantic powers owe it."""
    owed = load(ALLIANCES).query("atop_defense").replace(HEIR).astype({"year": "int64"})
    last = owed[owed["year"] == owed["year"].max()]
    carried = [last.assign(year=year) for year in range(last["year"].iloc[0] + 1, LAST + 1)]
    owed = pd.concat([owed, *carried], ignore_index=True)
    cinc = capabilities()
    owed = owed.merge(cinc, left_on=["major_iso3", "year"], right_on=["iso3", "year"])
    owed = owed.rename(columns={"iso3_x": "ally", "cinc": "patron_cinc"})
    owed = owed.merge(cinc, left_on=["ally", "year"], right_on=["iso3", "year"])
    many = owed[owed["major_iso3"].isin(NATO_MAJORS)].groupby(["ally", "year"])["major_iso3"]
    owed = owed.merge(many.nunique().rename("atlantic").reset_index(), how="left")
    strongest = (
        owed.sort_values("patron_cinc", kind="stable")
        .groupby(["ally", "year"], as_index=False)
        .last()
    )
    allies: pd.DataFrame = strongest.assign(ratio=strongest["cinc"] / strongest["patron_cinc"])
    return allies


def pivot_years(share: float = 0.05, *, keep_nato: bool = False) -> pd.DataFrame:
    """Pivot-years: ``ally, patron, place, year``, 1990 to 2022, one row a neighbour at war.

    The war is neither the ally's own nor its patron's: where one of the two is the place of the
    fighting, the ally is no third party.
    """
    at_war = wars()
    allies = patrons(share, keep_nato=keep_nato)
    near = neighbours().rename(columns={"state": "ally", "neighbour": "place"})
    pairs = allies.merge(near, on=["ally", "year"]).merge(at_war, on=["place", "year"])
    at_home = at_war.rename(columns={"place": "ally"}).assign(at_home=True)
    pairs = pairs.merge(at_home, on=["ally", "year"], how="left")
    third = pairs["at_home"].isna() & (pairs["place"] != pairs["patron"])
    within = pairs["year"].between(FIRST, LAST)
    kept = pairs[third & within][["ally", "patron", "place", "year"]]
    return kept.sort_values(["ally", "year", "place"], ignore_index=True)


def standing(pivots: pd.DataFrame) -> pd.DataFrame:
    """Distinct pivot-years by ally: ``ally, years, patrons, places, rank`` (ties share a rank)."""
    grouped = pivots.groupby("ally").agg(
        years=("year", "nunique"),
        patrons=("patron", lambda codes: ", ".join(sorted(set(codes)))),
        places=("place", lambda codes: ", ".join(sorted(set(codes)))),
    )
    grouped["rank"] = grouped["years"].rank(ascending=False, method="min").astype(int)
    return grouped.sort_values(["years", "ally"], ascending=[False, True]).reset_index()


def onsets(quiet: int = QUIET_YEARS, window: int = WINDOW) -> pd.DataFrame:
    """Years in which the United States began to fight in a place at war level.

    ``place, year, fiscal_year``: the first year with American side, ally or troops at war level
    after ``quiet`` years without; the American fiscal year begins in October. ``window`` years of
    data from the onset on are required.
    """
    rows = load(CONFLICT).query("intensity_level == @WAR").replace(HEIR)
    rows = rows.astype({"year": "int64"})
    parties = rows[["iso3_a", "iso3_a_supporter", "iso3_b", "iso3_b_supporter"]]
    fought = rows[(parties == "USA").any(axis=1)]
    place = fought["iso3_a"].where(fought["iso3_a"] != "USA", fought["iso3_b"])
    fought = fought.assign(place=place).dropna(subset="place")
    fought = fought.groupby(["place", "year"])["episode_start"].max().reset_index()
    before = fought.groupby("place")["year"].diff()
    first = fought[before.isna() | (before > quiet)]
    autumn = (first["episode_start"].dt.year == first["year"]) & (
        first["episode_start"].dt.month >= 10
    )
    dated = first.assign(fiscal_year=first["year"] + autumn.astype(int))
    complete = load(AID)["fiscal_year"].max() - 1  # the last year is partial
    dated = dated[dated["fiscal_year"] + window - 1 <= complete]
    ordered: pd.DataFrame = dated.sort_values("year", ignore_index=True, kind="stable")
    return ordered[["place", "year", "fiscal_year"]]


def obligations(floor: float = FLOOR_USD) -> pd.DataFrame:
    """Log of American obligations in constant 2021 dollars: states by fiscal year, 1985 to 2022.

    All aid, civil and military. A state-year without a row, and a negative one, is set to
    ``floor``. Codes that are no states (regions, funds) are dropped: only members of the capability
    table count.
    """
    table = load(AID).query("transaction_type == 'Obligations'")
    table = table.replace({"iso3": HEIR})
    table = table[table["iso3"].isin(set(capabilities()["iso3"]) - {"USA"})]
    wide = table.pivot_table(
        index="iso3", columns="fiscal_year", values="amount_usd_constant_2021", aggfunc="sum"
    )
    wide = wide.loc[:, wide.columns < table["fiscal_year"].max()].astype("float64")
    logs: pd.DataFrame = np.log(wide.fillna(0.0).clip(lower=floor))
    return logs


def changes(aid: pd.DataFrame, window: int = WINDOW) -> pd.DataFrame:
    """Change at each possible onset: mean of ``window`` years from it on, less the mean before.

    aid: states by year, in logs or counts. Returns states by fiscal year of onset.
    """
    years = [int(year) for year in aid.columns][window : len(aid.columns) - window + 1]
    after = {year: aid[list(range(year, year + window))].mean(axis=1) for year in years}
    before = {year: aid[list(range(year - window, year))].mean(axis=1) for year in years}
    return pd.DataFrame({year: after[year] - before[year] for year in years})


def excess(moved: pd.DataFrame, borders: pd.DataFrame) -> pd.DataFrame:
    """How far aid to a place's neighbours moved beyond all other recipients: place by fiscal year.

    moved: see ``changes``; borders: see ``neighbours`` (the year before the onset counts). NaN
    where a place had no neighbour among recipients. In log points.
    """
    place = {str(code): spot for spot, code in enumerate(moved.index)}
    pairs_by_year = borders[borders["neighbour"].isin(place)]
    states = sorted(pairs_by_year["state"].unique())
    row = {code: spot for spot, code in enumerate(states)}
    home = np.array([place.get(code, -1) for code in states])
    by_year = {int(str(year)): part for year, part in pairs_by_year.groupby("year")}
    columns = {}
    for year in moved.columns:
        pairs = by_year[int(year) - 1]
        change = moved[year].to_numpy(float)
        rows = pairs["state"].map(row).to_numpy(int)
        near = change[pairs["neighbour"].map(place).to_numpy(int)]
        count = np.bincount(rows, minlength=len(states)).astype(float)
        total = np.bincount(rows, weights=near, minlength=len(states))
        itself = np.where(home >= 0, change[home], 0.0)
        rest = (change.sum() - total - itself) / (len(change) - count - (home >= 0))
        mean = np.divide(total, count, out=np.full(len(states), np.nan), where=count > 0)
        columns[year] = pd.Series(mean - rest, index=states)
    return pd.DataFrame(columns)


def study(
    onsets: pd.DataFrame, table: pd.DataFrame, draws: int, generator: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, float]]:
    """The excess at each onset, and their mean beside ``draws`` made-up sets: see ``pooled``.

    onsets: see ``onsets``; table: see ``excess``. Each made-up onset takes a place and a fiscal
    year at random from all that have a value.
    """
    values = pd.Series(table.stack().dropna(), name="excess")
    real = onsets.join(values, on=["place", "fiscal_year"], how="inner")
    chance = generator.choice(values.to_numpy(), size=(draws, len(real))).mean(axis=1)
    return real.reset_index(drop=True), pooled(real, chance)


def pooled(real: pd.DataFrame, chance: np.ndarray) -> dict[str, float]:
    """The mean of the onsets and its 95 per cent interval, beside what chance brings.

    real: with the column ``excess``; chance: the means of made-up sets. Returns ``n, positive``
    (onsets), ``mean, low, high``, ``least, most`` (of 95 per cent of the made-up sets), ``needed``
    (what one such set in twenty reaches) and ``p``, in the unit of the excess but for n, positive
    and p.
    """
    moved = real["excess"]
    mean, (low, high) = float(moved.mean()), mean_interval(moved)
    least, needed, most = np.quantile(chance, [0.025, 0.95, 0.975])
    sure = {"mean": mean, "low": low, "high": high, "p": p_value(mean, chance)}
    counts = {"n": len(moved), "positive": int((moved > 0).sum())}
    return counts | sure | {"least": least, "needed": needed, "most": most}
