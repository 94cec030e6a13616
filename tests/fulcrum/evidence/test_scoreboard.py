"""What verdicts add up to: counts, and claims judged twice."""

from __future__ import annotations

import pandas as pd

from fulcrum.evidence import scoreboard
from fulcrum.evidence.seeds import claims

VERDICTS = pd.DataFrame(
    [
        ("c01", "", "supported"),
        ("c32", "2021", "supported"),
        ("c32", "2026", "contradicted"),
        ("c43", "2021", "supported"),
        ("c43", "2026", "supported"),
        ("c14", "2021", "undecided"),
    ],
    columns=["claim", "horizon", "verdict"],
)


def test_claims_judged_twice_tell_whether_they_moved():
    pairs = scoreboard.twice(VERDICTS)
    assert pairs.to_dict("records") == [
        {"claim": "c32", "then": "supported", "later": "contradicted", "moved": True},
        {"claim": "c43", "then": "supported", "later": "supported", "moved": False},
    ]


def test_the_first_horizon_stands_for_a_claim_and_all_have_a_row():
    table = scoreboard.standing(VERDICTS).set_index("claim")
    assert len(table) == len(claims())
    assert table.loc["c32", "verdict"] == "supported"
    assert scoreboard.judged(table) == 4
    assert scoreboard.testable(table) == 4
    later = scoreboard.standing(VERDICTS, "last").set_index("claim")
    moved = later["verdict"] != table["verdict"]
    assert later.loc[moved, "verdict"].to_dict() == {"c32": "contradicted"}
    opinion = table.assign(verdict=table["verdict"].replace("undecided", "not testable"))
    assert scoreboard.testable(opinion) == 3
    counts = scoreboard.counts(table).set_index("verdict")["n"]
    assert counts.to_dict() == {"supported": 3, "undecided": 1, "not yet judged": 42}


def test_a_claim_without_verdict_is_not_yet_judged():
    verdicts = pd.DataFrame(
        [("c22", "", "supported"), ("c32", "2026", "contradicted"), ("c32", "2021", "mixed")],
        columns=["claim", "horizon", "verdict"],
    )
    table = scoreboard.standing(verdicts)
    assert len(table) == len(claims())
    assert scoreboard.judged(table) == 2
    assert table.set_index("claim").loc["c32", "verdict"] == "mixed"
    assert scoreboard.counts(table)["n"].sum() == len(claims())
    assert scoreboard.counts(table)["verdict"].iloc[0] == "supported"
