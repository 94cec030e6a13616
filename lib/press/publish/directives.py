"""Directives that fill a page with parts of other chapters, or with what all of them add up to."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from press.publish import pages, render
from press.publish.sphinx_events import OfBook, raw

LOGGER: Final = logging.getLogger(__name__)
PARTS: Final = (
    "catalogue",
    "changes",
    "corrections",
    "figures",
    "flips",
    "ledger",
    "rivals",
    "speed",
    "thresholds",
)
"""Directives without arguments, each with a template of its name."""
JUDGED: Final = ("ledger", "scoreboard")
"""Directives whose verdicts follow the reader's own thresholds."""


class BookDirective(OfBook, SphinxDirective):
    """A directive that knows the book."""

    def figure(self, template: str, key: str) -> str:
        """A figure ``chapter.name`` in a template; a warning, which stops publication, if none."""
        book, chapter = self.book, key.partition(".")[0]
        if key in book.figures:
            shown = {"payload": book.figures[key], "workspace": book.workspace}
            return render.html(template, **shown, chapter=chapter, title=book.title(chapter))
        LOGGER.warning(
            "the figure '%s' is shown here, but no chapter makes it. Correct the key (%s)",
            key,
            pages.nearest(key, book.figures),
            location=self.get_location(),
        )
        return ""


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
        chart = self.figure("headline", key) if key else ""
        page = self.options.get("link") or (key if chart else "")
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
        return [raw(self.figure("mention", self.arguments[0]))]


class Part(BookDirective):
    """A part of a page that is filled in from the whole book."""

    def run(self) -> list[nodes.Node]:
        """The part."""
        script = "judgement.js" if self.name in JUDGED else ""
        return [raw(pages.filled(self.name, self.book, **self.options), script=script)]


class Verdicts(BookDirective):
    """``{verdicts}``: a table of the claims that the chapter it stands in judges."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        chapter = self.env.docname.rpartition("/")[2]
        return [raw(pages.filled("verdicts", self.book, chapter=chapter))]


class Scoreboard(Part):
    """``{scoreboard}``: counts by verdict and a tile a claim; ``only: counts`` or ``tiles``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "only": lambda word: directives.choice(word, ("counts", "tiles"))
    }


def register(app: Sphinx) -> None:
    """Make the directives known to Sphinx."""
    named = {
        "headline": Headline,
        "figure-ref": FigureRef,
        "scoreboard": Scoreboard,
        "verdicts": Verdicts,
    }
    for name, directive in (dict.fromkeys(PARTS, Part) | named).items():
        app.add_directive(name, directive)
