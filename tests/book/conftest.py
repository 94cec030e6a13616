"""The book of the repository, built if it is not current, served on loopback to a real browser."""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path

import pytest
from browser import ARGUMENTS, ensure
from playwright.sync_api import sync_playwright


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of requests."""


@pytest.fixture(scope="session")
def address(site: Path):
    """The address of the book on this machine."""
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visit:
    """A page with what it asked for and what its console said."""

    def __init__(self, page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.said.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )


def _visits(chromium, address):
    contexts = []

    def open_page(name: str, width: int = 1280, theme: str = "light", *, scripts: bool = True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        found = Visit(context.new_page())
        found.page.goto(address + name, wait_until="load")
        return found

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit(chromium, address):
    """A function that opens a page of the book at a width and theme."""
    yield from _visits(chromium, address)


@pytest.fixture(scope="module")
def visits(chromium, address):
    """The same for the tests of a module that share a page."""
    yield from _visits(chromium, address)
