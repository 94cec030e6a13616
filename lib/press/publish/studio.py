"""Pictures drawn side by side, in processes of their own, while chapters are still executed.

Every picture is a pure function of a figure, kept by its hash. What is drawn here ahead of time is
therefore found by publication, which itself draws what is missing and raises what goes wrong.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Final

from fulcrum.evidence.payloads import Figure
from press.publish import exports, sharing
from press.workspace.workspace import Workspace

GIVING_WAY: Final = 10
"""How far the pictures give way to the chapters, for which others may wait."""


def draw(workspace: Workspace, chapter: str, figure: Figure) -> None:
    """All pictures of one figure, and the card of its page or its chapter."""
    exports.pictures(workspace, figure)
    if workspace.settings.address or figure == sharing.signature(workspace, chapter):
        exports.png(sharing.card(workspace, figure["title"], figure), workspace.rendered)


@contextmanager
def studio(workspace: Workspace, painters: int = 0) -> Iterator[Callable[[str], None]]:
    """A function that has the pictures of an executed chapter drawn; at the end all are drawn.

    painters: processes, by default one for each processor. They begin with the first figure.
    """
    painters = painters or os.cpu_count() or 1
    pool = ProcessPoolExecutor(
        painters,
        mp_context=multiprocessing.get_context("spawn"),  # kernels are forked from another
        initializer=os.nice,
        initargs=(GIVING_WAY,),
    )
    drawn: list[Future[None]] = []

    def paint(chapter: str) -> None:
        drawn.extend(
            pool.submit(draw, workspace, chapter, one) for one in workspace.figures(chapter)
        )

    try:
        yield paint
        wait(drawn)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
