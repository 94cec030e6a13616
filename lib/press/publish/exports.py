"""What a reader takes away of a figure: its table, its specification, its drawing as two files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Final

from markupsafe import Markup

from fulcrum.evidence.palette import BOOK, FONT, WIDE
from fulcrum.evidence.payloads import Figure, Table
from press.publish import drawing, render
from press.workspace.notebooks import sha256, write
from press.workspace.packages import csv_bytes
from press.workspace.workspace import Workspace

MARGIN: Final = 16
GAP: Final = 5
"""Pixels between two texts."""
SHARPNESS: Final = 2
"""Pixels of a PNG for one of its drawing."""


@dataclass(frozen=True)
class Style:
    """How a line of text is set: sizes in pixels; width: of a letter, in parts of its size."""

    size: int
    leading: int
    colour: str = "ink-2"
    weight: str = "normal"
    width: float = 0.6

    @property
    def fill(self) -> str:
        """The colour on white paper."""
        return BOOK[self.colour][0]

    @property
    def letters(self) -> int:
        """How many letters fit beside the widest drawing."""
        return int(WIDE / (self.size * self.width))


TITLE: Final = Style(16, 22, "ink", "bold", 0.68)
SUBTITLE: Final = Style(13, 18)
CAVEAT: Final = Style(12, 17)
SOURCE: Final = Style(11, 15)


@dataclass(frozen=True)
class Line:
    """A line of text at its place: ``y`` is its baseline in pixels from the top."""

    text: str
    y: int
    style: Style


def _set(y: int, *texts: tuple[str, Style]) -> Iterator[Line]:
    for text, style in texts:
        for part in wrap(text, style.letters, break_on_hyphens=False):
            y += style.leading
            yield Line(part, y, style)
        y += GAP


def framed(workspace: Workspace, payload: Figure) -> str:
    """The drawing of a figure that stands alone: its finding above, caveat and sources below."""
    drawn = drawing.coloured(
        drawing.static_svg(payload["wide"], payload["name"], workspace.rendered), workspace.colours
    )
    width, height = drawing.size(drawn)
    above = list(_set(MARGIN - 4, (payload["title"], TITLE), (payload["subtitle"], SUBTITLE)))
    top = above[-1].y + MARGIN
    lines = dict.fromkeys(workspace.source(table).line for table in payload["sources"])
    sources = [(line, SOURCE) for line in lines]
    below = list(_set(top + height, (payload["caveat"], CAVEAT), *sources))
    return render.html(
        "framed",
        title=payload["title"],
        description=payload["description"],
        drawn=Markup(drawn),  # noqa: S704 - made by the engine that draws
        lines=[*above, *below],
        margin=MARGIN,
        top=top,
        width=max(width, WIDE) + 2 * MARGIN,
        height=below[-1].y + MARGIN,
        font=FONT,
        paper=BOOK["paper"][0],
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
