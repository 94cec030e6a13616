"""The published book on paper: printed, stamped with what it was printed from, and published."""

from __future__ import annotations

from pathlib import Path

from press.publish import pdf, takeaway
from press.publish import publication as publish


def print_book(root: Path) -> tuple[Path, int]:
    """Print the published book to ``_build/fulcrum.pdf`` and publish it with the book.

    Returns the file and its number of pages. Raises FulcrumError when there is no book to print.
    """
    build = root / "_build"
    book = pdf.published(root, build)
    path, pages = pdf.make(root, build)
    takeaway.stamp(build, book)
    publish.publish(root)
    return path, pages
