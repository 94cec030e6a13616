"""The Sphinx extension: MIME types of the book, the ``{result}`` role, directives of its pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from fulcrum.evidence.data import root
from press.publish import directives as layout
from press.publish import hooks, methods, pages, render, takeaway
from press.publish.highlight import QuietLexer
from press.publish.hooks import raw
from press.workspace import notebooks

LOGGER: Final = logging.getLogger(__name__)
SILENT: Final = "application/vnd.vegalite.v5+json"


def _build(app: Sphinx) -> Path:
    return Path(app.config.fulcrum_build)


class MimeRenderer:
    """Shows the outputs that only this book has; found by MyST-NB through an entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int]]] = [
        ("html", notebooks.FIGURE, 1),
        ("html", notebooks.RESULT, 1),
        ("html", notebooks.VERDICT, 1),
        ("html", notebooks.EXPLORER, 1),
        ("html", SILENT, 99),
    ]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:  # noqa: ARG004
        """HTML of what only this book has; nothing for the copy meant for JupyterLab."""
        if data.mime_type == SILENT:
            return []
        kinds = {
            notebooks.FIGURE: "figure",
            notebooks.RESULT: "result",
            notebooks.VERDICT: "verdict",
            notebooks.EXPLORER: "explorer",
        }
        kind = kinds.get(data.mime_type)
        if kind is None:
            return None
        env = renderer.renderer.sphinx_env
        payload = data.content if isinstance(data.content, dict) else json.loads(data.content)
        if kind == "figure":
            memo = Path(env.config.fulcrum_build) / "rendered"
            return [raw(render.figure(env.docname, payload, memo))]
        if kind == "result":
            return [raw(render.recorded(env.docname, payload))]
        if kind == "explorer":
            return [raw(render.explorer(payload), script="explorers.js")]
        return [raw(render.verdict(payload))]


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
        number, page = self.env.new_serialno("result"), self.env.docname
        text = render.result(chapter, payload, number, unit=self.unit, page=page)
        return [raw(text, payload["text"])], []


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
                number = self.env.new_serialno("result")
                text = render.said(chapter, verdict, number, page=self.env.docname)
                return [raw(text, verdict["verdict"])], []
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
        return [raw(pages.ledger(self.book, self.existing))]


class Scoreboard(_Page):
    """``{scoreboard}``: counts by verdict and a tile a claim; ``only: counts`` or ``tiles``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "only": lambda word: directives.choice(word, ("counts", "tiles"))
    }

    def run(self) -> list[nodes.Node]:
        """The scoreboard."""
        return [raw(pages.scoreboard(self.book, self.existing, self.options.get("only", "")))]


class Flips(_Page):
    """``{flips}``: the verdicts that were recomputed, and what flips them."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [raw(methods.flips(self.book))]


class Thresholds(_Page):
    """``{thresholds}``: every changed threshold, with its date and reason."""

    def run(self) -> list[nodes.Node]:
        """The table; the page is made anew when the seeds change."""
        self.env.note_dependency(str(root() / "seeds" / "claims.yml"))
        return [raw(methods.thresholds())]


class Rivals(_Page):
    """``{rivals}``: agreement of every rival coder, and each verdict under that coder."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [raw(methods.rivals(self.book))]


class Corrections(_Page):
    """``{corrections}``: every recorded correction of a table."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [raw(methods.corrections())]


class Catalogue(_Page):
    """``{catalogue}``: every source with its tables."""

    def run(self) -> list[nodes.Node]:
        """The catalogue."""
        build = _build(self.env.app)
        inputs = {}
        for path in sorted((build / "executed").glob("*.ipynb")):
            receipt = json.loads(path.read_text("utf-8"))["metadata"].get("fulcrum", {})
            inputs[path.stem] = receipt["inputs"]
        return [raw(pages.catalogue(self.book, inputs))]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("fulcrum_build", "", "env")
    app.connect(
        "builder-inited",
        lambda found: setattr(
            found, "fulcrum_book", pages.Book.read(_build(found), Path(found.srcdir) / "_toc.yml")
        ),
    )
    app.add_role("result", ResultRole())
    app.add_role("value", ValueRole())
    app.add_role("verdict", VerdictRole())
    for directive in (Ledger, Scoreboard, Catalogue, Flips, Rivals, Thresholds, Corrections):
        app.add_directive(directive.__name__.lower(), directive)
    app.add_lexer("ipython3", QuietLexer)
    layout.register(app)
    hooks.register(app)
    takeaway.register(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
