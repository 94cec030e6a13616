"""The press and the evidence are any report's: no file of theirs holds a word of this one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fulcrum.evidence.data import load
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
BOOK = Workspace.open(ROOT)
ROOMS = ("press", "fulcrum/evidence", "fulcrum/statistics", "fulcrum/charts")
TEXTS = {".py", ".md", ".html", ".js", ".css", ".svg", ".yml"}
PLACES = ("Kabul", "Dushanbe", "Moscow", "Tashkent", "Panjshir", "CSTO", "Taliban", "Central Asia")
PEOPLE = ("Rahmon", "Lavrov", "Putin", "Massoud")
STEMS = ("Tajik", "Afghan", "Russia", "Uzbek", "Kazakh", "Kyrgyz", "Turkmen", "Soviet")


def words() -> list[str]:
    """What belongs to this report alone: states, claims, horizons, and what its settings name."""
    editions = BOOK.settings.editions
    states = [name for name in load("states/states")["name"] if name[0].isupper()]
    states.remove("Georgia")  # a typeface, too
    claims = [claim.id for claim in BOOK.claims]
    horizons = {h for claim in BOOK.claims for h in claim.horizons if h}
    later = BOOK.settings.horizons.values()
    codes = [*editions.values, *(name for name in BOOK.colours if name.isupper())]
    numbers = [str(len(claims))]
    return [*states, *claims, *horizons, *codes, *later, *numbers, *PLACES, *PEOPLE]


WORDS = re.compile(rf"(?<![.\w])(?:{'|'.join(map(re.escape, words()))})\b|\b(?:{'|'.join(STEMS)})")
FILES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / "lib" / room).rglob("*"))
    if path.suffix in TEXTS and "__pycache__" not in path.parts
]


def test_the_list_of_words_holds_names_claims_and_horizons():
    for word in ("Tajikistan", "c01", "2026", "TJK", "hindsight", str(len(BOOK.claims))):
        assert WORDS.search(f"x {word}.")
    assert not WORDS.search("a report of claims, states and chapters")
    assert len(FILES) > 80


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_holds_a_word_of_this_report(room):
    words = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in FILES
        if path.is_relative_to(ROOT / "lib" / room)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (match := WORDS.search(line))
    ]
    assert words == []
