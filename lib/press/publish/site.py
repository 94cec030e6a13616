"""Sphinx, called in process on a staged copy of the book with Jupyter Book's settings."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import FileSystemBytecodeCache

from fulcrum.evidence.payloads import FIGURE, LAB_CHART
from press.publish import exports, render
from press.workspace.canonical import KEPT_DIGITS, rounded
from press.workspace.notebooks import Notebook, packed, write
from press.workspace.workspace import Workspace

THEME: Final = Path(__file__).parent / "theme"
"""Templates that stand in the place of the theme's."""
WIDTHS: Final = ("wide", "narrow")
"""The specifications of a figure for the two widths of a page."""
EXTENSIONS: Final = (
    "myst_nb",
    "jupyter_book",
    "sphinx_external_toc",
    "sphinx_book_theme",
    "sphinxcontrib.bibtex",
    "press.publish.extension",
)
"""Jupyter Book's own set without thebe, comments and intersphinx, which ask other hosts."""


def _carried(notebook: Notebook) -> Notebook:
    """A chapter to take away: its charts once, as JupyterLab shows them, and not for two widths."""
    cells = []
    for cell in notebook["cells"]:
        outputs = []
        for output in cell.get("outputs", []):
            data = dict(output.get("data", {}))
            if LAB_CHART in data and FIGURE in data:
                data[LAB_CHART] = rounded(data[LAB_CHART], KEPT_DIGITS)
                data[FIGURE] = {k: v for k, v in data[FIGURE].items() if k not in WIDTHS}
            outputs.append(output | ({"data": data} if data else {}))
        cells.append(cell | ({"outputs": outputs} if outputs else {}))
    return notebook | {"cells": cells}


def stage(workspace: Workspace) -> None:
    """Make ``workspace.stage``: executed chapters, assets and what can be taken away."""
    folder, extra = workspace.stage, workspace.stage_extra
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for page in workspace.pages:
        if page.path.suffix == ".ipynb":
            notebook = workspace.executed_notebook(page.name)
            write(folder / page.path.name, packed(notebook))
            write(extra / "notebooks" / page.path.name, packed(_carried(notebook)))
            for figure in workspace.figures(page.name):
                exports.export(workspace, figure, extra / "figures" / page.name)
        else:
            shutil.copy(page.path, folder)
    for bibliography in workspace.chapter_folder.glob("*.bib"):
        shutil.copy(bibliography, folder)
    write(folder / "_toc.yml", flat_contents(workspace))
    assets(workspace, workspace.stage_assets)


def flat_contents(workspace: Workspace) -> str:
    """The table of contents for pages that stand side by side."""
    contents = json.dumps(yaml.safe_load(workspace.contents_file.read_text(encoding="utf-8")))
    flat = json.loads(
        contents,
        object_hook=lambda entry: (
            entry | {key: Path(entry[key]).name for key in ("root", "file") if key in entry}
        ),
    )
    return json.dumps(flat)


def assets(workspace: Workspace, folder: Path) -> None:
    """Put into a folder the styles and scripts of the book."""
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


@contextmanager
def application(
    workspace: Workspace, target: Path, warnings: io.StringIO, *, cards: bool = True
) -> Iterator[Any]:
    """Sphinx as it builds the staged book into ``target``; warnings: where it gives its warnings.

    cards: draw the pictures that are shown with the addresses of pages.
    """
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
    config |= {
        "extensions": list(EXTENSIONS),
        "fulcrum_workspace": workspace,
        "fulcrum_cards": cards,
        **configuration(workspace, config["html_theme_options"]),
    }
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
        yield app


def build_html(workspace: Workspace, target: Path) -> list[str]:
    """Build the staged book into ``target``; the warnings Sphinx gave, one a line."""
    warnings = io.StringIO()
    with application(workspace, target, warnings) as app:
        app.build(force_all=True)
    for name in (".buildinfo", "objects.inv"):  # what only the next build would read
        (target / name).unlink(missing_ok=True)
    return warning_lines(workspace.stage, warnings)


def warning_lines(staged: Path, warnings: io.StringIO) -> list[str]:
    """The warnings of Sphinx, one a line, with the chapters as their authors know them."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue())
    return [line.replace(f"{staged}/", "chapters/") for line in plain.splitlines() if line.strip()]
