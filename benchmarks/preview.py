"""Seconds from a saved file to the page that shows it, in a browser that follows `fulcrum preview`.

Run from the project's root: ``.venv/bin/python benchmarks/preview.py [times]``. Prints one line a
kind of edit, with the median of so many edits, five by default; every file is put back as it was.
Nothing here is asserted, since machines differ.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from press.workspace.workspace import Previewed

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "book"))
from browser import ARGUMENTS, ensure  # noqa: E402 - beside the tests, which use it too

CHAPTER, CELL = "powers", "setup"
STYLES = ROOT / "lib/press/publish/static/fulcrum.css"
PATIENCE = 120_000
"""Milliseconds that a slow machine may take."""


@contextmanager
def previewed() -> Iterator[tuple[str, Callable[[str], None]]]:
    """A preview in a process of its own: its address, and a function that waits for a line."""
    words = [sys.executable, "-u", "-m", "press.cli", "preview", "--port", "0"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    lines = process.stdout
    if lines is None:
        raise RuntimeError("The preview has no standard output.")

    def until(start: str) -> None:
        while line := lines.readline():
            if line.startswith(start):
                return

    try:
        address = re.search(r"http://\S+", lines.readline())
        yield address[0] if address else "", until
    finally:
        process.terminate()
        process.wait()


def in_notebook(kind: str, mark: str) -> Callable[[str], str]:
    """An edit of the first prose of a notebook, or of a cell of its code."""

    def edit(text: str) -> str:
        book = json.loads(text)
        if kind == "prose":
            cell = next(c for c in book["cells"] if c["cell_type"] == "markdown")
            cell["source"] = [*cell["source"], f"\n\n{mark}"]
        else:
            cell = next(c for c in book["cells"] if c["id"] == CELL)
            cell["source"] = [*cell["source"], f'\nprint("{mark}")']
        return json.dumps(book, indent=1, ensure_ascii=False) + "\n"

    return edit


def seconds(page: Page, path: Path, edit: Callable[[str], str], seen: str) -> float:
    """Seconds from the saving of an edit until the page shows it; seen: JavaScript."""
    text = path.read_text(encoding="utf-8")
    edited = edit(text)
    started = time.perf_counter()
    path.write_text(edited, encoding="utf-8")
    while True:
        try:
            page.wait_for_function(seen, timeout=PATIENCE, polling=20)
            return time.perf_counter() - started
        except Exception as error:
            if "navigation" not in str(error) and "destroyed" not in str(error):
                raise


def main() -> None:
    """Measure each kind of edit so many times."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    notebook = ROOT / "chapters" / f"{CHAPTER}.ipynb"
    reading = ROOT / "chapters" / "reading.md"
    reading = reading if reading.is_file() else min((ROOT / "chapters").glob("*.md"))

    def cases(mark: str) -> dict[str, tuple[str, Path, Callable[[str], str], str]]:
        shown = f"document.body.textContent.includes('{mark}')"
        colour = "getComputedStyle(document.body).getPropertyValue('--measured')"
        styled = f"{colour}.includes('{mark}')"
        return {
            "prose of a notebook": (CHAPTER, notebook, in_notebook("prose", mark), shown),
            "code of a notebook": (CHAPTER, notebook, in_notebook("code", mark), shown),
            "a page of prose": (reading.stem, reading, lambda t: f"{t}\n{mark}\n", shown),
            "a stylesheet": (
                CHAPTER,
                STYLES,
                lambda t: f"{t}\nbody {{ --measured: {mark}; outline-color: var(--measured); }}\n",
                styled,
            ),
        }

    kept = {path: path.read_text(encoding="utf-8") for path in (notebook, reading, STYLES)}
    with previewed() as (address, until), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))
        page = browser.new_page()
        until("published")
        ready = Previewed.open(ROOT).pages_aside / "_static" / "fulcrum.css"
        while not ready.is_file():  # single pages are made ready
            page.wait_for_timeout(100)
        try:
            for kind in cases(""):
                measured = []
                for number in range(times):
                    name, path, edit, seen = cases(f"Edit{number}{int(time.time())}")[kind]
                    page.goto(f"{address}{name}.html")
                    measured.append(seconds(page, path, edit, seen))
                    until("published")
                    path.write_text(kept[path], encoding="utf-8")
                    until("published")
                shown = ", ".join(f"{value:.2f}" for value in measured)
                print(f"{kind}: {statistics.median(measured):.2f} s ({shown})", flush=True)
        finally:
            for path, text in kept.items():
                path.write_text(text, encoding="utf-8")
            browser.close()


if __name__ == "__main__":
    main()
