"""What crosses from a report to the press: the types of all that a cell displays, as JSON.

A chapter's outputs carry these payloads under the MIME types below; the press reads nothing else of
a report's results.
"""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypedDict

from fulcrum.evidence.wording import Value

RESULT: Final = "application/vnd.fulcrum.result+json"
VERDICT: Final = "application/vnd.fulcrum.verdict+json"
FIGURE: Final = "application/vnd.fulcrum.figure+json"
EXPLORER: Final = "application/vnd.fulcrum.explorer+json"
LAB_CHART: Final = "application/vnd.vegalite.v5+json"
"""The copy of a chart that JupyterLab draws."""

VerdictWord = Literal[
    "supported",
    "mixed",
    "contradicted",
    "undecided",
    "condition not met",
    "not testable",
    "not this claim's case",
]
NOT_THIS_CASE: Final = "not this claim's case"
UNJUDGED: Final = "not yet judged"
"""What stands for the verdict of a claim that no chapter judges."""
VERDICT_ORDER: Final = (
    "supported",
    "mixed",
    "contradicted",
    "undecided",
    "condition not met",
    "not testable",
    UNJUDGED,
)
"""The order in which the book lists verdicts."""


class Field(TypedDict):
    """A column of a table: its heading, its unit, and string, number, date or boolean."""

    name: str
    title: str
    unit: str
    type: str


class Table(TypedDict):
    """A table: its columns, and its rows as lists of values in their order."""

    fields: list[Field]
    rows: list[list[Any]]


class Result(TypedDict):
    """One recorded value, its printed text, and how far another run may differ in its unit."""

    name: str
    value: Value
    unit: str
    text: str
    tolerance: float
    sources: list[str]
    label: str
    cell: NotRequired[str]


class Test(TypedDict):
    """One test of a verdict: its rule in the seeds, the value found, and whether it holds.

    unsearched: it counts what was found and no search is on record, so that zero decides nothing.
    """

    name: str
    says: str
    necessary: bool
    unit: str
    compare: str
    threshold: Any
    reason: str
    table: str
    dated: str
    condition: bool
    unsearched: bool
    value: Value | None
    low: Value | None
    high: Value | None
    found: str
    required: str
    holds: bool | None
    note: str


class Variant(TypedDict):
    """Another way of computing a verdict, by name, and what it then is.

    numbers: value, low and high of each test, in the order of the verdict's tests.
    """

    name: str
    verdict: str
    numbers: list[tuple[Value | None, Value | None, Value | None]]


class Verdict(TypedDict):
    """A verdict with all that led to it; ``horizon`` is None for claims that are judged once."""

    claim: str
    horizon: str | None
    verdict: VerdictWord
    because: str
    nature: str
    hardly_fails: bool
    tests: list[Test]
    variants: list[Variant]
    flips: list[str]
    case: dict[str, str | int]
    cell: NotRequired[str]


class Shown(TypedDict):
    """What figures and explorers have: their words, their sources and their table."""

    name: str
    title: str
    description: str
    caveat: str
    sources: list[str]
    table: Table


class Figure(Shown):
    """A figure, with its specification at two widths."""

    subtitle: str
    wide: dict[str, Any]
    narrow: dict[str, Any]


class FigureRecord(Shown):
    """What the record of a chapter keeps of a figure: a digest instead of its specifications."""

    subtitle: str
    chart: str
    cell: str


class Explorer(Shown):
    """A calculation whose assumptions a reader can change, and its result by default."""

    kind: str
    data: dict[str, Any]
    defaults: dict[str, Any]
    cell: NotRequired[str]


class Record(TypedDict):
    """All that an executed chapter displays, by the cell that made it, and its claims."""

    format: int
    chapter: str
    receipt: str
    inputs: list[dict[str, str]]
    results: dict[str, Result]
    verdicts: list[Verdict]
    figures: list[FigureRecord]
    explorers: list[Explorer]
    outputs: list[dict[str, Any]]
    claims: list[dict[str, Any]]


class Inputs(TypedDict):
    """SHA-256 of all that an execution used, by name.

    chapter, modules: over their text; code: over what they do, by name.
    """

    chapter: str
    modules: dict[str, str | None]
    code: dict[str, str | None]
    tables: dict[str, str]
    files: dict[str, str | None]
    records: dict[str, str]
    lock: str | None


class Receipt(TypedDict):
    """What an executed notebook says of itself in ``metadata.fulcrum``.

    digest: over the parameters and the inputs, where chapter and modules count by what they do.
    """

    parameters: dict[str, Any]
    inputs: Inputs
    versions: dict[str, str]
    kernel: str
    seconds: float
    digest: str
