"""The verbs of an author: watch, check, begin something new, seal what is filled in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from fulcrum.errors import FulcrumError
from press.cli import shared


def preview(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Serve on this port of 127.0.0.1; 0 is any.")
    ] = 8765,
    traceback: shared.Traceback = False,
) -> None:
    """Serve the book on this machine, build what changes, reload the browser."""
    from press.author import preview  # noqa: PLC0415

    preview.preview(shared.workspace(), port, lambda line: print(line, flush=True))


def check(
    prose: Annotated[bool, typer.Option("--prose", help="Also show how each page reads.")] = False,
    traceback: shared.Traceback = False,
) -> None:
    """Say what is wrong with the sources, without executing anything."""
    from press.author import check  # noqa: PLC0415

    workspace = shared.workspace()
    findings = check.malformed(workspace)
    if not findings:
        if prose:
            check.print_prose(workspace)
        findings = check.of_well_formed(workspace)
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        raise FulcrumError("One finding." if len(findings) == 1 else f"{len(findings)} findings.")
    print("Nothing is wrong with the sources.")


def seal(
    source: Annotated[str, typer.Argument(help="The name of a folder under data/.")],
    because: Annotated[
        str, typer.Option(help="Why files that were sealed before have changed.")
    ] = "",
    traceback: shared.Traceback = False,
) -> None:
    """Write the present hashes of a source's files into its descriptor, and why they changed."""
    from press.author import seals  # noqa: PLC0415

    written, changes = seals.seal(shared.workspace(), source, because)
    for change in changes:
        print(change)
    shared.print_written(written)


rename = typer.Typer(help="Give something another name everywhere.", no_args_is_help=True)


@rename.command("chapter")
def rename_chapter(
    old: Annotated[str, typer.Argument(help="The name of the chapter now.")],
    new: Annotated[str, typer.Argument(help="The name that it is to have.")],
    traceback: shared.Traceback = False,
) -> None:
    """Rename a chapter's file and all that names it: contents, seeds, settings, roles, links."""
    from press.author import rename  # noqa: PLC0415

    written, code = rename.chapter(shared.workspace(), old, new)
    shared.print_written(written)
    for place in code:
        print(f"{place}: its code holds the text '{old}'. Look whether it means the chapter.")


new = typer.Typer(help="Make a skeleton that passes the check and the gate.", no_args_is_help=True)


@new.command("report")
def new_report(
    folder: Annotated[
        Path, typer.Argument(help="The folder to make. It must not exist, or be empty.")
    ],
    title: Annotated[
        str, typer.Option(help="The title. By default it is the name of the folder.")
    ] = "",
    traceback: shared.Traceback = False,
) -> None:
    """Make a whole small report that publishes as it is, to be filled with another argument."""
    from press.author import skeletons as skeleton  # noqa: PLC0415

    shared.print_written(skeleton.report(folder, title))
    print(f"Go to {folder} and run `fulcrum preview`.")


@new.command("claim")
def new_claim(
    name: Annotated[str, typer.Argument(help="The identifier of the claim.")],
    text: Annotated[str, typer.Argument(help="The claim in one sentence.")],
    chapter: Annotated[str, typer.Option(help="The chapter that judges it.")],
    kind: Annotated[str, typer.Option(help="What kind of claim it is.")] = "descriptive",
    theme: Annotated[
        str, typer.Option(help="What it is about. By default that is the chapter.")
    ] = "",
    traceback: shared.Traceback = False,
) -> None:
    """Add a claim to the seeds with a test to fill in, and say what to write in its chapter."""
    from press.author import skeletons as skeleton  # noqa: PLC0415

    written, cell = skeleton.claim(
        shared.workspace(), name, text, chapter=chapter, kind=kind, theme=theme
    )
    shared.print_written(written)
    print(
        f"Fill in what is empty there. Then end a cell of chapters/{chapter}.ipynb in this, where "
        f"'measured' is the number of the test:\n\n{cell}"
    )


@new.command("chapter")
def new_chapter(
    name: Annotated[str, typer.Argument(help="The name of the notebook, without its suffix.")],
    title: Annotated[
        str, typer.Option(help="The title in the contents. By default it is the name.")
    ] = "",
    traceback: shared.Traceback = False,
) -> None:
    """Make a notebook that runs and passes the gate, and its line in the contents."""
    from press.author import skeletons  # noqa: PLC0415

    shared.print_written(skeletons.chapter(shared.workspace(), name, title))


@new.command("source")
def new_source(
    name: Annotated[str, typer.Argument(help="The name of the folder under data/.")],
    files: Annotated[list[Path], typer.Argument(help="CSV files with a header.")],
    publisher: Annotated[str, typer.Option(help="Who publishes the data.")],
    version: Annotated[str, typer.Option(help="The vintage: a date or an edition.")],
    licence: Annotated[str, typer.Option(help="The terms of use, as they are published.")],
    title: Annotated[str, typer.Option(help="The title. By default it is the name.")] = "",
    traceback: shared.Traceback = False,
) -> None:
    """Make a data package of CSV files: types, bounds, key and hashes inferred."""
    from press.author import skeletons  # noqa: PLC0415

    written = skeletons.source(
        shared.workspace(),
        name,
        files,
        publisher=publisher,
        version=version,
        licence=licence,
        title=title,
    )
    shared.print_written(written)


@new.command("coder")
def new_coder(
    name: Annotated[str, typer.Argument(help="The name of the coder.")],
    page: Annotated[
        bool, typer.Option("--page", help="Also make a page to code on, offline.")
    ] = False,
    traceback: shared.Traceback = False,
) -> None:
    """Make a blank, shuffled coding sheet of the events, with the codebook and nobody's codes."""
    from press.author import coding_sheets  # noqa: PLC0415

    shared.print_written(coding_sheets.coder(shared.workspace(), name, page=page))
    if page:
        print(f"Send coder-{name}.html to the coder, who sends back the CSV that it downloads.")
    print(
        f"Fill data/coder-{name}/coding.csv, then run "
        f'`fulcrum seal coder-{name} --because "The sheet is coded."`.'
    )
