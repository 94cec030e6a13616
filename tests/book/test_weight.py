"""How much a reader carries: the whole book, each picture, each page as it is sent."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from fulcrum.evidence.payloads import FIGURE, LAB_CHART
from press.publish import archives

WHOLE, PICTURE, PAGE, NOTEBOOK = 25_000_000, 300_000, 110_000, 400_000
"""Bytes that the book, a picture, a page as it is sent, and a notebook may have at most."""


def test_the_book_is_light_enough_to_carry(site: Path):
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    printed = sum(size for path, size in sizes.items() if path.suffix == ".pdf")
    kinds: dict[str, int] = {}
    for path, size in sizes.items():
        kinds[path.suffix] = kinds.get(path.suffix, 0) + size
    assert sum(sizes.values()) - printed <= WHOLE, sorted(kinds.items(), key=lambda kind: -kind[1])
    assert {path: size for path, size in sizes.items() if path.suffix == ".ipynb"}
    assert {p: s for p, s in sizes.items() if p.suffix == ".ipynb" and s > NOTEBOOK} == {}


def test_no_picture_is_heavy_and_each_has_a_palette(site: Path):
    pictures = [*site.glob("figures/*/*.png"), *site.glob("cards/*.png")]
    assert len(pictures) > 50
    assert {path.name for path in pictures if path.stat().st_size > PICTURE} == set()
    assert {path.name for path in pictures if Image.open(path).mode != "P"} == set()


def test_no_page_is_heavy_as_it_is_sent(site: Path):
    sent = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in site.glob("*.html")}
    assert len(sent) > 50
    assert {name: size for name, size in sent.items() if size > PAGE} == {}


def test_what_a_live_chart_is_drawn_from_is_beside_its_page(site: Path):
    asked = set()
    for path in site.glob("*.html"):
        asked |= set(re.findall(r'data-spec="([^"]+)"', path.read_text()))
    assert {name for name in asked if not (site / name).is_file()} == set()
    assert asked == {str(path.relative_to(site)) for path in site.glob("figures/*/*.js")}


def test_nothing_that_can_be_taken_away_is_lost_with_the_weight(site: Path, book):
    text = (site / "sources.html").read_text()
    for source in book.sources():
        folder = site / "data" / source
        offered = {archives.offered(part) for part in book.parts(source)}
        assert {path.name for path in folder.iterdir()} == offered | {"datapackage.json"}
        assert [name for name in offered if f'href="data/{source}/{name}"' not in text] == []
    for chapter in book.chapters:
        for figure in book.figures(chapter.name):
            files = site / "figures" / chapter.name
            ends = ("csv", "vl.json", "svg", "png", "narrow.svg", "js")
            assert [end for end in ends if not (files / f"{figure['name']}.{end}").is_file()] == []


@pytest.mark.parametrize("name", ["leverage", "findings"])
def test_a_notebook_that_is_carried_has_its_charts_and_tables(site: Path, book, name):
    cells = json.loads((site / "notebooks" / f"{name}.ipynb").read_text())["cells"]
    shown = [out["data"] for cell in cells for out in cell.get("outputs", []) if "data" in out]
    charts = [data for data in shown if FIGURE in data]
    assert len(charts) == len(book.figures(name))
    for data, figure in zip(charts, book.figures(name), strict=True):
        assert data[FIGURE]["table"] == figure["table"]
        assert data[LAB_CHART].get("$schema", "").endswith("v5.json")
