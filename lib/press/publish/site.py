"""Sphinx, called in process on a staged copy of the book with Jupyter Book's settings."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import FileSystemBytecodeCache

from fulcrum.evidence.data import package, sources
from press.publish import exports, render
from press.workspace import notebooks
from press.workspace.notebooks import dumped, write

STATIC: Final = Path(__file__).parent / "static"
EXTENSIONS: Final = (
    "myst_nb",
    "jupyter_book",
    "sphinx_external_toc",
    "sphinx_book_theme",
    "sphinxcontrib.bibtex",
    "press.publish.extension",
)
"""Jupyter Book's own set without thebe, comments and intersphinx, which ask other hosts."""


def _flat(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: Path(value).name if key in {"file", "root"} else _flat(value)
            for key, value in node.items()
        }
    return [_flat(item) for item in node] if isinstance(node, list) else node


def _staged_notebook(path: Path) -> str:
    """An executed notebook with every code cell folded, ready for Sphinx."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            tags = cell["metadata"].setdefault("tags", [])
            tags += [tag for tag in ("hide-input",) if tag not in tags]
            folded = "hide-output" in tags  # then code and outputs have a fold of their own
            name = f"{{type}}: {cell['id']}" if folded else f"Code: {cell['id']}"
            words = {"code_prompt_show": name}
            cell["metadata"]["mystnb"] = words | {"code_prompt_hide": words["code_prompt_show"]}
    return dumped(notebook)


def stage(root: Path, build: Path) -> Path:
    """A mirror of the book with executed chapters, assets and what can be taken away."""
    folder = build / "stage"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for page in notebooks.pages(root):
        if page.suffix == ".ipynb":
            executed = build / "executed" / page.name
            write(folder / page.name, _staged_notebook(executed))
            _export(page.stem, executed, build, folder / "_extra")
        else:
            shutil.copy(page, folder / page.name)
    for bibliography in (root / "chapters").glob("*.bib"):
        shutil.copy(bibliography, folder / bibliography.name)
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    write(folder / "_toc.yml", yaml.safe_dump(_flat(toc), sort_keys=False))
    _assets(folder / "_assets", build / "rendered")
    for name in sources():
        for part in package(name)["resources"]:
            origin = root / "data" / name / part["path"]
            target = folder / "_extra" / "data" / name / part["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(origin, target)
        shutil.copy(root / "data" / name / "datapackage.json", target.parent)
    return folder


def _export(chapter: str, executed: Path, build: Path, extra: Path) -> None:
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    for _, payload in notebooks.payloads(notebook, notebooks.FIGURE):
        exports.export(payload, extra / "figures" / chapter, build / "rendered")
    write(extra / "notebooks" / executed.name, dumped(notebook))


def _assets(folder: Path, memo: Path) -> None:
    folder.mkdir(parents=True)
    style = (STATIC / "fulcrum.css").read_text(encoding="utf-8")
    write(folder / "fulcrum.css", render.palette_css() + style)
    for name in ("fulcrum.js", "explorers.js", "favicon.svg", "logo.svg"):
        shutil.copy(STATIC / name, folder / name)
    kept = memo / "vega.js"
    if not kept.is_file():
        import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

        bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
        write(kept, f"(function(){{{bundle}\n}})();\n")  # its names stay inside
    shutil.copy(kept, folder / "vega.js")


def build_html(root: Path, staged: Path, build: Path, target: Path) -> list[str]:
    """Build the staged book into ``target``; the warnings Sphinx gave, one a line."""
    from jupyter_book.config import get_final_config  # noqa: PLC0415 - imports Sphinx
    from sphinx.application import Sphinx  # noqa: PLC0415
    from sphinx.util.docutils import docutils_namespace, patch_docutils  # noqa: PLC0415

    overrides = {"external_toc_path": str(staged / "_toc.yml"), "latex_individualpages": False}
    config, _ = get_final_config(
        user_yaml=root / "_config.yml", cli_config=overrides, sourcedir=staged, validate=False
    )
    for name in ("comments_config", "thebe_config"):
        config.pop(name, None)
    config |= {
        "extensions": list(EXTENSIONS),
        "fulcrum_build": str(build),
        "html_static_path": [str(staged / "_assets")],
        "html_extra_path": [str(staged / "_extra")],
        "html_css_files": ["fulcrum.css"],
        "html_js_files": [("fulcrum.js", {"defer": "defer"})],
        "html_favicon": str(staged / "_assets" / "favicon.svg"),
        "html_logo": str(staged / "_assets" / "logo.svg"),
        "html_context": {"default_mode": "auto"},
        "html_use_index": False,
        "exclude_patterns": ["_assets", "_extra", "_toc.yml"],
        "templates_path": [],
    }
    warnings = io.StringIO()
    with patch_docutils(None), docutils_namespace():
        app = Sphinx(
            srcdir=staged,
            confdir=None,
            outdir=target,
            doctreedir=build / "doctrees",
            buildername="html",
            confoverrides=config,
            status=None,
            warning=warnings,
            freshenv=True,
        )
        compiled = build / "rendered" / "templates"  # the theme's, once and not at each build
        compiled.mkdir(parents=True, exist_ok=True)
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        app.build(force_all=True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue())
    return [line.replace(f"{staged}/", "chapters/") for line in plain.splitlines() if line.strip()]
