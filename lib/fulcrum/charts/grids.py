"""Cells in rows and columns, coloured by a category or shaded by a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from fulcrum.charts import layout
from fulcrum.charts.drawing import Column, form
from fulcrum.evidence.figures import colour

PALE: Final = ("rule", "other-2")
"""Colours on which only ink can be read."""
CELL: Final = 110
"""Pixels that a cell takes at most."""


def _drawn(rows: layout.Rows, column: str, width: int, cells: alt.Chart, words: alt.Chart) -> Any:
    """The layers of a grid, with the labels of its columns above, as wide as the cells need."""
    values = list(dict.fromkeys(rows.frame[column]))
    is_numeric = pd.api.types.is_numeric_dtype(rows.frame[column])
    if is_numeric:
        values = sorted(values)
    whole = min(width, rows.gutter + 24 + CELL * len(values))
    room = (whole - rows.gutter) / len(values) - 6
    axis = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    letters = max(len(str(value)) for value in values)
    if is_numeric and letters == 4 and letters * 7.5 > room:
        axis.labelExpr, letters = "'\N{RIGHT SINGLE QUOTATION MARK}' + slice(datum.label, 2)", 3
    axis.labelFontSize, axis.labelOverlap = 10 if letters * 7.5 > room else 12, False
    scale = alt.Scale(domain=values, paddingInner=0.06)
    x = alt.X(f"{column}:O", sort=None, scale=scale, axis=axis)
    layers = [layer.encode(x=x, y=rows.axis) for layer in (cells, words)]
    return layout.layered([*layers, *rows.headings], whole, rows.height)


def _named(frame: pd.DataFrame, row: str, column: str) -> pd.DataFrame:
    """The cells with the name that heads their tooltips: their row and their column."""
    return frame.assign(_named=frame[row].astype(str) + ", " + frame[column].astype(str))


@form
def grid(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column = "row",
    column: Column = "column",
    by: Column,
    colours: Mapping[str, str] | None = None,
    text: Column | None = "text",
    order: Sequence[str] | None = None,
    panel: Column | None = "panel",
    brief: Column | None = "brief",
    tooltip: Mapping[str, str] | None = None,
) -> Any:
    """Cells with the colour of a category, told in a legend, and a text.

    Args:
        column: The label of the cell's column; numbers are sorted, words keep their order.
        text: What stands in the cell, in lines where it has line breaks; else the category.
        brief: Short labels of the columns, for a narrow page; those of years are made.
    """
    if colours:
        colours = {value: name for value, name in colours.items() if value in set(frame[by])}
    shade, text = layout.hues(frame, by, colours), text or by
    lines = int(frame[text].astype(str).str.count("\n").max()) + 1
    step = 16 + 14 * lines
    rows = layout.place_rows(frame, row, width, order=order, panel=panel, step=step, padding=0.08)
    key = shade.key(width - rows.gutter, orient="bottom", symbolType="square")
    named = _named(rows.frame, row, column)
    base = alt.Chart(named)
    seen = layout.tips(named, ["_named", panel, by], tooltip)
    cells = base.mark_rect().encode(color=shade.channel(key=key), tooltip=seen)
    pales = [value for value, name in shade.names.items() if name in PALE]
    pale = alt.FieldOneOfPredicate(field=by, oneOf=pales)
    ink = alt.ColorValue(colour("paper"), condition={"test": pale, "value": colour("ink")})
    look = {"lineBreak": "\n", "lineHeight": 14, "dy": -7 * (lines - 1), "baseline": "middle"}
    words = base.mark_text(fontWeight="bold", **look).encode(text=alt.Text(f"{text}:N"), color=ink)
    short = brief if brief and layout.is_narrow(width) else column
    return _drawn(rows, short, width, cells, words)


@form
def heat(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column = "row",
    column: Column = "column",
    value: Column = "value",
    panel: Column | None = "panel",
    hue: str = "ink-2",
    order: Sequence[str] | None = None,
    number: str | None = None,
) -> Any:
    """Cells shaded by a number, which is written in them; zero is written in the second ink.

    Args:
        column: The label of the cell's column.
        value: The number, no less than zero.
        hue: The name of the colour in the palette.
        number: The format of the numbers.
    """
    number = number or layout.format_of(frame[value])
    rows = layout.place_rows(frame, row, width, order=order, panel=panel, padding=0.06)
    opacity = alt.Scale(domain=[0, float(frame[value].max()) or 1.0], range=[0.04, 0.5])
    named = _named(rows.frame, row, column)
    base = alt.Chart(named)
    cells = base.mark_rect(color=colour(hue)).encode(
        fillOpacity=alt.FillOpacity(f"{value}:Q", scale=opacity, legend=None),
        tooltip=layout.tips(named, ["_named", panel, value], number=number),
    )
    full = {"test": f"datum['{value}'] > 0", "value": colour("ink")}
    words = base.mark_text(baseline="middle").encode(
        text=alt.Text(f"{value}:Q", format=number),
        color=alt.ColorValue(colour("ink-2"), condition=full),
    )
    return _drawn(rows, column, width, cells, words)
