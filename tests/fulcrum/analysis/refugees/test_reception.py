"""What Tajikistan promised those who came, what it did with them, and who counted them."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.refugees import reception
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
    received = reception.civilians_received("2021-09-06").set_index("persons")
    assert received.loc[345, ["back", "high"]].tolist() == [345, 0]
    assert received.loc[1000, ["back", "low", "high"]].tolist() == [0, 0, 1000]


def test_a_report_that_they_stayed_would_decide(monkeypatch):
    table = load(reception.CROSSINGS)
    row = table[table["event_id"] == "X06"].assign(
        event_id="X99",
        direction="stock in Tajikistan",
        persons=800,
        date_start=pd.Timestamp(2021, 9, 1),
    )
    altered(monkeypatch, reception, pd.concat([table, row], ignore_index=True))
    received = reception.civilians_received("2021-09-06")
    assert received["low"].sum() == 800


def test_policy_keeps_each_report_apart_and_reads_months():
    reports = reception.policy()
    assert set(reports["kind"]) == set(reception.KINDS.values())
    assert not reports["event_type"].str.contains("crossing").any()
    assert (reports["end"] >= reports["start"]).all()
    july = reports[reports["event_type"] == "ultimatum"].iloc[0]
    assert (july["start"], july["end"]) == (pd.Timestamp(2025, 7, 1), pd.Timestamp(2025, 7, 31))
    assert (
        len(reports[reports["event_type"] == "deportation"])
        == (load(reception.POLICY)["event_type"] == "deportation").sum()
    )
