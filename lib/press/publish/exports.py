"""What a reader takes away of a figure: its table, its specification, its drawing as two files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from fulcrum.evidence.palette import BOOK, FONT, WIDE
from fulcrum.evidence.payloads import Figure, Table
from press.publish import drawing, render
from press.workspace.notebooks import sha256, write
from press.workspace.packages import csv_bytes
from press.workspace.workspace import Workspace

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


def png(svg: str, memo: Path, scale: float = 1) -> bytes:
    """A drawing as a PNG, kept in a folder by its hash: a pure function."""
    kept = memo / f"{sha256(f'{scale} {svg}'.encode())}.png"
    if not kept.is_file():
        import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

        write(kept, vl_convert.svg_to_png(svg, scale=scale))
    return kept.read_bytes()


def table_csv(table: Table) -> bytes:
    """The table behind a figure as CSV; empty cells are missing values."""
    names = [field["name"] for field in table["fields"]]
    rows = [["" if value is None else value for value in row] for row in table["rows"]]
    return csv_bytes([names, *rows])


def export(workspace: Workspace, payload: Figure, folder: Path) -> None:
    """Write what a reader can take away of a figure: CSV, specification, SVG and PNG."""
    name, memo, colours = payload["name"], workspace.rendered, workspace.colours
    svg = framed(workspace, payload)
    spec = json.loads(drawing.coloured(json.dumps(payload["wide"]), colours))
    write(folder / f"{name}.csv", table_csv(payload["table"]))
    write(folder / f"{name}.vl.json", json.dumps(spec, indent=1))
    write(folder / f"{name}.svg", svg)
    write(folder / f"{name}.png", png(svg, memo, SHARPNESS))
    small = drawing.static_svg(payload["narrow"], name, memo)
    for mode, shade in enumerate(("light", "dark")):
        write(folder / f"{name}.{shade}.svg", drawing.coloured(small, colours, mode))
