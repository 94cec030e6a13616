"""Directives that lay out a page with parts of other chapters: headlines, figures, their index."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from press.publish import pages, render
from press.publish.hooks import book_of, raw

LOGGER: Final = logging.getLogger(__name__)


class _Layout(SphinxDirective):
    """A directive that knows the book."""

    @property
    def book(self) -> pages.Book:
        """The records and figures of the book."""
        return book_of(self.env.app)

    @property
    def memo(self) -> Path:
        """Where renderings are kept."""
        return Path(self.env.app.config.fulcrum_build) / "rendered"

    def figure(self, key: str) -> tuple[str, Mapping[str, Any]] | None:
        """Chapter and payload of a figure ``chapter.name``; a warning, which stops publication."""
        found = self.book.figures.get(key)
        if found is None:
            near = ", ".join(get_close_matches(key, self.book.figures, n=3, cutoff=0.4))
            LOGGER.warning(
                "the figure '%s' is shown here but no chapter makes it; correct the key (%s)",
                key,
                near or "none alike",
                location=self.get_location(),
            )
            return None
        return key.partition(".")[0], found


class Headline(_Layout):
    """``{headline} Title``: a card with a small chart of another chapter and a text.

    Options: ``figure: chapter.name`` for the chart, ``link: page`` for the title.
    """

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "figure": directives.unchanged,
        "link": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """The card."""
        key = self.options.get("figure", "")
        found = self.figure(key) if key else None
        chart = render.headline(*found, self.memo) if found else ""
        page = self.options.get("link") or (found[0] if found else "")
        title = str(escape(self.arguments[0]))
        if page:
            title = f'<a href="{escape(page.partition(".")[0])}.html">{title}</a>'
        words = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, words)
        kind = "fu-headline" if chart else "fu-headline fu-headline-bare"
        return [
            raw(f'<article class="{kind}"><div class="fu-headline-words">'),
            raw(f'<h3 class="fu-headline-title">{title}</h3>'),
            *words.children,
            raw(f"</div>{chart}</article>"),
        ]


class FigureRef(_Layout):
    """``{figure-ref} chapter.name``: the static picture of a figure of another chapter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The picture with its words and the way to it."""
        found = self.figure(self.arguments[0])
        if found is None:
            return []
        chapter, payload = found
        return [raw(render.mention(chapter, self.book.title(chapter), payload, self.memo))]


class Figures(_Layout):
    """``{figures}``: every figure of the book as a small picture with its title."""

    def run(self) -> list[nodes.Node]:
        """The index."""
        return [raw(pages.figures(self.book, self.memo))]


def register(app: Sphinx) -> None:
    """Make the directives known to Sphinx."""
    app.add_directive("headline", Headline)
    app.add_directive("figure-ref", FigureRef)
    app.add_directive("figures", Figures)
