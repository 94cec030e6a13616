"""Editions: other states and years as small books side by side, none with our verdicts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from press.editions import editions, plan
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[3]


def part_of_editions(project):
    """Make the chapter `border` of the small book one of its editions' chapters."""

    def change(notebook):
        notebook["metadata"]["fulcrum"] = {"editions": True}
        text = {"cell_type": "markdown", "metadata": {}}
        notebook["cells"] += [
            text | {"id": "ours", "source": "Ours alone.", "metadata": {"tags": ["default-case"]}},
            text | {"id": "theirs", "source": "It is {result}`border.border_share` for all."},
            text | {"id": "elsewhere", "source": "See [names](names.ipynb)."},
        ]

    project.edit("border", change)


@pytest.fixture
def book(project, cli):
    part_of_editions(project)
    assert cli("build") == 0
    return project


def test_an_edition_is_a_small_book_without_what_holds_for_the_default_case_alone(
    book, cli, capsys
):
    before = book.published()
    assert cli("edition", "UZB") == 0
    assert "1 of 1 editions published: UZB" in capsys.readouterr().out
    site = book.root / "_build" / "editions" / "html"
    page = (site / "UZB" / "border.html").read_text()
    assert "Uzbekistan" in page
    assert "for all" in page
    for absent in ("Ours alone", "fu-card", "See names"):
        assert absent not in page
    front = (site / "UZB" / "index.html").read_text()
    assert "This is an edition of Fulcrum" in front
    assert not (site / "UZB" / "names.html").exists()
    assert book.published() == before


def test_editions_are_compared_and_linked(book, cli):
    assert cli("editions", "UZB", "TKM", "--until", "2015", "--until", "2024") == 0
    site = book.root / "_build" / "editions" / "html"
    page = (site / "index.html").read_text()
    for name in ("UZB-2015", "UZB", "TKM-2015", "TKM"):
        assert f'href="{name}/index.html"' in page
        assert (site / name / "border.html").is_file()
    assert page.count("<svg") == 5  # the book and four editions
    shares = re.findall(r"<b>([\d.]+)\N{NO-BREAK SPACE}%</b>", page)
    record = json.loads((book.root / "_build/records/border.json").read_text())
    assert f"{shares[0]}\N{NO-BREAK SPACE}%" == record["results"]["border_share"]["text"]
    assert len(set(shares)) == 3


def test_what_is_not_covered_or_fails_is_said_and_stops_no_other(book, cli, capsys):
    book.set_cell(
        "border",
        "bars",
        "table = rows.reset_index()[['neighbour_iso3', 'cia_2021_share_pct']]\n"
        "if here.focal == 'KGZ': raise ValueError('no such border')\n"
        "from fulcrum import gap\n"
        "Figure(name='bars', title='A fifth', subtitle='Share, %', description='Bars by state.',\n"
        "  chart=charts.bars(table, row='neighbour_iso3', value='cia_2021_share_pct',\n"
        "    title='%'), table=table,\n"
        "  sources=['border-lengths/afg_neighbours']) if here.focal != 'TKM' else gap('x', 'y')",
    )
    assert cli("build") == 0
    assert cli("editions", "KGZ", "TKM", "UZB") == 1
    output = capsys.readouterr().out
    assert "1 of 3 editions published: UZB" in output
    assert "KGZ: chapters/border.ipynb, cell" in output
    assert "TKM: not covered well enough: border has 0 of 1 figures" in output
    page = (book.root / "_build/editions/html/index.html").read_text()
    assert "Turkmenistan: not covered well enough" in page


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["edition", "XYZ"], "focal = 'XYZ' is not covered. Allowed are KAZ (Kazakhstan)"),
        (["edition", "UZB", "--until", "1950"], "until = 1950 is not allowed"),
        (["edition", "TJK"], "is the book itself"),
        (["editions"], "Name the codes or ask for --all"),
    ],
)
def test_an_edition_that_cannot_be_is_refused_in_words(project, cli, capsys, words, expected):
    assert cli(*words) == 1
    assert expected in capsys.readouterr().err


def test_all_means_every_other_state_that_can_be_focal():
    names = [edition.name for edition in plan.planned(Workspace.open(ROOT), [], [])]
    assert names == ["KAZ", "KGZ", "TKM", "UZB"]


def test_a_term_is_a_plain_word_where_there_is_no_glossary():
    assert (
        editions.TERMS.sub(r"\1", "A {term}`ruler` and {term}`more <HHI>`.") == "A ruler and more."
    )
