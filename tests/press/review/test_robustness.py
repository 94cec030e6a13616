"""Verdicts under other readings: rows left out, codes read otherwise, days and thresholds moved."""

from __future__ import annotations

import json

import frictionless
import pandas as pd
import pytest
import yaml

from fulcrum.evidence.data import load
from fulcrum.evidence.firmness import PACKAGE
from fulcrum.evidence.seeds import Rule
from press.review import readings, robustness

TABLE = "border-lengths/afg_neighbours"
EVENTS = pd.DataFrame(
    {
        "event_id": ["e1", "e2", "e3"],
        "date": ["2021-08-15", "2021-09", "2021-12-31"],
        "stance": pd.array([-1, None, 2], dtype="Int64"),
        "low": pd.array([-2, None, 2], dtype="Int64"),
        "high": pd.array([0, None, 2], dtype="Int64"),
    }
)
ENDS = ("low", "high")


def test_rows_with_some_values_are_left_out():
    left = readings.LeftOut({"event_id": "e2"})(EVENTS)
    assert left["event_id"].tolist() == ["e1", "e3"]


def test_codes_of_another_coder_replace_those_of_the_first_and_what_is_left_open_is_missing():
    sheet = pd.DataFrame({"event_id": ["e3", "e1"], "stance": [None, 1], "sure": ["no", "yes"]})
    recoded = readings.Recoded("coder-x/coding", sheet, "event_id")(EVENTS)
    assert recoded["stance"].tolist() == [1, pd.NA, pd.NA]
    assert recoded.dtypes.equals(EVENTS.dtypes)
    assert recoded.drop(columns="stance").equals(EVENTS.drop(columns="stance"))


def test_full_days_move_and_months_stay():
    moved = readings.Moved(("date",), 30)(EVENTS)["date"]
    assert moved.tolist() == ["2021-09-14", "2021-09", "2022-01-30"]


def test_codes_stand_at_one_end_or_are_drawn_as_whole_numbers_within_their_range():
    lowest = readings.AtEnd("stance", ENDS, "low")(EVENTS)
    assert lowest["stance"].dropna().tolist() == lowest["high"].dropna().tolist() == [-2, 2]
    drawn = [readings.Drawn("stance", ENDS, seed)(EVENTS)["stance"] for seed in range(40)]
    assert {codes.iloc[0] for codes in drawn} == {-2, -1, 0}
    assert {codes.iloc[2] for codes in drawn} == {2}
    assert all(pd.isna(codes.iloc[1]) for codes in drawn)


def test_a_report_without_readings_has_its_thresholds_moved(project):
    results = robustness.reanalyses(project.workspace, jobs=1).results
    kinds = {result.kind for result in results}
    assert kinds == {robustness.CODED, "threshold"}
    by_name = {result.reading: result.verdict for result in results}
    assert by_name["as coded"] == by_name["share: +10 %"] == "supported"
    assert by_name["share: +20 %"] == "contradicted"


def test_each_row_left_out_says_on_which_a_verdict_rests(project):
    stated = {"tables": {TABLE: {"classes": {"neighbour_iso3": ["TJK"]}}}}
    project.workspace.readings_file.write_text(yaml.safe_dump(stated))
    results = robustness.reanalyses(project.workspace, jobs=1).results
    rows = {result.reading: result for result in results if result.kind == "row"}
    assert len(rows) == len(pd.read_csv(project.workspace.table_file(TABLE)))
    (broken,) = [result for result in rows.values() if result.moved]
    assert (broken.reading, broken.verdict) == (f"without TJK ({TABLE})", robustness.FAILED)
    (together,) = [result for result in results if result.kind == "class"]
    assert together.reading == "without TJK (neighbour iso3)"
    firm = robustness.summary(results).set_index("claim").loc["c01"]
    assert (firm["coded"], firm["rows"], firm["threshold_pct"]) == ("supported", 1, 20)
    assert firm["breaks"] == f"without TJK ({TABLE}): not computed"
    assert firm["moved"] == firm["tried"] - len(rows) + 1
    assert firm["held"] == firm["tried"] - sum(r.verdict != "supported" for r in results)


def test_an_answer_is_read_the_other_way():
    answers = pd.DataFrame({"event_id": ["e1", "e2"], "answer": ["yes", "no"]})
    change = readings.Reversed({"event_id": "e2"}, "answer", ("yes", "no"))
    assert change(answers)["answer"].tolist() == ["yes", "yes"]
    assert answers["answer"].tolist() == ["yes", "no"]


def test_rows_of_one_value_are_left_out_together_where_several_have_it(project):
    frame = pd.read_csv(project.workspace.table_file(TABLE))
    column = next(name for name in frame if frame[name].duplicated().any())
    stated = {"tables": {TABLE: {"sources": {column: None}}}}
    project.workspace.readings_file.write_text(yaml.safe_dump(stated))
    several = [r for r in readings.readings(project.workspace) if r.kind == "source"]
    counts = frame[column].value_counts()
    assert len(several) == (counts > 1).sum()
    assert {len(reading.changes[TABLE](frame)) for reading in several} == {
        len(frame) - n for n in counts[counts > 1]
    }


def test_bounds_inside_a_test_move_by_steps(project):
    seeds = project.workspace.claims_file
    imported = "from fulcrum.evidence.seeds import settings\n"
    tests = 'tests=[Test("share", settings("c01", "share")["least"])]'
    project.set_cell("border", "c01", f'{imported}judge("c01", case=here, {tests}, because="So.")')
    seeds.write_text(
        seeds.read_text().replace("threshold: 20", "threshold: 20\n      settings: {least: 22}")
    )
    results = robustness.reanalyses(project.workspace, jobs=1).results
    bounds = {r.reading: (r.value, r.verdict) for r in results if r.kind == "bound"}
    assert len(bounds) == 10
    value, verdict = bounds["share, least: -10 %"]
    assert (round(value, 3), verdict) == (19.8, "contradicted")
    assert bounds["share, least: +10 %"][1] == "supported"


def test_all_thresholds_move_together_easier_and_harder():
    rules = [
        Rule(
            name=name, says="", compare=compare, threshold=threshold, reason="", table="", dated=""
        )
        for name, compare, threshold in (("a", ">=", 10), ("b", "<", 10), ("c", ">", -10))
    ]
    eased = [robustness.loosened(rule, 0.1).threshold for rule in rules]
    assert eased == pytest.approx([9, 11, -11])
    harder = [robustness.loosened(rule, -0.1).threshold for rule in rules]
    assert harder == pytest.approx([11, 9, -9])


@pytest.fixture
def run(project, cli, capsys):
    stated = {"tables": {TABLE: {}}}
    project.workspace.readings_file.write_text(yaml.safe_dump(stated))
    assert cli("robustness", "--jobs", "1") == 0
    return capsys.readouterr().out


def test_the_verb_writes_a_package_that_is_valid_and_says_what_came_of_it(run, project, cli):
    folder = project.root / "data" / "robustness"
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    package = json.loads((folder / "datapackage.json").read_text())
    tried = package["run"]["reanalyses"]
    assert f"{tried} re-analyses of 1 verdict in " in run
    assert "c01, supported: " in run
    assert "Wrote data/robustness/verdicts.csv" in run
    stored = load(f"{PACKAGE}/reanalyses")
    assert stored.loc[stored["kind"] == "as coded", "verdict"].tolist() == ["supported"]
    assert (load(f"{PACKAGE}/verdicts")["tried"] == tried).all()
    parts = package["resources"]
    assert all(part["title"] and part["description"] for part in parts)
    assert all(f["description"] for part in parts for f in part["schema"]["fields"])
    assert cli("check") == 0


@pytest.mark.parametrize(
    ("path", "old", "new", "named"),
    [
        ("seeds/claims.yml", "threshold: 20", "threshold: 21", "seeds/claims.yml"),
        ("seeds/readings.yml", "tables:", "draws: 3\ntables:", "seeds/readings.yml"),
        ("chapters/border.ipynb", "The Factbook says so.", "It says.", ""),
        ("chapters/border.ipynb", "cia_2021_share_pct", "cia_2021_km", "chapters/border.ipynb"),
    ],
)
def test_the_check_names_what_changed_since_the_run(
    run, project, cli, capsys, path, old, new, named
):
    file = project.root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    cli("check")
    said = capsys.readouterr().err
    assert ("the run is older than" in said) == bool(named)
    assert named in said


def test_a_table_that_changed_makes_the_run_older(run, project, cli, capsys):
    project.change_table("AFG,UZB,False,120.3", "AFG,UZB,False,120.4", table=TABLE)
    assert cli("check") == 1
    assert f"older than {TABLE}" in capsys.readouterr().err


def test_no_verdict_may_rest_on_how_firm_verdicts_are(run, project, cli, capsys):
    tests = 'tests=[Test("share", len(load("robustness/verdicts")))]'
    project.set_cell("border", "c01", f'judge("c01", case=here, {tests}, because="So.")')
    assert cli("robustness", "--jobs", "1") == 1
    assert "the verdict on c01 rests on data/robustness" in capsys.readouterr().err
    assert (project.root / "data" / "robustness" / "verdicts.csv").is_file()


def test_cards_and_ledger_say_how_firm_a_verdict_is(run, project, cli):
    assert cli("build") == 0
    card = (project.workspace.html / "border.html").read_text()
    assert "row TJK of afg neighbours is left out. Then it cannot be computed." in card
    project.workspace.descriptor_file("robustness").unlink()
    assert cli("build") == 0
    assert "How firm" not in (project.workspace.html / "border.html").read_text()
