"""What a run of chapters came to: executed, fresh, skipped, or failed at which line and why."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.workspace import record
from press.workspace.notebooks import Chapter, Notebook, dumped, source_of, tags_of, write
from press.workspace.workspace import Workspace

if TYPE_CHECKING:
    from papermill.exceptions import PapermillExecutionError


@dataclass(frozen=True)
class Failure:
    """Where and why a chapter failed."""

    chapter: str
    error: str
    cell_id: str = ""
    cell_index: int = -1
    line: int | None = None
    source_line: str = ""
    traceback: str = ""
    notebook: Path | None = None

    def __str__(self) -> str:
        if self.cell_index < 0:
            return self.error
        line = f", line {self.line}: {self.source_line.strip()}" if self.line else ""
        return (
            f"chapters/{self.chapter}.ipynb, cell {self.cell_id} (number {self.cell_index})"
            f"{line}\n  {self.error}"
        )


@dataclass(frozen=True)
class Run:
    """What one call of ``execute`` did; followed: chapters of which only the text changed."""

    executed: dict[str, str] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def failure_of(chapter: str, error: PapermillExecutionError, stopped: Path) -> Failure:
    """What stopped a chapter, read from the notebook that papermill left behind."""
    # cell_index is counted in the notebook that papermill ran, parameters injected.
    cells = json.loads(stopped.read_text())["cells"]
    cell = [c for c in cells if "papermill-error-cell-tag" not in tags_of(c)][error.cell_index]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    stops = re.findall(r"Cell In\[\d+\], line (\d+)", plain)
    line = int(stops[-1]) if stops else None
    lines = source_of(cell).splitlines()
    return Failure(
        chapter=chapter,
        error=f"{error.ename}: {error.evalue}",
        cell_id=cell["id"],
        cell_index=error.cell_index,
        line=line,
        source_line=lines[line - 1] if line and line <= len(lines) else "",
        traceback=plain,
        notebook=stopped,
    )


def words_of(parameters: Mapping[str, Any]) -> str:
    """A folder name for a case: ``state-ABC-year-2015``."""
    words = "-".join(f"{name}-{value}" for name, value in sorted(parameters.items()))
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in words)


def keep(workspace: Workspace, chapter: Chapter, notebook: Notebook) -> None:
    """Write an executed chapter and its record."""
    displayed = record.of_chapter(workspace, chapter.name, notebook)
    write(workspace.executed_file(chapter.name), dumped(notebook))
    write(workspace.record_file(chapter.name), json.dumps(displayed, ensure_ascii=False))
