"""The record: all that a chapter displays, and what the whole book displays, as tidy CSV.

That of the book stands in ``data/published``, is written by ``fulcrum accept`` alone, and is what a
reviewer's own execution is compared with. ``record.yml`` describes its tables once: reading,
writing, the descriptor and the comparison follow from there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import EXPLORER, FIGURE, RESULT, VERDICT, Receipt, Result, Shown
from fulcrum.evidence.payloads import Record as ChapterRecord
from press.workspace import canonical, notebooks
from press.workspace.notebooks import Cell, Notebook, payloads, source_of, tags_of
from press.workspace.packages import csv_bytes, csv_rows, resource
from press.workspace.workspace import Workspace

Row = dict[str, str]
Record = dict[str, list[Row]]
"""The tables of a record by name; every cell a text, as in the CSV."""

FORMAT: Final = 4
"""Which form a chapter's record has; a record of another form is made anew."""
PUBLISHED: Final = "data/published/"
"""Files that the record itself is written to, which therefore are no input of it."""
HASH_LENGTH: Final = 16
"""Hexadecimal digits that the record keeps of the SHA-256 of an input or a chart."""
NUMBER: Final = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?")
LONGEST_TEXT: Final = 20_000
"""Characters of a displayed text that the record keeps; of a longer one it keeps the SHA-256."""


@dataclass(frozen=True)
class Field:
    """A column of the record: its meaning, its Frictionless type, how two records compare it."""

    name: str
    description: str
    type: str = "string"
    compared: str = "text"


@dataclass(frozen=True)
class Table:
    """A table of the record; its parts are explained in ``record.yml``."""

    name: str
    kind: str
    title: str
    key: tuple[str, ...]
    shown: str
    fields: tuple[Field, ...]
    owner: str = ""


def _described(raw: dict[str, Any]) -> Table:
    fields = (
        Field(name, **(field if isinstance(field, dict) else {"description": field}))
        for name, field in raw["fields"].items()
    )
    return Table(**(raw | {"key": tuple(raw["key"]), "fields": tuple(fields)}))


_FORM: Final = yaml.safe_load(Path(__file__).with_name("record.yml").read_text(encoding="utf-8"))
TABLES: Final = {raw["name"]: _described(raw) for raw in _FORM["tables"]}
"""The tables of the record by name."""
HISTORY: Final = _described(_FORM["history"])
"""What changed when a record was accepted: beside the tables, for no chapter displays it."""


def _cell(field: Field, value: Any) -> str:
    """A value as the CSV holds it: texts as they are, all else as JSON."""
    if field.compared == "tolerance":
        return json.dumps(value, ensure_ascii=False)
    if field.compared != "close":
        if value is None or isinstance(value, str):
            return value or ""
        if field.name == "sources":
            return ";".join(value)
    return json.dumps(canonical.rounded(value, canonical.KEPT_DIGITS), ensure_ascii=False)


def _parts(record: ChapterRecord) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The record of a chapter taken apart: the name of a table and the values of one row."""
    for result in record["results"].values():
        yield "results", result
    for verdict in record["verdicts"]:
        yield "verdicts", _without(verdict, "tests")
        shared = {name: verdict[name] for name in ("claim", "horizon", "cell")}
        for position, test in enumerate(verdict["tests"], start=1):
            yield "tests", test | shared | {"position": position}
    for figure in record["figures"]:
        yield "figures", _without(figure, "table", "chart")
        chart = {"figure": figure["name"], "sha256": figure["chart"][:HASH_LENGTH]}
        yield "charts", chart | {name: figure[name] for name in ("cell", "sources")}
        yield from _table(figure)
    for explorer in record["explorers"]:
        yield "explorers", _without(explorer, "table", "data")
        yield from _table(explorer)
        for part, value in explorer["data"].items():
            yield "explorer_data", {"explorer": explorer["name"], "part": part, "value": value}
    for output in record["outputs"]:
        text = output["text"]
        if len(text) > LONGEST_TEXT:
            text = f"sha256:{notebooks.sha256(text.encode())}"
        yield "outputs", output | {"text": text}
    for claim in record["claims"]:
        yield "claims", _without(claim, "rules")
        for position, rule in enumerate(claim["rules"], start=1):
            yield "rules", rule | {"claim": claim["id"], "position": position}
    for used in record["inputs"]:
        plain = used["kind"] in {"parameter", "version", "upstream"}
        yield "inputs", used | {"value": used["value"] if plain else used["value"][:HASH_LENGTH]}


def _without(payload: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


def _table(owner: Shown) -> Iterator[tuple[str, Mapping[str, Any]]]:
    table, figure = owner["table"], {"figure": owner["name"]}
    for position, column in enumerate(table["fields"], start=1):
        yield "figure_columns", figure | {"position": position} | column
    names = [column["name"] for column in table["fields"]]
    for number, row in enumerate(table["rows"], start=1):
        for name, value in zip(names, row, strict=True):
            yield "figure_tables", figure | {"row": number, "column": name, "value": value}


def _others(notebook: Notebook) -> Iterator[dict[str, Any]]:
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


def _refuse_twice(chapter: str, notebook: Notebook, kinds: Mapping[str, str]) -> None:
    """Raise FulcrumError where two things of some kinds have one name, and so one table or key."""
    homes: dict[str, str] = {}
    for mime, kind in kinds.items():
        for cell, payload in payloads(notebook, mime):
            if before := homes.get(payload["name"]):
                raise FulcrumError(
                    f"chapters/{chapter}.ipynb, cell {cell}: the {kind} '{payload['name']}' has "
                    f"a name that was already taken in cell {before}. Rename one of the two."
                )
            homes[payload["name"]] = cell


def of_chapter(workspace: Workspace, name: str, notebook: Notebook) -> dict[str, Any]:
    """All that an executed chapter displays, by cell, and the claims that it is there to judge.

    Raises FulcrumError for two results of one name, and for two figures or explorers of one name.
    """
    _refuse_twice(name, notebook, {RESULT: "result"})
    _refuse_twice(name, notebook, {FIGURE: "figure", EXPLORER: "explorer"})
    results = {p["name"]: p | {"cell": cell} for cell, p in payloads(notebook, RESULT)}
    receipt = notebook["metadata"]["fulcrum"]
    return {
        "format": FORMAT,
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
        "outputs": list(_others(notebook)),
        "claims": [asdict(claim) for claim in workspace.claims if claim.chapter == name],
    }


def _inputs(receipt: Receipt, cells: list[Cell]) -> list[dict[str, str]]:
    """What an execution used, one row each: its kind, its name, its value or SHA-256."""
    used = receipt["inputs"]
    kinds: dict[str, Mapping[str, Any]] = {
        "parameter": notebooks.defaults(cells),
        "cell": {
            cell["id"]: notebooks.sha256(source_of(cell).encode())
            for cell in cells
            if cell["cell_type"] == "code" and "injected-parameters" not in tags_of(cell)
        },
        "table": used["tables"],
        "module": used["modules"],
        "file": {n: v for n, v in used["files"].items() if not n.startswith(PUBLISHED)},
        "upstream": dict.fromkeys(used["records"], "read"),
        "lock": {"requirements.lock": used["lock"]},
        "version": receipt["versions"],
    }
    return [
        {"kind": kind, "name": name, "value": str(value)}
        for kind, named in kinds.items()
        for name, value in sorted(named.items())
    ]


def tidy(records: Iterable[ChapterRecord]) -> Record:
    """The tables of a record, made from the records of chapters, in one order.

    Raises FulcrumError for a record of an older form, for something displayed that no column holds,
    and for two things of one name.
    """
    tidied: Record = {name: [] for name in TABLES}
    for record in records:
        chapter = record["chapter"]
        if record.get("format") != FORMAT:
            raise FulcrumError(
                f"The record of {chapter} has an older form. Make it again with "
                "`fulcrum build --force`."
            )
        for name, part in _parts(record):
            values, fields = {"chapter": chapter, **part}, TABLES[name].fields
            astray = {field.name for field in fields}.symmetric_difference(values)
            if astray - {"chapter"}:
                raise FulcrumError(
                    f"{chapter}: {name} of the record have no column for, or no value of, "
                    f"{', '.join(sorted(astray))}. Describe what is displayed in "
                    "workspace/record.yml, so that a review compares it."
                )
            tidied[name].append({field.name: _cell(field, values[field.name]) for field in fields})
    for name in ("verdicts", "tests", "claims", "rules"):
        by = [column for column in TABLES[name].key if column != "name"]
        tidied[name].sort(key=itemgetter(*by))
    for name in TABLES:
        _check_keys(name, tidied[name], "The executed chapters")
    return tidied


def _check_keys(name: str, rows: list[Row], where: str) -> None:
    keys = Counter(map(itemgetter(*TABLES[name].key), rows))
    for key, times in keys.most_common(1):
        if times > 1:
            raise FulcrumError(
                f"{where}: {name} hold {key} more than once. Give each {TABLES[name].kind} a name "
                "of its own, then build and accept anew."
            )


def read(folder: Path, *, older: bool = False) -> Record:
    """The record in a folder: CSV as published, or the records of executed chapters as JSON.

    older: take a record whose tables lack columns of today's form, and leave these out. Raises
    FulcrumError when the folder holds neither, or a record that is not whole: a table or a column
    is missing, a file is not as its descriptor says, a tolerance is no number.
    """
    if (folder / "results.csv").is_file():
        return {name: _read_table(folder, name, older=older) for name in TABLES}
    inside = folder / "records" if (folder / "records").is_dir() else folder
    jsons = sorted(inside.glob("*.json"))
    if not jsons:
        raise FulcrumError(
            f"{folder} holds no record: neither results.csv nor records of chapters. Name a "
            "folder such as data/published, _build, _build/review or _build/runs/<case>, or the "
            "word 'published'."
        )
    return tidy(_parsed(path) for path in jsons)


def history(folder: Path) -> list[Row]:
    """What changed each time that the record in a folder was accepted anew, oldest first."""
    path = folder / f"{HISTORY.name}.csv"
    return csv_rows(path) if path.is_file() else []


def _read_table(folder: Path, name: str, *, older: bool = False) -> list[Row]:
    """The rows of a table, after its bytes and its columns have been held to the descriptor."""
    folder = Path(os.path.relpath(folder))
    path, descriptor = folder / f"{name}.csv", folder / "datapackage.json"
    remedy = (
        "Restore the record from git, or make it again: `fulcrum build`, then `fulcrum accept`."
    )
    try:
        resources = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
        declared = {part["name"]: part["hash"] for part in resources}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FulcrumError(
            f"{descriptor} is missing, or is not a data package. {remedy}"
        ) from error
    if not path.is_file() or name not in declared:
        raise FulcrumError(f"{path} is missing, or {descriptor} does not list it. {remedy}")
    content = path.read_bytes()
    if f"sha256:{notebooks.sha256(content)}" != declared[name]:
        raise FulcrumError(f"{path}: its SHA-256 is not what {descriptor} declares. {remedy}")
    lines = csv.DictReader(io.StringIO(content.decode(), newline=""))
    columns = [field.name for field in TABLES[name].fields]
    present = [*(lines.fieldnames or ())]
    if present != [column for column in columns if column in present or not older]:
        raise FulcrumError(f"{path} does not have the columns {', '.join(columns)}. {remedy}")
    rows = list(lines)
    if not all(NUMBER.fullmatch(row.get("tolerance", "0")) for row in rows):
        raise FulcrumError(f"{path}: a tolerance is not a number from 0 upwards. {remedy}")
    _check_keys(name, rows, str(path))
    return rows


def _parsed(path: Path) -> ChapterRecord:
    try:
        record: ChapterRecord = json.loads(path.read_text(encoding="utf-8"))
        record["chapter"], record["results"]
    except (ValueError, KeyError, TypeError) as error:
        raise FulcrumError(
            f"{path} is not the record of a chapter. Name a folder that holds only such records, "
            "as _build or _build/review does."
        ) from error
    return record


def _resource(table: Table, content: bytes, rows: int) -> dict[str, Any]:
    least = {"number": {"minimum": 0}, "integer": {"minimum": 1}}
    fields = []
    for field in table.fields:
        required = field.name in table.key and field.name != "horizon"
        limits = {"constraints": {"required": required} | least.get(field.type, {})}
        fields.append(
            {"name": field.name, "type": field.type, "description": field.description} | limits
        )
    key = {"uniqueKey": list(table.key)}
    # A table without rows is refused by the reader unless its descriptor says that it is meant.
    empty = {} if rows else {"rows": 0}
    return resource(f"{table.name}.csv", content, fields, key, title=table.title, **empty)


def files(record: Record, title: str) -> dict[str, bytes]:
    """The files of a record by name; equal records give equal bytes.

    record: its tables, and its history where it has one; title: of the report.
    """
    contents = {}
    tables = {
        name: table for name, table in {**TABLES, "history": HISTORY}.items() if name in record
    }
    for name, table in tables.items():
        columns = [field.name for field in table.fields]
        contents[name] = csv_bytes([columns, *map(itemgetter(*columns), record[name])])
    resources = [
        _resource(table, contents[name], len(record[name])) for name, table in tables.items()
    ]
    descriptor = _FORM["package"] | {"resources": resources}
    descriptor |= {part: descriptor[part].format(title=title) for part in ("publisher", "citation")}
    written = {f"{name}.csv": content for name, content in contents.items()}
    return written | {"datapackage.json": notebooks.dumped(descriptor, 2).encode()}


def write(folder: Path, record: Record, title: str) -> list[str]:
    """Write the record of a report into a folder; the names of the files that changed.

    Each file is written aside and renamed, the descriptor last.
    """
    changed: list[str] = []
    for name, content in files(record, title).items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            notebooks.write(path, content)
            changed.append(name)
    return changed


def results_of(records: Mapping[str, ChapterRecord]) -> dict[str, Result]:
    """The results of some chapters' records, by chapter and name as prose quotes them."""
    return {f"{c}.{name}": r for c, rec in records.items() for name, r in rec["results"].items()}


def only(record: Record, chapters: Sequence[str]) -> Record:
    """The part of a record that some chapters made; all of it when none is named."""
    return {
        name: [row for row in rows if not chapters or row["chapter"] in chapters]
        for name, rows in record.items()
    }
