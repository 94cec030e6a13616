"""The verbs of a reviewer: what comes out again, what differs, what is accepted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from press.cli import shared


def review(
    chapters: shared.Chapters = None,
    param: Annotated[
        list[str] | None,
        typer.Option(help="name=value to disagree on purpose, and see what moves and by how much."),
    ] = None,
    jobs: shared.Jobs = 2,
    scheduler: shared.Scheduler = "",
    traceback: shared.Traceback = False,
) -> None:
    """Execute chapters cold and compare every finding with the published record.

    It writes the comparison, the certificate and the research object into _build/review. The exit
    code is 0 only if everything agrees. With --param the differences are the answer and go into
    _build/disagree, and the exit code is 0 if every chapter ran.
    """
    from press.review import review  # noqa: PLC0415

    with shared.work(jobs, scheduler) as work:
        outcome = review.review(
            work.workspace,
            work.runner,
            chapters=chapters or (),
            parameters=shared.parsed(param),
        )
    shared.print_review(outcome, traceback=traceback)
    if not param:
        print(f"The certificate: {os.path.relpath(outcome.folder / 'certificate.html')}")
    if outcome.run.failed or outcome.run.skipped or not (param or outcome.agrees):
        raise typer.Exit(1)


def compare(
    old: Annotated[str, typer.Argument(help="A folder with a record, or the word published.")],
    new: Annotated[
        str, typer.Argument(help="Another such folder. With --table, give two CSV files.")
    ],
    table: Annotated[
        str,
        typer.Option(
            help="source/name of a table. Its readers are executed with each of the two CSV files."
        ),
    ] = "",
    jobs: shared.Jobs = 2,
    traceback: shared.Traceback = False,
) -> None:
    """Say what differs between two records, or in the conclusions from two vintages of a table.

    It writes a page into _build/compare. The exit code is 0 only if everything agrees.
    """
    from press.review import review, vintages  # noqa: PLC0415

    with shared.work(jobs) as work:
        if table:
            outcome = vintages.compare_tables(
                work.workspace, work.runner, table, Path(old), Path(new)
            )
        else:
            outcome = review.compare_records(work.workspace, old, new)
    shared.print_review(outcome, traceback=traceback)
    if not outcome.agrees:
        raise typer.Exit(1)


def robustness(jobs: shared.Jobs = 2, traceback: shared.Traceback = False) -> None:
    """Compute every verdict anew under other readings of the data, and say how firm each is.

    It writes its answers into data/robustness, which cards, ledger and chapters read. It runs
    beside the book, and executes and publishes nothing.
    """
    from press.cli.progress import counting  # noqa: PLC0415
    from press.review import firmness, robustness  # noqa: PLC0415

    workspace = shared.workspace()
    with counting("readings") as told:
        run = robustness.reanalyses(workspace, jobs, told)
    written = firmness.write_run(workspace, run)
    for line in firmness.lines(run):
        print(line)
    shared.print_written(written)


def accept(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and stop there.")
    ] = False,
    because: Annotated[
        str, typer.Option(help="Why, in a sentence that readers see beside the changes.")
    ] = "",
    traceback: shared.Traceback = False,
) -> None:
    """Make the results of the last build the published record, after showing what changes.

    A build that is stale, or that the gate refuses, is not accepted.
    """
    from press.review import review, terminal  # noqa: PLC0415

    with shared.work() as work:
        terminal.print_comparison(review.pending(work.workspace))
        if dry_run:
            print("Nothing was written.")
            return
        changed = review.accept(work.workspace, because)
    files = ", ".join(f"data/published/{name}" for name in changed)
    print(f"Accepted: {files}" if changed else "The published record is as it was.")
