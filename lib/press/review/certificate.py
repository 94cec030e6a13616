"""The certificate of a review, after the model of CODECHECK: what was run, on what, what agreed.

It claims no more than that the published findings come out of the published inputs on this
machine. Whether the inputs are right and the reasoning holds is for a person to judge.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packaging.markers import Marker

from press.execute import receipts
from press.publish import render
from press.review import compare
from press.workspace import notebooks
from press.workspace import record as published
from press.workspace.workspace import Workspace

if TYPE_CHECKING:
    from press.review.review import Review

PINNED: Final = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+))?")
MEANING: Final = (
    "This certifies that the chapters were executed from their sources in cold kernels, and what "
    "of the published record came out again. It does not certify that the data are right or the "
    "arguments sound."
)


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def commit(root: Path) -> dict[str, Any]:
    """The commit that was reviewed, and files that differ from it.

    Outside a repository it is what FULCRUM_COMMIT says, as in a container; else None.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top.strip()).resolve() != root.resolve():
        stated = os.environ.get("FULCRUM_COMMIT") or None
        source = "FULCRUM_COMMIT, not verified" if stated else "no git repository"
        return {"id": stated, "date": None, "changed": [], "source": source}
    head = (_git(root, "log", "-1", "--format=%H %cI") or "").split()
    status = _git(root, "status", "--porcelain") or ""
    return {
        "id": head[0] if head else None,
        "date": head[1] if head else None,
        "changed": [line[3:] for line in status.splitlines()],
        "source": "git",
    }


def locked(text: str) -> dict[str, str]:
    """Versions that a lock pins on this machine, by package."""
    versions = {}
    for line in text.splitlines():
        match = PINNED.match(line)
        if match and (not match[3] or Marker(match[3].strip()).evaluate()):
            versions[match[1].lower().replace("_", "-")] = match[2]
    return versions


def deviations(root: Path) -> list[dict[str, str]]:
    """Packages installed here in another version than the lock pins: name, locked, installed."""
    path = root / receipts.LOCK
    rows = []
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for name, version in sorted(locked(text).items()):
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            here = "not installed"
        if here != version:
            rows.append({"package": name, "locked": version, "installed": here})
    return rows


def machine() -> dict[str, Any]:
    """What the review ran on; nothing that names the person or the place."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
    }


def _versions(record: published.Record) -> dict[str, str]:
    return {r["name"]: r["value"] for r in record["inputs"] if r["kind"] == "version"}


def _data(workspace: Workspace) -> list[dict[str, str]]:
    """Every data package: its vintage, its files' hashes as declared and as found."""
    rows = []
    for name in workspace.sources():
        package = workspace.package(name)
        for part in package["resources"]:
            path = workspace.data / name / part["path"]
            digest = notebooks.sha256(path.read_bytes()) if path.is_file() else "missing"
            declared = part["hash"].removeprefix("sha256:")
            rows.append(
                {
                    "table": f"{name}/{part['name']}",
                    "version": str(package.get("version", "")),
                    "sha256": digest,
                    "as_declared": "yes" if digest == declared else "no",
                }
            )
    return rows


def certificate(root: Path, review: Review, folder: Path) -> dict[str, Any]:
    """The certificate of a review whose executed chapters and record stand in ``folder``."""
    record = published.read(folder / "record")
    tables = {
        name: sorted(r["name"] for r in record["inputs"] if (r["chapter"], r["kind"]) == key)
        for name in review.chapters
        for key in [(name, "table")]
    }
    manifest = []
    for name in review.chapters:
        source = root / "chapters" / f"{name}.ipynb"
        executed = folder / "executed" / f"{name}.ipynb"
        mine = [change for change in review.comparison.changes if change.chapter == name]
        failure = next((str(failure) for failure in review.failed if failure.chapter == name), None)
        manifest.append(
            {
                "chapter": name,
                "file": f"chapters/{name}.ipynb",
                "sha256": notebooks.sha256(source.read_bytes()),
                "executed": f"executed/{name}.ipynb" if executed.is_file() else None,
                "executed_sha256": (
                    notebooks.sha256(executed.read_bytes()) if executed.is_file() else None
                ),
                "seconds": round(review.seconds[name], 2) if name in review.seconds else None,
                "tables": tables[name],
                "states": {
                    state: sum(change.state == state for change in mine) for state in compare.STATES
                },
                "failure": failure or review.skipped.get(name),
            }
        )
    lock = root / receipts.LOCK
    return {
        "certificate": "Fulcrum review, after the model of CODECHECK",
        "meaning": MEANING,
        "check_time": review.started,
        "summary": review.sentence,
        "agrees": review.agrees,
        "counts": review.comparison.counts(),
        "commit": commit(root),
        "published_record": {
            path.stem: notebooks.sha256(path.read_bytes())
            for path in sorted((root / "data" / "published").glob("*.csv"))
        },
        "lock": {
            "file": receipts.LOCK,
            "sha256": notebooks.sha256(lock.read_bytes()) if lock.is_file() else None,
            "deviations": deviations(root),
        },
        "machine": machine(),
        "versions": _versions(record),
        "kernel": "cold, one a chapter, receipts not trusted",
        "seconds": review.wall,
        "manifest": manifest,
        "inputs_that_differ": [dict(row) for row in review.comparison.inputs],
        "differing": [asdict(change) for change in review.comparison.differing],
        "data": _data(Workspace.open(root)),
    }


def page(content: Mapping[str, Any]) -> str:
    """The certificate as a page that stands alone, in the book's own look."""
    return render.html("certificate", style=render.css("alone"), c=content, states=compare.STATES)
