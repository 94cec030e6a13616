"""The settings of a report, ``_config.yml``: those of Jupyter Book, and its section ``report``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fulcrum.errors import FulcrumError
from fulcrum.evidence import written


@dataclass(frozen=True)
class LastYear:
    """The parameter that says how far an edition's data reach: its default and its bounds."""

    parameter: str
    default: int
    least: int
    most: int


@dataclass(frozen=True)
class Editions:
    """For what else than its own case a report can be computed.

    parameter: that of the chapters which changes; values: what it may be, by code, with their
    names; default: the code of the report's own case; noun: what a value is; covered: the share of
    each chapter's figures that an edition must have.
    """

    parameter: str
    noun: str
    default: str
    values: Mapping[str, str]
    last_year: LastYear
    covered: float

    @property
    def subject(self) -> str:
        """The name of the report's own case."""
        return self.values[self.default]


@dataclass(frozen=True)
class Text:
    """The text whose claims a report tests: who wrote it, where and when it stood."""

    author: str
    title: str
    outlet: str
    date: str
    address: str

    @property
    def citation(self) -> str:
        """The text as a list of references names it."""
        return f"{self.author}, {self.title}, {self.outlet}, {self.date}"


@dataclass(frozen=True)
class Prose:
    """How a page may read.

    figures: per cent of sentences with three figures or more, which a page stays below; words: of
    a sentence, on average; longest: words of any sentence; ease: the least reading ease;
    semicolons: there is less than one in so many sentences.
    """

    figures: float = 3
    words: float = 17
    longest: int = 40
    ease: float = 60
    semicolons: int = 12


@dataclass(frozen=True)
class Settings:
    """What is particular to a report and stands in none of its chapters.

    address: where the book is published, ending in a slash, or nothing; about: the report in a
    sentence; card: the line below a page's title on the picture of its address, in which
    ``{claims}`` is their number; text: whose claims are tested; horizons: chapters that judge
    claims as of a date other than their first, by that date; tongues: languages of the summaries
    with their decimal sign; verdict_words: the words of verdicts in those languages, by the English
    word; prose: the bounds within which pages are written.
    """

    title: str
    author: str = ""
    year: str = ""
    address: str = ""
    logo: str = ""
    about: str = ""
    card: str = ""
    text: Text | None = None
    horizons: Mapping[str, str] = field(default_factory=dict)
    tongues: Mapping[str, str] = field(default_factory=dict)
    verdict_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    editions: Editions | None = None
    prose: Prose = field(default_factory=Prose)


@lru_cache(maxsize=16)
def read_settings(path: Path, _stamp: int) -> Settings:
    """The settings in a file; FulcrumError when one is missing or has no such name."""
    stored = written.read(path, path.name)
    try:
        report = {"about": str(stored["title"]), **(stored.get("report") or {})}
        address = str((stored.get("html") or {}).get("baseurl") or "")
        if text := report.get("text"):
            report["text"] = Text(**{name: str(part) for name, part in text.items()})
        if editions := report.get("editions"):
            last_year = LastYear(**editions["last_year"])
            report["editions"] = Editions(**editions | {"last_year": last_year})
        if prose := report.get("prose"):
            report["prose"] = Prose(**prose)
        return Settings(
            title=str(stored["title"]),
            author=str(stored.get("author", "")),
            year=str(stored.get("copyright", "")),
            address=f"{address.rstrip('/')}/" if address else "",
            logo=str(stored.get("logo") or ""),
            **report,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise FulcrumError(
            f"{path.name}: the settings of the report cannot be read ({error}). Compare its "
            "section 'report' with what CONTRIBUTING.md says of it."
        ) from error
