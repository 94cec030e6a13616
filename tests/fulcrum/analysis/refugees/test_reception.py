"""Counts of refugees, promise and practice, transit: what a test finds, and that it could fail."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.refugees import conflict, counts, gravity, reception, transit
from fulcrum.evidence.data import load


def altered(monkeypatch: pytest.MonkeyPatch, module: object, frame: pd.DataFrame) -> None:
    """Let a module read this table instead of the one in data/."""
    monkeypatch.setattr(module, "load", lambda _: frame)


@pytest.mark.parametrize(
    ("speaker", "official"),
    [
        ("Ramazon Rahimzoda, interior minister", True),
        ("Border Service of SCNS", True),
        ("Gholib Niyatbekov, spokesman of the GBAO governor", True),
        ("UNHCR", True),
        ("Muhammad Zohir Agbar, Afghan ambassador in Dushanbe", False),
        ("Tajik law-enforcement source", False),
        ("press citing border service", False),
    ],
)
def test_who_speaks_for_an_authority(speaker, official):
    assert reception.is_official(pd.Series([speaker])).tolist() == [official]


def test_a_ministers_stock_would_refute_that_there_was_none(monkeypatch):
    table = load(reception.CROSSINGS)
    stock = table["direction"] == "stock in Tajikistan"
    assert not reception.official_stock_figures("2021-09-06")["official"].any()
    speaker = table["stated_by"].where(~stock, "Ramazon Rahimzoda, interior minister")
    altered(monkeypatch, reception, table.assign(stated_by=speaker))
    assert reception.official_stock_figures("2021-09-06")["official"].all()


def test_civilians_who_went_back_are_taken_off():
    found = reception.civilians_received("2021-09-06").set_index("persons")
    assert found.loc[345, ["back", "high"]].tolist() == [345, 0]
    assert found.loc[1000, ["back", "low", "high"]].tolist() == [0, 0, 1000]


def test_a_report_that_they_stayed_would_decide(monkeypatch):
    table = load(reception.CROSSINGS)
    row = table[table["event_id"] == "X06"].assign(
        event_id="X99",
        direction="stock in Tajikistan",
        persons=800,
        date_start=pd.Timestamp(2021, 9, 1),
    )
    altered(monkeypatch, reception, pd.concat([table, row], ignore_index=True))
    found = reception.civilians_received("2021-09-06")
    assert found["low"].sum() == 800


def test_policy_keeps_each_report_apart_and_reads_months():
    found = reception.policy()
    assert set(found["kind"]) == set(reception.KINDS.values())
    assert not found["event_type"].str.contains("crossing").any()
    assert (found["end"] >= found["start"]).all()
    july = found[found["event_type"] == "ultimatum"].iloc[0]
    assert (july["start"], july["end"]) == (pd.Timestamp(2025, 7, 1), pd.Timestamp(2025, 7, 31))
    assert (
        len(found[found["event_type"] == "deportation"])
        == (load(reception.POLICY)["event_type"] == "deportation").sum()
    )


def test_a_government_counts_only_where_unhcr_does_not():
    days = counts.arrivals_by_day()
    june = days[days["day"] == pd.Timestamp(2022, 6, 30)].set_index("host")["persons"]
    assert june.to_dict() == {"IRN": 40710, "PAK": 216000, "TJK": 5700, "UZB": 13020}


def test_only_what_was_published_is_known():
    assert counts.counted_share("TJK", "2021-08-30").empty
    known = counts.counted_share("TJK", "2021-09-06")
    assert known["date"].tolist() == [pd.Timestamp(2021, 9, 1)]
    assert len(counts.published_counts("TJK", "2021-09-06")) == 1
    assert counts.published_counts("TJK", "2021-08-30").empty


def test_shares_of_one_day_are_within_their_bounds():
    for host in counts.HOSTS:
        found = counts.counted_share(host)
        assert (found["low"] <= found["high"]).all()
        assert found["high"].le(100).all()


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ([], "is not known"),
        ([4.73], "is known for one day: 4.7 per cent"),
        ([24.2, 9.0, 2.1], "fell from 24 per cent at the lowest reading to 2"),
        ([2.1, 24.2], "rose from 2 per cent at the lowest reading to 24"),
    ],
)
def test_the_course_of_a_share_in_words(readings, words):
    assert counts.course_in_words(pd.DataFrame({"low": readings})) == words


def test_no_release_revised_the_years_of_the_crisis():
    assert counts.revised(counts.vintages(2021, 2022)) == 0
    changed = counts.vintages(2021, 2021)
    changed.loc[changed.index[0], "persons"] += 1
    assert counts.revised(changed) == 1


def test_a_new_definition_starts_a_segment():
    found = counts.stocks(2000, 2024)
    starts = found[found["starts"]]
    assert set(zip(starts["host"], starts["year"], strict=True)) >= {("IRN", 2022), ("UZB", 2021)}
    assert set(counts.stocks(2000, 2024, ("KAZ",))["host"]) == {"KAZ"}


def test_burden_by_hand():
    row = counts.burden(2021).set_index("host").loc["TJK"]
    assert row["per_thousand"] == pytest.approx(1000 * 10719 / 9966908)
    assert row["per_billion"] == pytest.approx(1e9 * 10719 / 8937805347)


def test_plans_stand_beside_the_counts_of_their_year():
    found = counts.plans_and_arrivals(gravity.flows(2000, 2022)).set_index(["edition", "iso3"])
    assert found.loc[("2021", "PAK")].tolist() == [300000, 27860, 111651]
    assert found.loc[("2021", "TJK+TKM+UZB")].tolist() == [65000, 5600, 9064 + 13020]
    assert found.loc[("2001", "TJK"), "planned"] == 50000


def test_half_an_equal_share_is_computed_from_the_lists():
    assert transit.partners() == 20
    assert transit.equal_share() == pytest.approx(124000 / 20)
    assert transit.in_equal_shares(3100) == pytest.approx(0.5)
    assert transit.in_equal_shares(float("nan")) is None


def test_only_lists_of_transit_states_count():
    assert transit.on_lists("TJK") == {"2021-08-20": True, "2021-08-31": False}
    assert not any(transit.on_lists("ALB").values())  # it offered relocation only


def test_the_war_in_numbers():
    assert conflict.districts()["held"].tolist() == [33, 158, 226]
    assert conflict.displaced()["persons"].max() == 681332
    assert 45500 not in conflict.displaced()["persons"].tolist()
    assert conflict.capitals("2021-08-15")["borders_focal"].sum() == 3
    assert conflict.border_people()["province"].tolist() == [
        "Badakhshan",
        "Balkh",
        "Kunduz",
        "Takhar",
    ]
