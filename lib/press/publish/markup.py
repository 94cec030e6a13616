"""Markup of our own for what docutils and pandas write: citations and tables."""

from __future__ import annotations

import re
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

DATAFRAME: Final = re.compile(r'<table border="1" class="dataframe">.*?</table>', re.DOTALL)


def _visit_citation(translator: Any, node: nodes.Element) -> None:
    """An entry without the roles of docutils, which belong in a list that it does not make."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        translator.body.append('<div class="citation-list">\n')
    translator.body.append(translator.starttag(node, "div", classes=["citation"]))


def _depart_citation(translator: Any, node: nodes.Element) -> None:
    last = not isinstance(node.next_node(descend=False, siblings=True), nodes.citation)
    translator.body.append("</div>\n</div>\n" if last else "</div>\n")


def _reach_tables(_app: Sphinx, doctree: nodes.document, _name: str) -> None:
    """Let wide tables of cells be reached by keyboard, their empty corner be no heading."""
    around = '<div class="fu-sideways" tabindex="0" role="group" aria-label="Table of a cell">'
    for node in doctree.findall(nodes.raw):
        if DATAFRAME.search(node.astext()):
            text = DATAFRAME.sub(lambda table: f"{around}{table[0]}</div>", node.astext())
            text = re.sub(r"(<t[hr][^>]*>\s*)<th></th>", r"\1<td></td>", text)
            node[:] = [nodes.Text(text)]


def register(app: Sphinx) -> None:
    """Give Sphinx this markup."""
    app.add_node(nodes.citation, override=True, html=(_visit_citation, _depart_citation))
    app.connect("doctree-resolved", _reach_tables)
