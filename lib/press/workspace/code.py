"""What code does, apart from how it is written: comments, docstrings and form change nothing."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

from press.workspace.notebooks import Chapter, parsed, sha256, source_of, tags_of

DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _undocumented(tree: ast.Module, *, whole: bool) -> str:
    """A syntax tree as text, without the docstrings of what it defines and, if whole, its own."""
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) or (whole and node is tree):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = [part for part in node.body if part is not first]
    return ast.dump(tree)


@lru_cache(maxsize=512)
def _of_module(text: str) -> str:
    try:
        return sha256(_undocumented(parsed(text), whole=True).encode())
    except SyntaxError:
        return sha256(text.encode())


def module_digest(path: Path) -> str | None:
    """SHA-256 over the syntax tree of a module; over its text where that is no Python."""
    return _of_module(path.read_text(encoding="utf-8")) if path.is_file() else None


@lru_cache(maxsize=4096)
def _of_cell(text: str) -> str:
    """The syntax tree of a cell as text, and whether it ends in a semicolon, which shows nothing.

    The text itself where that is no plain Python, as with a magic command. A text that stands first
    in a cell is no docstring: it may be what the cell shows.
    """
    try:
        tree = parsed(text)
    except SyntaxError:
        return text
    last = tree.body[-1] if tree.body else None
    lines = text.encode().splitlines()
    tail = lines[(last.end_lineno or 1) - 1][last.end_col_offset :] if last else b""
    quiet = tail.lstrip().startswith(b";")
    return f"{_undocumented(tree, whole=False)}{';' * quiet}"


def text_digest(chapter: Chapter) -> str:
    """SHA-256 over all that is written in a chapter: prose and code, never outputs."""
    parts = [[c["cell_type"], c.get("id"), tags_of(c), source_of(c)] for c in chapter.cells]
    return sha256(repr((chapter.reads, parts)).encode())


def chapter_digest(chapter: Chapter) -> str:
    """SHA-256 over what a chapter executes: its code cells, their tags, and what it reads.

    Prose and outputs are no part of it.
    """
    parts = [
        (cell.get("id"), tags_of(cell), _of_cell(source_of(cell)))
        for cell in chapter.cells
        if cell["cell_type"] == "code"
    ]
    return sha256(repr((chapter.reads, parts)).encode())
