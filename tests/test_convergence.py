"""Who moved, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum import convergence


def some() -> pd.DataFrame:
    rows = [("then", "A", -2.0), ("then", "B", 1.0), ("now", "A", 0.0), ("now", "B", 2.0)]
    return pd.DataFrame(rows, columns=["period", "actor", "mean"])


def test_steps_towards_and_away_by_hand():
    found = convergence.moved(some(), "A", "B", "then", "now")
    assert found == {
        "gap_first": 3.0,
        "gap_last": 2.0,
        "ratio": pytest.approx(2 / 3),
        "one_step": 2.0,
        "other_step": -1.0,
    }


def test_steps_change_places_with_the_actors():
    one = convergence.moved(some(), "A", "B", "then", "now")
    other = convergence.moved(some(), "B", "A", "then", "now")
    assert one["one_step"] == other["other_step"]
    assert one["gap_last"] == other["gap_last"]


def test_steps_add_up_to_the_change_of_the_gap():
    found = convergence.moved(some(), "A", "B", "then", "now")
    assert found["gap_first"] - found["gap_last"] == found["one_step"] + found["other_step"]
