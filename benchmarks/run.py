"""Seconds from an edit to the book, by four ways of building it, in one run on one machine.

Run from the project's root: ``.venv/bin/python benchmarks/run.py --rounds 5``. Every way works in a
copy of the project of its own and starts from the same book. In each round the ways take turns, so
that what else the machine does falls on all of them. An edit that moves a number is followed into
the pages: one that still shows the old number is stale. Writes ``benchmarks/latest.json``, which
the page on methods shows, and prints the same as a table.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from press.author import coding_sheets
from press.workspace.workspace import Workspace

ROOT: Final = Path(__file__).parents[1]
LATEST: Final = Path(__file__).with_name("latest.json")
BIN: Final = Path(sys.executable).parent
WAYS: Final = {
    "papermill": "papermill, one chapter after the other, then jupyter-book build",
    "force": "jupyter-book build that executes in place",
    "cache": "jupyter-cache with its parallel executor, then jupyter-book build",
    "fulcrum": "fulcrum build",
}
CHAPTER, CELL, MODULE = "responses", "search_numbers", "lib/fulcrum/analysis/events/background.py"
TABLE, DAY = "searches/log", ",2026-11-29,"
QUOTED: Final = "methods"
"""The page that quotes the number which the edits move; ``CHAPTER`` records it."""
BUILT: Final = ("html", ".doctrees", ".jupyter_cache", "plain", "rendered")
"""What a build of Jupyter Book from nothing may not find. It keeps the records, which it needs."""


@dataclass
class Copy:
    """A copy of the project in which one way of building works; moved: by how much its number."""

    way: str
    folder: Path
    first: int
    moved: int = 0
    edits: int = 0
    sources: dict[Path, bytes] = field(default_factory=dict)

    def run(self, *words: str) -> None:
        """Run a program in this copy, with the library of this copy."""
        left_out = ("FULCRUM_ROOT", "FULCRUM_RECORDS", "PYTHONDONTWRITEBYTECODE")
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        environment |= {"PYTHONPATH": str(self.folder / "lib")}
        environment |= {"JUPYTERCACHE": str(self.folder / "_build" / ".jupyter_cache")}
        program, *arguments = words
        ended = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=self.folder,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if ended.returncode:
            sys.exit(f"{self.way}: {' '.join(words)} failed.\n{ended.stdout[-3000:]}")

    @property
    def chapters(self) -> list[str]:
        """The notebooks, below the folder."""
        workspace = Workspace.open(self.folder)
        return [str(c.path.relative_to(workspace.folder)) for c in workspace.chapters]

    def build(self) -> None:
        """Everything that its way asks for to make the book current."""
        if self.way == "fulcrum":
            self.run("fulcrum", "build")
            return
        if self.way == "papermill":
            for chapter in self.chapters:
                self.run("papermill", chapter, chapter)
        if self.way == "cache":
            self.run("jcache", "notebook", "add", *self.chapters)
            executor = ("--executor", "local-parallel", "--timeout", "600")
            self.run("jcache", "project", "execute", *executor)
        self.run("jupyter-book", "build", ".")

    def clear(self) -> None:
        """Take away what was built, so that the next build starts from nothing."""
        for path, content in self.sources.items():
            path.write_bytes(content)
        build = self.folder / "_build"
        for name in BUILT if self.way != "fulcrum" else ("",):
            shutil.rmtree(build / name, ignore_errors=True)
        self.moved = 0

    def change(self, path: str, old: str, new: str) -> None:
        """Put a text in a file in the place of another."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        if old not in text:
            sys.exit(f"{path} holds no {old!r} any more. Correct benchmarks/run.py.")
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def change_cell(self, cell_id: str, change: Callable[[str], str]) -> None:
        """Change the text of a cell, as an author would."""
        file = self.folder / "chapters" / f"{CHAPTER}.ipynb"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if cell["id"] == cell_id)
        cell["source"] = change("".join(cell["source"])).splitlines(keepends=True)
        file.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")

    def shows(self, page: str) -> bool:
        """Whether a page shows the number as it now is."""
        text = (self.folder / "_build" / "html" / f"{page}.html").read_text(encoding="utf-8")
        return f"{self.first + self.moved:,}" in re.sub(r"<[^>]+>", "", text)


def edit_nothing(_copy: Copy) -> None:
    """Nothing changed."""


def edit_prose(copy: Copy) -> None:
    """One sentence more in the prose of one chapter."""
    notebook = Workspace.open(copy.folder).chapters
    cells = next(chapter for chapter in notebook if chapter.name == CHAPTER).cells
    last = [cell["id"] for cell in cells if cell["cell_type"] == "markdown"][-1]
    copy.change_cell(last, lambda text: f"{text}\n\nEdit {copy.edits}.")


def edit_code(copy: Copy) -> None:
    """One code cell of one chapter: its number moves by one."""
    copy.change_cell(CELL, lambda text: text.replace('flow["returned"]', 'flow["returned"] + 1', 1))
    copy.moved += 1


def edit_table(copy: Copy) -> None:
    """One cell of one table: the number moves by ten."""
    path = Workspace.open(copy.folder).table_file(TABLE)
    first = next(line for line in path.read_text("utf-8").splitlines() if DAY in line)
    before, after = first.split(DAY)
    count, rest = after.split(",", 1)
    changed = f"{before}{DAY}{int(count) + 10},{rest}"
    copy.change(str(path.relative_to(copy.folder)), first, changed)
    coding_sheets.seal(Workspace.open(copy.folder), TABLE.partition("/")[0])
    copy.moved += 10


def edit_module(copy: Copy) -> None:
    """One expression of one module of the library: the number moves by a hundred."""
    copy.change(MODULE, 'int(asked["results"].sum())', '100 + int(asked["results"].sum())')
    copy.moved += 100


CASES: Final[dict[str, tuple[str, Callable[[Copy], None]]]] = {
    "cold": ("everything from nothing", Copy.clear),
    "nothing": ("nothing changed", edit_nothing),
    "prose": ("prose of one chapter edited", edit_prose),
    "code": ("one code cell edited", edit_code),
    "table": ("one table changed", edit_table),
    "module": ("one library module changed", edit_module),
}


def measured(copy: Copy) -> tuple[float, float]:
    """Seconds of a build, and until the first page of the new book could be read."""
    page = copy.folder / "_build" / "html" / f"{CHAPTER}.html"
    before = page.stat().st_mtime_ns if page.is_file() else 0
    seen: list[float] = []
    ended = threading.Event()
    started = time.perf_counter()

    def look() -> None:
        while not ended.wait(0.02):
            if page.is_file() and page.stat().st_mtime_ns != before:
                seen.append(time.perf_counter() - started)
                return

    watch = threading.Thread(target=look)
    watch.start()
    copy.build()
    seconds = time.perf_counter() - started
    ended.set()
    watch.join()
    return seconds, min([*seen, seconds])


def copied(target: Path) -> None:
    """A copy of the project as it stands, with what was built of it, whose book is current."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(lambda name: (ROOT / name).is_file(), names.splitlines()):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    shutil.copytree(ROOT / "lib", target / "lib", dirs_exist_ok=True)  # compiled modules, too
    for name in ("executed", "records", "rendered"):
        if (ROOT / "_build" / name).is_dir():
            shutil.copytree(ROOT / "_build" / name, target / "_build" / name)
    Copy("fulcrum", target, 0).build()


def prepared(base: Path, way: str, target: Path) -> Copy:
    """A copy in which one way of building can work."""
    shutil.copytree(base, target, symlinks=True)
    workspace = Workspace.open(target)
    first = int(workspace.record(CHAPTER)["results"]["excerpts_returned"]["value"])
    copy = Copy(way, target, first)
    if way in {"force", "cache"}:
        text = workspace.config.read_text(encoding="utf-8")
        for key in ("execute_notebooks", "nb_execution_mode"):
            text = text.replace(f'{key}: "off"', f'{key}: "{way}"')
        workspace.config.write_text(text, encoding="utf-8")
    edited = [*(target / "chapters").glob("*.ipynb"), target / MODULE]
    edited += [*workspace.table_file(TABLE).parent.iterdir()]
    copy.sources = {path: path.read_bytes() for path in edited}
    return copy


def summary(rounds: list[dict[str, Any]], chapters: int) -> dict[str, Any]:
    """What was measured, by case and way, with the machine that it was measured on."""
    rows = []
    for case, (words, _) in CASES.items():
        for way in WAYS:
            builds = [row for row in rounds if (row["case"], row["way"]) == (case, way)]
            if builds:
                rows.append(
                    {
                        "case": case,
                        "way": way,
                        "words": words,
                        "seconds": round(statistics.median(row["seconds"] for row in builds), 2),
                        "least": round(min(row["seconds"] for row in builds), 2),
                        "most": round(max(row["seconds"] for row in builds), 2),
                        "readable": round(statistics.median(row["readable"] for row in builds), 2),
                        "stale": sorted({page for row in builds for page in row["stale"]}),
                    }
                )
    return {
        "day": dt.datetime.now(dt.UTC).date().isoformat(),
        "rounds": max(row["round"] for row in rounds),
        "chapters": chapters,
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "ways": WAYS,
        "rows": rows,
    }


def main() -> None:
    """Measure every case by every way, round after round, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often, five by default")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    options = parser.parse_args()
    rounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="fulcrum-benchmark-") as folder:
        base = Path(folder) / "base"
        copied(base)
        copies = [prepared(base, way, Path(folder) / way) for way in options.ways]
        for number in range(1, options.rounds + 1):
            for case in options.cases:
                for copy in copies:
                    copy.edits += 1
                    CASES[case][1](copy)
                    seconds, readable = measured(copy)
                    stale = [page for page in (CHAPTER, QUOTED) if not copy.shows(page)]
                    row = {"round": number, "case": case, "way": copy.way, "seconds": seconds}
                    rounds.append(row | {"readable": readable, "stale": stale})
                    print(
                        f"{number} {case:8} {copy.way:10} {seconds:7.2f} s, stale: {stale}",
                        flush=True,
                    )
        result = summary(rounds, len(copies[0].chapters))
    LATEST.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"\n{'':32}" + "".join(f"{way:>12}" for way in options.ways))
    for case in options.cases:
        row = {row["way"]: row for row in result["rows"] if row["case"] == case}
        seconds = (f"{row[way]['seconds']:10.1f} s" for way in options.ways)
        print(f"{CASES[case][0]:32}" + "".join(seconds))


if __name__ == "__main__":
    main()
