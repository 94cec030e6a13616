"""Find a Chromium for the PDF and the browser tests, or install one.

The system's package comes first, else Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only if PATH has none
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def needed() -> str:
    """The path of a Chromium that is there already; FulcrumError with a remedy if there is none."""
    path = at_hand()
    if path is None:
        raise FulcrumError(
            "The book is printed by Chromium, and none is on this machine. Run `make browser`, "
            "or install one by hand (Debian: apt-get install chromium) so that it lies on the PATH."
        )
    return path


def _install_package() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        install = "apt-get install -y -qq fonts-dejavu"
        for words in ("apt-get update -qq", f"{install} {NAMES[0]}", f"{install} {NAMES[1]}"):
            if not at_hand():
                subprocess.run(words.split(), stdout=subprocess.DEVNULL, check=False)


def _install_own() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def ensure() -> str:
    """The path of a Chromium, installed if need be; a sentence with a remedy if none can be had."""
    for remedy in (None, _install_package, _install_own):
        if remedy:
            remedy()
        path = at_hand()
        if path:
            return path
    sys.exit(
        "No Chromium could be found or installed. Install one by hand (Debian: apt-get install "
        "chromium), so that it lies on the PATH, and run the command again."
    )
