"""What pages say of the files that a reader can take away: links with sizes, the citation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from press.publish import downloads, render
from press.publish.citation import citation
from press.publish.directives import BookDirective
from press.publish.sphinx_events import book_of, raw


def _offers(app: Sphinx, names: Mapping[str, str], *, whole: bool) -> nodes.raw:
    """What a page can offer; names: chapters to the words of the link to their notebook."""
    workspace = book_of(app).workspace
    folder, name = workspace.stage_extra, downloads.named(workspace)
    paths = [*folder.glob("*.*"), *folder.glob("notebooks/*")]
    sizes = {path.relative_to(folder).as_posix(): downloads.size(path) for path in paths}
    cite = "cite" in app.env.found_docs
    values = {"whole": whole, "names": names, "sizes": sizes, "cite": cite, "name": name}
    return raw(render.html("downloads", **values))


def _close_chapter(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the end of a chapter what can be taken away of it."""
    name = app.env.docname
    if Path(app.env.doc2path(name)).suffix == ".ipynb":
        doctree.append(_offers(app, {name: "This chapter as a notebook"}, whole=False))


class TakeAway(BookDirective):
    """``{take-away}``: all that can be taken away of the book, with sizes."""

    def run(self) -> list[nodes.Node]:
        """The list."""
        return [_offers(self.env.app, self.book.names, whole=True)]


class CiteReport(BookDirective):
    """``{cite-report}``: the citation as a sentence, as BibTeX and as CSL-JSON, to copy."""

    def run(self) -> list[nodes.Node]:
        """The panel."""
        cited = citation(self.book.workspace)
        if cited is None:
            raise self.error("There is no CITATION.cff. Add one, or take the directive out.")
        return [raw(render.html("cite", cited=cited, name=downloads.named(self.book.workspace)))]


def register(app: Sphinx) -> None:
    """Make the directives and the line at the end of chapters known to Sphinx."""
    app.add_directive("take-away", TakeAway)
    app.add_directive("cite-report", CiteReport)
    app.connect("doctree-read", _close_chapter)
