"""Border lengths: how they grow with the detail of the map, and what does not depend on it."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from fulcrum import load
from fulcrum.analysis.places import borders


def test_four_fits_of_the_border_agree_within_a_few_hundredths():
    fits = borders.fits(claimed=1300)
    assert len(fits) == 4
    assert fits["dimension"].between(1, 1.15).all()
    assert fits["crossing_km"].between(0.4, 0.7).all()
    assert borders.fits(claimed=2000)["crossing_km"].isna().all()


def test_each_published_length_stands_once_with_its_years():
    lengths = borders.published("TJK", "AFG")
    assert lengths["length_km"].is_unique
    assert lengths["length_km"].is_monotonic_increasing
    assert "Factbook, 2015\N{EN DASH}2026" in set(lengths["label"])
    assert borders.published("AFG", "TJK").equals(lengths)


def test_levels_begin_with_their_length_and_end_with_the_claim():
    lengths = pd.DataFrame(
        {"length_km": [1344.15], "label": ["ministry, 2013"], "brief": ["ministry"]}
    )
    levels = borders.levels(lengths, claimed=1300)
    assert levels["label"].tolist() == ["1,344 ministry, 2013", "1,300 as claimed"]
    assert levels["brief"].tolist() == ["1,344 ministry", "1,300 claimed"]


def test_the_dimension_of_an_exact_power_law():
    scale = pd.Series([1.0, 2.0, 4.0, 8.0])
    assert borders.dimension(scale, 1000 * scale ** (1 - 1.25)) == pytest.approx(1.25)


def test_crossing_is_between_the_measured_scales_in_logarithms():
    frame = pd.DataFrame({"scale_km": [1.0, 4.0], "length_km": [1400.0, 1200.0]})
    assert borders.crossing(frame, 1300) == pytest.approx(2.0)
    assert math.isnan(borders.crossing(frame, 1500))


def test_a_coarser_ruler_never_makes_the_border_much_longer():
    for side in ("TJK", "AFG"):
        lines = borders.by_scale(side).groupby("method")
        assert len(lines) == 2
        for _, line in lines:
            assert (line.sort_values("scale_km")["length_km"].diff().dropna() < 0).all()


def test_shares_of_one_map_sum_to_the_whole():
    sums = load(borders.NEIGHBOURS).filter(like="_share_pct").sum()
    assert len(sums) == 6
    assert sums.between(99.7, 100.2).all()


def test_a_share_has_the_ends_of_its_maps():
    maps = load(borders.NEIGHBOURS).set_index("neighbour_iso3").filter(like="_share_pct")
    ranges = borders.share_ranges().set_index("neighbour")
    assert ranges["low"].to_dict() == maps.min(axis=1).to_dict()
    assert ranges["high"].to_dict() == maps.max(axis=1).to_dict()
    assert ranges["factbook"].between(ranges["low"], ranges["high"]).all()
    assert ranges.loc["TJK", "state"] == "Tajikistan"
