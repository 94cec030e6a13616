"""Coding sheets: a blank one for a rival coder, and the seal on a source whose files changed.

What is coded, what a coder is shown and the codebook stand in ``data/coders/datapackage.json``.
"""

from __future__ import annotations

import io
import json
import random
from functools import partial
from pathlib import Path
from typing import Final

from fulcrum.errors import FulcrumError
from fulcrum.evidence.constraints import cast, verify
from fulcrum.evidence.naming import refuse_name
from press.workspace.aside import replacing
from press.workspace.notebooks import dumped, sha256, write
from press.workspace.packages import csv_bytes, csv_rows, field, package, resource
from press.workspace.workspace import Workspace

CODERS: Final = "coders"


_text: Final = partial(field, kind="string", required=True)


def coder(workspace: Workspace, name: str, *, page: bool = False) -> list[Path]:
    """Write a blank, shuffled sheet with the codebook to ``data/coder-<name>/``; the files written.

    The sheet shows what the coders' descriptor says is shown, and nobody's codes; the order is
    drawn anew for each name. The coder is entered in ``data/coders/coders.csv``. page: also write
    ``coder-<name>.html``, on which a person fills the sheet. Raises FulcrumError when there is a
    coder of that name.
    """
    refuse_name(name, "coder")
    folder = workspace.data / f"coder-{name}"
    table = workspace.table_file(f"{CODERS}/coders")
    coders = csv_rows(table)
    if folder.exists() or any(row["coder"] == name for row in coders):
        raise FulcrumError(f"There is a coder '{name}' already. Choose another name.")
    rules = workspace.package(CODERS)
    shown, codes = rules["shown"], rules["codes"]
    coded = map(workspace.table_file, rules["coded"])
    events = [row for path in coded for row in csv_rows(path)]
    random.Random(name).shuffle(events)  # noqa: S311 - an order, no secret
    header = [*shown, *(code["name"] for code in codes)]
    blank = [""] * len(codes)
    sheet = csv_bytes([header, *([*(event[c] for c in shown), *blank] for event in events)])
    book = csv_bytes([["code", "meaning"], *([r["code"], r["meaning"]] for r in rules["codebook"])])
    fields = [*(_text(column, description="as in the table of events") for column in shown), *codes]
    meanings = [
        _text("code", description="code or rule"),
        _text("meaning", description="its meaning"),
    ]
    order = {"ascending": rules["ascending"]}
    parts = [("coding.csv", sheet, fields, order), ("codebook.csv", book, meanings, {})]
    title = rules["coded_by"].format(coder=name)
    beside = f"with {', '.join(rules['beside'].values()).lower()}, on the coding page"
    saw = f"shuffled summaries {beside if page else 'alone'}"
    descriptor = package(
        folder.name,
        name,
        "to be named by the coder",
        title=title,
        version="blank sheet",
        citation=f"{title}, for this report.",
        sources=[{"title": "Summaries of the events of this report"}],
        caveats=[f"Made from {saw}; nobody's codes were shown."],
        resources=[
            resource(path, content, columns, {"primaryKey": [columns[0]["name"]], **rule})
            for path, content, columns, rule in parts
        ],
    )
    pages = {}
    if page:
        from press.author import coding_page  # noqa: PLC0415 - the press's templates take a second

        named = ((column, workspace.table_file(of)) for column, of in rules["names"].items())
        names = {
            column: {code: label for code, label, *_ in map(dict.values, csv_rows(path))}
            for column, path in named
        }
        pages[workspace.coding_page(name)] = coding_page.html(rules, title, events, names)
    with replacing(folder) as aside:
        for path, content, *_ in parts:
            write(aside / path, content)
        write(aside / "datapackage.json", dumped(descriptor))
    columns = list(coders[0])
    entry = {"coder": name, "table": f"{folder.name}/coding", "who": "a rival coder"}
    entry["saw"] = saw
    rows = [[row[column] for column in columns] for row in [*coders, entry]]
    write(table, csv_bytes([columns, *rows]))
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
        raise FulcrumError(
            f"data/{name} is not a source. The sources are {', '.join(workspace.sources())}."
        )
    path = workspace.descriptor_file(name)
    before = path.read_text(encoding="utf-8")
    descriptor = json.loads(before)
    for part in descriptor["resources"]:
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
    if json.loads(before) == descriptor:
        return []
    write(path, dumped(descriptor))
    return [path]
