"""What single texts of the record say, as read row by row: answers that a column does not hold."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.analysis.events import text_readings as readings
from fulcrum.errors import FulcrumError

FRAMES = [
    ("recognition_held_out", ["RUS", "CHN"], "2021-08-15", "2021-09-06", True),
    ("recognition_put_off", ["RUS", "CHN"], "2021-08-15", "2021-09-06", True),
    ("refuses_recognition", ["TJK"], "2021-08-15", "2021-09-06", True),
    ("names_tajiks", ["TJK"], "2021-08-15", "2021-09-06", True),
    ("sets_security_condition", ["TKM", "UZB"], "2021-08-11", "2021-08-31", False),
]


@pytest.mark.parametrize(("question", "actors", "first", "last", "stated"), FRAMES)
def test_every_row_in_the_frame_was_read_and_no_other(question, actors, first, last, stated):
    answers = readings.answered(question, actors, first, last, stated=stated)
    rows = readings.load(readings.TEXTS).query("question == @question")
    strong = set(readings.coded(first, last)["event_id"])  # rows with a weak source were read too
    assert set(answers["event_id"]) == set(rows["event_id"]) & strong
    assert answers["actor"].isin(actors).all()
    assert answers["date"].between(first, last).all()


def test_a_hint_is_not_a_delay():
    held = readings.answered(*FRAMES[0][:4]).query("yes")["event_id"]
    put_off = readings.answered(*FRAMES[1][:4]).query("yes")["event_id"]
    assert not set(held) & set(put_off)


def test_a_row_that_was_not_read_is_named():
    with pytest.raises(FulcrumError, match=r"no answer to 'names_tajiks' for e009, e010"):
        readings.answered("names_tajiks", ["TJK"], "2021-07-05", "2021-07-05", stated=False)


def test_the_note_of_a_count_names_the_texts_read_as_yes():
    texts = pd.DataFrame(
        {"event_id": ["e1", "e2", "e3"], "actor": ["A", "A", "B"], "yes": [True, True, False]}
    )
    first, second = readings.count_yes(texts, {"first": "A", "second": "B"}, "naming")
    assert (first.value, first.note) == (2, "Read as naming: e1, e2 of 2 texts.")
    assert (second.value, second.note) == (0, "Read as naming: none of 1 texts.")


def test_a_warning_is_louder_by_the_share_of_texts_that_give_it():
    marks = {"TJK": [True, False], "RUS": [True, False, False], "KGZ": [False], "USA": [True]}
    lines = [(actor, yes) for actor, answers in marks.items() for yes in answers]
    texts = pd.DataFrame(lines, columns=["actor", "yes"])
    test = readings.louder(texts, "TJK", ["RUS", "KGZ"])
    assert (test.name, test.value) == ("louder", pytest.approx(100 * (1 / 2 - 1 / 4)))
    assert test.note == "1 of 2 Tajik texts and 1 of 4 of the other members warn."
    assert -100 < test.low < 0 < test.value < test.high < 100  # six texts decide nothing
    assert readings.louder(pd.concat([texts] * 100), "TJK", ["RUS", "KGZ"]).low > 0


def test_conditions_and_topics_are_counted_by_actor():
    days = ("2021-08-11", "2021-08-31", "2021-08-15")
    both = readings.security_counts({"turkmen": "TKM", "uzbek": "UZB"}, *days)
    uzbek = readings.security_counts({"uzbek": "UZB"}, *days)
    assert list(both)[:3] == ["turkmen_contact", "turkmen_security", "turkmen_topic"]
    assert {name: both[name] for name in uzbek} == uzbek
    firm = readings.answered(FRAMES[4][0], ["UZB"], *days[:2], stated=False)
    assert uzbek["uzbek_security"] == firm["yes"].sum()
