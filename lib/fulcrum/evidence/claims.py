"""Claims and their verdicts: a verdict is computed from named tests, never typed.

The claims, their tests, thresholds and the reasons for them stand in ``seeds/claims.yml``. A
chapter computes the number for each test; this module compares it and draws the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import NOT_THIS_CASE, VERDICT, VerdictWord
from fulcrum.evidence.results import plain
from fulcrum.evidence.seeds import COMPARISONS, UNTESTABLE, Claim, Rule, claim
from fulcrum.evidence.wording import Value, stated


class Case(Protocol):
    """What a verdict asks of the case that a chapter is run for."""

    @property
    def is_default(self) -> bool:
        """Whether it is the case that the claims are about."""

    @property
    def withheld_because(self) -> str:
        """Why no verdict is given, in one sentence, where it is not."""

    def as_dict(self) -> dict[str, str | int]:
        """The parameters by name."""


@dataclass(frozen=True)
class Test:
    """The number a chapter computed for one named test.

    value: number, text, date or truth value; None where the data hold none. low, high: the range
    the data leave open, in the same unit; when it straddles the threshold the test is undecided.
    """

    __test__ = False  # pytest would otherwise collect it

    name: str
    value: object
    low: float | None = None
    high: float | None = None
    note: str = ""


def holds(rule: Rule, test: Test) -> bool | None:
    """Whether the test's number meets its rule; None where it cannot be decided.

    That is where its range straddles the threshold, or where it counts what was found, found
    nothing, and no search is on record that would have found it.
    """
    ends = [plain(end) for end in (test.low, test.high) if end is not None]
    if test.value is None and len(ends) < 2:
        return None
    values = ends if test.value is None else [plain(test.value), *ends]
    if rule.counts_found and not rule.search and 0 in values:
        return None
    answers = {COMPARISONS[rule.compare](value, rule.threshold) for value in values}
    return answers.pop() if len(answers) == 1 else None


def settled(coded: VerdictWord, others: Mapping[str, VerdictWord]) -> tuple[VerdictWord, list[str]]:
    """The verdict that stands beside those of other ways of computing it, and what flips it.

    It is *mixed* where another way changes it, or *undecided* where all that decide agree.
    """
    flips = [f"{name}: {other}" for name, other in others.items() if other != coded]
    if not flips:
        return coded, []
    decided = {coded, *others.values()} - {"undecided"}
    is_mixed = len(decided) > 1 or "mixed" in decided
    return "mixed" if is_mixed else "undecided", [f"as coded: {coded}", *flips]


def combined(nature: str, rules: Sequence[Rule], answers: Sequence[bool | None]) -> VerdictWord:
    """The verdict that the answers to the tests add up to; only necessary tests count.

    A test that cannot be decided never rescues one that failed.
    """
    if nature in UNTESTABLE:
        return "not testable"
    pairs = list(zip(rules, answers, strict=True))
    if any(rule.condition and answer is False for rule, answer in pairs):
        return "condition not met"
    counted = {answer for rule, answer in pairs if rule.necessary and not rule.condition}
    if False in counted:
        return "mixed" if True in counted else "contradicted"
    return "supported" if counted == {True} else "undecided"


@dataclass(frozen=True)
class Judgement:
    """A verdict with everything that led to it; shows itself as a card."""

    claim: str
    horizon: str | None
    verdict: VerdictWord
    because: str
    nature: str
    hardly_fails: bool
    tests: tuple[dict[str, Any], ...]
    variants: tuple[dict[str, Any], ...] = ()
    flips: tuple[str, ...] = ()
    case: dict[str, str | int] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {VERDICT: asdict(self), "text/markdown": self.markdown(), "text/plain": str(self)}

    def __str__(self) -> str:
        return f"{self._heading}. {self.because}"

    @property
    def _heading(self) -> str:
        as_of = f" (as of {self.horizon})" if self.horizon else ""
        return f"{self.claim}{as_of}: {self.verdict}"

    def markdown(self) -> str:
        """The card as JupyterLab shows it."""
        lines = [f"**{self._heading}.** {claim(self.claim).claim}", ""]
        lines += [self.because, "", "| test | found | must be | holds |", "|---|---|---|---|"]
        for test in self.tests:
            answer = {True: "yes", False: "no", None: "undecided"}[test["holds"]]
            kind = "" if test["necessary"] else " (context)"
            cells = (test["says"] + kind, test["found"], test["required"], answer)
            lines.append(f"| {' | '.join(cells)} |")
        lines += ["", *(f"Flips: {flip}." for flip in self.flips)]
        return "\n".join(lines)


SIGNS: Final = {">=": "\N{GREATER-THAN OR EQUAL TO}", "<=": "\N{LESS-THAN OR EQUAL TO}"}


def _required(rule: Rule) -> str:
    if isinstance(rule.threshold, tuple):
        low, high = (stated(end) for end in rule.threshold)
        return f"between {low} and {high} {rule.unit}".strip()
    if isinstance(rule.threshold, bool):
        return "yes" if rule.threshold else "no"
    sign = SIGNS.get(rule.compare, rule.compare)
    return f"{sign}\N{NO-BREAK SPACE}{stated(rule.threshold, rule.unit)}"


def found_text(value: Value | None, low: Value | None, high: Value | None, unit: str = "") -> str:
    """The number of a test as its card prints it, with the range that the data leave open."""
    text = "too few data" if value is None else stated(value, unit)
    if low is not None and high is not None:
        least, most = stated(low), stated(high, unit)
        span = most if low == high else f"{least} to {most}"
        if value is None:
            return span
        text = text if span == text else f"{text} ({span})"
    return text


def _numbers(test: Test) -> tuple[Value | None, Value | None, Value | None]:
    value, low, high = (
        None if end is None else plain(end) for end in (test.value, test.low, test.high)
    )
    return value, low, high


def _shown(rule: Rule, test: Test) -> dict[str, Any]:
    left_out = ("changes", "horizon", "settings", "counts_found", "search")
    kept = {key: part for key, part in asdict(rule).items() if key not in left_out}
    value, low, high = _numbers(test)
    return kept | {
        "unsearched": rule.counts_found and not rule.search,
        "value": value,
        "low": low,
        "high": high,
        "found": found_text(value, low, high, rule.unit),
        "required": _required(rule),
        "holds": holds(rule, test),
        "note": " ".join(filter(None, [test.note, _on_zero(rule, value, low, high)])),
    }


def _on_zero(rule: Rule, *values: Value | None) -> str:
    """What a zero found is worth, in a sentence."""
    if not rule.counts_found or 0 not in values:
        return ""
    if rule.search:
        return "Where nothing was found, the search for it is on record."
    return "Nothing was found, and no search is on record, so that it decides nothing."


def _paired(
    subject: Claim, rules: Sequence[Rule], tests: Sequence[Test]
) -> list[tuple[Rule, Test]]:
    by_name = {test.name: test for test in tests}
    wanted = [rule.name for rule in rules]
    if sorted(wanted) != sorted(test.name for test in tests):
        raise FulcrumError(
            f"{subject.id}: its tests in seeds/claims.yml are {', '.join(wanted) or 'none'}; "
            f"the chapter gave {', '.join(test.name for test in tests) or 'none'}. "
            "Give each test once, or write its rule in the seeds."
        )
    return [(rule, by_name[rule.name]) for rule in rules]


def _verdict(subject: Claim, rules: Sequence[Rule], tests: Sequence[Test]) -> VerdictWord:
    answers = [holds(*pair) for pair in _paired(subject, rules, tests)]
    return combined(subject.nature, rules, answers)


def judge(
    claim_id: str,
    *,
    case: Case | None = None,
    tests: Sequence[Test],
    because: str,
    horizon: str | None = None,
    variants: Mapping[str, Sequence[Test]] | None = None,
) -> Judgement:
    """The verdict on a claim, computed from the numbers of its tests.

    case: what the chapter is run for; None in a report that has no other case than its own.
    tests: one for each rule of the claim (at the horizon, for expectations).
    because: one sentence for the reader. variants: the same tests computed another way (second
    coder, coded range, a row dropped); when one of them changes the verdict it becomes *mixed*, or
    *undecided* where all that decide agree on another, and the card names what flips it. Under
    another case than the claim's the verdict is withheld.
    Raises FulcrumError for an unknown claim, a test without a rule, a rule without its test.
    """
    subject = claim(claim_id)
    if horizon not in subject.horizons:
        allowed = ", ".join(str(known) for known in subject.horizons)
        raise FulcrumError(f"{claim_id} is judged at horizon {allowed}, not at {horizon}.")
    rules = [rule for rule in subject.rules if rule.horizon == horizon]
    variants = variants or {}
    others = {name: _verdict(subject, rules, other) for name, other in variants.items()}
    verdict, flips = settled(_verdict(subject, rules, tests), others)
    withheld = case is not None and not case.is_default
    pairs = [] if withheld else _paired(subject, rules, tests)
    return Judgement(
        claim=claim_id,
        horizon=horizon,
        verdict=NOT_THIS_CASE if withheld else verdict,
        because=case.withheld_because if case and withheld else because,
        nature=subject.nature,
        hardly_fails=subject.hardly_fails,
        tests=tuple(_shown(*pair) for pair in pairs),
        variants=tuple(
            {
                "name": name,
                "verdict": others[name],
                "numbers": [_numbers(test) for _, test in _paired(subject, rules, other)],
            }
            for name, other in variants.items()
        ),
        flips=tuple(flips),
        case=case.as_dict() if case else {},
    )
