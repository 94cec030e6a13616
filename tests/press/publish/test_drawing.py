"""Charts as drawings: what two widths share is written once, and places are short."""

from __future__ import annotations

import json
import re
from pathlib import Path

from press.publish import drawing


def spec(width: int, colour: str) -> dict:
    land = [{"type": "Feature", "properties": {"name": "<b>"}}]
    return {
        "config": {"font": "serif"},
        "datasets": {f"data-{colour}": [{"v": 1 / 3}]},
        "layer": [
            {"data": {"values": land, "format": {"type": "json"}}, "mark": "geoshape"},
            {"data": {"name": f"data-{colour}"}, "mark": "point"},
        ],
        "width": width,
    }


def test_what_two_widths_share_is_told_once_and_comes_out_whole():
    text = str(
        drawing.embedded(drawing.spec({"wide": spec(680, "red"), "narrow": spec(300, "blue")}))
    )
    assert text.count("Feature") == text.count("serif") == 1
    assert "<" not in text
    parsed = json.loads(text)
    assert set(parsed["shared"]["datasets"]) > {"data-red", "data-blue"}
    for part, width in (("wide", 680), ("narrow", 300)):
        whole = {**parsed[part], **parsed["shared"]}
        name = whole["layer"][0]["data"]["name"]
        assert whole["width"] == width
        assert whole["layer"][0]["data"]["format"] == {"type": "json"}
        assert whole["datasets"][name][0]["properties"]["name"] == "<b>"


def test_a_drawing_is_exact_to_a_hundredth_of_a_pixel_and_keeps_its_words(tmp_path: Path):
    chart = {
        "data": {"values": [{"x": 1 / 3, "name": "0.123456"}]},
        "mark": {"type": "text"},
        "encoding": {"text": {"field": "name"}, "x": {"field": "x", "type": "quantitative"}},
        "config": {"font": drawing.FONT},
    }
    svg = drawing.static_svg(chart, "own", tmp_path)
    assert ">0.123456<" in svg
    assert svg.count("font-family") == 1
    assert drawing.size(svg)[0] > 0
    places = re.findall(r' (?:d|transform|x|y)="([^"]*)"', svg)
    assert places
    assert not [p for p in places if re.search(r"\.\d{3}", p)]
