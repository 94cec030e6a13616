"""Charts that would say nothing, or the wrong day: found in the specification that Vega-Lite gets.

A browser draws a chart of a misspelt field as an empty frame, and reads a day that is written as a
text as midnight in Greenwich, which is the day before west of it. Neither is an error anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fulcrum.errors import FulcrumError

DAY: Final = re.compile(r"\d{4}(-\d\d){0,2}|.*(Z|[+-]\d\d:?\d\d)")
"""A text that a browser reads as an instant in Greenwich, or that states an offset from it."""
HEAD: Final = re.compile(r"((?:\\.|[^.\[\\])+)")
"""The first part of the path to a value, up to a dot or a bracket that is not escaped."""
PARTS: Final = ("layer", "hconcat", "vconcat", "concat")
Rows = list[dict[str, Any]] | None
"""The rows of a view; None where they cannot be known before the chart is drawn."""


@dataclass(frozen=True)
class View:
    """A part of a chart with all that it has of the parts around it."""

    encoding: Mapping[str, Any]
    rows: Rows
    transforms: tuple[Mapping[str, Any], ...] = ()
    has_mark: bool = False


def refuse_silent(spec: Mapping[str, Any], what: str) -> None:
    """Raise FulcrumError for a chart that says nothing or the wrong day.

    That is one without a mark or without rows, with a field that its rows do not have, with data at
    an address, or with texts where time is drawn.

    Args:
        spec: A specification of Vega-Lite, its data in it.
        what: How the chart is called in the sentence.
    """
    views = list(_views(spec, spec.get("datasets", {}), View({}, None)))
    marked = [view for view in views if view.has_mark]
    if not marked:
        raise FulcrumError(f"{what} has no mark. Give its chart one, as .mark_bar().")
    if all(view.rows == [] for view in marked):
        raise FulcrumError(f"{what} draws no rows, so it would be an empty frame. Give it data.")
    for view in views:
        for part in _parts(view.encoding):
            _refuse_field(part, view, what)
            if part.get("type") == "temporal":
                _refuse_texts(part, view.rows, what)


def _views(part: Mapping[str, Any], datasets: Mapping[str, Any], around: View) -> Iterator[View]:
    """Every view that has a mark, and every one that is repeated for each value of a field."""
    shared, rows = around.encoding, around.rows
    if "data" in part:
        shared, rows = {}, _rows(part["data"], datasets)
    transforms = (*around.transforms, *part.get("transform", ()))
    here = View({**shared, **part.get("encoding", {})}, rows, transforms, "mark" in part)
    if isinstance(facet := part.get("facet"), Mapping):
        yield View(facet if "field" not in facet else {"facet": facet}, rows, transforms)
    for inner in (view for name in PARTS for view in part.get(name, ())):
        yield from _views(inner, datasets, here)
    if "spec" in part:
        yield from _views(part["spec"], datasets, here)
    if here.has_mark:
        yield here


def _rows(data: Any, datasets: Mapping[str, Any]) -> Rows:
    """The rows of the data of a view; FulcrumError for data at an address."""
    if not isinstance(data, Mapping):
        return None
    if "url" in data:
        raise FulcrumError(
            f"A chart reads its data from {data['url']}, but a figure carries its own. Give the "
            "rows themselves, read with load()."
        )
    rows = datasets.get(data["name"]) if "name" in data else data.get("values")
    plain = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if plain and "format" not in data else None


def _parts(encoding: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every channel of an encoding, those with several parts taken apart."""
    for channel in encoding.values():
        for part in channel if isinstance(channel, list) else [channel]:
            if isinstance(part, Mapping):
                yield part
                if isinstance(condition := part.get("condition"), Mapping):
                    yield condition


def _computed(transforms: tuple[Mapping[str, Any], ...]) -> set[str] | None:
    """The fields that transforms make; None where their names depend on the rows."""
    names: set[str] = set()

    def collect(part: Any) -> None:
        if isinstance(part, Mapping):
            outputs = part.get("as", ())
            names.update([outputs] if isinstance(outputs, str) else outputs)
            for inner in part.values():
                collect(inner)
        elif isinstance(part, list):
            for inner in part:
                collect(inner)

    for step in transforms:
        if {"pivot", "lookup", "flatten", "fold", "density", "quantile"} & set(step):
            return None
        collect(step)
    return names


def _refuse_field(part: Mapping[str, Any], view: View, what: str) -> None:
    """Raise FulcrumError for a field that neither the rows nor a transform has."""
    field, computed = part.get("field"), _computed(view.transforms)
    if not isinstance(field, str) or not view.rows or computed is None:
        return
    columns = {name for row in view.rows for name in row} | computed
    head = HEAD.match(field)
    if head is None or re.sub(r"\\(.)", r"\1", head[1]) not in columns:
        dotted = " A dot or a bracket in a name is written with a backslash before it."
        raise FulcrumError(
            f"{what} draws the field '{field}', but its rows have {', '.join(sorted(columns))}. "
            f"Correct the name.{dotted if field in columns else ''}"
        )


def _refuse_texts(part: Mapping[str, Any], rows: Rows, what: str) -> None:
    """Raise FulcrumError for texts where time is drawn: days west of Greenwich would be early."""
    scale, axis = part.get("scale"), part.get("axis")
    values = [part.get("datum"), part.get("value")]
    values += _listed(scale, "domain") + _listed(axis, "values")
    values += [row.get(str(part.get("field"))) for row in rows or ()]
    for value in values:
        if isinstance(value, str) and DAY.fullmatch(value):
            name = part.get("field", "a channel")
            raise FulcrumError(
                f"{what} draws time from the text '{value}' ({name}), which is another day west of "
                "Greenwich. Give days as dates: pd.to_datetime(column), or alt.DateTime(...)."
            )


def _listed(holder: Any, name: str) -> list[Any]:
    values = holder.get(name) if isinstance(holder, Mapping) else None
    return values if isinstance(values, list) else []
