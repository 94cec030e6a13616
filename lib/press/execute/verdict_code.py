"""The code of a chapter that one verdict rests on, cut out of its cells.

A verdict is computed anew some hundred times under altered tables (``robustness``); what draws
figures and records numbers is left out of these runs. The cut is a backward slice over the
top-level statements of a chapter (Weiser, Program slicing, IEEE Transactions on Software
Engineering 10, 1984).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Container
from dataclasses import dataclass
from typing import Final

from press.workspace.notebooks import Chapter, parsed, source_of

QUERIED: Final = re.compile(r"@(\w+)")
MUTATING: Final = (ast.Subscript, ast.Attribute)
UNDECIDING: Final = ("because", "variants")
"""Keywords of the call that judges which do not decide what the verdict is called as coded."""


@dataclass(frozen=True)
class VerdictCode:
    """The statements that one verdict rests on; the last of them shows it.

    source: the statements in one form; written: all but the last as they stand in the chapter,
    which every version of Python reads alike.
    """

    chapter: str
    claim: str
    source: str
    written: str


def _names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


def _used(node: ast.AST) -> set[str]:
    """Names that a node reads, those of pandas' ``query("... @name")`` included."""
    texts = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    queried = {name for text in texts if isinstance(text, str) for name in QUERIED.findall(text)}
    return _names(node, ast.Load) | queried


def _changed(statement: ast.stmt) -> set[str]:
    """Names that a statement assigns, imports, or may change in place."""
    names = _names(statement, ast.Store)
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        if isinstance(node, MUTATING) and isinstance(node.ctx, ast.Store):
            names |= _names(node, ast.Load)
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        names |= _names(call.func, ast.Load)  # such as rows.append(...)
    return names


def _set_anew(statement: ast.stmt) -> set[str]:
    """Names whose earlier values no longer matter after a statement."""
    if not isinstance(statement, ast.Assign):
        return set()
    plain = (ast.Name, ast.Tuple, ast.List, ast.Starred)
    targets = [target for target in statement.targets if isinstance(target, plain)]
    return {name for target in targets for name in _names(target, ast.Store)}


@dataclass(frozen=True)
class _Statement:
    """A statement with its text, and the names that it reads, changes and sets anew."""

    node: ast.stmt
    text: str
    used: set[str]
    changed: set[str]
    set_anew: set[str]

    @classmethod
    def read(cls, node: ast.stmt, text: str) -> _Statement:
        """A statement looked through once, for all verdicts."""
        return cls(node, text, _used(node), _changed(node), _set_anew(node))


def _rests_on(statements: list[_Statement], last: ast.stmt) -> list[_Statement]:
    """The statements before ``last`` that it needs."""
    kept, needed = [], _used(last)
    for statement in reversed(statements):
        if statement.changed & needed:
            kept.append(statement)
            needed = (needed - statement.set_anew) | statement.used
    return kept[::-1]


def _segment(rows: list[bytes], node: ast.stmt) -> str:
    """The text of a statement in the lines of its cell."""
    part = rows[node.lineno - 1 : node.end_lineno]
    part[-1] = part[-1][: node.end_col_offset]
    part[0] = part[0][node.col_offset :]
    return b"\n".join(part).decode()


def _judged(statement: ast.stmt, claims: Container[str]) -> str | None:
    """The claim that a statement judges, if any: it shows a call whose first argument is its id."""
    for node in ast.walk(statement) if isinstance(statement, ast.Expr) else ():
        first = node.args[0] if isinstance(node, ast.Call) and node.args else None
        if isinstance(first, ast.Constant) and first.value in claims:
            return str(first.value)
    return None


def _apart(statement: ast.stmt) -> list[ast.stmt]:
    """``a, b = x, y`` as two statements, so that one can be kept without the other."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
            assigned = [
                ast.copy_location(ast.Assign([name], part), statement) for name, part in pairs
            ]
            used = [_names(part, ast.Load) for part in value.elts]
            if not any(names & _names(target, ast.Store) for names in used):
                return [ast.fix_missing_locations(part) for part in assigned]
    return [statement]


class _Without(ast.NodeTransformer):
    """Takes some keywords from the call that judges; its reason, which must stand, is emptied."""

    def __init__(self, words: Container[str]) -> None:
        self.words = words

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if any(word.arg == "because" for word in node.keywords):
            kept = [word for word in node.keywords if word.arg not in self.words]
            empty = [ast.keyword("because", ast.Constant(""))] if "because" in self.words else []
            node.keywords = kept + empty
        return node


def verdict_codes(
    chapter: Chapter, claims: Container[str], *, without: Collection[str] = UNDECIDING
) -> list[VerdictCode]:
    """The code of every verdict of a chapter, in order.

    claims: the identifiers of all claims; without: keywords of the call that judges whose code is
    left out, its reason and its variants where nothing is said.
    """
    cells = [source_of(cell) for cell in chapter.cells if cell["cell_type"] == "code"]
    statements: list[_Statement] = []
    for cell in cells:
        rows = cell.encode().split(b"\n")
        for node in parsed(cell).body:
            text = _segment(rows, node)
            statements += [_Statement.read(part, text) for part in _apart(node)]
    codes = []
    for number, statement in enumerate(statements):
        if claim := _judged(statement.node, claims):
            last = _Without(without).visit(statement.node)
            kept = _rests_on(statements[:number], last)
            lines = [ast.unparse(part) for part in (*(part.node for part in kept), last)]
            written = [*(part.text for part in kept), lines[-1]]
            codes.append(VerdictCode(chapter.name, claim, "\n".join(lines), "\n".join(written)))
    return codes
