"""Find a Chromium for the PDF and the browser tests: the system's, else Playwright's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from fulcrum.errors import FulcrumError

NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)
"""Debian's shell comes first: the same engine without windows, for two thirds of the work."""
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def at_hand() -> str | None:
    """The path of a Chromium on this machine: on the PATH, else Playwright's own."""
    for path in filter(None, map(shutil.which, NAMES)):
        return path
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only if PATH has none
    except ImportError:
        return None
    with sync_playwright() as playwright:
        installed = playwright.chromium.executable_path
    return installed if Path(installed).exists() else None


def needed() -> str:
    """The path of a Chromium that is there already; FulcrumError with a remedy if there is none."""
    path = at_hand()
    if path is None:
        raise FulcrumError(
            "The book is printed by Chromium, and none is on this machine. Run `make browser`, "
            "or install one by hand (Debian: apt-get install chromium) so that it lies on the PATH."
        )
    return path
