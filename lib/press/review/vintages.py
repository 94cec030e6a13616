"""Two vintages of one table: not what changed in the data, but what changes in the conclusions."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from fulcrum.errors import FulcrumError
from press.execute import runs
from press.execute import schedule as execute
from press.execute.receipts import OUTSIDE
from press.review import compare as comparing
from press.review.review import Review, compared_page, found_in, published_record
from press.workspace import notebooks
from press.workspace import record as published
from press.workspace.workspace import Workspace


def _readers(root: Path, table: str) -> tuple[list[str], list[str]]:
    """Chapters that read a table, and chapters that quote those, by the published record."""
    inputs = published_record(root)["inputs"]
    names = [chapter.name for chapter in notebooks.chapters(root)]
    direct = {r["chapter"] for r in inputs if r["kind"] == "table" and r["name"] == table}
    quoting = {r["chapter"] for r in inputs if r["kind"] == "upstream" and r["name"] in direct}
    if not direct:
        raise FulcrumError(
            f"No chapter read {table} when the record was accepted, so no conclusion rests on it. "
            "Accept the present record first (`fulcrum accept`) if a chapter reads it now."
        )
    return [n for n in names if n in direct], [n for n in names if n in quoting - direct]


def compare_tables(
    root: Path,
    table: str,
    old: Path,
    new: Path,
    *,
    jobs: int = 2,
    executor: Executor | None = None,
    progress: execute.Progress = execute.unseen,
) -> Review:
    """Two vintages of one table: the chapters that read it, executed with each in turn.

    Both run cold in a mirror of the project in which that table alone is replaced and its hash
    written anew; nothing in ``data/`` is touched. Raises FulcrumError when a file does not have
    the columns that the table declares, or no chapter reads it.
    """
    workspace = Workspace.open(root)
    _, part = workspace.resource(table)
    for path in (old, new):
        _checked_header(path, part)
    chapters, quoting = _readers(root, table)
    records, both = [], []
    with tempfile.TemporaryDirectory(prefix="fulcrum-compare-") as folder:
        for number, path in enumerate((old, new)):
            mirror = _mirror(workspace, Path(folder) / f"project-{number}", table, path)
            out = Path(folder) / f"out-{number}"
            run = execute.execute(
                mirror.folder,
                chapters=chapters,
                jobs=jobs,
                lane="review",
                out=out,
                executor=executor,
                progress=progress,
            )
            both.append(run)
            records.append(published.only(found_in(out), chapters))
    compared = comparing.compare(*records)
    notes = [f"Executed twice, once with each: {', '.join(chapters)}."]
    if quoting:
        notes.append(f"They quote these chapters and were not executed: {', '.join(quoting)}.")
    whole = runs.Run(failed=[f for run in both for f in run.failed], skipped=both[1].skipped)
    title = f"{table}: {old.name} and {new.name}"
    return compared_page(root, title, compared, old.name, tuple(notes), whole)


def _checked_header(path: Path, part: Mapping[str, Any]) -> None:
    if not path.is_file():
        raise FulcrumError(f"{path} does not exist. Name a CSV file with a vintage of the table.")
    if "schema" not in part:
        raise FulcrumError(f"{part['name']} is a map. Only tables have vintages to compare.")
    declared = [field["name"] for field in part["schema"]["fields"]]
    with path.open(encoding="utf-8", errors="replace") as lines:
        header = lines.readline().rstrip("\r\n").split(",")
    if [name.strip('"') for name in header] != declared:
        raise FulcrumError(
            f"{path}: the header reads {', '.join(header)}; the table {part['name']} declares "
            f"{', '.join(declared)}. Bring the file into that form first."
        )


def _mirror(workspace: Workspace, folder: Path, table: str, replacement: Path) -> Workspace:
    """The project by links, with one data package copied and one table of it replaced."""
    package, part = workspace.resource(table)
    mirror = Workspace.open(folder)
    mirror.folder.mkdir()
    for path in workspace.folder.iterdir():
        if path not in {workspace.data, workspace.build} and path.name not in OUTSIDE:
            (mirror.folder / path.name).symlink_to(path)
    mirror.data.mkdir()
    for path in workspace.data.iterdir():
        if path.name != package["name"]:
            (mirror.data / path.name).symlink_to(path)
    shutil.copytree(workspace.data / package["name"], mirror.data / package["name"])
    content = replacement.read_bytes()
    notebooks.write(mirror.data / package["name"] / part["path"], content)
    new_hash = {"hash": f"sha256:{notebooks.sha256(content)}", "bytes": len(content)}
    changed = [p | (new_hash if p["name"] == part["name"] else {}) for p in package["resources"]]
    descriptor = json.dumps(package | {"resources": changed}, ensure_ascii=False)
    notebooks.write(mirror.descriptor_file(package["name"]), descriptor)
    return mirror
