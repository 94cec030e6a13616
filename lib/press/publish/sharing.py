"""What is shown where the address of a page is shared: its card, with its finding and chart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

from fulcrum.errors import FulcrumError
from fulcrum.evidence.palette import FONT
from fulcrum.evidence.payloads import Figure
from press.publish import drawing, render
from press.workspace.workspace import Workspace

CARD: Final = (1200, 630)
"""Pixels of a card, as those who show addresses ask for."""
CHART: Final = (560, 60, 580, 510)
"""Where the chart of a card may stand: left, top, width, height."""
LEFT: Final = 70
"""Where its words begin."""
BESIDE: Final = (430, 330, (45, 40, 34, 29, 25))
"""Width and height of words beside a chart, and the sizes that their letters may have."""
ALONE: Final = (1040, 330, (76, 62, 50))
"""The same of words without a chart."""
LETTER: Final = 0.58
"""How wide a letter is in parts of its size, on average."""


def signature(workspace: Workspace, page: str) -> Figure | None:
    """The figure that stands for a page: that named in its metadata, else its first, if any.

    Raises FulcrumError when the metadata name a figure that the chapter does not make.
    """
    chapter = next((c for c in workspace.chapters if c.name == page), None)
    figures = workspace.figures(page) if chapter else []
    named = chapter.settings.get("signature") if chapter else None
    for figure in figures:
        if named in {None, figure["name"]}:
            return figure
    if named is None:
        return None
    raise FulcrumError(
        f"chapters/{page}.ipynb: its metadata name the figure '{named}' as its signature, but no "
        f"cell makes it. It makes: {', '.join(figure['name'] for figure in figures) or 'none'}."
    )


def _fitted(text: str, width: int, height: int, sizes: Sequence[int]) -> dict[str, Any]:
    """The largest letters with which a text has room in a place, and its lines."""
    for size in sizes:
        lines = textwrap.wrap(text, int(width / (size * LETTER)))
        if len(lines) * size * 1.22 <= height:
            break
    return {"size": size, "lines": lines}


def _placed(workspace: Workspace, figure: Figure) -> dict[str, Any]:
    """The drawing of a figure that fills the place on a card best, with its place and scale."""
    left, top, width, height = CHART
    ways = []
    for spec in (figure["wide"], figure["narrow"]):
        drawn = drawing.static_svg(spec, f"{figure['name']}-card", workspace.rendered)
        across, down = drawing.size(drawn)
        scale = min(width / across, height / down, 1.9)
        x, y = left + (width - scale * across) / 2, top + (height - scale * down) / 2
        svg = drawing.coloured(drawn, workspace.colours)
        ways.append({"scale": scale, "x": round(x), "y": round(y), "svg": svg})
    return max(ways, key=lambda way: float(way["scale"]))


def card(workspace: Workspace, title: str, figure: Figure | None) -> str:
    """The picture that is shown with the address of a page, as SVG.

    It has a figure and its finding, or the title of a page without figures.
    """
    about = workspace.settings.card.format(claims=len(workspace.claims))
    return render.html(
        "card",
        workspace=workspace,
        size=CARD,
        left=LEFT,
        font=FONT,
        words=_fitted(figure["title"], *BESIDE) if figure else _fitted(title, *ALONE),
        about=textwrap.wrap(about, 40 if figure else 90),
        chart=_placed(workspace, figure) if figure else None,
    )
