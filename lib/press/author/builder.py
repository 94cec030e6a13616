"""The builder behind a preview: a process that builds the book each time a line asks it to.

It reads ``build`` lines on standard input and answers each with one line of JSON on the descriptor
that was its standard output. The server starts a new one when a module that it has imported
changes, so that a preview follows the library without a restart by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    from press.workspace.workspace import Workspace


def pages_of(site: Path) -> dict[str, str]:
    """SHA-256 of every page, style and script of a published book, by path."""
    wanted = [p for p in site.rglob("*") if p.suffix in {".html", ".css", ".js"} and p.is_file()]
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in wanted
    }


def loaded() -> list[str]:
    """Files of the modules of the library that this process has imported, links followed."""
    ours = [m for name, m in sys.modules.items() if name.partition(".")[0] in {"fulcrum", "press"}]
    files = (getattr(module, "__file__", None) for module in ours)
    return sorted(str(Path(path).resolve()) for path in files if path)


def build(workspace: Workspace) -> dict[str, Any]:
    """Execute what is stale and publish; what came of it, failures in words."""
    from press.execute import schedule  # noqa: PLC0415 - a broken module must be an answer
    from press.publish import publication  # noqa: PLC0415 - a broken module must be an answer
    from press.workspace.lock import locked  # noqa: PLC0415

    with locked(workspace):
        run = schedule.execute(workspace.folder, out=workspace.build)
        if run.failed:
            failures = [
                {
                    "chapter": failure.chapter,
                    "cell": failure.cell_id,
                    "line": failure.line,
                    "error": failure.error,
                    "traceback": failure.traceback,
                }
                for failure in run.failed
            ]
            return {"state": "failed", "failures": failures}
        publication.publish(workspace)
    executed = sorted(run.executed)
    return {"state": "published", "executed": executed, "pages": pages_of(workspace.html)}


def answered(folder: Path) -> dict[str, Any]:
    """The same, with every error as an answer in words."""
    try:
        from press.workspace.workspace import Workspace  # noqa: PLC0415

        return build(Workspace.open(folder))
    except FulcrumError as error:
        words, trace = str(error), ""
    except Exception as error:
        import traceback  # noqa: PLC0415 - seldom needed

        words, trace = f"{type(error).__name__}: {error}", traceback.format_exc()
    failure = {"chapter": "", "cell": "", "line": None, "error": words, "traceback": trace}
    return {"state": "failed", "failures": [failure]}


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not stand between the answers
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        if line.strip() == "build":
            answers.write(json.dumps(answered(folder) | {"modules": loaded()}) + "\n")
            answers.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
