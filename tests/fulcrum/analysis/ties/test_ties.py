"""A state's ties with the powers, kind by kind: shares, concentration, coverage, change."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.ties import ties
from fulcrum.analysis.ties.partners import POWERS, UNKNOWN


def frame(rows: list[tuple[int, str, float]], kind: str = "loans") -> pd.DataFrame:
    flows = pd.DataFrame(rows, columns=["year", "partner", "value"])
    power = flows["partner"].map(lambda p: p if p in (*POWERS, UNKNOWN) else "other")
    return flows.assign(iso3="TJK", kind=kind, power=power)


HAND = frame(
    [
        (2015, "CHN", 60.0),
        (2015, "ADB", 40.0),
        (2016, "CHN", 50.0),
        (2016, UNKNOWN, 50.0),
        (2022, "CHN", 100.0),
    ]
)


def test_a_summary_by_hand():
    row = ties.summary(HAND, (2015, 2016)).iloc[0]
    assert (row["n"], row["partners"], row["top"], row["years"]) == (3, 2, "CHN", 2)
    assert row["coverage"] == pytest.approx(0.75)
    assert row["CHN"] == pytest.approx(0.55)
    assert row["low"] == pytest.approx(0.55**2 + 0.2**2)
    assert row["high"] == pytest.approx(0.8**2 + 0.2**2)
    # without 2015: half known; without 2016: all known
    assert row["least"] == pytest.approx(min(0.25, 0.52, 0.55**2 + 0.2**2))
    assert row["most"] == pytest.approx(1.0)


def test_a_yearly_mean_by_hand():
    low, high, least, most = ties.concentration(HAND[HAND["year"] < 2022], yearly=True)
    assert low == pytest.approx((0.52 + 0.25) / 2)
    assert high == pytest.approx((0.52 + 1.0) / 2)
    assert (least, most) == pytest.approx((0.25, 1.0))


def test_a_change_holds_what_either_span_leaves_open():
    row = ties.change(HAND, (2015, 2016), (2022, 2022)).iloc[0]
    assert row["low"] == pytest.approx(1 - (0.8**2 + 0.2**2))
    assert row["high"] == pytest.approx(1 - (0.55**2 + 0.2**2))
    assert row["coverage"] == pytest.approx(0.75)
    assert row["n"] == 1


def test_a_break_in_trade_is_not_read_as_a_change():
    rows = [(2010, "CHN", 1.0), (2010, "RUS", 9.0), (2013, "CHN", 20.0), (2013, "RUS", 9.0)]
    assert ties.change(frame(rows, "trade"), (2010, 2010), (2013, 2013)).empty
    assert len(ties.change(frame(rows, "trade"), (2010, 2010), (2010, 2010))) == 1
    assert len(ties.change(frame(rows), (2010, 2010), (2013, 2013))) == 1


def test_only_kinds_with_coverage_and_records_count(monkeypatch):
    narrow = pd.concat(
        [
            frame([(2014, who, 1.0) for who in "abcde"] + [(2016, "a", 9.0), (2016, "b", 1.0)]),
            frame([(2014, "a", 1.0), (2016, "a", 1.0)], "arms"),
        ]
    )
    monkeypatch.setattr(ties, "ties", lambda *_: narrow)
    bound = {"rise": 0.1, "coverage": 0.8, "records": 2}
    count = partial(ties.count_narrowed, ["TJK", "UZB"], (2014, 2014), (2016, 2016))
    assert count(bound | {"kinds": 1}) == (1, 2)
    assert count(bound | {"kinds": 2}) == (0, 2)
    assert count(bound | {"kinds": 1, "records": 3}) == (0, 2)


def test_loans_and_debt_service_are_one_kind_of_tie(monkeypatch):
    rise = [(2014, who, 1.0) for who in "abcde"] + [(2016, "a", 9.0), (2016, "b", 1.0)]
    flat = [(2014, "a", 1.0), (2014, "b", 1.0), (2016, "a", 1.0), (2016, "b", 1.0)]
    bound = {"rise": 0.1, "coverage": 0.8, "records": 2, "kinds": 1}
    for debt, surely in ((rise, 1), (flat, 0)):
        both = pd.concat([frame(rise, "loans"), frame(debt, "debt service")])
        monkeypatch.setattr(ties, "ties", lambda *_, both=both: both)
        assert ties.count_narrowed(["TJK"], (2014, 2014), (2016, 2016), bound) == (surely, 1)
        for falls in ((2016, 2016), (2014, 2014)), ((2014, 2014), (2014, 2014)):
            assert ties.count_narrowed(["TJK"], *falls, bound) == (0, 0)


def test_the_test_of_narrowing_has_a_variant_for_each_reading():
    (test,), variants = ties.narrowing_tests("narrower", ["TJK", "UZB"], ties.BEFORE, ties.BETWEEN)
    assert test.name == "narrower" and 0 <= test.low <= test.high <= 2
    assert list(variants) == list(ties.READINGS)


@given(
    st.lists(
        st.tuples(
            st.integers(2015, 2019),
            st.sampled_from(["CHN", "RUS", "USA", "ADB", "KAZ", UNKNOWN]),
            st.floats(0.1, 1e6),
        ),
        min_size=1,
        max_size=30,
    ),
    st.booleans(),
)
def test_shares_sum_to_one_and_ranges_hold_their_parts(rows, yearly):
    row = ties.summary(frame(rows), (2015, 2019), yearly=yearly).iloc[0]
    assert sum(row[power] for power in (*POWERS, "other", UNKNOWN)) == pytest.approx(1.0)
    assert row["coverage"] == pytest.approx(1 - row[UNKNOWN])
    ends = [row[name] for name in ("least", "low", "high", "most")]
    assert ends == sorted(ends) or ends == pytest.approx(sorted(ends))
    assert ends[0] >= -1e-9 and ends[-1] <= 1 + 1e-9


def test_tops_counts_heads():
    rows = pd.DataFrame({"iso3": "TJK", "top": ["RUS", "RUS", "CHN", "ADB", ""]})
    heads = ties.tops(rows).iloc[0]
    assert (heads["kinds"], heads["different"]) == (4, 3)
    assert heads["effective"] == pytest.approx(1 / (0.25 + 0.0625 + 0.0625))


def test_profiles_use_no_later_year():
    assert ties.profiles(["TJK"], 2016)["last"].max() <= 2016
    long = ties.by_power(ties.profiles(["TJK"], 2024))
    assert long.groupby("label")["share"].sum().to_numpy() == pytest.approx(100.0)


def test_sure_changes_leave_out_what_is_thin_and_what_may_be_nothing():
    moved = pd.DataFrame(
        {
            "period": "then to now",
            "n": [9, 9, 9, 2],
            "least": [0.2, 0.05, -0.9, 0.5],
            "most": [0.3, 0.9, -0.2, 0.6],
        }
    )
    counts = ties.sure_changes(moved, {"rise": 0.1, "records": 3})
    assert counts.to_numpy().tolist() == [["then to now", 3, 1, 1]]


def test_votes_stand_beside_ties_in_the_same_columns():
    voted = ties.votes_by_power("TJK", "2021-08-15", "2024-12-31")
    assert list(voted) == list(ties.by_power(ties.profiles(["TJK"], 2024)))
    assert voted["label"].unique().tolist() == ["votes, 2021\N{EN DASH}24"]
    assert voted["share"].sum() == pytest.approx(100.0)
    assert ties.votes_by_power("TJK", "2021-08-15", "2020-12-31").empty


def test_a_caveat_tells_breaks_and_models_where_there_are_some():
    rows = pd.DataFrame({"iso3": "UZB", "label": ["arms", "loans"], "coverage": [90.0, 20.0]})
    plain = ties.caveat(rows.assign(kind=["arms", "loans"]))
    assert plain.startswith("Least is known of loans: 20 per cent")
    assert "break in the series" not in plain and plain.endswith("is left out.")
    warned = ties.caveat(rows.assign(iso3="TJK", kind=["arms", "remittances"]))
    assert "break in the series" in warned and warned.endswith("not counted again.")
