"""What others decided: the cabinet in Kabul, the allies' line, the alliance, American forces."""

from __future__ import annotations

from fulcrum.analysis.events import decisions, resistance


def test_who_turned_and_what_was_paid():
    assert decisions.turned()["actor"].unique().tolist() == ["KAZ", "KGZ", "RUS"]
    assert decisions.border_programme()["event_id"].tolist() == ["o035"]
    assert decisions.cabinet()["outsiders"].tolist() == [""]
    assert resistance.helped().empty


def test_the_cabinet_is_read_from_its_participants(monkeypatch):
    assert decisions.cabinet()["outsiders"].tolist() == [""]
    mixed = decisions.events().assign(
        participants=lambda f: f["participants"].where(f["event_id"] != "e098", "AFG-TAL;AFG-REP")
    )
    monkeypatch.setattr(decisions, "events", lambda **_: mixed)
    assert decisions.cabinet()["outsiders"].tolist() == ["AFG-REP"]


def test_decisions_need_the_body_the_party_and_the_time():
    assert decisions.border_programme()["event_id"].tolist() == ["o035"]
    assert decisions.border_programme(party="UZB").empty


def test_what_was_decided_for_and_against_tajik_wishes(monkeypatch):
    table = decisions.on_tajik_wishes()
    assert table["date"].is_monotonic_increasing
    assert table.loc[table["kind"] == "for", "what"].tolist() == ["border programme"]
    assert table["what"].iloc[0] == "Kabul cabinet"
    assert set(table.loc[table["kind"] == "against", "what"]) == {
        "Kabul cabinet",
        "Kazakhstan gives way",
        "Kyrgyzstan gives way",
        "Russia gives way",
    }
    shared = decisions.cabinet().assign(outsiders="AFG-REP")
    monkeypatch.setattr(decisions, "cabinet", lambda: shared)
    assert decisions.on_tajik_wishes()["kind"].iloc[0] == "for"
