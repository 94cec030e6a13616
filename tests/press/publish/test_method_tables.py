"""The tables of the page on methods: flips grouped by verdict, changes of thresholds complete."""

from __future__ import annotations

from fulcrum.evidence.seeds import claims
from press.publish import pages


def filled(book, *verdicts):
    """A book in which one chapter judges, as its pages see it."""
    return pages.Book(book, {"responses": {"verdicts": list(verdicts)}}, {}, {})


def verdict(word: str, flips: list[str], variants: int = 3) -> dict[str, object]:
    return {
        "claim": "c05",
        "horizon": None,
        "verdict": word,
        "flips": flips,
        "variants": [{}] * variants,
    }


def test_flips_name_each_way_and_put_dropped_rows_together(book):
    lines = [
        "as coded: contradicted",
        "second coder: supported",
        "without e001: supported",
        "without e002: supported",
        "upper codes: undecided",
    ]
    text = " ".join(pages.filled("flips", filled(book, verdict("mixed", lines))).split())
    assert "contradicted" in text
    assert "second coder; any one of 2 rows left out (e001, e002)" in text
    assert "upper codes" in text
    assert "1 verdicts were computed again in other ways. Of these, 1 change" in text


def test_a_verdict_that_nothing_flips_says_so_and_one_never_recomputed_is_left_out(book):
    steady, single = verdict("supported", []), verdict("supported", [], variants=0)
    text = pages.filled("flips", filled(book, steady, single))
    assert text.count("none of those tried") == 1


def test_every_change_of_a_threshold_is_listed_with_its_reason(book):
    text = pages.filled("thresholds", filled(book))
    changes = [change for claim in claims() for rule in claim.rules for change in rule.changes]
    assert changes
    for change in changes:
        assert {"date", "old", "new", "reason"} <= set(change)
        assert str(change["reason"]).split()[0] in text


def test_a_changed_test_carries_the_date_of_its_last_change():
    for claim in claims():
        for rule in claim.rules:
            if rule.changes:
                assert rule.dated == max(str(change["date"]) for change in rule.changes), claim.id
