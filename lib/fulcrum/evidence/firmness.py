"""How firm verdicts are: what ``fulcrum robustness`` left in ``data/robustness``, and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pandas as pd

from fulcrum.evidence import tables
from fulcrum.evidence.data import Project, load
from fulcrum.evidence.seeds import Rule, claims
from fulcrum.evidence.wording import by_number, listed

PACKAGE: Final = "robustness"
"""The data package of the run; a report may have none."""
VERDICTS: Final = f"{PACKAGE}/verdicts"
REANALYSES: Final = f"{PACKAGE}/reanalyses"
CODED: Final = "as coded"
FAILED: Final = "not computed"
"""The answer of a reading under which the code of a verdict fails, as when a named row is gone."""
KINDS: Final = {
    "row": "One row is left out",
    "answer": "One text is read the other way",
    "source": "All rows of one publisher are left out",
    "class": "A class of sources or of confidence is left out",
    "window": "Windows move by a week or a month",
    "coder": "Another coder's codes",
    "draw": "Codes are drawn from their ranges",
    "range": "All codes stand at one end of their ranges",
    "threshold": "One threshold moves",
    "all thresholds": "All thresholds move together",
    "bound": "A bound inside a test moves",
    "variant": "The chapter's own other way",
}
"""What is read otherwise, in words."""
ROW: Final = re.compile(r"without (.+) \([^/]+/(.+)\)")
ANSWER: Final = re.compile(r"the other answer to (\S+) (.+) \([^/]+/(.+)\)")
STEP: Final = re.compile(r"(\w+): ([+-])(\d+) %")


@dataclass(frozen=True)
class Firmness:
    """How firm one verdict is.

    coded: the verdict as coded; tried: re-analyses; moved: those that change a number of a test;
    held, held_moved: of each, those that leave the verdict; breaks: the smallest change that does
    not, and to what.
    """

    coded: str
    tried: int
    moved: int
    held: int
    held_moved: int
    breaks: str

    @property
    def share(self) -> float:
        """The part of the readings that change a number under which it holds; 1 without any."""
        return self.held_moved / self.moved if self.moved else 1.0

    @property
    def brief(self) -> str:
        """How many readings it holds in, without a full stop."""
        if self.held == self.tried:
            return by_number(
                self.tried, one="Holds in the one reading", many="Holds in all {n} readings"
            )
        return (
            f"Holds in {by_number(self.held, none='none', many='{n}')} of {self.tried:,} readings"
        )

    @property
    def of_moved(self) -> str:
        """How many it holds in of those that change a number, as a sentence."""
        moving = "changes a number of its tests"
        if self.moved < 2:
            broken = "leaves it" if self.held_moved else "breaks it"
            return by_number(
                self.moved, none=f"None {moving}", one=f"The one that {moving} {broken}", many=""
            )
        held = by_number(self.held_moved, none="none", one="one", many="{n}")
        held = "all" if self.held_moved == self.moved else held
        return (
            f"{self.moved:,} of them change a number of its tests, and it holds in {held} of these"
        )

    @property
    def sentence(self) -> str:
        """All of it, for a card."""
        parts = [self.brief, self.of_moved]
        if self.breaks:
            reading, _, verdict = self.breaks.rpartition(": ")
            then = "it cannot be computed" if verdict == FAILED else f"it is {verdict}"
            parts.append(f"The smallest change that breaks it: {in_words(reading)}. Then {then}")
        return f"{'. '.join(parts)}."


def in_words(reading: str) -> str:
    """The name of a reading as a page prints it."""
    if row := ROW.fullmatch(reading):
        return f"row {row[1]} of {row[2]} is left out".replace("_", " ")
    if answer := ANSWER.fullmatch(reading):
        return f"row {answer[1]} is read the other way on “{answer[2]}”".replace("_", " ")
    if step := STEP.fullmatch(reading):
        way = "higher" if step[2] == "+" else "lower"
        return f"the threshold of {step[1].replace('_', ' ')} lies {step[3]} % {way}"
    return reading.replace("_", " ")


@lru_cache(maxsize=8)
def _stored(path: Path, _stamp: int) -> dict[tuple[str, str], Firmness]:
    return {
        (row["claim"], row["horizon"]): Firmness(
            coded=row["coded"],
            breaks=row["breaks"],
            **{name: int(row[name]) for name in ("tried", "moved", "held", "held_moved")},
        )
        for row in tables.rows(path.read_bytes(), f"data/{VERDICTS}.csv").records()
    }


def of_verdicts(project: Project) -> dict[tuple[str, str], Firmness]:
    """How firm each verdict of a report is, by claim and horizon; empty without a run."""
    if not project.descriptor_file(PACKAGE).is_file():
        return {}
    path = project.table_file(VERDICTS)
    return _stored(path, path.stat().st_mtime_ns)


def verdicts() -> pd.DataFrame:
    """How firm each verdict is, least firm first: the table ``VERDICTS``, ``share, label`` added.

    share: per cent of the re-analyses that change a number under which the verdict holds, missing
    where none does.
    """
    table = load(VERDICTS).fillna({"horizon": ""})
    share = (100 * table["held_moved"] / table["moved"].where(table["moved"] > 0)).astype(float)
    label = table["claim"] + table["horizon"].map(lambda day: f", {day}" if day else "")
    return table.assign(share=share, label=label).sort_values(
        ["share", "held", "claim", "horizon"], ignore_index=True
    )


def by_kind() -> pd.DataFrame:
    """Re-analyses that change a number, by what is read otherwise: ``kind, row, n, held, share``.

    share: per cent that leave the verdict. The kinds that break the most come first.
    """
    table = load(REANALYSES).fillna({"horizon": ""})
    coded = verdicts().set_index(["claim", "horizon"])["coded"].rename("coded")
    table = table[table["kind"] != CODED].join(coded, on=["claim", "horizon"])
    kinds = (table["verdict"] == table["coded"]).groupby(table["kind"]).agg(["size", "sum"])
    kinds = kinds.set_axis(["n", "held"], axis=1).reset_index()
    kinds = kinds.assign(share=100 * kinds["held"] / kinds["n"], row=kinds["kind"].map(KINDS))
    return kinds.sort_values(["share", "kind"], ignore_index=True)


def _tested(claim_id: str, horizon: str) -> Rule | None:
    """The first test that counts, where it is held to a number."""
    rules = (rule for claim in claims() if claim.id == claim_id for rule in claim.rules)
    first = next((r for r in rules if r.necessary and (r.horizon or "") == horizon), None)
    ends = first.threshold if first and isinstance(first.threshold, tuple) else None
    is_number = first and all(
        isinstance(end, int | float) and not isinstance(end, bool)
        for end in ends or (first.threshold,)
    )
    return first if is_number else None


def curves() -> pd.DataFrame:
    """Each verdict's first number under all readings that change it, in order, as steps.

    ``claim, horizon, panel, start, end, value, answer, readings, low, high``. start, end: per cent
    of the readings below the step and up to its end; answer: holds, breaks or as coded; readings:
    how many have this value; low, high: the threshold, or its two ends. Verdicts whose first number
    no reading changes are left out, and so are thresholds that move, under which it stays.
    """
    table = load(REANALYSES).fillna({"horizon": ""}).dropna(subset=["value"])
    table = table[~table["kind"].isin(["threshold", "all thresholds", "variant"])]
    parts: list[pd.DataFrame] = []
    for row in verdicts().to_dict("records"):
        same = (table["claim"] == row["claim"]) & (table["horizon"] == row["horizon"])
        part, rule = table[same], _tested(row["claim"], row["horizon"])
        if rule is None or part["value"].nunique() < 2:
            continue
        low, high = rule.threshold if isinstance(rule.threshold, tuple) else [rule.threshold] * 2
        answer = part["verdict"].eq(row["coded"]).map({True: "holds", False: "breaks"})
        answer = answer.mask(part["kind"] == CODED, CODED)
        steps = part.assign(answer=answer).groupby(["claim", "horizon", "value", "answer"])
        part = steps.size().reset_index(name="readings").assign(low=float(low), high=float(high))
        end = 100 * part["readings"].cumsum() / part["readings"].sum()
        start = end.shift(fill_value=0.0)
        parts.append(part.assign(panel=row["label"], start=start, end=end))
    return pd.concat(parts, ignore_index=True)


def least_firm(n: int = 5) -> str:
    """The verdicts that hold in the smallest part of what changes a number, in one list."""
    return listed(verdicts().dropna(subset=["share"])["label"].head(n))
