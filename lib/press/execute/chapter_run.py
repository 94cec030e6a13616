"""Papermill executes a chapter; what comes out carries a receipt."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from papermill.execute import execute_notebook

from fulcrum.evidence.payloads import Receipt
from press.execute import receipts
from press.execute.engine import ENGINE, environment
from press.execute.runs import keep
from press.workspace.notebooks import Chapter, Notebook, tags_of
from press.workspace.workspace import Workspace


def _bare(notebook: Notebook, receipt: Receipt) -> Notebook:
    """The executed notebook without the times and paths that papermill leaves in it."""
    notebook["metadata"].pop("papermill", None)
    for cell in notebook["cells"]:
        left = {"papermill", "execution"} | (set() if tags_of(cell) else {"tags"})
        cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k not in left}
    notebook["metadata"]["fulcrum"] = receipt
    return notebook


def run_chapter(
    workspace: Workspace,
    chapter: Chapter,
    parameters: Mapping[str, Any],
    upstream: Sequence[str],
    lane: str,
) -> float:
    """Execute one chapter and write it with its record; the seconds it took.

    It is executed aside, in ``workspace.executing``. Raises PapermillExecutionError or
    FulcrumError; the notebook as it stopped is then in ``workspace.failed``.
    """
    aside = workspace.executing / f"{chapter.name}.ipynb"
    stopped = workspace.failed / aside.name
    for path in (aside, stopped):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    answers: dict[str, Any] = {}
    started = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="fulcrum-") as folder:
            for name in upstream:  # it is to read these records only
                shutil.copy(workspace.record_file(name), folder)
            execute_notebook(
                chapter.path,
                aside,
                parameters=dict(parameters),
                engine_name=ENGINE,
                progress_bar=False,
                request_save_on_cell_execute=False,
                answers=answers,
                environment=environment(workspace, Path(folder) if upstream else None),
                folder=str(chapter.path.parent),
                log=str(workspace.kernel_log),
                warm=lane == "edit",
            )
        seconds = time.perf_counter() - started
        receipt = receipts.receipt(
            workspace,
            chapter,
            parameters,
            answers["answer"],
            kernel=answers["kernel"],
            seconds=seconds,
        )
        notebook = _bare(json.loads(aside.read_text(encoding="utf-8")), receipt)
        keep(workspace, chapter, notebook)
    except Exception:
        if aside.is_file():
            aside.replace(stopped)
        raise
    aside.unlink()
    return seconds
