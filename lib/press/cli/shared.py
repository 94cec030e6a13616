"""What the verbs share: their common options, the project under its lock, and what they tell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from press.cli.progress import Progress
    from press.execute.runs import Failure, Run
    from press.review.review import Review

Chapters = Annotated[list[str] | None, typer.Argument(help="Chapters; all by default.")]
Jobs = Annotated[int, typer.Option(min=1, help="Chapters executed side by side.")]
Scheduler = Annotated[str, typer.Option(help="Address of a Dask scheduler.")]
Years = Annotated[list[int] | None, typer.Option(help="Last year of data; repeatable.")]
Traceback = Annotated[
    bool,
    typer.Option("--traceback", help="Show the traceback of a failure, not its sentence only."),
]
"""Every verb has it. ``main`` reads it for what ends the verb, the verb for chapters that fail."""


@dataclass(frozen=True)
class Work:
    """A project whose build folder is ours alone for a while, and who watches."""

    root: Path
    progress: Progress
    executor: Executor | None


def project() -> Path:
    """The project's folder, the same for every kernel that this process starts."""
    from fulcrum.evidence.data import root  # noqa: PLC0415

    found = root()
    os.environ["FULCRUM_ROOT"] = str(found)
    return found


@contextmanager
def work(scheduler: str = "") -> Iterator[Work]:
    """The project, its build folder locked, a progress bar, and where chapters run."""
    from press.cli import progress  # noqa: PLC0415
    from press.execute import schedule as execute  # noqa: PLC0415
    from press.workspace.lock import locked  # noqa: PLC0415

    root = project()
    with locked(root / "_build"), progress.bar() as bar, execute.pool(scheduler) as executor:
        yield Work(root, bar, executor)
        bar.close()


def parsed(pairs: list[str] | None) -> dict[str, Any]:
    """Parameters from ``name=value``, each value read as YAML."""
    import yaml  # noqa: PLC0415

    found = {}
    for pair in pairs or []:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise FulcrumError(f"--param {pair} is not understood. Write --param name=value.")
        found[name] = yaml.safe_load(text)
    return found


def _failures(failed: list[Failure] | tuple[Failure, ...], *, traceback: bool) -> None:
    for failure in failed:
        print(f"failed {failure}", file=sys.stderr)
        if traceback:
            print(failure.traceback, file=sys.stderr)
        if failure.notebook:
            place = os.path.relpath(failure.notebook)
            print(f"  The notebook as it stopped: {place}", file=sys.stderr)


def tell_run(run: Run, *, traceback: bool) -> None:
    """Tell what was executed and why, what was left out, and what failed."""
    for name, why in run.executed.items():
        print(f"executed {name} ({run.seconds[name]:.1f} s): {why}")
    if not run.executed and not run.failed:
        print("Nothing changed, nothing executed.")
    for name, why in run.skipped.items():
        print(f"left out {name}: {why}")
    _failures(run.failed, traceback=traceback)


def tell_review(found: Review, *, traceback: bool) -> None:
    """Tell what a review or a comparison found, and where its page is."""
    from press.review import terminal as tell  # noqa: PLC0415

    _failures(found.failed, traceback=traceback)
    for name, why in found.skipped.items():
        print(f"left out {name}: {why}", file=sys.stderr)
    tell.tell(found.comparison)
    for note in found.notes:
        print(note)
    print(f"{found.sentence}\nThe page: {os.path.relpath(found.folder / 'index.html')}")


def tell_written(paths: list[Path]) -> None:
    """Tell which files were made."""
    for path in paths:
        print(f"Wrote {os.path.relpath(path)}")
