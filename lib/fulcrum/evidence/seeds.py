"""The claims as ``seeds/claims.yml`` holds them: tests, thresholds, reasons, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from fulcrum.errors import FulcrumError
from fulcrum.evidence import written
from fulcrum.evidence.data import Project, project
from fulcrum.evidence.results import plain
from fulcrum.evidence.wording import Value

Part = TypeVar("Part", "Rule", "Claim")
UNTESTABLE: Final = ("opinion", "normative")
Bounds = Mapping[tuple[str, str], Mapping[str, float]]
"""Bounds inside the computation of tests, by claim and test, each by its name."""

_RESET: Final[dict[tuple[str, str], Mapping[str, float]]] = {}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One named test of a claim as the seeds hold it: the comparison, and why it is this one."""

    name: str
    says: str
    necessary: bool = True
    unit: str = ""
    compare: str
    threshold: Value | tuple[Value, Value]
    reason: str
    table: str
    dated: str
    horizon: str | None = None
    condition: bool = False
    changes: tuple[dict[str, str], ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict)
    """Bounds inside the test's computation, beside the threshold that its result is held to."""
    counts_found: bool = False
    """Whether its number counts rows that were found, so that zero may mean not found."""
    search: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of such a count: actors and periods with a search on record; else zero decides nothing."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim of the report, with the rules that decide it."""

    id: str
    claim: str
    paragraph: int
    sentence: int
    kind: str
    theme: str
    chapter: str
    unit: str = ""
    refuted_if: str
    nature: str = ""
    brief: str = ""
    """The claim in three to seven words, where room is short."""
    figures: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def hardly_fails(self) -> bool:
        """Whether the claim could hardly have failed; its card says so."""
        return self.nature == "could hardly fail"

    @property
    def horizons(self) -> tuple[str | None, ...]:
        """The dates as of which the claim is judged: two for expectations, else one."""
        return tuple(sorted({rule.horizon for rule in self.rules if rule.horizon})) or (None,)


COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">": lambda value, threshold: value > threshold,
    ">=": lambda value, threshold: value >= threshold,
    "<": lambda value, threshold: value < threshold,
    "<=": lambda value, threshold: value <= threshold,
    "=": lambda value, threshold: value == threshold,
    "between": lambda value, threshold: threshold[0] <= value <= threshold[1],
}


def _built(kind: type[Part], raw: Mapping[str, Any], where: str) -> Part:
    """A rule or a claim of its parts in the seeds, none missing and none unknown."""
    parts = {part.name: part for part in fields(kind)}
    needed = [p.name for p in parts.values() if p.default is p.default_factory is MISSING]
    if gaps := [name for name in needed if raw.get(name) is None]:
        raise FulcrumError(f"{where}: {', '.join(gaps)} missing. Write it.")
    if unknown := sorted(raw.keys() - parts.keys()):
        raise FulcrumError(f"{where}: {', '.join(unknown)} not known. It has: {', '.join(parts)}.")
    return kind(**raw)


def _rule(name: str, raw: Mapping[str, Any], claim_id: str) -> Rule:
    where = f"seeds/claims.yml: {claim_id}, test {name}"
    compare, threshold = raw.get("compare"), raw.get("threshold")
    if compare and compare not in COMPARISONS:
        raise FulcrumError(f"{where}: compare is '{compare}'. Allowed: {', '.join(COMPARISONS)}.")
    if threshold is not None:
        is_pair = isinstance(threshold, list)
        threshold = tuple(map(plain, threshold)) if is_pair else plain(threshold)
    dates = {part: str(raw[part]) if raw.get(part) else None for part in ("dated", "horizon")}
    changes = tuple(raw.get("changes", ()))
    typed = {"name": name, "threshold": threshold, "changes": changes}
    return _built(Rule, {**raw, **typed, **dates}, where)


@lru_cache(maxsize=8)
def _claims(path: Path, _stamp: int) -> tuple[Claim, ...]:
    stored, entries = [], written.read(path, "seeds/claims.yml")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise FulcrumError("seeds/claims.yml is no list of claims. Begin each claim with '- id:'.")
    for raw in entries:
        tests = raw.pop("tests", None) or {}
        raw["rules"] = tuple(_rule(name, test, raw.get("id", "")) for name, test in tests.items())
        raw["figures"] = tuple(map(str, raw.get("figures", ())))
        stored.append(
            _built(Claim, raw, f"seeds/claims.yml: {raw.get('id', 'a claim without id')}")
        )
    return tuple(stored)


def claims(of: Project | None = None) -> tuple[Claim, ...]:
    """All claims of a project, in the order of ``seeds/claims.yml``; by default of this one."""
    path = (of or project()).claims_file
    return _claims(path, path.stat().st_mtime_ns)


def claim(claim_id: str, of: Project | None = None) -> Claim:
    """One claim by its identifier; FulcrumError when there is none of that name."""
    stored = {subject.id: subject for subject in claims(of)}
    if claim_id not in stored:
        raise FulcrumError(
            f"There is no claim '{claim_id}' in seeds/claims.yml. Its claims run from "
            f"{min(stored, default='none')} to {max(stored, default='none')}."
        )
    return stored[claim_id]


@contextmanager
def reset(bounds: Bounds) -> Iterator[None]:
    """Within it ``settings`` gives other bounds, for an analysis of what a verdict rests on."""
    _RESET.update(bounds)
    try:
        yield
    finally:
        _RESET.clear()


def settings(claim_id: str, test: str) -> dict[str, float]:
    """The bounds that ``seeds/claims.yml`` sets inside the computation of one test."""
    for rule in claim(claim_id).rules:
        if rule.name == test:
            return {**rule.settings, **_RESET.get((claim_id, test), {})}
    raise FulcrumError(f"{claim_id} has no test '{test}' in seeds/claims.yml. Write its rule.")
