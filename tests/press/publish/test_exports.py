"""A figure taken away: it stands alone, with its finding, its caveat and its sources."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import altair as alt
import pandas as pd
import pytest
from PIL import Image, ImageChops

from fulcrum import Figure
from fulcrum.evidence.data import source
from fulcrum.evidence.palette import WIDE
from press.publish import exports

TABLES = ["border-lengths/afg_neighbours", "border-lengths/published_lengths"]
SVG = "{http://www.w3.org/2000/svg}"
TABLE = pd.DataFrame({"state": ["A", "B"], "km": [1.0, None]})


@pytest.fixture(scope="module")
def payload():
    return Figure(
        name="own",
        title="A < B & a finding that is longer than one line of the picture can be, so it breaks",
        subtitle="Kilometres",
        description="A has 1 kilometre.",
        chart=lambda width: alt.Chart(TABLE).mark_bar().encode(x="km:Q").properties(width=width),
        table=TABLE,
        sources=TABLES,
        caveat="B is missing.",
    ).payload()


@pytest.fixture(scope="module")
def picture(payload, book, tmp_path_factory):
    return exports.framed(book.at(tmp_path_factory.mktemp("build")), payload)


def test_the_picture_says_its_finding_above_and_where_it_comes_from_below(payload, picture):
    root = ET.fromstring(picture)  # noqa: S314 - our own
    assert root.find(f"{SVG}title").text == payload["title"]
    assert root.find(f"{SVG}desc").text == payload["description"]
    assert root.get("role") == "img"
    lines = [(int(text.get("y")), text.text) for text in root.findall(f"{SVG}text")]
    shown = " ".join(text for _, text in lines)
    parts = [payload["title"], payload["subtitle"], payload["caveat"], source(TABLES[0]).line]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert shown.count(source(TABLES[0]).title) == 1  # two tables of one source
    heights = [y for y, _ in lines]
    assert heights == sorted(set(heights))
    assert heights[-1] < int(root.get("height"))
    assert int(root.get("width")) >= WIDE


def test_the_chart_stands_between_the_texts_and_has_colours_of_its_own(payload, picture):
    root = ET.fromstring(picture)  # noqa: S314 - our own
    chart = root.find(f"{SVG}g")
    top = float(chart.get("transform").split()[1].rstrip(")"))
    bottom = top + float(chart.find(f"{SVG}svg").get("height"))
    caveat = next(t for t in root.findall(f"{SVG}text") if t.text == payload["caveat"])
    subtitle = next(t for t in root.findall(f"{SVG}text") if t.text == payload["subtitle"])
    assert int(subtitle.get("y")) < top
    assert bottom < int(caveat.get("y")) - int(caveat.get("font-size")) / 2
    assert "var(--" not in picture


def test_the_files_are_the_table_the_specification_and_the_picture_twice(payload, book, tmp_path):
    exports.export(book.at(tmp_path), payload, tmp_path / "figures")
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    ends = ("csv", "vl.json", "svg", "png", "narrow.svg", "js")
    assert names == {f"own.{end}" for end in ends}
    rows = list(csv.reader(io.StringIO((tmp_path / "figures/own.csv").read_text())))
    assert rows == [["state", "km"], ["A", "1.0"], ["B", ""]]
    head = (tmp_path / "figures/own.png").read_bytes()[16:24]
    root = ET.fromstring((tmp_path / "figures/own.svg").read_text())  # noqa: S314 - our own
    size = [int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")]
    small = (tmp_path / "figures/own.narrow.svg").read_text()
    assert {"svg{--c-", "svg:target{--c-"} <= set(re.findall(r"svg(?::target)?\{--c-", small))
    script = (tmp_path / "figures/own.js").read_text()
    address, _, parts = script.partition("] = ")
    assert address.endswith('["figures/figures/own.js"')
    assert json.loads(parts).keys() == {"wide", "narrow", "shared"}
    assert size == [exports.SHARPNESS * int(root.get(name)) for name in ("width", "height")]


def image(colours: int) -> tuple[Image.Image, bytes]:
    """A picture of so many colours, and the same as a PNG."""
    picture = Image.new("RGBA", (colours, 40))
    for x in range(colours):
        picture.paste((x % 256, 200 - x // 256, 7, 255), (x, 0, x + 1, 40))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return picture.convert("RGB"), content.getvalue()


@pytest.mark.parametrize(("colours", "error"), [(1, 0), (17, 0), (256, 0), (400, 40)])
def test_a_picture_with_a_palette_is_the_same_picture(colours, error):
    picture, content = image(colours)
    small = Image.open(io.BytesIO(exports.with_palette(content)))
    assert small.mode == "P"
    assert small.size == picture.size
    differing = ImageChops.difference(picture, small.convert("RGB")).getextrema()
    assert max(most for _, most in differing) <= error


def test_the_picture_of_a_figure_is_that_of_its_drawing(payload, picture, book, tmp_path):
    small = Image.open(io.BytesIO(exports.png(picture, tmp_path, exports.SHARPNESS)))
    assert small.mode == "P"
    import vl_convert  # noqa: PLC0415 - starts a JavaScript engine

    drawn = vl_convert.svg_to_png(picture, scale=exports.SHARPNESS)
    whole = Image.open(io.BytesIO(drawn)).convert("RGB")
    assert ImageChops.difference(whole, small.convert("RGB")).getbbox() is None
