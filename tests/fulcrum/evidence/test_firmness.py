"""How firm verdicts are, in words and in order."""

from __future__ import annotations

import dataclasses

import pytest

from fulcrum.evidence.firmness import Firmness, in_words

FIRM = Firmness("supported", 311, 7, 304, 0, "without e071 (events-2021/events_2021): contradicted")


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ("without e071 (events-2021/events_2021)", "row e071 of events 2021 is left out"),
        (
            "the other answer to e030 sets_security_condition (event-readings/text_readings)",
            "row e030 is read the other way on “sets security condition”",
        ),
        ("turkmen_contact: +10 %", "the threshold of turkmen contact lies 10 % higher"),
        ("share: -50 %", "the threshold of share lies 50 % lower"),
        ("windows 7 days later", "windows 7 days later"),
    ],
)
def test_a_reading_is_said_in_words(reading, words):
    assert in_words(reading) == words


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {},
            "Holds in 304 of 311 readings. 7 of them change a number of its tests, and it holds in "
            "none of these. The smallest change that breaks it: row e071 of events 2021 is left "
            "out. Then it is contradicted.",
        ),
        (
            {"held": 310, "moved": 1, "breaks": "windows 7 days later: not computed"},
            "Holds in 310 of 311 readings. The one that changes a number of its tests breaks it. "
            "The smallest change that breaks it: windows 7 days later. Then it cannot be computed.",
        ),
        (
            {"held": 311, "held_moved": 7, "breaks": ""},
            "Holds in all 311 readings. 7 of them change a number of its tests, and it holds in "
            "all of these.",
        ),
        (
            {"held": 311, "moved": 0, "breaks": ""},
            "Holds in all 311 readings. None changes a number of its tests.",
        ),
    ],
)
def test_a_card_says_how_firm_its_verdict_is(changed, sentence):
    assert dataclasses.replace(FIRM, **changed).sentence == sentence


def test_what_no_reading_touches_is_firm():
    assert dataclasses.replace(FIRM, moved=0).share == 1
    assert dataclasses.replace(FIRM, held_moved=5).share == pytest.approx(5 / 7)
