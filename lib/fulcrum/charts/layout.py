"""What the forms share: rows and their labels, colours and legends, axes, tooltips, distances."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final, TypedDict

import altair as alt
import pandas as pd

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import project
from fulcrum.evidence.figures import NARROW, colour, fit
from fulcrum.evidence.palette import actors
from fulcrum.evidence.wording import listed

LETTER: Final = 6.3
"""Pixels that a letter of a label takes at 12 pixels."""
LINE: Final = 14
"""Pixels that a line of a label takes."""
SHAPES: Final = {"contradicted": "square", "other-2": "diamond", "ink": "triangle-up"}
"""Shapes that go with a colour where a legend tells kinds apart, beside those of the actors."""
STANDING: Final = {
    **dict.fromkeys(["supported", "yes", "kept", "won", "for"], "supported"),
    **{"mixed": "mixed", "abstained": "undecided"},
    **dict.fromkeys(["contradicted", "no", "lost", "against"], "contradicted"),
    **{"undecided": "undecided", "condition not met": "condition-not-met"},
    **{"not testable": "not-testable", "not yet judged": "other"},
    **dict.fromkeys(["absent", "unknown"], "other-2"),
}
"""Words that have the same colour in every chart, in the order of legends; actors follow them."""
HEADINGS: Final = {"low": "From", "high": "To", "n": "Number", "panel": "In", "point": "Middle"}
"""What tooltips call columns whose names say what they are in a form, and not to a reader."""
UNIT: Final = re.compile(r"_(?:pct|km|usd|million)$")
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


class Measure(TypedDict, total=False):
    """The options of the axis of a measure, the same in every form that has one."""

    title: str | None
    domain: Ends | None
    ticks: Sequence[float] | None
    log: bool
    signed: bool | None
    poles: tuple[str, str] | None


def is_narrow(width: int) -> bool:
    """Whether the chart is drawn for a small screen."""
    return width <= NARROW


def layered(layers: Sequence[alt.Chart], width: int, height: float, **options: Any) -> Any:
    """Layers of one plot, as wide as the page."""
    # Properties that are set later would copy every layer again.
    return alt.layer(*layers, width=width, height=height, autosize=fit(), **options)


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
    drawn = alt.layer(*layers, data=frame, width=plot, height=height)
    order, header = list(dict.fromkeys(frame[panel])), alt.Header(labelPadding=4)
    facet = alt.Facet(f"{panel}:N", sort=order, title=None, header=header)
    panels = drawn.facet(facet=facet, columns=columns, spacing=12)
    return panels if shared else panels.resolve_scale(y="independent")


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
    balanced = []
    for line in str(label).split("\n"):
        ways = [textwrap.wrap(line, n, break_long_words=False) for n in range(1, most + 1)]
        balanced += next(lines for lines in ways if len(lines) <= len(ways[-1])) or [""]
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
    owner = frame[panel].astype(str) if panel else pd.Series("", frame.index)
    keys: list[str] = []
    for name, inside in frame[row].groupby(owner, sort=False):
        there = inside.unique()
        shown = [label for label in order or there if panel is None or label in there]
        keys += [f"{name}\t"] * bool(panel) + [f"{name}\t{labels[label]}" for label in shown]
    lines = max(text.count("\n") for text in labels.values())
    words = "split(split(datum.label, '\\t')[1], '\\n')"
    axis = alt.Axis(title=None, domain=False, ticks=False, labelOverlap=False, labelExpr=words)
    axis.labelLimit, axis.offset = int(width * 0.6), 4
    if lines:
        lifts = [(f"length({words}) == {n + 1}", -n * LINE / 2) for n in range(1, 5)]
        lifted = [{"test": test, "value": value} for test, value in lifts]
        axis.labelOffset = {"condition": lifted, "value": 0}
    scale = alt.Scale(domain=keys, paddingInner=alt.Undefined if padding is None else padding)
    channel = alt.Y(f"{KEY}:N", sort=None, scale=scale, axis=axis)
    names = {key: key[:1].upper() + key[1:-1] for key in keys if key.endswith("\t")}
    heads = alt.Chart(pd.DataFrame({KEY: names.keys(), "heading": names.values()}))
    headings = heads.mark_text(align="left", fontWeight="bold", baseline="middle", dy=3)
    return Rows(
        frame=frame.assign(**{KEY: owner + "\t" + frame[row].map(labels)}),
        keys=keys,
        axis=channel,
        gutter=gutter(labels.values()),
        height=max(step, LINE * (lines + 1) + 8) * len(keys),
        headings=[headings.encode(y=channel, x=alt.XValue(0), text="heading:N")] if panel else [],
    )


@dataclass(frozen=True)
class Hues:
    """The colours of a column: names in the palette by value, and whether a legend tells them."""

    by: str | None
    names: Mapping[Any, str]
    is_told: bool

    def channel(
        self, kind: Any = alt.Color, key: alt.Legend | None = None, hollow: Collection[str] = ()
    ) -> Any:
        """The colour of marks, or their shape; ``hollow`` values have the colour of the paper."""
        if self.by is None:
            return alt.value(colour("other"))
        if kind is alt.Shape:
            shapes = SHAPES | {code: actor.shape for code, actor in actors(project()).items()}
            looks = [shapes.get(name, "circle") for name in self.names.values()]
        else:
            pairs = self.names.items()
            looks = [colour("paper" if value in hollow else name) for value, name in pairs]
        scale = alt.Scale(domain=list(self.names), range=looks)
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
    row: str | None = None,
) -> Hues:
    """The colour of each value of a column.

    colours: names in the palette by value; without them the values are words with a STANDING
    colour, names of actors, or such names themselves. highlight: the values that keep their colour,
    where all others are grey. row: the column of the labels of rows, which tell their colours
    without a legend. Raises FulcrumError for a value that ``colours`` leaves out.
    """
    values = {} if by is None else dict.fromkeys(frame[by].dropna())
    standing = STANDING | {actor.name: code for code, actor in actors(project()).items()}
    is_told = colours is not None or 0 < len(values) == len(values.keys() & standing.keys())
    if colours is None and is_told:
        colours = {word: name for word, name in standing.items() if word in values}
    names = colours or {value: standing.get(value, value) for value in values}
    if missing := listed([value for value in values if value not in names], none=""):
        raise FulcrumError(
            f"The column {by} holds {missing}, and colours names no colour for it: its marks would "
            "not be drawn. Name one, or leave the rows out."
        )
    kept = {highlight} if isinstance(highlight, str) else highlight
    shown = {v: name if kept is None or v in kept else "other" for v, name in names.items()}
    return Hues(by, shown, is_told and by != row)


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


def instants(days: Iterable[Any]) -> list[str]:
    """Days as midnight where the reader is: a browser takes a bare day for one of Greenwich."""
    return [f"{pd.Timestamp(day):%Y-%m-%dT%H:%M:%S}" for day in days]


def digits_of(numbers: pd.Series[float]) -> str:
    """The format of numbers told on hover: three digits of the largest, and all before the point.

    Where small numbers would vanish beside large ones each has three digits of its own.
    """
    sizes = numbers.dropna().abs()
    largest, least = sizes.max(), sizes[sizes > 0].min()
    if (sizes % 1 == 0).all() or (largest >= 100 and least >= 1):
        return ",.0f"
    return (
        ",.3~r" if largest >= 100 else f",.{2 if 1 <= largest < 10 else 1 if largest >= 10 else 3}f"
    )


def heading_of(column: str) -> str:
    """What a tooltip calls a column: its name in words, without a unit at its end."""
    return HEADINGS.get(column) or words_of(UNIT.sub("", column)).capitalize()


def tips(
    frame: pd.DataFrame,
    columns: Sequence[str | None],
    more: Mapping[str, str] | None = None,
    number: str | None = None,
) -> list[alt.Tooltip]:
    """What is told on hover: columns under human headings, dates and numbers as they are read.

    The first column heads the others; its name is left out, since it says what the mark is. The
    unit of a number is added by the figure, which knows it.

    columns: those of the chart, in their order, without those that are None or begin with ``_``.
    more: further columns with their headings, which also rename those in ``columns``.
    """
    first, *rest = filter(None, columns)
    titles = {first: "title"} | {name: heading_of(name) for name in rest if name[0] != "_"}
    tooltips = []
    for name, title in (titles | dict(more or {})).items():
        values, kind = frame[name].dropna(), kind_of(frame[name])
        is_year = kind == "Q" and values.between(1900, 2100).all() and (values % 1 == 0).all()
        read = "d" if is_year else number or (digits_of(values) if kind == "Q" else None)
        look = {"T": "%-d %B %Y", "Q": read, "N": alt.Undefined}[kind]
        tooltips.append(alt.Tooltip(f"{name}:{kind}", title=title, format=look))
    return tooltips


def ticks_of(domain: Ends | None, *, log: bool = False) -> Sequence[float] | None:
    """What to label: the whole numbers of a short axis, powers of ten, quarters of a hundred."""
    if domain is None or not isinstance(domain[0], Real):
        return None
    low, high = domain
    if log:
        powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
        return [10**power for power in powers] if high / low >= 100 else None
    if 3 <= high - low <= 8:
        return range(math.ceil(low), math.floor(high) + 1)
    return range(0, 101, 25) if (low, high) == (0, 100) else None


def measured(
    channel: Any,
    values: pd.Series[Any],
    plot: float,
    *,
    title: str | None = None,
    domain: Ends | None = None,
    ticks: Sequence[float] | None = None,
    log: bool = False,
    signed: bool | None = None,
    poles: tuple[str, str] | None = None,
    count: int | None = None,
    whole: bool = False,
    grid: bool = True,
    **look: Any,
) -> Callable[..., Any]:
    """The channel of any column on the axis of a measure or of time.

    Args:
        channel: ``alt.X`` or ``alt.Y``.
        values: What is drawn on it.
        plot: Its pixels, which decide on how many labels it bears.
        domain: Its ends, kept as they are.
        ticks: The values to label.
        signed: Whether labels are +1, 0, -1; by itself where the measure goes below zero.
        poles: What the two ends mean, in a word or two, beside their labels.
        count: How many labels, about.
        whole: Whether there are whole numbers only, such as years.
        look: Further settings of the scale.
    """
    ends, kind = domain or (values.min(), values.max()), kind_of(values)
    axis = alt.Axis(title=None, grid=grid, labelFlush=False, labelSeparation=6)
    if kind == "T":
        _date(axis, plot, ends)
    else:
        is_signed = ends[0] < 0 if signed is None else signed
        axis.labelExpr = SIGNED if is_signed else NUMBER
        axis.tickCount = count or max(3, min(8, int(plot / 70)))
        ticks = ticks or ticks_of(domain, log=log)
    if whole:
        axis.labelExpr, axis.tickMinStep = "format(datum.value, 'd')", 1
    if title:
        is_upright = channel is alt.Y
        axis.title = title if is_upright else textwrap.wrap(title, max(12, int(plot / LETTER)))
    if ticks is not None:  # with their count, else Vega leaves out every other on a narrow page
        axis.values, axis.tickCount = list(ticks), len(ticks)
    if poles and ticks is not None:
        _name_poles(axis, poles, (min(ticks), max(ticks)), is_upright=channel is alt.Y)
    if domain is not None:
        look |= {"domain": instants(domain) if kind == "T" else list(domain), "nice": False}
    scale = alt.Scale(type="log", **look) if log else alt.Scale(**look)
    # Vega reads the ends of a time axis twice where marks have two days: single marks give them.
    open_ends = alt.Scale(**{key: look[key] for key in look if key != "domain"})

    def along(column: str, *, span: bool = False) -> Any:
        at = open_ends if span and kind == "T" else scale
        return channel(f"{column}:{kind}", scale=at, axis=axis)

    return along


def _name_poles(axis: alt.Axis, poles: tuple[str, str], ends: Ends, *, is_upright: bool) -> None:
    """Write what the ends of an axis mean under their labels, or over and under an upright one."""
    plain = axis.labelExpr
    lines = [f"[{plain}, '{pole}']" for pole in poles]
    if is_upright:
        lines = [f"'{pole} ' + ({plain})" for pole in poles]
    low, high = (f"datum.value == {end}" for end in ends)
    axis.labelExpr = f"{low} ? {lines[0]} : {high} ? {lines[1]} : {plain}"
    axis.labelOverlap = False


def _date(axis: alt.Axis, plot: float, ends: Ends) -> None:
    """Label an axis with years, months or weeks, as its days and pixels suggest."""
    days = (pd.Timestamp(ends[1]) - pd.Timestamp(ends[0])).days
    if days > 8 * 366:
        axis.format, axis.tickCount = "%Y", max(3, int(plot / 70))
    elif days > 730:
        axis.format = "%Y" if 365 * plot / days > 40 else "\N{RIGHT SINGLE QUOTATION MARK}%y"
        axis.tickCount, axis.labelOverlap = "year", False
    elif days > 60:
        axis.format = "%b" if days < 300 else "%b %Y" if plot > 360 else "%b %y"
        axis.tickCount = "month" if days < 300 else 4
    else:
        step = math.ceil(days / 7 * 52 / plot)
        axis.format, axis.tickCount = "%-d %b", alt.TimeIntervalStep(interval="week", step=step)
