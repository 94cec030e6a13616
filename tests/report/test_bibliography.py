"""References and words: identifiers well formed, nothing listed that is not used, terms defined."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHAPTERS = Path(__file__).parents[2] / "chapters"
ENTRIES = re.findall(
    r"@\w+\{(\w+),(.*?)\n\}", (CHAPTERS / "references.bib").read_text("utf-8"), re.DOTALL
)
PAGES = {
    path.name: path.read_text("utf-8")
    for path in sorted(CHAPTERS.iterdir())
    if path.suffix in {".ipynb", ".md"}
}
CITED = {
    key.strip()
    for text in PAGES.values()
    for keys in re.findall(r"\{cite(?:[:a-z]*)\}`([^`]+)`", text)
    for key in keys.split(",")
}
GLOSSARY = re.findall(r"```\{glossary\}\n(.*?)```", PAGES["glossary.md"], re.DOTALL)[0]
TERMS = re.findall(r"^(\S.*)$", GLOSSARY, re.MULTILINE)


def field(body: str, name: str) -> str:
    match = re.search(rf"^\s*{name}\s*=\s*\{{(.*?)\}},?$", body, re.MULTILINE)
    return match[1] if match else ""


def test_keys_are_unique():
    keys = [key for key, _ in ENTRIES]
    assert keys
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("key", "body"), ENTRIES, ids=[key for key, _ in ENTRIES])
def test_an_entry_can_be_found_by_a_reader(key, body):
    doi, isbn = field(body, "doi"), re.sub(r"[- ]", "", field(body, "isbn"))
    if doi:
        assert re.fullmatch(r"10\.\d{4,9}/[^\s{}]+", doi), key
        assert not doi.lower().startswith("http")
    elif isbn:
        digits = [10 if sign == "X" else int(sign) for sign in isbn]
        if len(digits) == 13:
            assert sum(n * (1 + 2 * (i % 2)) for i, n in enumerate(digits)) % 10 == 0, key
        else:
            assert len(digits) == 10
            assert sum((10 - i) * n for i, n in enumerate(digits)) % 11 == 0, key
    else:
        online = field(body, "howpublished") and field(body, "url").startswith("https://")
        assert field(body, "publisher") or field(body, "institution") or online, key
    assert re.fullmatch(r"(19|20)\d\d", field(body, "year")), key
    assert field(body, "title"), key
    assert field(body, "author"), key


def test_all_that_is_listed_is_cited_and_all_that_is_cited_is_listed():
    assert {key for key, _ in ENTRIES} == CITED


def test_terms_are_in_order_and_each_term_used_is_defined():
    assert sorted(TERMS, key=str.lower) == TERMS
    assert len(TERMS) == len(set(TERMS))
    used = {
        re.sub(r".*<(.*)>", r"\1", term)
        for text in PAGES.values()
        for term in re.findall(r"\{term\}`([^`]+)`", text)
    }
    assert used
    assert used <= set(TERMS)


@pytest.mark.parametrize(("name", "language"), [("summary-ru.md", "ru"), ("summary-tg.md", "tg")])
def test_a_summary_says_its_language_and_types_no_number(name, language):
    text = PAGES[name]
    assert f'<div lang="{language}">' in text
    bare = re.sub(r"\{\w+\}`[^`]*`|<[^>]+>|\([^)]*\)", "", text)
    assert set(re.findall(r"\d+", bare)) <= {"2019", "2021", "2026"}
    assert 150 <= len(re.findall(r"[А-Яа-яЁёӢӣӮӯҚқҒғҲҳҶҷ-]{2,}", bare)) <= 300
