"""The verbs that make what is read: the book, its print, and its editions for other cases."""

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
        list[str] | None, typer.Option(help="name=value for another case, which is executed aside.")
    ] = None,
    jobs: shared.Jobs = 2,
    force: Annotated[
        bool, typer.Option("--force", help="Execute the chapters even if they are fresh.")
    ] = False,
    lane: Annotated[str, typer.Option(help="edit trusts receipts, and review does not.")] = "edit",
    scheduler: shared.Scheduler = "",
    traceback: shared.Traceback = False,
) -> None:
    """Execute what is stale, check it, and publish the book to _build/html."""
    from press.publish import publication  # noqa: PLC0415

    with shared.work(jobs, scheduler) as work:

        def executed(run: Run) -> None:
            work.bar.close()
            shared.print_run(run, traceback=traceback)

        here, changed = publication.build(
            work.workspace,
            work.runner,
            chapters=chapters or (),
            parameters=shared.parsed(param),
            force=force,
            lane=lane,
            executed=executed,
        )
    if changed is None:
        print(f"Executed aside and not published: {os.path.relpath(here.executed)}")
        return
    state = "Published" if changed else "Already published"
    print(f"{state}, {len(here.pages)} pages: {os.path.relpath(here.html)}")
    print(f"Open {here.html / 'index.html'} in a browser.")


def pdf(
    optional: Annotated[
        bool, typer.Option("--optional", help="Where it cannot be printed, say so and go on.")
    ] = False,
    traceback: shared.Traceback = False,
) -> None:
    """Print the published book as one PDF with contents, and publish it with the book."""
    from press.publish import browser, downloads, pdf, publication  # noqa: PLC0415

    if optional and browser.at_hand() is None:
        print("Without the PDF, which a Chromium prints: none is on this machine (`make pdf`).")
        return
    with shared.work() as work:
        here, path = work.workspace, work.workspace.pdf
        if optional and downloads.printed(here, publication.published_identity(here)):
            print(f"The PDF is that of this book: {os.path.relpath(path)}")
            return
        try:
            pages = pdf.print_book(here)
        except FulcrumError as error:
            if not optional:
                raise
            print(f"The book is published without the PDF. {error}")
            return
    print(f"Printed {pages} pages, {downloads.size(path)}: {os.path.relpath(path)}")


def edition(
    code: Annotated[str, typer.Argument(help="A code that _config.yml lists for editions.")],
    until: shared.Years = None,
    traceback: shared.Traceback = False,
) -> None:
    """Publish the analytical chapters for another case or year as a small book."""
    _editions([code], until or [])


def editions(
    codes: Annotated[
        list[str] | None, typer.Argument(help="Codes that _config.yml lists for editions.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Take all of them but the book's own.")
    ] = False,
    until: shared.Years = None,
    traceback: shared.Traceback = False,
) -> None:
    """Publish editions for several cases and years, with a page that compares them."""
    if bool(codes) == every:
        raise FulcrumError("Name the codes or ask for --all, but not both.")
    _editions(codes or [], until or [])


def _editions(codes: list[str], years: list[int]) -> None:
    from press.editions import editions, plan  # noqa: PLC0415

    planned = plan.planned(shared.workspace(), codes, years)
    with shared.work() as work:
        folder, outcomes = editions.editions(work.workspace, work.runner, planned)
    print("\n".join(editions.summary(outcomes)))
    print(f"Open {folder / 'index.html'} in a browser.")
    if any(outcome.why_not for outcome in outcomes):
        raise FulcrumError("Some editions were not published. The reasons are given above.")
