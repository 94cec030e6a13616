"""The small models: a hand-checked example for each formula, and what must always hold."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.alliance import membership as alliances
from fulcrum.analysis.events import joint_texts as texts
from fulcrum.analysis.places import bases, borders
from fulcrum.analysis.refugees import counts as refugees
from fulcrum.analysis.refugees import transit
from fulcrum.analysis.ties import dependence, engagement, votes
from fulcrum.analysis.ties import suppliers as powers
from fulcrum.evidence import scoreboard
from fulcrum.evidence.data import load
from fulcrum.oldcharts import placing
from fulcrum.statistics import concentration

CHOICE = st.sampled_from(["Y", "A", "N"])


# Borders


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


# Concentration


def test_hhi_by_hand():
    assert concentration.hhi(pd.Series([0.5, 0.3, 0.2])) == pytest.approx(0.38)
    with pytest.raises(ValueError, match="sum to one"):
        concentration.hhi(pd.Series([0.5, 0.3]))


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_hhi_lies_between_equal_shares_and_one(values):
    parts = pd.Series(values) / sum(values)
    assert 1 / len(values) - 1e-9 <= concentration.hhi(parts) <= 1 + 1e-9


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=8), st.floats(0.05, 1))
def test_bounds_hold_whatever_the_unknown_rest_is(values, coverage):
    known = pd.Series(values) / sum(values)
    low, high = concentration.bounds(known, coverage)
    together = pd.concat([known * coverage, pd.Series([1 - coverage])])
    assert low - 1e-9 <= concentration.hhi(together) <= high + 1e-9


def test_shares_sum_to_one_and_are_ordered():
    frame = pd.DataFrame({"who": ["a", "b", "a"], "n": [1.0, 3.0, 1.0]})
    assert concentration.shares(frame, "who", "n").to_dict() == {"b": 0.6, "a": 0.4}
    assert concentration.shares(frame.assign(n=0.0), "who", "n").empty


# Dependence


def test_asymmetry_by_hand_and_antisymmetric():
    assert dependence.asymmetry(10, 20, 100) == pytest.approx(0.4)


@given(st.floats(0, 10), st.floats(10, 100), st.floats(10, 1000))
def test_asymmetry_changes_sign_with_the_side(flow, small, large):
    forth, back = dependence.asymmetry(flow, small, large), dependence.asymmetry(flow, large, small)
    assert forth == pytest.approx(-back)
    assert -1 <= forth <= 1


@pytest.mark.parametrize(
    ("value", "rounded"), [(27.4, 25), (27.6, 30), (28.6, 30), (32.4, 30), (32.6, 35)]
)
def test_nearest_five(value, rounded):
    assert dependence.nearest_five(value) == rounded


def test_migrant_shares_sum_to_the_whole_and_equal_the_compilers_check():
    found = dependence.migrant_shares("TJK").set_index("destination")
    assert found["share_pct"].sum() == pytest.approx(100)
    assert found["persons"].sum() == 586851
    assert found.loc["RUS", "share_pct"] == pytest.approx(79.4, abs=0.05)


def test_vintages_are_kept_apart():
    found = dependence.remittance_vintages("TJK", 2019)
    assert found["vintage"].is_unique
    assert found.loc[found["public"], "vintage"].tolist() == ["2020", "2021"]


# Bases and kin


def a_base(host: str, low: float, high: float, **more: object) -> dict[str, object]:
    return {"host": host, "low": low, "high": high, "year": 2020, "naval": False} | more


def test_first_among_needs_ranges_apart():
    apart = pd.DataFrame([a_base("TJK", 6, 7), a_base("ARM", 3, 5)])
    touching = pd.DataFrame([a_base("TJK", 4, 7), a_base("ARM", 3, 5)])
    assert bases.first_among(apart, "TJK") is True
    assert bases.first_among(apart, "ARM") is False
    assert bases.first_among(touching, "TJK") is None
    assert bases.first_among(apart, "KGZ") is None


def test_scopes_leave_out_what_their_name_says():
    frame = pd.DataFrame(
        [
            a_base("TJK", 6, 7),
            a_base("UKR", 26, 26, naval=True, year=2015),
            a_base("ARM", 3, 5, year=2015),
        ]
    )
    found = bases.scopes(frame, "TJK").set_index("scope")["first"]
    assert found["non_naval"] is True
    assert found["any_abroad"] is False
    assert found["recent"] is None


# The alliance


def test_members_of_the_day():
    assert alliances.members("2021-08-15") == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert "UZB" in alliances.members("2010-01-01")
    assert "AZE" not in alliances.members("2010-01-01")


def test_shares_of_the_alliance_sum_to_the_whole():
    found = alliances.sizes(alliances.members("2021-08-15"), 2021)
    assert found.drop(columns="iso3").sum().round(6).tolist() == [100, 100, 100]


def test_a_cut_vertex_parts_the_graph_and_a_second_way_heals_it():
    chain = nx.path_graph(["RUS", "KAZ", "TJK", "AFG"])
    assert alliances.cut_vertices(chain, "RUS", "AFG") == ["KAZ", "TJK"]
    chain.add_edge("KAZ", "AFG")
    assert alliances.cut_vertices(chain, "RUS", "AFG") == ["KAZ"]
    chain.add_node("ARM")
    assert alliances.cut_vertices(chain, "ARM", "AFG") == []


# Votes


def test_agreement_kappa_and_s_by_hand():
    one, other = pd.Series(list("YYNA")), pd.Series(list("YNNY"))
    assert votes.agreement(one, other) == 0.5
    # Chance: Y .5 x .5 + A .25 x 0 + N .25 x .5 = .375
    assert votes.kappa(one, other) == pytest.approx((0.5 - 0.375) / (1 - 0.375))
    # Mean habits: Y .5, A .125, N .375 -> .40625
    assert votes.scott_pi(one, other) == pytest.approx((0.5 - 0.40625) / (1 - 0.40625))
    # Distances 0, 1, 0, .5 -> mean .375
    assert votes.similarity_s(one, other) == pytest.approx(0.25)


@given(st.lists(st.tuples(CHOICE, CHOICE), min_size=2, max_size=60))
def test_similarities_are_symmetric_and_bounded(pairs):
    one, other = (pd.Series(side) for side in zip(*pairs, strict=True))
    for measure in (votes.agreement, votes.kappa, votes.scott_pi, votes.similarity_s):
        forth, back = measure(one, other), measure(other, one)
        if math.isnan(forth):
            assert math.isnan(back)
            continue
        assert forth == pytest.approx(back)
        assert -1 - 1e-9 <= forth <= 1 + 1e-9


@given(st.lists(CHOICE, min_size=2, max_size=40).filter(lambda found: len(set(found)) > 1))
def test_a_state_agrees_with_itself(choices):
    same = pd.Series(choices)
    assert votes.agreement(same, same) == 1
    assert votes.kappa(same, same) == pytest.approx(1)
    assert votes.scott_pi(same, same) == pytest.approx(1)
    assert votes.similarity_s(same, same) == 1


@pytest.mark.parametrize("other", ["RUS", "CHN", "USA"])
@pytest.mark.parametrize("session", [2018, 2019, 2020, 2021])
def test_the_published_agreement_scores_come_out_again(other, session):
    scores = load(votes.SCORES).query("iso3 == 'TJK' and year == @session")
    ours = votes.by_session("TJK", [other], session, session)["agreement"].iloc[0]
    assert ours == pytest.approx(scores[f"agree_{other.lower()}"].iloc[0], abs=5e-5)


def test_editions_of_ideal_points_are_never_one_series():
    found = votes.ideal_points(["TJK", "RUS"], 2021)
    assert found.groupby("edition")["iso3"].nunique().eq(2).all()
    assert found["edition"].nunique() == 3
    assert (found["low"] <= found["point"]).all()


# Texts


def some_texts() -> pd.DataFrame:
    rows = [
        ("a", "2021-01-01", "SCO", True, 1, "kept", "RUS;TJK"),
        ("b", "2021-06-01", "SCO", True, 0, "lost", "RUS;TJK"),
        ("c", "2021-09-01", "SCO", True, pd.NA, "unknown", "RUS;TJK"),
        ("d", "2021-01-01", "Troika", False, 1, "kept", "RUS;USA"),
    ]
    columns = ["text_id", "date", "body", "tjk_party", "inclusive", "state", "signatories"]
    frame = pd.DataFrame(rows, columns=columns)
    day = pd.to_datetime(frame["date"])
    return frame.assign(date=day, year=day.dt.year, inclusive=frame["inclusive"].astype("Int64"))


def test_the_last_known_text_of_a_year_decides():
    found = texts.by_body_and_year(some_texts()).set_index("body")
    assert found.loc["SCO", "state"] == "lost"
    assert found.loc["SCO", "texts"] == 3
    assert found.loc["Troika", "state"] == "kept"


def test_unknown_texts_widen_the_share():
    found = texts.survival(some_texts(), "2021-01-01", "2021-12-31").set_index("tjk_party")
    assert found.loc[True, "share_low"] == pytest.approx(1 / 3)
    assert found.loc[True, "share_high"] == pytest.approx(2 / 3)
    assert found.loc[False, "share_low"] == found.loc[False, "share_high"] == 1


def test_before_counts_only_signed_and_earlier_texts_with_the_wording():
    assert texts.before(some_texts(), "2021-06-02", "RUS")["text_id"].tolist() == ["a", "d"]
    assert texts.before(some_texts(), "2021-06-02", "USA")["text_id"].tolist() == ["d"]


# Refugees and transit


def test_a_series_is_cut_at_new_definitions_and_at_gaps():
    found = refugees.stocks(2000, 2024)
    iran = found[found["host"] == "IRN"].set_index("year")["segment"]
    assert iran[2021] != iran[2022]
    for _, part in found.groupby(["host", "segment"]):
        assert (part["year"].diff().dropna() == 1).all()


def test_counted_shares_are_those_of_the_printed_figures():
    found = refugees.counted_share("TJK").set_index("date")
    september = found.loc[pd.Timestamp("2021-09-22")]
    assert september["total"] == 35400
    assert september["low"] == pytest.approx(100 * 5300 / 35400)
    first = found.iloc[0]
    assert first["low"] == pytest.approx(100 * 4000 / 16500)
    assert first["high"] == pytest.approx(100 * (16500 - 5300 - 3400) / 16500)


def test_transit_leaves_out_groups_capacities_and_returns():
    found = transit.sites()
    assert not set(found["iso3"]) & {"GULF", "EUROPE"}
    assert 150 not in set(found.loc[found["iso3"] == "UZB", "persons"])
    official = transit.official_counts(["UZB", "BRA", "UZB"])
    assert official["UZB"] == 5347
    assert official.isna().tolist() == [False, True]
    assert transit.airlift_total() == 124000


# Powers


def test_the_last_partial_year_of_a_release_is_left_out():
    assert engagement.aid(["TJK"], 2021)["year"].max() == 2020
    assert engagement.aid(["TJK"], 2023)["year"].max() == 2022


def test_ratio_by_hand():
    frame = pd.DataFrame({"iso3": "TJK", "year": [1, 2, 3], "usd_million": [10.0, 20.0, 45.0]})
    assert engagement.ratio(frame, "TJK", (3, 3), (1, 2)) == pytest.approx(3.0)


def test_the_sum_row_is_no_creditor():
    found = powers.debt_service("TJK", 2018, 2022)
    assert "World" not in set(found["creditor"])
    assert found["share_pct"].sum() == pytest.approx(100)


def test_concentration_of_arms_keeps_its_coverage_in_sight():
    found = powers.arms_concentration(["TJK", "UZB", "KAZ"], 2015, 2021)
    assert found["coverage"].between(0, 1).all()
    assert (found["low"] <= found["high"] + 1e-9).all()
    assert found["hhi"].between(1 / found["n"], 1).all()


# Layout and scoreboard


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


def test_a_claim_without_verdict_is_not_yet_judged():
    verdicts = pd.DataFrame(
        [("c22", "", "supported"), ("c32", "2026", "contradicted"), ("c32", "2021", "mixed")],
        columns=["claim", "horizon", "verdict"],
    )
    table = scoreboard.standing(verdicts)
    assert len(table) == 46
    assert scoreboard.judged(table) == 2
    assert table.set_index("claim").loc["c32", "verdict"] == "mixed"
    assert scoreboard.counts(table)["n"].sum() == 46
    assert scoreboard.counts(table)["verdict"].iloc[0] == "supported"
