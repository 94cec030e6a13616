"""Who is in, who acts and where; what texts and votes on Afghanistan say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fulcrum.analysis.alliance import membership as alliances
from fulcrum.analysis.events import joint_texts as texts
from fulcrum.analysis.events import stances as positions
from fulcrum.analysis.ties import votes

NAMES = {"TJK": "Tajikistan", "UZB": "Uzbekistan", "KAZ": "Kazakhstan"}


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


def some_acts(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    names = ["event_id", "actor", "event_type", "participants", "summary"]
    return pd.DataFrame(rows, columns=names).assign(date=pd.Timestamp("2021-10-18"))


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
    found = alliances.acts(positions.events(), NAMES, "AFG")
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


def test_who_abstained_did_not_sign():
    frame = pd.DataFrame(
        {
            "signatories": ["13 of 15 (RUS and CHN abstained)", "RUS;CHN", "15, RUS among them"],
            "date": pd.Timestamp("2021-08-01"),
            "inclusive": 1,
        }
    )
    assert len(texts.before(frame, "2021-08-25", "RUS")) == 2
    assert len(texts.before(frame, "2021-08-25", "CHN")) == 1


def test_the_tajik_agenda_is_named_only_where_tajikistan_is_a_party():
    table = texts.wording()
    named = table[table["tajik_agenda"].fillna(0).astype(int) == 1]
    assert named["tjk_party"].all()
    assert texts.agenda(table)["named"].sum() == len(named) == 6


def test_shares_in_per_cent_agree_with_survival():
    table = texts.wording()
    found = texts.shares(table, {"later": ("2022-01-01", "2025-12-31")})
    plain = texts.survival(table, "2022-01-01", "2025-12-31")
    assert found["low"].tolist() == pytest.approx((100 * plain["share_low"]).tolist())
    assert (found["kept"] + found["unknown"] <= found["texts"]).all()


def test_only_tajik_chairs_were_noted():
    assert "j04" in texts.chaired("TJK")
    with pytest.raises(KeyError):
        texts.chaired("RUS")


def test_the_bootstrap_of_kappa_holds_its_estimate_and_repeats():
    span = ("TJK", ["RUS", "CHN"], 2020, 2021)
    one = votes.kappa_intervals(*span, np.random.default_rng(7), 500)
    again = votes.kappa_intervals(*span, np.random.default_rng(7), 500)
    pd.testing.assert_frame_equal(one, again)
    both = votes.by_session(*span).merge(one, on=["other", "session"])
    assert len(both) == 4
    assert both["kappa"].between(both["low"], both["high"]).all()


def test_votes_on_afghanistan_as_the_assembly_counted_them():
    whole = votes.tally("The situation in Afghanistan")
    counted = whole[["yes", "abstained", "no"]].to_numpy().tolist()
    assert counted == [[116, 10, 0], [116, 12, 2]]  # A/RES/77/10 and A/RES/79/317
    cast = votes.on_the_title("The situation in Afghanistan", ["TJK", "RUS", "USA"])
    assert votes.in_words(cast, "TJK") == "voted yes both times"
    assert votes.in_words(cast, "USA") == "voted yes, then voted no"
    assert votes.in_words(cast, "FRA") == "is not on record"
