"""The whole book as one PDF, printed by Chromium from the published pages.

The articles of all pages are put together in one document with a cover and contents, and printed
twice: the first print says on which page each heading lies, the second has these numbers in its
contents.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from fulcrum.errors import FulcrumError
from press.publish import browser, downloads, print_articles, publication, render
from press.publish.citation import citation
from press.workspace.notebooks import write
from press.workspace.workspace import Workspace

WIDTHS: Final = re.compile(r"@media \((?:min|max)-width: [\d.]+px\)")
PAGE: Final = re.compile(r"\[\[page:([^\]]+)\]\]")
PASSES: Final = 4
PATIENCE: Final = 300
"""Seconds that one print may take."""


def _quoted(text: str) -> str:
    """A text as a string of CSS that no text can break out of."""
    escaped = re.sub(r"[^ .,:;\w-]", lambda match: rf"\{ord(match[0]):06x}", text)
    return f'"{escaped}"'


def _style(workspace: Workspace) -> str:
    """One stylesheet: the book's own without its windows, and the printer's."""
    screen = render.css("fulcrum", workspace.colours)
    paper = (render.STATIC / "print.css").read_text(encoding="utf-8")
    return WIDTHS.sub("@media (max-width: 0px)", screen) + paper


def assembled(workspace: Workspace) -> str:
    """The published book as one document to print.

    It has cover, contents and all pages, with ``[[page:anchor]]`` where a page number stands.
    """
    titles = workspace.titles
    return render.html(
        "print",
        settings=workspace.settings,
        cited=citation(workspace),
        parts=[(name, *print_articles.article(workspace.html, name, titles)) for name in titles],
        style=_style(workspace),
        head=_quoted(workspace.settings.title),
        heads={name: _quoted(title) for name, title in titles.items()},
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


def filled(text: str, numbers: Mapping[str, int]) -> str:
    """A document with its page numbers; where none is known yet stands one of the usual width."""
    return PAGE.sub(lambda match: str(numbers.get(match[1], "000")), text)


def printed(workspace: Workspace) -> int:
    """Print the published book to ``workspace.pdf``; the number of its pages.

    Written aside and renamed. Raises FulcrumError when there is no browser, or when a
    heading of the contents is on no page.
    """
    chromium = browser.needed()
    text = assembled(workspace)
    numbers: dict[str, int] = {}
    with tempfile.TemporaryDirectory(dir=workspace.build, prefix="print-") as folder:
        for _ in range(PASSES):
            reader = _print(chromium, filled(text, numbers), Path(folder))
            before, numbers = numbers, places(reader)
            if numbers == before:
                break
        missing = sorted(set(PAGE.findall(text)) - set(numbers))
        if missing:
            what = f"The PDF has no page for {', '.join(missing[:5])}."
            raise FulcrumError(f"{what} Chromium 131 or newer is needed.")
        write(workspace.pdf, (Path(folder) / "book.pdf").read_bytes())
    return len(reader.pages)


def print_book(workspace: Workspace) -> int:
    """Print the published book and publish the PDF with it; the number of its pages.

    Raises FulcrumError when there is no book to print.
    """
    book = publication.published_identity(workspace)
    pages = printed(workspace)
    write(workspace.pdf_stamp, downloads.stamp(workspace, book))
    publication.publish(workspace)
    return pages
