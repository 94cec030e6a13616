"""Who moved: how the distance between two actors closed, and by whose steps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum.analysis.events import convergence


def rows(*some: tuple[str, str, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(some, columns=["actor", "date", "stance", "low", "high"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]), event_id=[f"x{i}" for i in range(len(frame))]
    )


SOME = rows(
    ("A", "2021-09-01", -2, -2, -1),
    ("A", "2021-10-01", -2, -2, -2),
    ("B", "2021-09-01", 1, 0, 1),
    ("A", "2022-02-01", -1, -2, 0),
    ("A", "2025-03-01", 0, 0, 0),
    ("B", "2025-03-01", 2, 1, 2),
)


PERIODS = ("2021-08-15", "2021-12-31"), ("2025-01-01", "2025-12-31")


def test_steps_towards_and_away_by_hand():
    steps = convergence.moved(SOME, "A", "B", PERIODS)
    assert steps == {
        "gap_first": 3.0,
        "gap_last": 2.0,
        "ratio": pytest.approx(2 / 3),
        "step": 2.0,
        "other_step": -1.0,
        "lead": -3.0,
    }


def test_steps_change_places_with_the_actors():
    forward = convergence.moved(SOME, "A", "B", PERIODS)
    backward = convergence.moved(SOME, "B", "A", PERIODS)
    assert forward["step"] == backward["other_step"]
    assert forward["gap_last"] == backward["gap_last"]


def test_steps_add_up_to_the_change_of_the_gap():
    steps = convergence.moved(SOME, "A", "B", PERIODS)
    assert steps["gap_first"] - steps["gap_last"] == steps["step"] + steps["other_step"]


def test_half_years_show_gaps_as_gaps():
    table = convergence.half_years(SOME[SOME["date"] < "2024"], ["A", "B"])
    assert table["actor"].tolist() == ["A", "A", "B", "B"]
    assert table["half"].tolist() == ["2021 H2", "2022 H1"] * 2
    assert table["n"].tolist() == [2, 1, 1, 0]
    assert table["mean"].isna().tolist() == [False, False, False, True]
    assert table["low"].tolist()[:3] == [-2.0, -2.0, 0.0]
    assert table["date"].tolist()[:2] == [pd.Timestamp("2021-09-30"), pd.Timestamp("2022-04-02")]
    # The two half-years that follow one another share a line; a gap would start another.
    assert table["segment"].iloc[0] == table["segment"].iloc[1]


def test_a_gap_breaks_the_line():
    table = convergence.half_years(SOME, ["B"]).dropna(subset="mean")
    assert table["segment"].nunique() == 2


def test_one_row_without_a_range_leaves_nothing_open():
    plain = SOME[SOME["event_id"].isin(["x1", "x4"])]
    both = pd.concat([plain, plain.assign(actor="B", stance=1.0, low=1.0, high=1.0)])
    draws = convergence.uncertain(both, "A", "B", PERIODS, 20, np.random.default_rng(1))
    assert draws["step"].tolist() == [2.0] * 20
    assert draws["other_step"].tolist() == [0.0] * 20
    assert draws["ratio"].tolist() == pytest.approx([1 / 3] * 20)


def test_the_range_of_the_ratio_holds_what_the_codes_leave_open():
    both = SOME[SOME["event_id"].isin(["x1", "x2", "x4", "x5"])]
    drawn = convergence.uncertain(both, "A", "B", PERIODS, 2000, np.random.default_rng(1))
    # The gap was 2 or 3 and became 1 or 2. A moved by 2, B away by nothing, 1 or 2.
    assert sorted(drawn["ratio"].unique()) == pytest.approx([1 / 3, 1 / 2, 2 / 3, 1])
    assert drawn["ratio"].quantile([0.025, 0.975]).tolist() == pytest.approx([1 / 3, 1])
    assert sorted(drawn["lead"].unique()) == [-4, -3, -2]


def test_shuffled_dates_of_equal_codes_show_no_change():
    same = SOME.assign(stance=1.0)
    drawn = convergence.uncertain(same, "A", "B", PERIODS, 50, np.random.default_rng(1))
    table = convergence.beside_chance(same, "A", "B", PERIODS, drawn, 1)
    assert table[["back", "still"]].to_numpy().tolist() == [[0.0, 0.0]] * 2


def test_steps_beside_chance_by_hand():
    both = SOME[SOME["event_id"].isin(["x1", "x2", "x4", "x5"])]
    drawn = convergence.uncertain(both, "A", "B", PERIODS, 200, np.random.default_rng(1))
    table = convergence.beside_chance(both, "A", "B", PERIODS, drawn, 1).set_index("actor")
    assert table["step"].to_dict() == {"A": 2.0, "B": -1.0}
    # A stood at -2 and 0, so that shuffled dates give a step of 2 either way; B at 1 and 2.
    assert table["still"].to_dict() == {"A": 2.0, "B": 1.0}
    assert (table["back"] == -table["still"]).all()
    assert table.loc["A", ["low", "high"]].tolist() == [2.0, 2.0]
    assert -2.0 <= table.loc["B", "low"] < table.loc["B", "high"] <= 0.0


def test_the_last_code_of_each():
    codes = convergence.last_codes(SOME, ["A", "B", "C"]).set_index("actor")
    assert codes["stance"].to_dict() == {"A": 0.0, "B": 2.0}


def test_closing_needs_both_in_both_periods():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2021-09-01", "2021-09-02", "2021-11-01", "2021-11-02"]),
            "actor": ["TJK", "RUS", "TJK", "RUS"],
            "stance": [-2.0, 0, -2, -1],
            "low": [-2.0, 0, -2, -1],
            "high": [-2.0, 0, -2, -1],
        }
    )
    months = ("2021-09-01", "2021-09-30"), ("2021-11-01", "2021-11-30")
    names = ("narrower", "russia")
    ratio, lead = convergence.closing_tests(names, *months, draws=10, seed=1, frame=frame)
    # Tajikistan stayed at -2, Russia went from 0 to -1: the gap is half of what it was.
    assert (ratio.name, ratio.value, ratio.low, ratio.high) == ("narrower", 0.5, 0.5, 0.5)
    assert (lead.name, lead.value, lead.low, lead.high) == ("russia", 1, 1, 1)
    silent = convergence.closing_tests(names, *months, draws=10, seed=1, frame=frame.iloc[:3])
    assert [(test.name, test.value) for test in silent] == [("narrower", None), ("russia", None)]


def test_numbers_of_steps_by_hand():
    step = {"ratio": 0.5, "step": 1.0, "other_step": -2.0}
    drawn = pd.DataFrame({"ratio": [0.4, 0.6], "step": [1.0, 0.0], "other_step": [0.0, 0.5]})
    numbers = {name: row["value"] for name, row in convergence.step_numbers(step, drawn).items()}
    assert numbers["russian_away"] == -numbers["russian_step"] == 2.0
    assert (numbers["gap_low"], numbers["gap_high"]) == pytest.approx((0.405, 0.595))
    assert numbers["all_steps"] == 50.0
