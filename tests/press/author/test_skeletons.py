"""New chapters and sources: complete, passing, and never half written."""

from __future__ import annotations

import frictionless
import pytest

from fulcrum.evidence import data

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
        (["source", "states", "x.csv", *WORDS], "data/states exists already"),
        (["source", "gauges", "missing.csv", *WORDS], "is no CSV file at hand"),
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
