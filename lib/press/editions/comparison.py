"""The results of all editions side by side, as a table with small bars and as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fulcrum.evidence.payloads import Result
from press.editions.plan import Edition, Outcome, chapters, editions_of
from press.publish import render
from press.workspace.workspace import Workspace

BOOK = "book"
"""The column of the report's own case."""


def _bars(values: Mapping[str, float | None]) -> list[dict[str, Any]]:
    """Heights of small bars, from zero, by edition; values: missing ones stay missing."""
    present = [value for value in values.values() if value is not None]
    top, bottom = max([0.0, *present]), min([0.0, *present])
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


def _number(result: Result | None) -> float | None:
    value = result["value"] if result else None
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if good and value is not None else None


def comparison(workspace: Workspace, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The results of all editions side by side: columns, and a row for each result that differs."""
    settings = editions_of(workspace)
    whole = {
        f"{chapter.name}.{key}": value
        for chapter in chapters(workspace)
        for key, value in workspace.record(chapter.name)["results"].items()
    }
    book = Outcome(Edition.own(settings), results=whole)
    shown = {BOOK: book} | {o.edition.name: o for o in outcomes if not o.why_not}
    rows = []
    for key, result in whole.items():
        cells = {name: outcome.results.get(key) for name, outcome in shown.items()}
        numbers = {name: _number(cell) for name, cell in cells.items()}
        several = sum(value is not None for value in numbers.values()) > 1
        rows.append(
            {
                "key": key,
                "label": result["label"].replace(settings.subject, settings.noun),
                "cells": [cell["text"] if cell else "" for cell in cells.values()],
                "bars": _bars(numbers) if several else [],
            }
        )
    return {
        "columns": [
            {
                "name": name,
                "title": outcome.edition.title,
                "href": "../../html/index.html" if name == BOOK else f"{name}/index.html",
            }
            for name, outcome in shown.items()
        ],
        "rows": [row for row in rows if len(set(row["cells"]) - {""}) > 1],
        "left_out": [o for o in outcomes if o.why_not],
    }


def compared(workspace: Workspace, outcomes: Sequence[Outcome]) -> str:
    """The page that compares all editions and links each."""
    return render.html(
        "editions",
        style=render.css("fulcrum", workspace.colours),
        settings=workspace.settings,
        claims=workspace.claims,
        **comparison(workspace, outcomes),
    )
