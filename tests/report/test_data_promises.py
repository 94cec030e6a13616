"""What the compilers of the tables promise: sums, orders, totals and codes across rows."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

from fulcrum.analysis import countries
from fulcrum.evidence import data
from fulcrum.evidence.data import load

ROOT = Path(__file__).parents[2]
POPULATION = "afghanistan-population-provinces/cso_population_by_province_2004_2020"
CROSSINGS = "tajik-afghan-border-2021/crossings"
AIRLIFT = "kabul-airlift-2021/afghan_air_force_aircraft"
PUBLISHED = "border-lengths/published_lengths"
EVENTS = "events-2021/events_2021"
OUTCOMES = "outcomes-2021-2026/outcomes_2021_2026"
UNHCR = "unhcr-refugee-data-finder"
TWICE = ["o001", "o003", "o004", "o005", "o006", "o007", "o008"]
# Half the SHA-256 of words that name homes: the words are not to stand here either.
WITHHELD = {
    "05218fa2d136a2d5fb8a4cebe10335b4",
    "621337bb3509512b205bb977f77f7afd",
    "28349040c13bc5da3ba67c11fabdee6a",
    "d852ee03fd93d790202799fce6c64e90",
    "3053ba8f5c03f652e99be2dbd56e3771",
    "a9f39effdaabd08b1796dbd5fe6c287f",
}


def test_population_is_rural_and_urban_but_for_two_known_misprints():
    frame = load(POPULATION)
    off = frame[frame["rural_persons"] + frame["urban_persons"] != frame["total_persons"]]
    misprints = set(zip(off["solar_year"], off["province"], strict=True))
    assert misprints == {(1385, "Baghlan"), (1386, "Kandahar")}


def test_provinces_of_the_census_are_the_provinces_of_the_map():
    placed = load("afghanistan-provinces/provinces").set_index("province")["pcode"]
    counted = load(POPULATION).drop_duplicates("province").set_index("province")["pcode"]
    assert counted.to_dict() == placed.to_dict()


def test_four_provinces_border_tajikistan():
    frame = load("afghanistan-provinces/provinces")
    assert frame["borders_tjk"].sum() == 4
    assert (frame["borders_tjk"] == (frame["tjk_border_km"] > 0)).all()


def test_foreign_forces_are_american_and_other():
    frame = load("foreign-forces-afghanistan/foreign_forces")
    parts = frame["us_personnel"] + frame["other_nato_partner_personnel"]
    assert (parts == frame["total_personnel"]).all()


def test_the_total_of_incidents_is_the_sum_of_its_classes():
    frame = load("afghanistan-conflict-2021/acled_accord_totals")
    whole = frame["category"] == "total"
    columns = ["incidents", "fatalities"]
    parts = frame[~whole].groupby("period")[columns].sum()
    assert parts.equals(frame[whole].set_index("period")[columns].sort_index())


def test_the_night_of_july_is_the_sum_of_its_places():
    frame = load(CROSSINGS).set_index("event_id")
    parts = frame.loc["X04", "is_total_of"].split(";")
    assert frame.loc[parts, "persons"].sum() == frame.loc["X04", "persons"] == 1037


def test_aircraft_are_helicopters_and_aeroplanes_where_split():
    frame = load(AIRLIFT).dropna(subset=["helicopters", "fixed_wing"])
    assert len(frame) > 0
    assert (frame["helicopters"] + frame["fixed_wing"] == frame["aircraft"]).all()


def test_the_ministrys_border_is_the_sum_of_its_parts():
    frame = load(PUBLISHED).dropna(subset=["note"])
    note = frame.loc[frame["length_km"] == 1344.15, "note"].iloc[0]
    parts = [float(number) for number in re.findall(r"\d+\.\d+", note)]
    assert sum(parts) == pytest.approx(1344.15)


def test_agreement_lies_within_a_stance_range_for_the_second_coder_too():
    codes = load("stance-second-coding/second_coding")[["stance", "stance_min", "stance_max"]]
    assert (codes.isna().all(axis=1) | codes.notna().all(axis=1)).all()
    coded = codes.dropna()
    inside = (coded["stance_min"] <= coded["stance"]) & (coded["stance"] <= coded["stance_max"])
    assert inside.all()


def test_every_event_is_coded_twice_exactly_once():
    first = [*load(EVENTS)["event_id"], *load(OUTCOMES)["event_id"]]
    assert sorted(load("stance-second-coding/second_coding")["event_id"]) == sorted(first)


def test_the_events_that_stand_twice_are_named():
    caveats = " ".join(data.project().package("events-2021")["caveats"])
    assert [event for event in TWICE if f"/{event}" not in caveats] == []


@pytest.mark.parametrize(("table", "since"), [(EVENTS, "e156"), (OUTCOMES, "o057")])
def test_every_row_of_the_search_stands_once_in_its_log(table, since):
    rows = load(table)["event_id"]
    added = load("searches/log")["added"].dropna().str.split(";").explode()
    assert sorted(added[added.str[0] == since[0]]) == sorted(rows[rows >= since])


@pytest.mark.parametrize("table", [EVENTS, OUTCOMES])
def test_events_stand_in_order_of_date_and_memory_has_no_address(table):
    frame = load(table)
    last_day = frame["date"].where(frame["date_precision"] == "day", frame["date"] + "-32")
    assert last_day.is_monotonic_increasing
    assert ((frame["source_kind"] == "memory") == frame["source_url"].isna()).all()


def test_statements_and_readings_name_rows_that_exist():
    rows = {*load(EVENTS)["event_id"], *load(OUTCOMES)["event_id"]}
    for table in ("searches/statements", "event-readings/named_events"):
        assert set(load(table)["event_id"]) <= rows, table


def test_coders_call_themselves_models_in_every_source_line():
    for name in (EVENTS, OUTCOMES, "joint-texts-afghanistan", "event-readings", "searches"):
        publisher = data.project().package(name.split("/")[0])["publisher"]
        assert publisher.startswith("Coded by language models from public accounts"), name


@pytest.mark.parametrize("table", [EVENTS, OUTCOMES])
def test_participants_are_known_codes(table):
    codes = set(countries.names())
    named = load(table)["participants"].str.split(";").explode()
    assert set(named) - codes == set()


def test_a_row_without_an_address_is_never_of_high_confidence():
    for table in (EVENTS, OUTCOMES):
        frame = load(table)
        assert set(frame.loc[frame["source_url"].isna(), "confidence"]) <= {"low"}, table


@pytest.mark.parametrize(
    ("year", "persons"),
    [(2019, 3783), (2020, 5573), (2021, 10719), (2022, 8601), (2023, 7087), (2024, 9902)],
)
def test_afghan_refugees_in_tajikistan_are_as_published(year, persons):
    frame = load(f"{UNHCR}/population").query(
        "origin_iso3 == 'AFG' and asylum_iso3 == 'TJK' and year == @year"
    )
    assert frame["refugees"].tolist() == [persons]


def test_demographics_of_refugees_in_tajikistan_sum_to_the_stock():
    people = load(f"{UNHCR}/demographics_locations").query("asylum_iso3 == 'TJK'")
    by_year = people[people["pop_type"] == "REF"].groupby("year")["total"].sum()
    stock = load(f"{UNHCR}/population").query("origin_iso3 == 'AFG' and asylum_iso3 == 'TJK'")
    stock = stock.set_index("year")["refugees"]
    both = by_year.index.intersection(stock.index)
    assert len(both) >= 20
    assert (by_year[both] == stock[both]).all()


def test_decisions_add_up_but_in_ten_rows():
    frame = load(f"{UNHCR}/asylum_decisions")
    parts = frame[["dec_recognized", "dec_other", "dec_rejected", "dec_closed"]].sum(axis=1)
    assert (parts != frame["dec_total"]).sum() == 10


def test_bilateral_trade_agrees_from_both_ends():
    frame = load("cow-trade-4/bilateral_trade_1992_2014")
    key = ["iso3", "partner_iso3", "year"]
    other = frame.rename(columns={"iso3": "partner_iso3", "partner_iso3": "iso3"})
    both = frame.merge(other, on=key, suffixes=("", "_other")).dropna()
    assert len(both) > 2000
    gap = both["imports_from_partner_usd_million"] - both["exports_to_partner_usd_million_other"]
    assert (gap.abs() < 1e-6).all()


def test_flows_out_are_negative_and_flows_in_are_not():
    frame = load("one-net-flows-2024/financial_flows_by_counterpart")
    out = frame["direction"] == "outflow"
    assert (frame.loc[out, "value_usd_current"] <= 0).mean() > 0.99
    assert (frame.loc[~out, "value_usd_current"] >= 0).mean() > 0.99


def test_members_of_the_alliance_in_august_2021():
    spells = load("csto-membership/spells")
    day = pd.Timestamp("2021-08-15")
    now = (spells["member_from"] <= day) & (
        spells["member_to"].isna() | (spells["member_to"] > day)
    )
    assert set(spells.loc[now, "iso3"]) == {"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}


def test_a_public_table_gives_no_place_of_refugees_outside_afghanistan():
    frame = load(f"{UNHCR}/demographics_locations")
    places = frame.loc[frame["asylum_iso3"] != "AFG"].get("location", pd.Series(dtype=str))
    assert set(places.dropna()) <= {"whole country"}


def test_words_that_name_homes_stand_nowhere():
    seen = set()
    for path in (ROOT / "data").rglob("*"):
        if path.suffix in {".csv", ".json", ".md"}:
            seen |= set(re.findall(r"[a-z]+", path.read_text("utf-8").lower()))
    hashed = {hashlib.sha256(word.encode()).hexdigest()[:32] for word in seen}
    assert hashed & WITHHELD == set()


def test_every_table_says_what_it_is():
    for name in data.project().sources():
        for part in data.project().package(name)["resources"]:
            assert name in ("published", "states") or part.get("description"), part["name"]


def test_the_coding_rules_are_published_with_the_codes():
    assert len(data.project().package("events-2021")["coding_rules"]) >= 5
