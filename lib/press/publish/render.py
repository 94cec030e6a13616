"""What a reader sees of figures, results and verdicts: HTML from their payloads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from fulcrum.evidence.claims import claim
from fulcrum.evidence.figures import COLOURS
from fulcrum.evidence.wording import formatted
from press.publish import drawing
from press.publish.source_lines import publishers, shown_sources

YEAR: Final = "2026"
TONGUES: Final = ("ru", "tg")
"""Languages of the summaries."""
ROWS_SHOWN: Final = 200
"""Rows of a figure's table that stand in the page; all of them are in its CSV."""


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The templates beside this module; everything is escaped unless marked safe."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    found.filters["slug"] = slug
    found.filters["shown"] = number
    found.filters["actor"] = actor
    found.filters["publishers"] = publishers
    return found


def slug(text: str | None) -> str:
    """A word for class names: ``not testable`` becomes ``not-testable``."""
    return re.sub(r"[^a-z0-9]+", "-", (text or "not yet judged").lower()).strip("-")


def number(value: float | None, digits: int = 0) -> str:
    """A number with so many decimals, as everywhere in the book; a dash where there is none."""
    return "–" if value is None else formatted(float(value), "", digits)


def actor(code: str, focal: str | None = None) -> str:
    """The CSS colour of an actor: its own, else dark for the focal state, else grey."""
    known = code if code in COLOURS else "ink" if code == focal else "other"
    return f"var(--c-{known})"


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


def figure(chapter: str, payload: Mapping[str, Any], memo: Path) -> str:
    """A figure as HTML: static picture at two widths, words, sources, downloads, table."""
    table = payload["table"]
    kinds = [(field["type"], field["name"]) for field in table["fields"]]
    rows = [
        [_shown(value, *kind) for value, kind in zip(row, kinds, strict=True)]
        for row in table["rows"][:ROWS_SHOWN]
    ]
    name = payload["name"]
    drawn = {
        part: drawing.static_svg(payload[part], f"{name}-{part[0]}", memo) for part in drawing.SIZES
    }
    return html(
        "figure",
        f=payload,
        chapter=chapter,
        drawn=drawn,
        heights={part: drawing.size(text)[1] for part, text in drawn.items()},
        spec=drawing.spec(payload),
        sources=shown_sources(payload["sources"]),
        base=f"figures/{chapter}/{payload['name']}",
        rows=rows,
        more=max(0, len(table["rows"]) - ROWS_SHOWN),
        year=YEAR,
    )


def explorer(payload: Mapping[str, Any]) -> str:
    """A calculation at its default as a table, with controls that only a script uncovers."""
    given = {key: payload[key] for key in ("data", "defaults")}
    text = json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
    return html(
        f"explorer_{payload['kind']}",
        e=payload,
        setting=Markup(text),  # noqa: S704 - no tag can stand in it
        sources=shown_sources(payload["sources"]),
    )


def tongue(page: str) -> str:
    """The language of a page: that at the end of a summary's name, else English."""
    last = page.rpartition("-")[2]
    return last if last in TONGUES else "en"


def _local(text: str) -> str:
    """A number as Russian and Tajik write it: a decimal comma, thousands parted by a space."""
    spaced = re.sub(r"(?<=\d),(?=\d{3})", "\N{NO-BREAK SPACE}", text)
    return re.sub(r"(?<=\d)\.(?=\d)", ",", spaced)


def result(
    chapter: str, payload: Mapping[str, Any], number: int, *, unit: bool = True, page: str = ""
) -> str:
    """A quoted result as HTML: the number, and what is known of it behind a button.

    page: the page that quotes it, in whose language the number is written.
    """
    english = tongue(page) == "en"
    shown = payload["text"]
    if not unit and payload["unit"]:
        shown = shown.replace(payload["unit"], "").strip("\N{NO-BREAK SPACE} ")
    return html(
        "result",
        r=payload,
        shown=shown if english else _local(shown),
        english=english,
        id=f"about-{slug(payload['name'])}-{number}",
        tolerance=f"{payload['tolerance']:g} {payload['unit']}".strip(),
        sources=shown_sources(payload["sources"]),
        href=f"{chapter}.html#cell-{payload['cell']}",
    )


def said(chapter: str, payload: Mapping[str, Any], number: int, *, page: str = "") -> str:
    """A quoted verdict as HTML: its word, and each test with its numbers behind a button."""
    tests = sorted(payload["tests"], key=lambda test: not test["necessary"])
    return html(
        "said",
        english=tongue(page) == "en",
        v=payload,
        claim=claim(payload["claim"]).claim,
        tests=tests,
        id=f"about-{anchor(payload)}-{number}",
        href=f"{chapter}.html#{anchor(payload)}",
    )


def mention(chapter: str, title: str, payload: Mapping[str, Any], memo: Path) -> str:
    """A figure of another chapter: its static picture, its words, and the way to it."""
    name = payload["name"]
    return html(
        "mention",
        f=payload,
        title=title,
        href=f"{chapter}.html#fig-{name}",
        wide=drawing.static_svg(payload["wide"], f"{chapter}-{name}-see-w", memo),
        narrow=drawing.static_svg(payload["narrow"], f"{chapter}-{name}-see-n", memo),
        sources=shown_sources(payload["sources"]),
    )


def headline(chapter: str, payload: Mapping[str, Any], memo: Path) -> str:
    """The small chart of a headline card, linked to the figure."""
    name = payload["name"]
    return html(
        "headline",
        f=payload,
        href=f"{chapter}.html#fig-{name}",
        svg=drawing.static_svg(payload["narrow"], f"{chapter}-{name}-card", memo),
    )


def recorded(chapter: str, payload: Mapping[str, Any]) -> str:
    """A result where it is made: label, value, and the key that prose quotes."""
    return html("recorded", r=payload, chapter=chapter)


def anchor(payload: Mapping[str, Any]) -> str:
    """The anchor of a verdict card in its chapter: ``c22``, or ``c36-2021``."""
    horizon = payload.get("horizon")
    return f"{payload['claim']}-{horizon}" if horizon else str(payload["claim"])


def verdict(payload: Mapping[str, Any]) -> str:
    """A verdict card as HTML: the claim, the tests with numbers and reasons, what flips it."""
    return html("verdict", v=payload, claim=claim(payload["claim"]), anchor=anchor(payload))


def alone_css() -> str:
    """The style of a page that stands alone beside the book: a review, a certificate."""
    return (Path(__file__).parent / "static" / "alone.css").read_text(encoding="utf-8")


def palette_css() -> str:
    """The colours of the book as custom properties, for a light and a dark page."""
    light = "".join(f"--c-{name}:{pair[0]};" for name, pair in COLOURS.items())
    dark = "".join(f"--c-{name}:{pair[1]};" for name, pair in COLOURS.items())
    paper = f"@media print{{html[data-theme]{{{light}}}}}"
    return f':root{{{light}}}\nhtml[data-theme="dark"]{{{dark}}}\n{paper}\n'
