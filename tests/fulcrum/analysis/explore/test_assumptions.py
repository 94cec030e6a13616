"""What a reader may assume instead: a bargain and a division of arrivals."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.alliance import bargaining
from fulcrum.analysis.explore import assumptions
from fulcrum.analysis.refugees import forecasts

MEMBERS = pd.DataFrame(
    {
        "iso3": ["A", "B", "C", "D"],
        "weight": [6.0, 3.0, 1.0, 2.0],
        "salience": [1.0] * 4,
        "n": [1] * 4,
        "low": [0.0, -2.0, 1.0, None],
        "position": [1.0, -1.0, 2.0, None],
        "high": [1.5, -1.0, 2.0, None],
    }
)


def test_the_bargain_by_default_equals_a_hand_computation():
    # (6 x 1 - 3 x 1 + 1 x 2) / 10 = 0.5; without C (6 - 3) / 9; D has no stance.
    parts = assumptions.stances(MEMBERS, "C", str)
    gives = {row["key"]: row["value"] for row in parts["data"]["results"]}
    assert gives == pytest.approx({"mean": 0.5, "median": 1.0, "without": 1 / 3, "veto": 0.5})
    assert [member["code"] for member in parts["data"]["members"]] == ["A", "B", "C"]
    assert parts["data"]["members"][0]["share"] == pytest.approx(50)
    assert gives["mean"] == bargaining.with_veto(MEMBERS, [])


def test_a_state_outside_the_alliance_has_no_salience_to_move():
    parts = assumptions.stances(MEMBERS, "Z", str)
    assert parts["data"]["focal"] is None
    assert [row["key"] for row in parts["data"]["results"]] == ["mean", "median", "veto"]


def test_arrivals_are_divided_as_by_hand_and_a_joint_part_is_not_split():
    people = pd.Series({"PAK": 1000.0, "TJK": 100.0, "TKM": 100.0, "UZB": 200.0})
    shares = pd.Series({"PAK": 0.75, forecasts.TOGETHER: 0.25})
    portions = assumptions.divided(400.0, shares, people)
    assert portions["persons"].tolist() == [300.0, 100.0]
    assert portions["thousand"].tolist() == [300.0, 250.0]
    assert portions["part"].tolist() == ["PAK", "TJK+TKM+UZB"]


def test_a_host_without_a_count_stays_missing():
    people = pd.Series({"IRN": 10.0, "PAK": 10.0, "TJK": 10.0, "TKM": 10.0, "UZB": 10.0})
    expected = {"gravity": pd.Series(0.2, index=people.index)}
    came = {"counted": pd.Series({"IRN": 5.0, "TJK": 3.0, "UZB": 2.0})}
    planned = pd.DataFrame({"published": ["2021"], "persons": [100.0]})
    parts = assumptions.division(expected, came, people, planned, "TJK")
    rows = {row["code"]: row for row in parts["data"]["rows"]}
    assert rows["TKM"]["came"] == {"counted": None}
    assert rows["PAK"]["came"] == {"counted": None}
    assert rows["TJK+TKM+UZB"]["came"] == {"counted": 5.0}
    assert rows["TJK"]["persons"] == 2.0
    assert parts["defaults"] == {"total": 10.0, "forecast": "gravity", "count": "counted"}
