"""YAML that people write: read as it is, or refused with file and line."""

from __future__ import annotations

import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence import written


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: [\n", "seeds.yml, line 3: .*Correct the YAML"),
        ("a: 1\nb: c: d\n", "seeds.yml, line 2: mapping values are not allowed"),
        ("a: 1\nb: 2\na: 3\n", "seeds.yml, line 3: the key 'a' stands twice"),
        ("a:\n  day: 2026-02-30\n", "seeds.yml, line 2: '2026-02-30' is no day of the calendar"),
        (
            "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n",
            "seeds.yml, line 2: a merge was not finished",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text, sentence):
    with pytest.raises(FulcrumError, match=sentence):
        written.parsed(text, "seeds.yml")


def test_a_day_stays_the_text_that_it_was_written_as():
    assert written.parsed("day: 2021-08-15\n", "seeds.yml") == {"day": "2021-08-15"}


def test_a_file_that_is_missing_or_not_utf_8_is_named(tmp_path):
    path = tmp_path / "seeds.yml"
    with pytest.raises(FulcrumError, match="seeds.yml is missing"):
        written.read(path, "seeds.yml")
    path.write_bytes("a: 1\nb: Россия\n".encode("cp1251"))
    with pytest.raises(FulcrumError, match="seeds.yml, line 2: it is not UTF-8"):
        written.read(path, "seeds.yml")


def test_a_part_is_found_by_its_keys_and_a_missing_one_by_what_holds_it():
    text = "- id: a\n  tests:\n    share:\n      unit: '%'\n- id: b\n"
    assert written.line_of(text, [0, "tests", "share", "unit"]) == 4
    assert written.line_of(text, [0, "tests", "share", "threshold"]) == 3
    assert written.line_of(text, [1, "id"]) == 5
    assert written.line_of('{\n "a": [\n  1,\n  2]}', ["a", 1]) == 4
