"""Skeletons that pass: a report, a chapter with its line in the contents, a source, a claim."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence import tables
from fulcrum.evidence.data import FILE
from fulcrum.evidence.naming import refuse_name
from press.author.seals import keep
from press.publish import render
from press.workspace.aside import replacing
from press.workspace.notebooks import dumped, source_of, write
from press.workspace.packages import field, package, resource
from press.workspace.workspace import Workspace

REPORT: Final = Path(__file__).with_name("report")
"""A whole small report, copied for a new one. Its title and the word TODAY are filled in."""
FILLED_IN: Final = (".md", ".yml")

VERDICT: Final = """judge(
    "{id}",{case}
    tests=[Test("first", measured)],
    because="One sentence for the reader.",
)"""


def report(folder: Path, title: str = "") -> list[Path]:
    """Write a whole small report to a folder; its files.

    It passes the check and publishes as it is: settings, contents, a claim with its test, a source,
    a chapter that measures, draws and judges, and pages for claims and sources. It is made aside
    and renamed. Raises FulcrumError when the folder exists and is not empty.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FulcrumError(f"{folder.name} exists already and is not empty. Choose another folder.")
    title = title or folder.name.replace("-", " ").capitalize()
    with replacing(folder) as aside:
        shutil.copytree(REPORT, aside, dirs_exist_ok=True)
        for path in (path for path in aside.rglob("*") if path.suffix in FILLED_IN):
            text = path.read_text(encoding="utf-8").replace("TODAY", f"'{datetime.date.today()}'")
            named = json.dumps(title, ensure_ascii=False) if path.suffix == ".yml" else title
            write(path, text.replace("A new report", named))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def claim(
    workspace: Workspace, name: str, text: str, *, chapter: str, kind: str, theme: str = ""
) -> tuple[list[Path], str]:
    """Add a claim to the seeds, with gaps that its author must fill; the files, and a cell.

    Until its gaps are filled, nothing is built or checked; until a cell judges it, the gate
    refuses the book. The cell is what to write in the chapter. Raises FulcrumError when there is
    such a claim, or no such chapter.
    """
    refuse_name(name, "claim")
    if any(claim.id == name for claim in workspace.claims):
        raise FulcrumError(f"There is a claim '{name}' already. Choose another name.")
    homes = {home.name: home for home in workspace.chapters}
    if chapter not in homes:
        raise FulcrumError(
            f"There is no chapter '{chapter}'. The chapters are {', '.join(homes)}. Choose one, or "
            "make it: `fulcrum new chapter`."
        )
    entry = render.text(
        "skeleton_claim.yml",
        id=name,
        kind=kind,
        theme=theme or chapter,
        chapter=chapter,
        text=json.dumps(text, ensure_ascii=False),
        day=datetime.date.today(),
    )
    seeds = workspace.claims_file
    write(seeds, seeds.read_text(encoding="utf-8").rstrip("\n") + "\n" + entry)
    with_case = any("case=here" in source_of(cell) for cell in homes[chapter].cells)
    return [seeds], VERDICT.format(id=name, case="\n    case=here," if with_case else "")


def _cell(kind: str, name: str, source: str, **metadata: list[str]) -> dict[str, Any]:
    lines = source.strip("\n").splitlines(keepends=True)
    cell = {"cell_type": kind, "id": name, "metadata": metadata, "source": lines}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _example(workspace: Workspace) -> dict[str, str]:
    """A table for the figure of a new chapter, with a column of texts and one of numbers."""
    for table in workspace.tables():
        fields = workspace.resource(table)[1].get("schema", {}).get("fields", ())
        columns = {kind: name for name, kind in reversed([(f["name"], f["type"]) for f in fields])}
        value = columns.get("number", columns.get("integer"))
        if "string" in columns and value and not table.startswith("published/"):
            return {"table": table, "label": columns["string"], "value": value}
    raise FulcrumError(
        "No table in data/ has a column of texts and a column of numbers for the first figure. "
        "Add one: `fulcrum new source`."
    )


def chapter(workspace: Workspace, name: str, title: str = "") -> list[Path]:
    """Write ``chapters/<name>.ipynb`` and its line in ``_toc.yml``; the files that changed.

    The chapter runs and passes the gate as it is: a parameters cell, a number that its prose
    quotes, a figure with all its parts. Raises FulcrumError when the name is taken or no name.
    """
    refuse_name(name, "chapter")
    path = workspace.chapter_folder / f"{name}.ipynb"
    if name in workspace.titles or path.exists() or path.with_suffix(".md").exists():
        raise FulcrumError(f"chapters/{name} exists already. Choose another name.")
    title = title if title.strip() else name.capitalize()
    example, editions = _example(workspace), workspace.settings.editions
    example["parameter"] = (
        f'{editions.parameter} = "{editions.default}"' if editions else "seed = 1"
    )
    text = render.text(
        "skeleton_chapter.yml", name=name, heading=" ".join(title.split()), **example
    )
    cells = [_cell(**cell) for cell in yaml.safe_load(text)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    contents = _with_entry(workspace, name, title)
    write(path, dumped(notebook))
    write(workspace.contents_file, contents)
    return [path, workspace.contents_file]


def _with_entry(workspace: Workspace, name: str, title: str) -> str:
    """The table of contents with a page more, after the last notebook; comments stay."""
    lines = workspace.contents_file.read_text(encoding="utf-8").rstrip("\n").splitlines()
    notebooks = {chapter.name for chapter in workspace.chapters}
    pages = [i for i, line in enumerate(lines) if "file: chapters/" in line]
    if not pages:
        raise FulcrumError("_toc.yml lists no page under chapters/. Restore it.")
    last = max((i for i in pages if Path(lines[i].strip()).name in notebooks), default=pages[-1])
    later = (i for i in range(last + 1, len(lines)) if lines[i].lstrip().startswith("- "))
    place = next(later, len(lines))
    indent = lines[last][: len(lines[last]) - len(lines[last].lstrip())]
    quoted = json.dumps(
        title, ensure_ascii=not title.isprintable()
    )  # a text in YAML, whatever it holds
    entry = [f"{indent}- file: chapters/{name}", f"{indent}  title: {quoted}"]
    return "\n".join([*lines[:place], *entry, *lines[place:]]) + "\n"


def _resource(path: Path) -> dict[str, Any]:
    """The descriptor of a new table, inferred from all of its rows."""
    content = path.read_bytes()
    read = tables.rows(content, path.name)
    for name in read.columns:
        if any(re.fullmatch(form, name) for form in (tables.NUMBER, tables.DAY)):
            raise FulcrumError(
                f"{path.name}: row 1: a column is called {name}. If row 1 is no header, write one "
                "above it; if each column is a year, bring the years into one column."
            )
    fields = []
    for name, cells in read.columns.items():
        described = field(name, tables.inferred(cells, name, path.name))
        if all(cells):
            described["constraints"]["required"] = True
        fields.append(described)
    key = _key(read)
    part = resource(path.name, content, fields, {"uniqueKey": key}, description="")
    return part | {"rows": tables.read(content, part, path.name).text.count}


def _key(read: tables.Rows) -> list[str]:
    """The first columns that tell the rows apart."""
    names = list(read.columns)
    for last in range(1, len(names) + 1):
        keys = list(zip(*(read.columns[name] for name in names[:last]), strict=True))
        if len(set(keys)) == len(keys):
            return names[:last]
    row = next(number for number, cells in enumerate(keys, start=2) if cells in keys[: number - 2])
    raise FulcrumError(
        f"{read.where}, row {row}: the row stands in the table twice, so no key tells its rows "
        "apart. Take the copy out."
    )


def source(
    workspace: Workspace,
    name: str,
    files: Sequence[Path],
    *,
    publisher: str,
    version: str,
    licence: str,
    title: str = "",
) -> list[Path]:
    """Write ``data/<name>/`` with copies of some CSV files and a descriptor inferred from them.

    Types, required columns and a unique key are inferred; units, bounds and meanings are for the
    author to write. The folder is made aside and renamed. Raises FulcrumError when the name is
    taken, two rows are the same, or a file cannot be read in one way only, with row and column.
    """
    refuse_name(name, "source", new=True)
    folder = workspace.data / name
    if folder.exists():
        raise FulcrumError(f"data/{name} exists already. Choose another name.")
    for file in files:
        if file.suffix != ".csv" or not file.is_file():
            raise FulcrumError(f"{file} is not a CSV file. Give the path of one.")
        if not FILE.fullmatch(file.name):
            raise FulcrumError(
                f"{file.name} cannot be the name of a file of a source: use letters, digits, "
                "hyphens, underscores and points. Rename it."
            )
    names = [file.name for file in files]
    if twice := [name for name in names if names.count(name) > 1]:
        raise FulcrumError(f"Two files are called {twice[0]}. Rename one.")
    with replacing(folder) as aside:
        copies = [Path(shutil.copy(file, aside)) for file in files]
        whole = title or name.replace("-", " ").capitalize()
        descriptor = package(
            name,
            publisher,
            licence,
            title=whole,
            version=version,
            citation=f"{publisher}, {whole} ({version}).",
            sources=[{"title": publisher}],
            resources=list(map(_resource, copies)),
        )
        write(aside / "datapackage.json", dumped(descriptor))
        for copy in copies:
            keep(workspace, copy.read_bytes())
    return sorted(folder.iterdir())
