"""What the verdicts of all chapters add up to."""

from __future__ import annotations

import pandas as pd

from fulcrum.evidence.claims import claims
from fulcrum.evidence.payloads import UNJUDGED
from fulcrum.evidence.payloads import VERDICT_ORDER as ORDER


def standing(verdicts: pd.DataFrame) -> pd.DataFrame:
    """One row a claim: ``claim, theme, kind, chapter, hardly_fails, verdict``, first horizon.

    verdicts: see ``results.verdicts``. A claim that no chapter judges is *not yet judged*.
    """
    dated = verdicts.sort_values("horizon", kind="stable")
    first = dated.drop_duplicates("claim").set_index("claim")["verdict"]
    columns = ["claim", "theme", "kind", "chapter", "hardly_fails"]
    rows = [(s.id, s.theme, s.kind, s.chapter, s.hardly_fails) for s in claims()]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(verdict=table["claim"].map(first).fillna(UNJUDGED))


def counts(table: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Claims by verdict, in the order of the book, whole or by a column: ``[by,] verdict, n``."""
    keys = [by, "verdict"] if by else ["verdict"]
    counted = table.groupby(keys).size().reset_index(name="n")
    place = {word: place for place, word in enumerate(ORDER)}
    return counted.sort_values(
        keys, key=lambda words: words.map(place).fillna(words), kind="stable"
    )


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
    both = ends[by_claim.size() > 1].reset_index()  # groups come in the order of their keys
    return both.assign(moved=both["then"] != both["later"])
