"""With whom a Central Asian state trades, arms, borrows and sends its workers: one form for all."""

from __future__ import annotations

import pytest

from fulcrum.analysis.ties import partners, ties
from fulcrum.analysis.ties.partners import UNKNOWN

STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def test_the_sum_of_debt_service_is_not_a_creditor():
    payments = partners.debt(STATES)
    assert "World" not in set(payments["partner"])
    assert payments["year"].max() == partners.PAID_UNTIL
    assert UNKNOWN in set(payments["partner"])  # bondholders


def test_one_bank_under_two_names_is_one_partner():
    loans = partners.loans(STATES)
    assert {"AIIB", "World Bank", "ADB", "IsDB"} <= set(loans["partner"])
    assert not [name for name in loans["partner"].unique() if "Infrastructure" in name]


def test_editions_are_two_readings_and_what_is_not_listed_is_unknown():
    old, new = (partners.listed(STATES, "imports", day) for day in ties.EDITIONS)
    assert set(old["year"]) == {2019}
    assert set(new["year"]) == {2022}
    for part in (old, new):
        assert part.groupby("iso3")["value"].sum().to_numpy() == pytest.approx(100.0)
    printed_above_100 = old[old["iso3"] == "TJK"]
    assert UNKNOWN not in set(printed_above_100["partner"])


def test_russia_missing_in_2023_is_never_read_as_zero():
    """The edition that lacks Russia for Tajikistan is not among those that are used."""
    lacking = partners.listed(["TJK"], "imports", "2025-08-14")
    assert "RUS" not in set(lacking["partner"])
    assert "2025-08-14" not in ties.EDITIONS


def test_remittances_keep_their_total():
    remittances = partners.remittances(STATES)
    assert remittances.groupby("iso3")["value"].sum()["TJK"] == pytest.approx(2219.7032, rel=1e-4)
    labels = ties.profiles(STATES, 2024)
    assert set(labels[labels["kind"] == "remittances"]["iso3"]) == {"KAZ", "KGZ", "TJK"}


def test_tajik_customs_have_russia_before_china_in_imports():
    shares = partners.customs_imports()
    for period in ("2016", "2024-01..05"):
        assert shares["RUS", period] > shares["CHN", period] > 0
