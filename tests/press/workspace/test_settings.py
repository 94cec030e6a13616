"""Settings: those of this report, of a report that names none, and of one that misspells them."""

from __future__ import annotations

import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import UNJUDGED, VERDICT_ORDER
from press.workspace.workspace import Workspace


def settings(folder, text):
    (folder / "_config.yml").write_text(text)
    return Workspace.open(folder).settings


def test_the_book_names_its_editions_and_tongues(book):
    editions = book.settings.editions
    assert (editions.subject, editions.parameter) == ("Tajikistan", "focal")
    assert editions.last_year.default == 2024
    assert set(book.settings.tongues) == {"ru", "tg"}


def test_each_language_of_a_summary_has_a_word_for_every_verdict(book):
    words = book.settings.verdict_words
    assert set(words) == set(book.settings.tongues)
    assert all(set(of_tongue) == set(VERDICT_ORDER) - {UNJUDGED} for of_tongue in words.values())


def test_a_report_needs_nothing_but_a_title(tmp_path):
    plain = settings(tmp_path, "title: Rivers\n")
    assert plain.about == plain.title == "Rivers"
    assert plain.editions is None
    assert plain.tongues == plain.horizons == {}


@pytest.mark.parametrize("address", ["https://example.org/book", "https://example.org/book/"])
def test_an_address_ends_in_one_slash(tmp_path, address):
    text = f"title: Rivers\nhtml: {{baseurl: '{address}'}}\n"
    assert settings(tmp_path, text).address == "https://example.org/book/"


@pytest.mark.parametrize(
    ("text", "word"),
    [("author: x\n", "title"), ("title: x\nreport: {colour: red}\n", "colour")],
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path, text, word):
    with pytest.raises(FulcrumError, match=rf"_config\.yml: .*{word}.*section 'report'"):
        settings(tmp_path, text)
