"""The results of all editions side by side, as a page."""

from __future__ import annotations

from collections.abc import Sequence

from fulcrum.evidence.payloads import Result
from press.editions.plan import Edition, Outcome, chapters, editions_of, results_of
from press.publish import render
from press.workspace.workspace import Workspace

BOOK = "book"
"""The column of the report's own case."""


def _number(result: Result | None) -> float | None:
    value = result["value"] if result else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and value is not None else None


def compared(workspace: Workspace, outcomes: Sequence[Outcome]) -> str:
    """The page that compares all editions, with a row for each result that differs, and links each.

    A row has the texts and, where several are numbers, the numbers of all columns.
    """
    settings = editions_of(workspace)
    whole = results_of({c.name: workspace.record(c.name) for c in chapters(workspace)})
    columns = {BOOK: Outcome(Edition.own(settings), results=whole)}
    columns |= {outcome.edition.name: outcome for outcome in outcomes if not outcome.why_not}
    rows = []
    for key, result in whole.items():
        found = [outcome.results.get(key) for outcome in columns.values()]
        texts = [cell["text"] if cell else "" for cell in found]
        numbers = [_number(cell) for cell in found]
        if len({*texts} - {""}) > 1:
            several = len(numbers) - numbers.count(None) > 1
            label = result["label"].replace(settings.subject, settings.noun)
            rows.append({"label": label, "texts": texts, "numbers": numbers if several else []})
    return render.html(
        "editions",
        style=render.css("fulcrum", workspace.colours),
        settings=workspace.settings,
        claims=workspace.claims,
        columns=columns,
        rows=rows,
        left_out=[outcome for outcome in outcomes if outcome.why_not],
    )
