"""Pictures of every page of the built book, to leaf through: each width, each theme.

Run by ``make screens``; writes ``_build/screens/<page>-<width>-<theme>.png`` and an index.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from browser import ARGUMENTS, ensure
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
SCREENS = ROOT / "_build" / "screens"
WIDTHS = (360, 768, 1280)
THEMES = ("light", "dark")
SCROLL = """async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
  scrollTo(0, y); await new Promise((done) => setTimeout(done, 20)); } scrollTo(0, 0); }"""
LIVE = "() => !document.querySelector('.fu-chart[data-live=pending]')"


def main(only: list[str]) -> None:
    """Take the pictures; only: names of pages, all of them if empty."""
    names = sorted(path.stem for path in SITE.glob("*.html") if path.stem != "index")
    names = [name for name in names if not only or name in only]
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))
        for width in WIDTHS:
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=theme
                )
                page = context.new_page()
                for name in names:
                    page.goto((SITE / f"{name}.html").as_uri())
                    page.evaluate(SCROLL)
                    page.wait_for_function(LIVE)
                    page.screenshot(path=SCREENS / f"{name}-{width}-{theme}.png", full_page=True)
                context.close()
        browser.close()
    shots = sorted(path.name for path in SCREENS.glob("*.png"))
    rows = "".join(f'<li><a href="{escape(n)}">{escape(n)}</a></li>' for n in shots)
    (SCREENS / "index.html").write_text(f"<!DOCTYPE html><title>Screens</title><ul>{rows}</ul>")
    print(f"{len(shots)} pictures in {SCREENS.relative_to(ROOT)}/")


if __name__ == "__main__":
    main(sys.argv[1:])
