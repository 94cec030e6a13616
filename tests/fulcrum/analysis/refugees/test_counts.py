"""Refugees: who was counted, where, by whom; and what the counts leave out."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.refugees import counts


def test_a_government_counts_only_where_unhcr_does_not():
    days = counts.arrivals_by_day()
    june = days[days["day"] == pd.Timestamp(2022, 6, 30)].set_index("host")["persons"]
    assert june.to_dict() == {"IRN": 40710, "PAK": 216000, "TJK": 5700, "UZB": 13020}


def test_only_what_was_published_is_known():
    assert counts.counted_share("TJK", "2021-08-30").empty
    shares = counts.counted_share("TJK", "2021-09-06")
    assert shares["date"].tolist() == [pd.Timestamp(2021, 9, 1)]
    assert len(counts.published_counts("TJK", "2021-09-06")) == 1
    assert counts.published_counts("TJK", "2021-08-30").empty


def test_shares_of_one_day_are_within_their_bounds():
    for host in counts.HOSTS:
        shares = counts.counted_share(host)
        assert (shares["low"] <= shares["high"]).all()
        assert shares["high"].le(100).all()


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
    stocks = counts.stocks(2000, 2024)
    starts = stocks[stocks["starts"]]
    assert set(zip(starts["host"], starts["year"], strict=True)) >= {("IRN", 2022), ("UZB", 2021)}
    assert set(counts.stocks(2000, 2024, ("KAZ",))["host"]) == {"KAZ"}


def test_burden_by_hand():
    row = counts.burden(2021).set_index("host").loc["TJK"]
    assert row["per_thousand"] == pytest.approx(1000 * 10719 / 9966908)
    assert row["per_billion"] == pytest.approx(1e9 * 10719 / 8937805347)


def test_a_series_is_cut_at_new_definitions_and_at_gaps():
    stocks = counts.stocks(2000, 2024)
    iran = stocks[stocks["host"] == "IRN"].set_index("year")["segment"]
    assert iran[2021] != iran[2022]
    for _, part in stocks.groupby(["host", "segment"]):
        assert (part["year"].diff().dropna() == 1).all()


def test_counted_shares_are_those_of_the_printed_figures():
    shares = counts.counted_share("TJK").set_index("date")
    september = shares.loc[pd.Timestamp("2021-09-22")]
    assert september["total"] == 35400
    assert september["low"] == pytest.approx(100 * 5300 / 35400)
    first = shares.iloc[0]
    assert first["low"] == pytest.approx(100 * 4000 / 16500)
    assert first["high"] == pytest.approx(100 * (16500 - 5300 - 3400) / 16500)


def test_numbers_of_a_host_take_the_first_and_the_last_day():
    days = pd.to_datetime(["2021-09-01", "2021-12-01", "2022-06-01"])
    frame = {"date": days, "low": [20.0, 15.0, 10.0], "persons": [2.0, 3.0, 4.0]}
    counted = pd.DataFrame({**frame, "total": [10.0, 20.0, 40.0]})
    numbers = counts.share_numbers(counted, 14.5, "TJK")
    assert [row["value"] for row in numbers.values()] == [20.0, 10.0, 14.5, 2.0, 4.0, 10.0, 40.0]
    assert "01 September 2021" in numbers["first_share"]["label"]
    assert numbers["last_share"]["digits"] == 1
