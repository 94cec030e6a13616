"""Source lines: who published what a figure or a number rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from fulcrum.evidence.data import Source, source

OWN: Final = "Compiled for this report"
"""How the publisher of our own tables begins."""


def shown_sources(tables: Sequence[str]) -> list[dict[str, str]]:
    """The sources of some tables, each once, as the source line prints them."""
    found: dict[str, Source] = {}
    for table in tables:
        one = source(table)
        found.setdefault(one.id, one)
    return [
        {
            "id": one.id,
            "title": one.title,
            "publisher_short": _short(one.publisher),
            "version": one.version,
            "licence": re.sub("^unknown", "licence unknown", one.licence),
            "citation": one.citation,
        }
        for one in found.values()
    ]


def publishers(shown: Sequence[Mapping[str, str]], most: int = 2) -> str:
    """The publishers of some sources, each once, in one line."""
    names = list(dict.fromkeys(one["publisher_short"] for one in shown))
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
