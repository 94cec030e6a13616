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

from fulcrum.evidence.data import load, versions

WAR: Final = 2
FIRST: Final = 1990
LAST: Final = 2022
WINDOW: Final = 3
"""Fiscal years before and after an onset."""
FLOOR_USD: Final = 1_000_000.0
"""Obligations below this count as this, so that a doubling of nearly nothing says nothing."""
QUIET_YEARS: Final = 5

CONFLICT: Final = "ucdp-armed-conflict-25-1/conflict_years"
CONTIGUITY: Final = "cow-direct-contiguity/contiguity_world"
ALLIANCES: Final = "atop-alliances-5-1/major_power_alliance_years"
CAPABILITY: Final = "cow-nmc-7/national_material_capabilities"
AID: Final = "us-foreign-assistance/us_foreign_assistance_world_2023_release"
TRAVEL: Final = "us-leader-travel/travels_abroad"
HEIR: Final = {"YUG": "SRB"}
"""The contiguity table files most borders of Yugoslavia under Serbia: one code for both here."""
NATO_MAJORS: Final = frozenset({"USA", "GBR", "FRA", "DEU"})


def neighbours() -> pd.DataFrame:
    """Land neighbours by year: ``state, neighbour, year``, 1985 to 2024, both directions.

    The source ends in 2016; borders in force then are carried forward, as the text says.
    """
    return _neighbours(versions(CONTIGUITY)).copy(deep=False)


@lru_cache(maxsize=4)
def _neighbours(_hashes: tuple[str, ...]) -> pd.DataFrame:
    spells = load(CONTIGUITY).query("contiguity_type == 1")
    first = spells["start_date"].dt.year.clip(lower=1985)
    last = spells["end_date"].dt.year.mask(spells["end_date"].dt.year >= 2016, 2024)
    years = pd.Series(
        [list(range(a, b + 1)) for a, b in zip(first, last, strict=True)], index=spells.index
    )
    pairs = spells[["iso3_a", "iso3_b"]].assign(year=years).explode("year").dropna()
    forward = pairs.set_axis(["state", "neighbour", "year"], axis=1)
    back = pairs.set_axis(["neighbour", "state", "year"], axis=1)
    both = pd.concat([forward, back], ignore_index=True).replace(HEIR)
    both = both[both["state"] != both["neighbour"]]
    return both.astype({"year": "int64"}).drop_duplicates(ignore_index=True)


def capabilities() -> pd.DataFrame:
    """CINC, the share of world capability: ``iso3, year, cinc`` (the larger where codes repeat)."""
    return _capabilities(versions(CAPABILITY)).copy(deep=False)


@lru_cache(maxsize=4)
def _capabilities(_hashes: tuple[str, ...]) -> pd.DataFrame:
    table = load(CAPABILITY).replace({"iso3": HEIR})
    largest = table.groupby(["iso3", "year"])["cinc"].max().reset_index()
    return largest.astype({"year": "int64"})


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
    for one, other, year in zip(between["iso3_a"], between["iso3_b"], between["year"], strict=True):
        if (one, other, year) in bordering:
            rows += [(one, year), (other, year)]
        else:
            known = {state: strength.get((state, min(year, LAST)), 0.0) for state in (one, other)}
            rows.append((min(known, key=lambda state: known[state]), year))
    found = pd.DataFrame(rows, columns=["place", "year"]).drop_duplicates()
    return found.sort_values(["year", "place"], ignore_index=True)


def patrons(share: float = 0.05, *, keep_nato: bool = False) -> pd.DataFrame:
    """Small allies and their patron by year: ``ally, patron, year, ratio``.

    The patron is the most capable major power that owes the state defence; an ally is small when
    its CINC is below ``share`` of the patron's. ATOP ends in 2018: its last year is carried forward
    to 2022. States that the United States and two or more of Britain, France and Germany owe
    defence to at once are left out unless ``keep_nato``: their treaty is one with many members.
    """
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
    small = strongest.assign(ratio=strongest["cinc"] / strongest["patron_cinc"])
    small = small[small["ratio"] < share]
    if not keep_nato:
        small = small[~((small["major_iso3"] == "USA") & (small["atlantic"] >= 3))]
    found: pd.DataFrame = small.rename(columns={"major_iso3": "patron"}).reset_index(drop=True)
    return found[["ally", "patron", "year", "ratio"]]


def pivot_years(share: float = 0.05, *, keep_nato: bool = False) -> pd.DataFrame:
    """Pivot-years: ``ally, patron, place, year``, 1990 to 2022, one row a neighbour at war.

    The war is neither the ally's own nor its patron's: where one of the two is the place of the
    fighting, the ally is no third party.
    """
    at_war = wars()
    allies = patrons(share, keep_nato=keep_nato)
    near = neighbours().rename(columns={"state": "ally", "neighbour": "place"})
    found = allies.merge(near, on=["ally", "year"]).merge(at_war, on=["place", "year"])
    own = at_war.rename(columns={"place": "ally"}).assign(own=True)
    found = found.merge(own, on=["ally", "year"], how="left")
    third = found["own"].isna() & (found["place"] != found["patron"])
    within = found["year"].between(FIRST, LAST)
    kept = found[third & within][["ally", "patron", "place", "year"]]
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
    found = first.assign(fiscal_year=first["year"] + autumn.astype(int))
    complete = load(AID)["fiscal_year"].max() - 1  # the last year is partial
    found = found[found["fiscal_year"] + window - 1 <= complete]
    ordered: pd.DataFrame = found.sort_values("year", ignore_index=True, kind="stable")
    return ordered[["place", "year", "fiscal_year"]]


def obligations(floor: float = FLOOR_USD) -> pd.DataFrame:
    """Log of American obligations in constant 2021 dollars: states by fiscal year, 1985 to 2022.

    All aid, civil and military. A state-year without a row, and a negative one, is set to
    ``floor``. Codes that are no states (regions, funds) are dropped: only members of the capability
    table count.
    """
    table = load(AID).query("transaction_type == 'Obligations'")
    known = set(load(CAPABILITY)["iso3"])
    table = table[table["iso3"].isin(known) & (table["iso3"] != "USA")].replace({"iso3": HEIR})
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
    known = borders[borders["neighbour"].isin(place)]
    states = sorted(known["state"].unique())
    row = {code: spot for spot, code in enumerate(states)}
    own = np.array([place.get(code, -1) for code in states])
    by_year = {int(str(year)): part for year, part in known.groupby("year")}
    columns = {}
    for year in moved.columns:
        pairs = by_year[int(year) - 1]
        change = moved[year].to_numpy(float)
        rows = pairs["state"].map(row).to_numpy(int)
        near = change[pairs["neighbour"].map(place).to_numpy(int)]
        count = np.bincount(rows, minlength=len(states)).astype(float)
        total = np.bincount(rows, weights=near, minlength=len(states))
        itself = np.where(own >= 0, change[own], 0.0)
        rest = (change.sum() - total - itself) / (len(change) - count - (own >= 0))
        mean = np.divide(total, count, out=np.full(len(states), np.nan), where=count > 0)
        columns[year] = pd.Series(mean - rest, index=states)
    return pd.DataFrame(columns)


def study(
    found: pd.DataFrame, table: pd.DataFrame, draws: int, generator: np.random.Generator
) -> tuple[pd.DataFrame, np.ndarray]:
    """The excess at each onset, and the pooled excess of ``draws`` sets of made-up onsets.

    found: see ``onsets``; table: see ``excess``. Each made-up onset takes a place and a fiscal year
    at random from all that have a value. The second value has shape (draws,).
    """
    values = [
        table[year].get(place, np.nan)
        for place, year in zip(found["place"], found["fiscal_year"], strict=True)
    ]
    real = found.assign(excess=values).dropna(subset="excess")
    pool = table.to_numpy().ravel()
    pool = pool[np.isfinite(pool)]
    chance = generator.choice(pool, size=(draws, len(real))).mean(axis=1)
    return real.reset_index(drop=True), chance


def p_value(observed: float, chance: np.ndarray) -> float:
    """One-sided p: share of made-up values at least as large, the observed one counted in."""
    return float((1 + (chance >= observed).sum()) / (1 + chance.size))


def _onsets(found: pd.DataFrame) -> list[tuple[str, int, int]]:
    columns = (found["place"], found["year"].astype(int), found["fiscal_year"].astype(int))
    return list(zip(*columns, strict=True))


def profile(aid: pd.DataFrame, found: pd.DataFrame, borders: pd.DataFrame) -> pd.DataFrame:
    """Mean log aid to neighbours less all others by year from onset: ``place, offset, gap``.

    The gap is measured from its own mean over the three years before, so that it starts near zero.
    """
    rows = []
    for place, start, year in _onsets(found):
        chosen = (borders["state"] == place) & (borders["year"] == year - 1)
        near = [state for state in borders.loc[chosen, "neighbour"] if state in aid.index]
        others = aid.index.difference([*near, place])
        gap = aid.loc[near].mean() - aid.loc[others].mean()
        base = gap[[year - back for back in range(1, WINDOW + 1)]].mean()
        rows += [
            (place, start, offset, gap[year + offset] - base) for offset in range(-WINDOW, WINDOW)
        ]
    return pd.DataFrame(rows, columns=["place", "year", "offset", "gap"])
