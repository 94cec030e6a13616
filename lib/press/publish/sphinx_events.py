"""What is added to pages as Sphinx makes them: anchors, verdict strips, terms, descriptions."""

from __future__ import annotations

import re
import textwrap
from functools import partial
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

from press.publish import exports, pages, render, sharing
from press.publish.site_files import MODE, UNUSED, policy
from press.workspace.notebooks import write

VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
"""What docutils writes although the theme has written it."""


def raw(text: str, plain: str = "", script: str = "", panel: str = "") -> nodes.raw:
    """HTML in a page.

    plain: what a description of it says instead; script: a file it needs; panel: what a reader can
    ask of it, kept hidden at the end of the page.
    """
    return nodes.raw("", text, format="html", plain=plain, script=script, panel=panel)


def plain(node: nodes.Node) -> str:
    """The words of a node as a reader sees them at first glance, quoted numbers included."""
    if isinstance(node, nodes.raw):
        return str(node.get("plain", ""))
    if isinstance(node, nodes.Text):
        return str(node.astext())
    return re.sub(r"\s+", " ", "".join(map(plain, node.children))).lstrip()


def book_of(app: Sphinx) -> pages.Book:
    """The records that the pages of a build are filled from."""
    book: pages.Book = app.fulcrum_book  # type: ignore[attr-defined]
    return book


class OfBook:
    """A directive or a role that knows the book."""

    env: Any

    @property
    def book(self) -> pages.Book:
        """The records and figures of the book."""
        return book_of(self.env.app)


def _open_chapter(app: Sphinx, doctree: nodes.document) -> None:
    """Put the verdicts of a chapter in one line below its opening."""
    record = book_of(app).records.get(app.env.docname)
    lead = next(doctree.findall(nodes.paragraph), None)
    if record and record["verdicts"] and lead is not None:
        line = render.html("strip", verdicts=record["verdicts"], workspace=book_of(app).workspace)
        lead.parent.insert(lead.parent.index(lead) + 1, raw(line))


def _mark_sections(_app: Sphinx, doctree: nodes.document) -> None:
    """Name every section a part of the article: reader modes drop some for a word in a heading."""
    for section in doctree.findall(nodes.section):
        section["classes"].append("fu-article-part")


def _tie(_app: Sphinx, doctree: nodes.document) -> None:
    """Keep a quoted number or verdict on one line with the punctuation around it."""
    for node in list(doctree.findall(nodes.raw)):
        if not node.astext().startswith('<span class="fu-result'):
            continue
        parent, place = node.parent, node.parent.index(node)
        around = [""] * 2
        for side, pattern in ((0, r"[(\[\u201c]+$"), (1, r"^[,.;:!?)\]\u201d\u2019]+")):
            beside = place + 2 * side - 1
            near = parent[beside] if 0 <= beside < len(parent) else None
            text = near.astext() if isinstance(near, nodes.Text) else ""
            if sign := re.search(pattern, text):
                around[side] = sign[0]
                parent[beside] = nodes.Text(re.sub(pattern, "", text))
        if any(around):
            before, after = around
            html = f'<span class="fu-tie">{before}{node.astext()}{after}</span>'
            parent[place] = raw(html, f"{before}{node['plain']}{after}", panel=node["panel"])


def _definitions(app: Sphinx) -> dict[str, str]:
    """Definitions of the glossary by the anchor of their term."""
    docs = {doc for doc, _ in app.env.get_domain("std").data["terms"].values()}
    meanings: dict[str, str] = {}
    for doc in sorted(docs):
        for item in app.env.get_doctree(doc).findall(nodes.definition_list_item):
            meaning = " ".join(plain(d) for d in item.children if isinstance(d, nodes.definition))
            for term in item.children:
                if isinstance(term, nodes.term):
                    meanings |= dict.fromkeys(term["ids"], meaning)
    return meanings


def _explain_terms(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Give each term that the glossary explains its definition on hover and focus."""
    meanings: dict[str, str] = {}
    for link in [r for r in doctree.findall(nodes.reference) if r.get("internal")]:
        label = link.get("refid") or link.get("refuri", "").partition("#")[2]
        if label.startswith("term-"):
            meanings = meanings or _definitions(app)
        if label in meanings:
            values = {
                "href": link.get("refuri") or f"#{label}",
                "text": link.astext(),
                "label": label,
                "definition": meanings[label],
            }
            text, panel = render.html("term", **values), render.html("about_term", **values)
            link.parent.replace(link, raw(text, link.astext(), panel=panel))


def _page_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Describe each page by its first paragraph, for search engines and for those who share it."""
    lead = next((plain(p) for p in doctree.findall(nodes.paragraph)), "") if doctree else ""
    title = re.sub(r"<[^>]+>", "", context.get("title") or pagename).replace("&#39;", "'")
    card = f"cards/{pagename}.png" if doctree else ""
    workspace = book_of(app).workspace
    figure = sharing.signature(workspace, pagename)
    if card and app.config.fulcrum_cards:
        drawn = sharing.card(workspace, title, figure)
        write(Path(app.outdir) / card, exports.png(drawn, workspace.rendered))
    words = render.html(
        "meta",
        text=textwrap.shorten(lead or workspace.settings.about, 300, placeholder=" …"),
        title=title,
        card=card,
        size=sharing.CARD,
        alt=figure["title"] if figure else title,
        settings=workspace.settings,
        page=pagename,
    )
    with_tongues = partial(_with_tongues, book_of(app), pagename)
    context["metatags"] = words + context.get("metatags", "").replace(VIEWPORT, "")
    body, language = with_tongues(context.get("body", "")), render.tongue(workspace, pagename)
    text = body if language == "en" else f'<div lang="{language}">{body}</div>'
    context["body"] = text + _panels(doctree)
    context |= {"policy": policy(), "mode_script": MODE, "with_tongues": with_tongues}
    context["language"] = language


def _panels(doctree: nodes.document | None) -> str:
    """The panels of all that a page quotes and explains, each once, where nothing is shown."""
    quoted = doctree.findall(nodes.raw) if doctree else ()
    panels = dict.fromkeys(node["panel"] for node in quoted if node.get("panel"))
    return f'<div class="fu-panels" hidden>{"".join(panels)}</div>' if panels else ""


def _with_tongues(book: pages.Book, page: str, html: str) -> str:
    """The language of each link to a summary named, and of the entry of the page itself."""
    text, here = str(html), 'class="current reference internal" href="#"'
    for name in book.names:
        language = render.tongue(book.workspace, name)
        if language != "en":
            link, lang = f'href="{name}.html"', f'lang="{language}"'
            text = text.replace(link, f'{link} {lang} hreflang="{language}"')
            if name == page:
                text = text.replace(here, f"{here} {lang}")
    return text


def _scripts(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add to a page the scripts that something in it asked for, each once; defer all."""
    asked = {part.get("script") for part in doctree.findall(nodes.raw)} if doctree else set()
    for name in sorted(filter(None, asked)):
        app.add_js_file(name)
    if "judgement.js" in asked:
        context["body"] += pages.filled("judgement", book_of(app))
    scripts = context["script_files"]
    scripts[:] = [
        script
        for script in scripts
        if "DOCUMENTATION_OPTIONS" not in script.attributes.get("body", "")
        and Path(script.filename or "").name not in UNUSED
    ]
    for script in scripts:
        script.attributes.setdefault("defer", "defer")


def register(app: Sphinx) -> None:
    """Connect these functions to the events of Sphinx."""
    app.connect("doctree-read", _open_chapter)
    app.connect("doctree-read", _mark_sections)
    app.connect("doctree-read", _tie)
    app.connect("doctree-resolved", _explain_terms)
    app.connect("html-page-context", _page_context)
    app.connect("html-page-context", _scripts, priority=900)
