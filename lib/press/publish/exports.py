"""What a reader takes away of a figure: its table, its specification, its drawing as two files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Final

from fulcrum.evidence.palette import BOOK, FONT, WIDE
from fulcrum.evidence.payloads import Figure, Table
from press.publish import drawing, render
from press.workspace import canonical
from press.workspace.notebooks import packed, sha256, write
from press.workspace.packages import csv_bytes
from press.workspace.workspace import Workspace

LEVEL: Final = 9
"""Effort of compression: one less takes a third of the time and weighs a hundredth more."""
SHARPNESS: Final = 2
"""Pixels of a PNG for one of its drawing."""


def framed(workspace: Workspace, payload: Figure) -> str:
    """The drawing of a figure that stands alone: its finding above, caveat and sources below."""
    drawn = drawing.static_svg(payload["wide"], payload["name"], workspace.rendered)
    return render.html(
        "framed",
        payload=payload,
        drawn=drawing.coloured(drawn, workspace.colours),
        sources=dict.fromkeys(workspace.source(table).line for table in payload["sources"]),
        width=WIDE,
        font=FONT,
        colours=BOOK,
    )


def with_palette(content: bytes) -> bytes:
    """An opaque PNG with a palette: an eighth of its weight.

    With up to 256 colours, as most drawings have, it stays the same in every pixel; with more, the
    rarest, which stand at the edges of letters and shapes, take the nearest that is kept.
    """
    import numpy as np  # noqa: PLC0415 - a build that draws nothing needs neither
    from PIL import Image  # noqa: PLC0415

    picture = Image.open(io.BytesIO(content)).convert("RGBA")
    counted = picture.getcolors(256)
    if counted is None:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    else:  # exact, and in a tenth of the time that a search for the nearest takes
        pixels = np.asarray(picture).view("<u4")[..., 0]
        colours = np.array([colour for _, colour in counted], np.uint8)
        places = np.zeros(1 << 24, np.uint8)
        places[colours.view("<u4")[:, 0] & 0xFFFFFF] = np.arange(len(colours))
        small = Image.fromarray(places[pixels & 0xFFFFFF])
        small.putpalette(colours[:, :3].tobytes())
    written = io.BytesIO()
    small.save(written, "PNG", compress_level=LEVEL)
    return written.getvalue()


def png(svg: str, memo: Path, scale: float = 1) -> bytes:
    """A drawing as a PNG with a palette, kept in a folder by its hash: a pure function."""
    kept = memo / f"{sha256(f'{scale} {svg}'.encode())}.{LEVEL}.png"
    if not kept.is_file():
        import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

        write(kept, with_palette(vl_convert.svg_to_png(svg, scale=scale)))
    return kept.read_bytes()


def table_csv(table: Table) -> bytes:
    """The table behind a figure as CSV; empty cells are missing values."""
    names = [field["name"] for field in table["fields"]]
    rows = [["" if value is None else value for value in row] for row in table["rows"]]
    return csv_bytes([names, *rows])


def pictures(workspace: Workspace, payload: Figure) -> tuple[str, bytes, str]:
    """The pictures of a figure: that which stands alone, twice, and the narrow drawing."""
    svg = framed(workspace, payload)
    small = drawing.static_svg(payload["narrow"], payload["name"], workspace.rendered)
    return svg, png(svg, workspace.rendered, SHARPNESS), small


def _script(address: str, payload: Figure) -> str:
    """What a live chart is drawn from; as a script, for a page opened from a file fetches none."""
    return f"(window.bookCharts ??= {{}})[{json.dumps(address)}] = {packed(drawing.spec(payload))}"


def export(workspace: Workspace, payload: Figure, folder: Path) -> None:
    """Write what a reader can take away of a figure: CSV, specification, SVG and PNG."""
    name, colours = payload["name"], workspace.colours
    svg, pixels, small = pictures(workspace, payload)
    spec = json.loads(drawing.coloured(json.dumps(payload["wide"]), colours))
    spec = canonical.rounded(spec, canonical.KEPT_DIGITS)
    write(folder / f"{name}.csv", table_csv(payload["table"]))
    write(folder / f"{name}.vl.json", packed(spec))
    write(folder / f"{name}.js", _script(f"figures/{folder.name}/{name}.js", payload))
    write(folder / f"{name}.svg", svg)
    write(folder / f"{name}.png", pixels)
    write(folder / f"{name}.narrow.svg", drawing.shaded(small, colours))
