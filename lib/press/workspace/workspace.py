"""A report in its folder, as the press works on it: every path by name, each file read once.

A workspace is opened once from a folder and handed through. No other module spells the name of a
folder or of a file that stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from fulcrum.errors import FulcrumError
from fulcrum.evidence import written
from fulcrum.evidence.data import Project
from fulcrum.evidence.naming import refuse_name
from fulcrum.evidence.palette import Colours, colours
from fulcrum.evidence.payloads import FIGURE, Figure, Receipt, Record
from fulcrum.evidence.seeds import Claim, claims
from press.workspace import notebooks
from press.workspace.notebooks import Chapter, Notebook, Page
from press.workspace.settings import Settings, read_settings


class _Place:
    """A path below the folder or the build of a workspace."""

    def __init__(self, base: str, path: str) -> None:
        self.base, self.path = base, path

    def __get__(self, workspace: Workspace, _: type[Workspace]) -> Path:
        base: Path = getattr(workspace, self.base)
        return base / self.path


@lru_cache(maxsize=64)
def _parsed(path: Path, _identity: tuple[int, int, int]) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def loaded(path: Path) -> Any:
    """A JSON file, parsed once for each file of that name; what is returned must not be changed."""
    state = path.stat()
    return _parsed(path, (state.st_ino, state.st_mtime_ns, state.st_size))


@dataclass(frozen=True)
class Workspace(Project):
    """A report and the folder in which it is built.

    stated_commit: what the environment says of the commit, where there is no repository.
    """

    build: Path
    stated_commit: str = ""

    config = _Place("folder", "_config.yml")
    contents_file = _Place("folder", "_toc.yml")
    lock = _Place("folder", "requirements.lock")
    citation_file = _Place("folder", "CITATION.cff")
    licence_file = _Place("folder", "LICENSE-data.md")
    package_file = _Place("folder", "pyproject.toml")
    chapter_folder = _Place("folder", "chapters")
    seeds = _Place("folder", "seeds")
    readings_file = _Place("folder", "seeds/readings.yml")
    library = _Place("folder", "lib")
    published_record = _Place("folder", "data/published")
    benchmark_file = _Place("folder", "benchmarks/latest.json")
    """How long ways of building the book take, where that was measured."""

    build_lock = _Place("build", ".lock")
    lock_holder = _Place("build", ".lock.json")
    executing = _Place("build", "executing")
    """Notebooks that are being executed."""
    failed = _Place("build", "failed")
    """Notebooks as they stopped."""
    executed = _Place("build", "executed")
    records = _Place("build", "records")
    rendered = _Place("build", "rendered")
    """What is drawn, by the hash of what it is drawn from."""
    stage = _Place("build", "stage")
    """What Sphinx is called on: the executed chapters, assets, and files to take away."""
    stage_assets = _Place("build", "stage/_assets")
    stage_extra = _Place("build", "stage/_extra")
    plain = _Place("build", "plain")
    """The same where Jupyter Book alone calls Sphinx: pages and references."""
    doctrees = _Place("build", "doctrees")
    html = _Place("build", "html")
    """The published book."""
    pdf = _Place("build", "fulcrum.pdf")
    pdf_stamp = _Place("build", "fulcrum.pdf.json")
    kernel_log = _Place("build", "kernels.log")
    sealed = _Place("build", "sealed")
    """The files of sources as they were sealed, by their SHA-256."""
    runs = _Place("build", "runs")
    """Executions with other parameters."""
    review = _Place("build", "review")
    disagree = _Place("build", "disagree")
    compare = _Place("build", "compare")
    editions = _Place("build", "editions")

    @classmethod
    def open(cls, folder: Path, build: Path | None = None) -> Self:
        """The workspace of a project's folder, built in ``_build`` unless said otherwise."""
        folder = folder.resolve()
        return cls(folder, build or folder / "_build")

    def at(self, build: Path) -> Self:
        """The same project, built in another folder."""
        return replace(self, build=build)

    @property
    def settings(self) -> Settings:
        """What ``_config.yml`` says."""
        return read_settings(self.config, self.config.stat().st_mtime_ns)

    @property
    def colours(self) -> Colours:
        """The colours of the book and of the report's actors."""
        return colours(self)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the report, in order."""
        return claims(self)

    def claim(self, claim_id: str) -> Claim:
        """One claim by its identifier."""
        return next(claim for claim in self.claims if claim.id == claim_id)

    def judged_in(self, claim: Claim, horizon: str | None) -> str:
        """The chapter in which a claim is judged as of a date."""
        return self.settings.horizons.get(horizon or "", claim.chapter)

    @property
    def pages(self) -> list[Page]:
        """The pages in the order of ``_toc.yml``.

        Raises FulcrumError for a page that is missing, stands twice, lies outside the project or
        has a name that no page can have.
        """
        pages: dict[str, Page] = {}
        for file, title in notebooks.entries(written.read(self.contents_file, "_toc.yml")):
            if Path(file).is_absolute() or ".." in Path(file).parts:
                raise FulcrumError(
                    f"_toc.yml names {file}, which lies outside the project. Put the page into "
                    "chapters/."
                )
            paths = [self.folder / f"{file}{suffix}" for suffix in ("", ".ipynb", ".md")]
            path = next((path for path in paths if path.is_file()), None)
            if path is None:
                raise FulcrumError(
                    f"_toc.yml names {file}, but there is no {file}.ipynb or {file}.md. "
                    "Write it, or take its line out."
                )
            try:
                refuse_name(path.stem, "chapter" if path.suffix == ".ipynb" else "page")
            except FulcrumError as error:
                raise FulcrumError(f"_toc.yml names {file}: {error}") from error
            if other := pages.get(path.stem):
                place = other.path.relative_to(self.folder)
                raise FulcrumError(
                    f"_toc.yml names {file}, but {place} has the name '{path.stem}' already. "
                    "Each page has one name in the book, whatever its folder: rename one."
                )
            pages[path.stem] = Page(path.stem, title, path)
        return list(pages.values())

    @property
    def documents(self) -> list[Path]:
        """The documents beside the book, as far as there are any."""
        names = ("README.md", "CONTRIBUTING.md", "COMMANDS.md")
        return [path for name in names if (path := self.folder / name).is_file()]

    @property
    def titles(self) -> dict[str, str]:
        """The titles of all pages in the contents, by name and in order."""
        return {page.name: page.title for page in self.pages}

    @property
    def chapters(self) -> list[Chapter]:
        """The notebooks of the book, in reading order."""
        return [Chapter(p.name, p.path) for p in self.pages if p.path.suffix == ".ipynb"]

    def sweep(self) -> None:
        """Take out of the build what it holds of chapters that are not in the contents any more."""
        names = {chapter.name for chapter in self.chapters}
        for folder in (self.executed, self.records, self.failed, self.executing):
            for path in folder.glob("*.*"):
                if path.stem not in names:
                    path.unlink()

    def executed_file(self, chapter: str) -> Path:
        """Where a chapter stands once it is executed."""
        return self.executed / f"{chapter}.ipynb"

    def executed_notebook(self, chapter: str) -> Notebook:
        """A chapter as executed; what is returned must not be changed."""
        notebook: Notebook = loaded(self.executed_file(chapter))
        return notebook

    def receipt(self, chapter: str) -> Receipt:
        """What an executed chapter says of itself."""
        receipt: Receipt = self.executed_notebook(chapter)["metadata"]["fulcrum"]
        return receipt

    def figures(self, chapter: str) -> list[Figure]:
        """The figures of an executed chapter."""
        notebook = self.executed_notebook(chapter)
        return [payload for _, payload in notebooks.payloads(notebook, FIGURE)]

    def coding_page(self, coder: str) -> Path:
        """Where the page stands on which a coder fills a sheet; it is no part of the report."""
        return self.folder / f"coder-{coder}.html"

    def record_file(self, chapter: str) -> Path:
        """Where the record of an executed chapter stands."""
        return self.records / f"{chapter}.json"

    def record(self, chapter: str) -> Record:
        """What an executed chapter came to; FulcrumError when it has not been executed."""
        path = self.record_file(chapter)
        if not path.is_file():
            raise FulcrumError(f"{chapter} has not been executed. Run `fulcrum build` first.")
        record: Record = loaded(path)
        return record

    def all_records(self) -> Mapping[str, Record]:
        """The records of all chapters that have been executed, by name."""
        names = sorted(chapter.name for chapter in self.chapters)
        return {name: self.record(name) for name in names if self.record_file(name).is_file()}


@dataclass(frozen=True)
class Previewed(Workspace):
    """The same report as a preview makes single pages of it, beside the published book."""

    stage = _Place("build", "preview/stage")
    stage_assets = _Place("build", "preview/stage/_assets")
    stage_extra = _Place("build", "html")
    """What can be taken away is that of the published book."""
    doctrees = _Place("build", "preview/doctrees")
    pages_aside = _Place("build", "preview/html")
