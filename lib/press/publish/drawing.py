"""Charts as drawings: static at two widths, and as data to come alive."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from fulcrum.evidence.figures import COLOURS, THEME
from press.workspace import canonical
from press.workspace.notebooks import sha256, write

FONT: Final = f' font-family="{THEME["font"]}"'
"""Said of each text by the engine that draws; here once of the whole drawing."""
PLACES: Final = re.compile(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"')
PRECISE: Final = re.compile(r"-?\d+\.\d{3,}(?:e-\d+)?")
"""Places in a drawing, to more than a hundredth of a pixel."""
SIZES: Final = ("wide", "narrow")


def coloured(text: str, mode: int = 0) -> str:
    """A text with its CSS variables replaced by colours: 0 for light, 1 for dark."""

    def replace(match: re.Match[str]) -> str:
        return COLOURS.get(match[1], (match[2], match[2]))[mode]

    return re.sub(r"var\(--c-([\w-]+), ?(#[0-9a-fA-F]{6})\)", replace, text)


def resolved(spec: Mapping[str, Any], mode: int = 0) -> dict[str, Any]:
    """A specification with its CSS variables replaced by colours: 0 for light, 1 for dark."""
    found: dict[str, Any] = json.loads(coloured(json.dumps(spec), mode))
    return found


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


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
    text = text.replace(FONT, "").replace("<svg ", f"<svg{FONT} ", 1)
    text = PLACES.sub(lambda found: PRECISE.sub(_short, found[0]), text)
    text = re.sub(r'\b(id="|url\(#|href="#)((?:clip|gradient_)\w*)', rf"\g<1>{prefix}-\2", text)
    return re.sub(r"^<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", text).strip()


def _pooled(part: Any, pool: dict[str, Any]) -> Any:
    """A part of a specification; its rows have moved to ``pool``, named by their content."""
    if isinstance(part, list):
        return [_pooled(one, pool) for one in part]
    if not isinstance(part, Mapping):
        return part
    found = {key: _pooled(value, pool) for key, value in part.items() if key != "data"}
    if "data" in part:
        found["data"] = data = dict(part["data"])
        if "values" in data:
            rows = data.pop("values")
            data["name"] = f"data-{sha256(json.dumps(rows).encode())[:16]}"
            pool[data["name"]] = rows
    return found


def spec(payload: Mapping[str, Any]) -> Markup:
    """The two specifications of a figure, with what they share told once."""
    pool: dict[str, Any] = {}
    for part in SIZES:
        pool |= payload[part].get("datasets", {})
    wide, narrow = (
        _pooled({k: v for k, v in payload[part].items() if k != "datasets"}, pool) for part in SIZES
    )
    shared = {key: wide[key] for key in wide if wide[key] == narrow.get(key)} | {"datasets": pool}
    own = [{k: v for k, v in spec.items() if k not in shared} for spec in (wide, narrow)]
    parts = dict(zip((*SIZES, "shared"), (*own, shared), strict=True))
    text = json.dumps(canonical.rounded(parts, canonical.KEPT_DIGITS), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can stand in it


def size(svg: str) -> tuple[int, int]:
    """Width and height of a picture in pixels, as it says itself."""
    found = re.search(r'<svg[^>]*\bwidth="([\d.]+)"[^>]*\bheight="([\d.]+)"', svg)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)
