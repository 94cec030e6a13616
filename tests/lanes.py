"""Two lanes of tests: what every run tries on two chapters, the long lane tries on all."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from press.workspace.workspace import Workspace

ROOT: Final = Path(__file__).parents[1]
CHAPTERS: Final = [chapter.name for chapter in Workspace.open(ROOT).chapters]
QUICK_CHAPTERS: Final = ("leverage", "findings")
"""One chapter that takes a parameter and has an explorer, and one that reads all others."""


def chapters_to_try() -> list[Any]:
    """Every chapter of the book as a parameter of a test; all but two belong to the long lane."""
    return [
        pytest.param(name, marks=() if name in QUICK_CHAPTERS else pytest.mark.full)
        for name in CHAPTERS
    ]
