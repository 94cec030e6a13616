"""The results of all editions side by side, as a page."""

from __future__ import annotations

from collections.abc import Sequence

from press.editions.plan import Edition, Outcome, chapters, editions_of
from press.publish import render
from press.workspace.record import results_of
from press.workspace.workspace import Workspace

BOOK = "book"
"""The column of the report's own case."""


def compared(workspace: Workspace, outcomes: Sequence[Outcome]) -> str:
    """The page that links all editions and has a row for each result that differs between them."""
    settings = editions_of(workspace)
    whole = results_of({c.name: workspace.record(c.name) for c in chapters(workspace)})
    columns = {BOOK: Outcome(Edition.own(settings), results=whole)}
    columns |= {outcome.edition.name: outcome for outcome in outcomes if not outcome.why_not}
    rows = []
    for key, result in whole.items():
        cells = [outcome.results.get(key) for outcome in columns.values()]
        if len({cell["text"] for cell in cells if cell} - {""}) > 1:
            label = result["label"].replace(settings.subject, settings.noun)
            rows.append({"label": label, "cells": cells})
    return render.html(
        "editions",
        style=render.css("fulcrum", workspace.colours),
        settings=workspace.settings,
        claims=workspace.claims,
        columns=columns,
        rows=rows,
        left_out=[outcome for outcome in outcomes if outcome.why_not],
    )
