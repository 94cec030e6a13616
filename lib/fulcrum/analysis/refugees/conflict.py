"""The war that people fled in 2021: districts, capitals, the displaced, people at the border."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd

from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number

DISTRICTS: Final = "afghanistan-conflict-2021/district_control"
CAPITALS: Final = "afghanistan-conflict-2021/provincial_capitals"
DISPLACED: Final = "afghanistan-conflict-2021/displacement_2021"
PEOPLE: Final = "afghanistan-population-provinces/cso_population_by_province_2004_2020"
PROVINCES: Final = "afghanistan-provinces/provinces"


def districts(assessor: str = "Afghanistan Analysts Network") -> pd.DataFrame:
    """District centres held by the Taliban in one assessor's count: ``date, held, of``."""
    table = load(DISTRICTS)
    rows = table[(table["assessor"] == assessor) & (table["unit_of_value"] == "count")]
    columns = {"date": "date", "taliban_controlled": "held", "denominator": "of"}
    return rows.rename(columns=columns)[list(columns.values())].reset_index(drop=True)


def capitals(until: str) -> pd.DataFrame:
    """Provincial capitals taken by a day, the list as found: ``date, province, borders_focal``."""
    table = load(CAPITALS)
    rows = table[pd.to_datetime(table["date"]) <= pd.Timestamp(until)]
    flag = rows["borders_tajikistan"].astype("string").isin(["yes", "True"])
    return rows[["date", "province"]].assign(borders_focal=flag).reset_index(drop=True)


def displaced() -> pd.DataFrame:
    """People displaced inside Afghanistan by conflict in 2021, cumulative: ``date, persons``.

    The row that counts the north-east alone is left out: it is below the national figure before it.
    """
    table = load(DISPLACED).sort_values("as_of_date", kind="stable")
    rows = table[~table["what"].str.contains("north-east")]
    days = pd.to_datetime(rows["as_of_date"])
    return rows.assign(date=days)[["date", "persons"]].reset_index(drop=True)


def border_people(solar_year: int = 1398) -> pd.DataFrame:
    """Settled people of the provinces along the Tajik border: ``province, persons``.

    solar_year: of the yearbook; 1398 is 2019 to 2020, a projection; nomads are outside.
    """
    near = load(PROVINCES).query("borders_tjk")["province"]
    table = load(PEOPLE)
    rows = table[(table["solar_year"] == solar_year) & table["province"].isin(near)]
    people = rows.rename(columns={"total_persons": "persons"})
    return people[["province", "persons"]].reset_index(drop=True)


def numbers(until: str = "2021-08-15") -> Numbers:
    """The war in numbers: district centres, capitals up to a day, the displaced, the border."""
    centres, taken, persons = districts(), capitals(until), displaced()
    first, last = centres.iloc[0], centres.iloc[-1]
    day, first_persons = persons.iloc[0]
    held, capital = partial(number, sources=[DISTRICTS]), partial(number, sources=[CAPITALS])
    people = partial(number, unit="persons", significant=3, sources=[DISPLACED])
    by_whom = "Afghanistan Analysts Network"
    named = "provincial capitals named as taken by 15 August 2021, an incomplete list"
    settled = "settled people of the provinces along the Tajik border, yearbook of 2019-20, "
    centre = f"district centres held by the Taliban on {first['date']}, {by_whom}"
    on_border = "of these, capitals of provinces that border Tajikistan"
    border = border_people()["persons"].sum()
    of_border = {"sources": [PEOPLE, PROVINCES]}
    return {
        "centres_first": held(first["held"], centre),
        "centres_last": held(last["held"], f"the same on {last['date']}"),
        "centres_all": held(last["of"], "district centres in that count"),
        "capitals": capital(len(taken), named),
        "border_capitals": capital(taken["borders_focal"].sum(), on_border),
        "displaced_first": people(
            first_persons, f"displaced inside Afghanistan in 2021 by {day:%d %B}"
        ),
        "displaced_most": people(persons["persons"].max(), "the highest such figure of 2021"),
        "border_people": people(border, f"{settled}a projection", **of_border),
    }
