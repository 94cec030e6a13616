"""The book itself, and a small one of three chapters that each test may change as it likes."""

from __future__ import annotations

import compileall
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from filelock import FileLock

from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[1]
TABLE = "border-lengths/afg_neighbours"

FIRST = ("test_every_page.py", "test_chapters.py", "test_review.py", "test_lab.py")
"""Long files: the first publishes the book, for which most of ``tests/book`` waits."""

MEMORY, ROOM = Path("/dev/shm"), 6 << 30  # noqa: S108 - a folder of its own is made in it
"""A file system in memory, and the bytes free in it from which on it is used."""

PARAMETERS = ("parameters", 'focal = "TJK"', ["parameters"])
SETUP = (
    "setup",
    "from fulcrum import Figure, Test, case, judge, load, record\n"
    "from fulcrum.evidence import results\n",
    [],
)
BORDER = [
    PARAMETERS,
    ("setup", SETUP[1] + "from fulcrum import charts\nhere = case(focal=focal)", []),
    ("share", f'rows = load("{TABLE}").set_index("neighbour_iso3")', []),
    (
        "border_share",
        f'record("border_share", rows.loc[here.focal, "cia_2021_share_pct"], unit="%", '
        f'sources=["{TABLE}"], tolerance=0.05)',
        [],
    ),
    (
        "bars",
        "table = rows.reset_index()[['neighbour_iso3', 'cia_2021_share_pct']]\n"
        "Figure(name='bars', title='A fifth', subtitle='Share, %', description='Bars by state.',\n"
        "  chart=charts.bars(table, row='neighbour_iso3', value='cia_2021_share_pct',\n"
        "    title='%'), table=table,\n"
        f"  sources=['{TABLE}'])",
        [],
    ),
]
NAMES = [
    PARAMETERS,
    ("setup", SETUP[1] + "from fulcrum import coders_stub\nhere = case(focal=focal)", []),
    ("name", 'record("name", coders_stub.label(here.name()), sources=["states/states"])', []),
]
SUMMARY = [
    PARAMETERS,
    SETUP,
    (
        "quoted",
        'quoted = results.recorded().drop_duplicates("name").set_index("name")["value"]\n'
        f'record("twice", 2 * quoted["border_share"], unit="%", sources=["{TABLE}"])',
        [],
    ),
]
VERDICT = (
    "c01",
    'judge("c01", case=here, tests=[Test("share", rows.loc["TJK", "cia_2021_share_pct"])],'
    ' because="The Factbook says so.")',
    [],
)
BORDER.append(VERDICT)
SEEDS = """- id: c01
  paragraph: 1
  sentence: 1
  kind: descriptive
  theme: leverage
  chapter: border
  claim: The border is a fifth of all.
  unit: share
  refuted_if: It is not.
  tests:
    share:
      says: Share of the border
      unit: '%'
      compare: '>='
      threshold: 20
      reason: A fifth.
      table: border-lengths/afg_neighbours
      dated: '2026-11-24'
"""
PROSE = {
    "border": "# Border\n\nThe share is {result}`border.border_share`.",
    "names": "# Names\n\nA name.",
    "summary": "# Summary\n\nTwice is {result}`summary.twice`. See [the border](border.ipynb).",
}


def pytest_configure() -> None:
    """Judge no example by its time; write the many books to memory where there is room."""
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that no process waits for the book while there is other work."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(FIRST)))


def notebook(
    name: str, cells: list[tuple[str, str, list[str]]], reads: tuple[str, ...] = ()
) -> str:
    """A chapter as stored in git."""
    first = {"cell_type": "markdown", "id": "opening", "metadata": {}, "source": PROSE[name]}
    code = [
        {
            "cell_type": "code",
            "id": cell_id,
            "metadata": {"tags": tags} if tags else {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for cell_id, source, tags in cells
    ]
    metadata: dict[str, Any] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    if reads:
        metadata["fulcrum"] = {"reads": list(reads)}
    whole = {"cells": [first, *code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1) + "\n"


class Project:
    """A small book on disk, with the few changes that tests make to it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def workspace(self) -> Workspace:
        return Workspace.open(self.root)

    def path(self, name: str) -> Path:
        return self.root / "chapters" / f"{name}.ipynb"

    def edit(self, name: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change a chapter as an author would."""
        stored = json.loads(self.path(name).read_text())
        change(stored)
        self.path(name).write_text(json.dumps(stored, indent=1) + "\n")

    @property
    def stub(self) -> Path:
        """The module that one chapter alone uses."""
        return self.root / "lib" / "fulcrum" / "coders_stub.py"

    def change_stub(self, old: str, new: str) -> None:
        text = self.stub.read_text()
        assert old in text
        self.stub.write_text(text.replace(old, new))

    def source(self, name: str, cell_id: str) -> str:
        """The code of a cell."""
        cells = json.loads(self.path(name).read_text())["cells"]
        return next(cell["source"] for cell in cells if cell["id"] == cell_id)

    def set_cell(self, name: str, cell_id: str, source: str) -> None:
        def change(stored: dict[str, Any]) -> None:
            cell = next(c for c in stored["cells"] if c["id"] == cell_id)
            cell["source"] = source

        self.edit(name, change)

    def change_table(self, old: str, new: str, *, table: str = TABLE, rehash: bool = True) -> None:
        """Change a text in a table, and its hash in the descriptor unless told not to."""
        source, _, name = table.partition("/")
        path = self.root / "data" / source / f"{name}.csv"
        content = path.read_text().replace(old, new).encode()
        assert content != path.read_bytes()
        path.write_bytes(content)
        if rehash:
            descriptor = path.parent / "datapackage.json"
            package = json.loads(descriptor.read_text())
            part = next(p for p in package["resources"] if p["name"] == name)
            part["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
            part["bytes"] = len(content)
            descriptor.write_text(json.dumps(package))

    def published(self) -> dict[str, str]:
        """SHA-256 of every file of the published book."""
        html = self.root / "_build" / "html"
        files = sorted(path for path in html.rglob("*") if path.is_file())
        return {
            str(path.relative_to(html)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }


def _make(root: Path) -> None:
    (root / "chapters").mkdir(parents=True)
    for name in ("border-lengths", "states", "published"):
        shutil.copytree(ROOT / "data" / name, root / "data" / name)
    (root / "seeds").mkdir()
    (root / "seeds" / "claims.yml").write_text(SEEDS)
    compileall.compile_dir(ROOT / "lib", quiet=1)  # read by all kernels, valid for copies too
    shutil.copytree(ROOT / "lib", root / "lib")
    stub = '"""A module that one chapter alone uses."""\n\n\ndef label(text):\n    return text\n'
    (root / "lib" / "fulcrum" / "coders_stub.py").write_text(stub)
    shutil.copy(ROOT / "_config.yml", root)
    shutil.copy(ROOT / "chapters" / "logo.svg", root / "chapters")
    (root / "requirements.lock").write_text("# a lock of no packages\n")
    (root / "chapters" / "references.bib").write_text("% none\n")
    toc = "format: jb-book\nroot: chapters/summary\nchapters:\n"
    toc += "".join(f"  - file: chapters/{name}\n" for name in ("border", "names", "claims"))
    (root / "_toc.yml").write_text(toc)
    (root / "chapters" / "claims.md").write_text(
        "# Claims\n\nAll.\n\n```{ledger}\n```\n\n```{catalogue}\n```\n"
    )
    (root / "chapters" / "border.ipynb").write_text(notebook("border", BORDER))
    (root / "chapters" / "names.ipynb").write_text(notebook("names", NAMES))
    (root / "chapters" / "summary.ipynb").write_text(notebook("summary", SUMMARY, ("*",)))
    # The catalogue's anchors are on this page in the small book.
    (root / "chapters" / "sources.md").write_text("# Sources\n\nAll.\n\n```{catalogue}\n```\n")
    (root / "_toc.yml").write_text(toc + "  - file: chapters/sources\n")


@contextlib.contextmanager
def once(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder of all processes of a run, in which one at a time does what is done once."""
    folder = factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with FileLock(shared / f"{name}.lock"):
        yield shared / name


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published book, made current by the command that authors use."""
    clean = {k: v for k, v in os.environ.items() if k not in {"FULCRUM_ROOT", "PYTHONPATH"}}
    words = [sys.executable, "-m", "press.cli", "build"]
    with once(tmp_path_factory, "site") as done:
        if not done.exists():
            subprocess.run(words, cwd=ROOT, check=True, env=clean, stdout=subprocess.DEVNULL)
            done.touch()
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A link to the library of the project that a test has entered.

    The path stays, so that the kernels of all tests have one warm parent.
    """
    return tmp_path_factory.mktemp("library") / "lib"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Path:
    """The small project, executed and published once for all processes of a run."""
    with once(tmp_path_factory, "built") as folder, pytest.MonkeyPatch.context() as patch:
        root, done = folder / "book", folder / "done"
        if not done.exists():
            shutil.rmtree(root, ignore_errors=True)  # another process may have failed at it
            _make(root)
            _enter(root, patch, library)
            assert run_cli(patch, "build") == 0
            done.touch()
    return root


def _enter(root: Path, patch: pytest.MonkeyPatch, library: Path) -> None:
    library.unlink(missing_ok=True)
    library.symlink_to(root / "lib")
    patch.chdir(root)
    patch.setenv("FULCRUM_ROOT", str(root))
    patch.setenv("PYTHONPATH", str(library))
    patch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # a module may change twice within a second


def run_cli(patch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line in this process; its exit code."""
    from press import cli  # noqa: PLC0415 - imports after the environment is set

    patch.setattr(sys, "argv", ["fulcrum", *words])
    try:
        cli.main()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


@pytest.fixture(scope="session")
def book() -> Workspace:
    """The book's own workspace."""
    return Workspace.open(ROOT)


@pytest.fixture
def project(
    built: Path, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """A copy of the small project, with its published book, to change at will."""
    root = tmp_path / "book"
    shutil.copytree(built, root, symlinks=True)
    _enter(root, monkeypatch, library)
    yield Project(root)
    os.chdir(ROOT)


@pytest.fixture(scope="session")
def other_built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The report about something else, built once, with its own results as its record."""
    root = tmp_path_factory.mktemp("other") / "report"
    shutil.copytree(ROOT / "tests/other_report", root, ignore=shutil.ignore_patterns("_build"))
    with pytest.MonkeyPatch.context() as patch:
        _leave(root, patch)
        assert run_cli(patch, "build") == 0
        assert run_cli(patch, "accept") == 0
    return Project(root)


@pytest.fixture
def other(other_built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of the report about something else, to change at will."""
    root = tmp_path / "report"
    shutil.copytree(other_built.root, root)
    _leave(root, monkeypatch)
    return Project(root)


def _leave(root: Path, patch: pytest.MonkeyPatch) -> None:
    """Go to a report that uses the installed library, as its authors do."""
    patch.chdir(root)
    for name in ("FULCRUM_ROOT", "PYTHONPATH"):
        patch.delenv(name, raising=False)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """A function that runs a command line and returns its exit code."""
    return lambda *words: run_cli(monkeypatch, *words)
