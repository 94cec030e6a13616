"""Markup of our own for what docutils, MyST-NB and pandas write: folds, citations, tables."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final

from docutils import nodes
from markupsafe import escape
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx

from fulcrum.evidence.wording import counted
from press.publish.sphinx_events import raw

FOLDS: Final = {"source": "Code", "output": "Output", "outputs": "Output"}
"""What the folds of a cell are called in MyST-NB, and what they are called here."""
DATAFRAME: Final = re.compile(r'<table border="1" class="dataframe">.*?</table>', re.DOTALL)


def _visit_fold(translator: Any, node: nodes.Element) -> None:
    kind, _, name = node["prompt_show"].partition(": ")
    words = escape(f"{FOLDS.get(kind, kind)}: {name}")
    translator.body.append(
        f'<details class="admonition hide {" ".join(node["classes"])}">\n<summary>\n'
        f'<p class="collapsed admonition-title">{words}</p>\n'
        f'<p class="expanded admonition-title">{words}</p>\n</summary>\n'
    )


def _depart_fold(translator: Any, _node: nodes.Element) -> None:
    translator.body.append("</details>\n")


def _visit_citation(translator: Any, node: nodes.Element) -> None:
    """An entry without the roles of docutils, which belong in a list that it does not make."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        translator.body.append('<div class="citation-list">\n')
    translator.body.append(translator.starttag(node, "div", classes=["citation"]))


def _depart_citation(translator: Any, node: nodes.Element) -> None:
    last = not isinstance(node.next_node(descend=False, siblings=True), nodes.citation)
    translator.body.append("</div>\n</div>\n" if last else "</div>\n")


def _fold_numbers(_app: Sphinx, doctree: nodes.document, _name: str) -> None:
    """Put the numbers that a cell recorded behind one quiet line; a link opens it."""
    for container in list(doctree.findall(nodes.container)):
        runs = groupby(list(container.children), _is_recorded)
        for recorded, run in runs:
            if recorded:
                first, *rest = run
                place, count = container.index(first), 1 + len(rest)
                line = f"<summary>{counted(count, 'recorded number')}</summary>"
                container.insert(place, raw(f'<details class="fu-records">{line}'))
                container.insert(place + 1 + count, raw("</details>"))


def _is_recorded(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and node.astext().startswith('<p class="fu-recorded"')


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
    app.add_node(HideCodeCellNode, override=True, html=(_visit_fold, _depart_fold))
    app.add_node(nodes.citation, override=True, html=(_visit_citation, _depart_citation))
    app.connect("doctree-resolved", _fold_numbers)
    app.connect("doctree-resolved", _reach_tables)
