"""Strong sentences: which are found, and what bears them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from press.author import bearing

ENGLISH = bearing.languages()["en"]


def strong(text: str, names: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """The line and the word of each sentence that is found."""
    words = [
        (s.line, bearing.strong_word(s.text, ENGLISH, set(names)))
        for s in bearing.sentences(text)
        if not s.borne
    ]
    return [(line, word) for line, word in words if word]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The coast of Norway is the longest.", "longest"),
        ("In 2019 none paid.", "none"),
        ("The port of Riga was never closed.", "never"),
        ("No state stood further from Oslo.", "No"),
        ("It is the only one on *any* map of Riga.", "only"),
        ("In Riga, {term}`all tolls <toll>` fell.", "all"),
    ],
)
def test_a_superlative_or_an_absolute_about_a_name_or_a_number_is_found(text, word):
    assert strong(text) == [(1, word)]


@pytest.mark.parametrize(
    "text",
    [
        "Every figure has a table.",  # neither name nor number
        "# The longest coast of Norway",
        "> The coast of Norway is the longest.",
        "The minister of Norway said \u201cnever\u201d in Riga.",
        "```{note}\nThe coast of Norway is the longest.\n```",
        "```\nnever = 3\n```",
        "The option `any` is of 2019.",
        "Which coast of Norway is the longest?",
        "Compare every coast of Norway.",
        "At least 3 ships of Norway came.",
        ":::{headline} Norway never\n:figure: a.first_2\n\nSome ships came.\n:::",
        "The forest of Norway rests in the west.",
    ],
)
def test_headings_questions_requests_quotations_and_code_are_not(text):
    assert strong(text) == []


@pytest.mark.parametrize(
    "bearer",
    [
        " at {result}`coast.length`.",
        ", says {cite}`olsen1998`.",
        ", which is {verdict}`n1@2010`.",
        ", as [the figure](coast.ipynb#fig-lengths) shows.",
        " by [the survey](https://example.org/survey).",
        ". <!-- rests on: coast.lengths, n1.longest -->",
        ".\n<!-- rests on: coast.lengths -->",
    ],
)
def test_a_role_a_link_or_a_comment_bears_its_own_sentence_alone(bearer):
    text = f"The coast of Norway is the longest{bearer}"
    assert strong(text) == []
    assert strong(f"{text} In Riga none is longer.") == [(text.count("\n") + 1, "none")]


def test_a_link_to_a_page_bears_nothing():
    assert strong("The coast of Norway is [the longest](coast.ipynb).") == [(1, "longest")]


def test_a_comment_names_one_or_several():
    text = "It is. <!-- rests on: coast.lengths, n1 --> It was."
    assert [s.rests_on for s in bearing.sentences(text)] == [("coast.lengths", "n1"), ()]


def test_items_and_rows_are_read_one_by_one_and_lines_are_counted():
    text = "First.\n\n- a ship of Oslo\n- never in Riga\n\n| a | all of 2019 |\n| b | some |\n"
    assert strong(text) == [(4, "never"), (6, "all")]


def test_a_sentence_may_begin_with_a_name_that_the_report_uses_elsewhere():
    texts = ["In Norway some.", "Some states of the United States."]
    names = bearing.names_in(texts)
    assert names == {"Norway", "United"}
    assert strong("Norway was last.", frozenset(names)) == [(1, "last")]
    assert strong("States were last.", frozenset(names)) == []


def test_every_harmless_phrase_holds_a_strong_word():
    stored = yaml.safe_load(Path(bearing.__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    for tongue, parts in stored.items():
        for phrase in parts["harmless"].split(", "):
            words = bearing.languages()[tongue]
            assert words.strong.search(phrase), phrase
            assert not words.strong.search(words.harmless.sub(" ", phrase)), phrase
