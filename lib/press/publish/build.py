"""A build: execute what is stale, then publish; another case is executed aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fulcrum.errors import FulcrumError
from press.execute import runs, schedule
from press.publish import publication
from press.workspace.workspace import Workspace


def build(
    workspace: Workspace,
    runner: schedule.Runner,
    *,
    chapters: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    force: bool = False,
    lane: str = "edit",
    executed: Callable[[runs.Run], None] = lambda _: None,
) -> tuple[Path, publication.Published | None]:
    """Execute what is stale and publish it; with parameters, execute aside and publish nothing.

    Returns the folder of the book, or of what was executed aside, and what was published. executed:
    called with what was executed and what failed, before anything is published. Raises FulcrumError
    when a chapter failed or the gate refuses; the book published before then stays.
    """
    if parameters:
        workspace = workspace.at(workspace.runs / runs.words_of(parameters))
    run = schedule.execute(
        workspace, runner, chapters=chapters, parameters=parameters, force=force, lane=lane
    )
    executed(run)
    if run.failed:
        raise FulcrumError("Not published: a chapter failed. The book published before stays.")
    if parameters:
        return workspace.build, None
    return workspace.html, publication.publish(workspace)
