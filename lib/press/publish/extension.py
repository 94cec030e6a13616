"""The Sphinx extension: MIME types of the book, the ``{result}`` role, directives of its pages."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from fulcrum.evidence.payloads import EXPLORER, LAB_CHART, RESULT, VERDICT
from press.publish import (
    code_cells,
    directives,
    markup,
    offers,
    pages,
    plain_build,
    render,
    sections,
    sphinx_events,
)
from press.publish.code_lexer import QuietLexer
from press.publish.gate import PICTURES
from press.publish.sphinx_events import OfBook, book_of, raw

LOGGER: Final = logging.getLogger(__name__)
SCRIPTS: Final = {EXPLORER: "explorers.js", VERDICT: "judgement.js"}
"""The scripts that some outputs need."""


class MimeRenderer:
    """Shows the outputs that only this book has; found by MyST-NB through an entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int]]] = [
        *(("html", mime, 1) for mime in render.DISPLAYED),
        ("html", LAB_CHART, 99),
    ]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:  # noqa: ARG004
        """HTML of what only this book has, and pictures with their words.

        Nothing for the copy of a chart meant for JupyterLab, None for all else.
        """
        if data.mime_type in PICTURES:
            pictures: list[nodes.Element] = renderer.render_image(data)
            for picture in pictures:
                picture["alt"] = data.output_metadata.get(data.mime_type, {}).get("alt", "")
            return pictures
        if data.mime_type not in render.DISPLAYED:
            return [] if data.mime_type == LAB_CHART else None
        env = renderer.renderer.sphinx_env
        payload: Any = data.content if isinstance(data.content, dict) else json.loads(data.content)
        text = render.displayed(book_of(env.app).workspace, data.mime_type, payload, env.docname)
        return [raw(text, script=SCRIPTS.get(data.mime_type, ""))]


class _Quoting(OfBook, SphinxRole):
    """A role that quotes something of a record."""

    def quoted(
        self, mime: str, payload: Any, chapter: str, plain: str
    ) -> tuple[list[nodes.Node], list[Any]]:
        """What is quoted; plain: what a description of the page says instead."""
        text, panel = render.quoted(
            self.book.workspace,
            mime,
            payload,
            chapter,
            unit=self.name != "value",
            page=self.env.docname,
        )
        return [raw(text, plain, panel=panel)], []

    def missing(self, what: str, *words: str) -> tuple[list[nodes.Node], list[Any]]:
        """A warning, which stops publication, in place of what is quoted."""
        LOGGER.warning(what, self.text, *words, location=self.get_location())
        return [nodes.problematic(self.rawtext, self.rawtext)], []


class ResultRole(_Quoting):
    """``{result}`chapter.name` ``: a recorded number; ``{value}`` the same without its unit."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The number, or a warning that names the nearest keys; warnings stop publication."""
        results = self.book.results
        if self.text in results:
            result, chapter = results[self.text], self.text.partition(".")[0]
            settings = self.book.workspace.settings
            decimal = settings.tongues.get(
                render.tongue(self.book.workspace, self.env.docname), "."
            )
            plain = render.written(result, decimal, unit=self.name != "value")
            return self.quoted(RESULT, result, chapter, plain)
        return self.missing(
            "the result '%s' is quoted but was recorded nowhere. Record it, or quote another (%s)",
            pages.nearest(self.text, results),
        )


class VerdictRole(_Quoting):
    """``{verdict}`claim` `` or ``claim@horizon``: a verdict's word with its mark, as a link."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The verdict; a warning when the claim does not exist or is not judged."""
        claim_id, _, horizon = self.text.partition("@")
        for verdict in self.book.verdicts(claim_id):
            if (verdict["horizon"] or "") in {horizon, ""} or not horizon:
                return self.quoted(VERDICT, verdict, verdict["chapter"], verdict["verdict"])
        return self.missing("the verdict on '%s' is quoted, but no chapter judges it")


def _begin(app: Sphinx) -> None:
    app.fulcrum_book = pages.Book.read(app.config.fulcrum_workspace)  # type: ignore[attr-defined]
    app.builder.search = False  # type: ignore[attr-defined] # the book has one of its own


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("fulcrum_workspace", None, "")
    app.add_config_value("fulcrum_cards", default=True, rebuild="")
    app.connect("builder-inited", _begin)
    for name, role in (("result", ResultRole), ("value", ResultRole), ("verdict", VerdictRole)):
        app.add_role(name, role())
    app.add_lexer("ipython3", QuietLexer)
    for module in (code_cells, directives, offers, markup, plain_build, sections, sphinx_events):
        module.register(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
