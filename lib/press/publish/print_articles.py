"""The article of a published page as a part of the printed book: unfolded, its anchors unique."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from fulcrum.errors import FulcrumError

SCREEN_TAGS: Final = frozenset({"script", "style", "form", "input", "select", "iframe"})
SCREEN_CLASS: Final = re.compile(
    "headerlink|pst-js-only|"
    "fu-(row|codes|narrow|filters|take|take-whole|only-dark|coverage|tables)|fallback-image"
)
"""What belongs to a screen alone: controls, downloads, tables, code."""
REFERRING: Final = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
HEADINGS: Final = {"h1", "h2", "h3", "h4"}
DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
PICTURES: Final = ["svg", "img"]


@dataclass(frozen=True)
class Entry:
    """A line of the contents: an anchor of the printed document, its words and its depth."""

    anchor: str
    text: str
    depth: int


def _filled(tag: Tag) -> Iterator[PageElement]:
    """The children of an element that show something."""
    for part in tag.children:
        if (part if isinstance(part, str) else part.get_text()).strip() or (
            isinstance(part, Tag) and part.find(PICTURES)
        ):
            yield part


def _target(href: str, page: str, names: Collection[str]) -> str | None:
    """An address in the book as an anchor of the printed document; None for a file to download."""
    name, _, anchor = href.partition("#")
    name = page if not name else name.removesuffix(".html")
    name = next(iter(names)) if name == "index" else name
    if name not in names:
        return None
    return f"#{name}--{anchor}" if anchor else f"#{name}"


def _link(soup: BeautifulSoup, page: str, names: Collection[str]) -> None:
    """Make anchors of one page unique in the whole document, and links lead to them."""
    for tag in soup.find_all(id=True):
        tag["id"] = f"{page}--{tag['id']}"
    for tag in soup.find_all("a", href=True):
        href = str(tag["href"])
        if re.match(r"[a-z]+:", href):
            continue
        there = _target(href, page, names)
        if there is None:
            tag.unwrap()
        else:
            tag["href"] = there
            tag.attrs.pop("download", None)
    for tag in soup.find_all():
        for name in REFERRING:
            tag.attrs.pop(name, None)


def _for_screens(tag: Tag) -> bool:
    """Whether an element belongs to a screen alone; as a selector this took half of an article."""
    classes = tag.get_attribute_list("class")
    return (
        tag.name in SCREEN_TAGS
        or any(SCREEN_CLASS.fullmatch(name) for name in classes)
        or tag.has_attr("hidden")
        or tag.get("data-print") == "no"
        or (tag.name == "img" and tag.find_parent(class_="fu-gallery") is not None)
    )


def _unfold(soup: BeautifulSoup, *, sources: bool) -> None:
    """Leave out what only a screen can use, open what is worth its paper.

    sources: the book has a page of its sources, to which a line of several refers.
    """
    for tag in soup.find_all(_for_screens):
        tag.decompose()
    for tag in soup.select("details.fu-source"):
        line = soup.new_tag("p", attrs={"class": "fu-source"})
        for number, item in enumerate(tag.select("li a")):
            line.append("; " if number else "Sources: ")
            line.append(item)
        line.append(". Vintages and licences: page [[page:sources]]." if sources else ".")
        tag.replace_with(line)
    for tag in soup.select("details.fu-tile"):
        for text in tag.find_all("p", recursive=False):
            text.decompose()
        for part in (tag, *tag.find_all("summary")):
            part.name = "div"
    for tag in soup.find_all("details"):
        for summary in tag.find_all("summary"):
            summary.decompose()
        tag.name = "div"
        tag["class"] = "fu-unfolded"
    for tag in soup.select("a.fu-value[href*='#cell-']"):  # to code, which is not printed
        tag.name = "span"
        del tag["href"]
    for tag in soup.find_all("button"):
        tag.name = "span"
        tag.attrs.pop("type", None)
    for tag in soup.select("div.cell, div.cell_output, div.output, li"):
        if not tag.get_text(strip=True) and not tag.find(PICTURES):
            tag.decompose()
    for section in reversed(soup.find_all("section")):
        if all(isinstance(part, Tag) and part.name in HEADINGS for part in _filled(section)):
            section.decompose()


def _numbered(soup: BeautifulSoup) -> None:
    """Turn the index of figures into a list with page numbers."""
    for link in soup.select(".fu-gallery li a"):
        anchor = str(link["href"])[1:]
        for extra in link.select(":not(.fu-gallery-title)"):
            extra.decompose()
        page = soup.new_tag("span", attrs={"class": "fu-page"})
        page.string = f"[[page:{anchor}]]"
        link.append(page)


def article(site: Path, page: str, names: Collection[str]) -> tuple[str, list[Entry]]:
    """One published page as a part of the printed document, and its lines in the contents."""
    text = (site / f"{page}.html").read_text(encoding="utf-8")
    content = re.search(r'<article class="bd-article"[^>]*>(.*)</article>', text, re.DOTALL)
    if content is None:
        raise FulcrumError(f"{page}.html has no article to print. Run `fulcrum build`.")
    drawings = DRAWING.findall(content[1])  # most of a page, and nothing to look for in them
    numbers = count()
    bare = DRAWING.sub(lambda _: f'<svg data-drawing="{next(numbers)}"></svg>', content[1])
    part = BeautifulSoup(bare, "html.parser")
    _unfold(part, sources="sources" in names)
    _link(part, page, names)
    _numbered(part)
    for picture in part.find_all("img", src=True):
        source = str(picture["src"])
        if not source.startswith("data:"):
            picture["src"] = (site / source).resolve().as_uri()
    entries = []
    for number, heading in enumerate(part.find_all(["h1", "h2", "h3"])):
        anchor = page if heading.name == "h1" else f"{page}--heading-{number}"
        if heading.name != "h1":
            heading["id"] = anchor
        entries.append(Entry(anchor, " ".join(heading.get_text().split()), int(heading.name[1])))
    if part.select_one(".fu-gallery"):
        entries = entries[:1]
    anchors = re.compile(r'(\bid="|url\(#|href="#)')  # unique in the whole, as those of the text
    unique = [anchors.sub(rf"\g<1>{page}--", svg) for svg in drawings]
    back = re.compile(r'<svg data-drawing="(\d+)"></svg>')
    return back.sub(lambda svg: unique[int(svg[1])], part.decode()), entries
