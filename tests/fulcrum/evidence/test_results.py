"""Results: how numbers are shown, what is refused, what other chapters read."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence import payloads, results
from fulcrum.evidence.results import record, tolerated
from fulcrum.evidence.wording import formatted, signed, stated

SOURCE = ["border-lengths/published_lengths"]
SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "unit", "digits", "text"),
    [
        (1344.15, "km", None, f"1,344{SPACE}km"),
        (22.67, "%", None, f"22.7{SPACE}%"),
        (0.4567, "", None, "0.457"),
        (-3.14159, "points", 1, f"\N{MINUS SIGN}3.1{SPACE}points"),
        (0, "persons", None, f"0{SPACE}persons"),
        (2019, "year", None, "2019"),
        (1250000, "US$", None, "US$1,250,000"),
        ("2021-08-30", "", None, "30 August 2021"),
        ("Russia", "", None, "Russia"),
        (True, "", None, "yes"),
    ],
)
def test_formatted(value, unit, digits, text):
    assert formatted(value, unit, digits) == text


@pytest.mark.parametrize("unit", ["series", "species"])
def test_some_nouns_are_the_same_for_one_and_for_many(unit):
    assert formatted(1, unit) == f"1{SPACE}{unit}"


def test_one_of_many_ties_is_a_tie_and_one_of_many_countries_a_country():
    assert formatted(1, "ties") == f"1{SPACE}tie"
    assert formatted(1, "countries") == f"1{SPACE}country"


GAPS = (pd.NaT, pd.NA, None, float("nan"), float("-inf"), np.datetime64("NaT"), np.float32("nan"))


@pytest.mark.parametrize("value", [*GAPS, "", " ", "NaT", "nan", "<NA>", "None"])
def test_a_gap_in_any_form_is_no_finding(value):
    with pytest.raises(FulcrumError, match="A gap is shown as a gap"):
        results.plain(value)


@pytest.mark.parametrize("unit", ["ns", "us", "ms", "s", "m", "h", "D"])
def test_every_kind_of_numpy_date_is_a_day(unit):
    day = np.datetime64("2021-08-15", unit)
    assert results.plain(day) == results.plain(np.array(day)) == "2021-08-15"


@pytest.mark.parametrize(
    ("value", "kept", "text"),
    [
        (pd.Timestamp("2021-08-15 23:30"), "2021-08-15T23:30:00", "15 August 2021, 23:30"),
        (dt.datetime(2021, 8, 15, 9, 30), "2021-08-15T09:30:00", "15 August 2021, 09:30"),
        (np.datetime64("2021-08-15T09:30", "m"), "2021-08-15T09:30:00", "15 August 2021, 09:30"),
        (dt.date(2021, 8, 15), "2021-08-15", "15 August 2021"),
        (pd.Timestamp("2021-08-15"), "2021-08-15", "15 August 2021"),
    ],
)
def test_an_instant_keeps_its_time_of_day(value, kept, text):
    assert results.plain(value) == kept
    assert formatted(kept) == text


@pytest.mark.parametrize("value", [pd.Timedelta("1h"), np.timedelta64(1, "ns"), 1j, [1], object()])
def test_what_is_no_number_text_or_date_is_refused(value):
    with pytest.raises(FulcrumError, match="A result must be a number, a text or a date, not"):
        results.plain(value)


def test_a_text_that_looks_like_a_day_and_is_none_is_refused():
    with pytest.raises(FulcrumError, match="'2021-13-45' is no day of the calendar"):
        results.plain("2021-13-45")


def test_zero_has_no_sign():
    assert str(results.plain(-0.0)) == "0.0"


@pytest.mark.parametrize(
    ("value", "unit", "digits", "significant", "text"),
    [
        (1344.15, "km", None, None, f"1,344{SPACE}km"),
        (1344.15, "km", None, 3, f"1,340{SPACE}km"),
        (0.000203, "%", None, None, f"under 0.01{SPACE}%"),
        (0.000203, "%", 1, None, f"under 0.1{SPACE}%"),
        (-0.004, "points", None, None, f"less than 0.01{SPACE}points below 0"),
        (0.667367, "%", None, None, f"0.67{SPACE}%"),
        (10.2197, "%", 2, None, f"10.2{SPACE}%"),
        (10.2197, "%", 2, 2, f"10{SPACE}%"),
        (4698302, "persons", None, 3, f"4,700,000{SPACE}persons"),
        (4698302, "persons", None, None, f"4,698,302{SPACE}persons"),
        (63.0, "persons", None, 3, f"63{SPACE}persons"),
        (999.7, "km", None, 3, f"1,000{SPACE}km"),
        (0.0, "points", 2, None, f"0.00{SPACE}points"),
        (2021, "year", None, 3, "2021"),
        ("2021-08-30", "", None, 3, "30 August 2021"),
        (False, "", None, None, "no"),
    ],
)
def test_a_result_prints_no_more_digits_than_anyone_knows(value, unit, digits, significant, text):
    assert stated(value, unit, digits, significant) == text


def test_a_tolerance_is_at_most_a_tenth_of_the_value(monkeypatch):
    shown = []
    monkeypatch.setattr(results, "display", shown.append)
    for value, more in ((22.7, {}), (0.0002, {}), (0.0, {}), (0.0002, {"drawn": True}), ("x", {})):
        record("x", value, sources=SOURCE, tolerance=0.05, **more)
    tolerances = [result.tolerance for result in shown]
    assert tolerances == pytest.approx([0.05, 0.00002, 0.0, 0.0002, 0.0])
    assert tolerated(-50) == pytest.approx(5)


def test_a_signed_number_has_a_true_minus_or_a_plus():
    assert (signed(-0.144), signed(0.82), signed(1.94, 1)) == (
        "\N{MINUS SIGN}0.14",
        "+0.82",
        "+1.9",
    )


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(1.5), 1.5),
        (np.int64(3), 3),
        (pd.Timestamp("2021-08-25"), "2021-08-25"),
        (dt.date(2021, 8, 25), "2021-08-25"),
    ],
)
def test_scalars_become_plain(value, plain, monkeypatch):
    shown = []
    monkeypatch.setattr(results, "display", shown.append)
    record("x", value, sources=SOURCE)
    (result,) = shown
    assert result.value == plain
    assert json.loads(json.dumps(result._repr_mimebundle_()))[payloads.RESULT]["value"] == plain


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, pd.NA])
def test_a_gap_is_not_a_result(value):
    with pytest.raises(FulcrumError, match="gap"):
        record("x", value, sources=SOURCE)


def test_a_result_needs_a_name_and_a_source_that_exists():
    with pytest.raises(FulcrumError, match="cannot be the name of a result"):
        record("Border Share", 1, sources=SOURCE)
    with pytest.raises(FulcrumError, match="names no source"):
        record("x", 1, sources=[])
    with pytest.raises(FulcrumError, match="holds no table 'nothing'"):
        record("x", 1, sources=["border-lengths/nothing"])


def test_other_chapters_are_read_from_the_present_build(tmp_path, monkeypatch):
    whole = {
        "chapter": "leverage",
        "receipt": "abc",
        "results": {"share": {"name": "share", "value": 1.5, "unit": "%", "text": "1.5 %"}},
        "verdicts": [{"claim": "c22", "horizon": None, "verdict": "mixed", "because": "b"}],
    }
    (tmp_path / "leverage.json").write_text(json.dumps(whole))
    monkeypatch.setenv("FULCRUM_RECORDS", str(tmp_path))
    assert results.recorded().loc[0, ["chapter", "name", "value"]].tolist() == [
        "leverage",
        "share",
        1.5,
    ]
    assert results.verdicts().loc[0].tolist() == ["c22", "", "mixed", "leverage", "b"]
    assert results.record_reads()["leverage"] == "abc"
