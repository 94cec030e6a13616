"""Figures: no part may be missing, and the two widths carry the one theme."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence import figures, palette, payloads
from fulcrum.evidence.data import project
from fulcrum.evidence.figures import Figure, colour

COLOURS = palette.colours(project())
TABLE = pd.DataFrame({"iso3": ["TJK", "UZB"], "share": [22.7, 2.4]})
PARTS = {
    "name": "border_share",
    "title": "Tajikistan holds a fifth of the border",
    "subtitle": "Share of Afghanistan's land border, %",
    "description": "Bars: Tajikistan 22.7 per cent, Uzbekistan 2.4 per cent.",
    "table": TABLE,
    "sources": ["border-lengths/afg_neighbours"],
}


def bars(width: int) -> alt.Chart:
    return alt.Chart(TABLE).mark_bar().encode(x="share", y="iso3").properties(width=width - 60)


@pytest.mark.parametrize("part", ["name", "title", "subtitle", "description"])
def test_a_figure_without_a_part_is_refused(part):
    with pytest.raises(FulcrumError, match=f"has no {part}"):
        Figure(chart=bars, **(PARTS | {part: " "}))


def test_a_figure_without_rows_or_sources_is_refused():
    with pytest.raises(FulcrumError, match="empty table"):
        Figure(chart=bars, **(PARTS | {"table": TABLE.head(0)}))
    with pytest.raises(FulcrumError, match="names no source"):
        Figure(chart=bars, **(PARTS | {"sources": []}))


def test_the_bundle_holds_two_widths_the_table_and_a_chart_for_lab():
    bundle = Figure(chart=bars, units={"share": "%"}, **PARTS)._repr_mimebundle_()
    payload = json.loads(json.dumps(bundle[payloads.FIGURE]))
    assert payload["wide"]["width"] == figures.WIDE - 60
    assert payload["narrow"]["width"] == figures.NARROW - 60
    assert payload["wide"]["config"]["font"] == figures.THEME["font"]
    assert payload["table"]["fields"][1] == {
        "name": "share",
        "title": "share",
        "unit": "%",
        "type": "number",
    }
    assert payload["table"]["rows"] == [["TJK", 22.7], ["UZB", 2.4]]
    assert bundle[payloads.LAB_CHART]["$schema"].endswith("v5.json")
    assert "text/html" not in bundle


def test_an_actor_keeps_its_colour_and_the_rest_are_grey():
    assert colour("TJK") == f"var(--c-TJK, {COLOURS['TJK'][0]})"
    assert colour("BRA") == colour("other")


def luminance(hexadecimal: str) -> float:
    channels = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", sorted(set(COLOURS) - {"paper", "rule", "other-2"}))
def test_colours_stand_out_from_the_page(name, mode):
    """WCAG 2.2 asks 4.5 to 1 of text, and each of these may be the colour of one."""
    assert contrast(COLOURS[name][mode], COLOURS["paper"][mode]) >= 4.5


def test_an_instant_keeps_its_time_of_day_in_a_table_and_a_day_has_none():
    table = pd.DataFrame({"when": pd.to_datetime(["2021-08-15 09:30", "2021-08-15 21:45"])})
    payload = figures.table_payload(table, {}, {})
    assert payload["rows"] == [["2021-08-15T09:30:00"], ["2021-08-15T21:45:00"]]
    assert payload["fields"][0]["type"] == "string"
    days = figures.table_payload(table.apply(lambda when: when.dt.normalize()), {}, {})
    assert days["rows"] == [["2021-08-15"]] * 2
    assert days["fields"][0]["type"] == "date"
    plain = pd.DataFrame({"when": [table["when"][0].date(), None]})
    assert figures.table_payload(plain, {}, {})["rows"] == [["2021-08-15"], [None]]
