"""The search, from a file: sections with what stands around the words, in the reader's language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

FOUND = """() => [...document.querySelectorAll("#search-results > li")].map((item) => ({
  address: item.querySelector("a").getAttribute("href"), title: item.querySelector("a").innerText,
  language: item.querySelector("a").lang, where: item.querySelector(".fu-small").innerText,
  excerpt: item.querySelector("p").innerText,
  marked: [...item.querySelectorAll("mark")].map((word) => word.innerText)}))"""


@pytest.fixture(scope="module")
def asked(chromium, site):
    """A function that asks the search of the book, opened from a file; what it shows."""
    context = chromium.new_context()
    page = context.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("console", lambda said: messages.append(said.text) if said.type == "error" else None)

    def ask(words: str) -> list[dict]:
        page.goto((site / "findings.html").as_uri())
        page.locator(".search-button-field").click()
        page.locator("#pst-search-dialog input").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"search\.html\?q="))
        expect(page.locator("#search-said")).not_to_be_empty()
        return page.evaluate(FOUND)

    yield ask
    assert messages == []
    context.close()


def test_an_english_word_finds_sections_of_english_pages_first_with_what_stands_around(asked, site):
    found = asked("border")
    languages = [place["language"] for place in found]
    assert languages == sorted(languages)  # en before ru and tg
    assert languages[0] == "en"
    chapters = [place for place in found if "leverage.html#" in place["address"]]
    assert len(chapters) > 2
    for place in found[:20]:
        file, _, anchor = place["address"].partition("#")
        assert not anchor or f'id="{anchor}"' in (site / file).read_text()
        assert "border" in (place["title"] + place["excerpt"]).lower()
    assert any(re.search(r"\bborders?\b", word) for place in found for word in place["marked"])
    assert {"Leverage", "Figure, Leverage"} <= {place["where"] for place in found}


@pytest.mark.parametrize(
    ("word", "page", "language"),
    [("границы", "summary-ru", "Russian"), ("Тоҷикистон", "summary-tg", "Tajik")],
)
def test_a_word_of_another_language_finds_its_page_and_names_the_language(
    asked, word, page, language
):
    first, *_ = asked(word)
    assert first["address"].startswith(f"{page}.html")
    assert first["where"].endswith(f"({language})")
    assert first["marked"]


def test_all_words_must_stand_in_a_place_and_endings_do_not_matter(asked):
    both = {place["address"] for place in asked("borders Tajikistan")}
    one = {place["address"] for place in asked("Tajikistan border")}
    assert both == one
    assert asked("border xyzzy") == []


def test_what_is_asked_is_text_and_nothing_else(asked):
    assert asked("<img src=x onerror=alert(1)>") == []
    assert asked("(.*") == []
    assert asked("c22")[0]["address"] == "claims.html#c22"
