"""What the verdicts of all chapters add up to."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from fulcrum.evidence.payloads import UNJUDGED
from fulcrum.evidence.payloads import VERDICT_ORDER as ORDER
from fulcrum.evidence.seeds import claims


def standing(verdicts: pd.DataFrame, horizon: Literal["first", "last"] = "first") -> pd.DataFrame:
    """One row a claim: ``claim, theme, kind, chapter, hardly_fails, verdict``.

    verdicts: see ``results.verdicts``. horizon: which verdict stands for a claim that is judged
    twice; any other has one verdict at both. A claim that no chapter judges is *not yet judged*.
    """
    columns = ["claim", "theme", "kind", "chapter", "hardly_fails"]
    table = pd.DataFrame(
        [(c.id, c.theme, c.kind, c.chapter, c.hardly_fails) for c in claims()], columns=columns
    )
    dated = verdicts.sort_values("horizon", kind="stable").drop_duplicates("claim", keep=horizon)
    verdict = table["claim"].map(dated.set_index("claim")["verdict"])
    return table.assign(verdict=verdict.fillna(UNJUDGED))


def counts(table: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Claims by verdict, in the order of the book, whole or by a column: ``[by,] verdict, n``."""
    keys = [by, "verdict"] if by else ["verdict"]
    verdict = pd.Categorical(table["verdict"], ORDER, ordered=True)
    counted = table.assign(verdict=verdict).groupby(keys, observed=True).size()
    return counted.reset_index(name="n").astype({"verdict": "str"})


def judged(table: pd.DataFrame) -> int:
    """How many claims have a verdict."""
    return int((table["verdict"] != UNJUDGED).sum())


def testable(table: pd.DataFrame) -> int:
    """How many claims were tested for whether they hold: not opinions, nor unmet conditions."""
    without = {UNJUDGED, "not testable", "condition not met"}
    return int((~table["verdict"].isin(without)).sum())


def twice(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Claims judged at two horizons: ``claim, then, later, moved``, in the order of the claims.

    verdicts: see ``results.verdicts``. moved: whether the second verdict differs from the first.
    """
    dated = verdicts[verdicts["horizon"] != ""].sort_values("horizon", kind="stable")
    by_claim = dated.groupby("claim")["verdict"]
    ends = pd.DataFrame({"then": by_claim.first(), "later": by_claim.last()})
    both = ends[by_claim.size() > 1].reset_index()
    return both.assign(moved=both["then"] != both["later"])
