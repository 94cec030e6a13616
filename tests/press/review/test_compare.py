"""Records side by side: tolerances, texts, keys of tables, hashes that forgive the last digit."""

from __future__ import annotations

import math

import hypothesis.strategies as st
import pytest
from hypothesis import given

from press.review import cells, compare
from press.workspace import canonical, record


def result(value: str, tolerance: str = "0.0", **more: str) -> dict[str, str]:
    row = {field.name: "" for field in record.TABLES["results"].fields}
    return row | {"chapter": "a", "name": "x", "value": value, "tolerance": tolerance} | more


def record_of(**tables: list[dict[str, str]]) -> record.Record:
    return {name: [] for name in record.TABLES} | tables


def only_change(old: dict[str, str], new: dict[str, str]) -> compare.Change:
    [change] = compare.compare(record_of(results=[old]), record_of(results=[new])).changes
    return change


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "state"),
    [
        ("22.7", "22.7", "0.0", "same"),
        ("22.7", "22.700000000000003", "0.0", "same"),
        ("22.7", "22.75", "0.05", "within tolerance"),
        ("0.25", "0.3", "0.05", "within tolerance"),
        ("22.7", "22.76", "0.05", "different"),
        ("22.7", "22.70001", "0.0", "different"),
        ('"2021-08-17"', '"2021-08-18"', "5.0", "different"),
        ("true", "false", "5.0", "different"),
        ("1", '"1"', "5.0", "different"),
    ],
)
def test_numbers_compare_within_their_tolerance_and_texts_exactly(old, new, tolerance, state):
    assert only_change(result(old, tolerance), result(new, tolerance)).state == state


def test_the_published_tolerance_counts_not_the_new_one():
    change = only_change(result("1", "0.0"), result("2", "9.0"))
    assert (change.state, change.difference) == ("different", "+1; tolerance: 0.0, now 9.0")


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (("22.7", "22.7 %"), ("22.7", "22.7 %"), "same"),
        (("22.7", "22.7 %"), ("22.7", "227 %"), "different"),
        (("22.7", "22.7 %"), ("22.7", "22.70 %"), "different"),
        (("22.7", "22.7 %"), ("22.74", "22.7 %"), "within tolerance"),
        (("22.74", "22.7 %"), ("22.76", "22.8 %"), "within tolerance"),
        (("22.74", "22.7 %"), ("22.76", "22.76 %"), "different"),
        (("22.74", "22.7 %"), ("22.76", "228 %"), "different"),
        (("22.7", "22.7 %"), ("23.9", "23.9 %"), "different"),
    ],
)
def test_a_printed_number_may_move_only_in_its_form_and_with_its_value(old, new, state):
    rows = [
        result(value, "0.05", text=text.replace(" ", "\N{NO-BREAK SPACE}"), unit="%")
        for value, text in (old, new)
    ]
    assert only_change(*rows).state == state


def test_tolerances_of_the_record_are_held_to_those_that_the_chapters_declare():
    change = only_change(result("1", "1000000000.0"), result("3", "0.0"))
    assert (change.state, change.difference) == (
        "different",
        "+2; tolerance: 1000000000.0, now 0.0",
    )


def test_another_unit_is_a_difference_even_of_equal_numbers():
    change = only_change(result("1", unit="km"), result("1", unit="miles"))
    assert (change.state, change.old, change.new) == ("different", "km", "miles")


def test_missing_and_new():
    comparison = compare.compare(
        record_of(results=[result("1")]), record_of(results=[result("1") | {"name": "y"}])
    )
    assert {(c.key, c.state) for c in comparison.changes} == {("a.x", "missing"), ("a.y", "new")}
    assert not comparison.agrees


def rows(*values: tuple[str, str, str]) -> cells.Rows:
    return {
        str(number): {"state": f'"{state}"', "year": year, "value": value}
        for number, (state, year, value) in enumerate(values, start=1)
    }


OLD = rows(("TJK", "2020", "1.5"), ("TJK", "2021", "2.5"), ("UZB", "2020", "3.5"))


def test_tables_compare_by_the_first_columns_that_name_each_row():
    assert cells.keys_of(OLD, OLD) == ["state", "year"]
    assert cells.keys_of(rows(("TJK", "1", "2")), rows(("UZB", "1", "2"))) == ["state"]
    doubled = rows(("TJK", "2020", "1.5"), ("TJK", "2020", "1.5"))
    assert cells.keys_of(doubled, doubled) == []


def test_rows_in_another_order_and_one_that_came_are_named():
    turned = rows(("UZB", "2020", "3.5"), ("TJK", "2021", "2.5"), ("TJK", "2020", "1.5"))
    [cell] = cells.cells(OLD, turned)
    assert (cell.row, cell.old, cell.new) == ("(order of the rows)", "TJK, 2020", "UZB, 2020")
    more = rows(("TJK", "2020", "1.5"), ("TJK", "2021", "2.6"), ("UZB", "2021", "3.5"))
    assert {(c.row, c.column, c.old, c.new) for c in cells.cells(OLD, more)} == {
        ("TJK, 2021", "value", "2.5", "2.6"),
        ("UZB, 2020", "(whole row)", "in the table", "gone"),
        ("UZB, 2021", "(whole row)", "not there", "in the table"),
    }


def chart(name: str, value: float) -> dict[str, object]:
    spec = {"data": {"name": name}, "datasets": {name: [{"v": value}]}, "params": ["view_7"]}
    return {"wide": spec, "narrow": spec}


def test_a_chart_is_the_same_whatever_its_data_are_called_and_to_the_last_digit():
    first = canonical.chart_digest(chart(f"data-{'a' * 32}", 0.1 + 0.2))
    assert canonical.chart_digest(chart(f"data-{'b' * 32}", 0.3)) == first
    assert canonical.chart_digest(chart(f"data-{'a' * 32}", 0.3001)) != first


def test_a_chart_of_two_tables_is_the_same_when_a_last_digit_turns_the_order_of_their_names():
    """Altair names data by all their digits, and a notebook is stored with its keys sorted."""

    def layered(points: str, line: str, value: float) -> dict[str, object]:
        tables = {points: [{"v": value}], line: [{"v": 1}]}
        layers = [{"data": {"name": points}, "mark": "point"}, {"data": {"name": line}}]
        return {"datasets": {name: tables[name] for name in sorted(tables)}, "layer": layers}

    def digest(points: str, line: str, value: float) -> str:
        spec = layered(f"data-{points * 32}", f"data-{line * 32}", value)
        return canonical.chart_digest({"wide": spec, "narrow": spec})

    assert digest("a", "b", 0.1 + 0.2) == digest("c", "b", 0.3)
    assert digest("a", "b", 0.3) != digest("a", "b", 1)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_rounding_keeps_six_digits_and_rounds_once(value):
    short = canonical.rounded(value)
    assert math.isclose(short, value, rel_tol=1e-5, abs_tol=1e-300)
    assert canonical.rounded(float(short)) == short


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.floats(0, 9)), max_size=9))
def test_a_table_equals_itself_and_differs_in_its_order_alone_when_turned(values):
    words = [(state, str(year), repr(value)) for state, year, value in values]
    table = rows(*words)
    assert cells.cells(table, table) == ()
    if cells.keys_of(table, table):
        turned = cells.cells(table, rows(*reversed(words)))
        assert {cell.row for cell in turned} == (
            {"(order of the rows)"} if len(words) > 1 else set()
        )
