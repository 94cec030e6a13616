"""Find a Chromium for the browser tests, or install one; run as a script it prints its path.

The system's package comes first, else Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from press.publish.browser import ARGUMENTS, NAMES, at_hand

__all__ = ["ARGUMENTS", "ensure"]


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


if __name__ == "__main__":
    print(f"Browser: {ensure()}")
