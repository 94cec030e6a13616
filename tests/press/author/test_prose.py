"""How a page reads: what counts as running prose, and measures that were counted by hand."""

from __future__ import annotations

import pytest

from press.author import prose
from press.workspace.settings import Prose

BOUNDS = Prose()


def texts(source: str) -> list[str]:
    return [sentence.text for sentence in prose.spoken("here", source)]


def measured(source: str, *, english: bool = True) -> prose.Measures:
    return prose.measures("here", [("here", source)], english=english)


def broken(source: str, bounds: Prose = BOUNDS) -> list[str]:
    return [str(finding) for finding in prose.findings(measured(source), bounds)]


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ("Mr. Olsen came. He left.", ["Mr. Olsen came.", "He left."]),
        ("Ivar U. Olsen sailed. He won.", ["Ivar U. Olsen sailed.", "He won."]),
        ("The U.S. fleet came. It left.", ["The U.S. fleet came.", "It left."]),
        ("It grew by 3.5 m. Then 1,300 came.", ["It grew by 3.5 m.", "Then 1,300 came."]),
        ("See No. 5 there. No. It was 6.", ["See No. 5 there.", "No.", "It was 6."]),
        ("Some tolls, e.g. of Riga, fell.", ["Some tolls, e.g. of Riga, fell."]),
        (
            "It is {result}`coast.length`. In {value}`coast.year` too.",
            ["It is 0.", "In 0 too."],
        ),
        ("Was it? Yes! (So they say.)", ["Was it?", "Yes!", "(So they say.)"]),
        ("He said \u201cno.\u201d Then he left.", ["He said \u201cno.\u201d", "Then he left."]),
    ],
)
def test_sentences_end_at_no_abbreviation_initial_decimal_or_role(source, sentences):
    assert texts(source) == sentences


@pytest.mark.parametrize(
    "source",
    [
        "# A heading. With a stop.",
        "| a | row of a table. |",
        "```python\nprint('A text.')\n```",
        "Read.\n\n    make book     # Publish. All.\n",
        "<!-- A remark. Another. -->",
        "[Riga](riga.md) \u00b7 [Oslo](oslo.md)",
        "- [Riga](riga.md)\n- one ship\n- `make book`, in a terminal",
        ":::{headline} A title.\n:figure: coast.lengths\n:::",
        "```{ledger}\n:only: counts\n```",
    ],
)
def test_what_is_no_running_prose_is_left_out(source):
    assert texts(source) in ([], ["Read."])


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ("- A ship came.\n- one ship\n  of Oslo\n- It\n  left.", ["- A ship came.", "- It left."]),
        ("**A date.** It was late.", ["It was late."]),
        ("- **A date.** It was late.", ["- It was late."]),
        ("It was **late.** And dark.", ["It was late.", "And dark."]),
        ("{term}`toll`\n: A price of passage.", ["A price of passage."]),
        ("```{glossary}\ntoll\n  A price of passage.\n```", ["A price of passage."]),
        ("```{note}\nIt was late.\n```", ["It was late."]),
        (":::{headline} A title\n:figure: a.b\n\nIt was late.\n:::", ["It was late."]),
        ("<div lang='en'>\n\nIt was late.\n\n</div>", ["It was late."]),
        ("So [it was](a.md) {cite}`olsen1998`.", ["So it was ."]),
        ("The {term}`tolls <toll>` and {term}`ports`.", ["The tolls and ports."]),
        ("Run `make book` in the folder.", ["Run code in the folder."]),
    ],
)
def test_items_that_are_sentences_definitions_and_what_frames_hold_count(source, sentences):
    assert texts(source) == sentences


def test_a_sentence_is_found_where_it_stands():
    source = "# Coast\n\n```{note}\nIt was late.\n```\n\n```{glossary}\ntoll\n  A price.\n```"
    assert [s.where for s in prose.spoken("coast.md", source)] == [
        "coast.md, line 4",
        "coast.md, line 9",
    ]


@pytest.mark.parametrize(
    ("source", "figures"),
    [
        ("On 25 August 2021 it rained.", 1),
        ("In August 2021 it rained.", 1),
        ("On 2021-08-25 it rained.", 1),
        (
            "До 25 августа 2021 года.",
            1,
        ),
        ("From 2019 to 2021 it rained.", 2),
        ("It rose from 1,300 to 1,357.5 km.", 2),
        ("It is {result}`coast.length`, {value}`coast.rank` of 5 in {cite}`olsen1998`.", 3),
        ("Case c22 and the G20 met {verdict}`n1@2010`.", 0),
        ("From \u22122 to +2.", 2),
        ("It ends in `x = 3`.", 0),
    ],
)
def test_a_date_and_a_role_are_one_figure_each(source, figures):
    (sentence,) = prose.spoken("here", source)
    assert sentence.figures == figures


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("ship", 1),
        ("Riga", 2),
        ("the", 1),
        ("time", 1),
        ("table", 2),
        ("called", 1),
        ("counted", 2),
        ("makes", 1),
        ("houses", 2),
        ("border", 2),
        ("2021", 1),
    ],
)
def test_syllables_are_counted_as_by_hand(word, count):
    assert prose.syllables(word) == count


def test_the_measures_of_a_page_are_those_counted_by_hand():
    page = measured("The ship came late; it sank. In 2019, 12 of 30 ships sank near Riga.")
    assert [len(sentence.words) for sentence in page.sentences] == [6, 9]
    assert (page.words, page.longest, page.semicolons) == (7.5, 9, 1)
    assert [sentence.figures for sentence in page.figured] == [3]
    assert page.figured_share == 50
    assert page.syllables == pytest.approx(16 / 15)
    assert page.ease == pytest.approx(206.835 - 1.015 * 7.5 - 84.6 * 16 / 15)
    assert page.grade == pytest.approx(0.39 * 7.5 + 11.8 * 16 / 15 - 15.59)


@pytest.mark.parametrize(
    "source",
    [
        "That the ship is the largest is {verdict}`n1`.",
        "So it is. That none came later was {verdict}`n1@2010`.",
        "That it sank is mixed.",
    ],
)
def test_a_verdict_that_is_the_predicate_is_found(source):
    assert "put the verdict in brackets" in broken(source)[0]


@pytest.mark.parametrize(
    "source",
    ["The ship sank ({verdict}`n1`).", "That is so.", "Whether that ship sank: {verdict}`n1`."],
)
def test_a_verdict_in_brackets_is_not(source):
    assert measured(source).judging == []


def test_each_bound_names_the_sentence_and_what_to_do():
    plain = "The ship came in. It was late. "
    cases = {
        f"{plain}In 2019 it had 3 of 8.": ["line 1: 3 figures in 'In 2019 it", "Keep the number"],
        f"{plain}It was{' so' * 39}.": ["line 1: 41 words in 'It was so", "Split it: 40 at most"],
        f"It was{' so' * 16}.": ["here: 18.0 words a sentence, 17 at most", "as 'It was so"],
        "Institutional consolidation necessitates authorisation.": [
            "here: a reading ease of -",
            "60 at least",
            "Use shorter words",
        ],
        f"{plain * 5}It sank; we left.": ["line 1: a semicolon in 'It sank; we left.' (1 in 11"],
    }
    for source, words in cases.items():
        (finding,) = broken(source)
        assert all(word in finding for word in words), finding
    assert broken(f"{plain * 6}It sank; we left.") == []
    assert broken(plain) == broken("# A heading only") == []


def test_bounds_can_be_set_and_a_page_in_another_language_has_no_ease():
    source = "Institutional consolidation necessitates authorisation."
    assert broken(source, Prose(ease=-200)) == []
    assert list(prose.findings(measured(source, english=False), BOUNDS)) == []
    assert broken("It sank.", Prose(longest=1))[0].startswith("here, line 1: 2 words in 'It sank.'")
