"""Chapters and contents that were published wrong once: each is refused, or shown right."""

from __future__ import annotations

import shutil

import pytest

SETUP = (
    "import altair as alt\nimport pandas as pd\nfrom fulcrum import Figure, charts\n\n\n"
    "def figure(name, title, frame, chart):\n"
    "    return Figure(name=name, title=title, subtitle='A', description=title, chart=chart,\n"
    "                  table=frame, sources=['border-lengths/afg_neighbours'])\n"
)
CLIMBS = (
    "frame = pd.DataFrame({'state': ['A'], 'km': [1]})\n"
    "figure(NAME, 'A name', frame, charts.bars(frame, row='state', value='km', title='km'))"
)
DAYS = (
    "days = pd.DataFrame({'day': ['2021-08-15', '2021-08-31'], 'n': [1, 2]})\n"
    "figure('days', 'Two days', days, alt.Chart(days).mark_circle().encode(x='day:T', y='n:Q'))"
)


def added(project, source):
    """Two cells more in a chapter of the small book."""

    def change(notebook):
        for name, text in (("probe_setup", SETUP), ("probe", source)):
            cell = {"cell_type": "code", "id": name, "metadata": {}, "source": text}
            notebook["cells"].append(cell | {"execution_count": None, "outputs": []})

    project.edit("names", change)


@pytest.mark.parametrize("name", ["../../../../evil", 'my "fig" 100% #1?', "a/b"])
def test_a_name_that_climbs_is_refused_in_its_cell_and_writes_nothing(project, cli, capsys, name):
    before = project.published()
    added(project, CLIMBS.replace("NAME", repr(name)))
    assert cli("build") == 1
    errors = capsys.readouterr().err
    assert "chapters/names.ipynb, cell probe" in errors
    assert "cannot be the name of a figure" in errors
    assert project.published() == before
    assert not list(project.root.parent.rglob("*evil*"))


def test_two_figures_of_one_name_are_refused_with_both_cells(project, cli, capsys):
    twice = CLIMBS.replace("NAME", "'same'").replace("figure(", "shown = figure(")
    added(project, f"from IPython.display import display\n{twice}\ndisplay(shown)\nshown")
    assert cli("build") == 1
    errors = capsys.readouterr().err
    assert "cell probe: the figure 'same' has a name that was already taken in cell probe" in errors


def test_days_as_texts_are_refused_in_their_cell(project, cli, capsys):
    added(project, DAYS)
    assert cli("build") == 1
    errors = capsys.readouterr().err
    assert "chapters/names.ipynb, cell probe" in errors
    assert "The figure 'days' draws time from the text '2021-08-15' (day)" in errors


@pytest.mark.parametrize("name", ["search", "genindex", "404", "notebooks"])
@pytest.mark.parametrize("verb", [["check"], ["build"]])
def test_a_chapter_called_as_a_page_of_the_book_is_refused_by_every_verb(
    project, cli, capsys, name, verb
):
    shutil.copy(project.path("names"), project.path(name))
    toc = project.root / "_toc.yml"
    toc.write_text(toc.read_text() + f"  - file: chapters/{name}\n")
    assert cli(*verb) == 1
    assert f"_toc.yml names chapters/{name}: '{name}' cannot be" in capsys.readouterr().err


def test_two_chapters_of_one_name_in_two_folders_are_refused(project, cli, capsys):
    toc = project.root / "_toc.yml"
    for folder in ("a", "b"):
        (project.root / "chapters" / folder).mkdir()
        shutil.copy(project.path("names"), project.root / "chapters" / folder / "intro.ipynb")
        toc.write_text(toc.read_text() + f"  - file: chapters/{folder}/intro\n")
    for verb in (["check"], ["build"], ["new", "chapter", "water"]):
        assert cli(*verb) == 1
        errors = capsys.readouterr().err
        assert "chapters/b/intro, but chapters/a/intro.ipynb has the name 'intro'" in errors
