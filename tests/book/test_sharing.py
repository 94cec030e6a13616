"""The book where it is shared: below a folder of another site, and figure by figure."""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import expect
from served import Quiet, served
from test_every_page import QUICK, REMEMBER, RUN, SMALL
from test_pages import UNDRAWN

from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
FIGURE = "leverage.kin_estimates"


class Folder(Quiet):
    """A site with the book in a folder of it, and the book's page for what is not there."""

    def send_error(self, code: int, *_: object) -> None:
        """Answer as hosts of static sites do: with the page 404.html, wherever it was asked."""
        lost = (Path(self.directory) / "reports/book/404.html").read_bytes()
        self.send_response(HTTPStatus(code))
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(lost)))
        self.end_headers()
        self.wfile.write(lost)


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory):
    """The address of the book in a folder of a site."""
    root = tmp_path_factory.mktemp("host")
    (root / "reports").mkdir()
    (root / "reports/book").symlink_to(site)
    with served(root, Folder) as address:
        yield f"{address}reports/book/"


@pytest.mark.parametrize("missing", ["no.html", "a/b/no.html", "chapters/2021/"])
def test_the_links_of_the_page_that_is_not_there_lead_into_the_book(chromium, folder, missing):
    page = chromium.new_context().new_page()
    page.goto(folder)
    page.goto(folder + missing)
    expect(page.get_by_role("heading")).to_have_text("This address leads to no page")
    expect(page.locator("base")).to_have_attribute("href", "/reports/book/")
    for name, place in (("the ledger", "claims.html"), ("the findings", "index.html")):
        page.goto(folder + missing)
        page.wait_for_selector("base", state="attached")
        page.get_by_role("link", name=name).click()
        page.wait_for_url(folder + place)
    page.context.close()


def test_the_page_that_is_not_there_finds_its_way_from_a_file(chromium, site):
    page = chromium.new_context().new_page()
    page.goto((site / "404.html").as_uri())
    page.get_by_role("link", name="the findings").click()
    page.wait_for_url((site / "index.html").as_uri())
    page.context.close()


@pytest.fixture(scope="module")
def payload() -> dict:
    """What is published of the figure that the tests look at."""
    chapter, _, name = FIGURE.partition(".")
    figures = Workspace.open(ROOT).figures(chapter)
    return next(figure for figure in figures if figure["name"] == name)


def test_every_figure_has_a_page_of_its_own_that_its_row_leads_to(site):
    workspace = Workspace.open(ROOT)
    for chapter in [chapter.name for chapter in workspace.chapters]:
        text = (site / f"{chapter}.html").read_text()
        for figure in workspace.figures(chapter):
            assert f'<a href="{chapter}.{figure["name"]}.html">Share or embed</a>' in text
            alone = html.unescape((site / f"{chapter}.{figure['name']}.html").read_text())
            assert f'<h1 class="fu-title">{figure["title"]}</h1>' in alone


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_a_page_of_a_figure_is_whole_from_a_file(chromium, site, payload, width, theme):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / f"{FIGURE}.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(payload["title"])
    expect(page.locator(".fu-described")).to_have_text(payload["description"])
    expect(page.locator(".fu-caveat")).to_contain_text(payload["caveat"])
    expect(page.locator(".fu-source").first).to_be_visible()
    assert page.evaluate(UNDRAWN, ".fu-wide svg" if width > 600 else ".fu-narrow svg") == []
    page.mouse.move(100, 100)
    page.mouse.wheel(0, 1)
    expect(page.locator(".fu-chart")).to_have_attribute("data-live", "yes")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate(SMALL) == []
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.evaluate("document.querySelector('.fu-chart svg').replaceChildren()")
    page.evaluate(QUICK)
    page.evaluate(REMEMBER)
    assert page.evaluate(RUN) == []
    page.get_by_role("link", name="In its chapter").click()
    page.wait_for_url((site / "leverage.html").as_uri() + "#fig-kin_estimates")
    context.close()


def test_the_line_to_embed_shows_the_figure_on_a_page_of_another_host(
    chromium, site, address, tmp_path, payload
):
    text = (site / f"{FIGURE}.html").read_text()
    [line] = re.findall(r'<pre class="fu-embed"[^>]*>(.*?)</pre>', text)
    line = html.unescape(line).replace('src="', f'src="{address}')
    (tmp_path / "news.html").write_text(f"<!DOCTYPE html><title>News</title><p>See:</p>{line}")
    page = chromium.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with served(tmp_path) as other:
        page.goto(f"{other}news.html")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_have_text(payload["title"])
        expect(frame.locator(".fu-row")).to_be_visible()
        height = page.locator("iframe").evaluate("(frame) => frame.clientHeight")
        assert page.frames[1].evaluate("document.documentElement.scrollHeight") <= height + 200
        frame.get_by_role("link", name="In its chapter").click()
        page.wait_for_url(f"{address}leverage.html#fig-kin_estimates")
        assert [url for url in asked if not url.startswith((address, other, "data:"))] == []
    page.context.close()


def test_what_a_mark_tells_on_hover_is_in_words_with_units_and_few_digits(visit):
    page = visit(f"{FIGURE}.html").page
    page.mouse.move(100, 100)
    page.mouse.wheel(0, 1)
    expect(page.locator(".fu-chart")).to_have_attribute("data-live", "yes")
    page.locator(".fu-wide .mark-rect.role-mark path").nth(1).hover()  # the first is a band
    told = page.locator("#vg-tooltip-element")
    expect(told).to_be_visible()
    expect(told.locator("h2")).to_have_text("before 2004")
    keys = [key.strip(": ") for key in told.locator("td.key").all_inner_texts()]
    assert keys == ["Role", "To (%)", "From (%)"]
    assert not re.search(r"\d\.\d{3}|_", told.inner_text())
