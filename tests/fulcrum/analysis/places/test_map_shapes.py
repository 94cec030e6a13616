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


def test_landmarks_lie_in_the_window_and_the_wakhan_in_the_far_east():
    places = outline.landmarks()
    west, south, east, north = outline.NEARBY
    assert places["lon"].between(west, east).all()
    assert places["lat"].between(south, north).all()
    wakhan = places.set_index("label").loc["Wakhan"]
    assert 72 < wakhan["lon"] < 75
    assert 36.5 < wakhan["lat"] < 37.5
    assert (places["kind"] == outline.CROSSING).sum() == 7


def test_the_map_of_the_alliance_gives_the_disputed_peninsula_to_nobody():
    labels, seen = outline.alliance(["RUS", "TJK"])
    assert set(labels["iso3"]) == {"AFG", "RUS", "TJK"}
    codes = [area["properties"]["iso3"] for area in seen["land"]]
    assert codes.count(outline.CRIMEA) == 1
    (russian,) = (a for a in seen["land"] if a["properties"]["iso3"] == "RUS")
    rings = [part[0] for part in russian["geometry"]["coordinates"]]
    assert not any(all(32 < x < 37 and 44 < y < 47 for x, y in ring) for ring in rings)
