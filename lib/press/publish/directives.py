"""Directives that fill a page with parts of other chapters, or with what all of them add up to."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from fulcrum.evidence.payloads import Figure
from press.publish import method_tables, pages, render
from press.publish.sphinx_events import book_of, raw

LOGGER: Final = logging.getLogger(__name__)


class BookDirective(SphinxDirective):
    """A directive that knows the book."""

    @property
    def book(self) -> pages.Book:
        """The records and figures of the book."""
        return book_of(self.env.app)

    def figure(self, key: str) -> tuple[str, Figure] | None:
        """Chapter and payload of a figure ``chapter.name``; a warning, which stops publication."""
        figures = self.book.figures
        if key not in figures:
            near = ", ".join(get_close_matches(key, figures, n=3, cutoff=0.4))
            LOGGER.warning(
                "the figure '%s' is shown here but no chapter makes it; correct the key (%s)",
                key,
                near or "none alike",
                location=self.get_location(),
            )
            return None
        return key.partition(".")[0], figures[key]


class Headline(BookDirective):
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
        figure = self.figure(key) if key else None
        chart = render.headline(self.book.workspace, *figure) if figure else ""
        page = self.options.get("link") or (figure[0] if figure else "")
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


class FigureRef(BookDirective):
    """``{figure-ref} chapter.name``: the static picture of a figure of another chapter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The picture with its words and the way to it."""
        figure = self.figure(self.arguments[0])
        if figure is None:
            return []
        chapter, payload = figure
        title = self.book.title(chapter)
        return [raw(render.mention(self.book.workspace, chapter, title, payload))]


class Scoreboard(BookDirective):
    """``{scoreboard}``: counts by verdict and a tile a claim; ``only: counts`` or ``tiles``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "only": lambda word: directives.choice(word, ("counts", "tiles"))
    }

    def run(self) -> list[nodes.Node]:
        """The scoreboard."""
        return [raw(pages.scoreboard(self.book, self.options.get("only", "")))]


PARTS: Final[dict[str, Callable[[pages.Book], str]]] = {
    "ledger": pages.ledger,
    "figures": pages.figures,
    "catalogue": pages.catalogue,
    "flips": method_tables.flips,
    "rivals": method_tables.rivals,
    "thresholds": method_tables.thresholds,
    "corrections": method_tables.corrections,
}
"""Directives without arguments, and what each fills in."""


def filled(part: Callable[[pages.Book], str]) -> type[BookDirective]:
    """A directive that fills in a part of the book."""

    class Filled(BookDirective):
        def run(self) -> list[nodes.Node]:
            return [raw(part(self.book))]

    return Filled


def register(app: Sphinx) -> None:
    """Make the directives known to Sphinx."""
    app.add_directive("headline", Headline)
    app.add_directive("figure-ref", FigureRef)
    app.add_directive("scoreboard", Scoreboard)
    for name, part in PARTS.items():
        app.add_directive(name, filled(part))
