"""Plain ``jupyter-book build .``: the book as ``fulcrum build`` left it.

Jupyter Book would read the notebooks where they stand, which hold no outputs. So it is given the
executed ones, with the settings that the press gives. Where it is told to execute by itself, or a
notebook holds outputs of its own, it is given the notebooks as stored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from press.execute import receipts
from press.publish import publication, site, site_files
from press.workspace import notebooks
from press.workspace.notebooks import Chapter, digest, sha256
from press.workspace.workspace import Workspace

LOGGER: Final = logging.getLogger(__name__)
LEFT_OUT: Final = (
    *("sphinx_thebe", "sphinx_comments", "sphinx_togglebutton", "sphinx_copybutton"),
    *("sphinx_design", "sphinx.ext.intersphinx"),
)
"""Extensions of Jupyter Book that ask other hosts, or bring what no page uses."""
FILES: Final = ("clipboard", "copybutton", "sphinx-thebe", "togglebutton", "https:")
"""The files that these bring, by how their names begin."""


def _holds_outputs(chapter: Chapter) -> bool:
    return any(cell.get("outputs") for cell in chapter.cells)


def _say_what_is_behind(workspace: Workspace, chapters: list[Chapter]) -> None:
    """Warn of chapters whose sources changed after they were executed."""
    for chapter in chapters:
        parameters: dict[str, Any] = {}
        upstream = notebooks.upstream(chapter, workspace.chapters)
        if reason := receipts.stale_because(workspace, chapter, parameters, upstream):
            LOGGER.warning(
                "%s is shown as it was executed earlier (%s). Run `fulcrum build`.",
                chapter.name,
                reason,
            )


def _stage(workspace: Workspace, executed: Mapping[str, Path]) -> None:
    """Put side by side what Sphinx reads; a file that is there already stays as old as it is."""
    paths = [executed.get(page.name, page.path) for page in workspace.pages]
    paths += workspace.chapter_folder.glob("*.bib")
    staged = {path.name: path.read_bytes() for path in paths}
    staged["_toc.yml"] = site.flat_contents(workspace).encode()
    for name, content in staged.items():
        if digest(workspace.plain / name) != sha256(content):
            notebooks.write(workspace.plain / name, content)


def _is_wanted(handler: object) -> bool:
    """Whether what an extension listens with is of one that the press uses, too."""
    return not str(getattr(handler, "__module__", "")).startswith(LEFT_OUT)


def _give_the_book(app: Sphinx, config: Config) -> None:
    """Turn a build that Jupyter Book began on the sources to what `fulcrum build` left."""
    if config.fulcrum_workspace:  # the press calls Sphinx itself
        return
    workspace = Workspace.open(Path(app.srcdir))
    missing = [c.name for c in workspace.chapters if not workspace.record_file(c.name).is_file()]
    if missing:
        sys.exit(  # Jupyter Book shows a traceback of every exception
            f"There is no record of {', '.join(missing)}: run `fulcrum build` once, and "
            "`jupyter-book build .` finds what it leaves."
        )
    stored = config.nb_execution_mode != "off"
    shown = [c for c in workspace.chapters if not stored and not _holds_outputs(c)]
    _say_what_is_behind(workspace, shown)
    executed = {chapter.name: workspace.executed_file(chapter.name) for chapter in shown}
    _stage(workspace, executed)
    records = [digest(workspace.record_file(chapter.name)) for chapter in workspace.chapters]
    settings = site.configuration(workspace, config.html_theme_options)
    settings["external_toc_path"] = str(workspace.plain / "_toc.yml")
    settings["fulcrum_workspace"] = workspace
    settings["fulcrum_records"] = sha256(json.dumps(records).encode())
    config.overrides.update(settings)  # so that no theme takes them for its own defaults
    for name, value in settings.items():
        setattr(config, name, value)
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if _is_wanted(one.handler)]
    registered: list[list[Any]] = [app.registry.css_files, app.registry.js_files]
    for files in registered:
        files[:] = [file for file in files if file[0] and not file[0].startswith(FILES)]
    app.srcdir = app.confdir = type(app.srcdir)(workspace.plain)
    (workspace.html / publication.STAMP).unlink(missing_ok=True)  # it is another book from here on
    app.connect("build-finished", _complete)


def _complete(app: Sphinx, failure: Exception | None) -> None:
    """Put beside the pages what the press puts there, unless nothing was written."""
    target = Path(app.outdir)
    if failure is None and (target / "_static" / site_files.UNUSED[0]).exists():
        site_files.complete(app.config.fulcrum_workspace, target)


def register(app: Sphinx) -> None:
    """Step in before the contents are read; pages are made anew when a record has changed."""
    app.add_config_value("fulcrum_records", "", "env")
    app.connect("config-inited", _give_the_book, priority=1)
