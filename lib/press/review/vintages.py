"""Two vintages of one table: not what changed in the data, but what changes in the conclusions."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from fulcrum.errors import FulcrumError
from press.execute import runs, schedule
from press.execute.receipts import OUTSIDE
from press.review import compare
from press.review.review import Review, compared_page, executed_record, published_record
from press.workspace import notebooks, record
from press.workspace.workspace import Workspace


def _readers(workspace: Workspace, table: str) -> tuple[list[str], list[str]]:
    """Chapters that read a table, and chapters that quote those, by the published record."""
    inputs = published_record(workspace)["inputs"]
    names = [chapter.name for chapter in workspace.chapters]
    direct = {r["chapter"] for r in inputs if r["kind"] == "table" and r["name"] == table}
    quoting = {r["chapter"] for r in inputs if r["kind"] == "upstream" and r["name"] in direct}
    if not direct:
        raise FulcrumError(
            f"No chapter read {table} when the record was accepted, so no conclusion rests on it. "
            "Accept the present record first (`fulcrum accept`) if a chapter reads it now."
        )
    return [n for n in names if n in direct], [n for n in names if n in quoting - direct]


def compare_tables(
    workspace: Workspace, runner: schedule.Runner, table: str, old: Path, new: Path
) -> Review:
    """Two vintages of one table: the chapters that read it, executed with each in turn.

    Both run cold in a mirror of the project in which that table alone is replaced and its hash
    written anew; nothing in ``data/`` is touched. Raises FulcrumError when a file is not as
    the table declares, with column and row, or no chapter reads the table.
    """
    _, part = workspace.resource(table)
    if "schema" not in part:
        raise FulcrumError(f"{part['name']} is a map. Only tables have vintages to compare.")
    for path in (old, new):
        if not path.is_file():
            raise FulcrumError(
                f"{path} does not exist. Name a CSV file with a vintage of the table."
            )
    rows = [workspace.table(table, path, counted=False).text.count for path in (old, new)]
    chapters, quoting = _readers(workspace, table)
    records, failed, skipped = [], [], {}
    for path, count in zip((old, new), rows, strict=True):
        with tempfile.TemporaryDirectory(prefix="fulcrum-compare-") as folder:
            mirror = _mirror(workspace, Path(folder) / "project", table, path, count)
            run = schedule.execute(mirror, runner, chapters=chapters, lane="review")
            records.append(record.only(executed_record(mirror), chapters))
        failed += [replace(failure, notebook=None) for failure in run.failed]
        skipped = run.skipped
    notes = [f"Executed twice, once with each: {', '.join(chapters)}."]
    if quoting:
        notes.append(f"They quote these chapters and were not executed: {', '.join(quoting)}.")
    title = f"{table}: {old.name} and {new.name}"
    compared, whole = compare.compare(*records), runs.Run(failed=failed, skipped=skipped)
    return compared_page(workspace, title, compared, old.name, tuple(notes), whole)


def _mirror(
    workspace: Workspace, folder: Path, table: str, replacement: Path, rows: int
) -> Workspace:
    """The project by links, with one data package copied and one table of it replaced."""
    package, part = workspace.resource(table)
    name, content = table.partition("/")[0], replacement.read_bytes()
    mirror = Workspace.open(folder)
    mirror.data.mkdir(parents=True)
    apart = {workspace.data, workspace.data / name, workspace.build}
    apart |= {workspace.folder / outside for outside in OUTSIDE}
    for path in {*workspace.folder.iterdir(), *workspace.data.iterdir()} - apart:
        (mirror.folder / path.relative_to(workspace.folder)).symlink_to(path)
    shutil.copytree(workspace.data / name, mirror.data / name)
    notebooks.write(mirror.data / name / part["path"], content)
    new_hash = {"hash": f"sha256:{notebooks.sha256(content)}", "bytes": len(content), "rows": rows}
    changed = [p | (new_hash if p["name"] == part["name"] else {}) for p in package["resources"]]
    descriptor = notebooks.dumped(package | {"resources": changed})
    notebooks.write(mirror.descriptor_file(name), descriptor)
    return mirror
