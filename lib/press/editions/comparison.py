"""The results of all editions side by side, as a table with small bars and as a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fulcrum.analysis.case import DEFAULT
from press.editions.plan import COVERED, Edition, Outcome, chapters
from press.publish import render, site


def _bars(values: Mapping[str, float | None]) -> list[dict[str, Any]]:
    """Heights of small bars, from zero, by edition; values: missing ones stay missing."""
    known = [value for value in values.values() if value is not None]
    top, bottom = max([0.0, *known]), min([0.0, *known])
    span = (top - bottom) or 1.0
    return [
        {
            "name": name,
            "missing": value is None,
            "y": 100 * (top - max(value or 0.0, 0.0)) / span,
            "height": 100 * abs(value or 0.0) / span,
        }
        for name, value in values.items()
    ]


def _number(result: Mapping[str, Any] | None) -> float | None:
    value = result["value"] if result else None
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if good and value is not None else None


def comparison(root: Path, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The results of all editions side by side: columns, and a row for each result that differs."""
    columns = {"book": Outcome(Edition(DEFAULT.focal))} | {o.edition.name: o for o in outcomes}
    whole: dict[str, Mapping[str, Any]] = {}
    for chapter in chapters(root):
        record = json.loads((root / "_build/records" / f"{chapter.name}.json").read_text())
        whole |= {f"{chapter.name}.{key}": value for key, value in record["results"].items()}
    found = {name: whole if name == "book" else o.results for name, o in columns.items()}
    shown = [name for name, o in columns.items() if not o.why_not]
    rows = []
    for key, own in whole.items():
        cells = {name: found[name].get(key) for name in shown}
        numbers = {name: _number(cell) for name, cell in cells.items()}
        several = sum(value is not None for value in numbers.values()) > 1
        rows.append(
            {
                "key": key,
                "label": own["label"].replace(columns["book"].edition.title, "the state"),
                "cells": [cell["text"] if cell else "" for cell in cells.values()],
                "bars": _bars(numbers) if several else [],
            }
        )
    return {
        "columns": [
            {
                "name": name,
                "title": columns[name].edition.title,
                "href": "../../html/index.html" if name == "book" else f"{name}/index.html",
            }
            for name in shown
        ],
        "rows": [row for row in rows if len(set(row["cells"]) - {""}) > 1],
        "left_out": [o for o in outcomes if o.why_not],
    }


def compared(root: Path, outcomes: Sequence[Outcome]) -> str:
    """The page that compares all editions and links each."""
    style = (site.STATIC / "fulcrum.css").read_text(encoding="utf-8")
    return render.html(
        "editions",
        style=render.palette_css() + style,
        covered=f"{100 * COVERED:.0f}",
        **comparison(root, outcomes),
    )
