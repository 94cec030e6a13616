"""The command line: every verb is one function of ``fulcrum.book``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fulcrum.book.lock import locked
from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    from fulcrum.book.execute import Run
    from fulcrum.book.review import Review

INTERRUPTED = 130
"""What typer makes of Ctrl-C."""

app = typer.Typer(
    help="Execute, check and publish the book.", no_args_is_help=True, add_completion=False
)


@app.callback()
def _main() -> None:
    """Execute, check and publish the book."""


def _parsed(pairs: list[str]) -> dict[str, Any]:
    import yaml  # noqa: PLC0415

    found = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise FulcrumError(f"--param {pair} is not understood. Write --param name=value.")
        found[name] = yaml.safe_load(text)
    return found


def _tell(run: Run, *, traceback: bool) -> None:
    for name, why in run.executed.items():
        print(f"executed {name} ({run.seconds[name]:.1f} s): {why}")
    if not run.executed and not run.failed:
        print("Nothing changed, nothing executed.")
    for name, why in run.skipped.items():
        print(f"left out {name}: {why}")
    for failure in run.failed:
        print(f"failed {failure}", file=sys.stderr)
        if traceback:
            print(failure.traceback, file=sys.stderr)
        if failure.notebook:
            place = os.path.relpath(failure.notebook)
            print(f"  The notebook as it stopped: {place}", file=sys.stderr)


@app.command()
def build(
    chapters: Annotated[list[str] | None, typer.Argument(help="Chapters; all by default.")] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="name=value for another case; executed aside.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Chapters executed side by side.")] = 2,
    force: Annotated[bool, typer.Option(help="Execute chapters even if fresh.")] = False,
    lane: Annotated[str, typer.Option(help="edit trusts receipts, review trusts none.")] = "edit",
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler.")] = "",
    traceback: Annotated[bool, typer.Option(help="Show tracebacks.")] = False,
) -> None:
    """Execute what is stale, check it, and publish the book to _build/html."""
    from fulcrum.book import execute, progress, publish  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    if lane not in {"edit", "review"}:
        raise FulcrumError(f"--lane {lane} does not exist. Lanes: edit, review.")
    root = project()
    os.environ["FULCRUM_ROOT"] = str(root)
    parameters = _parsed(param or [])
    out = root / "_build"
    if parameters:
        words = "-".join(f"{name}-{value}" for name, value in sorted(parameters.items()))
        out = out / "runs" / "".join(c if c.isalnum() or c in "-_." else "_" for c in words)
    with locked(root / "_build"), progress.bar() as told, execute.pool(scheduler) as executor:
        run = execute.execute(
            root,
            chapters=chapters or (),
            parameters=parameters,
            jobs=jobs,
            force=force,
            lane=lane,
            out=out,
            executor=executor,
            progress=told,
        )
        told.close()
        _tell(run, traceback=traceback)
        if run.failed:
            raise FulcrumError("Not published: a chapter failed. The book published before stays.")
        if parameters:
            print(f"Executed aside, not published: {os.path.relpath(out / 'executed')}")
            return
        published = publish.publish(root)
    state = "Published" if published.changed else "Already published"
    print(f"{state}, {published.pages} pages: {os.path.relpath(published.path)}")
    print(f"Open {published.path / 'index.html'} in a browser.")


def _reviewed(found: Review, *, traceback: bool) -> None:
    """Tell what a review or a comparison found, and where its page is."""
    from fulcrum.book import tell  # noqa: PLC0415

    for failure in found.failed:
        print(f"failed {failure}", file=sys.stderr)
        if traceback:
            print(failure.traceback, file=sys.stderr)
    for name, why in found.skipped.items():
        print(f"left out {name}: {why}", file=sys.stderr)
    tell.tell(found.comparison)
    for note in found.notes:
        print(note)
    print(f"{found.sentence}\nThe page: {os.path.relpath(found.folder / 'index.html')}")


@app.command()
def review(
    chapters: Annotated[list[str] | None, typer.Argument(help="Chapters; all by default.")] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(help="name=value to disagree on purpose: what moves, and by how much."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Chapters executed side by side.")] = 2,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler.")] = "",
    traceback: Annotated[bool, typer.Option(help="Show tracebacks.")] = False,
) -> None:
    """Execute chapters cold and compare every finding with the published record.

    The comparison, the certificate and the research object stand in _build/review; the exit code
    is 0 only if everything agrees. With --param, the differences are the answer and stand in
    _build/disagree; the exit code is then 0 if every chapter ran.
    """
    from fulcrum.book import execute, progress  # noqa: PLC0415
    from fulcrum.book import review as reviews  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    root = project()
    os.environ["FULCRUM_ROOT"] = str(root)
    with locked(root / "_build"), progress.bar() as told, execute.pool(scheduler) as executor:
        found = reviews.review(
            root,
            chapters=chapters or (),
            parameters=_parsed(param or []),
            jobs=jobs,
            executor=executor,
            progress=told,
        )
        told.close()
    _reviewed(found, traceback=traceback)
    if not param:
        print(f"The certificate: {os.path.relpath(found.folder / 'certificate.html')}")
    if found.failed or found.skipped or not (param or found.agrees):
        raise typer.Exit(1)


@app.command()
def compare(
    old: Annotated[str, typer.Argument(help="A folder with a record, or the word published.")],
    new: Annotated[str, typer.Argument(help="Another; with --table, two CSV files.")],
    table: Annotated[
        str, typer.Option(help="source/name: execute its readers with each of two CSV files.")
    ] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Chapters executed side by side.")] = 2,
    traceback: Annotated[bool, typer.Option(help="Show tracebacks.")] = False,
) -> None:
    """Say what differs between two records, or in the conclusions from two vintages of a table.

    The page stands in _build/compare; the exit code is 0 only if everything agrees.
    """
    from fulcrum.book import progress, vintages  # noqa: PLC0415
    from fulcrum.book import review as reviews  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    root = project()
    os.environ["FULCRUM_ROOT"] = str(root)
    with locked(root / "_build"):
        if table:
            with progress.bar() as told:
                found = vintages.compare_tables(
                    root, table, Path(old), Path(new), jobs=jobs, progress=told
                )
        else:
            found = reviews.compare_records(root, old, new)
    _reviewed(found, traceback=traceback)
    if not found.agrees:
        raise typer.Exit(1)


@app.command()
def accept(
    dry_run: Annotated[bool, typer.Option(help="Show what would change, and stop there.")] = False,
    traceback: Annotated[bool, typer.Option(help="Show tracebacks.")] = False,  # noqa: ARG001
) -> None:
    """Make the results of the last build the published record, after showing what changes.

    A build that is stale, or that the gate refuses, is not accepted.
    """
    from fulcrum.book import review as reviews  # noqa: PLC0415
    from fulcrum.book import tell  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    root = project()
    os.environ["FULCRUM_ROOT"] = str(root)
    with locked(root / "_build"):
        tell.tell(reviews.pending(root))
        if dry_run:
            print("Nothing was written.")
            return
        changed = reviews.accept(root)
    told = ", ".join(f"data/published/{name}" for name in changed)
    print(f"Accepted: {told}" if changed else "The published record is as it was.")


@app.command()
def pdf() -> None:
    """Print the published book as one PDF with contents, and publish it with the book."""
    from fulcrum.book import pdf as printer  # noqa: PLC0415
    from fulcrum.book import publish, takeaway  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    root = project()
    build_folder = root / "_build"
    with locked(build_folder):
        book = printer.published(root, build_folder)
        path, pages = printer.make(root, build_folder)
        takeaway.stamp(build_folder, book)
        publish.publish(root)
    print(f"Printed {pages} pages, {takeaway.size(path)}: {os.path.relpath(path)}")


@app.command()
def edition(
    state: Annotated[str, typer.Argument(help="The focal state, an ISO 3166 alpha-3 code.")],
    until: Annotated[list[int] | None, typer.Option(help="Last year of data; repeatable.")] = None,
) -> None:
    """Publish the analytical chapters for another state or year as a small book."""
    _editions([state], until or [])


@app.command("editions")
def all_editions(
    states: Annotated[list[str] | None, typer.Argument(help="Focal states.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All states that can be focal.")] = False,
    until: Annotated[list[int] | None, typer.Option(help="Last year of data; repeatable.")] = None,
) -> None:
    """Publish editions for several states and years, with a page that compares them."""
    if bool(states) == every:
        raise FulcrumError("Name the states, or ask for --all, one of the two.")
    _editions(states or [], until or [])


def _editions(states: list[str], years: list[int]) -> None:
    from fulcrum.book import editions, progress  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    root = project()
    os.environ["FULCRUM_ROOT"] = str(root)
    wanted = editions.planned(states, years)
    with locked(root / "_build"), progress.bar() as told:
        folder, outcomes = editions.editions(root, wanted, progress=told)
        told.close()
    editions.summary(outcomes, print)
    print(f"Open {folder / 'index.html'} in a browser.")
    if any(outcome.why_not for outcome in outcomes):
        raise FulcrumError("Some editions were not published; the reasons stand above.")


@app.command()
def preview(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0: any.")] = 8765,
) -> None:
    """Serve the book on this machine, build what changes, reload the browser."""
    from fulcrum.book import preview as live  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    live.preview(project(), port, lambda line: print(line, flush=True))


@app.command()
def check() -> None:
    """Say what is wrong with the sources, without executing anything."""
    from fulcrum.book import check as checks  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    root = project()
    found = checks.findings(root)
    for finding in found:
        print(finding, file=sys.stderr)
    if found:
        raise FulcrumError("One finding." if len(found) == 1 else f"{len(found)} findings.")
    print("Nothing is amiss in the sources.")


new = typer.Typer(help="Make a skeleton that passes.", no_args_is_help=True)
app.add_typer(new, name="new")


def _made(paths: list[Path]) -> None:
    for path in paths:
        print(f"Wrote {os.path.relpath(path)}")


@new.command("chapter")
def new_chapter(
    name: Annotated[str, typer.Argument(help="Name of the notebook, without its suffix.")],
    title: Annotated[str, typer.Option(help="Title in the contents; the name by default.")] = "",
) -> None:
    """Make a notebook that runs and passes the gate, and its line in the contents."""
    from fulcrum.book import skeleton  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    _made(skeleton.chapter(project(), name, title))


@new.command("source")
def new_source(
    name: Annotated[str, typer.Argument(help="Name of the folder under data/.")],
    files: Annotated[list[Path], typer.Argument(help="CSV files with a header.")],
    publisher: Annotated[str, typer.Option(help="Who publishes the data.")],
    version: Annotated[str, typer.Option(help="Vintage: a date or an edition.")],
    licence: Annotated[str, typer.Option(help="Terms of use, as published.")],
    title: Annotated[str, typer.Option(help="Title; the name by default.")] = "",
) -> None:
    """Make a data package of CSV files: types, bounds, key and hashes inferred."""
    from fulcrum.book import skeleton  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    made = skeleton.source(
        project(), name, files, publisher=publisher, version=version, licence=licence, title=title
    )
    _made(made)


@new.command("coder")
def new_coder(
    name: Annotated[str, typer.Argument(help="Name of the coder.")],
) -> None:
    """Make a blank, shuffled coding sheet of the events, with the codebook and nobody's codes."""
    from fulcrum.book import sheets  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    _made(sheets.coder(project(), name))
    print(f"Fill data/coder-{name}/coding.csv, then run: fulcrum seal coder-{name}")


@app.command()
def seal(
    source: Annotated[str, typer.Argument(help="Name of a folder under data/.")],
) -> None:
    """Write the present hashes of a source's files into its descriptor, types checked first."""
    from fulcrum.book import sheets  # noqa: PLC0415
    from fulcrum.data import root as project  # noqa: PLC0415

    _made(sheets.seal(project(), source))


def main() -> None:
    """Run the command line; a FulcrumError is told as a sentence, with exit code 1."""
    show = "--traceback" in sys.argv
    try:
        code = app(standalone_mode=False)
    except FulcrumError as error:
        if show:
            raise
        print(str(error), file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        if show or type(error).__module__.partition(".")[0] not in {"click", "typer"}:
            raise
        print(f"{error.format_message()} See fulcrum --help.", file=sys.stderr)  # type: ignore[attr-defined]
        sys.exit(2)
    if code == INTERRUPTED:
        print("Interrupted. The book published before stays as it was.", file=sys.stderr)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
