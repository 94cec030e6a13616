"""One stylesheet for the whole book, without the rules and properties that no page uses.

The theme brings a stylesheet for every component that it knows; a page would wait for all of them
before its first paint. A rule stays when each class, id and element of one of its selectors stands
in a page, or is a word of a script, which may set it later.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import tinycss2

from fulcrum.errors import FulcrumError
from press.workspace.notebooks import sha256, write

NAME: Final = "book.css"
LONE: Final = "404.html"
"""A page that brings a style of its own."""
LINK: Final = re.compile(r'\s*<link [^>]*?href="(_static/[^"?]+\.css)[^"]*"[^>]*>')
IMPORT: Final = re.compile(r'@import "([^"]+)";')
PROPERTY: Final = re.compile(
    r"""(?<=[{;\s])(--[\w-]+):(?:"[^"]*"|'[^']*'|\((?:"[^"]*"|[^)])*\)|[^;{}"'(])*(?:;|(?=\}))"""
)
"""A custom property with its value."""
PROPERTIES: Final = re.compile(r"--[a-z][\w-]*")
ASKED: Final = re.compile(r"var\(\s*(--[\w-]+)")
NESTED: Final = {"media", "supports"}
"""At-rules whose rules are judged one by one."""
DROPPED: Final = {"charset", "font-face"}
"""At-rules of no use in one file of UTF-8 that brings no fonts."""


def words(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """The elements, classes and ids of the pages, and every word that a script could set."""
    vocabulary: set[str] = set()
    for page in pages:
        vocabulary.update(re.findall(r"<([a-z][\w-]*)", page))
        for names in re.findall(r'\s(?:class|id)="([^"]*)"', page):
            vocabulary.update(names.split())
    for script in scripts:
        vocabulary.update(re.findall(r"[\w-]+", script))
    return vocabulary


def _asked(selector: list[Any]) -> set[str]:
    """The elements, classes and ids without which a selector matches nothing.

    What stands in brackets or in the parentheses of a pseudo-class is not asked for.
    """
    names: set[str] = set()
    before = ""
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            names.add(token.value)
        before = token.value if token.type == "literal" else ""
    return names


@functools.lru_cache(maxsize=32)
def _rules(style: str) -> list[Any]:
    return list(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True))


def _kept(rules: list[Any], vocabulary: set[str]) -> str:
    """The rules that a page can use, as text."""
    text = ""
    for rule in rules:
        if rule.type == "error":
            raise FulcrumError(
                f"A stylesheet cannot be read at line {rule.source_line}. Correct it."
            )
        if rule.type == "qualified-rule":
            parts = groupby(rule.prelude, lambda part: bool(part == ","))
            selectors = (list(part) for comma, part in parts if not comma)
            matching = [part for part in selectors if _asked(part) <= vocabulary]
            if matching and rule.content:
                names = ",".join(tinycss2.serialize(part).strip() for part in matching)
                text += f"{names}{{{tinycss2.serialize(rule.content).strip()}}}\n"
        elif rule.lower_at_keyword in NESTED:
            inside = _kept(tinycss2.parse_rule_list(rule.content, True, True), vocabulary)
            if inside:
                where = tinycss2.serialize(rule.prelude)
                text += f"@{rule.lower_at_keyword}{where}{{\n{inside}}}\n"
        elif rule.lower_at_keyword not in DROPPED:
            text += rule.serialize() + "\n"
    return text


def _declared(text: str, asked: set[str]) -> str:
    """A stylesheet with those of its custom properties that are asked for."""
    return PROPERTY.sub(lambda match: match[0] if match[1] in asked else "", text)


def used(styles: Iterable[str], vocabulary: set[str], properties: set[str]) -> str:
    """The stylesheets one after the other, without what nothing uses.

    vocabulary: see `words`; properties: custom properties that pages and scripts ask for. Raises
    FulcrumError for a stylesheet that cannot be read.
    """
    text = "".join(_kept(_rules(style), vocabulary) for style in styles)
    before = ""
    while text != before:  # a property may be asked for by another that nothing asks for
        before, text = text, _declared(text, properties.union(ASKED.findall(text)))
    return text


def read(path: Path) -> str:
    """A stylesheet with those that it imports in their places."""
    return IMPORT.sub(
        lambda match: read((path.parent / match[1]).resolve()), path.read_text(encoding="utf-8")
    )


def linked(pages: Iterable[str]) -> list[str]:
    """The stylesheets that some pages link, each once."""
    return list(dict.fromkeys(name for page in pages for name in LINK.findall(page)))


def compiled(styles: Iterable[str], target: Path) -> str:
    """Some stylesheets as one, with what the pages and scripts of a built book use."""
    pages = [
        path.read_text(encoding="utf-8")
        for path in sorted(target.glob("*.html"))
        if path.name != LONE
    ]
    scripts = [
        path.read_text(encoding="utf-8")
        for path in sorted((target / "_static").glob("**/*.js"))
        if path.name != "vega.js"
    ]
    asked = {name for text in [*pages, *scripts] for name in PROPERTIES.findall(text)}
    return used(styles, words(pages, scripts), asked)


def with_one(page: str, style: str) -> str:
    """A page that links one stylesheet in the place of all; style: its text."""
    link = f'\n<link rel="stylesheet" href="_static/{NAME}?v={sha256(style.encode())[:8]}" />'
    head, _, rest = LINK.sub(link, page, count=1).partition(link)
    return head + link + LINK.sub("", rest) if rest else page


def bundle(target: Path) -> None:
    """Put one stylesheet in the place of all that the pages of a built book link."""
    static = target / "_static"
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(target.glob("*.html"))}
    text = compiled((read(target / name) for name in linked(pages.values())), target)
    for path in static.glob("**/*.css"):
        path.unlink()
    write(static / NAME, text)
    for path, page in pages.items():
        write(path, with_one(page, text))
