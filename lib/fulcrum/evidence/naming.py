"""The one rule for names: what a figure, a result, a chapter or a source may be called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fulcrum.errors import FulcrumError

OF_SPHINX: Final = frozenset({"search", "index", "genindex", "modindex", "py-modindex"})
"""Pages that the book has beside those of its authors."""
FOLDERS: Final = frozenset({"notebooks", "figures", "data", "cards"})
"""Folders of the published book."""
RESERVED: Final[Mapping[str, frozenset[str]]] = {
    "chapter": OF_SPHINX | FOLDERS,
    "page": OF_SPHINX,
    "source": frozenset({"published", "robustness"}),
}
"""Names that the book itself uses, by what would be called so."""

_FILE: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
_PART: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PARTS: Final = ("figure", "explorer", "result")
"""What stands within a chapter: its name is part of a key, of an address and of a file's name."""


def refuse_name(name: str, kind: str, *, new: bool = False) -> None:
    """Raise FulcrumError where something cannot be called so.

    Args:
        name: What it would be called.
        kind: A figure, explorer, result, chapter, page, source, claim or coder.
        new: Whether it is made now: then a name that the book writes to by itself is refused, too.
    """
    is_part = kind in _PARTS
    if not (_PART if is_part else _FILE).fullmatch(name):
        sign = "underscores" if is_part else "hyphens"
        article = "an" if kind[0] in "aeiou" else "a"
        raise FulcrumError(
            f"'{name}' cannot be the name of {article} {kind}: use small letters, digits and "
            f"{sign}, a letter first, 60 at most."
        )
    if name in RESERVED.get(kind, ()) and (new or kind != "source"):
        raise FulcrumError(
            f"'{name}' cannot be the name of a {kind}, because the book itself uses it. Choose "
            "another name."
        )
