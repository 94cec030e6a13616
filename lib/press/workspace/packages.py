"""The parts that every data package written here shares: CSV as bytes, and its descriptor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fulcrum.evidence import tables
from press.workspace.notebooks import sha256


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows, the header first, as CSV in UTF-8 with plain line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, every cell a text."""
    return tables.rows(path.read_bytes(), f"data/{path.parent.name}/{path.name}").records()


def field(name: str, kind: str, description: str = "", **constraints: object) -> dict[str, Any]:
    """A column as a descriptor says it; its unit is for its author to write."""
    described = {"name": name, "type": kind, "unit": "", "description": description}
    return described | {"constraints": constraints}


def package(name: str, publisher: str, licence: str, **parts: object) -> dict[str, Any]:
    """The descriptor of a new data package.

    parts: its title, version, citation, sources and resources, and caveats if there are any.
    """
    terms = {"name": licence, "url": "", "redistributable": "unknown"}
    described: dict[str, Any] = {
        "name": name,
        "publisher": publisher,
        "homepage": "",
        "licence": terms,
    }
    described |= {"licenses": [{"name": "other-at", "title": licence}], "caveats": []}
    return described | {"corrections": []} | parts


def resource(
    path: str,
    content: bytes,
    fields: Sequence[Mapping[str, Any]],
    key: Mapping[str, Any],
    **more: object,
) -> dict[str, Any]:
    """The descriptor of a CSV file.

    path: its name; key: ``primaryKey`` or ``uniqueKey`` with the columns; more: entries beside, as
    a title.
    """
    return {
        "name": path.removesuffix(".csv"),
        **more,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "schema": {"fields": list(fields), "missingValues": [""], **key},
    }
