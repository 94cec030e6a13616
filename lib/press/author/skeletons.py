"""Skeletons that pass: a report, a chapter with its line in the contents, a source, a claim."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.workspace.notebooks import dumped, source_of, write
from press.workspace.packages import resource
from press.workspace.workspace import Workspace

NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
REPORT: Final = Path(__file__).with_name("report")
"""A whole small report, copied for a new one. Its title and the word TODAY are filled in."""
FILLED_IN: Final = (".md", ".yml")

OPENING: Final = """# {title}

The table has {{result}}`{name}.rows`. Write the finding of the chapter here, in two sentences,
before anything else.

Then the question, and why it is asked.
"""
CLOSING: Final = """## Limits

Say what the data cannot tell.

## What would change our mind

Name the evidence that would.
"""
SETUP: Final = """from fulcrum import Figure, charts, load, record

TABLE = "{table}"
"""
NUMBERS: Final = """rows = load(TABLE)
record("rows", len(rows), "rows of the table {table}", unit="rows", sources=[TABLE])
"""
FIGURE: Final = """largest = (
    rows.dropna(subset=["{label}", "{value}"])
    .drop_duplicates("{label}")
    .nlargest(10, "{value}")
)
first = largest.iloc[0]
Figure(
    name="largest",
    title=f"{{first['{label}']}} has the largest {value}",
    subtitle="The ten largest values of {value} in {table}",
    description=f"{{first['{label}']}} comes first, with {{first['{value}']}}.",
    chart=charts.bars(largest, row="{label}", value="{value}", title="{value}"),
    table=largest[["{label}", "{value}"]],
    sources=[TABLE],
)
"""
CLAIM: Final = """
- id: {id}
  paragraph: # where the claim stands in the text that makes it
  sentence:
  kind: {kind}
  theme: {theme}
  chapter: {chapter}
  claim: {text}
  unit: ''
  refuted_if: # what would refute it
  tests:
    first:
      says: # what is measured: of whom, when, in which unit
      unit: ''
      compare: '>='
      threshold: # from which number on the test holds
      reason: # why it is this number
      table: # the table that it is measured in, SOURCE/NAME
      dated: '{day}'
"""
VERDICT: Final = """judge(
    "{id}",{case}
    tests=[Test("first", measured)],
    because="One sentence for the reader.",
)"""


def checked_name(name: str, what: str) -> None:
    """FulcrumError when a name cannot be that of a file of the book."""
    if not NAME.fullmatch(name):
        raise FulcrumError(
            f"'{name}' cannot be the name of a {what}: use small letters, digits and hyphens, "
            "a letter first."
        )


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
    aside = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(REPORT, aside)
    for path in (path for path in aside.rglob("*") if path.suffix in FILLED_IN):
        text = path.read_text(encoding="utf-8").replace("TODAY", f"'{datetime.date.today()}'")
        named = json.dumps(title, ensure_ascii=False) if path.suffix == ".yml" else title
        write(path, text.replace("A new report", named))
    if folder.exists():
        folder.rmdir()
    aside.rename(folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def claim(
    workspace: Workspace, name: str, text: str, *, chapter: str, kind: str, theme: str = ""
) -> tuple[list[Path], str]:
    """Add a claim to the seeds, with gaps that its author must fill; the files, and a cell.

    Until its gaps are filled, nothing is built or checked; until a cell judges it, the gate
    refuses the book. The cell is what to write in the chapter. Raises FulcrumError when there is
    such a claim, or no such chapter.
    """
    checked_name(name, "claim")
    if any(claim.id == name for claim in workspace.claims):
        raise FulcrumError(f"There is a claim '{name}' already. Choose another name.")
    homes = {home.name: home for home in workspace.chapters}
    if chapter not in homes:
        raise FulcrumError(
            f"There is no chapter '{chapter}'. The chapters are {', '.join(homes)}. Choose one, or "
            "make it: `fulcrum new chapter`."
        )
    entry = CLAIM.format(
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


def _cell(kind: str, name: str, source: str, tags: Sequence[str] = ()) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source.strip("\n").splitlines(keepends=True),
    }
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
    checked_name(name, "chapter")
    path = workspace.chapter_folder / f"{name}.ipynb"
    if path.exists() or path.with_suffix(".md").exists():
        raise FulcrumError(f"chapters/{name} exists already. Choose another name.")
    title = title or name.capitalize()
    example, editions = _example(workspace), workspace.settings.editions
    parameter = f'{editions.parameter} = "{editions.default}"' if editions else "seed = 1"
    cells = [
        _cell("markdown", "opening", OPENING.format(name=name, title=title)),
        _cell("code", "parameters", parameter, ["parameters"]),
        _cell("code", "setup", SETUP.format(**example)),
        _cell("code", "numbers", NUMBERS.format(**example)),
        _cell("code", "largest", FIGURE.format(**example)),
        _cell("markdown", "limits_section", CLOSING),
    ]
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
    entry = [f"{indent}- file: chapters/{name}", f"{indent}  title: {title}"]
    return "\n".join([*lines[:place], *entry, *lines[place:]]) + "\n"


def _field(described: dict[str, Any]) -> dict[str, Any]:
    kind = described["type"] if described["type"] != "any" else "string"
    field = {"name": described["name"], "type": kind, "unit": "", "description": ""}
    return field | {"constraints": {}}


def _resource(folder: Path, path: Path) -> dict[str, Any]:
    import frictionless  # noqa: PLC0415 - a second to import
    import pandas as pd  # noqa: PLC0415 - a second to import

    described = frictionless.describe(path.name, basepath=str(folder), type="resource")
    schema = described.to_descriptor()["schema"]
    fields = [_field(field) for field in schema["fields"]]
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    for field in fields:
        column = frame[field["name"]]
        if column.notna().all():
            field["constraints"]["required"] = True
        if field["type"] in {"integer", "number"} and column.notna().any():
            field["constraints"]["minimum"] = float(column.astype(float).min())
    names = [field["name"] for field in fields]
    key = next(
        (names[: n + 1] for n in range(len(names)) if not frame.duplicated(names[: n + 1]).any()),
        None,
    )
    if key is None:
        row = int(frame.index[frame.duplicated()][0]) + 2
        raise FulcrumError(
            f"{path.name}, row {row}: the row stands in the table twice, so no key tells its rows "
            "apart. Take the copy out."
        )
    content = path.read_bytes()
    return resource(path.name, content, fields, {"uniqueKey": key}, description="", rows=len(frame))


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

    Types, required columns, lower bounds and a unique key are inferred; units and meanings are for
    the author to write. The folder is made aside and renamed. Raises FulcrumError when the name is
    taken, a file is no CSV with a header, or two rows are the same.
    """
    checked_name(name, "source")
    folder = workspace.data / name
    if folder.exists():
        raise FulcrumError(f"data/{name} exists already. Choose another name.")
    for file in files:
        if file.suffix != ".csv" or not file.is_file():
            raise FulcrumError(f"{file} is no CSV file at hand. Give the path of one.")
    aside = folder.with_name(f".{name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for file in files:
            shutil.copy(file, aside / file.name)
        whole = title or name.replace("-", " ").capitalize()
        descriptor = {
            "name": name,
            "title": whole,
            "version": version,
            "publisher": publisher,
            "homepage": "",
            "licence": {"name": licence, "url": "", "redistributable": "unknown"},
            "licenses": [{"name": "other-at", "title": licence}],
            "citation": f"{publisher}, {whole} ({version}).",
            "sources": [{"title": publisher}],
            "caveats": [],
            "corrections": [],
            "resources": [_resource(aside, aside / file.name) for file in files],
        }
        write(
            aside / "datapackage.json", json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
        )
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return sorted(folder.iterdir())
