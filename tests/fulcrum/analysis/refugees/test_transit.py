"""The evacuation of Kabul: who passed through where, on what evidence; totals that overlap."""

from __future__ import annotations

import pytest

from fulcrum.analysis.refugees import transit


def test_half_an_equal_share_is_computed_from_the_lists():
    assert transit.partners() == 20
    assert transit.equal_share() == pytest.approx(124000 / 20)
    assert transit.in_equal_shares(3100) == pytest.approx(0.5)
    assert transit.in_equal_shares(float("nan")) is None


def test_only_lists_of_transit_states_count():
    assert transit.on_lists("TJK") == {"2021-08-20": True, "2021-08-31": False}
    assert not any(transit.on_lists("ALB").values())  # it offered relocation only


def test_transit_leaves_out_groups_capacities_and_returns():
    sites = transit.sites()
    assert not set(sites["iso3"]) & {"GULF", "EUROPE"}
    assert 150 not in set(sites.loc[sites["iso3"] == "UZB", "persons"])
    official = transit.official_counts(["UZB", "BRA", "UZB"])
    assert official["UZB"] == 5347
    assert official.isna().tolist() == [False, True]
    assert transit.airlift_total() == 124000
