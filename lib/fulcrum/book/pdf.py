"""The whole book as one PDF, printed by Chromium from the published pages.

The articles of all pages are put together in one document with a cover and contents, and printed
twice: the first print says on which page each heading lies, the second has these numbers in its
contents.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from fulcrum.book import browser, pages, publish, render, takeaway
from fulcrum.book.notebooks import write
from fulcrum.errors import FulcrumError

STATIC: Final = Path(__file__).parent / "static"
SCREEN_TAGS: Final = frozenset({"script", "style", "form", "input", "select", "iframe"})
SCREEN_CLASSES: Final = frozenset(
    [
        "headerlink",
        "fu-row",
        "fu-narrow",
        "fu-panel",
        "fu-filters",
        "fu-take",
        "fu-take-whole",
        "fu-only-dark",
        "pst-js-only",
        "fu-coverage",
        "fu-tables",
        "fu-recorded",
    ]
)
"""What belongs to a screen alone, with folds of code: controls, downloads, tables."""
REFERRING: Final = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
HEADINGS: Final = {"h1", "h2", "h3", "h4"}
WIDTHS: Final = re.compile(r"@media \((?:min|max)-width: [\d.]+px\)")
DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
PAGE: Final = re.compile(r"\[\[page:([^\]]+)\]\]")
PICTURES: Final = ["svg", "img"]
PASSES: Final = 4
PATIENCE: Final = 300
"""Seconds that one print may take."""


@dataclass(frozen=True)
class Entry:
    """A line of the contents: an anchor of the printed document, its words and its depth."""

    anchor: str
    text: str
    depth: int


def _tags(found: Tag, selector: str) -> Iterator[Tag]:
    yield from list(found.select(selector))


def _words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def _filled(tag: Tag) -> Iterator[PageElement]:
    """The children of an element that show something."""
    for part in tag.children:
        if (part if isinstance(part, str) else part.get_text()).strip() or (
            isinstance(part, Tag) and part.find(PICTURES)
        ):
            yield part


def _target(href: str, page: str, known: Collection[str]) -> str | None:
    """An address in the book as an anchor of the printed document; None for a file to download."""
    name, _, anchor = href.partition("#")
    name = page if not name else name.removesuffix(".html")
    name = next(iter(known)) if name == "index" else name
    if name not in known:
        return None
    return f"#{name}--{anchor}" if anchor else f"#{name}"


def _link(soup: BeautifulSoup, page: str, known: Collection[str]) -> None:
    """Make anchors of one page unique in the whole document, and links lead to them."""
    for tag in soup.find_all(id=True):
        tag["id"] = f"{page}--{tag['id']}"
    for tag in soup.find_all("a", href=True):
        href = str(tag["href"])
        if re.match(r"[a-z]+:", href):
            continue
        there = _target(href, page, known)
        if there is None:
            tag.unwrap()
        else:
            tag["href"] = there
            tag.attrs.pop("download", None)
    for name in REFERRING:
        for tag in soup.find_all(attrs={name: True}):
            del tag[name]


def _drawing(svg: str, page: str) -> str:
    """A drawing whose anchors are unique in the whole document, as those of the text are."""
    return re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{page}--", svg)


def _for_screens(tag: Tag) -> bool:
    """Whether an element belongs to a screen alone; as a selector this took half of an article."""
    classes = tag.get_attribute_list("class")
    return (
        tag.name in SCREEN_TAGS
        or not SCREEN_CLASSES.isdisjoint(classes)
        or tag.has_attr("hidden")
        or tag.get("data-print") == "no"
        or (tag.name == "details" and "hide" in classes)
        or (tag.name == "img" and tag.find_parent(class_="fu-gallery") is not None)
    )


def _unfold(soup: BeautifulSoup, *, sources: bool) -> None:
    """Leave out what only a screen can use, open what is worth its paper.

    sources: the book has a page of its sources, to which a line of several refers.
    """
    for tag in soup.find_all(_for_screens):
        tag.decompose()
    for tag in _tags(soup, "details.fu-source"):
        line = soup.new_tag("p", attrs={"class": "fu-source"})
        for number, item in enumerate(_tags(tag, "li a")):
            line.append("; " if number else "Sources: ")
            line.append(item)
        line.append(". Vintages and licences: page [[page:sources]]." if sources else ".")
        tag.replace_with(line)
    for tag in soup.find_all("details"):
        for summary in tag.find_all("summary"):
            summary.decompose()
        tag.name = "div"
        tag["class"] = "fu-unfolded"
    for tag in soup.find_all("button"):
        tag.name = "span"
        for name in ("type", "aria-expanded"):
            tag.attrs.pop(name, None)
    for tag in _tags(soup, "div.cell, div.cell_output, div.output, li"):
        if not tag.get_text(strip=True) and not tag.find(PICTURES):
            tag.decompose()
    for section in reversed(soup.find_all("section")):
        if all(isinstance(part, Tag) and part.name in HEADINGS for part in _filled(section)):
            section.decompose()


def _numbered(soup: BeautifulSoup) -> None:
    """Turn the index of figures into a list with page numbers."""
    for link in _tags(soup, ".fu-gallery li a"):
        anchor = str(link["href"])[1:]
        for extra in _tags(link, ":not(.fu-gallery-title)"):
            extra.decompose()
        page = soup.new_tag("span", attrs={"class": "fu-page"})
        page.string = f"[[page:{anchor}]]"
        link.append(page)


def article(site: Path, page: str, known: Collection[str]) -> tuple[str, list[Entry]]:
    """One published page as a part of the printed document, and its lines in the contents."""
    text = (site / f"{page}.html").read_text(encoding="utf-8")
    found = re.search(r'<article class="bd-article"[^>]*>(.*)</article>', text, re.DOTALL)
    if found is None:
        raise FulcrumError(f"{page}.html has no article to print. Run `fulcrum build`.")
    drawings: list[str] = []  # most of a page, and nothing to look for in them

    def put_aside(svg: re.Match[str]) -> str:
        drawings.append(svg[0])
        return f'<svg data-drawing="{len(drawings) - 1}"></svg>'

    part = BeautifulSoup(DRAWING.sub(put_aside, found[1]), "html.parser")
    _unfold(part, sources="sources" in known)
    _link(part, page, known)
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
        entries.append(Entry(anchor, _words(heading), int(heading.name[1])))
    if part.select_one(".fu-gallery"):
        entries = entries[:1]
    back = re.compile(r'<svg data-drawing="(\d+)"></svg>')
    return back.sub(lambda svg: _drawing(drawings[int(svg[1])], page), part.decode()), entries


def _quoted(text: str) -> str:
    """A text as a string of CSS that no text can break out of."""
    escaped = re.sub(r"[^ .,:;\w-]", lambda match: rf"\{ord(match[0]):06x}", text)
    return f'"{escaped}"'


def _style(titles: Mapping[str, str]) -> str:
    """One stylesheet: the book's own without its windows, the printer's, a running head a page."""
    screen = (STATIC / "fulcrum.css").read_text(encoding="utf-8")
    own = (STATIC / "print.css").read_text(encoding="utf-8")
    heads = "".join(
        f"@page fu-{name} {{ @top-right {{ content: {_quoted(title)}; }} }}\n"
        f"#{name} {{ page: fu-{name}; }}\n"
        for name, title in titles.items()
    )
    return render.palette_css() + WIDTHS.sub("@media (max-width: 0px)", screen) + own + heads


def assembled(root: Path, site: Path) -> tuple[str, list[str]]:
    """The printed document and the words of its headings.

    It has cover, contents and all pages, with ``[[page:anchor]]`` where a page number stands.
    """
    titles = pages.titles(root / "_toc.yml")
    parts: list[dict[str, Any]] = []
    for name in titles:
        text, entries = article(site, name, titles)
        parts.append({"name": name, "text": text, "entries": entries})
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    text = render.html(
        "print",
        title=config["title"],
        author=config["author"],
        cited=takeaway.citation(root),
        parts=parts,
        style=_style(titles),
    )
    return text, [entry.text for part in parts for entry in part["entries"]]


def _print(chromium: str, text: str, folder: Path) -> PdfReader:
    """Print a document; the PDF as read back from ``book.pdf`` in a folder."""
    page, pdf = folder / "book.html", folder / "book.pdf"
    page.write_text(text, encoding="utf-8")
    pdf.unlink(missing_ok=True)
    words = [
        chromium,
        "--headless",
        "--disable-gpu",
        *browser.ARGUMENTS,
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as late:
        what = f"Chromium printed no PDF in {PATIENCE} seconds."
        raise FulcrumError(f"{what} Try again when the machine is less busy.") from late
    if not pdf.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise FulcrumError(f"Chromium printed no PDF: {last}. Is it version 131 or newer?")
    return PdfReader(pdf)


def places(reader: PdfReader) -> dict[str, int]:
    """The page of every anchor that a link of a PDF leads to; pages count from 1."""
    return {
        name.lstrip("/"): number + 1
        for name, place in reader.named_destinations.items()
        if (number := reader.get_destination_page_number(place)) is not None
    }


def filled(text: str, found: Mapping[str, int]) -> str:
    """A document with its page numbers; a number not known yet has the width of one."""
    return PAGE.sub(lambda match: str(found.get(match[1], "000")), text)


def mended(pdf: Path, headings: list[str]) -> bytes:
    """A PDF whose outline has the words of the headings.

    Chromium leaves out the space at which a heading breaks into two lines.
    """
    right = {re.sub(r"\s", "", words): words for words in headings}
    writer = PdfWriter(clone_from=pdf)
    outline: Any = writer.root_object.get("/Outlines")
    ahead: list[Any] = [outline.get_object().get("/First")] if outline else []
    while ahead:
        item = ahead.pop()
        if item is not None:
            found = item.get_object()
            words = right.get(re.sub(r"\s", "", str(found.get("/Title", ""))))
            if words:
                found[NameObject("/Title")] = TextStringObject(words)
            ahead += [found.get("/First"), found.get("/Next")]
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def published(root: Path, build: Path) -> str:
    """The identity of the published book.

    Raises FulcrumError when there is none, or when it is behind its sources.
    """
    path = build / "html" / "book.json"
    if not path.is_file():
        raise FulcrumError("There is no published book to print. Run `fulcrum build` first.")
    found = str(json.loads(path.read_text(encoding="utf-8"))["identity"])
    if found != publish.identity(root, build):
        raise FulcrumError("The published book is behind its sources. Run `fulcrum build` first.")
    return found


def make(root: Path, build: Path) -> tuple[Path, int]:
    """Print the published book to ``fulcrum.pdf`` in the build folder; its path and its pages.

    Written aside and renamed. Raises FulcrumError when there is no browser, or when a
    heading of the contents is on no page.
    """
    site = build / "html"
    chromium = browser.needed()
    text, headings = assembled(root, site)
    found: dict[str, int] = {}
    with tempfile.TemporaryDirectory(dir=build, prefix="print-") as folder:
        for _ in range(PASSES):
            reader = _print(chromium, filled(text, found), Path(folder))
            now = places(reader)
            if now == found:
                break
            found = now
        missing = sorted({anchor for anchor in PAGE.findall(text) if anchor not in found})
        if missing:
            what = f"The PDF has no page for {', '.join(missing[:5])}."
            raise FulcrumError(f"{what} Chromium 131 or newer is needed.")
        write(build / takeaway.PDF, mended(Path(folder) / "book.pdf", headings))
    return build / takeaway.PDF, len(reader.pages)
