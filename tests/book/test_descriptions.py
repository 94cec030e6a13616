"""What a figure says to those who cannot see it is what its data say, the range included."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHAPTERS = [
    name
    for line in (ROOT / "_toc.yml").read_text().splitlines()
    if "chapters/" in line
    and (ROOT / "chapters" / f"{(name := line.split('chapters/')[1].strip())}.ipynb").is_file()
]
NUMBER = re.compile(r"(?<![\w.,])[-\u2212]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?")
FIGURE = "application/vnd.fulcrum.figure+json"


def numbers(text: str) -> dict[str, float]:
    """The numbers of a text as written, with their values."""
    return {
        word: abs(float(word.replace(",", "").replace("\N{MINUS SIGN}", "-")))
        for word in NUMBER.findall(text)
    }


def columns(payload: dict) -> list[list]:
    """Columns of the table and of the data drawn, without those that a form adds (``_lane``)."""
    rows = payload["table"]["rows"]
    collected = [[row[i] for row in rows] for i in range(len(payload["table"]["fields"]))]
    for part in ("wide", "narrow"):
        for data in payload[part].get("datasets", {}).values():
            keys = [key for key in (data[0] if data else {}) if key[0] != "_"]
            collected += [[row.get(key) for row in data] for key in keys]
    return collected


def derived(column: list) -> set[float]:
    """Values of a column, their count, sum, mean and frequencies; numbers within its texts."""
    there = [value for value in column if value is not None]
    plain = [v for v in there if isinstance(v, int | float) and not isinstance(v, bool)]
    values = {float(len(there)), float(len(set(map(str, there)))), *map(abs, plain)}
    values |= {float(there.count(value)) for value in there}
    for value in there:
        if isinstance(value, str):
            values |= {float(part) for part in re.findall(r"\d+(?:\.\d+)?", value)}
            values |= set(numbers(value).values())
    return values | ({abs(sum(plain)), abs(sum(plain) / len(plain))} if plain else set())


def is_among(word: str, value: float, values: set[float]) -> bool:
    """Whether a number as printed is one of those known, or a share of one in per cent."""
    decimals = len(word.split(".")[1]) if "." in word else 0
    near = 0.5 * 10**-decimals + 1e-9
    return any(
        abs(number - value) <= near or abs(100 * number - value) <= near for number in values
    )


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_numbers_of_a_description_are_those_of_the_figure(site, chapter):
    build = site.parent
    notebook = json.loads((build / "executed" / f"{chapter}.ipynb").read_text())
    record = json.loads((build / "records" / f"{chapter}.json").read_text())
    recorded = set()
    for result in record["results"].values():
        recorded |= set(numbers(result["text"]).values())
    figures = [
        output["data"][FIGURE]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if FIGURE in output.get("data", {})
    ]
    assert figures
    for payload in figures:
        values = set().union(*map(derived, columns(payload)))
        aside = recorded | set(numbers(payload["title"] + " " + payload["subtitle"]).values())
        printed = numbers(payload["description"])
        where = f"{chapter}.{payload['name']}"
        assert printed, f"{where}: the description names no number"
        lost = [
            word for word, value in printed.items() if not is_among(word, value, values | aside)
        ]
        assert 4 * len(lost) <= len(printed), f"{where}: not in its data: {', '.join(lost)}"
        ends = {
            abs(end)
            for column in columns(payload)
            if (plain := [v for v in column if isinstance(v, int | float) and v is not True])
            and len(set(plain)) > 4  # fewer are codes, which have no range to tell
            for end in (min(plain), max(plain))
        }
        ranged = any(is_among(word, value, ends) for word, value in printed.items())
        assert ranged or not ends, f"{where}: the description tells neither end of a range"
