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
import traceback
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from fulcrum.errors import FulcrumError


def failed_build(error: str, traceback: str = "") -> dict[str, Any]:
    """The answer of a build that failed, but not in a chapter."""
    failure = {"chapter": "", "cell": "", "line": None, "error": error, "traceback": traceback}
    return {"state": "failed", "failures": [failure]}


def pages_of(site: Path) -> dict[str, str]:
    """SHA-256 of every page, style and script of a published book, by path."""
    paths = (path for suffix in ("html", "css", "js") for path in site.rglob(f"*.{suffix}"))
    return {str(p.relative_to(site)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def loaded() -> list[str]:
    """Files of the modules of the library that this process has imported, links followed."""
    ours = [m for name, m in sys.modules.items() if name.partition(".")[0] in {"fulcrum", "press"}]
    files = (getattr(module, "__file__", None) for module in ours)
    return sorted(str(Path(path).resolve()) for path in files if path)


def answered(folder: Path) -> dict[str, Any]:
    """Execute what is stale and publish; what came of it, every error in words."""
    try:  # a module that cannot be imported must be an answer, too
        from press.execute import schedule  # noqa: PLC0415
        from press.publish import publication  # noqa: PLC0415
        from press.workspace.lock import locked  # noqa: PLC0415
        from press.workspace.workspace import Workspace  # noqa: PLC0415

        workspace = Workspace.open(folder)
        with locked(workspace):
            run = schedule.execute(workspace)
            if not run.failed:
                publication.publish(workspace)
    except FulcrumError as error:
        return failed_build(str(error))
    except Exception as error:
        return failed_build(f"{type(error).__name__}: {error}", traceback.format_exc())
    if run.failed:
        plain = [asdict(replace(failure, notebook=None)) for failure in run.failed]
        failures = [failure | {"cell": failure["cell_id"]} for failure in plain]
        return {"state": "failed", "failures": failures}
    executed = sorted(run.executed)
    return {"state": "published", "executed": executed, "pages": pages_of(workspace.html)}


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
