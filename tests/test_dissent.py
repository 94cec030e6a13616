"""Dissent and what followed: windows, the control, growth."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum import dissent


def test_the_control_shows_a_penalty_within_a_week():
    control = dissent.acts()[0]
    found = dissent.penalties(control)
    assert control.date == pd.Timestamp("2011-11-08")
    assert found["days"].tolist() == [0, 7, 7]


def test_the_acts_are_dated_by_their_rows():
    days = {act.row: f"{act.date:%Y-%m-%d}" for act in dissent.acts()}
    assert days == {
        "control": "2011-11-08",
        "e071": "2021-08-25",
        "o018": "2022-10-14",
        "o022": "2023-09-29",
    }


def test_a_wider_window_can_only_find_more():
    for act in dissent.acts():
        assert len(dissent.penalties(act, 30)) <= len(dissent.penalties(act, 365))
        assert len(dissent.concessions(act, 30)) <= len(dissent.concessions(act, 365))


def test_nothing_before_the_act_counts():
    late = dissent.Act("x", pd.Timestamp("2011-11-09"), "x")
    assert dissent.penalties(late)["days"].tolist() == [6, 6]


def test_growth_by_hand():
    assert dissent.growth() == pytest.approx((36000 / 11000, 64000 / 44000))
