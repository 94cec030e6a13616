"""The Sphinx extension: MIME types of the book, the ``{result}`` role, directives of its pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from fulcrum.book import notebooks, pages, render

LOGGER: Final = logging.getLogger(__name__)
SILENT: Final = "application/vnd.vegalite.v5+json"


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def _build(app: Sphinx) -> Path:
    return Path(app.config.fulcrum_build)


class MimeRenderer:
    """Shows the outputs that only this book has; found by MyST-NB through an entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int]]] = [
        ("html", notebooks.FIGURE, 1),
        ("html", notebooks.RESULT, 1),
        ("html", notebooks.VERDICT, 1),
        ("html", SILENT, 99),
    ]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:  # noqa: ARG004
        """HTML of a figure, a result or a verdict; nothing for the copy meant for JupyterLab."""
        if data.mime_type == SILENT:
            return []
        kind = {notebooks.FIGURE: "figure", notebooks.RESULT: "result"}.get(data.mime_type)
        if kind is None and data.mime_type != notebooks.VERDICT:
            return None
        env = renderer.renderer.sphinx_env
        payload = data.content if isinstance(data.content, dict) else json.loads(data.content)
        if kind == "figure":
            memo = Path(env.config.fulcrum_build) / "rendered"
            return [_raw(render.figure(env.docname, payload, memo))]
        if kind == "result":
            return [_raw(render.recorded(env.docname, payload))]
        return [_raw(render.verdict(payload))]


class ResultRole(SphinxRole):
    """``{result}`chapter.name` ``: a recorded number; ``{value}`` the same without its unit."""

    unit = True

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The number, or a warning that names the nearest keys; warnings stop publication."""
        book: pages.Book = self.env.app.fulcrum_book  # type: ignore[attr-defined]
        found = book.result(self.text)
        if found is None:
            near = ", ".join(book.nearest(self.text)) or "none alike"
            LOGGER.warning(
                "the result '%s' is quoted but was recorded nowhere; record it, or quote another "
                "(%s)",
                self.text,
                near,
                location=self.get_location(),
            )
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        chapter, payload = found
        text = render.result(chapter, payload, self.env.new_serialno("result"), unit=self.unit)
        return [_raw(text)], []


class ValueRole(ResultRole):
    """The role without the unit."""

    unit = False


class VerdictRole(SphinxRole):
    """``{verdict}`c22` ``: the verdict on a claim as a word with its mark, linked to its card."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The verdict; a warning when the claim does not exist or is not judged."""
        claim_id, _, horizon = self.text.partition("@")
        book: pages.Book = self.env.app.fulcrum_book  # type: ignore[attr-defined]
        for chapter, verdict in book.verdicts(claim_id):
            if (verdict["horizon"] or "") in {horizon, ""} or not horizon:
                macro = render.templates().get_template("macros.html").module.mark  # type: ignore[attr-defined]
                href = f"{chapter}.html#{render.anchor(verdict)}"
                mark = macro(verdict["verdict"])
                return [_raw(f'<a class="fu-verdict-link" href="{href}">{mark}</a>')], []
        LOGGER.warning(
            "the verdict on '%s' is quoted but no chapter judges it",
            self.text,
            location=self.get_location(),
        )
        return [nodes.problematic(self.rawtext, self.rawtext)], []


class _Page(SphinxDirective):
    """A directive that fills in a part of the book made from its records."""

    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {"class": directives.class_option}

    @property
    def book(self) -> pages.Book:
        """The records of the book."""
        found: pages.Book = self.env.app.fulcrum_book  # type: ignore[attr-defined]
        return found

    @property
    def existing(self) -> set[str]:
        """Names of the pages of the book."""
        return set(self.env.found_docs)


class Ledger(_Page):
    """``{ledger}``: the table of all claims."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [_raw(pages.ledger(self.book, self.existing))]


class Scoreboard(_Page):
    """``{scoreboard}``: counts by verdict and a tile a claim."""

    def run(self) -> list[nodes.Node]:
        """The scoreboard."""
        return [_raw(pages.scoreboard(self.book, self.existing))]


class Flips(_Page):
    """``{flips}``: the verdicts that were recomputed, and what flips them."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [_raw(pages.flips(self.book))]


class Corrections(_Page):
    """``{corrections}``: every recorded correction of a table."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [_raw(pages.corrections())]


class Catalogue(_Page):
    """``{catalogue}``: every source with its tables."""

    def run(self) -> list[nodes.Node]:
        """The catalogue."""
        build = _build(self.env.app)
        inputs = {}
        for path in sorted((build / "executed").glob("*.ipynb")):
            receipt = json.loads(path.read_text("utf-8"))["metadata"].get("fulcrum", {})
            inputs[path.stem] = receipt["inputs"]
        return [_raw(pages.catalogue(self.book, inputs))]


def _name_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give the source of each code cell the anchor ``cell-<id>``, and say the id on its fold."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    cells = json.loads(path.read_text("utf-8"))["cells"]
    for container in doctree.findall(nodes.container):
        if container.get("nb_element") == "cell_code":
            cell_id = cells[container["cell_index"]]["id"]
            for child in container.children:
                if isinstance(child, nodes.container) and "cell_input" in child["classes"]:
                    child["ids"].append(f"cell-{cell_id}")


def _page_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Describe each page by its first paragraph; load the chart scripts only where charts are."""
    if doctree is None:
        return
    lead = next((p.astext() for p in doctree.findall(nodes.paragraph)), "")
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", lead)).strip()
    words = render.templates().from_string(
        '<meta name="description" content="{{ text }}">'
        '<meta property="og:title" content="{{ title }}">'
    )
    title = re.sub(r"<[^>]+>", "", context.get("title") or pagename)
    context["metatags"] = words.render(text=plain[:300], title=title) + context.get("metatags", "")
    record = app.fulcrum_book.records.get(pagename)  # type: ignore[attr-defined]
    if record and record["figures"]:
        app.add_js_file("vega.js", priority=900, defer="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("fulcrum_build", "", "env")
    app.connect(
        "builder-inited",
        lambda found: setattr(found, "fulcrum_book", pages.Book.read(_build(found) / "records")),
    )
    app.add_role("result", ResultRole())
    app.add_role("value", ValueRole())
    app.add_role("verdict", VerdictRole())
    for directive in (Ledger, Scoreboard, Catalogue, Flips, Corrections):
        app.add_directive(directive.__name__.lower(), directive)
    app.connect("doctree-read", _name_cells, priority=1)
    app.connect("html-page-context", _page_context)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
