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

from fulcrum.book.notebooks import sha256, write
from fulcrum.book.origins import publishers, shown_sources
from fulcrum.book.packages import csv_bytes
from fulcrum.claims import claim
from fulcrum.data import source
from fulcrum.figures import COLOURS
from fulcrum.results import formatted

YEAR: Final = "2026"
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


def coloured(text: str, mode: int = 0) -> str:
    """A text with its CSS variables replaced by colours: 0 for light, 1 for dark."""

    def replace(match: re.Match[str]) -> str:
        return COLOURS.get(match[1], (match[2], match[2]))[mode]

    return re.sub(r"var\(--c-([\w-]+), ?(#[0-9a-fA-F]{6})\)", replace, text)


def resolved(spec: Mapping[str, Any], mode: int = 0) -> dict[str, Any]:
    """A specification with its CSS variables replaced by colours: 0 for light, 1 for dark."""
    found: dict[str, Any] = json.loads(coloured(json.dumps(spec), mode))
    return found


def static_svg(spec: Mapping[str, Any], prefix: str, memo: Path) -> str:
    """A specification as SVG whose colours follow the page and whose identifiers are its own.

    memo: a folder of renderings by the hash of their specification: a pure function, kept.
    """
    bare = {**spec, "config": {**spec.get("config", {}), "aria": False}}
    path = memo / f"{sha256(json.dumps([bare, 'svg'], sort_keys=True).encode())}.svg"
    if not path.is_file():
        import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

        write(path, vl_convert.vegalite_to_svg(bare))
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'\b(id="|url\(#|href="#)((?:clip|gradient_)\w*)', rf"\g<1>{prefix}-\2", text)
    return re.sub(r"^<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", text).strip()


def _titled(payload: Mapping[str, Any]) -> dict[str, Any]:
    lines = [source(table).line for table in payload["sources"]]
    subtitle = [payload["subtitle"], *([payload["caveat"]] if payload["caveat"] else [])]
    return {
        **resolved(payload["wide"]),
        "background": COLOURS["paper"][0],
        "padding": 16,
        "title": {
            "text": _wrapped(payload["title"], 80),
            "subtitle": [part for line in (*subtitle, *lines) for part in _wrapped(line, 110)],
            "anchor": "start",
            "frame": "group",
        },
    }


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def table_csv(table: Mapping[str, Any]) -> str:
    """The table behind a figure as CSV; empty cells are missing values."""
    names = [field["name"] for field in table["fields"]]
    rows = [["" if value is None else value for value in row] for row in table["rows"]]
    return csv_bytes([names, *rows]).decode()


def export(payload: Mapping[str, Any], folder: Path, memo: Path) -> None:
    """Write what a reader can take away of a figure: CSV, specification, SVG and PNG."""
    name = payload["name"]
    titled = _titled(payload)
    write(folder / f"{name}.csv", table_csv(payload["table"]))
    write(folder / f"{name}.vl.json", json.dumps(resolved(payload["wide"]), indent=1))
    digest = sha256(json.dumps(titled, sort_keys=True).encode())
    for suffix in ("svg", "png"):
        kept = memo / f"{digest}.full.{suffix}"
        if not kept.is_file():
            import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

            made = (
                vl_convert.vegalite_to_svg(titled)
                if suffix == "svg"
                else vl_convert.vegalite_to_png(titled, scale=2)
            )
            write(kept, made)
        write(folder / f"{name}.{suffix}", kept.read_bytes())
    small = static_svg(payload["narrow"], payload["name"], memo)
    for mode, shade in enumerate(("light", "dark")):
        write(folder / f"{name}.{shade}.svg", coloured(small, mode))


def _spec(payload: Mapping[str, Any]) -> Markup:
    wide, narrow = dict(payload["wide"]), dict(payload["narrow"])
    shared = {}
    if wide.get("datasets") == narrow.get("datasets") and "datasets" in wide:
        shared = {"datasets": wide.pop("datasets")}
        narrow.pop("datasets")
    text = json.dumps({"wide": wide, "narrow": narrow, **shared}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can stand in it


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
    return html(
        "figure",
        f=payload,
        chapter=chapter,
        wide=static_svg(payload["wide"], f"{payload['name']}-w", memo),
        narrow=static_svg(payload["narrow"], f"{payload['name']}-n", memo),
        spec=_spec(payload),
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


def result(chapter: str, payload: Mapping[str, Any], number: int, *, unit: bool = True) -> str:
    """A quoted result as HTML: the number, and what is known of it behind a button."""
    shown = payload["text"]
    if not unit and payload["unit"]:
        shown = shown.replace(payload["unit"], "").strip("\N{NO-BREAK SPACE} ")
    return html(
        "result",
        r=payload,
        shown=shown,
        id=f"about-{slug(payload['name'])}-{number}",
        tolerance=f"{payload['tolerance']:g} {payload['unit']}".strip(),
        sources=shown_sources(payload["sources"]),
        href=f"{chapter}.html#cell-{payload['cell']}",
    )


def said(chapter: str, payload: Mapping[str, Any], number: int) -> str:
    """A quoted verdict as HTML: its word, and each test with its numbers behind a button."""
    tests = sorted(payload["tests"], key=lambda test: not test["necessary"])
    return html(
        "said",
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
        wide=static_svg(payload["wide"], f"{chapter}-{name}-see-w", memo),
        narrow=static_svg(payload["narrow"], f"{chapter}-{name}-see-n", memo),
        sources=shown_sources(payload["sources"]),
    )


def headline(chapter: str, payload: Mapping[str, Any], memo: Path) -> str:
    """The small chart of a headline card, linked to the figure."""
    name = payload["name"]
    return html(
        "headline",
        f=payload,
        href=f"{chapter}.html#fig-{name}",
        svg=static_svg(payload["narrow"], f"{chapter}-{name}-card", memo),
    )


def size(svg: str) -> tuple[int, int]:
    """Width and height of a picture in pixels, as it says itself."""
    found = re.search(r'<svg[^>]*\bwidth="([\d.]+)"[^>]*\bheight="([\d.]+)"', svg)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)


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
