"""What a reader can take away: the data as one archive, the citation, the notebooks, the PDF."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import package, sources
from fulcrum.evidence.data import root as project
from press.publish import render
from press.publish.hooks import book_of, raw
from press.workspace.notebooks import sha256, write

ARCHIVE: Final = "data.zip"
PDF: Final = "fulcrum.pdf"
CITATION: Final = "CITATION.cff"
LICENCE: Final = "LICENSE-data.md"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive, so that the same tables give the same bytes."""
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ABOUT: Final = ("id", "title", "publisher", "version", "licence", "redistributable", "citation")


@dataclass(frozen=True)
class Citation:
    """How the report is cited, as ``CITATION.cff`` says it."""

    title: str
    authors: tuple[str, ...]
    version: str
    released: datetime.date

    @property
    def text(self) -> str:
        """The citation as a sentence."""
        day = f"{self.released.day} {self.released:%B %Y}"
        who = ", ".join(self.authors)
        year = self.released.year
        return f"{who} ({year}). {self.title}. Executable report, version {self.version}, {day}."

    @property
    def bibtex(self) -> str:
        """The citation as an entry of BibTeX."""
        fields = {
            "author": " and ".join(f"{{{name}}}" for name in self.authors),
            "title": f"{{{self.title}}}",
            "year": str(self.released.year),
            "month": MONTHS[self.released.month - 1],
            "howpublished": "Executable report",
            "note": f"Version {self.version}, {self.released.isoformat()}",
        }
        bare = {"year", "month"}
        lines = [
            f"  {name} = {value if name in bare else f'{{{value}}}'}"
            for name, value in fields.items()
        ]
        return f"@misc{{fulcrum{self.released.year},\n" + ",\n".join(lines) + "\n}\n"

    @property
    def csl(self) -> str:
        """The citation as CSL-JSON, a list of one item."""
        day = self.released
        item = {
            "id": f"fulcrum{day.year}",
            "type": "report",
            "title": self.title,
            "author": [{"literal": name} for name in self.authors],
            "issued": {"date-parts": [[day.year, day.month, day.day]]},
            "genre": "Executable report",
            "version": self.version,
        }
        lines = [
            f'    "{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in item.items()
        ]
        return "[\n  {\n" + ",\n".join(lines) + "\n  }\n]\n"


def citation(root: Path) -> Citation | None:
    """The citation of a project; None without the file.

    Raises FulcrumError for a file that lacks a field which the citation needs, or that gives
    another version than ``pyproject.toml``.
    """
    path = root / CITATION
    if not path.is_file():
        return None
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings = root / "pyproject.toml"
    try:
        version = str(found["version"])
        names = tuple(
            one.get("name") or f"{one['given-names']} {one['family-names']}"
            for one in found["authors"]
        )
        released = datetime.date.fromisoformat(str(found["date-released"]))
        title = found["title"]
    except KeyError as missing:
        raise FulcrumError(f"{CITATION} lacks the field {missing}. Add it.") from missing
    if settings.is_file():
        own = tomllib.loads(settings.read_text(encoding="utf-8"))["project"]["version"]
        if own != version:
            raise FulcrumError(
                f"{CITATION} says version {version}, pyproject.toml says {own}. Correct the one "
                "that is behind."
            )
    return Citation(title, names, version, released)


def inputs(root: Path) -> list[Path]:
    """The files of a project that only what can be taken away is made of."""
    return [root / CITATION, root / LICENCE, root / "pyproject.toml"]


def about_sources() -> bytes:
    """A table of all sources with their terms, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ABOUT)
    for name in sources():
        found = {"citation": "", **package(name)}
        terms = {"name": "", "redistributable": "", **found.get("licence", {})}
        row = [name, *(found.get(key, "") for key in ("title", "publisher", "version"))]
        writer.writerow([*row, terms["name"], terms["redistributable"], found["citation"]])
    return text.getvalue().encode()


def archive(root: Path) -> bytes:
    """All tables of a project with descriptors and terms as one ZIP: same tables, same bytes."""
    parts = {"SOURCES.csv": about_sources()}
    if (root / LICENCE).is_file():
        parts[LICENCE] = (root / LICENCE).read_bytes()
    for name in sources():
        folder = root / "data" / name
        files = ["datapackage.json", *(part["path"] for part in package(name)["resources"])]
        parts |= {f"{name}/{file}": (folder / file).read_bytes() for file in files}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, data in sorted(parts.items()):
            info = zipfile.ZipInfo(f"fulcrum-data/{name}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            packed.writestr(info, data, compresslevel=9)
    return content.getvalue()


def printed(build: Path, identity: str) -> Path | None:
    """The PDF of a build, if it was printed from the book of this identity."""
    pdf, stamp = build / PDF, build / f"{PDF}.json"
    if not pdf.is_file() or not stamp.is_file():
        return None
    said = json.loads(stamp.read_text(encoding="utf-8"))
    current = said == {"identity": identity, "sha256": sha256(pdf.read_bytes())}
    return pdf if current else None


def stamp(build: Path, identity: str) -> None:
    """Note which book the PDF of a build was printed from."""
    digest = sha256((build / PDF).read_bytes())
    write(build / f"{PDF}.json", json.dumps({"identity": identity, "sha256": digest}))


def add(root: Path, build: Path, staged: Path, identity: str) -> None:
    """Put what can be taken away beside the pages of a staged book.

    The archive is kept by the hash of all that it is made of: a table by that in its descriptor.
    """
    extra = staged / "_extra"
    made_of = [Path(__file__), *inputs(root)]
    made_of += [root / "data" / name / "datapackage.json" for name in sources()]
    digests = [sha256(path.read_bytes()) for path in made_of if path.is_file()]
    kept = build / "rendered" / f"{sha256(json.dumps(digests).encode())}.data.zip"
    if not kept.is_file():
        write(kept, archive(root))
    extra.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept, extra / ARCHIVE)
    cited = citation(root)
    if cited:
        write(extra / "fulcrum.bib", cited.bibtex)
        write(extra / "fulcrum.json", cited.csl)
        write(extra / CITATION, (root / CITATION).read_bytes())
    pdf = printed(build, identity)
    if pdf:
        shutil.copy(pdf, extra / PDF)


def size(path: Path) -> str:
    """The size of a file for a reader: ``340 kB`` or ``2.1 MB``."""
    count = path.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def offers(app: Sphinx, names: Mapping[str, str]) -> dict[str, Any]:
    """What a page can offer; names: file of each chapter's notebook to the words of its link."""
    extra = Path(app.srcdir) / "_extra"
    has = {name: size(extra / name) for name in (ARCHIVE, PDF) if (extra / name).is_file()}
    notebooks = [
        {"name": name, "words": words, "size": size(extra / "notebooks" / f"{name}.ipynb")}
        for name, words in names.items()
    ]
    cite = "cite.html" if "cite" in app.env.found_docs else ""
    return {"archive": has.get(ARCHIVE), "pdf": has.get(PDF), "notebooks": notebooks, "cite": cite}


def _close_chapter(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the end of a chapter what can be taken away of it."""
    name = app.env.docname
    if (Path(app.srcdir) / "_extra" / "notebooks" / f"{name}.ipynb").is_file():
        line = offers(app, {name: "This chapter as a notebook"})
        doctree.append(raw(render.html("takeaway", whole=False, **line)))


class TakeAway(SphinxDirective):
    """``{take-away}``: all that can be taken away of the book, with sizes."""

    def run(self) -> list[nodes.Node]:
        """The list."""
        app = self.env.app
        folder = Path(app.srcdir) / "_extra" / "notebooks"
        book = book_of(app)
        names = [name for name in book.names if (folder / f"{name}.ipynb").is_file()]
        found = offers(app, {name: book.title(name) for name in names})
        return [raw(render.html("takeaway", whole=True, **found))]


class CiteReport(SphinxDirective):
    """``{cite-report}``: the citation as a sentence, as BibTeX and as CSL-JSON, to copy."""

    def run(self) -> list[nodes.Node]:
        """The panel."""
        cited = citation(project())
        if cited is None:
            raise self.error(f"There is no {CITATION}. Add one, or take the directive out.")
        return [raw(render.html("cite", text=cited.text, bibtex=cited.bibtex, csl=cited.csl))]


def register(app: Sphinx) -> None:
    """Make the directives and the line at the end of chapters known to Sphinx."""
    app.add_directive("take-away", TakeAway)
    app.add_directive("cite-report", CiteReport)
    app.connect("doctree-read", _close_chapter)
