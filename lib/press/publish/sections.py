"""What the search looks through: sections, figures, claims and sources, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypedDict

from docutils import nodes
from sphinx.application import Sphinx

from press.publish import drawing, pages, render
from press.publish.sphinx_events import book_of, plain
from press.workspace.notebooks import write

FILE: Final = "sections.js"
UNREAD: Final = (nodes.section, nodes.title, nodes.literal_block, nodes.comment)
"""Parts of a section that are no text of its own."""


class Place(TypedDict):
    """A place of the book that a search can lead to.

    kind: Figure, Claim or Source, nothing for a section; page: the title of its page.
    """

    address: str
    kind: str
    page: str
    title: str
    text: str
    language: str


def _text(node: nodes.Element) -> str:
    """The words of a section that its reader sees, without its code and its sections."""
    parts = [part for part in node.children if not isinstance(part, UNREAD)]
    cells = [part for part in parts if isinstance(part, nodes.container) and "nb_element" in part]
    return " ".join(plain(part) for part in parts if part not in cells)


def _sections(doctree: nodes.document) -> Iterator[tuple[str, str, str]]:
    """Anchor, title and text of each section of a page; the first is the page itself."""
    for number, section in enumerate(doctree.findall(nodes.section)):
        title = next((plain(part) for part in section.findall(nodes.title)), "")
        yield section["ids"][0] if number else "", title, _text(section)


def _parts(book: pages.Book, page: str) -> Iterator[tuple[str, str, str, str]]:
    """Kind, anchor, title and text of what stands on a page besides its sections."""
    for key, figure in book.figures.items():
        if key.partition(".")[0] == page:
            text = f"{figure['subtitle']}. {figure['description']} {figure['caveat']}"
            yield "Figure", f"fig-{figure['name']}", figure["title"], text
    for claim in book.workspace.claims if page == "claims" else ():
        judged = [f"{v['verdict']}: {v['because']}" for v in book.verdicts(claim.id)]
        yield f"Claim {claim.id}", claim.id, claim.claim, " ".join(judged)
    for source in book.sources if page == "sources" else ():
        text = " ".join([source["publisher"], *source.get("caveats", [])])
        yield "Source", source["name"], source["title"], text


def places(app: Sphinx) -> list[Place]:
    """Every place of the book, in its order."""
    book = book_of(app)
    everything: list[Place] = []
    for page, name in book.names.items():
        language = render.tongue(book.workspace, page)
        rows = [("", *row) for row in _sections(app.env.get_doctree(page))]
        for kind, anchor, title, text in [*rows, *_parts(book, page)]:
            everything.append(
                {
                    "address": f"{page}.html{anchor and '#'}{anchor}",
                    "kind": kind,
                    "page": name,
                    "title": title,
                    "text": " ".join(text.split()),
                    "language": language,
                }
            )
    return everything


def _write(app: Sphinx, failure: Exception | None) -> None:
    """Write all places as a script, since a page opened from a file may fetch nothing."""
    if failure is None:
        text = f"window.bookSections = {drawing.embedded(places(app))};\n"
        write(Path(app.outdir) / FILE, text)


def register(app: Sphinx) -> None:
    """Write the places once all pages are built."""
    app.connect("build-finished", _write)
