"""The indicators behind two indices, and what single choices do to a rank."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.explore import indicators


def test_a_model_is_asked_for_each_index_apart():
    table = pd.DataFrame(
        {"index": ["assets", "exposures", "assets"], "iso3": ["TJK", "UZB", "UZB"]}
    )
    rows = indicators.by_index(table, lambda part: part[["iso3"]].head(1))
    assert rows["index"].tolist() == ["assets", "exposures"]
    assert rows["state"].tolist() == ["Tajikistan", "Uzbekistan"]


def test_flips_are_counted_with_and_without_the_ends_of_ranges():
    single = pd.DataFrame(
        [
            ("assets", "ranks", False, "TJK", 1.0, False),
            ("exposures", "ranks", False, "TJK", 1.0, False),
            ("exposures", "geometric mean", False, "TJK", 2.0, True),
            ("exposures", "TJK debt: low", True, "TJK", 3.0, True),
            ("assets", "ranks", False, "UZB", 2.0, True),
        ],
        columns=["index", "choice", "end", "iso3", "rank", "moved"],
    )
    flips = indicators.flips(single, "TJK").set_index("index")
    assert flips.loc["assets", ["low", "high", "moves", "choices", "names"]].tolist() == [
        *(1, 1, 0, 0),
        "",
    ]
    assert flips.loc["exposures", ["low", "high", "moves", "choices"]].tolist() == [1, 3, 2, 1]
    assert flips.loc["exposures", "names"] == "geometric mean, TJK debt: low"
    assert indicators.flips(single[~single["moved"]], "TJK")["moves"].tolist() == [0, 0]


def test_a_profile_is_a_share_of_the_most_and_nearness_of_the_shortest_way():
    table = pd.DataFrame(
        {
            "index": ["assets"] * 4,
            "indicator": ["troops", "troops", "nearness", "nearness"],
            "iso3": ["TJK", "UZB", "TJK", "UZB"],
            "low": [10.0, None, 100.0, 400.0],
            "high": [30.0, None, 100.0, 400.0],
            "direction": [1, 1, -1, -1],
            "unit": ["persons", "persons", "km", "km"],
        }
    )
    profiles = indicators.profiles(table, ["UZB", "TJK"])
    assert profiles["value"].fillna(-1).tolist() == [-1, 0.25, 1, 1]
    assert profiles["figure"].tolist() == ["not known", "400 km", "10 to 30 persons", "100 km"]
