"""The parts that every data package written here shares: CSV as bytes, and its descriptor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from press.workspace.notebooks import sha256


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows, the header first, as CSV in UTF-8 with plain line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


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
