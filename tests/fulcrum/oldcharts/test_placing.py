"""Marks and labels that would lie on one another, moved apart no further than they must be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.oldcharts import placing


@given(st.lists(st.floats(0, 100), min_size=2, max_size=5))
def test_labels_are_moved_apart_and_keep_their_order(values):
    placed = placing.spread(values, (0, 100), 260)
    ordered = np.sort(placed)
    assert (np.diff(ordered) >= 15 * 100 / 260 - 1e-6).all()
    assert np.mean(placed) == pytest.approx(np.mean(values), abs=1e-6)


def test_dated_marks_of_a_row_that_would_meet_are_parted():
    days = pd.to_datetime(["2021-01-01", "2021-12-31", "2021-01-05", "2021-01-01"])
    frame = pd.DataFrame({"row": ["a", "a", "a", "b"], "day": days})
    placed = placing.lanes(frame, "row", "day", ("2021-01-01", "2021-12-31"), 200)
    assert placed.tolist() == [-placing.LANE / 2, 0, placing.LANE / 2, 0]
