"""Shapes for a small map of the crisis state, its neighbours and its border (Natural Earth)."""

from __future__ import annotations

import json

import pandas as pd

from fulcrum.analysis.places import map_shapes as outline


def test_the_map_is_small_and_names_every_neighbour():
    assert len(json.dumps(outline.lands(["AFG", "TJK", "PAK"]))) < 25_000
    lines = {part["properties"]["iso3"] for part in outline.border_lines("AFG")}
    assert lines == {"CHN", "IRN", "PAK", "TJK", "TKM", "UZB"}
    shares = pd.DataFrame(
        [("TJK", "Tajikistan", 20.6, 23.1)], columns=["neighbour", "state", "low", "high"]
    )
    labels = outline.names(shares).set_index("iso3")["label"]
    assert set(labels.index) == lines | {"AFG"}
    assert labels["TJK"] == "Tajikistan\n20.6\N{EN DASH}23.1 %"
    assert labels["AFG"] == "Afghanistan"
    assert outline.thinned([[0, 0], [0.01, 0], [1, 1]]) == [[0, 0], [1, 1]]


def test_neighbours_on_the_map_share_the_points_of_their_border():
    afghan, tajik = (
        {tuple(p) for part in land["geometry"]["coordinates"] for p in part[0]}
        for land in outline.lands(["AFG", "TJK"])
    )
    lines = {land["properties"]["iso3"]: land["geometry"] for land in outline.border_lines("AFG")}
    assert len(afghan & tajik) > 0.95 * sum(map(len, lines["TJK"]["coordinates"]))
