"""States, territories and bodies: their names, in English usage."""

from __future__ import annotations

from functools import lru_cache

from fulcrum.evidence.data import load, versions


def names() -> dict[str, str]:
    """The English name of every state, territory, body and special code, by its code."""
    return dict(_names(*versions("states/states")))


@lru_cache(maxsize=4)
def _names(_version: str) -> dict[str, str]:
    table = load("states/states")
    return dict(zip(table["iso3"], table["name"], strict=True))
