"""What a reader can take away: the data as one archive, the citation, the notebooks, the PDF."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

from press.publish import render
from press.publish.citation import citation
from press.publish.directives import BookDirective
from press.publish.sphinx_events import book_of, raw
from press.workspace.notebooks import sha256, write
from press.workspace.packages import csv_bytes
from press.workspace.workspace import Workspace

ARCHIVE: Final = "data.zip"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive, so that the same tables give the same bytes."""
ABOUT: Final = ("id", "title", "publisher", "version", "licence", "redistributable", "citation")


def inputs(workspace: Workspace) -> list[Path]:
    """The files of a project that only what can be taken away is made of."""
    return [workspace.citation_file, workspace.licence_file, workspace.package_file]


def about_sources(workspace: Workspace) -> bytes:
    """A table of all sources with their terms, as CSV."""
    rows = [list(ABOUT)]
    for name in workspace.sources():
        package = {"citation": "", **workspace.package(name)}
        terms = {"name": "", "redistributable": "", **package.get("licence", {})}
        row = [name, *(str(package.get(key, "")) for key in ("title", "publisher", "version"))]
        rows.append([*row, terms["name"], terms["redistributable"], package["citation"]])
    return csv_bytes(rows)


def named(workspace: Workspace) -> str:
    """How the files of a report are called: its title as a word."""
    return render.slug(workspace.settings.title)


def archive(workspace: Workspace) -> bytes:
    """All tables of a project with descriptors and terms as one ZIP: same tables, same bytes."""
    parts = {"SOURCES.csv": about_sources(workspace)}
    terms = workspace.licence_file
    if terms.is_file():
        parts[terms.name] = terms.read_bytes()
    for name in workspace.sources():
        files = ["datapackage.json", *(part["path"] for part in workspace.parts(name))]
        parts |= {f"{name}/{file}": (workspace.data / name / file).read_bytes() for file in files}
    folder = f"{named(workspace)}-data"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, data in sorted(parts.items()):
            info = zipfile.ZipInfo(f"{folder}/{name}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            packed.writestr(info, data, compresslevel=9)
    return content.getvalue()


def printed(workspace: Workspace, identity: str) -> Path | None:
    """The PDF of a build, if it was printed from the book of this identity."""
    pdf, stamp = workspace.pdf, workspace.pdf_stamp
    if not pdf.is_file() or not stamp.is_file():
        return None
    expected = {"identity": identity, "sha256": sha256(pdf.read_bytes())}
    return pdf if json.loads(stamp.read_text(encoding="utf-8")) == expected else None


def stamp(workspace: Workspace, identity: str) -> None:
    """Note which book the PDF of a build was printed from."""
    digest = sha256(workspace.pdf.read_bytes())
    write(workspace.pdf_stamp, json.dumps({"identity": identity, "sha256": digest}))


def add(workspace: Workspace, identity: str) -> None:
    """Put what can be taken away beside the pages of a staged book.

    The archive is kept by the hash of all that it is made of: a table by that in its descriptor.
    """
    extra = workspace.stage_extra
    files = [Path(__file__), workspace.config, *inputs(workspace)]
    files += [workspace.descriptor_file(name) for name in workspace.sources()]
    digests = [sha256(path.read_bytes()) for path in files if path.is_file()]
    kept = workspace.rendered / f"{sha256(json.dumps(digests).encode())}.data.zip"
    if not kept.is_file():
        write(kept, archive(workspace))
    extra.mkdir(parents=True, exist_ok=True)
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


def _notebook(workspace: Workspace, chapter: str) -> Path:
    return workspace.stage_extra / "notebooks" / f"{chapter}.ipynb"


def offers(app: Sphinx, names: Mapping[str, str]) -> dict[str, Any]:
    """What a page can offer; names: file of each chapter's notebook to the words of its link."""
    workspace = book_of(app).workspace
    name = named(workspace)
    archive, pdf = (workspace.stage_extra / file for file in (ARCHIVE, f"{name}.pdf"))
    notebooks = [
        {"name": chapter, "words": words, "size": size(_notebook(workspace, chapter))}
        for chapter, words in names.items()
    ]
    return {
        "name": name,
        "archive": size(archive) if archive.is_file() else None,
        "pdf": size(pdf) if pdf.is_file() else None,
        "notebooks": notebooks,
        "cite": "cite.html" if "cite" in app.env.found_docs else "",
    }


def _close_chapter(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the end of a chapter what can be taken away of it."""
    name = app.env.docname
    if _notebook(book_of(app).workspace, name).is_file():
        line = offers(app, {name: "This chapter as a notebook"})
        doctree.append(raw(render.html("downloads", whole=False, **line)))


class TakeAway(BookDirective):
    """``{take-away}``: all that can be taken away of the book, with sizes."""

    def run(self) -> list[nodes.Node]:
        """The list."""
        names = self.book.names
        staged = [name for name in names if _notebook(self.book.workspace, name).is_file()]
        every = offers(self.env.app, {name: names[name] for name in staged})
        return [raw(render.html("downloads", whole=True, **every))]


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
