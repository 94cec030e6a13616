"""What the tests of the forms look at: specifications, and drawings as a reader sees them."""

from __future__ import annotations

import re
from typing import Any

import vl_convert

from fulcrum.charts import Drawing
from fulcrum.evidence.figures import NARROW, WIDE, themed
from press.publish.drawing import size


def spec(drawing: Drawing, width: int = WIDE) -> dict[str, Any]:
    """The compiled specification of a drawing."""
    return themed(drawing(width))


def svg(drawing: Drawing, width: int = WIDE) -> str:
    """The drawing as SVG."""
    return str(vl_convert.vegalite_to_svg(spec(drawing, width)))


def fits(drawing: Drawing) -> bool:
    """Whether the drawing uses the width of both pages and does not go beyond it."""
    widths = [(size(svg(drawing, page))[0], page) for page in (WIDE, NARROW)]
    return all(page - 12 <= width <= page for width, page in widths)


def layers(drawing: Drawing, kind: str, width: int = WIDE) -> list[dict[str, Any]]:
    """The layers with marks of a kind, in a plot or in panels."""
    whole = spec(drawing, width)
    parts = whole.get("spec", whole)["layer"]
    return [part for part in parts if part["mark"]["type"] == kind]


def rows(drawing: Drawing, width: int = WIDE) -> list[str]:
    """The labels of rows from top to bottom; a panel's heading ends in a tabulator."""
    first = next(part for part in spec(drawing, width)["layer"] if "y" in part["encoding"])
    return [key.lstrip("\t") for key in first["encoding"]["y"]["scale"]["domain"]]


def hues(layer: dict[str, Any], channel: str = "color") -> dict[str, str]:
    """The name in the palette of each value of a layer's colour."""
    scale = layer["encoding"][channel]["scale"]
    names = [re.sub(r"var\(--c-([\w-]+),.*", r"\1", value) for value in scale["range"]]
    return dict(zip(scale["domain"], names, strict=True))


def words(drawing: Drawing, width: int = WIDE) -> dict[str, tuple[float, float]]:
    """The words of a drawing with the place of each in pixels, within its group."""
    pattern = r'<text[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)[^>]*>([^<]+)</text>'
    matches = re.findall(pattern, svg(drawing, width))
    return {text: (float(x), float(y)) for x, y, text in matches}
