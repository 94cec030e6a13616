"""How the report is cited: as a sentence, as BibTeX and as CSL-JSON, from ``CITATION.cff``."""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence.wording import day
from press.publish import render
from press.workspace.workspace import Workspace


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
        who, year = ", ".join(self.authors), self.released.year
        edition = f"version {self.version}, {day(self.released)}"
        return f"{who} ({year}). {self.title}. Executable report, {edition}."

    @property
    def key(self) -> str:
        """The identifier of the entry: the first word of the title, and the year."""
        first = re.split(r"\W", self.title, maxsplit=1)[0].lower()
        return f"{first}{self.released.year}"

    @property
    def bibtex(self) -> str:
        """The citation as an entry of BibTeX."""
        return render.text("cite.bib", cited=self)

    @property
    def csl(self) -> str:
        """The citation as CSL-JSON, a list of one item."""
        return render.text("cite.json", cited=self)


def citation(workspace: Workspace) -> Citation | None:
    """The citation of a report; None without the file.

    Raises FulcrumError for a file that lacks a field which the citation needs, or that states
    another version than ``pyproject.toml``.
    """
    path = workspace.citation_file
    if not path.is_file():
        return None
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        version = str(stored["version"])
        names = tuple(
            author.get("name") or f"{author['given-names']} {author['family-names']}"
            for author in stored["authors"]
        )
        released = datetime.date.fromisoformat(str(stored["date-released"]))
        title = stored["title"]
    except KeyError as missing:
        raise FulcrumError(f"{path.name} lacks the field {missing}. Add it.") from missing
    package = workspace.package_file
    if package.is_file():
        other = tomllib.loads(package.read_text(encoding="utf-8"))["project"]["version"]
        if other != version:
            raise FulcrumError(
                f"{path.name} says version {version}, {package.name} says {other}. Correct the "
                "one that is behind."
            )
    return Citation(title, names, version, released)
