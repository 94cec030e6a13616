"""What every published chart tells on hover: names in words, units, and digits as in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from press.workspace.workspace import Workspace

NUMBER = re.compile(r"d|,?\.\d[~]?[fr]")


def charted(book: Workspace) -> list[tuple[str, dict]]:
    """The figures of the book by chapter and name."""
    names = [chapter.name for chapter in book.chapters]
    return [(f"{name}.{figure['name']}", figure) for name in names for figure in book.figures(name)]


def parts(spec: object) -> Iterator[dict]:
    """The parts of a specification that draw marks, with all they inherit left out."""
    if isinstance(spec, list):
        for item in spec:
            yield from parts(item)
    elif isinstance(spec, dict):
        if "mark" in spec:
            yield spec
        for name, item in spec.items():
            if name != "datasets":
                yield from parts(item)


def tips(figure: dict) -> Iterator[dict]:
    for width in ("wide", "narrow"):
        for part in parts(figure[width]):
            yield from part.get("encoding", {}).get("tooltip", [])


@pytest.fixture(scope="module")
def figures(site, book) -> list[tuple[str, dict]]:
    """The figures of the published book."""
    return charted(book)


def test_every_chart_of_marks_tells_what_they_are(figures):
    drawn = ("bar", "circle", "point", "rect", "rule", "tick")
    for name, figure in figures:
        marks = {part["mark"]["type"] for part in parts(figure["wide"])}
        if "geoshape" in marks:
            marks.discard("rule")  # the bar of a map's scale
        assert not marks & {*drawn} or list(tips(figure)), name


def test_no_tooltip_shows_a_raw_name_or_a_raw_number(figures):
    for name, figure in figures:
        for tip in tips(figure):
            heading = tip["title"]
            assert heading == "title" or heading[0].isupper(), (name, heading)
            assert "_" not in heading, (name, heading)
            if tip["type"] == "quantitative":
                assert NUMBER.fullmatch(tip["format"]), (name, tip)
            if tip["type"] == "temporal":
                assert tip["format"] == "%-d %B %Y", (name, tip)


def test_a_tooltip_names_the_unit_of_its_column(figures):
    units = 0
    for name, figure in figures:
        unit_of = {column["name"]: column["unit"] for column in figure["table"]["fields"]}
        for tip in tips(figure):
            unit = unit_of.get(tip["field"])
            if unit and tip["title"] != "title":
                units += 1
                assert unit in tip["title"], (name, tip)
    assert units > 20
