"""Charts as drawings: static at two widths, and as data to come alive."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from fulcrum.evidence.palette import FONT, Colours
from fulcrum.evidence.payloads import Figure
from press.publish import clipping
from press.workspace import canonical
from press.workspace.notebooks import packed, sha256, write

FAMILY: Final = f' font-family="{FONT}"'
"""The engine that draws writes it on each text; here it stands once on the whole drawing."""
VARIABLE: Final = re.compile(r"var\(--c-([\w-]+), ?(#[0-9a-fA-F]{6})\)")
SVG: Final = "http://www.w3.org/2000/svg"
UNSEEN: Final = re.compile("class|role|aria-.*|pointer-events|stroke-miterlimit|version")
"""What a drawing at rest does not need on its parts, since it is described as a whole."""
CLIP: Final = f"{{{SVG}}}clipPath"
MARGIN: Final = 20
"""Pixels around a window to which shapes are cut, so that the lines of the cut are not seen."""
STILL: Final = "translate(0,0)"
PLAIN: Final = {
    "transform": STILL,
    "opacity": "1",
    "x2": "0",
    "y2": "0",
    "text-anchor": "start",
    "font-weight": "normal",
    "stroke-width": "1",
    "stroke-opacity": "1",
    "fill-opacity": "1",
}
"""What says nothing."""
INHERITED: Final = (
    *("fill", "fill-opacity", "font-size", "font-style", "font-weight", "text-anchor"),
    *("stroke", "stroke-dasharray", "stroke-linejoin", "stroke-opacity", "stroke-width"),
)
"""What parts may take from the group in which they stand."""
FORM: Final = "slim 3"
"""How drawings are kept; another word for each change of what is made of them."""
PLACES: Final = re.compile(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"')
PRECISE: Final = re.compile(r"-?\d+\.\d{2,}(?:e-\d+)?")
"""Places in a drawing, to more than a tenth of a pixel."""


def coloured(text: str, colours: Colours, mode: int = 0) -> str:
    """A text with its CSS variables replaced by colours: 0 for light, 1 for dark."""
    return VARIABLE.sub(lambda name: colours.get(name[1], (name[2], name[2]))[mode], text)


def bare(text: str, colours: Colours) -> str:
    """A text that stands where its variables have their colours, without what they are else."""
    return VARIABLE.sub(lambda name: f"var(--c-{name[1]})" if name[1] in colours else name[0], text)


def shaded(svg: str, colours: Colours) -> str:
    """A drawing as a file that is light, and dark where its address ends in ``#dark``."""
    names = sorted({name[1] for name in VARIABLE.finditer(svg)} & colours.keys())
    light, dark = (
        "".join(f"--c-{name}:{colours[name][mode]};" for name in names) for mode in (0, 1)
    )
    svg = bare(svg, colours)
    style = f"<style>svg{{{light}}}svg:target{{{dark}}}</style>"
    return re.sub(r"<svg ([^>]*)>", rf'<svg id="dark" \1>{style}', svg, count=1)


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _slim(part: ET.Element) -> None:
    """Take from a part of a drawing, and from all in it, what is not seen; see ``slim``."""
    for name, value in list(part.attrib.items()):
        if UNSEEN.fullmatch(name) or PLAIN.get(name) == value:
            del part.attrib[name]
    kept: list[ET.Element] = []
    for child in part:
        _slim(child)
        bare, kind = not child.attrib.keys() - {"d"}, child.tag.removeprefix(f"{{{SVG}}}")
        hidden = (
            child.get("display") == "none"
            or child.get("opacity") == "0"
            or (kind == "path" and bare and part.tag != CLIP)
        )
        if hidden or (kind == "text" and not (child.text or len(child))):
            continue
        kept += list(child) if kind == "g" and bare else [child]
    part[:] = kept
    if part.tag == f"{{{SVG}}}g" and len(kept) > 1:
        for name in INHERITED:
            first = kept[0].get(name)
            if first and all(child.get(name) == first for child in kept):
                part.set(name, first)
                for child in kept:
                    del child.attrib[name]


def _cut(root: ET.Element) -> None:
    """Cut the shapes of a drawing to the windows through which they are seen."""
    windows = {
        f"url(#{window.get('id')})": window.find(f"{{{SVG}}}rect") for window in root.iter(CLIP)
    }
    for group in root.iter(f"{{{SVG}}}g"):
        window = windows.get(group.get("clip-path", ""))
        if window is None:
            continue
        left, top, width, height = (
            float(window.get(side, 0)) for side in ("x", "y", "width", "height")
        )
        box = (left - MARGIN, top - MARGIN, left + width + MARGIN, top + height + MARGIN)
        for path in group.findall(f".//{{{SVG}}}path"):
            moved = path.get("transform", STILL) != STILL
            if not moved and not path.get("stroke-dasharray"):
                path.set("d", clipping.cut(path.get("d", ""), box))


def slim(svg: str) -> str:
    """A drawing with the same pixels in half the text.

    The engine writes for scripts and for readers of screens, who have the description of the
    figure, and repeats on each of a hundred marks what their group could say once.
    """
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    _cut(root)
    _slim(root)
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def static_svg(spec: Mapping[str, Any], prefix: str, memo: Path) -> str:
    """A specification as SVG whose colours follow the page and whose identifiers are its own.

    memo: a folder of renderings by the hash of their specification: a pure function, kept.
    """
    path = memo / f"{sha256(json.dumps([spec, FORM], sort_keys=True).encode())}.svg"
    if not path.is_file():
        import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

        write(path, slim(vl_convert.vegalite_to_svg(dict(spec))))
    text = path.read_text(encoding="utf-8")
    text = text.replace(FAMILY, "").replace("<svg ", f"<svg{FAMILY} ", 1)
    text = PLACES.sub(lambda place: PRECISE.sub(_short, place[0]), text)
    text = re.sub(r'\b(id="|url\(#|href="#)((?:clip|gradient_)\w*)', rf"\g<1>{prefix}-\2", text)
    return re.sub(r"^<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", text).strip()


def _pooled(part: Any, pool: dict[str, Any]) -> Any:
    """A part of a specification; rows in it have moved to ``pool``, named by their content."""
    if isinstance(part, list):
        return [_pooled(item, pool) for item in part]
    if not isinstance(part, Mapping):
        return part
    kept = [key for key in part if key not in {"data", "datasets"}]
    pooled = {key: _pooled(part[key], pool) for key in kept}
    if "data" in part:
        pooled["data"] = data = dict(part["data"])
        if "values" in data:
            rows = data.pop("values")
            data["name"] = f"data-{sha256(json.dumps(rows).encode())[:16]}"
            pool[data["name"]] = rows
    return pooled


def embedded(value: object) -> Markup:
    """A value as JSON inside a script of a page."""
    text = packed(value).strip().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 - no tag can stand in it


def spec(payload: Figure) -> dict[str, Any]:
    """The two specifications of a figure, with what they share once."""
    specs = (payload["wide"], payload["narrow"])
    pool = {name: rows for part in specs for name, rows in part.get("datasets", {}).items()}
    wide, narrow = (_pooled(part, pool) for part in specs)
    shared = {key: wide[key] for key in wide if wide[key] == narrow.get(key)} | {"datasets": pool}
    parts = {
        "wide": {key: value for key, value in wide.items() if key not in shared},
        "narrow": {key: value for key, value in narrow.items() if key not in shared},
        "shared": shared,
    }
    return dict(canonical.rounded(parts, canonical.KEPT_DIGITS))


def size(svg: str) -> tuple[int, int]:
    """Width and height of a picture in pixels, as it says itself."""
    sides = re.search(r'<svg[^>]*\bwidth="([\d.]+)"[^>]*\bheight="([\d.]+)"', svg)
    return (round(float(sides[1])), round(float(sides[2]))) if sides else (0, 0)
