"""What the forms share: rows and their labels, colours and legends, axes, tooltips, distances."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any, Final

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import NARROW, colour, fitted

LETTER: Final = 6.3
"""Pixels that a letter of a label takes at 12 pixels."""
LINE: Final = 14
"""Pixels that a line of a label takes."""
MARK: Final = 13
"""Pixels that a mark needs for itself."""
SHAPES: Final = {
    "contradicted": "square",
    "TJK": "square",
    "other-2": "diamond",
    "USA": "triangle-down",
    "ink": "triangle-up",
    "UZB": "triangle-up",
}
"""The shape that goes with a colour where a legend tells kinds apart; all others are circles."""
KEY: Final = "_row"
"""The column that ``place_rows`` adds: the panel and the wrapped label of a row."""
SIGNED: Final = (
    "datum.value > 0 ? '+' + datum.value : replace('' + datum.value, '-', '\N{MINUS SIGN}')"
)
"""The labels of an axis with signs: a true minus, a plus, and zero without either."""
SHORT: Final = "abs(datum.value) < 10000 ? format(datum.value, ',~r') : format(datum.value, '~s')"
"""The labels of an axis of numbers: 1,500, but 15k and 1.5M."""

Ends = tuple[Any, Any]
Values = Mapping[str, str]


def is_narrow(width: int) -> bool:
    """Whether the chart is drawn for a small screen."""
    return width <= NARROW


def layered(layers: Sequence[alt.Chart], width: int, height: float, **options: Any) -> Any:
    """Layers of one plot, as wide as the page."""
    return fitted(alt.layer(*layers, **options).properties(height=height), width)


@dataclass(frozen=True)
class Rows:
    """The rows of a chart: its frame with their keys, their axis, and the pixels they take.

    axis: the channel; gutter: pixels of the labels; height: pixels of all rows; headings: the
    layers that name the panels, which are rows without marks.
    """

    frame: pd.DataFrame
    keys: list[str]
    axis: alt.Y
    gutter: int
    height: float
    headings: list[alt.Chart]


def wrapped(label: object, width: int, share: float = 0.42) -> str:
    """A label in lines of at most a share of the width; its own line breaks are kept."""
    most = max(8, int((width * share - 14) / LETTER))
    return "\n".join(textwrap.fill(line, most) for line in str(label).split("\n"))


def gutter(labels: Collection[str]) -> int:
    """Pixels for labels at the side of a chart: those of the longest of their lines."""
    return int(
        max((len(line) for text in labels for line in text.split("\n")), default=0) * LETTER + 14
    )


def place_rows(
    frame: pd.DataFrame,
    row: str,
    width: int,
    *,
    order: Sequence[str] | None = None,
    panel: str | None = None,
    step: float = 26,
    padding: float | None = None,
) -> Rows:
    """One row a label, in the order of the frame or a given one, under a heading for each panel.

    step: pixels from row to row, more where labels have several lines; padding: the part of a step
    that is left between cells.
    """
    labels = {label: wrapped(label, width) for label in [*frame[row], *(order or [])]}
    panels = list(dict.fromkeys(frame[panel])) if panel else [""]
    keys: list[str] = []
    for name in panels:
        inside = frame[row] if panel is None else frame.loc[frame[panel] == name, row]
        rows = list(order) if order and not panel else sorted_by(inside, order)
        keys += [f"{name}\t"] * bool(panel) + [f"{name}\t{labels[label]}" for label in rows]
    owner = frame[panel].astype(str) if panel else ""
    frame = frame.assign(**{KEY: owner + "\t" + frame[row].map(labels)})
    lines = max(text.count("\n") for text in labels.values())
    space = gutter(labels.values())
    parts = "split(split(datum.label, '\\t')[1], '\\n')"
    offsets = [
        {"test": f"length({parts}) == {n + 1}", "value": -n * LINE / 2} for n in range(1, lines + 1)
    ]
    axis = alt.Axis(title=None, domain=False, ticks=False, labelOverlap=False, labelExpr=parts)
    axis.labelLimit, axis.minExtent, axis.maxExtent = space, space, space
    if offsets:
        axis.labelOffset = {"condition": offsets, "value": 0}
    scale = alt.Scale(domain=keys)
    if padding is not None:
        scale.paddingInner = padding
    channel = alt.Y(f"{KEY}:N", sort=None, scale=scale, axis=axis)
    heads = pd.DataFrame({KEY: [f"{name}\t" for name in panels], "heading": panels})
    named = alt.Chart(heads).mark_text(align="left", fontWeight="bold", baseline="middle", dy=3)
    headings = [named.encode(y=channel, x=alt.XValue(0), text=alt.Text("heading:N"))]
    height = max(step, LINE * (lines + 1) + 8) * len(keys)
    return Rows(frame, keys, channel, space, height, headings if panel else [])


def sorted_by(values: pd.Series[Any], order: Sequence[str] | None) -> list[Any]:
    """The different values in the order of their first appearance, or those of an order."""
    there = list(dict.fromkeys(values))
    return [value for value in order if value in there] if order else there


@dataclass(frozen=True)
class Hues:
    """The colours of a column: its values, their names in the palette, and the channel."""

    values: list[Any]
    names: list[str]
    by: str | None
    legend: alt.Legend | None = None

    def channel(self, kind: Any = alt.Color, legend: alt.Legend | None = None) -> Any:
        """The colour channel, or another of colours (``alt.Fill``, ``alt.Stroke``)."""
        if self.by is None:
            values = {
                alt.Color: alt.ColorValue,
                alt.Fill: alt.FillValue,
                alt.Stroke: alt.StrokeValue,
            }
            return values[kind](colour(self.names[0]))
        scale = alt.Scale(domain=self.values, range=[colour(name) for name in self.names])
        return kind(f"{self.by}:N", scale=scale, legend=legend)


def hues(
    frame: pd.DataFrame,
    by: str | None,
    colours: Values | None = None,
    highlight: str | Collection[str] | None = None,
) -> Hues:
    """The colour of each value of a column.

    colours: names in the palette by value; without them the values are such names themselves.
    highlight: the values that keep their colour, where all others are grey.
    """
    if by is None:
        return Hues([], ["other"], None)
    if colours is None:
        colours = {value: value for value in dict.fromkeys(frame[by].dropna())}
    kept = {highlight} if isinstance(highlight, str) else highlight
    names = [name if kept is None or value in kept else "other" for value, name in colours.items()]
    return Hues(list(colours), names, by)


def legend(names: Collection[object], room: float) -> alt.Legend:
    """A legend above the chart, in as many columns as there is room for, in pixels."""
    widest = max(len(str(name)) for name in names) * LETTER + 30
    return alt.Legend(title=None, columns=max(1, min(len(names), int(room / widest))))


def tips(
    frame: pd.DataFrame,
    columns: Sequence[str | None],
    more: Values | None = None,
    number: str = ",.2~f",
) -> list[alt.Tooltip]:
    """What is told on hover: columns under human headings, dates and numbers as they are read.

    more: further columns with their headings, which also rename those in ``columns``.
    """
    headings = dict(more or {})
    made = []
    for name in dict.fromkeys([*(name for name in columns if name), *headings]):
        heading = headings.get(name) or name.replace("_", " ").capitalize()
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            made.append(alt.Tooltip(f"{name}:T", title=heading, format="%-d %B %Y"))
        elif pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            years = pd.api.types.is_integer_dtype(values) and values.between(1900, 2100).all()
            made.append(alt.Tooltip(f"{name}:Q", title=heading, format="d" if years else number))
        else:
            made.append(alt.Tooltip(f"{name}:N", title=heading))
    return made


def kind_of(values: pd.Series[Any]) -> str:
    """The type of a column on an axis: T for dates, Q for numbers."""
    return "T" if pd.api.types.is_datetime64_any_dtype(values) else "Q"


def measure_axis(
    values: pd.Series[Any],
    plot: float,
    *,
    title: str | None,
    ticks: Sequence[float] | None = None,
    signed: bool = False,
    domain: Ends | None = None,
    grid: bool = True,
) -> alt.Axis:
    """The axis of a measure or of time, with as many labels as its pixels bear.

    values: what is drawn on it; ticks: the values to label; signed: +1, 0, -1.
    """
    if kind_of(values) == "T":
        return _time_axis(values, plot, domain, grid)
    words = "\n".join(textwrap.wrap(title or "", max(12, int(plot / LETTER))))
    axis = alt.Axis(title=words.split("\n") if words else None, grid=grid, labelFlush=False)
    axis.labelExpr = SIGNED if signed else SHORT
    axis.tickCount = max(3, min(8, int(plot / 60)))
    if ticks is not None:
        axis.values, axis.labelOverlap = list(ticks), "greedy"
        axis.tickCount = len(axis.values)  # else Vega leaves out every other on a narrow page
    return axis


def _time_axis(values: pd.Series[Any], plot: float, domain: Ends | None, grid: bool) -> alt.Axis:
    first, last = map(pd.Timestamp, domain or (values.min(), values.max()))
    days = (last - first).days
    axis = alt.Axis(title=None, grid=grid, labelFlush=False)
    if days > 730:
        years = days / 365.25
        axis.format = (
            "%Y" if plot / years > 34 or years > 8 else "\N{RIGHT SINGLE QUOTATION MARK}%y"
        )
        axis.tickCount = "year" if years <= 8 else max(3, int(plot / 70))
        axis.labelOverlap = years > 8
    elif days > 60:
        axis.format = "%b" if days < 300 else "%b %Y" if plot > 360 else "%b %y"
        axis.tickCount = "month" if days < 300 else 4
    else:
        axis.format = "%-d %b"
        weeks = max(1, math.ceil(days / 7 * 52 / plot))
        axis.tickCount = alt.TimeIntervalStep(interval="week", step=weeks)
    return axis


def spread(
    values: Sequence[float], domain: tuple[float, float], height: float, *, log: bool = False
) -> list[float]:
    """Values moved apart just so far that labels at their height, 15 pixels tall, do not collide.

    domain: the ends of the axis; the order of the values is kept. Labels that collide are moved
    alike, so that their middle stays; the others stay where they are.
    """
    forward = math.log if log else float
    low, high = map(forward, domain)
    gap = 15 * (high - low) / height
    order = sorted(range(len(values)), key=lambda i: values[i])
    groups: list[list[float]] = []  # of colliding labels: each label's wish for the lowest of all
    for place, i in enumerate(order):
        groups.append([forward(values[i]) - place * gap])
        while len(groups) > 1 and mean(groups[-2]) > mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    lowest = [mean(group) for group in groups for _ in group]
    back = math.exp if log else float
    placed = {i: back(lowest[place] + place * gap) for place, i in enumerate(order)}
    return [placed[i] for i in range(len(values))]


def lanes(frame: pd.DataFrame, row: str, x: str, domain: Ends, plot: float) -> pd.Series[float]:
    """How far to move each mark out of the middle of its row so that none touch, in pixels.

    x: a day or a number; domain: the ends of its axis; plot: the pixels between them. Marks of a
    row that follow one another within MARK pixels share the height around it.
    """
    first, last = domain if kind_of(frame[x]) == "Q" else map(pd.Timestamp, domain)
    ordered = frame.sort_values([row, x], kind="stable")
    apart = ordered.groupby(row)[x].diff() / (last - first) * plot
    group = (~(apart < MARK)).cumsum()
    size = group.map(group.value_counts())
    place: pd.Series[float] = ordered.groupby(group).cumcount() - (size - 1) / 2
    return (MARK * place).reindex(frame.index)


EXTENT: Final = 40
"""Pixels for the labels of an upright axis where panels have to line up."""


def panelled(
    layers: Sequence[alt.Chart],
    frame: pd.DataFrame,
    panel: str,
    width: int,
    *,
    across: int,
    height: float,
    independent: bool = False,
) -> Any:
    """Small panels with a heading each, several across on a wide page, above one another else.

    Vega cannot fit panels into a width, so their upright axes take EXTENT pixels each.
    """
    columns = 1 if is_narrow(width) else across
    plot = (width - 20) / columns - EXTENT - 10
    order = list(dict.fromkeys(frame[panel]))
    drawn = alt.layer(*layers, data=frame).properties(width=plot, height=height)
    facet = alt.Facet(f"{panel}:N", sort=order, title=None, header=alt.Header(labelPadding=4))
    made = drawn.facet(facet=facet, columns=columns, spacing=12)
    return made.resolve_scale(y="independent") if independent else made


def upright_axis(**options: Any) -> alt.Axis:
    """The upright axis of a panel, which takes EXTENT pixels whatever its labels are."""
    return alt.Axis(minExtent=EXTENT - 6, maxExtent=EXTENT - 6, labelExpr=SHORT, **options)
