"""Publication: built aside, checked, and swapped in by rename."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.execute import runs, schedule
from press.publish import downloads, gate, site, site_files, studio
from press.workspace.aside import replacing
from press.workspace.notebooks import digest, sha256, write
from press.workspace.workspace import Workspace

STAMP: Final = "book.json"
"""What a published book says of itself."""


def frame(workspace: Workspace) -> list[Path]:
    """The files of a book on which any page may rest: all but single pages and styles."""
    paths = [workspace.config, workspace.contents_file, workspace.benchmark_file]
    paths += [workspace.claims_file, workspace.palette_file]
    paths += sorted(workspace.chapter_folder.glob("*.bib"))
    paths += [workspace.descriptor_file(name) for name in workspace.sources()]
    paths += downloads.inputs(workspace)
    press = Path(__file__).parent.rglob("*.*")
    return [*paths, *sorted(p for p in press if p.suffix not in {".pyc", ".css"})]


def identity(workspace: Workspace) -> str:
    """One SHA-256 over all that the published book is made of."""
    paths = [*frame(workspace), *sorted(Path(__file__).parent.rglob("*.css"))]
    unlike = {".ipynb", ".bib"}
    paths += sorted(p for p in workspace.chapter_folder.glob("*.*") if p.suffix not in unlike)
    paths += [workspace.executed_file(chapter.name) for chapter in workspace.chapters]
    parts = [(path.name, digest(path)) for path in paths]
    parts += [(chapter.name, chapter.settings.get("signature")) for chapter in workspace.chapters]
    return sha256(json.dumps(parts).encode())


def publish(workspace: Workspace, *, complete: bool = True) -> bool:
    """Publish the executed chapters to ``workspace.html``; whether anything had changed.

    complete: refuse a claim that no chapter judges; a book of some chapters alone does not. Nothing
    is built when nothing changed. Raises FulcrumError with every finding of the gate; the
    book published before then stays as it was.
    """
    target = workspace.html
    now = identity(workspace)
    stamp = target / STAMP
    pdf = downloads.printed(workspace, now)
    state = {"identity": now, "pdf": pdf and digest(pdf)}
    if stamp.is_file() and json.loads(stamp.read_text()) == state:
        return False
    gate.refuse(gate.check(workspace, complete=complete))
    site.stage(workspace)
    downloads.add(workspace, now)
    with replacing(target) as aside:
        gate.refuse(gate.warning_findings(site.build_html(workspace, aside)))
        site_files.complete(workspace, aside)
        write(aside / STAMP, json.dumps(state))
        gate.refuse(gate.site_findings(aside))
    return True


def build(
    workspace: Workspace,
    runner: schedule.Runner,
    *,
    chapters: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    force: bool = False,
    lane: str = "edit",
    executed: Callable[[runs.Run], None] = lambda _: None,
) -> tuple[Workspace, bool | None]:
    """Execute what is stale, then publish it; with parameters, execute aside and publish nothing.

    Returns where it was executed, and whether the book changed; None when nothing was published.
    executed: called with what was executed and what failed, before anything is published. Raises
    FulcrumError when a chapter failed or the gate refuses; the book published before then stays.
    """
    if parameters:
        workspace = workspace.at(workspace.runs / runs.words_of(parameters))
    with studio.studio(workspace) as paint:

        def progress(name: str, state: str) -> None:
            runner.progress(name, state)
            if state == "done" and not parameters:
                paint(name)

        run = schedule.execute(
            workspace,
            replace(runner, progress=progress),
            chapters=chapters,
            parameters=parameters,
            force=force,
            lane=lane,
        )
        executed(run)
        if run.failed:
            raise FulcrumError(
                "Nothing was published, because a chapter failed. The book published before "
                "stays as it was."
            )
    return workspace, None if parameters else publish(workspace)


def published_identity(workspace: Workspace) -> str:
    """The identity of the published book.

    Raises FulcrumError when there is none, or when it is behind its sources.
    """
    path = workspace.html / STAMP
    if not path.is_file():
        raise FulcrumError("There is no published book to print. Run `fulcrum build` first.")
    published = str(json.loads(path.read_text(encoding="utf-8"))["identity"])
    if published != identity(workspace):
        raise FulcrumError(
            "The sources changed after the book was published. Run `fulcrum build` first."
        )
    return published
