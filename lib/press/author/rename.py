"""A chapter under another name: its file, and every place that names it, changed together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence.naming import refuse_name
from press.author.bearing import MARKER
from press.workspace.notebooks import dumped, source_of, write
from press.workspace.workspace import Workspace

Keys = tuple[str | int, ...]
NAMING: Final = (
    r"(\{{(?:result|value)\}}`){old}(?=\.)",
    r"(\{{figure-ref\}}\s+){old}(?=\.)",
    r"(\]\((?:\./)?){old}(?=\.(?:ipynb|md|html)[#)\s])",
    r"(href=\"){old}(?=\.html[#\"])",
)
"""How prose names a chapter: it quotes a result, shows or links a figure, links the page."""


def chapter(workspace: Workspace, old: str, new: str) -> tuple[list[Path], list[str]]:
    """Give a chapter another name, in its file, the contents, the seeds, the settings and in prose.

    Either all files change or none. Returns the files that changed, and the cells whose code still
    holds the old name as a text, which their author must look at. Raises FulcrumError when there is
    no such chapter, or when the new name is taken or no name.
    """
    pages = {page.name: page.path for page in workspace.pages}
    if old not in pages:
        raise FulcrumError(f"There is no chapter '{old}'. The chapters are {', '.join(pages)}.")
    path = pages[old]
    refuse_name(new, "chapter" if path.suffix == ".ipynb" else "page")
    target = path.with_name(f"{new}{path.suffix}")
    if new in pages or target.exists():
        raise FulcrumError(f"chapters/{new} exists already. Choose another name.")
    texts = {place: place.read_text(encoding="utf-8") for place in pages.values()}
    changed = {place: _page(place, text, old, new) for place, text in texts.items()}
    for place, names in _settings(workspace):
        texts[place] = place.read_text(encoding="utf-8")
        changed[place] = _scalars(texts[place], names, old, new)
    changed = {place: text for place, text in changed.items() if text != texts[place]}
    changed[target] = changed.pop(path, texts[path])
    _write(changed, texts, target)
    path.unlink()
    rest = [line for page in pages.values() for line in _in_code(page, texts[page], old)]
    return sorted(changed), rest


def _settings(workspace: Workspace) -> Iterator[tuple[Path, Callable[[Keys], bool]]]:
    """Files of YAML that name chapters, and the keys of the parts that do."""
    yield workspace.contents_file, lambda keys: keys[-1] in {"root", "file"}
    yield workspace.claims_file, lambda keys: keys[1:] == ("chapter",)
    yield workspace.config, lambda keys: keys[:2] == ("report", "horizons")


def _scalars(text: str, names: Callable[[Keys], bool], old: str, new: str) -> str:
    """YAML in which some parts name another chapter; all else, comments too, stays as it is."""
    pattern = re.compile(rf"(['\"]?(?:[\w./-]*/)?){re.escape(old)}(?=\.|['\"]?$)")
    for node in reversed(list(_leaves(yaml.compose(text, Loader=yaml.SafeLoader), (), names))):
        start, end = node.start_mark.index, node.end_mark.index
        text = text[:start] + pattern.sub(rf"\g<1>{new}", text[start:end], count=1) + text[end:]
    return text


def _leaves(node: Any, keys: Keys, names: Callable[[Keys], bool]) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        for key, part in node.value:
            yield from _leaves(part, (*keys, key.value), names)
    elif isinstance(node, yaml.SequenceNode):
        for number, part in enumerate(node.value):
            yield from _leaves(part, (*keys, number), names)
    elif keys and names(keys):
        yield node


def _prose(text: str, old: str, new: str) -> str:
    """Prose that quotes, links and rests on a chapter by its new name."""
    for naming in NAMING:
        text = re.sub(naming.format(old=re.escape(old)), rf"\g<1>{new}", text)
    bearer = re.compile(rf"(?<![\w./-]){re.escape(old)}(?=\.)")
    return MARKER.sub(lambda comment: bearer.sub(new, comment[0]), text)


def _page(path: Path, text: str, old: str, new: str) -> str:
    """A page as text; that of a notebook in the form that the book writes, if anything changes."""
    if path.suffix != ".ipynb":
        return _prose(text, old, new)
    notebook = json.loads(text)
    before = dumped(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = _prose(source_of(cell), old, new)
            cell["source"] = (
                source.splitlines(keepends=True) if isinstance(cell["source"], list) else source
            )
    settings = notebook["metadata"].get("fulcrum", {})
    if "reads" in settings:
        settings["reads"] = [new if name == old else name for name in settings["reads"]]
    after = dumped(notebook)
    return text if after == before else after


def _in_code(path: Path, text: str, old: str) -> Iterator[str]:
    """The code cells of a notebook that hold a name as a text, or as the begin of a key."""
    quoted = re.compile(rf"[\"']{re.escape(old)}[\"'.]")
    for cell in json.loads(text)["cells"] if path.suffix == ".ipynb" else ():
        if cell["cell_type"] == "code" and quoted.search(source_of(cell)):
            yield f"chapters/{path.name}, cell {cell.get('id')}"


def _write(changed: dict[Path, str], texts: dict[Path, str], target: Path) -> None:
    """Write all files, or leave all as they were."""
    try:
        for path, text in changed.items():
            write(path, text)
    except BaseException:
        for path in changed.keys() & texts.keys():
            write(path, texts[path])
        target.unlink(missing_ok=True)
        raise
