"""Progress as a person sees it: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from rich.live import Live
from rich.progress import Progress as Counter
from rich.text import Text

MARKS = {"running": "…", "done": "✓", "fresh": "·", "failed": "✗", "skipped": "–"}


class Progress:
    """Takes each change of a chapter's state, and shows the latest of all."""

    def __init__(self, live: Live | None) -> None:
        """Show in ``live``, or print lines when there is no terminal."""
        self.live = live
        self.states: dict[str, str] = {}

    def __call__(self, name: str, state: str) -> None:
        """Note that a chapter is running, done, fresh, failed or skipped."""
        self.states[name] = state
        if self.live is not None:
            settled = sum(state != "running" for state in self.states.values())
            parts = [f"{MARKS[state]} {name}" for name, state in self.states.items()]
            self.live.update(Text("  ".join([f"{settled}/{len(parts)}", *parts])))
        elif state == "running":
            print(f"executing {name}", flush=True)

    def close(self) -> None:
        """Stop showing, so that what is printed next stands below."""
        if self.live is not None:
            self.live.stop()


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress display for the time of a build."""
    live = Live(refresh_per_second=8) if sys.stdout.isatty() else None
    with live or nullcontext():
        yield Progress(live)


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function that shows how many of some things are done, of how many.

    Without a terminal a line is printed at each tenth.
    """
    if not sys.stdout.isatty():

        def told(done: int, of: int) -> None:
            if done * 10 // of > (done - 1) * 10 // of:
                print(f"{done:,} of {of:,} {what}", flush=True)

        yield told
        return
    with Counter() as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)
