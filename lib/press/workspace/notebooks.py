"""Chapters as files: the notebooks, their parameters and what they display."""

from __future__ import annotations

import ast
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError

ALL: Final = "*"

Cell = dict[str, Any]
Notebook = dict[str, Any]


_PARSING: Final = threading.Lock()


def parsed(text: str) -> ast.Module:
    """The syntax tree of Python, made by one thread at a time.

    Python before 3.11.5 counts the depth of a tree for all threads together, and then refuses one
    of two that are made at once (bpo-106905). Raises SyntaxError as ``ast.parse`` does.
    """
    with _PARSING:
        return ast.parse(text)


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none."""
    return sha256(path.read_bytes()) if path.is_file() else None


def source_of(cell: Cell) -> str:
    """The text of a cell, which the format stores as a string or as lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Cell) -> list[str]:
    """The tags of a cell."""
    return list(cell.get("metadata", {}).get("tags", []))


def in_stored_form(cell: Cell) -> Cell:
    """A cell of a stored notebook in the form in which an executed one has it."""
    lines = source_of(cell).splitlines(keepends=True)
    return dict(json.loads(json.dumps(cell | {"source": lines}, sort_keys=True)))


def write(path: Path, content: str | bytes) -> None:
    """Write a file aside and rename it, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".tmp")
    aside.write_bytes(content.encode() if isinstance(content, str) else content)
    aside.replace(path)


def dumped(value: Mapping[str, Any], indent: int = 1) -> str:
    """A notebook or another JSON value as text, in the one form the book writes."""
    return json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def packed(value: Any) -> str:
    """A JSON value as text without a space, for what is read by programs and carried by readers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


@dataclass(frozen=True)
class Chapter:
    """One notebook of the book."""

    name: str
    path: Path

    @cached_property
    def notebook(self) -> Notebook:
        """The notebook as stored; FulcrumError when it is no notebook."""
        try:
            notebook: Notebook = json.loads(self.path.read_text(encoding="utf-8"))
            notebook["cells"], notebook["metadata"]
        except FileNotFoundError as error:
            raise FulcrumError(
                f"chapters/{self.path.name} is named in _toc.yml but does not exist. "
                "Write it, or take its line out."
            ) from error
        except (ValueError, KeyError) as error:
            raise FulcrumError(
                f"chapters/{self.path.name} is not a notebook ({error}). "
                "Restore it, or save it again from JupyterLab."
            ) from error
        return notebook

    @property
    def settings(self) -> dict[str, Any]:
        """What the notebook's metadata say for the press."""
        return dict(self.notebook["metadata"].get("fulcrum", {}))

    @property
    def cells(self) -> list[Cell]:
        """The cells in order."""
        return list(self.notebook["cells"])

    @property
    def reads(self) -> tuple[str, ...]:
        """Chapters whose results it reads; ``("*",)`` for all that read none."""
        return tuple(self.settings.get("reads", ()))

    def parameters(self) -> tuple[str, ...]:
        """Names assigned in the cell tagged ``parameters``; FulcrumError when there is none."""
        if not any("parameters" in tags_of(cell) for cell in self.cells):
            raise FulcrumError(
                f"chapters/{self.path.name}: no cell is tagged 'parameters'. Tag the cell that "
                "sets the chapter's parameters (in JupyterLab: property inspector, add tag)."
            )
        try:
            return tuple(defaults(self.cells))
        except FulcrumError as error:
            raise FulcrumError(f"chapters/{self.path.name}, {error}") from error


@dataclass(frozen=True)
class Page:
    """A page of the book, as the table of contents names it."""

    name: str
    title: str
    path: Path


def entries(node: Any) -> Iterator[tuple[str, str]]:
    """The files that a table of contents names, with their titles there.

    Raises FulcrumError for a file or a title that YAML does not read as a text.
    """
    if isinstance(node, list):
        for item in node:
            yield from entries(item)
    elif isinstance(node, dict):
        file = node.get("root") or node.get("file")
        for part in (file, node.get("title")):
            if part is not None and not isinstance(part, str):
                raise FulcrumError(
                    f"_toc.yml: {json.dumps(part)} is not a text. Put what is meant as a text into "
                    "quotation marks."
                )
        if file:
            yield file, node.get("title") or Path(file).name.capitalize()
        for key in ("parts", "chapters", "sections"):
            yield from entries(node.get(key))


def upstream(chapter: Chapter, book: list[Chapter]) -> list[str]:
    """Names of the chapters whose results a chapter reads; FulcrumError for an unknown one."""
    if ALL in chapter.reads:
        return [other.name for other in book if not other.reads]
    names = {other.name for other in book}
    for name in chapter.reads:
        if name not in names:
            raise FulcrumError(
                f"chapters/{chapter.path.name} reads the results of '{name}', which is not a "
                f"chapter in _toc.yml. Its chapters are {', '.join(sorted(names))}."
            )
    return list(chapter.reads)


def payloads(notebook: Notebook, mime: str) -> Iterator[tuple[str, Any]]:
    """Outputs of one MIME type in an executed notebook: cell identifier and payload."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield cell["id"], output["data"][mime]


def defaults(cells: list[Cell]) -> dict[str, Any]:
    """Values assigned in the cells tagged ``parameters`` and ``injected-parameters``, by name.

    Raises FulcrumError for such a cell that is no plain Python.
    """
    values: dict[str, Any] = {}
    for cell in cells:
        if not {"parameters", "injected-parameters"} & set(tags_of(cell)):
            continue
        try:
            body = parsed(source_of(cell)).body
        except SyntaxError as error:
            raise FulcrumError(
                f"cell {cell.get('id')}, line {error.lineno} does not parse: {error.msg}. A "
                "cell of parameters holds assignments only, and no magics. Correct the line."
            ) from error
        for node in body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name):
                values[target.id] = ast.unparse(node.value)
    return values
