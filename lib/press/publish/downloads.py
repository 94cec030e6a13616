"""What a reader can take away: the data as one archive, the citation, the notebooks, the PDF."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx

from press.publish import archives, render
from press.publish.citation import citation
from press.publish.directives import BookDirective
from press.publish.sphinx_events import book_of, raw
from press.workspace.notebooks import digest, sha256, write
from press.workspace.packages import csv_bytes
from press.workspace.workspace import Workspace

ARCHIVE: Final = "data.zip"
ABOUT: Final = ("id", "title", "publisher", "version", "licence", "redistributable", "citation")


def inputs(workspace: Workspace) -> list[Path]:
    """The files of a project that only what can be taken away is made of."""
    return [workspace.citation_file, workspace.licence_file, workspace.package_file]


def _data_files(workspace: Workspace) -> list[str]:
    return [
        f"{name}/{file}"
        for name in workspace.sources()
        for file in ("datapackage.json", *(part["path"] for part in workspace.parts(name)))
    ]


def named(workspace: Workspace) -> str:
    """How the files of a report are called: its title as a word."""
    return render.slug(workspace.settings.title)


def archive(workspace: Workspace) -> bytes:
    """All tables of a project with descriptors and terms as one ZIP: same tables, same bytes."""
    sources = render.sources(workspace.tables(), workspace)
    parts = {"SOURCES.csv": csv_bytes([ABOUT, *map(attrgetter(*ABOUT), sources)])}
    if workspace.licence_file.is_file():
        parts[workspace.licence_file.name] = workspace.licence_file.read_bytes()
    parts |= {name: (workspace.data / name).read_bytes() for name in _data_files(workspace)}
    folder = f"{named(workspace)}-data"
    return archives.zipped({f"{folder}/{name}": data for name, data in parts.items()})


def stamp(workspace: Workspace, identity: str) -> str:
    """What is noted beside the PDF of a build: which book it was printed from."""
    return json.dumps({"identity": identity, "sha256": digest(workspace.pdf)})


def printed(workspace: Workspace, identity: str) -> Path | None:
    """The PDF of a build, if it was printed from the book of this identity."""
    pdf, noted = workspace.pdf, workspace.pdf_stamp
    both = pdf.is_file() and noted.is_file()
    return pdf if both and noted.read_text("utf-8") == stamp(workspace, identity) else None


def add(workspace: Workspace, identity: str) -> None:
    """Put what can be taken away beside the pages of a staged book.

    The archive is kept by the hash of all that it is made of: a table by that in its descriptor.
    """
    extra = workspace.stage_extra
    files = [Path(__file__), workspace.config, *inputs(workspace)]
    files += [workspace.descriptor_file(name) for name in workspace.sources()]
    digests = list(filter(None, map(digest, files)))
    kept = workspace.rendered / f"{sha256(json.dumps(digests).encode())}.data.zip"
    if not kept.is_file():
        write(kept, archive(workspace))
    for name in workspace.sources():
        archives.offer(workspace, name, extra / "data" / name)
    shutil.copy(kept, extra / ARCHIVE)
    cited = citation(workspace)
    if cited:
        write(extra / f"{named(workspace)}.bib", cited.bibtex)
        write(extra / f"{named(workspace)}.json", cited.csl)
        shutil.copy(workspace.citation_file, extra)
    pdf = printed(workspace, identity)
    if pdf:
        shutil.copy(pdf, extra / f"{named(workspace)}.pdf")


def size(path: Path) -> str:
    """The size of a file for a reader: ``340 kB`` or ``2.1 MB``."""
    count = path.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def _offers(app: Sphinx, names: Mapping[str, str], *, whole: bool) -> nodes.raw:
    """What a page can offer; names: chapters to the words of the link to their notebook."""
    workspace = book_of(app).workspace
    folder, name = workspace.stage_extra, named(workspace)
    paths = [*folder.glob("*.*"), *folder.glob("notebooks/*")]
    sizes = {path.relative_to(folder).as_posix(): size(path) for path in paths}
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
        return [raw(render.html("cite", cited=cited, name=named(self.book.workspace)))]


def register(app: Sphinx) -> None:
    """Make the directives and the line at the end of chapters known to Sphinx."""
    app.add_directive("take-away", TakeAway)
    app.add_directive("cite-report", CiteReport)
    app.connect("doctree-read", _close_chapter)
