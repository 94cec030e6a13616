"""The alliance: who was a member on a day, how large each is, and who reaches the crisis state."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from fulcrum.analysis import countries
from fulcrum.analysis.alliance import membership as alliances


def test_uzbekistan_was_in_twice_and_armenia_is_frozen_not_out():
    spells = alliances.timeline()
    assert (spells["iso3"] == "UZB").sum() == 2
    halted = spells[spells["status"] == "frozen"]
    assert halted["iso3"].tolist() == ["ARM"]
    before = spells[(spells["iso3"] == "ARM") & (spells["status"] == "member")]
    assert before["end"].tolist() == halted["start"].tolist()
    assert (spells["start"] < spells["end"]).all()


def test_two_tables_of_borders_name_the_same_member():
    codes = alliances.members("2021-08-15")
    assert alliances.bordering(codes, "AFG") == ["TJK"]
    # Russia's Soviet border with Afghanistan ended in 1991 and must not count.
    assert countries.neighbours_of("AFG") & set(codes) == {"TJK"}


def test_every_link_of_the_chain_is_a_cut_vertex_until_uzbekistan_opens():
    codes = alliances.members("2021-08-15")
    closed = alliances.access_graph(codes, "AFG")
    assert alliances.cut_vertices(closed, "RUS", "AFG") == ["KAZ", "KGZ", "TJK"]
    assert alliances.betweenness(closed, "TJK", "RUS", "AFG") == 1
    wider = alliances.access_graph([*codes, "UZB", "TKM"], "AFG")
    assert alliances.cut_vertices(wider, "RUS", "AFG") == ["KAZ"]
    assert alliances.betweenness(wider, "TJK", "RUS", "AFG") == 0
    assert alliances.betweenness(closed, "ARM", "RUS", "AFG") == 0
    assert alliances.betweenness(closed, "USA", "RUS", "AFG") == 0


def test_years_of_guards_and_leases_are_read_from_the_rows():
    assert [test.value for test in alliances.guarding_tests("TJK", "RUS")] == [2005, 2042, True]
    assert alliances.guarding_tests("KAZ", "RUS")[0].value is None
    assert alliances.guarding_tests("TJK", "USA")[1].value is None


def test_defence_treaties_outlive_membership():
    year, partners = alliances.defence_partners("TJK")
    assert year == 2018
    assert {"RUS", "UZB", "AZE"} <= set(partners)


def test_neighbours_and_allies_leave_out_a_state_that_is_neither():
    codes = alliances.neighbours_and_allies("TJK", "2021-08-25")
    assert "TKM" not in codes
    assert {"UZB", "CHN", "ARM", "RUS"} <= set(codes)
    assert "ARM" not in alliances.neighbours_and_allies("UZB", "2021-08-25")
    without = alliances.neighbours_and_allies("TJK", "2021-08-25", "AFG")
    assert "AFG" in codes
    assert set(codes) - set(without) == {"AFG"}


def test_members_of_the_day():
    assert alliances.members("2021-08-15") == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert "UZB" in alliances.members("2010-01-01")
    assert "AZE" not in alliances.members("2010-01-01")


def test_shares_of_the_alliance_sum_to_the_whole():
    shares = alliances.sizes(alliances.members("2021-08-15"), 2021)
    assert shares.sum().round(6).tolist() == [100, 100, 100]
    assert shares.index[0] == "RUS"


def test_the_largest_is_named_with_the_next_and_how_many_times_it_is():
    columns = ["cinc_pct", "gdp_pct", "spending_pct"]
    codes = ["RUS", "KAZ", "TJK"]
    shares = pd.DataFrame([[60, 20, 50], [30, 80, 10], [10, 0, 40]], codes, columns)
    tests = {test.name: (test.value, test.note) for test in alliances.largest(shares)}
    assert tests == {
        "capability": ("RUS", "2 times the next, Kazakhstan."),
        "economy": ("KAZ", "4 times the next, Russia."),
        "spending": ("RUS", "1 times the next, Tajikistan."),
    }


def test_a_cut_vertex_parts_the_graph_and_a_second_way_heals_it():
    chain = nx.path_graph(["RUS", "KAZ", "TJK", "AFG"])
    assert alliances.cut_vertices(chain, "RUS", "AFG") == ["KAZ", "TJK"]
    chain.add_edge("KAZ", "AFG")
    assert alliances.cut_vertices(chain, "RUS", "AFG") == ["KAZ"]
    chain.add_node("ARM")
    assert alliances.cut_vertices(chain, "ARM", "AFG") == []


def test_the_way_in_passes_a_member_until_others_offer_one_as_short(monkeypatch):
    borders = [("RUS", "KAZ"), ("KAZ", "TJK"), ("TJK", "AFG"), ("KAZ", "UZB"), ("KAZ", "TKM")]
    detour = [("RUS", "KAZ"), ("KAZ", "KGZ"), ("KGZ", "TJK"), ("TJK", "AFG"), ("KAZ", "UZB")]
    others = ["UZB", "TKM"]

    def values(*pairs, codes=("RUS", "KAZ", "KGZ", "TJK")):
        whole = nx.Graph(pairs)
        monkeypatch.setattr(
            alliances, "access_graph", lambda codes, end: whole.subgraph([*codes, end])
        )
        tests = alliances.way_in_tests(list(codes), others, "TJK", "RUS", "AFG")
        assert [test.name for test in tests] == ["only_way", "shortest_way"]
        return [test.value for test in tests]

    # No other way; one by Uzbekistan as short; one shorter; no way of members at all.
    assert values(*borders) == [100, 100]
    assert values(*borders, ("UZB", "AFG")) == [100, 0]
    assert values(*detour, ("UZB", "AFG")) == [100, -100]
    assert values(*detour, ("UZB", "AFG"), codes=("RUS", "KAZ", "TJK")) == [0, -100]
    # Two shorter ones share the ways, so that either has half of them.
    assert values(*detour, ("UZB", "AFG"), ("KAZ", "TKM"), ("TKM", "AFG")) == [100, -50]
    test = alliances.way_in_tests(["RUS", "KAZ", "KGZ", "TJK"], others, "TJK", "RUS", "AFG")[1]
    assert test.note == (
        "Tajikistan 0 per cent; Uzbekistan 50 per cent; Turkmenistan 50 per cent "
        "of the shortest ways."
    )


def test_numbers_of_ways_agree_with_the_graph():
    codes = ["RUS", "KAZ", "KGZ", "TJK"]
    numbers = alliances.access_numbers(codes, "TJK", "RUS", "AFG")
    assert numbers["focal_is_cut"]["value"]
    assert not numbers["focal_is_cut_wider"]["value"]
    assert numbers["focal_between"]["value"] == 100.0


def test_ties_tell_allies_neighbours_and_troops():
    ties = alliances.ties_to("TJK", "2021-08-15")
    assert ties["KGZ"] == "ally in the CSTO, neighbour"
    assert ties["RUS"] == "ally in the CSTO, troops in Tajikistan"
    assert ties["UZB"] == "neighbour"
    assert "CSTO" not in alliances.ties_to("UZB", "2021-08-15")
