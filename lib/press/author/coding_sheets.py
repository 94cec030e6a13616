"""Coding sheets: a blank one for a rival coder, and the seal on a source whose files changed.

What is coded, what a coder is shown and the codebook stand in ``data/coders/datapackage.json``.
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from fulcrum.evidence.constraints import cast, verify
from press.author.skeletons import checked_name
from press.workspace.notebooks import sha256, write
from press.workspace.packages import csv_bytes, resource
from press.workspace.workspace import Workspace

CODERS: Final = "coders"


def _rows(workspace: Workspace, table: str) -> list[dict[str, str]]:
    with workspace.table_file(table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _field(name: str, meaning: str) -> dict[str, Any]:
    field = {"name": name, "type": "string", "unit": "", "description": meaning}
    return field | {"constraints": {"required": True}}


def coder(workspace: Workspace, name: str, *, page: bool = False) -> list[Path]:
    """Write a blank, shuffled sheet with the codebook to ``data/coder-<name>/``; the files written.

    The sheet shows what the coders' descriptor says is shown, and nobody's codes; the order is
    drawn anew for each name. The coder is entered in ``data/coders/coders.csv``. page: also write
    ``coder-<name>.html``, on which a person fills the sheet. Raises FulcrumError when there is a
    coder of that name.
    """
    checked_name(name, "coder")
    folder = workspace.data / f"coder-{name}"
    coders = _rows(workspace, f"{CODERS}/coders")
    if folder.exists() or any(row["coder"] == name for row in coders):
        raise FulcrumError(f"There is a coder '{name}' already. Choose another name.")
    rules = workspace.package(CODERS)
    shown, codes = rules["shown"], rules["codes"]
    events = [row for table in rules["coded"] for row in _rows(workspace, table)]
    random.Random(name).shuffle(events)  # noqa: S311 - an order, no secret
    header = [*shown, *(code["name"] for code in codes)]
    blank = [""] * len(codes)
    sheet = csv_bytes([header, *([*(event[c] for c in shown), *blank] for event in events)])
    book = csv_bytes([["code", "meaning"], *([r["code"], r["meaning"]] for r in rules["codebook"])])
    fields = [*(_field(column, "as in the table of events") for column in shown), *codes]
    meanings = [_field("code", "code or rule"), _field("meaning", "its meaning")]
    order = {"ascending": rules["ascending"]}
    parts = [("coding.csv", sheet, fields, order), ("codebook.csv", book, meanings, {})]
    title = rules["coded_by"].format(coder=name)
    beside = f"with {', '.join(rules['beside'].values()).lower()}, on the coding page"
    saw = f"shuffled summaries {beside if page else 'alone'}"
    descriptor = {
        "name": folder.name,
        "title": title,
        "version": "blank sheet",
        "homepage": "",
        "publisher": name,
        "licence": {"name": "to be named by the coder", "url": "", "redistributable": "unknown"},
        "licenses": [{"name": "other-at", "title": "To be named by the coder"}],
        "citation": f"{title}, for this report.",
        "sources": [{"title": "Summaries of the events of this report"}],
        "caveats": [f"Made from {saw}; nobody's codes were shown."],
        "corrections": [],
        "resources": [
            resource(path, content, columns, {"primaryKey": [columns[0]["name"]], **rule})
            for path, content, columns, rule in parts
        ],
    }
    pages = {}
    if page:
        from press.author import coding_page  # noqa: PLC0415 - the press's templates take a second

        names = {
            column: {code: label for code, label, *_ in map(dict.values, _rows(workspace, table))}
            for column, table in rules["names"].items()
        }
        pages[workspace.coding_page(name)] = coding_page.html(rules, title, events, names)
    aside = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for path, content, *_ in parts:
        write(aside / path, content)
    write(aside / "datapackage.json", json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n")
    aside.rename(folder)
    columns = list(coders[0])
    entry = {"coder": name, "table": f"{folder.name}/coding", "who": "a rival coder"}
    entry["saw"] = saw
    rows = [[row[column] for column in columns] for row in [*coders, entry]]
    write(workspace.table_file(f"{CODERS}/coders"), csv_bytes([columns, *rows]))
    for file, html in pages.items():
        write(file, html)
    return [*sorted(folder.iterdir()), *seal(workspace, CODERS), *pages]


def seal(workspace: Workspace, name: str) -> list[Path]:
    """Write sizes and SHA-256 of a source's files into its descriptor; the descriptor, if changed.

    Each table is read with its types and constraints first, so that nothing is sealed that could
    not be loaded. Raises FulcrumError naming column and row, or when there is no such source.
    """
    import pandas as pd  # noqa: PLC0415 - a second to import

    if name not in workspace.sources():
        raise FulcrumError(f"data/{name} is no source. Sources: {', '.join(workspace.sources())}.")
    path = workspace.descriptor_file(name)
    package = json.loads(path.read_text(encoding="utf-8"))
    for part in package["resources"]:
        file = path.parent / part["path"]
        content = file.read_bytes()
        if "schema" in part:
            where = f"data/{name}/{part['path']}"
            lines = io.BytesIO(content)
            text = pd.read_csv(lines, dtype=str, keep_default_na=False, na_values=[""])
            verify(cast(text, part["schema"], where), part["schema"], where)
            part["rows"] = len(text)
        part["bytes"] = len(content)
        part["hash"] = f"sha256:{sha256(content)}"
    if json.loads(path.read_text(encoding="utf-8")) == package:
        return []
    write(path, json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    return [path]
