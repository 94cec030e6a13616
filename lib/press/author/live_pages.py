"""Single pages made anew at once: Sphinx is kept with every page read.

What comes out is a page as it will be published, beside the published book. Titles in other pages,
the search and the pictures that are shown with addresses follow when the whole book is published.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase

from press.publish import gate, publication, render, site, stylesheet
from press.publish.pages import Book
from press.workspace.notebooks import digest, write
from press.workspace.workspace import Previewed, Workspace

STYLE: Final = "fulcrum.css"
"""The stylesheet of the book among those of the theme."""


class LivePages:
    """The pages of a book, each of which can be made anew as soon as it has changed."""

    def __init__(self, workspace: Workspace) -> None:
        """Read every page, which takes some seconds."""
        self.workspace = Previewed.open(workspace.folder, workspace.build)
        self.frame = _frame(workspace)
        self.staged: dict[str, str | None] = {}
        self.warnings, self.stack = io.StringIO(), ExitStack()
        self.target = self.workspace.pages_aside
        for folder in (self.workspace.stage, self.workspace.doctrees, self.target):
            shutil.rmtree(folder, ignore_errors=True)
        self._stage()
        for bibliography in workspace.chapter_folder.glob("*.bib"):
            shutil.copy(bibliography, self.workspace.stage)
        write(self.workspace.stage / "_toc.yml", site.flat_contents(workspace))
        site.assets(workspace, self.workspace.stage_assets)
        application = site.application(self.workspace, self.target, self.warnings, cards=False)
        self.app: Any = self.stack.enter_context(application)
        try:
            self._read()
            self.app.builder.prepare_writing(set(self.staged))
            first = self._written(next(iter(self.staged)))
            self.app.builder.copy_static_files()
            add_global_html_resources(self.app, None)  # else only when a build has ended
        except BaseException:
            self.close()
            raise
        self.styles = sorted(stylesheet.linked([first]), key=self._later)

    def _later(self, style: str) -> bool:
        """Whether a style follows that of the book: it does where a figure's page comes first."""
        pages = sorted(self.workspace.html.glob("*.html"))
        first = next((page.stem for page in pages if page.name != stylesheet.LONE), "")
        return first not in self.staged and Path(style).name != STYLE

    def close(self) -> None:
        """Give back what Sphinx holds of this process."""
        self.stack.close()

    def fits(self) -> bool:
        """Whether single pages are all that has changed."""
        return self.frame == _frame(self.workspace)

    def changed(self) -> dict[str, str]:
        """The pages whose text or outputs have changed since they were made, by file.

        Raises FulcrumError with the warnings that Sphinx gives of them.
        """
        names = self._stage()
        if not names:
            return {}
        self.app.fulcrum_book = Book.read(self.workspace)
        self.warnings.seek(0)
        self.warnings.truncate()
        self._read()
        made = {f"{name}.html": self._written(name) for name in names}
        found = gate.warning_findings(site.warning_lines(self.workspace.stage, self.warnings))
        if found:
            for name in names:  # they are to be made again, whether or not they change
                self.staged[name] = None
            gate.refuse(found)
        style = self.workspace.html / "_static" / stylesheet.NAME
        text = style.read_text(encoding="utf-8") if style.is_file() else ""
        pages = {name: stylesheet.with_one(page, text) for name, page in made.items()}
        root = f"{next(iter(self.staged))}.html"
        return pages | ({"index.html": pages[root]} if root in pages else {})

    def style(self) -> str:
        """The stylesheet of the published book with that of the sources as it now stands."""
        texts = (
            render.css("fulcrum", self.workspace.colours)
            if Path(name).name == STYLE
            else stylesheet.read(self.target / name)
            for name in self.styles
        )
        return stylesheet.compiled(texts, self.workspace.html)

    def _sources(self) -> Iterator[tuple[str, Path, str]]:
        """The pages: name, the file that Sphinx reads, and how it is called."""
        for page in self.workspace.pages:
            executed = page.path.suffix == ".ipynb"
            path = self.workspace.executed_file(page.name) if executed else page.path
            yield page.name, path, page.path.name

    def _stage(self) -> list[str]:
        """Stage the pages that have changed; their names."""
        changed = []
        for name, path, file in self._sources():
            state = digest(path)
            if self.staged.get(name) != state:
                self.staged[name] = state
                write(self.workspace.stage / file, path.read_bytes())
                changed.append(name)
        return changed

    def _read(self) -> None:
        self.app.phase = BuildPhase.READING
        with logging.pending_warnings():
            self.app.builder.read()

    def _written(self, name: str) -> str:
        """A page as Sphinx writes it."""
        builder = self.app.builder
        with logging.pending_warnings():
            self.app.phase = BuildPhase.RESOLVING
            builder.relations = self.app.env.collect_relations()
            doctree = self.app.env.get_and_resolve_doctree(name, builder)
            self.app.phase = BuildPhase.WRITING
            builder.write_doc_serialized(name, doctree)
            builder.write_doc(name, doctree)
        return (self.target / f"{name}.html").read_text(encoding="utf-8")


def _frame(workspace: Workspace) -> list[str | None]:
    return [digest(path) for path in publication.frame(workspace)]
