"""Chapters as files: the table of contents, the notebooks, their parameters and records."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import Project
from fulcrum.evidence.payloads import EXPLORER, FIGURE, RESULT, VERDICT
from fulcrum.evidence.seeds import claims
from press.workspace import canonical

ALL: Final = "*"
RECORD_FORMAT: Final = 3
"""Which form a chapter's record has; a record of another form is made anew."""
OWN_RECORD: Final = "data/published/"
"""Files that the record itself is written to, which therefore are no input of it."""

Cell = dict[str, Any]
Notebook = dict[str, Any]


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def source_of(cell: Cell) -> str:
    """The text of a cell, which the format stores as a string or as lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Cell) -> list[str]:
    """The tags of a cell."""
    return list(cell.get("metadata", {}).get("tags", []))


def write(path: Path, content: str | bytes) -> None:
    """Write a file aside and rename it, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".tmp")
    aside.write_bytes(content.encode() if isinstance(content, str) else content)
    aside.replace(path)


def dumped(notebook: Notebook) -> str:
    """A notebook as text, in the one form the book writes."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


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
    def digest(self) -> str:
        """SHA-256 over what is written in it: kinds, ids, tags, text, settings; never outputs."""
        parts = [[c["cell_type"], c.get("id"), tags_of(c), source_of(c)] for c in self.cells]
        return sha256(json.dumps([self.settings.get("reads", []), parts]).encode())

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
        return tuple(defaults(self.cells))


@dataclass(frozen=True)
class Page:
    """A page of the book, as the table of contents names it."""

    name: str
    title: str
    path: Path


def _entries(node: Any) -> Iterator[tuple[str, str]]:
    """The files that a table of contents names, with their titles there."""
    if isinstance(node, list):
        for item in node:
            yield from _entries(item)
    elif isinstance(node, dict):
        file = node.get("root") or node.get("file")
        if file:
            yield str(file), str(node.get("title") or Path(file).name.capitalize())
        for key in ("parts", "chapters", "sections"):
            yield from _entries(node.get(key))


def contents(root: Path) -> list[Page]:
    """The pages of the book in the order of ``_toc.yml``; FulcrumError for one that is missing."""
    pages = []
    for file, title in _entries(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))):
        paths = [root / f"{file}{suffix}" for suffix in ("", ".ipynb", ".md")]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            raise FulcrumError(
                f"_toc.yml names {file}, but there is no {file}.ipynb or {file}.md. "
                "Write it, or take its line out."
            )
        pages.append(Page(path.stem, title, path))
    return pages


def chapters(root: Path) -> list[Chapter]:
    """The notebooks of the book, in reading order."""
    return [Chapter(p.name, p.path) for p in contents(root) if p.path.suffix == ".ipynb"]


def upstream(chapter: Chapter, book: list[Chapter]) -> list[str]:
    """Names of the chapters whose results a chapter reads; FulcrumError for an unknown one."""
    if ALL in chapter.reads:
        return [other.name for other in book if not other.reads]
    names = {other.name for other in book}
    for name in chapter.reads:
        if name not in names:
            raise FulcrumError(
                f"chapters/{chapter.path.name} reads the results of '{name}', which is no chapter "
                f"of _toc.yml. Its chapters: {', '.join(sorted(names))}."
            )
    return list(chapter.reads)


def payloads(notebook: Notebook, mime: str) -> Iterator[tuple[str, Any]]:
    """Outputs of one MIME type in an executed notebook: cell identifier and payload."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield cell["id"], output["data"][mime]


def others(notebook: Notebook) -> Iterator[dict[str, Any]]:
    """What cells display beside our own payloads: tables, markdown, text and printed lines.

    A bundle with a payload of ours is left out, for its other forms are made from the payload. So
    is plain text with another form beside it: no page shows it, and pandas breaks its lines by the
    width of a terminal.
    """
    number = 0
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            bundle = output.get("data") or {output.get("name", "error"): output.get("text", "")}
            if {RESULT, VERDICT, FIGURE, EXPLORER} & set(bundle):
                continue
            number += 1
            plain = {"text/plain"} if len(bundle) > 1 else set()
            for mime in sorted(set(bundle) - plain):
                shown = bundle[mime]
                text = "".join(shown) if isinstance(shown, list) else shown
                text = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
                yield {"number": number, "mime": mime, "text": text, "cell": cell["id"]}


def record_of(root: Path, name: str, notebook: Notebook) -> dict[str, Any]:
    """All that an executed chapter displays, by cell, and the claims that it is there to judge."""
    results: dict[str, Any] = {}
    for cell, payload in payloads(notebook, RESULT):
        if payload["name"] in results:
            raise FulcrumError(
                f"chapters/{name}.ipynb, cell {cell}: the result '{payload['name']}' was already "
                f"recorded in cell {results[payload['name']]['cell']}. Rename one of the two."
            )
        results[payload["name"]] = payload | {"cell": cell}
    receipt = notebook["metadata"]["fulcrum"]
    return {
        "format": RECORD_FORMAT,
        "chapter": name,
        "receipt": receipt["digest"],
        "inputs": _inputs(receipt, notebook["cells"]),
        "results": results,
        "verdicts": [payload | {"cell": cell} for cell, payload in payloads(notebook, VERDICT)],
        "figures": [
            {part: payload[part] for part in payload if part not in {"wide", "narrow"}}
            | {"cell": cell, "chart": canonical.chart_digest(payload)}
            for cell, payload in payloads(notebook, FIGURE)
        ],
        "explorers": [payload | {"cell": cell} for cell, payload in payloads(notebook, EXPLORER)],
        "outputs": list(others(notebook)),
        "claims": [asdict(claim) for claim in claims(Project(root)) if claim.chapter == name],
    }


def defaults(cells: list[Cell]) -> dict[str, Any]:
    """Values assigned in the cells tagged ``parameters`` and ``injected-parameters``, by name."""
    values: dict[str, Any] = {}
    for cell in cells:
        if not {"parameters", "injected-parameters"} & set(tags_of(cell)):
            continue
        for node in ast.parse(source_of(cell)).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                values[node.targets[0].id] = ast.unparse(node.value)
    return values


def _inputs(receipt: Mapping[str, Any], cells: list[Cell]) -> list[dict[str, str]]:
    """What an execution used, one row each: its kind, its name, its value or SHA-256."""
    used = receipt["inputs"]
    kinds: dict[str, Mapping[str, Any]] = {
        "parameter": defaults(cells),
        "cell": {
            cell["id"]: sha256(source_of(cell).encode())
            for cell in cells
            if cell["cell_type"] == "code" and "injected-parameters" not in tags_of(cell)
        },
        "table": used["tables"],
        "module": used["modules"],
        "file": {n: v for n, v in used["files"].items() if not n.startswith(OWN_RECORD)},
        "upstream": dict.fromkeys(used["records"], "read"),
        "lock": {"requirements.lock": used["lock"]},
        "version": receipt["versions"],
    }
    return [
        {"kind": kind, "name": name, "value": str(value)}
        for kind, named in kinds.items()
        for name, value in sorted(named.items())
    ]
