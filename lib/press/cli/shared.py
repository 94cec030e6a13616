"""What the verbs share: their common options, the workspace under its lock, what they print."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    from press.cli.progress import Progress
    from press.execute.runs import Run
    from press.execute.schedule import Runner
    from press.review.review import Review
    from press.workspace.workspace import Workspace

Chapters = Annotated[
    list[str] | None, typer.Argument(help="The chapters. By default all are taken.")
]
Jobs = Annotated[int, typer.Option(min=1, help="How many chapters are executed side by side.")]
Scheduler = Annotated[str, typer.Option(help="The address of a Dask scheduler.")]
Years = Annotated[
    list[int] | None, typer.Option(help="The last year of data. The option may be repeated.")
]
Traceback = Annotated[
    bool,
    typer.Option("--traceback", help="Show the traceback of a failure above its sentence."),
]
"""Every verb has it. ``main`` reads it for what ends the verb, the verb for chapters that fail."""


@dataclass(frozen=True)
class Work:
    """A project whose build folder is ours alone for a while, and how its chapters are run."""

    workspace: Workspace
    runner: Runner
    bar: Progress


def workspace() -> Workspace:
    """The workspace that this process is for: the environment is read here, and nowhere else."""
    from fulcrum.evidence.data import project  # noqa: PLC0415
    from press.workspace.workspace import Workspace  # noqa: PLC0415

    stated_commit = os.environ.get("FULCRUM_COMMIT", "")
    return replace(Workspace.open(project().folder), stated_commit=stated_commit)


@contextmanager
def work(jobs: int = 2, scheduler: str = "") -> Iterator[Work]:
    """The workspace, its build folder locked, a progress bar, and where chapters run."""
    from press.cli import progress  # noqa: PLC0415
    from press.execute import schedule  # noqa: PLC0415
    from press.workspace.lock import locked  # noqa: PLC0415

    here = workspace()
    with locked(here), progress.bar() as bar, schedule.pool(scheduler) as executor:
        yield Work(here, schedule.Runner(jobs, executor, bar), bar)


def parsed(pairs: list[str] | None) -> dict[str, Any]:
    """Parameters from ``name=value``, each value read as YAML, a day as its text."""
    from fulcrum.evidence import written  # noqa: PLC0415

    values = {}
    for pair in pairs or []:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise FulcrumError(f"--param {pair} is not understood. Write --param name=value.")
        values[name] = written.parsed(text, f"--param {name}")
    return values


def _failures(run: Run, *, traceback: bool) -> None:
    for failure in run.failed:
        print(f"failed {failure}", file=sys.stderr)
        if traceback:
            print(failure.traceback, file=sys.stderr)
        if failure.notebook:
            place = os.path.relpath(failure.notebook)
            print(f"  The notebook as it stopped: {place}", file=sys.stderr)


def print_run(run: Run, *, traceback: bool) -> None:
    """Print what was executed and why, what was left out, and what failed."""
    for name, why in run.executed.items():
        print(f"executed {name} ({run.seconds[name]:.1f} s): {why}")
    if run.followed:
        print(f"Took over the words, and executed nothing: {', '.join(run.followed)}")
    if not (run.executed or run.failed or run.followed):
        print("Nothing changed, so nothing was executed.")
    for name, why in run.skipped.items():
        print(f"left out {name}: {why}")
    _failures(run, traceback=traceback)


def print_review(review: Review, *, traceback: bool) -> None:
    """Print what a review or a comparison found, and where its page is."""
    from press.review import terminal  # noqa: PLC0415

    _failures(review.run, traceback=traceback)
    for name, why in review.run.skipped.items():
        print(f"left out {name}: {why}", file=sys.stderr)
    terminal.print_comparison(review.comparison)
    for note in review.notes:
        print(note)
    print(f"{review.sentence}\nThe page: {os.path.relpath(review.folder / 'index.html')}")


def print_written(paths: list[Path]) -> None:
    """Print which files were written."""
    for path in paths:
        print(f"Wrote {os.path.relpath(path)}")
