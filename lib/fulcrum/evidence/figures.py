"""Figures that explain themselves: a chart with its finding, its description, sources and table."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.utils.schemapi import SchemaValidationError, debug_mode

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import project, resource, source
from fulcrum.evidence.naming import refuse_name
from fulcrum.evidence.palette import FONT, NARROW, WIDE, actors, colour
from fulcrum.evidence.payloads import FIGURE, LAB_CHART, Field, Table
from fulcrum.evidence.payloads import Figure as Payload
from fulcrum.evidence.silent_charts import refuse_silent
from fulcrum.evidence.wording import iso

__all__ = ["NARROW", "WIDE", "Figure", "colour", "refuse_incomplete", "table_payload"]

LAB_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"


_INK, _INK2, _RULE = colour("ink"), colour("ink-2"), colour("rule")
_SIZES: Final = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
_WORDS: Final = {"labelColor": _INK2, "titleColor": _INK2, **_SIZES}

THEME: Final[dict[str, Any]] = {
    "aria": False,  # its marks would name raw columns, where the figure has a description
    "font": FONT,
    "background": "transparent",
    "padding": 4,
    "view": {"stroke": "transparent", "continuousWidth": WIDE, "continuousHeight": 260},
    "axis": {
        **_WORDS,
        "gridColor": _RULE,
        "domainColor": _RULE,
        "tickColor": _RULE,
        "labelLimit": 220,
        "labelOverlap": "greedy",
        "labelFlush": False,
    },
    "axisX": {"grid": False, "titleAnchor": "start"},
    "axisY": {
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleY": -10,
    },
    "header": {
        "labelColor": _INK,
        "titleColor": _INK2,
        "labelFontSize": 12,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "title": None,
    },
    "legend": {**_WORDS, "orient": "top", "symbolType": "circle", "labelLimit": 260},
    "title": {"color": _INK, "anchor": "start", "fontSize": 14, "subtitleColor": _INK2},
    "text": {"color": _INK, "fontSize": 12},
    "bar": {"color": colour("other")},
    "line": {"color": colour("other"), "strokeWidth": 2},
    "point": {"color": colour("other"), "filled": True, "size": 60},
    "circle": {"color": colour("other"), "size": 60, "opacity": 1},
    "rule": {"color": _INK2},
    "tick": {"color": colour("other"), "thickness": 2},
    "area": {"color": colour("other-2")},
    "rect": {"color": colour("other-2")},
}
"""The one chart theme, written into each specification; nothing global is changed in Altair."""


def themed(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The specification of a chart with the theme of the book under its own settings."""
    spec: dict[str, Any] = chart.to_dict()
    stated = spec.get("config", {})
    spec["config"] = copy.deepcopy(THEME)
    category = [colour(name) for name in (*actors(project()), "other")]
    spec["config"]["range"] = {"category": category}
    for part, settings in stated.items():
        if part == "view" and set(settings) <= {"continuousWidth", "continuousHeight"}:
            continue  # what Altair's own default theme adds
        merged = spec["config"].get(part)
        spec["config"][part] = merged | settings if isinstance(merged, dict) else settings
    return spec


def _tooltips(part: object) -> Iterator[dict[str, Any]]:
    """Every part of a tooltip in a specification that has a field and a heading."""
    if isinstance(part, list):
        for item in part:
            yield from _tooltips(item)
    if isinstance(part, dict):
        tips = part.get("tooltip", [])
        yield from (tip for tip in (tips if isinstance(tips, list) else [tips]) if "title" in tip)
        for name, item in part.items():
            if name != "datasets":
                yield from _tooltips(item)


def fit() -> alt.AutoSizeParams:
    """How a plot with its axes is held within a width."""
    return alt.AutoSizeParams(type="fit-x", contains="padding")


def fitted(chart: alt.TopLevelMixin, width: int) -> Any:
    """A single or layered chart as wide as the page; Vega lays its axes out within that width."""
    if not isinstance(chart, alt.Chart | alt.LayerChart):
        raise FulcrumError(
            f"A {type(chart).__name__} of several plots cannot be fitted to the width of a page. "
            "Draw one plot, or use a form of fulcrum.charts that has panels."
        )
    return chart.properties(width=width, autosize=fit())


def lab_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification for JupyterLab, which knows an older Vega-Lite and would add a menu."""
    options = {"embedOptions": {"renderer": "svg", "actions": False}}
    return copy.deepcopy(dict(spec)) | {"$schema": LAB_SCHEMA, "usermeta": options}


def _cell(value: Any) -> object:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return iso(value)
    return value.item() if hasattr(value, "item") else value


def _kind(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_numeric_dtype(column):
        return "number"
    is_date = pd.api.types.is_datetime64_any_dtype(column)
    has_days_only = is_date and (column.dropna() == column.dropna().dt.normalize()).all()
    return "date" if has_days_only else "string"


def table_payload(
    table: pd.DataFrame, units: Mapping[str, str], titles: Mapping[str, str]
) -> Table:
    """A table as JSON: ``fields`` with name, heading, unit and type, and ``rows`` of values."""
    fields: list[Field] = [
        {
            "name": str(name),
            "title": titles.get(str(name), str(name).replace("_", " ")),
            "unit": units.get(str(name), ""),
            "type": _kind(table[name]),
        }
        for name in table.columns
    ]
    rows = [[_cell(value) for value in row] for row in table.itertuples(index=False)]
    return {"fields": fields, "rows": rows}


def refuse_incomplete(
    kind: str, words: Mapping[str, str], table: pd.DataFrame, sources: Sequence[str]
) -> None:
    """Raise FulcrumError where a part is missing: a word, rows, or sources that there are.

    Args:
        kind: Whether it is a figure or an explorer.
        words: Its name and its other words, by what they are.
        table: Its rows.
        sources: Identifiers of the tables that it was made from.
    """
    what = f"The {kind} '{words['name']}'"
    for part, text in words.items():
        if not text.strip():
            raise FulcrumError(f"{what} has no {part}. Write one.")
    refuse_name(words["name"], kind)
    if table.empty:
        raise FulcrumError(f"{what} has an empty table, so there is nothing to show. Give it rows.")
    if not sources:
        raise FulcrumError(f"{what} names no source. Give sources=[table].")
    for name in sources:
        resource(name)


@dataclass(frozen=True)
class Figure:
    """A chart that states its finding, can be read without being seen, and shows its data.

    name: unique in the chapter; title: the finding; subtitle: what is shown, unit, years;
    description: the finding and the range in words, for those who cannot see the chart; chart: a
    drawing of ``fulcrum.charts`` or any function of the width in pixels that returns an Altair
    chart (called for 680 and 300), or a single Altair chart, which is fitted to both widths; table:
    the rows behind the chart; sources: identifiers of the tables used; caveat: what matters for
    reading it; units: unit by column of the table; titles: heading by column.
    Raises FulcrumError when a part is missing, and, once it is shown, where its chart says nothing
    or the wrong day.
    """

    name: str
    title: str
    subtitle: str
    description: str
    chart: Callable[[int], alt.TopLevelMixin] | alt.TopLevelMixin
    table: pd.DataFrame
    sources: Sequence[str]
    caveat: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        words = {"name": self.name, "title": self.title, "subtitle": self.subtitle}
        words["description"] = self.description
        refuse_incomplete("figure", words, self.table, self.sources)

    def _chart(self, width: int) -> alt.TopLevelMixin:
        return self.chart(width) if callable(self.chart) else fitted(self.chart, width)

    def _drawn(self, width: int) -> dict[str, Any]:
        """The specification at one width, checked as a whole; part by part when that fails."""
        try:
            with debug_mode(arg=False):
                spec = themed(self._chart(width))
        except SchemaValidationError:
            spec = themed(self._chart(width))  # fails where the part is made, and names it
        refuse_silent(spec, f"The figure '{self.name}'")
        for tip in _tooltips(spec):
            self._word(tip)
        return spec

    def _word(self, tip: dict[str, Any]) -> None:
        """Give a part of a tooltip the heading and the unit that the figure has for its column."""
        heads = tip["title"] == "title"
        name = self.titles.get(tip["field"], "")
        title = tip["title"] if heads or not name else f"{name[0].upper()}{name[1:]}"
        unit = "" if heads else self.units.get(tip["field"], "")
        tip["title"] = f"{title} ({unit})" if unit and unit not in title else title

    def payload(self) -> Payload:
        """The figure as JSON: its words, its table, and its specification at two widths."""
        payload: Payload = {
            "name": self.name,
            "title": self.title,
            "subtitle": self.subtitle,
            "description": self.description,
            "caveat": self.caveat,
            "sources": list(self.sources),
            "table": table_payload(self.table, self.units, self.titles),
            "wide": self._drawn(WIDE),
            "narrow": self._drawn(NARROW),
        }
        json.dumps(payload, allow_nan=False)  # fail here, where the cell is known
        return payload

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        payload = self.payload()
        title = {"text": self.title, "subtitle": self.subtitle, "anchor": "start"}
        lab = lab_spec(payload["wide"]) | {"title": title}
        lines = [self.title, self.description, *(source(name).line for name in self.sources)]
        return {FIGURE: payload, LAB_CHART: lab, "text/plain": "\n".join(lines)}
