"""Cells in rows and columns, coloured by a category or shaded by a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts.drawing import Column, form
from fulcrum.charts.layout import Rows, Values, hues, is_narrow, layered, legend, place_rows, tips
from fulcrum.evidence.figures import colour

PALE = ("rule", "other-2")
"""Colours on which only ink can be read."""


def _columns(frame: pd.DataFrame, column: str) -> alt.X:
    values = list(dict.fromkeys(frame[column]))
    if pd.api.types.is_numeric_dtype(frame[column]):
        values = sorted(values)
    axis = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    scale = alt.Scale(domain=values, paddingInner=0.06)
    return alt.X(f"{column}:O", sort=None, scale=scale, axis=axis)


def _sized(layers: list[Any], rows: Rows, count: int, width: int) -> Any:
    """A grid of the width of the page, but with cells no wider than 110 pixels."""
    most = min(width, rows.gutter + 24 + 110 * count)
    return layered([*layers, *rows.headings], most, rows.height)


@form
def grid(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    column: Column,
    by: Column,
    colours: Values,
    text: Column | None = None,
    order: Sequence[str] | None = None,
    panel: Column | None = None,
    brief: Column | None = None,
    tooltip: Values | None = None,
) -> Any:
    """Cells with the colour of a category, told in a legend, and a text.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each cell.
        row: The label of its row.
        column: The label of its column; numbers are sorted, words keep their order.
        by: The category.
        colours: Names in the palette by category.
        text: What stands in the cell, in lines where it has line breaks.
        order: Labels of rows in their order, if it is not that of the frame.
        panel: Headings over groups of rows.
        brief: Short labels of columns, for a narrow page.
        tooltip: Headings of further columns.
    """
    heads = brief if brief and is_narrow(width) else column
    lines = 1 if text is None else int(frame[text].astype(str).str.count("\n").max()) + 1
    step = 14 + 14 * lines
    rows = place_rows(frame, row, width, order=order, panel=panel, step=step, padding=0.08)
    there = {value: name for value, name in colours.items() if value in set(frame[by])}
    shade = hues(frame, by, there)
    key = legend(shade.values, width - rows.gutter)
    key.orient, key.symbolType = "bottom", "square"
    base = alt.Chart(rows.frame).encode(x=_columns(frame, heads), y=rows.axis)
    cells = base.mark_rect().encode(
        color=shade.channel(legend=key), tooltip=tips(frame, [panel, row, column, by], tooltip)
    )
    layers = [cells]
    if text:
        pale = [value for value, name in there.items() if name in PALE]
        test = alt.FieldOneOfPredicate(field=by, oneOf=pale)
        ink = alt.ColorValue(colour("paper"), condition={"test": test, "value": colour("ink")})
        words = base.mark_text(
            fontWeight="bold", lineBreak="\n", lineHeight=14, dy=-7 * (lines - 1), baseline="middle"
        )
        words = words.encode(text=alt.Text(f"{text}:N"), color=ink)
        layers.append(words)
    return _sized(layers, rows, frame[heads].nunique(), width)


@form
def heat(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    column: Column,
    value: Column,
    panel: Column | None = None,
    hue: str = "RUS",
    order: Sequence[str] | None = None,
    number: str = ".1f",
    tooltip: Values | None = None,
) -> Any:
    """Cells shaded by a number, which is written in them; zero is written in the second ink.

    Args:
        width: Pixels of the whole chart.
        frame: One row for each cell.
        row: The label of its row.
        column: The label of its column.
        value: The number, no less than zero.
        panel: Headings over groups of rows.
        hue: The colour's name in the palette.
        order: Labels of rows in their order, if it is not that of the frame.
        number: The format of the numbers.
        tooltip: Headings of further columns.
    """
    rows = place_rows(frame, row, width, order=order, panel=panel, padding=0.06)
    opacity = alt.Scale(domain=[0, float(frame[value].max()) or 1.0], range=[0.04, 0.5])
    base = alt.Chart(rows.frame).encode(x=_columns(frame, column), y=rows.axis)
    cells = base.mark_rect(color=colour(hue)).encode(
        fillOpacity=alt.FillOpacity(f"{value}:Q", scale=opacity, legend=None),
        tooltip=tips(frame, [panel, row, column, value], tooltip, number),
    )
    full = {"test": f"datum['{value}'] > 0", "value": colour("ink")}
    words = base.mark_text(baseline="middle").encode(
        text=alt.Text(f"{value}:Q", format=number),
        color=alt.ColorValue(colour("ink-2"), condition=full),
    )
    return _sized([cells, words], rows, frame[column].nunique(), width)
