"""What a reader can take away: the data as one archive, the citation, the notebooks, the PDF."""

from __future__ import annotations

import json
import shutil
from operator import attrgetter
from pathlib import Path
from typing import Final

from press.publish import archives, render
from press.publish.citation import citation
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
