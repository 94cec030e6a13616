"""How firm each verdict is: computed anew under other readings of the data and other thresholds.

A verdict's code is cut out of its chapter (``verdict_code``) and run in worker processes on tables
that are read otherwise (``readings``). Thresholds are moved without running anything, since the
numbers of the tests are known. Every re-analysis asks what the claim would be called as coded,
variants apart, and is counted once.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from fulcrum.errors import FulcrumError
from fulcrum.evidence.claims import Judgement, Test, combined, holds
from fulcrum.evidence.data import altered, noting
from fulcrum.evidence.firmness import CODED, FAILED, PACKAGE
from fulcrum.evidence.seeds import Claim, Rule, reset
from press.execute.verdict_code import VerdictCode, verdict_codes
from press.execute.verdict_runs import made_from
from press.review.readings import STEPS, Reading, coded_in, readings
from press.workspace.workspace import Workspace


@dataclass(frozen=True)
class Reanalysis:
    """A verdict under one reading.

    value: the number of the first test that counts, where it is a number, or the middle of its
    range; moved: whether any number of a test differs from the published one, a threshold included.
    """

    claim: str
    horizon: str
    kind: str
    reading: str
    verdict: str
    value: float | None
    moved: bool


@dataclass(frozen=True)
class _Base:
    """A verdict as published, the tables it reads, and its chapter's own variants."""

    code: VerdictCode
    judgement: Judgement
    tables: frozenset[str]
    variants: tuple[tuple[str, str], ...]


def _judged(source: str) -> Judgement | None:
    """What the code of a verdict shows; None where its chapter states a gap instead."""
    *before, last = source.rpartition("\n")
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec("".join(before), names)  # noqa: S102 - code of the report's own chapters
        shown = eval(last, names)  # noqa: S307 - likewise
    return shown if isinstance(shown, Judgement) else None


def _base(task: tuple[VerdictCode, VerdictCode]) -> _Base | None:
    code, whole = task
    with noting() as tables:
        judgement = _judged(code.source)
    published = _judged(whole.source)
    if judgement is None or published is None:
        return None
    variants = tuple((variant["name"], variant["verdict"]) for variant in published.variants)
    return _Base(code, judgement, frozenset(tables), variants)


def _numbers(judgement: Judgement) -> list[tuple[object, ...]]:
    return [(test["value"], test["low"], test["high"]) for test in judgement.tests]


def _first_value(judgement: Judgement) -> float | None:
    for test in judgement.tests:
        ends = [test["value"]] if test["value"] is not None else [test["low"], test["high"]]
        if test["necessary"]:
            numbers = [e for e in ends if isinstance(e, int | float) and not isinstance(e, bool)]
            return sum(numbers) / len(numbers) if len(numbers) == len(ends) else None
    return None


def _of(base: _Base, kind: str, reading: str, verdict: str, **more: Any) -> Reanalysis:
    judgement, standard = base.judgement, {"value": _first_value(base.judgement), "moved": True}
    horizon = judgement.horizon or ""
    return Reanalysis(judgement.claim, horizon, kind, reading, verdict, **standard | more)


def _under(task: tuple[Reading, Sequence[_Base]]) -> list[Reanalysis]:
    """All verdicts that a reading can touch, under it."""
    reading, bases = task
    results = []
    for base in bases:
        with altered(reading.name, reading.changes), reset(reading.bounds):
            try:
                again = _judged(base.code.source)
            except Exception:  # the reading took away what the code cannot do without
                again = None
        verdict = again.verdict if again else FAILED
        value = _first_value(again) if again else None
        moved = again is None or _numbers(again) != _numbers(base.judgement)
        results.append(_of(base, reading.kind, reading.name, verdict, value=value, moved=moved))
    return results


def _moved_threshold(rule: Rule, step: float) -> Rule | None:
    """The rule with its threshold moved by a part of itself; None where it is no quantity."""
    threshold = rule.threshold
    if isinstance(threshold, tuple):
        low, high = threshold
        if isinstance(low, str | bool) or isinstance(high, str | bool):
            return None
        reach = (high - low) / 2 * step
        return replace(rule, threshold=(low - reach, high + reach))
    if isinstance(threshold, str | bool) or not threshold or rule.compare == "=":
        return None
    return replace(rule, threshold=threshold * (1 + step))


def loosened(rule: Rule, step: float) -> Rule | None:
    """The rule made easier to meet by a part of its threshold, harder where it is below zero."""
    is_least = rule.compare in {">", ">="}
    is_below = isinstance(rule.threshold, int | float) and rule.threshold < 0
    return _moved_threshold(rule, -step if is_least != is_below else step)


def _thresholds(base: _Base, subject: Claim) -> Iterator[Reanalysis]:
    """The verdict with each threshold that counts moved by each step, then with all together."""
    shown = {test["name"]: test for test in base.judgement.tests}
    rules = [rule for rule in subject.rules if rule.name in shown]
    tests = [Test(r.name, *(shown[r.name][end] for end in ("value", "low", "high"))) for r in rules]

    def answered(name: str, moved: Mapping[str, Rule], kind: str) -> Reanalysis:
        tried = [moved.get(rule.name, rule) for rule in rules]
        answers = [holds(*pair) for pair in zip(tried, tests, strict=True)]
        return _of(base, kind, name, combined(subject.nature, tried, answers))

    counted = [rule for rule in rules if rule.necessary]
    for step in [way * s for s in STEPS for way in (-1, 1)]:
        for rule in counted:
            if moved := _moved_threshold(rule, step / 100):
                yield answered(f"{rule.name}: {step:+d} %", {rule.name: moved}, "threshold")
        eased = {rule.name: easy for rule in counted if (easy := loosened(rule, step / 100))}
        if len(eased) > 1:
            way = "easier" if step > 0 else "harder"
            yield answered(f"all thresholds {way}: {abs(step)} %", eased, "all thresholds")


def _is_dated(subject: Claim, horizon: str | None) -> bool:
    """Whether a day is what a claim asserts, so that moved windows would move its truth."""
    rules = (rule for rule in subject.rules if rule.horizon == horizon and rule.necessary)
    return any(isinstance(rule.threshold, str) for rule in rules)


def _start(folder: Path) -> None:
    os.chdir(folder)  # a chapter asks for its project by the folder it runs in


@dataclass(frozen=True)
class Run:
    """All re-analyses, what they were made from (SHA-256 by name), and the seconds they took."""

    results: list[Reanalysis]
    made_from: dict[str, str]
    seconds: float


def _without_told(_done: int, _of: int) -> None:
    """Tell nobody."""


def reanalyses(
    workspace: Workspace, jobs: int = 2, told: Callable[[int, int], None] = _without_told
) -> Run:
    """Every verdict under every reading that can touch it.

    Opinions are left out. A reading touches a verdict when its code loads a table that the reading
    changes, or when it moves a bound of one of its tests; moved windows leave verdicts out that
    assert a day. told: called with how many readings are done, of how many. Raises FulcrumError
    for a verdict that rests on the tables of an earlier run.
    """
    start = time.perf_counter()
    subjects = {subject.id: subject for subject in workspace.claims}
    others = readings(workspace)
    pairs = [
        (bare, whole)
        for chapter in workspace.chapters
        for bare, whole in zip(
            verdict_codes(chapter, subjects),
            verdict_codes(chapter, subjects, without=("because",)),
            strict=True,
        )
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _start, (workspace.folder,)) as pool:
        bases = [base for base in pool.map(_base, pairs) if base and base.judgement.tests]
        bases = [base for base in bases if base.judgement.verdict != "not testable"]
        _check_apart(bases)
        tasks = [(reading, _touched(reading, bases, subjects)) for reading in others]
        results = []
        for done, part in enumerate(pool.map(_under, tasks, chunksize=4), start=1):
            results += part
            told(done, len(tasks))
    for base in bases:
        results.append(_of(base, CODED, CODED, base.judgement.verdict, moved=False))
        results += _thresholds(base, subjects[base.judgement.claim])
        results += _variants(base, others)
    read = coded_in(others).union(*(base.tables for base in bases))
    return Run(results, made_from(workspace, read), time.perf_counter() - start)


def _check_apart(bases: Iterable[_Base]) -> None:
    """Refuse a verdict that rests on how firm verdicts were."""
    for base in bases:
        if any(table.startswith(f"{PACKAGE}/") for table in base.tables):
            raise FulcrumError(
                f"chapters/{base.code.chapter}.ipynb: the verdict on {base.code.claim} rests on "
                f"data/{PACKAGE}, which is made from the verdicts. Take that table out of it."
            )


def _variants(base: _Base, others: Sequence[Reading]) -> Iterator[Reanalysis]:
    """The chapter's own variants, without those that a reading of the tables repeats."""
    rows = {reading.name.partition(" (")[0] for reading in others if reading.kind == "row"}
    names = [r.name.removeprefix("coder ") for r in others if r.kind == "coder"]
    coders = {words for name in names for words in (f"coder {name}", f"{name} coder")}
    for name, verdict in base.variants:
        if name not in rows | coders:
            yield _of(base, "variant", name, verdict, value=None)


def _touched(reading: Reading, bases: Sequence[_Base], subjects: dict[str, Claim]) -> list[_Base]:
    touched = [
        base
        for base in bases
        if not base.tables.isdisjoint(reading.changes)
        or any((base.judgement.claim, t["name"]) in reading.bounds for t in base.judgement.tests)
    ]
    if reading.kind == "window":
        judged = ((base, base.judgement) for base in touched)
        return [base for base, j in judged if not _is_dated(subjects[j.claim], j.horizon)]
    return touched


def _rank(kind: str, reading: str) -> int:
    """How small a change is: 0 for one row, then a week and small steps of a threshold."""
    if step := re.search(r"(\d+) %$", reading):
        return 1 + int(step[1]) // 10
    if kind == "window":
        return 1 if " 7 days" in reading else 3
    return {
        "row": 0,
        "answer": 0,
        "draw": 2,
        "source": 3,
        "class": 4,
        "coder": 5,
        "variant": 5,
    }.get(kind, 7)


def summary(results: Sequence[Reanalysis]) -> pd.DataFrame:
    """How firm each verdict is: one row a claim and horizon, in their order.

    ``claim, horizon, coded, tried, moved, held, held_moved, rows, threshold_pct, breaks``. coded:
    the verdict as coded; tried: re-analyses; moved: those that change a number of a test, moved
    thresholds and variants included; held, held_moved: of each, those with the verdict as coded;
    rows: single rows without which it falls; threshold_pct: the smallest step of a threshold that
    changes it; breaks: the smallest change that does, and to what. Missing where nothing does.
    """
    frame = pd.DataFrame(results)
    keys = ["claim", "horizon"]
    coded = frame[frame["kind"] == CODED].set_index(keys)["verdict"].rename("coded")
    tried = frame[frame["kind"] != CODED].join(coded, on=keys)
    tried["held"] = tried["verdict"] == tried["coded"]
    tried["held_moved"] = tried["held"] & tried["moved"]
    table = coded.to_frame().join(tried.groupby(keys)[["moved", "held", "held_moved"]].sum())
    table.insert(1, "tried", tried.groupby(keys).size())
    flips = tried[~tried["held"]].copy()
    flips["rank"] = list(map(_rank, flips["kind"], flips["reading"]))
    first = flips.sort_values("rank", kind="stable").groupby(keys).first()
    steps = flips[flips["kind"] == "threshold"].groupby(keys)["rank"].min()
    counts = ["tried", "moved", "held", "held_moved"]
    table[counts] = table[counts].fillna(0).astype(int)  # of a verdict that no reading touches
    return table.assign(
        rows=(flips["kind"] == "row").groupby([flips[key] for key in keys]).sum(),
        threshold_pct=10 * (steps - 1),
        breaks=first["reading"] + ": " + first["verdict"],
    ).reset_index()
