"""The book of the repository, built if it is not current, served on loopback to a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import ARGUMENTS, ensure
from playwright.sync_api import sync_playwright
from served import served


@pytest.fixture(scope="session")
def address(site: Path):
    """The address of the book on this machine."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visit:
    """A page in a tab of its own, with what it asked for and what its console said."""

    def __init__(self, page, free: list) -> None:
        self.page, self._free = page, free
        self.requests: list[str] = []
        self.messages: list[str] = []
        self._heard = {
            "request": lambda request: self.requests.append(request.url),
            "pageerror": lambda error: self.messages.append(str(error)),
            "console": lambda message: (
                self.messages.append(message.text) if message.type in {"error", "warning"} else None
            ),
        }
        for event, hear in self._heard.items():
            page.on(event, hear)

    def leave(self) -> None:
        """Give the tab back, with nothing kept; a second time does nothing."""
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)
        if self._heard:
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
            self.page.goto("about:blank")
            self._free.append(self.page)
        self._heard = {}


@pytest.fixture(scope="session")
def tabs(chromium):
    """Tabs of the browser that are free, by whether scripts run in them.

    A tab keeps its process and its cache, as that of a reader who goes from page to page; a fresh
    one for each page costs more than most pages do.
    """
    return {True: [], False: []}


def _visits(chromium, tabs, address):
    visits = []

    def open_page(name: str, width: int = 1280, theme: str = "light", *, scripts: bool = True):
        free = tabs[scripts]
        page = free.pop() if free else chromium.new_context(java_script_enabled=scripts).new_page()
        visits.append(Visit(page, free))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, media="null", reduced_motion="null")
        page.goto(address + name, wait_until="load")
        return visits[-1]

    yield open_page
    for visited in visits:
        visited.leave()


@pytest.fixture
def visit(chromium, tabs, address):
    """A function that opens a page of the book at a width and theme."""
    yield from _visits(chromium, tabs, address)


@pytest.fixture(scope="module")
def visits(chromium, tabs, address):
    """The same for the tests of a module that share a page."""
    yield from _visits(chromium, tabs, address)
