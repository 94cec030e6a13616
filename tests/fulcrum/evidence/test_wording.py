"""Sentences are composed right in the cases of none, one and many."""

import datetime as dt

import pandas as pd
import pytest

from fulcrum.evidence import wording


@pytest.mark.parametrize(
    ("n", "text"), [(0, "no allies"), (1, "1 ally"), (2, "2 allies"), (1234, "1,234 allies")]
)
def test_a_counted_noun(n, text):
    assert wording.counted(n, "ally") == text


def test_small_numbers_can_be_spelled_and_odd_plurals_given():
    assert wording.counted(1, "person", "people", spelled=True) == "one person"
    assert wording.counted(3, "person", "people", spelled=True) == "three people"
    assert wording.counted(11, "day", spelled=True) == "11 days"


def test_a_list():
    assert wording.listed([]) == "none"
    assert wording.listed(["Iran"]) == "Iran"
    assert wording.listed(["Iran", "China"]) == "Iran and China"
    assert wording.listed(["Iran", "China", "India"], last=" or ") == "Iran, China or India"


def test_none_one_and_many_have_their_own_text():
    texts = {"none": "Nobody came", "one": "One came", "many": "{n} came"}
    came = [wording.by_number(n, **texts) for n in (0, 1, 2, 1500)]
    assert came == ["Nobody came", "One came", "2 came", "1,500 came"]
    assert wording.by_number(0, many="{n} came") == "0 came"


def test_a_range_has_one_number_where_both_ends_print_alike():
    assert wording.span(20.55, 23.1, unit="per cent") == "20.6 to 23.1 per cent"
    assert wording.span(2.01, 2.04) == "2.0"
    assert wording.span(-0.4, 1.43, 2, joint="\N{EN DASH}") == "\N{MINUS SIGN}0.40\N{EN DASH}1.43"


def test_a_sign_is_always_shown():
    assert wording.signed(0.5) == "+0.50"
    assert wording.signed(-1.27, 1) == "\N{MINUS SIGN}1.3"


def test_a_day():
    assert wording.day("2021-08-05") == "5 August 2021"
    assert wording.day(dt.date(2021, 8, 25)) == "25 August 2021"


def test_the_word_for_a_course():
    words = {"rose": "rose", "fell": "fell", "level": "stayed"}
    assert [wording.course(1, last, **words) for last in (2, 0, 1)] == ["rose", "fell", "stayed"]


def test_a_sentence_for_each_row():
    table = pd.DataFrame({"state": ["Iran", "China"], "least": [-1.25, None], "n": [3, 4]})
    text = wording.by_row(table, "{state}: {least:.1f} per cent of {n}.")
    assert text == "Iran: \N{MINUS SIGN}1.2 per cent of 3. China: no figure per cent of 4."
    assert wording.by_row(table.iloc[:0], "{state}") == ""
