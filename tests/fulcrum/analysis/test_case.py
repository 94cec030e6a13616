"""Parameters: what is allowed, and what the error says when it is not."""

from __future__ import annotations

import pytest

from fulcrum.analysis.case import case
from fulcrum.errors import FulcrumError


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"focal": "TJX"}, "focal = 'TJX' is not covered. Allowed are KAZ"),
        ({"focal": "USA"}, "is not covered"),
        ({"crisis": "AFX"}, "Did you mean AFG"),
        ({"patron": "ZZZ"}, "not an ISO 3166 alpha-3 code"),
        ({"until": 1900}, "a whole number from 1992 to 2026"),
        ({"until": "2024"}, "a whole number"),
        ({"seed": -1}, "seed = -1 is not allowed"),
        ({"draws": True}, "draws = True is not allowed"),
        ({"crisis": "TJK"}, "must be three states"),
    ],
)
def test_a_bad_parameter_is_refused_with_what_is_allowed(parameters, message):
    with pytest.raises(FulcrumError, match=message):
        case(**parameters)


def test_the_default_is_the_case_of_the_claims():
    assert case().is_default
    assert case(seed=7, draws=100).is_default
    assert not case(focal="UZB").is_default
    assert not case(until=2015).is_default
    assert case(focal="UZB").name() == "Uzbekistan"


def test_the_same_seed_gives_the_same_draws():
    assert case().rng().normal(size=3).tolist() == case().rng().normal(size=3).tolist()
    assert case(seed=1).rng().normal() != case(seed=2).rng().normal()
