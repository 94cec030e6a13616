"""Charts as drawings: what two widths share is written once, and places are short."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import vl_convert
from PIL import Image, ImageChops

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


def test_a_drawing_is_exact_to_a_tenth_of_a_pixel_and_keeps_its_words(tmp_path: Path):
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
    assert not [p for p in places if re.search(r"\.\d{2}", p)]


def bars(colour: str) -> dict:
    rows = [{"row": name, "x": x} for name, x in (("a", 1), ("b", 2.5), ("c", 4))]
    return {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": colour, "clip": True},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": "so many"},
            "y": {"field": "row", "type": "nominal"},
        },
    }


def test_a_slim_drawing_has_the_same_pixels_in_less_text():
    whole = vl_convert.vegalite_to_svg(bars("#b8432f"))
    slim = drawing.slim(whole)
    assert len(slim) < 0.7 * len(whole)
    first, second = (vl_convert.svg_to_png(svg, scale=2) for svg in (whole, slim))
    pictures = [Image.open(io.BytesIO(content)).convert("RGBA") for content in (first, second)]
    assert ImageChops.difference(*pictures).getbbox() is None
    assert len(pictures[0].getcolors(1 << 16)) > 3
    for word in ("so many", ">a<", ">c<"):
        assert word in slim


def test_a_drawing_as_a_file_is_dark_at_its_anchor():
    svg = '<svg width="1"><rect fill="var(--c-ink, #111111)"/></svg>'
    colours = {"ink": ("#222222", "#eeeeee"), "paper": ("#ffffff", "#000000")}
    shaded = drawing.shaded(svg, colours)
    assert "svg{--c-ink:#222222;}svg:target{--c-ink:#eeeeee;}" in shaded
    assert shaded.startswith('<svg id="dark" width="1"><style>')
    assert "paper" not in shaded
