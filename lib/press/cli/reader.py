"""The verbs that make what is read: the book, its print, and its editions for other states."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from fulcrum.errors import FulcrumError
from press.cli import shared

if TYPE_CHECKING:
    from press.execute.runs import Run


def build(
    chapters: shared.Chapters = None,
    param: Annotated[
        list[str] | None, typer.Option(help="name=value for another case; executed aside.")
    ] = None,
    jobs: shared.Jobs = 2,
    force: Annotated[bool, typer.Option("--force", help="Execute chapters even if fresh.")] = False,
    lane: Annotated[str, typer.Option(help="edit trusts receipts, review trusts none.")] = "edit",
    scheduler: shared.Scheduler = "",
    traceback: shared.Traceback = False,
) -> None:
    """Execute what is stale, check it, and publish the book to _build/html."""
    from press.publish import build as builds  # noqa: PLC0415

    with shared.work(scheduler) as work:

        def executed(run: Run) -> None:
            work.progress.close()
            shared.tell_run(run, traceback=traceback)

        built = builds.build(
            work.root,
            chapters=chapters or (),
            parameters=shared.parsed(param),
            jobs=jobs,
            force=force,
            lane=lane,
            executor=work.executor,
            progress=work.progress,
            executed=executed,
        )
    if built.published is None:
        print(f"Executed aside, not published: {os.path.relpath(built.folder / 'executed')}")
        return
    state = "Published" if built.published.changed else "Already published"
    print(f"{state}, {built.published.pages} pages: {os.path.relpath(built.folder)}")
    print(f"Open {built.folder / 'index.html'} in a browser.")


def pdf(traceback: shared.Traceback = False) -> None:
    """Print the published book as one PDF with contents, and publish it with the book."""
    from press.publish import printing, takeaway  # noqa: PLC0415

    with shared.work() as work:
        path, pages = printing.print_book(work.root)
    print(f"Printed {pages} pages, {takeaway.size(path)}: {os.path.relpath(path)}")


def edition(
    state: Annotated[str, typer.Argument(help="The focal state, an ISO 3166 alpha-3 code.")],
    until: shared.Years = None,
    traceback: shared.Traceback = False,
) -> None:
    """Publish the analytical chapters for another state or year as a small book."""
    _editions([state], until or [])


def editions(
    states: Annotated[list[str] | None, typer.Argument(help="Focal states.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All states that can be focal.")] = False,
    until: shared.Years = None,
    traceback: shared.Traceback = False,
) -> None:
    """Publish editions for several states and years, with a page that compares them."""
    if bool(states) == every:
        raise FulcrumError("Name the states, or ask for --all, one of the two.")
    _editions(states or [], until or [])


def _editions(states: list[str], years: list[int]) -> None:
    from press.editions import editions as several  # noqa: PLC0415
    from press.editions import plan as one  # noqa: PLC0415

    wanted = one.planned(states, years)
    with shared.work() as work:
        folder, outcomes = several.editions(work.root, wanted, progress=work.progress)
    several.summary(outcomes, print)
    print(f"Open {folder / 'index.html'} in a browser.")
    if any(outcome.why_not for outcome in outcomes):
        raise FulcrumError("Some editions were not published; the reasons stand above.")


def add(app: typer.Typer) -> None:
    """Give the command line these verbs."""
    for verb in (build, pdf, edition, editions):
        app.command()(verb)
