"""What a page in another language quotes: numbers as its readers write them, the rest marked."""

from __future__ import annotations

import re

import pytest

from fulcrum.evidence.payloads import RESULT, VERDICT
from press.publish import render

NUMBER = {
    **{"name": "length", "value": 1344.15, "unit": "km", "text": "1,344\N{NO-BREAK SPACE}km"},
    **{"tolerance": 0.0, "sources": ("border-lengths/afg_neighbours",), "label": "length"},
    "cell": "border",
}


def quoted(book, page: str, **changes: object) -> tuple[str, str]:
    """The number shown, and the panel behind it."""
    text, panel = render.quoted(book, RESULT, NUMBER | changes, "leverage", unit=False, page=page)
    shown = re.search(r"<a [^>]*>(.*?)</a>", text)
    opening = re.search(r"<div [^>]*>", panel)
    assert shown
    assert opening
    return shown[1], opening[0]


@pytest.mark.parametrize(
    ("page", "tongue"),
    [("summary-ru", "ru"), ("summary-tg", "tg"), ("findings", "en"), ("summary-de", "en")],
)
def test_the_language_of_a_page_stands_at_the_end_of_its_name(book, page, tongue):
    assert render.tongue(book, page) == tongue


def test_numbers_are_written_as_the_readers_of_a_page_write_them(book):
    text = "1,344.15\N{NO-BREAK SPACE}km"
    assert quoted(book, "leverage", text=text)[0] == "1,344.15"
    assert quoted(book, "summary-ru", text=text)[0] == "1\N{NO-BREAK SPACE}344,15"
    assert quoted(book, "summary-tg", text="25 August 2021")[0] == "25 August 2021"
    assert quoted(book, "summary-tg", text="2, 3 and 4")[0] == "2, 3 and 4"


def test_what_stays_english_on_such_a_page_says_so(book):
    assert 'lang="en"' in quoted(book, "summary-ru")[1]
    assert "lang=" not in quoted(book, "leverage")[1]
    verdict = {
        **{"claim": "c01", "horizon": None, "verdict": "supported", "because": "So."},
        "tests": [],
    }
    both = render.quoted(book, VERDICT, verdict, "responses", page="summary-tg")
    assert [html.count('lang="en"') for html in both] == [0, 1]
    assert "тасдиқшуда" in both[0]
    unworded = render.quoted(
        book, VERDICT, verdict | {"verdict": "new"}, "responses", page="summary-tg"
    )
    assert [html.count('lang="en"') for html in unworded] == [1, 1]
    both = render.quoted(book, VERDICT, verdict, "responses", page="findings")
    assert not any("lang=" in html for html in both)
