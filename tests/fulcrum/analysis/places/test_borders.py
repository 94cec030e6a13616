"""Border lengths: how they grow with the detail of the map, and what does not depend on it."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from fulcrum.analysis.places import borders


def test_four_fits_of_the_border_agree_within_a_few_hundredths():
    fits = borders.fits()
    assert len(fits) == 4
    assert ((fits["low"] < fits["dimension"]) & (fits["dimension"] < fits["high"])).all()
    assert fits["dimension"].between(1, 1.15).all()
    assert borders.crossings(1300)["crossing_km"].between(0.4, 0.7).all()
    assert borders.crossings(2000)["crossing_km"].isna().all()


def test_each_published_length_stands_once_with_its_years():
    found = borders.published_by_figure("TJK", "AFG")
    assert found["length_km"].is_unique
    assert found["length_km"].is_monotonic_increasing
    assert "Factbook, 2015\N{EN DASH}2026" in set(found["label"])


def test_richardson_finds_the_dimension_of_an_exact_power_law():
    scale = pd.Series([1.0, 2.0, 4.0, 8.0])
    fit = borders.richardson(scale, 1000 * scale ** (1 - 1.25))
    assert fit.dimension == pytest.approx(1.25)
    assert fit.factor == pytest.approx(1000)
    assert fit.low == pytest.approx(fit.high)


def test_crossing_is_between_the_measured_scales_in_logarithms():
    frame = pd.DataFrame({"scale_km": [1.0, 4.0], "length_km": [1400.0, 1200.0]})
    assert borders.crossing(frame, 1300) == pytest.approx(2.0)
    assert math.isnan(borders.crossing(frame, 1500))


def test_a_coarser_ruler_never_makes_the_border_much_longer():
    for _, line in borders.by_scale().groupby("line"):
        assert (line.sort_values("scale_km")["length_km"].diff().dropna() < 0).all()


def test_shares_of_one_map_sum_to_the_whole():
    sums = borders.shares("TJK").groupby("map")["share_pct"].sum()
    assert sums.between(99.7, 100.2).all()
