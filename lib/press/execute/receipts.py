"""Receipts: what an executed chapter really used, and whether that is still the same.

A receipt stands in ``metadata.fulcrum`` of the executed notebook and is the only cache. It is
gathered inside the chapter's own kernel: modules imported, tables read through ``load()``, records
of other chapters, and every other file of the project that was opened. Code counts by what it
does: prose, comments, docstrings and form execute nothing, and the executed notebook follows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import Inputs, Receipt
from press.workspace import record
from press.workspace.code import chapter_digest, module_digest, text_digest
from press.workspace.notebooks import (
    ALL,
    Chapter,
    Notebook,
    digest,
    in_stored_form,
    sha256,
    tags_of,
)
from press.workspace.workspace import Workspace

OUTSIDE: Final = (".venv", "_build", ".git")
"""Folders of the project whose files are no inputs."""

PRELUDE: Final = """
def _watch():
    import os, sys
    opened = sys._fulcrum_opened = set()
    def hook(event, arguments):
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            opened.add(os.path.abspath(os.fsdecode(arguments[0])))
    sys.addaudithook(hook)
_watch()
del _watch
"""
"""Run silently before the first cell: from then on, opened files are noted."""

QUESTION: Final = """(lambda sys, json, platform: json.dumps({
  "modules": {name: module.__file__ for name, module in sorted(sys.modules.items())
              if (name + ".").startswith("fulcrum.") and getattr(module, "__file__", None)},
  "tables": (sys.modules["fulcrum.evidence.data"].reads()
             if "fulcrum.evidence.data" in sys.modules else {}),
  "records": (sys.modules["fulcrum.evidence.results"].record_reads()
              if "fulcrum.evidence.results" in sys.modules else {}),
  "opened": sorted(sys._fulcrum_opened),
  "python": platform.python_version(),
  "packages": sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names),
}))(__import__("sys"), __import__("json"), __import__("platform"))"""
"""Asked silently after the last cell, as a user expression."""


def receipt(
    workspace: Workspace,
    chapter: Chapter,
    parameters: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    kernel: str,
    seconds: float,
) -> Receipt:
    """The receipt of an execution from what the kernel answered.

    Its digest is one SHA-256 over parameters and inputs: the identity of the execution. Raises
    FulcrumError when the chapter read records of others without declaring it.
    """
    published = any(table.startswith("published/") for table in answer["tables"])
    if (answer["records"] or published) and not chapter.reads:
        raise FulcrumError(
            f"chapters/{chapter.path.name} reads results of other chapters without saying so. "
            'Add "fulcrum": {"reads": ["*"]} to the notebook\'s metadata.'
        )
    modules = {name: Path(path) for name, path in answer["modules"].items()}
    tables = map(workspace.table_file, answer["tables"])
    counted = {path.resolve() for path in (*modules.values(), *tables)}
    root, files = workspace.folder, {}
    for name in answer["opened"]:
        path = Path(name)
        inside = path.is_relative_to(root) and path.relative_to(root).parts[0] not in OUTSIDE
        if inside and path.resolve() not in counted and path.is_file() and path.suffix != ".pyc":
            files[str(path.relative_to(root))] = digest(path)
    inputs: Inputs = {
        "chapter": text_digest(chapter),
        "modules": {name: digest(path) for name, path in modules.items()},
        "code": {name: module_digest(path) for name, path in modules.items()}
        | {chapter.path.name: chapter_digest(chapter)},
        "tables": answer["tables"],
        "files": files,
        "records": answer["records"],
        "lock": digest(workspace.lock),
    }
    counted_by = {n: part for n, part in inputs.items() if n not in {"chapter", "modules"}}
    identity = json.dumps({"parameters": dict(parameters), "inputs": counted_by}, sort_keys=True)
    return {
        "parameters": dict(parameters),
        "inputs": inputs,
        "versions": {"python": answer["python"]} | versions(answer["packages"]),
        "kernel": kernel,
        "seconds": round(seconds, 3),
        "digest": sha256(identity.encode()),
    }


_distributions: Final = lru_cache(maxsize=1)(metadata.packages_distributions)
"""Distributions by the packages that they bring; some 0.3 s, so it is asked once."""


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Versions of the distributions that some imported packages belong to, by distribution."""
    owners = {owner for name in packages for owner in _distributions().get(name, ())}
    return {owner: metadata.version(owner) for owner in sorted(owners)}


def _module_path(workspace: Workspace, name: str) -> Path:
    inside = (workspace.library / "fulcrum").is_dir()  # else it is installed, as in small projects
    base = (workspace.library if inside else Path(__file__).parents[2]) / name.replace(".", "/")
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def stale_because(
    workspace: Workspace,
    chapter: Chapter,
    parameters: Mapping[str, Any],
    upstream: Iterable[str],
) -> str | None:
    """Why a chapter must be executed, in words; None when its receipt still matches.

    parameters: those of the chapter; upstream: chapters whose results it would read now.
    """
    records = workspace.all_records()
    if chapter.name not in records or not workspace.executed_file(chapter.name).is_file():
        return "not executed yet"
    if records[chapter.name].get("format") != record.FORMAT:
        return "its record has an older form"
    written = workspace.executed_notebook(chapter.name)["metadata"].get("fulcrum")
    if written is None:
        return "its execution left no receipt"
    inputs = written["inputs"]
    digests = {name: displayed["receipt"] for name, displayed in records.items()}

    def then_and_now() -> Iterator[tuple[str, object, object]]:
        yield "the parameters changed", written["parameters"], dict(parameters)
        if text_digest(chapter) != inputs["chapter"]:
            then = inputs["code"][chapter.path.name]
            yield "the chapter changed", then, chapter_digest(chapter)
        yield f"{workspace.lock.name} changed", inputs["lock"], digest(workspace.lock)
        for name, then in inputs["modules"].items():
            path = _module_path(workspace, name)
            if digest(path) != then:
                yield f"{name} changed", inputs["code"][name], module_digest(path)
        for table, then in inputs["tables"].items():
            yield f"the table {table} changed", then, _table_digest(workspace, table)
        for name, then in inputs["files"].items():
            yield f"{name} changed", then, digest(workspace.folder / name)
        if inputs["records"] and ALL in chapter.reads:
            yield "chapters were added or taken out", set(inputs["records"]), set(upstream)
        for name, then in inputs["records"].items():
            yield f"{name} was executed anew", then, digests.get(name)

    return next((reason for reason, then, now in then_and_now() if then != now), None)


def followed(workspace: Workspace, chapter: Chapter) -> Notebook | None:
    """A fresh chapter as executed, with its text as it stands now; None where that is the same.

    Its code does what it did, so its outputs stay.
    """
    executed = workspace.executed_notebook(chapter.name)
    receipt: Receipt = executed["metadata"]["fulcrum"]
    names = receipt["inputs"]["modules"]
    inputs: Inputs = {
        **receipt["inputs"],
        "chapter": text_digest(chapter),
        "modules": {name: digest(_module_path(workspace, name)) for name in names},
    }
    if inputs == receipt["inputs"]:
        return None
    ran = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    cells = []
    for cell in map(in_stored_form, chapter.cells):
        if cell["cell_type"] != "code":
            cells.append(cell)
            continue
        cells.append(ran.pop(0) | {"source": cell["source"]})
        if ran and "injected-parameters" in tags_of(ran[0]):
            cells.append(ran.pop(0))
    metadata = executed["metadata"] | {"fulcrum": {**receipt, "inputs": inputs}}
    return executed | {"cells": cells, "metadata": metadata}


def _table_digest(workspace: Workspace, table: str) -> str | None:
    try:
        return digest(workspace.table_file(table))
    except FulcrumError:
        return None
