"""What an edition is: a value of the parameter, a last year, its chapters, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import Result
from press.workspace.notebooks import Chapter
from press.workspace.settings import Editions
from press.workspace.workspace import Workspace


@dataclass(frozen=True)
class Edition:
    """A value of the parameter, by its code, and the last year of data that is used."""

    settings: Editions = field(repr=False)
    code: str
    until: int

    @classmethod
    def of_report(cls, settings: Editions) -> Edition:
        """The report's own case, which is the book itself."""
        return cls(settings, settings.default, settings.last_year.default)

    @property
    def parameters(self) -> dict[str, str | int]:
        """The parameters of its chapters."""
        return {self.settings.parameter: self.code, self.settings.last_year.parameter: self.until}

    @property
    def name(self) -> str:
        """Its folder: the code, and the year where it is another than the default."""
        usual = self.until == self.settings.last_year.default
        return self.code if usual else f"{self.code}-{self.until}"

    @property
    def title(self) -> str:
        """Its name for a reader."""
        name = self.settings.values[self.code]
        return name if self.name == self.code else f"{name} until {self.until}"


@dataclass(frozen=True)
class Outcome:
    """What came of an edition: published, or why not."""

    edition: Edition
    why_not: str = ""
    results: Mapping[str, Result] = field(default_factory=dict)


def editions_of(workspace: Workspace) -> Editions:
    """The settings of editions; FulcrumError for a report that has none."""
    settings = workspace.settings.editions
    if settings is None:
        raise FulcrumError(
            "_config.yml names no editions. Add a section 'editions' to its section 'report'."
        )
    return settings


def planned(workspace: Workspace, codes: Sequence[str], years: Sequence[int]) -> list[Edition]:
    """The editions of some codes and years; of all codes but the report's own when none is named.

    Raises FulcrumError for a code or a year that no chapter can be run for, and for the default
    case, which is the book itself.
    """
    settings = editions_of(workspace)
    last = settings.last_year
    for code in codes:
        if code not in settings.values:
            allowed = ", ".join(f"{key} ({name})" for key, name in settings.values.items())
            raise FulcrumError(
                f"{settings.parameter} = '{code}' is not covered. Allowed are {allowed}."
            )
    for year in years:
        if not last.least <= year <= last.most:
            raise FulcrumError(
                f"{last.parameter} = {year} is not allowed. Give a whole number from "
                f"{last.least} to {last.most}."
            )
    chosen = codes or [code for code in settings.values if code != settings.default]
    plan = [Edition(settings, code, year) for code in chosen for year in years or [last.default]]
    if Edition.of_report(settings) in plan:
        raise FulcrumError(
            f"The edition of {settings.default} until {last.default} is the book itself. "
            "Run `fulcrum build`, or choose another."
        )
    return plan


def chapters(workspace: Workspace) -> list[Chapter]:
    """The chapters that editions are made of: those whose metadata say ``editions``."""
    return [chapter for chapter in workspace.chapters if chapter.settings.get("editions")]
