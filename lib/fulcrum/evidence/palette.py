"""The colours of a book: those of its pages and verdicts, and those that a report gives its actors.

Actors stand in ``seeds/palette.yml`` by their codes; without the file there are none, and charts
draw them in grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from fulcrum.evidence.data import Project, project

Colours = Mapping[str, tuple[str, str]]
"""Pairs by name: for a light page, and for a dark one."""

FONT: Final = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
WIDE: Final = 680
NARROW: Final = 300
"""Widths in pixels at which each chart is drawn."""
BOOK: Final[Colours] = {
    "ink": ("#1d1d1b", "#e8e6e1"),
    "ink-2": ("#5a5954", "#aeaca5"),
    "rule": ("#dcdad3", "#3a3a37"),
    "paper": ("#ffffff", "#161615"),
    "accent": ("#c4500c", "#f28a4b"),
    "link": ("#0067a5", "#6db4e8"),
    "other": ("#73726d", "#93918a"),
    "other-2": ("#b9b7b0", "#5f5e59"),
    "supported": ("#146c5c", "#5cc4ae"),
    "mixed": ("#8a6a00", "#dcb445"),
    "contradicted": ("#a3334b", "#f0899c"),
    "undecided": ("#5f6470", "#a9aebb"),
    "condition-not-met": ("#5546b5", "#a898f8"),
    "not-testable": ("#73726d", "#93918a"),
}
"""Colours that every book has, whatever it is about."""


@dataclass(frozen=True)
class Actor:
    """How an actor looks in every chart: its name in legends, its colours, the shape of its marks.

    light, dark: the colour on a light page, and on a dark one; shape: a symbol of Vega.
    """

    name: str
    light: str
    dark: str
    shape: str = "circle"


@lru_cache(maxsize=8)
def _stored(path: Path, _stamp: int) -> dict[str, Actor]:
    looks = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {str(code): Actor(**look) for code, look in looks.items()}


def actors(of: Project) -> Mapping[str, Actor]:
    """A report's actors by code, in the order of their file."""
    path = of.palette_file
    return _stored(path, path.stat().st_mtime_ns) if path.is_file() else {}


def colours(of: Project) -> Colours:
    """All colours of a report by name."""
    return {**BOOK, **{code: (actor.light, actor.dark) for code, actor in actors(of).items()}}


def colour(name: str) -> str:
    """A colour as a CSS variable, so that a chart follows the page; its light value as fallback."""
    pair = colours(project()).get(name)
    return f"var(--c-{name}, {pair[0]})" if pair else colour("other")
