"""Verdicts under other readings: rows left out, codes read otherwise, days and thresholds moved."""

from __future__ import annotations

import pandas as pd
import yaml

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
    recoded = readings.Recoded(sheet, "event_id")(EVENTS)
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
    results = robustness.reanalyses(project.workspace, jobs=1)
    kinds = {result.kind for result in results}
    assert kinds == {robustness.CODED, "threshold"}
    by_name = {result.reading: result.verdict for result in results}
    assert by_name["as coded"] == by_name["share: +10 %"] == "supported"
    assert by_name["share: +20 %"] == "contradicted"


def test_each_row_left_out_says_on_which_a_verdict_rests(project):
    stated = {"tables": {TABLE: {"kinds": {"neighbour_iso3": ["TJK"]}}}}
    project.workspace.readings_file.write_text(yaml.safe_dump(stated))
    results = robustness.reanalyses(project.workspace, jobs=1)
    rows = {result.reading: result for result in results if result.kind == "row"}
    assert len(rows) == len(pd.read_csv(project.workspace.table_file(TABLE)))
    broken = [result for result in rows.values() if result.moved]
    assert [(r.reading, r.verdict) for r in broken] == [
        (f"without TJK ({TABLE})", robustness.FAILED)
    ]
    firm = robustness.summary(results).set_index("claim").loc["c01"]
    assert (firm["coded"], firm["rows"], firm["threshold_pct"]) == ("supported", 1, 20)
    assert firm["breaks"] == f"without TJK ({TABLE}): not computed"
    assert firm["moved"] == firm["tried"] - len(rows) + 1
    assert firm["held"] == firm["tried"] - sum(r.verdict != "supported" for r in results)
