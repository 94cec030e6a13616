"""What the forms share: rows and their labels, colours and legends, axes, tooltips, distances."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final

import altair as alt
import pandas as pd

from fulcrum.evidence.figures import NARROW, colour, fitted

LETTER: Final = 6.3
"""Pixels that a letter of a label takes at 12 pixels."""
LINE: Final = 14
"""Pixels that a line of a label takes."""
SHAPES: Final = {
    "contradicted": "square",
    "TJK": "square",
    "other-2": "diamond",
    "USA": "triangle-down",
    "ink": "triangle-up",
    "UZB": "triangle-up",
}
"""The shape that goes with a colour where a legend tells kinds apart; all others are circles."""
STANDING: Final = {
    **dict.fromkeys(["supported", "yes", "kept", "won", "for"], "supported"),
    **{"mixed": "mixed", "abstained": "undecided"},
    **dict.fromkeys(["contradicted", "no", "lost", "against"], "contradicted"),
    **{"undecided": "undecided", "condition not met": "condition-not-met"},
    **{"not testable": "not-testable", "not yet judged": "other"},
    **dict.fromkeys(["absent", "unknown"], "other-2"),
    **{"Tajikistan": "TJK", "Russia": "RUS", "China": "CHN"},
    **{"United States": "USA", "Uzbekistan": "UZB"},
}
"""Words that have the same colour in every chart, in the order of legends."""
KEY: Final = "_row"
"""The column that ``place_rows`` adds: the panel of a row and its label in lines."""
SIGNED: Final = (
    "datum.value > 0 ? '+' + datum.value : replace('' + datum.value, '-', '\N{MINUS SIGN}')"
)
"""The labels of an axis with signs: a true minus, a plus, and zero without either."""
NUMBER: Final = "abs(datum.value) < 10000 ? format(datum.value, ',~r') : format(datum.value, '~s')"
"""The labels of an axis of numbers: 1,500, but 15k and 1.5M."""

Ends = tuple[Any, Any]
"""The two ends of an axis, numbers or days."""


def is_narrow(width: int) -> bool:
    """Whether the chart is drawn for a small screen."""
    return width <= NARROW


def layered(layers: Sequence[alt.Chart], width: int, height: float, **options: Any) -> Any:
    """Layers of one plot, as wide as the page."""
    return fitted(alt.layer(*layers, **options).properties(height=height), width)


def at(name: str, value: object) -> alt.Chart:
    """A chart of a single value, for a line across the plot."""
    return alt.Chart(pd.DataFrame({name: [value]}))


def since_day(x: str, run: alt.X, day: str | pd.Timestamp | None) -> list[alt.Chart]:
    """A day, if any, as a dashed line across the plot; run: the channel of the column ``x``."""
    if day is None:
        return []
    line = at(x, pd.Timestamp(day)).mark_rule(strokeDash=[3, 3], color=colour("ink-2"))
    return [line.encode(x=run)]


def wrapped(label: object, width: int) -> str:
    """A label in as few lines as a share of the width allows, about equally long.

    Its own line breaks are kept.
    """
    most = int((width * (0.5 if is_narrow(width) else 0.42) - 14) / LETTER)

    def lines(letters: int, line: str) -> list[str]:
        return textwrap.wrap(line, letters, break_long_words=False) or [""]

    balanced = []
    for line in str(label).split("\n"):
        count = len(lines(most, line))
        least = next(n for n in range(1, most + 1) if len(lines(n, line)) <= count)
        balanced += lines(least, line)
    return "\n".join(balanced)


def gutter(labels: Collection[str]) -> int:
    """Pixels for labels at the side of a chart: those of the longest of their lines."""
    return int(max(len(line) for text in labels for line in text.split("\n")) * LETTER + 14)


@dataclass(frozen=True)
class Rows:
    """The rows of a chart.

    frame: the rows with their KEY; keys: all keys from top to bottom; axis: the upright channel;
    gutter: pixels of the labels; height: pixels of all rows; headings: the layer that names the
    panels, whose headings are rows without marks.
    """

    frame: pd.DataFrame
    keys: list[str]
    axis: alt.Y
    gutter: int
    height: float
    headings: list[alt.Chart]


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
    labels = {label: wrapped(label, width) for label in [*(order or []), *frame[row]]}
    panels = list(dict.fromkeys(frame[panel])) if panel else [""]
    keys: list[str] = []
    for name in panels:
        there = dict.fromkeys(frame[row] if panel is None else frame.loc[frame[panel] == name, row])
        inside = [label for label in order or there if panel is None or label in there]
        keys += [f"{name}\t"] * bool(panel) + [f"{name}\t{labels[label]}" for label in inside]
    owner = frame[panel].astype(str) if panel else ""
    lines = max(text.count("\n") for text in labels.values())
    words = "split(split(datum.label, '\\t')[1], '\\n')"
    axis = alt.Axis(title=None, domain=False, ticks=False, labelOverlap=False, labelExpr=words)
    axis.labelLimit, axis.offset = int(width * 0.6), 4
    lifts = [{"test": f"length({words}) == {n + 1}", "value": -n * LINE / 2} for n in range(1, 5)]
    if lines:
        axis.labelOffset = {"condition": lifts, "value": 0}
    scale = alt.Scale(domain=keys)
    if padding is not None:
        scale.paddingInner = padding
    channel = alt.Y(f"{KEY}:N", sort=None, scale=scale, axis=axis)
    names = [str(name)[:1].upper() + str(name)[1:] for name in panels]
    heads = alt.Chart(pd.DataFrame({KEY: [f"{name}\t" for name in panels], "heading": names}))
    headings = heads.mark_text(align="left", fontWeight="bold", baseline="middle", dy=3).encode(
        y=channel, x=alt.XValue(0), text=alt.Text("heading:N")
    )
    return Rows(
        frame=frame.assign(**{KEY: owner + "\t" + frame[row].map(labels)}),
        keys=keys,
        axis=channel,
        gutter=gutter(labels.values()),
        height=max(step, LINE * (lines + 1) + 8) * len(keys),
        headings=[headings] if panel else [],
    )


@dataclass(frozen=True)
class Hues:
    """The colours of a column: names in the palette by value, and whether a legend tells them."""

    by: str | None
    names: Mapping[Any, str]
    is_told: bool

    @property
    def values(self) -> list[Any]:
        """The values that have a colour."""
        return list(self.names)

    def channel(
        self, kind: Any = alt.Color, key: alt.Legend | None = None, hollow: Collection[str] = ()
    ) -> Any:
        """The colour of marks, or their shape; ``hollow`` values have the colour of the paper."""
        if self.by is None:
            return alt.value(colour("other"))
        if kind is alt.Shape:
            looks = [SHAPES.get(name, "circle") for name in self.names.values()]
        else:
            pairs = self.names.items()
            looks = [colour("paper" if value in hollow else name) for value, name in pairs]
        scale = alt.Scale(domain=self.values, range=looks)
        return kind(f"{self.by}:N", scale=scale, legend=key)

    def key(self, width: float, **look: Any) -> alt.Legend | None:
        """A legend in as many columns as the width has room for, in pixels; none for codes."""
        if not self.is_told:
            return None
        widest = max(len(str(name)) for name in self.names) * LETTER + 26
        columns = max(1, min(len(self.names), int(width / widest)))
        return alt.Legend(title=None, columns=columns, symbolOpacity=1, **look)


def hues(
    frame: pd.DataFrame,
    by: str | None,
    colours: Mapping[str, str] | None = None,
    highlight: str | Collection[str] | None = None,
) -> Hues:
    """The colour of each value of a column.

    colours: names in the palette by value; without them the values are words with a STANDING
    colour or such names themselves. highlight: the values that keep their colour, where all others
    are grey.
    """
    if by is None:
        return Hues(None, {}, is_told=False)
    values = dict.fromkeys(frame[by].dropna())
    is_told = colours is not None or values.keys() <= STANDING.keys()
    if colours is None and is_told:
        colours = {word: name for word, name in STANDING.items() if word in values}
    names = colours or {value: STANDING.get(value, value) for value in values}
    kept = {highlight} if isinstance(highlight, str) else highlight
    grey = {value: "other" for value in names if kept is not None and value not in kept}
    return Hues(by, {**names, **grey}, is_told)


def words_of(column: str) -> str:
    """The name of a column in words."""
    return column.replace("_", " ")


def format_of(numbers: pd.Series[float]) -> str:
    """The format of numbers in a chart: one decimal where all are small and not all whole."""
    return ",.0f" if numbers.max() >= 10 or (numbers.dropna() % 1 == 0).all() else ".1f"


def kind_of(values: pd.Series[Any]) -> str:
    """The type of a column in Vega: T for dates, Q for numbers, N for all else."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return "T"
    is_number = pd.api.types.is_any_real_numeric_dtype(values)
    return "Q" if is_number and not pd.api.types.is_bool_dtype(values) else "N"


def tips(
    frame: pd.DataFrame,
    columns: Sequence[str | None],
    more: Mapping[str, str] | None = None,
    number: str = ",.2~f",
) -> list[alt.Tooltip]:
    """What is told on hover: columns under human headings, dates and numbers as they are read.

    more: further columns with their headings, which also rename those in ``columns``.
    """
    shown = [name for name in columns if name and name[0] != "_"]
    titles = {name: words_of(name).capitalize() for name in shown} | dict(more or {})
    made = []
    for name, title in titles.items():
        values, kind = frame[name].dropna(), kind_of(frame[name])
        look: dict[str, str] = {"format": "%-d %B %Y"} if kind == "T" else {}
        if kind == "Q":
            is_year = values.between(1900, 2100).all() and (values % 1 == 0).all()
            look = {"format": "d" if is_year else number}
        made.append(alt.Tooltip(f"{name}:{kind}", title=title, **look))
    return made


def scale_of(domain: Ends | None, *, log: bool = False, **look: Any) -> alt.Scale:
    """The scale of an axis, whose ends are as they are given."""
    if domain is not None:
        look |= {"domain": list(domain), "nice": False}
    return alt.Scale(type="log", **look) if log else alt.Scale(**look)


def ticks_of(domain: Ends | None, *, log: bool = False) -> list[float] | None:
    """What to label: the whole numbers of a short axis, powers of ten, quarters of a hundred."""
    if domain is None or not isinstance(domain[0], Real):
        return None
    low, high = domain
    if log:
        powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
        return [10**power for power in powers] if high / low >= 100 else None
    if 2 <= high - low <= 8:
        return list(range(math.ceil(low), math.floor(high) + 1))
    return [0, 25, 50, 75, 100] if (low, high) == (0, 100) else None


def measure_axis(
    values: pd.Series[Any],
    plot: float,
    *,
    title: str | None = None,
    ticks: Sequence[float] | None = None,
    signed: bool | None = None,
    domain: Ends | None = None,
    count: int | None = None,
    grid: bool = True,
) -> alt.Axis:
    """The axis of a measure or of time, with as many labels as its pixels bear.

    values: what is drawn on it; ticks: the values to label; signed: +1, 0, -1, by itself where the
    measure goes below zero; count: of labels, about.
    """
    axis = alt.Axis(title=None, grid=grid, labelFlush=False, labelSeparation=6)
    ends = domain or (values.min(), values.max())
    if kind_of(values) == "T":
        return _dated(axis, plot, ends)
    if title:
        axis.title = textwrap.wrap(title, max(12, int(plot / LETTER)))
    axis.labelExpr = SIGNED if (ends[0] < 0 if signed is None else signed) else NUMBER
    axis.tickCount = count or max(3, min(8, int(plot / 70)))
    if ticks is not None:
        axis.values = list(ticks)
        axis.tickCount = len(axis["values"])  # else Vega leaves out every other on a narrow page
    return axis


def _dated(axis: alt.Axis, plot: float, domain: Ends) -> alt.Axis:
    """The axis with labels for years, months or weeks, as its days and pixels suggest."""
    days = (pd.Timestamp(domain[1]) - pd.Timestamp(domain[0])).days
    if days > 8 * 366:
        axis.format, axis.tickCount = "%Y", max(3, int(plot / 70))
    elif days > 730:
        wide = 365 * plot / days > 40
        axis.format = "%Y" if wide else "\N{RIGHT SINGLE QUOTATION MARK}%y"
        axis.tickCount, axis.labelOverlap = "year", False
    elif days > 60:
        axis.format = "%b" if days < 300 else "%b %Y" if plot > 360 else "%b %y"
        axis.tickCount = "month" if days < 300 else 4
    else:
        axis.format = "%-d %b"
        step = math.ceil(days / 7 * 52 / plot)
        axis.tickCount = alt.TimeIntervalStep(interval="week", step=step)
    return axis


def panelled(
    layers: Sequence[alt.Chart],
    frame: pd.DataFrame,
    panel: str,
    y: str,
    width: int,
    height: float,
    *,
    columns: int = 1,
    shared: bool = True,
) -> Any:
    """Small panels with a heading each, in columns, with a shared measure or one for each.

    Vega cannot fit panels into a width, so the labels of their upright axes are measured here.
    """
    labels = [f"{value:,.0f}"[:5] for value in (frame[y].min(), frame[y].max())]
    axes = gutter(labels) * (1 if shared else columns)
    plot = (width - 12 * columns - axes) / columns
    drawn = alt.layer(*layers, data=frame).properties(width=plot, height=height)
    order = list(dict.fromkeys(frame[panel]))
    facet = alt.Facet(f"{panel}:N", sort=order, title=None, header=alt.Header(labelPadding=4))
    made = drawn.facet(facet=facet, columns=columns, spacing=12)
    return made if shared else made.resolve_scale(y="independent")
