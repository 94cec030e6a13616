"""The alliance: who was a member on a day, how large each is, and who reaches the crisis state."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from fulcrum.analysis.alliance import membership as alliances
from fulcrum.analysis.events import events

NAMES = {"TJK": "Tajikistan", "UZB": "Uzbekistan", "KAZ": "Kazakhstan"}


def some_acts(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    names = ["event_id", "actor", "event_type", "participants", "summary"]
    return pd.DataFrame(rows, columns=names).assign(date=pd.Timestamp("2021-10-18"))


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
    assert alliances.bordering_in_contiguity(codes, "AFG") == ["TJK"]


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


def test_the_place_of_an_act_is_what_the_account_names_not_who_took_part():
    everyone = "KAZ;RUS;TJK"
    found = alliances.acts(
        some_acts(
            ("a", "CSTO", "exercise", everyone, "Drills in Kazakhstan."),
            ("b", "CSTO", "aid", f"{everyone};AFG-TAL", "Grain by way of Tajikistan."),
            ("c", "CSTO", "exercise", everyone, "From Tajikistan to Uzbekistan."),
            ("d", "RUS", "exercise", everyone, "Drills in Tajikistan."),
            ("e", "CSTO", "statement", everyone, "Words in Tajikistan."),
        ),
        NAMES,
        "AFG",
    ).set_index("event_id")
    assert found["soil"].to_dict() == {"a": "KAZ", "b": "TJK", "c": ""}
    assert found["entered"].to_dict() == {"a": False, "b": True, "c": False}


def test_the_one_act_of_2021_under_the_flag():
    found = alliances.acts(events.events(), NAMES, "AFG")
    assert found[["event_id", "soil"]].to_numpy().tolist() == [["e136", "TJK"]]
    assert not found["entered"].any()


def test_years_of_guards_and_leases_are_read_from_the_rows():
    assert alliances.handover_year("TJK", "RUS") == 2005
    assert alliances.last_lease_year("TJK", "RUS") == 2042
    assert alliances.handover_year("KAZ", "RUS") is None
    assert alliances.last_lease_year("TJK", "USA") is None


def test_defence_treaties_outlive_membership():
    year, partners = alliances.defence_partners("TJK")
    assert year == 2018
    assert {"RUS", "UZB", "AZE"} <= set(partners)


def test_neighbours_and_allies_leave_out_a_state_that_is_neither():
    found = alliances.neighbours_and_allies("TJK", "2021-08-25")
    assert "TKM" not in found
    assert {"UZB", "CHN", "ARM", "RUS"} <= set(found)
    assert "ARM" not in alliances.neighbours_and_allies("UZB", "2021-08-25")
    without = alliances.neighbours_and_allies("TJK", "2021-08-25", "AFG")
    assert "AFG" in found
    assert set(found) - set(without) == {"AFG"}


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
