"""The builder behind a preview: a process that does what each line asks it for.

It reads words on standard input and answers each with lines of JSON on the descriptor that was its
standard output. A preview has two: one executes and shows single pages at once, the other publishes
the whole book and is interrupted when something changes meanwhile. The server starts new ones when
a module that they have imported changes, so that a preview follows the library.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    from press.author.live_pages import LivePages
    from press.workspace.workspace import Workspace

WORDS: Final = ("execute", "style", "publish", "warm")
"""What this process can be asked for."""
VERSION: Final = re.compile(r"(?<=\.css)\?v=\w+")


def failed_build(error: str, traceback: str = "") -> dict[str, Any]:
    """The answer of a build that failed, but not in a chapter."""
    failure = {"chapter": "", "cell": "", "line": None, "error": error, "traceback": traceback}
    return {"state": "failed", "failures": [failure]}


def pages_of(site: Path) -> dict[str, str]:
    """What a browser would see change of a published book: a hash of every page and script."""
    paths = (path for suffix in ("html", "css", "js") for path in site.rglob(f"*.{suffix}"))
    return {
        str(path.relative_to(site)): seen(path.read_text(encoding="utf-8"))
        for path in paths
        if path.name != "sections.js"  # read anew by each search
    }


def seen(text: str) -> str:
    """SHA-256 of a page, whichever version of the stylesheet it names."""
    return hashlib.sha256(VERSION.sub("", text).encode()).hexdigest()


def loaded() -> list[str]:
    """Files of the modules of the library that this process has imported, links followed."""
    ours = [m for name, m in sys.modules.items() if name.partition(".")[0] in {"fulcrum", "press"}]
    files = (getattr(module, "__file__", None) for module in ours)
    return sorted(str(Path(path).resolve()) for path in files if path)


def _in_words(error: Exception) -> dict[str, Any]:
    if isinstance(error, FulcrumError):
        return failed_build(str(error))
    return failed_build(f"{type(error).__name__}: {error}", traceback.format_exc())


class Maker:
    """What this process does, by the word that asks for it. Each answer is one line.

    An answer that has ``next`` is followed by others.
    """

    def __init__(self, folder: Path, say: Callable[[dict[str, Any]], None]) -> None:
        """Nothing is imported yet, so that a module that cannot be imported is an answer, too."""
        self.folder, self.say = folder, say
        self.live: LivePages | None = None

    @property
    def workspace(self) -> Workspace:
        """The report as it now stands."""
        from press.workspace.workspace import Workspace  # noqa: PLC0415

        return Workspace.open(self.folder)

    def show(self) -> None:
        """Say at once how pages that changed now look; FulcrumError with the warnings of Sphinx."""
        pages = self.live.changed() if self.live else {}
        if pages:
            self.say({"state": "shown", "shown": pages, "next": True})

    def execute(self) -> dict[str, Any]:
        """Execute what is stale, and show each page that changed as soon as it can be made."""
        import_module("press.author.live_pages")  # what cannot be imported is said first
        from press.execute import schedule  # noqa: PLC0415
        from press.workspace.lock import locked  # noqa: PLC0415

        workspace = self.workspace
        if self.live and not self.live.fits():
            self.live.close()
            self.live = None

        def progress(_name: str, state: str) -> None:
            if state == "done":  # what is amiss may be mended by a chapter that still runs
                with contextlib.suppress(FulcrumError):
                    self.show()

        with locked(workspace):
            run = schedule.execute(workspace, schedule.Runner(progress=progress))
            if not run.failed:
                self.show()
        if run.failed:
            plain = [asdict(replace(failure, notebook=None)) for failure in run.failed]
            failures = [failure | {"cell": failure["cell_id"]} for failure in plain]
            return {"state": "failed", "failures": failures}
        return {"state": "executed", "executed": sorted(run.executed), "warm": bool(self.live)}

    def publish(self) -> dict[str, Any]:
        """Publish what is executed."""
        from press.publish import publication  # noqa: PLC0415
        from press.workspace.lock import locked  # noqa: PLC0415

        workspace = self.workspace
        with locked(workspace):
            publication.publish(workspace)
        return {"state": "published", "pages": pages_of(workspace.html)}

    def warm(self) -> dict[str, Any]:
        """Make ready for single pages."""
        from press.author.live_pages import LivePages  # noqa: PLC0415

        self.live = self.live or LivePages(self.workspace)
        return {"state": "warm"}

    def style(self) -> dict[str, Any]:
        """Show the stylesheet as it now stands."""
        from press.publish import stylesheet  # noqa: PLC0415

        if self.live is None:
            return {"state": "executed", "executed": [], "warm": False}
        shown = {f"_static/{stylesheet.NAME}": self.live.style()}
        self.say({"state": "shown", "shown": shown, "next": True})
        return {"state": "executed", "executed": [], "warm": True}

    def answer(self, word: str) -> dict[str, Any]:
        """What came of doing what a word asks for, every error in words."""
        try:
            done: dict[str, Any] = getattr(self, word)()
        except Exception as error:
            return _in_words(error)
        return done


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not stand between the answers

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    maker = Maker(Path(sys.argv[1]), say)
    for line in sys.stdin:
        if line.strip() in WORDS:
            say(maker.answer(line.strip()) | {"modules": loaded()})


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
