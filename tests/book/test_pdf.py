"""The book of the repository as one PDF: outline, page numbers, every chapter, light enough."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pypdfium2
import pytest
from browser import ensure
from pypdf import PdfReader

from press.publish import pdf
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def printed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of the published book, printed aside."""
    ensure()
    build = tmp_path_factory.mktemp("printed")
    (build / "html").symlink_to(site)
    workspace = Workspace.open(ROOT, build)
    pdf.printed(workspace)
    return workspace.pdf


@pytest.fixture(scope="module")
def texts(printed: Path) -> list[str]:
    """The text of every page, as Chromium's own reader of PDF tells it."""
    with pypdfium2.PdfDocument(printed) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def headings(site: Path, name: str) -> list[tuple[str, str]]:
    """Level and words of the headings of a page, in order."""
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    matches = re.findall(r"<h([1-4])\b[^>]*>(.*?)</h\1>", text, re.DOTALL)
    marks = r'<a class="headerlink".*?</a>|<[^>]+>'
    return [(level, html.unescape(re.sub(marks, "", words)).strip()) for level, words in matches]


def heads(site: Path) -> dict[str, str]:
    """The headline of every page of the book, in order."""
    return {
        name: [words for level, words in headings(site, name) if level == "1"][-1]
        for name in Workspace.open(ROOT).titles
    }


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def titles_of(outline: list) -> list[str]:
    """The titles of an outline at every depth, in order."""
    return [
        title
        for item in outline
        for title in (titles_of(item) if isinstance(item, list) else [item.title])
    ]


def test_the_outline_has_the_words_of_every_heading(site, printed):
    """Where a heading breaks into lines, Chromium's outline tends to lose the space."""
    titles = titles_of(PdfReader(printed).outline)
    headed = {words for name in Workspace.open(ROOT).titles for _, words in headings(site, name)}
    assert len(titles) > 100
    assert [title for title in titles if title not in headed | {"Contents"}] == []


def test_the_contents_name_the_page_on_which_each_chapter_opens(site, printed, texts):
    reader = PdfReader(printed)
    pages = [squeezed(text) for text in texts]
    top = {
        item.title: reader.get_destination_page_number(item) + 1
        for item in reader.outline
        if not isinstance(item, list)
    }
    wanted = heads(site)
    assert list(top) == ["Contents", *wanted.values()]
    opening = list(top.values())[1]
    contents = "".join(pages[1 : opening - 1])
    for title in wanted.values():
        assert f"{squeezed(title)}{top[title]}" in contents
        assert squeezed(title) in pages[top[title] - 1]


def test_every_page_but_the_cover_has_its_number(texts):
    assert len(texts) > 40
    assert [n for n, text in enumerate(texts, 1) if n > 1 and str(n) not in text.split()] == []
    assert "000" not in texts[1].split()


def test_charts_are_static_code_is_left_out_and_links_are_kept(site, printed, texts):
    reader = PdfReader(printed)
    text = squeezed("\n".join(texts))
    for page in sorted((ROOT / "chapters").glob("*.ipynb")):
        for title in re.findall(
            r'<figure class="fu-figure".*?fu-title">([^<&]*)<',
            (site / f"{page.stem}.html").read_text(),
            re.DOTALL,
        ):
            assert squeezed(title) in text, title
    for absent in ("importpandas", "fromfulcrum", "Data(CSV)", "fu-"):
        assert absent not in text
    links = [
        str(note.get_object().get("/A", {}).get("/URI", ""))
        for page in reader.pages
        for note in page.get("/Annots") or []
    ]
    assert sum(link.startswith("http") for link in links) > 20
    assert [link for link in links if link.startswith("file:")] == []


def test_the_pdf_is_tagged_and_light(printed):
    root = PdfReader(printed).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert printed.stat().st_size < 10_000_000


def test_the_tiles_of_the_front_page_print_each_claim_in_its_few_words(texts):
    text = squeezed("\n".join(texts))
    assert [c.brief for c in Workspace.open(ROOT).claims if squeezed(c.brief) not in text] == []
