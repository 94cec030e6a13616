"""What an edition is: a state, a last year, the chapters it is made of, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fulcrum.analysis.case import CENTRAL_ASIA, DEFAULT, case
from fulcrum.errors import FulcrumError
from press.workspace import notebooks
from press.workspace.notebooks import Chapter

COVERED: Final = 0.5
"""An edition needs, in every chapter, this share of the figures that the default case has."""


@dataclass(frozen=True)
class Edition:
    """A state, and the last year of data that is used."""

    focal: str
    until: int = DEFAULT.until

    @property
    def name(self) -> str:
        """Its folder: ``UZB``, or ``UZB-2015`` for another year than the default."""
        return self.focal if self.until == DEFAULT.until else f"{self.focal}-{self.until}"

    @property
    def title(self) -> str:
        """Its name for a reader."""
        state = case(focal=self.focal).name()
        return state if self.until == DEFAULT.until else f"{state} until {self.until}"


@dataclass(frozen=True)
class Outcome:
    """What came of an edition: published, or why not."""

    edition: Edition
    why_not: str = ""
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def planned(states: Sequence[str], years: Sequence[int]) -> list[Edition]:
    """The editions of some states and years; all states that can be focal when none is named.

    Raises FulcrumError for a state or a year that no chapter can be run for, and for the default
    case, which is the book itself.
    """
    chosen = list(states) or [state for state in CENTRAL_ASIA if state != DEFAULT.focal]
    found = []
    for state in chosen:
        for year in years or [DEFAULT.until]:
            case(focal=state, until=year)
            found.append(Edition(state, year))
    if any(edition == Edition(DEFAULT.focal) for edition in found):
        raise FulcrumError(
            f"The edition of {DEFAULT.focal} until {DEFAULT.until} is the book itself. "
            "Run `fulcrum build`, or choose another state or year."
        )
    return found


def chapters(root: Path) -> list[Chapter]:
    """The chapters that editions are made of: those whose metadata say ``editions``."""
    book = notebooks.chapters(root)
    return [c for c in book if c.notebook["metadata"].get("fulcrum", {}).get("editions")]
