"""Where things are and where they went: a map of a border, and slopes between named levels."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from fulcrum.charts import layout, placing
from fulcrum.charts.conic import Conic, Window
from fulcrum.charts.drawing import Column, form
from fulcrum.evidence.figures import colour

Features = Sequence[dict[str, Any]]
"""GeoJSON features."""


@form
def territory(
    width: int,
    frame: pd.DataFrame,
    *,
    label: Column = "label",
    kind: Column | None = "kind",
    land: Features,
    lines: Features = (),
    by: str = "iso3",
    highlight: str | Collection[str] | None = None,
    shaded: Mapping[str, str] | None = None,
    window: Window,
    marks: Mapping[str, str] | None = None,
) -> Any:
    """A map in a conic projection fitted to its window, with places, names and a bar of its scale.

    Args:
        width: Pixels of the whole chart.
        frame: Names: ``label`` with its line breaks, ``lon`` and ``lat`` in degrees. On a narrow
            page the column ``brief`` stands for the label, where there is one.
        kind: What is there: a key of ``marks``; a name of another kind, or none, has no mark.
        land: The areas.
        lines: The border lines, with the neighbour's code among their properties.
        by: The property with that code.
        highlight: The codes whose lines are bold and in their colour.
        shaded: Names in the palette of the areas that have a colour, by their codes.
        window: West, south, east and north of what must be seen, in degrees.
        marks: Names in the palette by kind of place, told in a legend.
    """
    view = Conic(window, width - 8)
    bold_codes = {highlight} if isinstance(highlight, str) else set(highlight or ())
    bold = [line for line in lines if line["properties"][by] in bold_codes]
    pale = [area for area in land if area["properties"].get(by) not in (shaded or {})]

    def shapes(features: Features, **look: Any) -> alt.Chart:
        drawn = alt.Chart(alt.Data(values=tuple(features))).mark_geoshape(clip=True, **look)
        return drawn.project(**view.projection())

    layers: list[Any] = [
        shapes(pale, fill=colour("rule"), fillOpacity=0.55, stroke=colour("paper"), strokeWidth=1)
    ]
    for code, hue in (shaded or {}).items():
        part = [area for area in land if area["properties"][by] == code]
        look = {"fill": colour(hue), "fillOpacity": 0.4, "strokeWidth": 1}
        layers.append(shapes(part, stroke=colour("paper"), **look))
    if lines:
        layers.append(shapes(lines, filled=False, stroke=colour("other"), strokeWidth=1.5))
    for code in sorted(bold_codes):
        part = [line for line in bold if line["properties"][by] == code]
        layers.append(shapes(part, filled=False, stroke=colour(code), strokeWidth=4))
    layers += _named(frame, view, width, label, kind, dict(marks or {}))
    layers += _scale_bar(view)
    mapped = alt.layer(*layers, width=view.width, height=view.height)
    return mapped.resolve_scale(color="independent", shape="independent")


def _named(
    frame: pd.DataFrame,
    view: Conic,
    width: int,
    label: str,
    kind: str | None,
    marks: dict[str, str],
) -> list[alt.Chart]:
    """Places and their names, each at the side where it touches no other."""
    is_narrow = layout.is_narrow(width)
    size = 10.5 if is_narrow else 12
    words = "brief" if is_narrow and "brief" in frame else label
    kinds = frame[kind] if kind else pd.Series("", frame.index)
    is_place = kinds.isin(list(marks)).to_numpy()
    points = [view.pixels(*place) for place in frame[["lon", "lat"]].to_numpy()]
    bounds = (view.width, view.height)
    bar = (0.0, view.height - 30, 20 + view.length(view.bar()), view.height)
    named, marked = frame[words].tolist(), is_place.tolist()
    placed = placing.around(points, named, marked, bounds, size, [bar])
    table = frame.assign(_x=[x for x, _ in placed], _y=[y for _, y in placed], _words=frame[words])
    table["_kind"], table["_px"], table["_py"] = kinds, *zip(*points, strict=True)
    across, up = alt.Scale(domain=[0, view.width]), alt.Scale(domain=[view.height, 0])
    layers = []
    if marks:
        present = {name: hue for name, hue in marks.items() if name in set(kinds)}
        looks = [placing.SIGNS[place % len(placing.SIGNS)] for place in range(len(present))]
        key = alt.Legend(title=None, orient="bottom", columns=2 if is_narrow else len(present))
        shape = alt.Scale(domain=list(present), range=looks)
        hues = alt.Scale(domain=list(present), range=[colour(hue) for hue in present.values()])
        dots = alt.Chart(table[is_place]).mark_point(
            filled=True, opacity=1, size=60 if is_narrow else 80, stroke=colour("paper")
        )
        layers.append(
            dots.encode(
                x=alt.X("_px:Q", scale=across, axis=None),
                y=alt.Y("_py:Q", scale=up, axis=None),
                shape=alt.Shape("_kind:N", scale=shape, legend=key),
                color=alt.Color("_kind:N", scale=hues, legend=key),
                tooltip=[
                    alt.Tooltip("_words:N", title="Place"),
                    alt.Tooltip("_kind:N", title="What"),
                ],
            )
        )
    halo = {"stroke": colour("paper"), "strokeWidth": 3, "strokeJoin": "round", "aria": False}
    for is_mark, weight, ink in ((False, "normal", "ink-2"), (True, "normal", "ink")):
        part = table[is_place == is_mark]
        look = {"fontSize": size, "lineBreak": "\n", "lineHeight": size + 2, "fontWeight": weight}
        for edge in (halo, {"color": colour(ink)}):
            text = alt.Chart(part).mark_text(baseline="middle", **look, **edge)
            layers.append(
                text.encode(
                    x=alt.X("_x:Q", scale=across, axis=None),
                    y=alt.Y("_y:Q", scale=up, axis=None),
                    text="_words:N",
                )
            )
    return layers


def _scale_bar(view: Conic) -> list[alt.Chart]:
    """A bar with a round number of kilometres, at the lower left."""
    km = view.bar()
    foot, left = view.height - 10, 10
    bar = alt.Chart(pd.DataFrame({"km": [km]}))
    rule = bar.mark_rule(strokeWidth=2.5, color=colour("ink-2")).encode(
        x=alt.XValue(left), x2=alt.X2Value(left + view.length(km)), y=alt.YValue(foot)
    )
    text = bar.mark_text(align="left", baseline="bottom", dy=-4, color=colour("ink-2"), fontSize=11)
    return [
        rule,
        text.encode(x=alt.XValue(left), y=alt.YValue(foot), text=alt.TextValue(f"{km:,} km")),
    ]


@form
def slope(
    width: int,
    frame: pd.DataFrame,
    *,
    label: Column = "label",
    then: Column = "then",
    later: Column = "later",
    moved: Column = "moved",
    brief: Column | None = "brief",
    headings: tuple[str, str],
    order: Sequence[str],
) -> Any:
    """Lines from a level at one date to a level at another, with the names of all at both ends.

    Args:
        label: The name of a line.
        then: Its level at the first date.
        later: Its level at the second date.
        moved: Whether they differ; such lines are coloured.
        brief: Its short name, for a narrow page.
        headings: The two dates, in words.
        order: The levels from top to bottom; those on which nothing stands are left out.
    """
    levels = [level for level in order if level in {*frame[then], *frame[later]}]
    dated = list(zip(headings, (then, later), strict=True))
    steps = pd.concat(frame.assign(date=date, level=frame[column]) for date, column in dated)
    is_narrow = layout.is_narrow(width)
    letters, shown = (9, brief or label) if is_narrow else (24, label)
    together = steps.groupby(["date", "level"])[shown].transform(", ".join)
    fill = partial(textwrap.fill, width=letters, break_long_words=False)
    steps["names"] = together.map(fill)
    space = layout.gutter(steps["names"])
    heads = alt.Axis(title=None, labelAngle=0, orient="top", domain=False, ticks=False)
    reach = {"domain": list(headings), "range": [space, {"expr": f"width - {space}"}], "padding": 0}
    x = alt.X("date:N", sort=None, axis=heads, scale=alt.Scale(type="point", **reach))
    tallest = int(steps["names"].str.count("\n").max()) + 1
    room = 200 if is_narrow else width
    rows = layout.place_rows(steps, "level", room, order=levels, step=layout.LINE * tallest + 24)
    base = alt.Chart(rows.frame).encode(x=x, y=rows.axis)
    tone = alt.Scale(domain=[True, False], range=[colour("ink"), colour("other-2")])
    shade = alt.Color(f"{moved}:N", scale=tone, legend=None)
    seen = layout.tips(steps, [label, "date", "level"])
    layers = [
        base.mark_line().encode(detail=f"{label}:N", color=shade),
        base.mark_circle(color=colour("ink-2")).encode(tooltip=seen),
    ]
    for date, align, dx in zip(headings, ("right", "left"), (-9, 9), strict=True):
        end = rows.frame[rows.frame["date"] == date].drop_duplicates("level")
        look = {"align": align, "dx": dx, "lineBreak": "\n", "fontSize": 11}
        named = alt.Chart(end).mark_text(baseline="middle", **look)
        layers.append(named.encode(x=x, y=rows.axis, text="names:N"))
    return layout.layered(layers, width, rows.height)
