"""States: their names, their size, who borders whom, how far they lie, and who has bases there.

The one reader of every table about states that several subjects use.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

import pandas as pd

from fulcrum.evidence.data import load, versions

NAMES: Final = "states/states"
CAPABILITY: Final = "cow-nmc-7/national_material_capabilities"
ECONOMY: Final = "wb-wdi-gdp-population/gdp_population"
SPENDING: Final = "sipri-milex-2025/military_expenditure"
CONTIGUITY: Final = "cow-direct-contiguity/contiguity_world"
DISTANCES: Final = "geodesic-distances/distances"
BASES: Final = "foreign-bases-central-asia/bases"
HEIR: Final = {"YUG": "SRB"}
"""The contiguity table files most borders of Yugoslavia under Serbia: one code for both here."""
LAST_BORDERS: Final = 2016
"""The last year of the table of borders."""
Measure = Literal[
    "cinc",
    "gdp_usd_current",
    "population_persons",
    "military_expenditure_current_usd_m",
    "military_expenditure_constant_2023_usd_m",
]
SIZE_TABLES: Final[dict[Measure, str]] = {
    "cinc": CAPABILITY,
    "gdp_usd_current": ECONOMY,
    "population_persons": ECONOMY,
    "military_expenditure_current_usd_m": SPENDING,
    "military_expenditure_constant_2023_usd_m": SPENDING,
}
"""The table of each measure of a state's size."""


def names() -> dict[str, str]:
    """The English name of every state, territory, body and special code, by its code."""
    return dict(_names(*versions(NAMES)))


@lru_cache(maxsize=4)
def _names(_version: str) -> dict[str, str]:
    table = load(NAMES)
    return dict(zip(table["iso3"], table["name"], strict=True))


def size(measure: Measure, year: int) -> pd.Series[float]:
    """The size of every state in a year, by code; the larger value where a code repeats."""
    table = load(SIZE_TABLES[measure])
    return table[table["year"] == year].groupby("iso3")[measure].max()


def economies() -> pd.DataFrame:
    """Output and people: ``iso3, year, gdp_usd_current, population_persons``."""
    return load(ECONOMY)[["iso3", "year", "gdp_usd_current", "population_persons"]]


def capabilities() -> pd.DataFrame:
    """CINC, the share of world capability: ``iso3, year, cinc`` (the larger where codes repeat)."""
    table = load(CAPABILITY).replace({"iso3": HEIR})
    largest = table.groupby(["iso3", "year"])["cinc"].max().reset_index()
    return largest.astype({"year": "int64"})


def neighbours() -> pd.DataFrame:
    """Land neighbours by year: ``state, neighbour, year``, 1985 to 2024, both directions.

    A land or river border (type 1 of the Correlates of War). The source ends in 2016; borders in
    force then are carried forward, as the text says.
    """
    return _neighbours(versions(CONTIGUITY)).copy(deep=False)


@lru_cache(maxsize=4)
def _neighbours(_hashes: tuple[str, ...]) -> pd.DataFrame:
    spells = load(CONTIGUITY).query("contiguity_type == 1")
    first = spells["start_date"].dt.year.clip(lower=1985)
    last = spells["end_date"].dt.year.mask(spells["end_date"].dt.year >= LAST_BORDERS, 2024)
    years = pd.Series(
        [list(range(a, b + 1)) for a, b in zip(first, last, strict=True)], index=spells.index
    )
    pairs = spells[["iso3_a", "iso3_b"]].assign(year=years).explode("year").dropna()
    forward = pairs.set_axis(["state", "neighbour", "year"], axis=1)
    back = pairs.set_axis(["neighbour", "state", "year"], axis=1)
    both = pd.concat([forward, back], ignore_index=True).replace(HEIR)
    both = both[both["state"] != both["neighbour"]]
    return both.astype({"year": "int64"}).drop_duplicates(ignore_index=True)


def neighbours_of(state: str, year: int = LAST_BORDERS) -> set[str]:
    """The land neighbours of a state in a year; see ``neighbours``."""
    table = neighbours()
    return set(table.loc[(table["state"] == state) & (table["year"] == year), "neighbour"])


def distances(measure: Literal["capital", "border"], place: str = "Kabul") -> pd.Series[float]:
    """Kilometres to a place, by where they are measured from.

    measure: *capital*, from the capitals, by their names; *border*, from the nearest point of each
    state, by its code.
    """
    kinds = {"capital": "capital to capital", "border": "nearest point of the country to Kabul"}
    table = load(DISTANCES)
    rows = table[(table["kind"] == kinds[measure]) & (table["to_place"] == place)]
    return rows.set_index("from_place")["distance_km"].astype("float64")


def foreign_bases(hosts: Sequence[str] = (), operator: str = "") -> pd.DataFrame:
    """Foreign bases in Central Asia as the source lists them. Empty: all hosts, all operators."""
    table = load(BASES)
    table = table[table["host_iso3"].isin(hosts)] if hosts else table
    return table[table["operator"] == operator] if operator else table
