"""The book where it is shared: below a folder of another site, and figure by figure."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import expect
from served import Quiet, served


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
