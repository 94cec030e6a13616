"""The certificate of a review, after the model of CODECHECK: what was run, on what, what agreed.

It claims no more than that the published findings come out of the published inputs on this
machine. Whether the inputs are right and the reasoning holds is for a person to judge.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packaging.markers import Marker

from press.publish import render
from press.review import compare
from press.workspace import notebooks
from press.workspace.workspace import Workspace

if TYPE_CHECKING:
    from press.review.review import Review

PINNED: Final = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+))?")
MEANING: Final = (
    "This certifies that the chapters were executed from their sources in cold kernels, and what "
    "of the published record came out again. It does not certify that the data are right or the "
    "arguments sound."
)


def _git(folder: Path, *words: str) -> str:
    """What git says of a folder; nothing where it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def commit(workspace: Workspace) -> dict[str, Any]:
    """The commit that was reviewed, and files that differ from it.

    Outside a repository it is what the environment says, as in a container; else None.
    """
    folder, stated = workspace.folder, workspace.stated_commit or None
    top = _git(folder, "rev-parse", "--show-toplevel").strip()
    if not top or Path(top).resolve() != folder:
        source = "FULCRUM_COMMIT, not verified" if stated else "no git repository"
        return {"id": stated, "date": None, "changed": [], "source": source}
    identifier, _, date = _git(folder, "log", "-1", "--format=%H %cI").strip().partition(" ")
    changed = [line[3:] for line in _git(folder, "status", "--porcelain").splitlines()]
    return {"id": identifier or None, "date": date or None, "changed": changed, "source": "git"}


def deviations(workspace: Workspace) -> list[dict[str, str]]:
    """Packages installed here in another version than the lock pins: name, locked, installed."""
    rows = []
    lock = workspace.lock
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.is_file() else []
    for name, version, marker in sorted(m.groups("") for m in map(PINNED.match, lines) if m):
        package = name.lower().replace("_", "-")
        try:
            here = metadata.version(package)
        except metadata.PackageNotFoundError:
            here = "not installed"
        if here != version and (not marker or Marker(marker.strip()).evaluate()):
            rows.append({"package": package, "locked": version, "installed": here})
    return rows


def _data(workspace: Workspace, table: str) -> dict[str, str]:
    """A table, its vintage, and its file's hash with whether that is the declared one."""
    package, part = workspace.resource(table)
    sha256 = notebooks.digest(workspace.table_file(table)) or "missing"
    return {
        "table": table,
        "version": str(package.get("version", "")),
        "sha256": sha256,
        "as_declared": "yes" if part["hash"] == f"sha256:{sha256}" else "no",
    }


def _chapter(workspace: Workspace, review: Review, name: str) -> dict[str, Any]:
    """A chapter: its file as written and as executed, what it read, how its findings fare."""
    seconds = review.run.seconds.get(name)
    states = [change.state for change in review.comparison.changes if change.chapter == name]
    failures = [str(failure) for failure in review.run.failed if failure.chapter == name]
    executed = notebooks.digest(workspace.executed_file(name))
    inputs = workspace.record(name)["inputs"] if workspace.record_file(name).is_file() else []
    return {
        "chapter": name,
        "file": f"chapters/{name}.ipynb",
        "sha256": notebooks.digest(workspace.chapter_folder / f"{name}.ipynb"),
        "executed": executed and f"executed/{name}.ipynb",
        "executed_sha256": executed,
        "seconds": None if seconds is None else round(seconds, 2),
        "tables": sorted(used["name"] for used in inputs if used["kind"] == "table"),
        "states": {state: states.count(state) for state in compare.STATES},
        "failure": next(iter(failures), review.run.skipped.get(name)),
    }


def write(workspace: Workspace, review: Review) -> dict[str, Any]:
    """Write the certificate of a review made in ``workspace.build``, as JSON and as a page."""
    inputs = [used for rec in workspace.all_records().values() for used in rec["inputs"]]
    records = sorted(workspace.published_record.glob("*.csv"))
    content = {
        "certificate": "Fulcrum review, after the model of CODECHECK",
        "meaning": MEANING,
        "check_time": review.started,
        "summary": review.sentence,
        "agrees": review.agrees,
        "counts": review.comparison.counts(),
        "commit": commit(workspace),
        "published_record": {path.stem: notebooks.digest(path) for path in records},
        "lock": {
            "file": workspace.lock.name,
            "sha256": notebooks.digest(workspace.lock),
            "deviations": deviations(workspace),
        },
        "machine": {  # nothing that names the person or the place
            "system": platform.system(),
            "release": platform.release(),
            "architecture": platform.machine(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
        },
        "versions": {used["name"]: used["value"] for used in inputs if used["kind"] == "version"},
        "kernel": "cold, one a chapter, receipts not trusted",
        "seconds": review.wall,
        "manifest": [_chapter(workspace, review, name) for name in review.chapters],
        "inputs_that_differ": review.comparison.inputs,
        "differing": [asdict(change) for change in review.comparison.differing],
        "data": [_data(workspace, table) for table in workspace.tables()],
    }
    notebooks.write(workspace.build / "certificate.json", notebooks.dumped(content, 2))
    page = render.html("certificate", style=render.css("alone"), c=content, states=compare.STATES)
    notebooks.write(workspace.build / "certificate.html", page)
    return content
