"""Coding sheets: a blank one for a rival coder.

What is coded, what a coder is shown and the codebook stand in ``data/coders/datapackage.json``.
"""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Final

from fulcrum.errors import FulcrumError
from fulcrum.evidence.naming import refuse_name
from press.author.seals import keep, seal
from press.workspace.aside import replacing
from press.workspace.notebooks import dumped, write
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
            resource(
                path,
                content,
                columns,
                {"primaryKey": [columns[0]["name"]], **rule},
                rows=len(events) if path == "coding.csv" else len(rules["codebook"]),
            )
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
            keep(workspace, content)
        write(aside / "datapackage.json", dumped(descriptor))
    columns = list(coders[0])
    entry = {"coder": name, "table": f"{folder.name}/coding", "who": "a rival coder"}
    entry["saw"] = saw
    rows = [[row[column] for column in columns] for row in [*coders, entry]]
    write(table, csv_bytes([columns, *rows]))
    for file, html in pages.items():
        write(file, html)
    sealed, _ = seal(workspace, CODERS, because=f"The coder '{name}' was given a blank sheet.")
    return [*sorted(folder.iterdir()), *sealed, *pages]
