"""What a reader sees of figures, results and verdicts: HTML from their payloads."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from fulcrum.evidence.palette import BOOK, Colours
from fulcrum.evidence.payloads import UNJUDGED, Explorer, Figure, Result, Verdict
from fulcrum.evidence.wording import WORDS, formatted
from press.publish import drawing
from press.publish.source_lines import publishers, shown_sources
from press.workspace.workspace import Workspace

STATIC: Final = Path(__file__).parent / "static"
ROWS_SHOWN: Final = 200
"""Rows of a figure's table that stand in the page; all of them are in its CSV."""


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The templates beside this module; everything is escaped unless marked safe."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"slug": slug, "shown": number, "publishers": publishers}
    environment.filters["spelled"] = lambda n: WORDS[n] if n < len(WORDS) else str(n)
    return environment


def slug(text: str | None) -> str:
    """A word for class names: ``not testable`` becomes ``not-testable``."""
    return re.sub(r"[^a-z0-9]+", "-", (text or UNJUDGED).lower()).strip("-")


def number(value: float | None, digits: int = 0) -> str:
    """A number with so many decimals, as everywhere in the book; a dash where there is none."""
    return "–" if value is None else formatted(float(value), "", digits)


def html(template: str, **values: Any) -> str:
    """One template, filled, with the blank lines between tags taken out."""
    text = templates().get_template(f"{template}.html").render(**values)
    return re.sub(r"\n\s*\n+", "\n", text).strip()


def _shown(value: object, kind: str, name: str) -> str:
    if value is None:
        return "–"
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return formatted(value, "year" if "year" in name else "")
    return str(value)


def figure(workspace: Workspace, chapter: str, payload: Figure) -> str:
    """A figure as HTML: static picture at two widths, words, sources, downloads, table."""
    table, name = payload["table"], payload["name"]
    kinds = [(field["type"], field["name"]) for field in table["fields"]]
    rows = [
        [_shown(value, *kind) for value, kind in zip(row, kinds, strict=True)]
        for row in table["rows"][:ROWS_SHOWN]
    ]
    drawn = {
        "wide": drawing.static_svg(payload["wide"], f"{name}-w", workspace.rendered),
        "narrow": drawing.static_svg(payload["narrow"], f"{name}-n", workspace.rendered),
    }
    return html(
        "figure",
        f=payload,
        chapter=chapter,
        drawn=drawn,
        heights={part: drawing.size(text)[1] for part, text in drawn.items()},
        spec=drawing.spec(payload),
        sources=shown_sources(workspace, payload["sources"]),
        base=f"figures/{chapter}/{name}",
        rows=rows,
        more=max(0, len(table["rows"]) - ROWS_SHOWN),
        settings=workspace.settings,
    )


def explorer(workspace: Workspace, payload: Explorer) -> str:
    """A calculation at its default as a table, with controls that only a script uncovers."""
    setting = {"data": payload["data"], "defaults": payload["defaults"]}
    text = json.dumps(setting, ensure_ascii=False).replace("<", "\\u003c")
    colours, focal = workspace.colours, payload["data"].get("focal")

    def actor(code: str) -> str:
        """The CSS colour of an actor: its own, else dark for the focal one, else grey."""
        return f"var(--c-{code if code in colours else 'ink' if code == focal else 'other'})"

    return html(
        f"explorer_{payload['kind']}",
        e=payload,
        actor=actor,
        setting=Markup(text),  # noqa: S704 - no tag can stand in it
        sources=shown_sources(workspace, payload["sources"]),
    )


def tongue(workspace: Workspace, page: str) -> str:
    """The language of a page: that at the end of a summary's name, else English."""
    last = page.rpartition("-")[2]
    return last if last in workspace.settings.tongues else "en"


def _local(text: str, decimal: str) -> str:
    """A number with another decimal sign; before a comma, thousands are parted by a space."""
    if decimal == ".":
        return text
    spaced = re.sub(r"(?<=\d),(?=\d{3})", "\N{NO-BREAK SPACE}", text)
    return re.sub(r"(?<=\d)\.(?=\d)", decimal, spaced)


def quoted_result(
    workspace: Workspace,
    chapter: str,
    payload: Result,
    number: int,
    *,
    unit: bool = True,
    page: str = "",
) -> str:
    """A quoted result as HTML: the number, and what is known of it behind a button.

    page: the page that quotes it, in whose language the number is written.
    """
    language = tongue(workspace, page)
    shown = payload["text"]
    if not unit and payload["unit"]:
        shown = shown.replace(payload["unit"], "").strip("\N{NO-BREAK SPACE} ")
    return html(
        "quoted_result",
        r=payload,
        shown=_local(shown, workspace.settings.tongues.get(language, ".")),
        english=language == "en",
        id=f"about-{slug(payload['name'])}-{number}",
        tolerance=f"{payload['tolerance']:g} {payload['unit']}".strip(),
        sources=shown_sources(workspace, payload["sources"]),
        href=f"{chapter}.html#cell-{payload['cell']}",
    )


def quoted_verdict(
    workspace: Workspace, chapter: str, payload: Verdict, number: int, *, page: str = ""
) -> str:
    """A quoted verdict as HTML: its word, and each test with its numbers behind a button."""
    return html(
        "quoted_verdict",
        english=tongue(workspace, page) == "en",
        v=payload,
        claim=workspace.claim(payload["claim"]).claim,
        tests=sorted(payload["tests"], key=lambda test: not test["necessary"]),
        id=f"about-{anchor(payload)}-{number}",
        href=f"{chapter}.html#{anchor(payload)}",
    )


def mention(workspace: Workspace, chapter: str, title: str, payload: Figure) -> str:
    """A figure of another chapter: its static picture, its words, and the way to it."""
    name, memo = payload["name"], workspace.rendered
    return html(
        "mention",
        f=payload,
        title=title,
        href=f"{chapter}.html#fig-{name}",
        wide=drawing.static_svg(payload["wide"], f"{chapter}-{name}-see-w", memo),
        narrow=drawing.static_svg(payload["narrow"], f"{chapter}-{name}-see-n", memo),
        sources=shown_sources(workspace, payload["sources"]),
    )


def headline(workspace: Workspace, chapter: str, payload: Figure) -> str:
    """The small chart of a headline card, linked to the figure."""
    name, memo = payload["name"], workspace.rendered
    return html(
        "headline",
        f=payload,
        href=f"{chapter}.html#fig-{name}",
        svg=drawing.static_svg(payload["narrow"], f"{chapter}-{name}-card", memo),
    )


def result(chapter: str, payload: Result) -> str:
    """A result where it is made: label, value, and the key that prose quotes."""
    return html("result", r=payload, chapter=chapter)


def anchor(payload: Verdict) -> str:
    """The anchor of a verdict card in its chapter: the claim, and the horizon if it has one."""
    horizon = payload["horizon"]
    return f"{payload['claim']}-{horizon}" if horizon else payload["claim"]


def verdict(workspace: Workspace, payload: Verdict) -> str:
    """A verdict card as HTML: the claim, the tests with numbers and reasons, what flips it."""
    claim = workspace.claim(payload["claim"])
    return html("verdict", v=payload, claim=claim, anchor=anchor(payload))


def alone_css() -> str:
    """The style of a page that stands alone beside the book: a review, a certificate."""
    return (STATIC / "alone.css").read_text(encoding="utf-8")


def palette_css(colours: Colours = BOOK) -> str:
    """The colours of the book as custom properties, for a light and a dark page."""
    light = "".join(f"--c-{name}:{pair[0]};" for name, pair in colours.items())
    dark = "".join(f"--c-{name}:{pair[1]};" for name, pair in colours.items())
    paper = f"@media print{{html[data-theme]{{{light}}}}}"
    return f':root{{{light}}}\nhtml[data-theme="dark"]{{{dark}}}\n{paper}\n'
