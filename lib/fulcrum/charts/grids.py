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


def _drawn(
    rows: layout.Rows, column: str, width: int, cells: alt.Chart, words: list[alt.Chart]
) -> Any:
    """The layers of a grid, with the labels of its columns above, as wide as the cells need."""
    values = list(dict.fromkeys(rows.frame[column]))
    if pd.api.types.is_numeric_dtype(rows.frame[column]):
        values = sorted(values)
    whole = min(width, rows.gutter + 24 + CELL * len(values))
    letters = max(len(str(value)) for value in values)
    is_tight = letters * 7.5 > (whole - rows.gutter) / len(values) - 6
    axis = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    axis.labelFontSize, axis.labelOverlap = 10 if is_tight else 12, False
    scale = alt.Scale(domain=values, paddingInner=0.06)
    x = alt.X(f"{column}:O", sort=None, scale=scale, axis=axis)
    layers = [layer.encode(x=x, y=rows.axis) for layer in (cells, *words)]
    return layout.layered([*layers, *rows.headings], whole, rows.height)


@form
def grid(
    width: int,
    frame: pd.DataFrame,
    *,
    row: Column,
    column: Column,
    by: Column,
    colours: Mapping[str, str],
    text: Column | None = None,
    order: Sequence[str] | None = None,
    panel: Column | None = None,
    brief: Column | None = None,
    tooltip: Mapping[str, str] | None = None,
) -> Any:
    """Cells with the colour of a category, told in a legend, and a text.

    Args:
        column: The label of the cell's column; numbers are sorted, words keep their order.
        text: What stands in the cell, in lines where it has line breaks.
        brief: Short labels of the columns, for a narrow page.
    """
    there = {value: name for value, name in colours.items() if value in set(frame[by])}
    shade = layout.hues(frame, by, there)
    lines = int(frame[text].astype(str).str.count("\n").max()) + 1 if text else 1
    step = 16 + 14 * lines
    rows = layout.place_rows(frame, row, width, order=order, panel=panel, step=step, padding=0.08)
    key = layout.legend(shade.values, width - rows.gutter, orient="bottom", symbolType="square")
    base = alt.Chart(rows.frame)
    seen = layout.tips(frame, [panel, row, column, by], tooltip)
    cells = base.mark_rect().encode(color=shade.color(key), tooltip=seen)
    pale = alt.FieldOneOfPredicate(field=by, oneOf=[v for v, name in there.items() if name in PALE])
    ink = alt.ColorValue(colour("paper"), condition={"test": pale, "value": colour("ink")})
    look = {"lineBreak": "\n", "lineHeight": 14, "dy": -7 * (lines - 1), "baseline": "middle"}
    words = base.mark_text(fontWeight="bold", **look).encode(text=alt.Text(f"{text}:N"), color=ink)
    short = brief if brief and layout.is_narrow(width) else column
    return _drawn(rows, short, width, cells, [words] if text else [])


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
) -> Any:
    """Cells shaded by a number, which is written in them; zero is written in the second ink.

    Args:
        column: The label of the cell's column.
        value: The number, no less than zero.
        hue: The name of the colour in the palette.
        number: The format of the numbers.
    """
    rows = layout.place_rows(frame, row, width, order=order, panel=panel, padding=0.06)
    opacity = alt.Scale(domain=[0, float(frame[value].max()) or 1.0], range=[0.04, 0.5])
    base = alt.Chart(rows.frame)
    cells = base.mark_rect(color=colour(hue)).encode(
        fillOpacity=alt.FillOpacity(f"{value}:Q", scale=opacity, legend=None),
        tooltip=layout.tips(frame, [panel, row, column, value], number=number),
    )
    full = {"test": f"datum['{value}'] > 0", "value": colour("ink")}
    words = base.mark_text(baseline="middle").encode(
        text=alt.Text(f"{value}:Q", format=number),
        color=alt.ColorValue(colour("ink-2"), condition=full),
    )
    return _drawn(rows, column, width, cells, [words])
