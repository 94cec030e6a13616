"""The whole book as one PDF, printed by Chromium from the published pages.

The articles of all pages are put together in one document with a cover and contents, and printed
twice: the first print says on which page each heading lies, the second has these numbers in its
contents.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from pypdf import PdfReader

from fulcrum.errors import FulcrumError
from press.publish import articles, browser, pages, render, takeaway
from press.publish import publication as publish
from press.workspace.notebooks import write

STATIC: Final = Path(__file__).parent / "static"
WIDTHS: Final = re.compile(r"@media \((?:min|max)-width: [\d.]+px\)")
PAGE: Final = re.compile(r"\[\[page:([^\]]+)\]\]")
PASSES: Final = 4
PATIENCE: Final = 300
"""Seconds that one print may take."""


def _quoted(text: str) -> str:
    """A text as a string of CSS that no text can break out of."""
    escaped = re.sub(r"[^ .,:;\w-]", lambda match: rf"\{ord(match[0]):06x}", text)
    return f'"{escaped}"'


def _style(titles: Mapping[str, str]) -> str:
    """One stylesheet: the book's own without its windows, the printer's, a running head a page."""
    screen = (STATIC / "fulcrum.css").read_text(encoding="utf-8")
    own = (STATIC / "print.css").read_text(encoding="utf-8")
    heads = "".join(
        f"@page fu-{name} {{ @top-right {{ content: {_quoted(title)}; }} }}\n"
        f"#{name} {{ page: fu-{name}; }}\n"
        for name, title in titles.items()
    )
    return render.palette_css() + WIDTHS.sub("@media (max-width: 0px)", screen) + own + heads


def assembled(root: Path, site: Path) -> str:
    """The printed document.

    It has cover, contents and all pages, with ``[[page:anchor]]`` where a page number stands.
    """
    titles = pages.titles(root / "_toc.yml")
    parts: list[dict[str, Any]] = []
    for name in titles:
        text, entries = articles.article(site, name, titles)
        parts.append({"name": name, "text": text, "entries": entries})
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return render.html(
        "print",
        title=config["title"],
        author=config["author"],
        cited=takeaway.citation(root),
        parts=parts,
        style=_style(titles),
    )


def _print(chromium: str, text: str, folder: Path) -> PdfReader:
    """Print a document; the PDF as read back from ``book.pdf`` in a folder."""
    page, pdf = folder / "book.html", folder / "book.pdf"
    page.write_text(text, encoding="utf-8")
    pdf.unlink(missing_ok=True)
    words = [
        chromium,
        "--headless",
        "--disable-gpu",
        *browser.ARGUMENTS,
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as late:
        what = f"Chromium printed no PDF in {PATIENCE} seconds."
        raise FulcrumError(f"{what} Try again when the machine is less busy.") from late
    if not pdf.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise FulcrumError(f"Chromium printed no PDF: {last}. Is it version 131 or newer?")
    return PdfReader(pdf)


def places(reader: PdfReader) -> dict[str, int]:
    """The page of every anchor that a link of a PDF leads to; pages count from 1."""
    return {
        name.lstrip("/"): number + 1
        for name, place in reader.named_destinations.items()
        if (number := reader.get_destination_page_number(place)) is not None
    }


def filled(text: str, found: Mapping[str, int]) -> str:
    """A document with its page numbers; a number not known yet has the width of one."""
    return PAGE.sub(lambda match: str(found.get(match[1], "000")), text)


def published(root: Path, build: Path) -> str:
    """The identity of the published book.

    Raises FulcrumError when there is none, or when it is behind its sources.
    """
    path = build / "html" / "book.json"
    if not path.is_file():
        raise FulcrumError("There is no published book to print. Run `fulcrum build` first.")
    found = str(json.loads(path.read_text(encoding="utf-8"))["identity"])
    if found != publish.identity(root, build):
        raise FulcrumError("The published book is behind its sources. Run `fulcrum build` first.")
    return found


def make(root: Path, build: Path) -> tuple[Path, int]:
    """Print the published book to ``fulcrum.pdf`` in the build folder; its path and its pages.

    Written aside and renamed. Raises FulcrumError when there is no browser, or when a
    heading of the contents is on no page.
    """
    site = build / "html"
    chromium = browser.needed()
    text = assembled(root, site)
    found: dict[str, int] = {}
    with tempfile.TemporaryDirectory(dir=build, prefix="print-") as folder:
        for _ in range(PASSES):
            reader = _print(chromium, filled(text, found), Path(folder))
            now = places(reader)
            if now == found:
                break
            found = now
        missing = sorted({anchor for anchor in PAGE.findall(text) if anchor not in found})
        if missing:
            what = f"The PDF has no page for {', '.join(missing[:5])}."
            raise FulcrumError(f"{what} Chromium 131 or newer is needed.")
        write(build / takeaway.PDF, (Path(folder) / "book.pdf").read_bytes())
    return build / takeaway.PDF, len(reader.pages)
