"""A rival coder: a blank sheet without anyone's codes; once filled, every verdict under it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import frictionless
import pytest

from fulcrum.analysis.events import stances
from fulcrum.evidence import data

ROOT = Path(__file__).parents[3]
SHEETS = ("coders", "event-readings", "events-2021", "outcomes-2021-2026", "stance-second-coding")


@pytest.fixture
def coded(project, cli):
    """The small project with the tables that coders code."""
    for name in SHEETS:
        shutil.copytree(ROOT / "data" / name, project.root / "data" / name)
    assert cli("new", "coder", "rival") == 0
    return project


def sheet(project):
    path = project.root / "data" / "coder-rival" / "coding.csv"
    with path.open(newline="") as file:
        return path, list(csv.DictReader(file))


def fill(project, codes):
    path, rows = sheet(project)
    for row in rows:
        row["stance"] = codes.get(row["event_id"], "")
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_the_sheet_is_blank_shuffled_complete_and_valid(coded):
    _, rows = sheet(coded)
    events = data.load("events-2021/events_2021")["event_id"].tolist()
    later = data.load("outcomes-2021-2026/outcomes_2021_2026")["event_id"].tolist()
    order = [row["event_id"] for row in rows]
    assert sorted(order) == sorted([*events, *later])
    assert order != [*events, *later]
    assert {row[name] for row in rows for name in ("stance", "stance_min", "stance_max")} == {""}
    assert "stance_rationale" not in rows[0]
    path = coded.root / "data" / "coder-rival" / "datapackage.json"
    assert frictionless.validate(str(path)).valid
    codes = data.load("coder-rival/codebook")["code"].tolist()
    assert codes[:5] == ["-2", "-1", "0", "1", "2"]


def test_a_blank_sheet_counts_for_nothing(coded):
    assert stances.rivals() == {}


def test_a_filled_sheet_recodes_what_it_codes_and_nothing_else(coded, cli):
    fill(coded, {"e071": "2", "e060": "-2"})
    assert cli("seal", "coder-rival", "--because", "The sheet is coded.") == 0
    codes = stances.rivals()["rival"].set_index("event_id")
    assert codes.loc["e071"].tolist() == [2.0, 2.0, 2.0]
    frame = stances.stances("2021-08-15", "2021-08-31")
    under = stances.recodings(frame)["coder rival"].set_index("event_id")
    assert sorted(under.index) == ["e060", "e071"]
    assert under.loc["e060", "stance"] == -2.0
    assert under.loc["e060", "actor"] == "RUS"


def test_a_code_off_the_scale_is_not_sealed(coded, cli, capsys):
    fill(coded, {"e071": "5"})
    assert cli("seal", "coder-rival") == 1
    errors = capsys.readouterr().err
    assert "coder-rival/coding.csv" in errors
    assert "above the maximum 2" in errors


def test_a_lowest_code_above_the_highest_is_not_sealed(coded, cli, capsys):
    path, rows = sheet(coded)
    event = rows[0]["event_id"]
    text = path.read_text()
    line = next(line for line in text.splitlines() if line.startswith(event))
    path.write_text(text.replace(line, line.removesuffix(",,,,,") + ",,1,0,,"))
    assert cli("seal", "coder-rival") == 1
    assert "column stance_min, row 2: 1 is above stance_max, 0." in capsys.readouterr().err


def test_an_unsealed_sheet_is_told(coded, cli, capsys):
    fill(coded, {"e071": "1"})
    assert cli("check") == 1
    assert "data/coder-rival/coding.csv: its SHA-256" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["rival", "second", "No Name"])
def test_a_coder_has_a_name_of_its_own(coded, cli, capsys, name):
    assert cli("new", "coder", name) == 1
    errors = capsys.readouterr().err
    assert "already. Choose another name." in errors or "use small letters" in errors
