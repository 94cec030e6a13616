"""The published record: every result and verdict of the book as tidy CSV in ``data/published``."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

RESULT_FIELDS: Final = {
    "chapter": "chapter that computed it",
    "name": "name in its chapter; prose quotes it as chapter.name",
    "value": "value as JSON",
    "unit": "unit",
    "text": "value as the book prints it",
    "label": "what it is, in words",
    "tolerance": "how far another run may differ, in the unit of the value",
    "cell": "identifier of the cell that made it",
    "sources": "tables it was computed from, joined by semicolons",
}
VERDICT_FIELDS: Final = {
    "claim": "claim",
    "horizon": "date as of which it is judged; empty for claims that are judged once",
    "verdict": "verdict, computed from the necessary tests",
    "chapter": "chapter that judges it",
    "because": "the reason in one sentence",
    "cell": "identifier of the cell that made it",
}
KEYS: Final = {"results": ["chapter", "name"], "verdicts": ["claim", "horizon"]}


def _results(record: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    for name, result in sorted(record["results"].items()):
        yield {
            "chapter": record["chapter"],
            "name": name,
            "value": json.dumps(result["value"], ensure_ascii=False),
            "unit": result["unit"],
            "text": result["text"],
            "label": result["label"],
            "tolerance": repr(result["tolerance"]),
            "cell": result["cell"],
            "sources": ";".join(result["sources"]),
        }


def _verdicts(record: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    for verdict in record["verdicts"]:
        row = {name: verdict.get(name) or "" for name in VERDICT_FIELDS}
        yield row | {"chapter": record["chapter"]}


def _csv(fields: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _resource(name: str, fields: Mapping[str, str], content: bytes) -> dict[str, Any]:
    typed: dict[str, dict[str, Any]] = {
        field: {"constraints": {"required": True}} for field in ("chapter", "name", "value")
    }
    typed |= {
        "tolerance": {"type": "number", "constraints": {"required": True, "minimum": 0}},
        "claim": {"constraints": {"required": True, "pattern": r"c\d\d"}},
        "horizon": {"constraints": {"enum": ["2021", "2026"]}},
        "verdict": {"constraints": {"required": True}},
    }
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [
                {"name": field, "type": "string", "description": meaning} | typed.get(field, {})
                for field, meaning in fields.items()
            ],
            "missingValues": [""],
            "uniqueKey": KEYS[name],
        },
    }


def files(records: Path) -> dict[str, bytes]:
    """The files of the published record by name, made from a folder of chapter records.

    The bytes depend on the records alone: accepting the same results twice changes nothing.
    """
    found = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(records.glob("*.json"))
    ]
    verdicts = sorted(
        (row for record in found for row in _verdicts(record)),
        key=lambda row: (row["claim"], row["horizon"]),
    )
    contents = {
        "results": _csv(RESULT_FIELDS, (row for record in found for row in _results(record))),
        "verdicts": _csv(VERDICT_FIELDS, verdicts),
    }
    meanings = {"results": RESULT_FIELDS, "verdicts": VERDICT_FIELDS}
    descriptor = {
        "name": "published",
        "title": "The published record: every result and verdict of the book",
        "version": "as last accepted",
        "publisher": "Fulcrum",
        "description": "Written by `fulcrum accept` from the executed chapters; never by hand.",
        "licence": {"name": "CC BY 4.0", "url": "", "redistributable": "yes"},
        "citation": "Fulcrum, published record of results and verdicts.",
        "caveats": ["Results rest on the tables named in the column sources, with their terms."],
        "licenses": [{"name": "CC-BY-4.0"}],
        "sources": [{"title": "The chapters of this book"}],
        "resources": [_resource(name, meanings[name], contents[name]) for name in contents],
    }
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    written = {f"{name}.csv": content for name, content in contents.items()}
    return written | {"datapackage.json": text.encode()}


def accept(root: Path, records: Path) -> list[str]:
    """Make the results in ``records`` the published record; the names of the files that changed.

    Each file is written aside and renamed, the descriptor last.
    """
    folder = root / "data" / "published"
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, content in files(records).items():
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        aside = path.with_suffix(".tmp")
        aside.write_bytes(content)
        aside.replace(path)
        changed.append(name)
    return changed
