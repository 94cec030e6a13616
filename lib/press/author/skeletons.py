"""Skeletons that pass: a chapter with its line in the contents, a source with its descriptor."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.workspace.notebooks import dumped, write
from press.workspace.packages import resource

NAME: Final = re.compile(r"[a-z][a-z0-9-]*")

OPENING: Final = """# {title}

Afghanistan has {{result}}`{name}.neighbours`. Write the finding of the chapter here, in two
sentences, before anything else.

Then the question, and why it is asked.
"""
CLOSING: Final = """## Limits

Say what the data cannot tell.

## What would change our mind

Name the evidence that would.
"""
SETUP: Final = """from fulcrum import Figure, case, charts, load, record

here = case(focal=focal)
TABLE = "border-lengths/afg_neighbours"
"""
NUMBERS: Final = """neighbours = load(TABLE)
record("neighbours", len(neighbours), unit="neighbours", sources=[TABLE],
       label="states that share a land border with Afghanistan")
"""
FIGURE: Final = """bars = neighbours.sort_values("cia_2021_km", ascending=False, kind="stable")
longest = bars.iloc[0]
Figure(
    name="border",
    title=f"{here.name(longest.neighbour_iso3)} has the longest border with Afghanistan",
    subtitle="Length of the land border by neighbour, km, Factbook 2021",
    description=" ".join(
        f"{r.neighbour_iso3}: {r.cia_2021_km:,.0f} km." for r in bars.itertuples()
    ),
    chart=charts.bars(bars, row="neighbour_iso3", value="cia_2021_km", title="km"),
    table=bars[["neighbour_iso3", "cia_2021_km"]],
    units={"cia_2021_km": "km"},
    sources=[TABLE],
)
"""


def checked_name(name: str, what: str) -> None:
    """FulcrumError when a name cannot be that of a file of the book."""
    if not NAME.fullmatch(name):
        raise FulcrumError(
            f"'{name}' cannot be the name of a {what}: use small letters, digits and hyphens, "
            "a letter first."
        )


def _cell(kind: str, name: str, source: str, tags: Sequence[str] = ()) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source.strip("\n").splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def chapter(root: Path, name: str, title: str = "") -> list[Path]:
    """Write ``chapters/<name>.ipynb`` and its line in ``_toc.yml``; the files that changed.

    The chapter runs and passes the gate as it is: a parameters cell, a number that its prose
    quotes, a figure with all its parts. Raises FulcrumError when the name is taken or no name.
    """
    checked_name(name, "chapter")
    path = root / "chapters" / f"{name}.ipynb"
    if path.exists() or path.with_suffix(".md").exists():
        raise FulcrumError(f"chapters/{name} exists already. Choose another name.")
    cells = [
        _cell("markdown", "opening", OPENING.format(name=name, title=title or name.capitalize())),
        _cell("code", "parameters", 'focal = "TJK"', ["parameters"]),
        _cell("code", "setup", SETUP),
        _cell("code", "numbers", NUMBERS),
        _cell("code", "border", FIGURE),
        _cell("markdown", "limits_section", CLOSING),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    toc = root / "_toc.yml"
    lines = toc.read_text(encoding="utf-8").rstrip("\n").splitlines()
    pages = [i for i, line in enumerate(lines) if "file: chapters/" in line]
    notebooks = [
        i for i in pages if (root / f"{lines[i].split('file: ')[1].strip()}.ipynb").is_file()
    ]
    if not pages:
        raise FulcrumError("_toc.yml lists no page under chapters/. Restore it.")
    last = (notebooks or pages)[-1]
    end = next((i for i in range(last + 1, len(lines)) if lines[i].lstrip().startswith("- ")), None)
    place = len(lines) if end is None else end
    indent = lines[last][: len(lines[last]) - len(lines[last].lstrip())]
    entry = [f"{indent}- file: chapters/{name}", f"{indent}  title: {title or name.capitalize()}"]
    write(path, dumped(notebook))
    write(toc, "\n".join([*lines[:place], *entry, *lines[place:]]) + "\n")
    return [path, toc]


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
    root: Path,
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
    folder = root / "data" / name
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
