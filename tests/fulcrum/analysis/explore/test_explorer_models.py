"""Explorers and what they let a reader assume: no part may be missing, the sums hold."""

from __future__ import annotations

import functools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulcrum.analysis.alliance import bargaining
from fulcrum.analysis.explore import assumptions, indicators
from fulcrum.analysis.explore import weights as weighing
from fulcrum.analysis.refugees import forecasts as arrivals
from fulcrum.errors import FulcrumError
from fulcrum.evidence import payloads
from fulcrum.evidence.explorers import Explorer
from fulcrum.statistics import indices

PARTS = {
    "name": "own",
    "kind": "weights",
    "title": "Weigh it",
    "description": "By default A is first.",
    "data": {"parts": [1]},
    "defaults": {"a": [1]},
    "table": pd.DataFrame({"state": ["A|B", "C"], "score": [0.5, None]}),
    "sources": ["border-lengths/afg_neighbours"],
}
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


@pytest.mark.parametrize("part", ["name", "title", "description"])
def test_an_explorer_without_words_is_refused(part):
    with pytest.raises(FulcrumError, match=f"has no {part}"):
        Explorer(**(PARTS | {part: " "}))


def test_an_explorer_of_no_known_kind_or_without_data_or_sources_is_refused():
    with pytest.raises(FulcrumError, match="Take one of weights"):
        Explorer(**(PARTS | {"kind": "map"}))
    with pytest.raises(FulcrumError, match="names no source"):
        Explorer(**(PARTS | {"sources": []}))
    with pytest.raises(FulcrumError, match="has no data"):
        Explorer(**(PARTS | {"data": {}}))
    with pytest.raises(FulcrumError, match="empty table"):
        Explorer(**(PARTS | {"table": PARTS["table"].head(0)}))


def test_in_jupyterlab_it_is_the_table_of_the_default():
    bundle = Explorer(**PARTS)._repr_mimebundle_()
    assert set(bundle) == {payloads.EXPLORER, "text/markdown", "text/plain"}
    lines = bundle["text/markdown"].splitlines()
    assert lines[2:6] == ["| state | score |", "| --- | --- |", "| A\\|B | 0.500 |", "| C | – |"]
    json.dumps(bundle, allow_nan=False)


@functools.cache
def exposures() -> pd.DataFrame:
    return indicators.indicators().query("index == 'exposures'")


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any))
@settings(max_examples=25)
def test_a_score_is_the_baselines_and_lies_in_its_range(weights):
    table = exposures()
    for normalisation in indices.NORMALISATIONS:
        for aggregation in indices.AGGREGATIONS:
            choice = {"normalisation": normalisation, "aggregation": aggregation}
            found = weighing.standing(table, weights, **choice)
            known = found["score"].notna()
            wanted = indices.baseline(table, weights=weights, **choice)
            assert np.allclose(found["score"], wanted["score"], atol=1e-12, equal_nan=True)
            assert (found["rank"][known] == wanted["rank"][known]).all()
            within = found[known]
            assert (within["low"] <= within["score"] + 1e-12).all()
            assert (within["score"] <= within["high"] + 1e-12).all()
            assert (within["best"] <= within["rank"]).all()
            assert (within["rank"] <= within["worst"]).all()


def test_ranges_equal_a_hand_computation():
    # x: middles 0, 5, 10 become 0, 1/2, 1; B's ends 2 and 8 become 0.2 and 0.8; A has 0 to 0.
    table = pd.DataFrame(
        [("x", "A", 0, 0, 1), ("x", "B", 2, 8, 1), ("x", "C", 7, 13, 1)],
        columns=["indicator", "iso3", "low", "high", "direction"],
    )
    found = weighing.standing(table, [1.0]).set_index("iso3")
    assert found.loc["B", ["low", "score", "high"]].tolist() == pytest.approx([0.2, 0.5, 0.8])
    assert found.loc["C", ["low", "score", "high"]].tolist() == pytest.approx([0.7, 1.0, 1.3])
    assert found["best"].tolist() == [3, 1, 1]
    assert found["worst"].tolist() == [3, 2, 2]


def test_the_bargain_by_default_equals_a_hand_computation():
    # (6 x 1 - 3 x 1 + 1 x 2) / 10 = 0.5; without C (6 - 3) / 9; D has no stance.
    found = assumptions.stances(MEMBERS, "C", str)
    gives = {row["key"]: row["value"] for row in found["data"]["results"]}
    assert gives == pytest.approx({"mean": 0.5, "median": 1.0, "without": 1 / 3, "veto": 0.5})
    assert [one["code"] for one in found["data"]["members"]] == ["A", "B", "C"]
    assert found["data"]["members"][0]["share"] == pytest.approx(50)
    assert gives["mean"] == bargaining.with_veto(MEMBERS, [])


def test_a_state_outside_the_alliance_has_no_salience_to_move():
    found = assumptions.stances(MEMBERS, "Z", str)
    assert found["data"]["focal"] is None
    assert [row["key"] for row in found["data"]["results"]] == ["mean", "median", "veto"]


def test_arrivals_are_divided_as_by_hand_and_a_joint_part_is_not_split():
    people = pd.Series({"PAK": 1000.0, "TJK": 100.0, "TKM": 100.0, "UZB": 200.0})
    shares = pd.Series({"PAK": 0.75, arrivals.TOGETHER: 0.25})
    found = assumptions.divided(400.0, shares, people)
    assert found["persons"].tolist() == [300.0, 100.0]
    assert found["thousand"].tolist() == [300.0, 250.0]
    assert found["part"].tolist() == ["PAK", "TJK+TKM+UZB"]


def test_a_host_without_a_count_stays_missing():
    people = pd.Series({"IRN": 10.0, "PAK": 10.0, "TJK": 10.0, "TKM": 10.0, "UZB": 10.0})
    given = {"gravity": pd.Series(0.2, index=people.index)}
    came = {"counted": pd.Series({"IRN": 5.0, "TJK": 3.0, "UZB": 2.0})}
    planned = pd.DataFrame({"published": ["2021"], "persons": [100.0]})
    found = assumptions.division(
        given, came, people, planned, {"gravity": "gravity"}, {"counted": "counted"}, "TJK", str
    )
    rows = {row["code"]: row for row in found["data"]["rows"]}
    assert rows["TKM"]["came"] == {"counted": None}
    assert rows["PAK"]["came"] == {"counted": None}
    assert rows["TJK+TKM+UZB"]["came"] == {"counted": 5.0}
    assert rows["TJK"]["persons"] == 2.0
    assert found["defaults"] == {"total": 10.0, "forecast": "gravity", "count": "counted"}
