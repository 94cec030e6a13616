"""Every data package: valid, typed, hashed, its codes known, and what its compilers promise."""

from __future__ import annotations

import re
from pathlib import Path

import frictionless

from fulcrum.analysis import countries
from fulcrum.evidence import data
from fulcrum.evidence.data import load

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent.name for path in (ROOT / "data").glob("*/datapackage.json"))
REQUIRED = ("name", "title", "version", "publisher", "licence", "licenses", "sources", "citation")
TABLES = [
    f"{name}/{part['name']}"
    for name in PACKAGES
    for part in data.project().package(name)["resources"]
    if "schema" in part
]


def test_frictionless_finds_every_package_valid():
    problems = {}
    for name in PACKAGES:
        report = frictionless.validate(str(ROOT / "data" / name / "datapackage.json"))
        if not report.valid:
            problems[name] = report.flatten(["type", "title", "rowNumber", "fieldName", "note"])
    assert problems == {}


def test_every_package_says_where_it_comes_from_and_what_may_be_done_with_it():
    packages = {name: data.project().package(name) for name in PACKAGES}
    missing = {
        (name, part) for name in PACKAGES for part in REQUIRED if not packages[name].get(part)
    }
    assert missing == set()
    assert {name: package["name"] for name, package in packages.items()} == {n: n for n in PACKAGES}
    for name, package in packages.items():
        assert {"name", "redistributable"} <= set(package["licence"]), name
        for correction in package.get("corrections", []):
            assert {"what", "why", "evidence"} <= set(correction), name


def test_every_table_is_read_with_its_types_constraints_and_a_key():
    for table in TABLES:
        _, part = data.resource(table)
        fields = part["schema"]["fields"]
        assert len(load(table)) > 0, table
        assert all(isinstance(field.get("unit", ""), str) for field in fields), table
        assert any(field.get("constraints") for field in fields), table
        assert part["schema"].get("primaryKey") or part["schema"].get("uniqueKey"), table


def test_all_codes_stand_in_the_table_of_states():
    codes = set(countries.names())
    unknown = {
        (table, field["name"]): unlisted
        for table in TABLES
        for field in data.resource(table)[1]["schema"]["fields"]
        if field.get("states") and (unlisted := set(load(table)[field["name"]].dropna()) - codes)
    }
    assert unknown == {}


def test_every_file_stands_in_its_descriptor_once():
    for name in PACKAGES:
        resources = data.project().package(name)["resources"]
        listed = {part["path"] for part in resources} | {"datapackage.json"}
        assert {path.name for path in (ROOT / "data" / name).iterdir()} == listed, name
        assert len({part["name"] for part in resources}) == len(resources), name


def test_nothing_in_data_names_a_path_of_a_machine():
    for path in (ROOT / "data").rglob("*"):
        if path.suffix in {".csv", ".json", ".md"}:
            # A path of a machine begins the word; in an address a host stands before it.
            local = r"(?<![\w.])/(work|tmp|root|home)/\w"
            assert not re.search(local, path.read_text("utf-8")), path


def test_delicate_places_are_not_published():
    for path in (ROOT / "data").rglob("*.csv"):
        text = path.read_text("utf-8").lower()
        assert "sanatorium" not in text, path
        assert "tent camp" not in text, path
    assert "location" not in load("unhcr-refugee-data-finder/demographics_locations").columns
    for name in ("events-2021/events_2021", "outcomes-2021-2026/outcomes_2021_2026"):
        assert "source_title" not in load(name).columns


def test_stances_have_their_range_or_none_at_all():
    for table in ("events-2021/events_2021", "outcomes-2021-2026/outcomes_2021_2026"):
        frame = load(table)
        codes = frame[["stance", "stance_min", "stance_max"]]
        assert (codes.isna().all(axis=1) | codes.notna().all(axis=1)).all()
        coded = codes.dropna()
        assert (coded["stance_min"] <= coded["stance"]).all()
        assert (coded["stance"] <= coded["stance_max"]).all()


def test_second_codes_are_of_events_that_exist():
    events = set(load("events-2021/events_2021")["event_id"])
    events |= set(load("outcomes-2021-2026/outcomes_2021_2026")["event_id"])
    assert set(load("stance-second-coding/second_coding")["event_id"]) <= events


ORDERED = [
    ("afghan-tajik-share-estimates/estimates", "value_low_pct", "value_high_pct"),
    ("russian-bases-abroad/personnel_estimates", "personnel_low", "personnel_high"),
    ("unga-ideal-points/ideal_points", "q5", "ideal_point"),
    ("unga-ideal-points/ideal_points", "ideal_point", "q95"),
    ("sipri-arms-deliveries-central-asia/deliveries", "order_year", "delivery_year"),
    ("us-leader-travel/travels_abroad", "start_date", "end_date"),
    ("us-leader-travel/visits_to_the_us", "start_date", "end_date"),
]


def test_low_is_not_above_high():
    for table, low, high in ORDERED:
        pair = load(table)[[low, high]].dropna()
        assert len(pair) > 0, table
        assert (pair[low] <= pair[high]).all(), table


def test_casualties_add_up():
    frame = load("afghanistan-conflict-2021/civilian_casualties_unama")
    killed, injured, both = (
        next(c for c in frame.columns if word in c) for word in ("killed", "injured", "casualties")
    )
    assert (frame[killed] + frame[injured] == frame[both]).all()


def test_roll_calls_are_counted_right():
    rolls = load("unga-roll-call-votes/roll_calls").set_index("rollcall_id")
    votes = load("unga-roll-call-votes/votes_matrix").set_index("rollcall_id")
    for code, column in {"Y": "n_yes", "A": "n_abstain", "N": "n_no", "X": "n_absent"}.items():
        assert (votes.eq(code).sum(axis=1) == rolls[column]).all()


def test_the_factbooks_neighbours_sum_to_its_total():
    frame = load("border-lengths/afg_neighbours")
    assert frame["cia_2021_km"].sum() == 5987


def test_arrivals_of_september_sum_to_the_printed_total():
    frame = load("unhcr-afghanistan-situation-2021/new_arrivals").query(
        "as_of_date == '2021-09-22'"
    )
    whole = frame["asylum_iso3"] == "IRN+PAK+TJK"
    assert frame.loc[~whole, "persons"].sum() == frame.loc[whole, "persons"].iloc[0] == 35400
