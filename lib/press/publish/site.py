"""Sphinx, called in process on a staged copy of the book with Jupyter Book's settings."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import FileSystemBytecodeCache

from press.publish import exports, render
from press.workspace.notebooks import digest, sha256, write
from press.workspace.workspace import Workspace

THEME: Final = Path(__file__).parent / "theme"
"""Templates that stand in the place of the theme's."""
EXTENSIONS: Final = (
    "myst_nb",
    "jupyter_book",
    "sphinx_external_toc",
    "sphinx_book_theme",
    "sphinxcontrib.bibtex",
    "press.publish.extension",
)
"""Jupyter Book's own set without thebe, comments and intersphinx, which ask other hosts."""


def stage(workspace: Workspace) -> None:
    """Make ``workspace.stage``: executed chapters, assets and what can be taken away."""
    folder, extra = workspace.stage, workspace.stage_extra
    shutil.rmtree(folder, ignore_errors=True)
    sources(
        workspace, folder, {c.name: workspace.executed_file(c.name) for c in workspace.chapters}
    )
    for chapter in workspace.chapters:
        write(extra / "notebooks" / chapter.path.name, (folder / chapter.path.name).read_bytes())
        for figure in workspace.figures(chapter.name):
            exports.export(workspace, figure, extra / "figures" / chapter.name)
    _assets(workspace, workspace.stage_assets)


def sources(workspace: Workspace, folder: Path, chapters: Mapping[str, Path]) -> None:
    """Put side by side in a folder what Sphinx reads: pages, references and contents.

    A file that is there already stays as old as it is. chapters: the notebook of each, by name.
    """
    paths = [chapters.get(page.name, page.path) for page in workspace.pages]
    contents = json.dumps(yaml.safe_load(workspace.contents_file.read_text(encoding="utf-8")))
    flat = json.loads(
        contents,
        object_hook=lambda entry: (
            entry | {key: Path(entry[key]).name for key in ("root", "file") if key in entry}
        ),
    )
    staged = {path.name: path.read_bytes() for path in paths}
    staged |= {path.name: path.read_bytes() for path in workspace.chapter_folder.glob("*.bib")}
    staged["_toc.yml"] = json.dumps(flat).encode()
    for name, content in staged.items():
        if digest(folder / name) != sha256(content):
            write(folder / name, content)


def _assets(workspace: Workspace, folder: Path) -> None:
    write(folder / "fulcrum.css", render.css("fulcrum", workspace.colours))
    names = ("address.js", "fulcrum.js", "explorers.js", "judgement.js", "search.js", "favicon.svg")
    for name in names:
        shutil.copy(render.STATIC / name, folder)
    if workspace.settings.logo:
        shutil.copy(workspace.folder / workspace.settings.logo, folder)
    kept = workspace.rendered / "vega.js"
    if not kept.is_file():
        import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

        bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
        write(kept, f"(function(){{{bundle}\n}})();\n")  # its names stay inside
    shutil.copy(kept, folder)


def configuration(workspace: Workspace, theme: Mapping[str, Any]) -> dict[str, Any]:
    """What Sphinx is told of a staged book that its settings do not say.

    theme: the options of the theme as the settings give them.
    """
    assets, logo = workspace.stage_assets, workspace.settings.logo
    return {
        "html_static_path": [str(assets)],
        "html_extra_path": [str(workspace.stage_extra)],
        "html_css_files": ["fulcrum.css"],
        "html_js_files": [  # others use the first, and the last reads what they have done
            ("address.js", {"defer": "defer", "priority": 400}),
            ("fulcrum.js", {"defer": "defer"}),
        ],
        "html_theme_options": {**theme, "primary_sidebar_end": []},  # where it advertises
        "html_baseurl": workspace.settings.address,
        "html_favicon": str(assets / "favicon.svg"),
        "html_logo": str(assets / Path(logo).name) if logo else "",
        "html_context": {"default_mode": "auto"},
        "html_use_index": False,
        "html_additional_pages": {"search": "search.html"},
        "html_permalinks_icon": "",  # drawn by the stylesheet, so that a heading is its words
        "exclude_patterns": ["_assets", "_extra", "_toc.yml"],
        "templates_path": [str(THEME)],
    }


def build_html(workspace: Workspace, target: Path) -> list[str]:
    """Build the staged book into ``target``; the warnings Sphinx gave, one a line."""
    from jupyter_book.config import get_final_config  # noqa: PLC0415 - imports Sphinx
    from sphinx.application import Sphinx  # noqa: PLC0415
    from sphinx.util.docutils import docutils_namespace, patch_docutils  # noqa: PLC0415

    staged = workspace.stage
    overrides = {"external_toc_path": str(staged / "_toc.yml"), "latex_individualpages": False}
    config, _ = get_final_config(
        user_yaml=workspace.config, cli_config=overrides, sourcedir=staged, validate=False
    )
    for name in ("comments_config", "thebe_config"):
        config.pop(name, None)
    config |= {"extensions": list(EXTENSIONS), "fulcrum_workspace": workspace}
    config |= configuration(workspace, config["html_theme_options"])
    warnings = io.StringIO()
    with patch_docutils(None), docutils_namespace():
        app = Sphinx(
            srcdir=staged,
            confdir=None,
            outdir=target,
            doctreedir=workspace.doctrees,
            buildername="html",
            confoverrides=config,
            status=None,
            warning=warnings,
            freshenv=True,
        )
        compiled = workspace.rendered / "templates"  # the theme's, once and not at each build
        compiled.mkdir(parents=True, exist_ok=True)
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        app.build(force_all=True)
    for name in (".buildinfo", "objects.inv"):  # what only the next build would read
        (target / name).unlink(missing_ok=True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue())
    return [line.replace(f"{staged}/", "chapters/") for line in plain.splitlines() if line.strip()]
