"""Verdicts: how tests add up, what counts, what flips."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum.analysis.case import Case
from fulcrum.errors import FulcrumError
from fulcrum.evidence import claims, payloads
from fulcrum.evidence import seeds as stored
from fulcrum.evidence.claims import Test, combined, holds, judge
from fulcrum.evidence.data import Project
from fulcrum.evidence.seeds import Claim, Rule, settings


def rule(name: str = "longer", **changes: object) -> Rule:
    fields: dict[str, object] = {
        "name": name,
        "says": "It is longer",
        "necessary": True,
        "unit": "km",
        "compare": ">",
        "threshold": 1300,
        "reason": "The claim's own number.",
        "table": "border-lengths/published_lengths",
        "dated": "2026-11-24",
    }
    return Rule(**(fields | changes))  # type: ignore[arg-type]


def a_claim(*rules: Rule, **changes: object) -> Claim:
    fields: dict[str, object] = {
        "id": "c22",
        "claim": "The border is long.",
        "paragraph": 4,
        "sentence": 3,
        "kind": "descriptive",
        "theme": "leverage",
        "chapter": "leverage",
        "unit": "source",
        "refuted_if": "It is short.",
        "rules": rules,
    }
    return Claim(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch):
    def put(*chosen: Claim) -> None:
        monkeypatch.setattr(stored, "claims", lambda *_: chosen)

    return put


@pytest.mark.parametrize(
    ("compare", "threshold", "value", "expected"),
    [
        (">", 1300, 1344, True),
        (">", 1300, 1300, False),
        (">=", 1300, 1300, True),
        ("<", 0.5, 0.4, True),
        ("<=", 0.5, 0.6, False),
        ("=", "2021-08-30", "2021-08-30", True),
        ("=", "2021-08-30", "2021-08-31", False),
        ("=", True, False, False),
        ("between", (22, 28), 27, True),
        ("between", (22, 28), 30, False),
    ],
)
def test_a_number_is_compared_with_its_threshold(compare, threshold, value, expected):
    assert holds(rule(compare=compare, threshold=threshold), Test("longer", value)) is expected


def test_a_range_across_the_threshold_decides_nothing():
    assert holds(rule(), Test("longer", 1310, low=1290, high=1320)) is None
    assert holds(rule(), Test("longer", 1310, low=1305, high=1320)) is True
    assert holds(rule(), Test("longer", None)) is None
    assert holds(rule(), Test("longer", None, low=1, high=2)) is False


def test_zero_found_decides_only_where_a_search_is_on_record():
    found = rule(compare=">=", threshold=1, counts_found=True)
    searched = replace(found, search={"TKM": ["2021-08a"]})
    none, some = Test("longer", 0), Test("longer", 2)
    assert (holds(found, none), holds(searched, none)) == (None, False)
    assert holds(found, some) is holds(searched, some) is True
    never = replace(found, compare="=", threshold=0)
    assert (holds(never, none), holds(never, some)) == (None, False)
    assert holds(found, Test("longer", None, low=0, high=3)) is None


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([True, True], "supported"),
        ([False, False], "contradicted"),
        ([True, False], "mixed"),
        ([True, None], "undecided"),
        ([False, None], "contradicted"),
        ([None, None], "undecided"),
    ],
)
def test_necessary_tests_add_up(answers, verdict):
    assert combined("", [rule("a"), rule("b")], answers) == verdict


def test_context_does_not_rescue_a_failed_claim():
    rules = [rule("a"), rule("b", necessary=False)]
    assert combined("", rules, [False, True]) == "contradicted"


def test_true_and_false_are_mixed_even_beside_an_open_one():
    assert combined("", [rule("a"), rule("b"), rule("c")], [True, False, None]) == "mixed"


def test_opinions_get_no_truth_verdict():
    assert combined("opinion", [rule()], [True]) == "not testable"
    assert combined("normative", [rule()], [False]) == "not testable"


def test_a_conditional_whose_condition_never_came():
    rules = [rule("coalition", condition=True), rule("key")]
    assert combined("conditional", rules, [False, True]) == "condition not met"
    assert combined("conditional", rules, [True, True]) == "supported"


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6))
def test_the_order_of_tests_does_not_matter(answers):
    rules = [rule(str(number)) for number in range(len(answers))]
    assert combined("", rules, answers) == combined("", rules, answers[::-1])


def test_judge_computes_and_shows(seeds):
    seeds(a_claim(rule()))
    judgement = judge("c22", case=Case(), tests=[Test("longer", 1344.15)], because="Both agree.")
    assert judgement.verdict == "supported"
    bundle = judgement._repr_mimebundle_()
    card = json.loads(json.dumps(bundle[payloads.VERDICT]))
    assert card["tests"][0]["found"] == "1,344\N{NO-BREAK SPACE}km"
    assert card["tests"][0]["required"] == ">\N{NO-BREAK SPACE}1,300\N{NO-BREAK SPACE}km"
    assert "**c22: supported.**" in bundle["text/markdown"]


def test_a_variant_that_differs_makes_the_verdict_mixed_and_is_named(seeds):
    seeds(a_claim(rule()))
    variants = {"second coder": [Test("longer", 1200)], "upper codes": [Test("longer", 1400)]}
    judgement = judge(
        "c22", case=Case(), tests=[Test("longer", 1344)], because="-", variants=variants
    )
    assert judgement.verdict == "mixed"
    assert judgement.flips == ("as coded: supported", "second coder: contradicted")
    assert [variant["numbers"] for variant in judgement.variants] == [
        [(1200, None, None)],
        [(1400, None, None)],
    ]


@pytest.mark.parametrize(
    ("coded", "other"), [(1344, None), (1200, None), (None, 1200), (None, 1400), (None, None)]
)
def test_ways_that_only_differ_in_whether_they_decide_leave_it_undecided(seeds, coded, other):
    seeds(a_claim(rule()))
    variants = {"second coder": [Test("longer", other)]}
    tests = [Test("longer", coded)]
    judgement = judge("c22", case=Case(), tests=tests, because="-", variants=variants)
    assert judgement.verdict == "undecided"
    assert bool(judgement.flips) == (coded != other)
    three = variants | {"upper codes": [Test("longer", 1400)], "lower codes": [Test("longer", 1)]}
    assert judge("c22", case=Case(), tests=tests, because="-", variants=three).verdict == "mixed"


def test_a_mixed_verdict_stays_mixed_where_another_way_decides_nothing(seeds):
    seeds(a_claim(rule("longer"), rule("wider")))
    tests = [Test("longer", 1344), Test("wider", 1)]
    variants = {"second coder": [Test("longer", 1344), Test("wider", None)]}
    judgement = judge("c22", case=Case(), tests=tests, because="-", variants=variants)
    assert judgement.verdict == "mixed"
    assert judgement.flips == ("as coded: mixed", "second coder: undecided")


def test_another_case_gets_no_verdict(seeds):
    seeds(a_claim(rule()))
    judgement = judge("c22", case=Case(focal="UZB"), tests=[Test("longer", 1)], because="x")
    assert judgement.verdict == "not this claim's case"
    assert judgement.tests == ()
    assert "Uzbekistan" in judgement.because


def test_an_expectation_is_judged_at_its_horizons(seeds):
    seeds(a_claim(rule("then", horizon="2021"), rule("now", horizon="2026"), kind="predictive"))
    then = judge("c22", case=Case(), tests=[Test("then", 1)], because="x", horizon="2021")
    assert (then.horizon, then.verdict) == ("2021", "contradicted")
    with pytest.raises(FulcrumError, match="judged at horizon 2021, 2026, not at None"):
        judge("c22", case=Case(), tests=[Test("then", 1)], because="x")


def test_tests_and_rules_must_match(seeds):
    seeds(a_claim(rule()))
    with pytest.raises(FulcrumError, match="tests in seeds/claims.yml are longer; the chapter"):
        judge("c22", case=Case(), tests=[Test("wider", 1)], because="x")


def test_an_unknown_claim_is_named_with_the_range():
    with pytest.raises(FulcrumError, match="no claim 'c99'.*run from c01 to c46"):
        claims.claim("c99")


def test_the_seeds_number_their_claims_each_in_one_chapter():
    seeded = stored.claims()
    assert [item.id for item in seeded] == [f"c{number:02}" for number in range(1, len(seeded) + 1)]
    assert {item.kind for item in seeded} <= {
        "descriptive",
        "causal",
        "predictive",
        "limit",
        "normative",
    }


def test_every_test_of_an_expectation_has_its_horizon():
    loose = [
        (item.id, criterion.name)
        for item in stored.claims()
        for criterion in item.rules
        if (item.kind == "predictive") != (criterion.horizon is not None)
    ]
    assert loose == []


def test_every_claim_with_a_truth_value_has_a_necessary_test():
    bare = [
        (item.id, horizon)
        for item in stored.claims()
        for horizon in item.horizons
        if item.rules
        and item.nature not in claims.UNTESTABLE
        and not any(
            criterion.necessary and criterion.horizon == horizon for criterion in item.rules
        )
    ]
    assert bare == []


def test_settings_come_from_the_seeds():
    assert set(settings("c14", "narrowing_then")) == {"rise", "kinds", "coverage", "records"}
    assert settings("c14", "narrower") == settings("c14", "narrowing_then")
    with pytest.raises(FulcrumError, match="c14 has no test 'nonesuch'"):
        settings("c14", "nonesuch")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"reason": None}, "test longer: reason missing"),
        ({"thershold": 5}, "thershold not known. It has: name, says"),
        ({"compare": "~"}, "compare is '~'. Allowed: >"),
    ],
)
def test_a_test_in_the_seeds_that_is_not_whole_is_named(tmp_path, changes, problem):
    parts = {"says": "-", "compare": ">", "threshold": 1, "reason": "-", "table": "-", "dated": "-"}
    parts = {key: part for key, part in (parts | changes).items() if part is not None}
    raw = [{"id": "c1", "tests": {"longer": parts}}]
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "claims.yml").write_text(json.dumps(raw))
    with pytest.raises(FulcrumError, match=problem):
        stored.claims(Project(tmp_path))


@pytest.mark.parametrize(
    ("search", "words"),
    [({}, "decides nothing"), ({"actors": ["TKM"], "periods": ["2021-08a"]}, "is on record")],
)
def test_a_card_says_what_a_zero_is_worth(seeds, search, words):
    seeds(a_claim(rule(compare=">=", threshold=1, counts_found=True, search=search)))
    (shown,) = judge("c22", case=Case(), tests=[Test("longer", 0)], because="-").tests
    assert words in shown["note"]
    (shown,) = judge("c22", case=Case(), tests=[Test("longer", 3)], because="-").tests
    assert shown["note"] == ""
