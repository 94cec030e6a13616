"""Where the code of cells stands: in the row under a figure, else folded at the end of the page.

Between the paragraphs of a page there is no code, and none of the numbers that a cell only records:
they stand with its code. Each cell keeps its anchor, to which the numbers of the text lead.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx

from fulcrum.evidence.wording import counted
from press.publish.sphinx_events import raw

PLACE: Final = "<!-- code -->"
"""What the row under a figure has where its code comes."""
RECORDED: Final = '<p class="fu-recorded"'
"""How a recorded number begins."""
SHOWN: Final = (nodes.raw, nodes.Text, nodes.image)
"""What a reader sees of a cell beside its code."""


def _name_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give the source of each code cell the anchor ``cell-<id>``."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    cells = json.loads(path.read_text("utf-8"))["cells"]
    for container in doctree.findall(nodes.container):
        if container.get("nb_element") == "cell_code":
            container["cell_id"] = cells[container["cell_index"]]["id"]
            for child in container.children:
                if isinstance(child, nodes.container) and "cell_input" in child["classes"]:
                    child["ids"].append(f"cell-{container['cell_id']}")


def _taken(container: nodes.container) -> tuple[nodes.Element, list[nodes.Node]]:
    """The source of a cell and the numbers that it recorded, out of their places in the page."""
    source = next(child for child in container.children if "cell_input" in child["classes"])
    numbers = [n for n in container.findall(nodes.raw) if n.astext().startswith(RECORDED)]
    for node in (source, *numbers):
        node.parent.remove(node)
    return source, numbers


def _place_code(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Put the code of every cell in the row under its figure, or else at the end of the page."""
    cells = [c for c in doctree.findall(nodes.container) if "cell_id" in c]
    collected: list[nodes.Node] = []
    for container in cells:
        name = escape(container["cell_id"])
        source, numbers = _taken(container)
        figure = next((n for n in container.findall(nodes.raw) if PLACE in n.astext()), None)
        if figure is None:
            fold = raw(f'<details class="fu-code"><summary>{name}</summary>')
            collected += [fold, source, *numbers, raw("</details>")]
            if not any(container.findall(lambda node: isinstance(node, SHOWN))):
                container.parent.remove(container)
        else:
            before, _, after = figure.astext().partition(PLACE)
            fold = raw(f'{before}<details class="fu-more fu-code"><summary>Code</summary>')
            shown = [fold, source, *numbers, raw(f"</details>{after}")]
            container.parent.replace(container, shown)
            collected.append(raw(f'<p><a href="#cell-{name}">{name}</a>, under its figure</p>'))
    if collected:
        count = counted(len(cells), "cell")
        head = (
            '<div class="fu-codes fu-supplemental"><details class="fu-code">'
            f"<summary>The code of this page, {count} in the order in which they run</summary>"
        )
        doctree += [raw(head), *collected, raw("</details></div>")]


def register(app: Sphinx) -> None:
    """Connect these functions to the events of Sphinx."""
    app.connect("doctree-read", _name_cells, priority=1)
    app.connect("doctree-resolved", _place_code)
