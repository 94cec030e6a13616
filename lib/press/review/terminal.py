"""A comparison as a person reads it on a terminal."""

from __future__ import annotations

from functools import partial
from typing import Final

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from press.review import attribution, compare
from press.review.compare import Comparison

STYLES: Final = {
    compare.SAME: "green",
    compare.WITHIN: "green",
    compare.DIFFERENT: "bold red",
    compare.MISSING: "bold red",
    compare.NEW: "yellow",
    compare.WITHHELD: "dim",
}
WIDTH: Final = 160
"""Columns where there is no terminal, as in a log."""
SHOWN: Final = 60
"""Rows of a table on the terminal; the page shows all."""
PLAIN_TABLE: Final = partial(Table, box=None, pad_edge=False, header_style="dim")


def _counts(comparison: Comparison) -> Table:
    table = PLAIN_TABLE("", *(Column(state, justify="right") for state in compare.STATES))
    for kind, states in comparison.counts().items():
        numbers = (
            Text(str(n) if n else "·", style=STYLES[state] if n else "dim")
            for state, n in states.items()
        )
        table.add_row(f"{kind}s", *numbers)
    return table


def _changes(moved: list[compare.Change]) -> Table:
    names = ("state", "what", "old", "new", "difference", "could be")
    table = PLAIN_TABLE(*(Column(name, overflow="fold") for name in names))
    for change in moved[:SHOWN]:
        unit = f" {change.unit}" if change.unit and change.new else ""
        table.add_row(
            Text(change.state, style=STYLES[change.state]),
            f"{change.kind} {change.key}",
            change.old,
            f"{change.new}{unit}",
            change.difference,
            "; ".join(change.causes[:3]),
        )
    if len(moved) > SHOWN:
        table.add_row("", f"and {len(moved) - SHOWN} more on the page")
    return table


def print_comparison(comparison: Comparison) -> None:
    """Print how many findings of each kind fare how, all that moved, and inputs that differ."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    if comparison.note:
        console.print(comparison.note, markup=False)
    console.print(_counts(comparison))
    moved = [change for change in comparison.changes if change.state != compare.SAME]
    if moved:
        console.print()
        console.print(_changes(moved))
    if comparison.inputs:
        console.print(attribution.summary(comparison.inputs), markup=False)
