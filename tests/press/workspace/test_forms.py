"""What does not have its form is told by the check, with file and line, and nothing else is."""

from __future__ import annotations

import pytest

CASES = {
    "a key misspelt": (
        "seeds/claims.yml",
        ("reason: A fifth.", "necesary: false\n      reason: A fifth."),
        "seeds/claims.yml, line 16: 'c01.tests.share.necesary' is not a key that is known. Did you "
        "mean 'necessary'?",
    ),
    "a key of a claim misspelt": (
        "seeds/claims.yml",
        ("unit: share", "units: share"),
        "seeds/claims.yml, line 8: 'c01.units' is not a key that is known. Did you mean 'unit'?",
    ),
    "a word for true or false": (
        "seeds/claims.yml",
        ("reason: A fifth.", "necessary: 'no'\n      reason: A fifth."),
        "line 16: 'c01.tests.share.necessary' is \"no\". It must be true or false.",
    ),
    "a day that there is not": (
        "seeds/claims.yml",
        ("dated: '2026-11-24'", "dated: '2026-02-30'"),
        "line 18: 'c01.tests.share.dated' is 2026-02-30, which is no day of the calendar.",
    ),
    "a day without quotation marks that there is not": (
        "seeds/claims.yml",
        ("dated: '2026-11-24'", "dated: 2026-13-01"),
        "seeds/claims.yml, line 18: '2026-13-01' is no day of the calendar",
    ),
    "a day in another form": (
        "seeds/claims.yml",
        ("dated: '2026-11-24'", "dated: 24 November 2026"),
        "line 18: 'c01.tests.share.dated' is \"24 November 2026\", which is no day.",
    ),
    "a paragraph that is no number": (
        "seeds/claims.yml",
        ("paragraph: 1", "paragraph: one"),
        "line 2: 'c01.paragraph' is \"one\". It must be a whole number.",
    ),
    "a kind that there is not": (
        "seeds/claims.yml",
        ("kind: descriptive", "kind: described"),
        "line 4: 'c01.kind' is \"described\". It must be 'descriptive', 'causal'",
    ),
    "a threshold of another form": (
        "seeds/claims.yml",
        ("threshold: 20", "threshold: [20, 30]"),
        "line 15: 'c01.tests.share.threshold' is [20, 30]. It must be a number, a text or true",
    ),
    "a key that stands twice": (
        "seeds/claims.yml",
        ("unit: share", "unit: share\n  unit: km"),
        "seeds/claims.yml, line 9: the key 'unit' stands twice.",
    ),
    "a merge that was not finished": (
        "seeds/claims.yml",
        ("  unit: share", "<<<<<<< HEAD\n  unit: share\n=======\n  unit: km\n>>>>>>> theirs"),
        "seeds/claims.yml, line 8: a merge was not finished.",
    ),
    "a setting misspelt": (
        "_config.yml",
        ("  card:", "  cards:"),
        "'report.cards' is not a key that is known. Did you mean 'card'?",
    ),
    "a setting of Jupyter Book misspelt": (
        "_config.yml",
        ("html:", "htlm:"),
        "'htlm' is not a key that is known. Did you mean 'html'?",
    ),
    "a year that is no number": (
        "_config.yml",
        ("default: 2024", "default: soon"),
        "'report.editions.last_year.default' is \"soon\". It must be a whole number.",
    ),
    "settings that are no YAML": (
        "_config.yml",
        ("title: Fulcrum", "title: Fulcrum: a book"),
        "_config.yml, line 3: mapping values are not allowed",
    ),
    "a descriptor whose title is a number": (
        "data/border-lengths/datapackage.json",
        ('"name": "border-lengths"', '"name": "border-lengths",\n  "homepage": 7'),
        "data/border-lengths/datapackage.json, line 3: 'homepage' is 7. It must be a text.",
    ),
    "a descriptor with a day that there is not": (
        "data/border-lengths/datapackage.json",
        ('"name": "border-lengths"', '"name": "border-lengths",\n  "done": "2026-09-31"'),
        "line 3: 'done' is 2026-09-31, which is no day of the calendar.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_does_not_have_its_form_is_told_with_its_line(project, cli, capsys, name):
    file, (old, new), sentence = CASES[name]
    path = project.root / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert cli("check") == 1
    assert sentence in capsys.readouterr().err


def test_a_claim_that_stands_twice_is_told(project, cli, capsys):
    path = project.root / "seeds/claims.yml"
    path.write_text(path.read_text() * 2)
    assert cli("check") == 1
    expected = "seeds/claims.yml, line 19: 'c01.id' is 'c01', as that of a claim above."
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[]", "{", "null", '{"name": 7}', '{"resources": 7}'])
def test_a_descriptor_that_is_none_is_named(project, cli, capsys, text):
    (project.root / "data/border-lengths/datapackage.json").write_text(text)
    assert cli("check") == 1
    errors = capsys.readouterr().err
    assert "data/border-lengths/datapackage.json, line 1: " in errors
    assert "nobody foresaw" not in errors


@pytest.mark.parametrize("text", ["", "7", "[7]", "- tests: 7\n", "a: 1\n"])
@pytest.mark.parametrize("file", ["seeds/claims.yml", "_config.yml"])
def test_a_file_of_another_shape_is_named(project, cli, capsys, file, text):
    (project.root / file).write_text(text)
    assert cli("check") == 1
    errors = capsys.readouterr().err
    assert f"{file}, line 1: " in errors
    assert "nobody foresaw" not in errors


def test_a_report_without_optional_parts_has_its_form(other, cli):
    assert cli("check") == 0
