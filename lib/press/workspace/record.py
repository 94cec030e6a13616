"""The published record: every result, verdict, test, figure and input as tidy CSV.

It stands in ``data/published``, is written by ``fulcrum accept`` alone, and is what a reviewer's
own execution is compared with.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.workspace import canonical, notebooks
from press.workspace.packages import csv_bytes, resource

Row = dict[str, str]
Record = dict[str, list[Row]]
"""The tables of a record by name; every cell a text, as in the CSV."""

HASH_LENGTH: Final = 16
"""Hexadecimal digits of an input's SHA-256 that the record keeps."""

_CHAPTER = {"chapter": "chapter that computed it"}
_CLAIM = {
    "claim": "claim",
    "horizon": "date as of which it is judged; empty for claims that are judged once",
}
_CELL = {"cell": "identifier of the cell that made it"}
_SOURCES = {"sources": "tables it was computed from, joined by semicolons"}
FIELDS: Final[dict[str, dict[str, str]]] = {
    "results": {
        **_CHAPTER,
        "name": "name in its chapter; prose quotes it as chapter.name",
        "value": "value as JSON",
        "unit": "unit",
        "text": "value as the book prints it",
        "label": "what it is, in words",
        "tolerance": "how far another run may differ, in the unit of the value",
        **_CELL,
        **_SOURCES,
    },
    "verdicts": {
        **_CLAIM,
        "verdict": "verdict, computed from the necessary tests",
        "chapter": "chapter that judges it",
        "because": "the reason in one sentence",
        **_CELL,
    },
    "tests": {
        **_CLAIM,
        "name": "name of the test in its claim",
        "holds": "whether it held: true, false, or empty where the data cannot decide",
        "necessary": "whether the verdict rests on it",
        "value": "number found as JSON, in the unit of the test",
        "unit": "unit",
        "required": "what was required, in words",
        **_CHAPTER,
        **_CELL,
        **_SOURCES,
    },
    "figures": {
        **_CHAPTER,
        "name": "name in its chapter",
        "title": "the finding it shows",
        "description": "what it shows, for those who cannot see it",
        "rows": "rows of the table behind it",
        "table_sha256": "SHA-256 of its table, numbers rounded to six significant digits",
        "chart_sha256": "SHA-256 of its two chart specifications, numbers rounded likewise",
        **_CELL,
        **_SOURCES,
    },
    "figure_tables": {
        **_CHAPTER,
        "figure": "name of the figure in its chapter",
        "row": "number of the row, from 1",
        "column": "column",
        "type": "number, string, date or boolean",
        "value": "value as JSON, nine significant digits; null for a missing one",
    },
    "inputs": {
        "chapter": "chapter that used it",
        "kind": "parameter, cell, table, module, file, upstream, lock or version",
        "name": "what it is called",
        "value": f"its value, or the first {HASH_LENGTH} digits of its SHA-256",
    },
}
KEYS: Final[dict[str, list[str]]] = {
    "results": ["chapter", "name"],
    "verdicts": ["claim", "horizon"],
    "tests": ["claim", "horizon", "name"],
    "figures": ["chapter", "name"],
    "figure_tables": ["chapter", "figure", "row", "column"],
    "inputs": ["chapter", "kind", "name"],
}
TITLES: Final = {
    "results": "Every result that prose may quote",
    "verdicts": "Every verdict",
    "tests": "Every test of a verdict, with the number it found",
    "figures": "Every figure, with the hashes of its table and chart",
    "figure_tables": "The tables behind the figures, one cell a row",
    "inputs": "What each chapter used when the record was accepted",
}


def _json(value: object) -> str:
    return json.dumps(canonical.rounded(value, canonical.KEPT_DIGITS), ensure_ascii=False)


def _result(chapter: str, name: str, found: Mapping[str, Any]) -> Row:
    return {
        "chapter": chapter,
        "name": name,
        "value": json.dumps(found["value"], ensure_ascii=False),
        "unit": found["unit"],
        "text": found["text"],
        "label": found["label"],
        "tolerance": repr(found["tolerance"]),
        "cell": found["cell"],
        "sources": ";".join(found["sources"]),
    }


def _tests(chapter: str, verdict: Mapping[str, Any]) -> Iterator[Row]:
    for test in verdict.get("tests", ()):
        holds = test.get("holds")
        yield {
            "claim": verdict["claim"],
            "horizon": verdict.get("horizon") or "",
            "name": test["name"],
            "holds": "" if holds is None else json.dumps(holds),
            "necessary": json.dumps(test["necessary"]),
            "value": _json(test.get("value")),
            "unit": test.get("unit") or "",
            "required": test.get("required") or "",
            "chapter": chapter,
            "cell": verdict["cell"],
            "sources": test.get("table") or "",
        }


def _figure(chapter: str, figure: Mapping[str, Any]) -> Row:
    return {
        "chapter": chapter,
        "name": figure["name"],
        "title": figure["title"],
        "description": figure["description"],
        "rows": str(len(figure["table"]["rows"])),
        "table_sha256": canonical.table_digest(figure["table"]),
        "chart_sha256": figure["chart"],
        "cell": figure["cell"],
        "sources": ";".join(figure["sources"]),
    }


def _cells(chapter: str, figure: Mapping[str, Any]) -> Iterator[Row]:
    for number, row in enumerate(figure["table"]["rows"], start=1):
        for column, value in zip(figure["table"]["fields"], row, strict=True):
            yield {
                "chapter": chapter,
                "figure": figure["name"],
                "row": str(number),
                "column": column["name"],
                "type": column["type"],
                "value": _json(value),
            }


def tidy(records: Iterable[Mapping[str, Any]]) -> Record:
    """The tables of a record, made from the records of chapters, in one order."""
    found: Record = {name: [] for name in FIELDS}
    for record in records:
        chapter = record["chapter"]
        if record.get("format") != notebooks.RECORD_FORMAT:
            raise FulcrumError(
                f"The record of {chapter} has an older form. Make it anew: `fulcrum build --force`."
            )
        for name, result in sorted(record["results"].items()):
            found["results"].append(_result(chapter, name, result))
        for verdict in record["verdicts"]:
            row = {name: verdict.get(name) or "" for name in FIELDS["verdicts"]}
            found["verdicts"].append(row | {"chapter": chapter})
            found["tests"] += _tests(chapter, verdict)
        for figure in record["figures"]:
            found["figures"].append(_figure(chapter, figure))
            found["figure_tables"] += _cells(chapter, figure)
        for used in record["inputs"]:
            plain = used["kind"] in {"parameter", "version", "upstream"}
            value = used["value"] if plain else used["value"][:HASH_LENGTH]
            found["inputs"].append({"chapter": chapter, **used, "value": value})
    found["verdicts"].sort(key=lambda row: (row["claim"], row["horizon"]))
    found["tests"].sort(key=lambda row: (row["claim"], row["horizon"]))
    return found


def read(folder: Path) -> Record:
    """The record in a folder: CSV as published, or the records of executed chapters as JSON.

    Raises FulcrumError when the folder holds neither.
    """
    inside = folder / "records" if (folder / "records").is_dir() else folder
    jsons = sorted(inside.glob("*.json"))
    if (folder / "results.csv").is_file():
        found: Record = {}
        for name in FIELDS:
            path = folder / f"{name}.csv"
            if not path.is_file():  # a record of the form before figures were kept
                found[name] = []
                continue
            with path.open(encoding="utf-8", newline="") as lines:
                found[name] = list(csv.DictReader(lines))
        return found
    if not jsons:
        raise FulcrumError(
            f"{folder} holds no record: neither results.csv nor records of chapters. Name a "
            "folder such as data/published, _build, _build/review or _build/runs/<case>, or the "
            "word 'published'."
        )
    return tidy(_parsed(path) for path in jsons)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found["chapter"], found["results"]
    except (ValueError, KeyError, TypeError) as error:
        raise FulcrumError(
            f"{path} is not the record of a chapter. Name a folder that holds such records alone, "
            "as _build or _build/review does."
        ) from error
    return found


def _resource(name: str, content: bytes) -> dict[str, Any]:
    required: dict[str, Any] = {"constraints": {"required": True}}
    typed: dict[str, dict[str, Any]] = dict.fromkeys(("chapter", "name", "column"), required)
    typed |= {
        "tolerance": {"type": "number", "constraints": {"required": True, "minimum": 0}},
        "claim": {"constraints": {"required": True, "pattern": r"c\d\d"}},
        "horizon": {"constraints": {"enum": ["2021", "2026"]}},
        "verdict": required,
        "necessary": {"type": "boolean"},
        "holds": {"type": "boolean"},
        "rows": {"type": "integer", "constraints": {"required": True, "minimum": 1}},
        "row": {"type": "integer", "constraints": {"required": True, "minimum": 1}},
    }
    typed |= {} if name == "inputs" else {"value": required}
    fields = [
        {"name": field, "type": "string", "description": meaning} | typed.get(field, {})
        for field, meaning in FIELDS[name].items()
    ]
    return resource(f"{name}.csv", content, fields, {"uniqueKey": KEYS[name]}, title=TITLES[name])


def files(record: Record) -> dict[str, bytes]:
    """The files of a record by name; equal records give equal bytes."""
    contents = {
        name: csv_bytes(
            [list(FIELDS[name]), *([row[field] for field in FIELDS[name]] for row in record[name])]
        )
        for name in FIELDS
    }
    descriptor = {
        "name": "published",
        "title": "The published record: every result, verdict and figure of the book",
        "version": "as last accepted",
        "publisher": "Fulcrum",
        "description": "Written by `fulcrum accept` from the executed chapters; never by hand.",
        "licence": {"name": "CC BY 4.0", "url": "", "redistributable": "yes"},
        "citation": "Fulcrum, published record of results, verdicts and figures.",
        "caveats": ["Results rest on the tables named in the column sources, with their terms."],
        "licenses": [{"name": "CC-BY-4.0"}],
        "sources": [{"title": "The chapters of this book"}],
        "resources": [_resource(name, contents[name]) for name in contents],
    }
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    written = {f"{name}.csv": content for name, content in contents.items()}
    return written | {"datapackage.json": text.encode()}


def write(folder: Path, record: Record) -> list[str]:
    """Write a record into a folder; the names of the files that changed.

    Each file is written aside and renamed, the descriptor last.
    """
    changed: list[str] = []
    for name, content in files(record).items():
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        notebooks.write(path, content)
        changed.append(name)
    return changed


def only(record: Record, chapters: Sequence[str]) -> Record:
    """The part of a record that some chapters made; all of it when none is named."""
    if not chapters:
        return record
    return {
        name: [row for row in rows if row["chapter"] in chapters] for name, rows in record.items()
    }
