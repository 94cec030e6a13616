"""New reports, chapters, sources and claims: complete, passing, and never half written."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import frictionless
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from fulcrum.evidence import data, results, scoreboard
from press.author import check
from press.workspace.workspace import Workspace

WORDS = ["--publisher", "A bureau", "--version", "2026", "--licence", "CC BY 4.0"]


def test_a_new_chapter_is_listed_runs_and_is_published(project, cli, capsys):
    assert cli("new", "chapter", "rivers", "--title", "Rivers") == 0
    assert "chapters/rivers.ipynb" in capsys.readouterr().out
    order = list(project.workspace.titles)
    assert order == ["summary", "border", "names", "rivers", "claims", "sources"]
    assert cli("check") == 0
    assert cli("build") == 0
    page = (project.root / "_build/html/rivers.html").read_text()
    assert "has the largest" in page


TITLES = (
    "Water: the river",
    "- dash",
    "#1 river",
    "[draft]",
    "{braces}",
    "Yes",
    "2021",
    '"Quoted"',
    "O'Brien & sons",
    "Two\nlines",
    "a \\ b \u2028 c",
    "Россия",
)


@pytest.mark.parametrize("title", TITLES)
def test_a_title_reads_back_as_it_was_given(project, cli, title):
    assert cli("new", "chapter", "water", "--title", title) == 0
    assert project.workspace.titles["water"] == title
    first = json.loads(project.path("water").read_text())["cells"][0]["source"][0]
    assert first == f"# {' '.join(title.split())}\n"
    assert cli("check") == 0


def test_a_new_source_is_valid_and_readable(project, cli, tmp_path):
    table = tmp_path / "gauges.csv"
    table.write_text("gauge,day,level_m,note\na,2021-08-15,1.5,\na,2021-08-16,1.25,low\n")
    assert cli("new", "source", "gauges-2021", str(table), *WORDS) == 0
    path = project.root / "data" / "gauges-2021" / "datapackage.json"
    assert frictionless.validate(str(path)).valid
    frame = data.load("gauges-2021/gauges")
    assert frame["level_m"].tolist() == [1.5, 1.25]
    assert str(frame["day"].dtype).startswith("datetime64")
    schema = data.resource("gauges-2021/gauges")[1]["schema"]
    assert schema["uniqueKey"] == ["gauge", "day"]
    assert [f["name"] for f in schema["fields"] if f["constraints"].get("required")] == [
        "gauge",
        "day",
        "level_m",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["chapter", "border"], "exists already. Choose another name."),
        (["chapter", "Big Rivers"], "use small letters, digits and hyphens"),
        (["chapter", "search"], "because the book itself uses it"),
        (["source", "published", "x.csv", *WORDS], "because the book itself uses it"),
        (["source", "states", "x.csv", *WORDS], "data/states exists already"),
        (["source", "gauges", "missing.csv", *WORDS], "is not a CSV file"),
    ],
)
def test_what_cannot_be_made_is_said(project, cli, capsys, words, expected):
    before = sorted(path for path in project.root.rglob("*") if "_build" not in path.parts)
    assert cli("new", *words) == 1
    assert expected in capsys.readouterr().err
    assert sorted(p for p in project.root.rglob("*") if "_build" not in p.parts) == before


def test_a_source_with_a_row_twice_leaves_nothing_behind(project, cli, capsys, tmp_path):
    table = tmp_path / "twice.csv"
    table.write_text("a,b\n1,2\n1,2\n")
    assert cli("new", "source", "twice", str(table), *WORDS) == 1
    assert "twice.csv, row 3: the row stands in the table twice" in capsys.readouterr().err
    assert not list((project.root / "data").glob("*twice*"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"state;km\nTJK;1,5\nUZB;2,5\n", "row 1: the cells are separated by semicolons"),
        ("страна,км\nТаджикистан,1\n".encode("cp1251"), "line 1: the byte 0xF1 is not UTF-8"),
        (b"a,a\n1,2\n3,4\n", "row 1: two columns are called a"),
        (b"a,,c\n1,2,3\n4,5,6\n", "row 1: column 2 has no name"),
        (b"Data Source,World Bank,\n\nCountry,2020,2021\n", "row 1: column 3 has no name"),
        (b"Data Source\nCountry,2020\n", "row 2 has 2 cells, the header has one column"),
        (b"", "the file is empty"),
        (b"state,v\nTJK,nan\nUZB,2\n", "column v, row 2: 'nan' stands among values"),
        (b"Country,2020,2021\nTJK,1,2\n", "row 1: a column is called 2020"),
        (b"TJK,1357\nUZB,144\n", "row 1: a column is called 1357"),
        (b"a,b\n1,2,\n3,4,\n", "row 2 has 3 cells, the header has 2 columns"),
        (b"a,b\n", "there is a header and no row"),
    ],
)
def test_a_foreign_file_is_refused_with_its_place_and_nothing_is_written(
    project, cli, capsys, tmp_path, content, expected
):
    table = tmp_path / "foreign.csv"
    table.write_bytes(content)
    assert cli("new", "source", "foreign", str(table), *WORDS) == 1
    errors = capsys.readouterr().err
    assert f"foreign.csv: {expected}" in errors
    assert "unforeseen" not in errors
    assert not list((project.root / "data").glob("*foreign*"))


@pytest.mark.parametrize(
    ("content", "column", "values"),
    [
        (b"fips,name\n01,North\n02,South\n10,East\n", "fips", ["01", "02", "10"]),
        (b"state,code,km\nTJK,007,1357\nUZB,012,144\n", "code", ["007", "012"]),
        (b"id,v\n9007199254740993,1\n,2\n", "id", [9007199254740993, pd.NA]),
        (b"id,v\n18446744073709551615,1\n5,2\n", "id", ["18446744073709551615", "5"]),
        (b"\xef\xbb\xbfid,v\r\n1,2\r\n", "id", [1]),
    ],
)
def test_what_is_written_of_a_new_source_is_read_as_it_stands(
    project, cli, tmp_path, content, column, values
):
    table = tmp_path / "given.csv"
    table.write_bytes(content)
    assert cli("new", "source", "regions", str(table), *WORDS) == 0
    read = data.load("regions/given")[column]
    assert [(type(v), v) for v in read.tolist() if v is not pd.NA] == [
        (type(v), v) for v in values if v is not pd.NA
    ]
    assert len(read) == len(values)
    assert cli("check") == 0


def test_a_new_report_passes_the_check_and_publishes_on_the_first_try(
    tmp_path, cli, capsys, monkeypatch
):
    monkeypatch.delenv("FULCRUM_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert cli("new", "report", "lighthouse", "--title", 'The "light": house') == 0
    assert "Wrote lighthouse/_config.yml" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "lighthouse")
    assert cli("check") == 0
    assert cli("build") == 0
    here = Workspace.open(tmp_path / "lighthouse")
    assert here.settings.title == 'The "light": house'
    assert here.claim("p01").rules[0].dated == dt.date.today().isoformat()
    assert [v["verdict"] for v in here.record("planets")["verdicts"]] == ["supported"]
    for package in here.data.glob("*/datapackage.json"):
        assert frictionless.validate(str(package)).valid
    assert "light" in (here.html / "opening.html").read_text().partition("</title>")[0]
    assert cli("new", "chapter", "moons") == 0
    assert cli("check") == 0
    assert "A new report" not in "".join(p.read_text() for p in here.folder.glob("*.*"))


def test_a_folder_with_something_in_it_is_no_place_for_a_new_report(tmp_path, cli, capsys):
    (tmp_path / "note.txt").write_text("kept")
    assert cli("new", "report", str(tmp_path)) == 1
    assert "exists already and is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


GAPS = {
    "paragraph: #": "paragraph: 1 #",
    "sentence:": "sentence: 2",
    "refuted_if: #": "refuted_if: It is not. #",
    "says: #": "says: Share of the border #",
    "threshold: #": "threshold: 30 #",
    "reason: #": "reason: Nearly a third. #",
    "table: #": "table: border-lengths/afg_neighbours #",
}


def filled(root, name: str) -> None:
    """Fill the gaps of a claim that was added, as its author would."""
    path = root / "seeds" / "claims.yml"
    before, mark, entry = path.read_text().partition(f"- id: {name}\n")
    for gap, value in GAPS.items():
        assert gap in entry
        entry = entry.replace(gap, value, 1)
    path.write_text(before + mark + entry)


def test_a_new_claim_waits_for_its_test_and_its_verdict_and_then_every_count_follows(
    project, cli, capsys
):
    assert (
        cli("new", "claim", "c02", 'The border is "a third": so they say.', "--chapter", "border")
        == 0
    )
    cell = capsys.readouterr().out.partition("\n\n")[2].replace("measured", "20.0")
    assert cell.startswith('judge(\n    "c02",\n    case=here,\n')
    assert cli("check") == 1
    assert (
        "c02, test first: says, threshold, reason, table missing. Write it."
        in capsys.readouterr().err
    )
    filled(project.root, "c02")
    assert cli("check") == 1
    assert "c02 is judged by no chapter. Judge it in border." in capsys.readouterr().err
    verdict = {"cell_type": "code", "id": "c02", "metadata": {}, "source": cell}
    verdict |= {"execution_count": None, "outputs": []}
    project.edit("border", lambda notebook: notebook["cells"].append(verdict))
    assert cli("check") == 0
    assert cli("build") == 0
    page = BeautifulSoup((project.root / "_build/html/claims.html").read_text(), "html.parser")
    rows = page.select(".fu-claims tbody tr")
    assert len(rows) == 2
    assert "contradicted" in rows[1].get_text()
    assert 'The border is "a third": so they say.' in rows[1].get_text()


def test_a_claim_more_in_our_own_seeds_needs_a_verdict_and_nothing_else(
    tmp_path, book, cli, monkeypatch
):
    root = tmp_path / "book"
    for name in ("chapters", "seeds"):
        shutil.copytree(book.folder / name, root / name)
    for name in ("_config.yml", "_toc.yml", "data"):
        (root / name).symlink_to(book.folder / name)
    monkeypatch.setenv("FULCRUM_ROOT", str(root))
    copy = Workspace.open(root)

    def findings(workspace: Workspace) -> list[str]:
        """What stands in the way; any new claim makes the robustness run an old one."""
        rest = [f for f in check.findings(workspace) if f.where != "data/robustness"]
        return [str(f) for f in rest]

    before = findings(book)
    assert findings(copy) == before
    name, home = f"c{len(book.claims) + 1}", book.claims[-1].chapter
    assert cli("new", "claim", name, "One more.", "--chapter", home) == 0
    filled(root, name)
    (missing,) = [line for line in findings(copy) if line not in before]
    assert f"{name} is judged by no chapter." in missing
    path = root / "chapters" / f"{home}.ipynb"
    chapter = json.loads(path.read_text())
    cell = {"cell_type": "code", "id": name, "metadata": {}, "outputs": []}
    cell |= {"execution_count": None, "source": f'judge("{name}", case=here, tests=[], because="")'}
    chapter["cells"].append(cell)
    path.write_text(json.dumps(chapter))
    assert findings(copy) == before
    table = scoreboard.standing(results.verdicts())
    more = scoreboard.standing(pd.DataFrame([{"claim": name, "horizon": "", "verdict": "mixed"}]))
    assert len(table) == len(more) == len(book.claims) + 1
    assert scoreboard.counts(more)["n"].sum() == len(book.claims) + 1
    sentence = (book.chapter_folder / "findings.ipynb").read_text()
    assert "{result}`findings.judged` claims" in sentence
    assert f"{len(book.claims)} claims" not in sentence
