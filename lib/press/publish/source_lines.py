"""Source lines: who published what a figure or a number rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from fulcrum.evidence.data import Project, Source

OWN: Final = "Compiled for this report"
"""How the publisher of our own tables begins."""


def shown_sources(project: Project, tables: Sequence[str]) -> list[dict[str, str]]:
    """The sources of some tables, each once, as the source line prints them."""
    first: dict[str, Source] = {}
    for source in map(project.source, tables):
        first.setdefault(source.id, source)
    return [
        {
            "id": source.id,
            "title": source.title,
            "publisher_short": _short(source.publisher),
            "version": source.version,
            "licence": re.sub("^unknown", "licence unknown", source.licence),
            "citation": source.citation,
        }
        for source in first.values()
    ]


def publishers(shown: Sequence[Mapping[str, str]], most: int = 2) -> str:
    """The publishers of some sources, each once, in one line."""
    names = list(dict.fromkeys(source["publisher_short"] for source in shown))
    line = ", ".join(names[:most]).replace(f", {OWN}", f", {OWN[0].lower()}{OWN[1:]}")
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{line[:1].upper()}{line[1:]}{more}"


def _short(publisher: str, longest: int = 60) -> str:
    """A publisher's name without what follows a bracket or semicolon, cut at a comma if long."""
    if publisher.startswith(OWN):
        return OWN
    name = publisher.split(" (", maxsplit=1)[0].split(";", maxsplit=1)[0]
    parts = name.split(", ")
    while len(parts) > 1 and len(", ".join(parts)) > longest:
        parts.pop()
    return ", ".join(parts)
