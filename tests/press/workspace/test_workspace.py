"""A workspace knows every path, reads each file once, and no other module spells a folder."""

from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from fulcrum.errors import FulcrumError
from press.workspace import workspace
from press.workspace.workspace import Workspace

LIBRARY = Path(workspace.__file__).parents[1]
AMBIENT = {"project", "load", "geo", "package", "source", "sources", "resource", "tables"}


def test_paths_follow_the_folder_and_the_build(tmp_path):
    workspace = Workspace.open(tmp_path)
    aside = workspace.at(tmp_path / "aside")
    assert workspace.record_file("a") == tmp_path.resolve() / "_build" / "records" / "a.json"
    assert aside.record_file("a") == tmp_path / "aside" / "records" / "a.json"
    assert aside.claims_file == workspace.claims_file == tmp_path.resolve() / "seeds/claims.yml"
    with pytest.raises(FrozenInstanceError):
        workspace.build = tmp_path


def test_a_file_is_parsed_once_and_again_when_it_is_another(project, monkeypatch):
    report, parsed = project.workspace, []
    monkeypatch.setattr(
        workspace.json, "loads", lambda text: parsed.append(text) or {"n": len(parsed)}
    )
    workspace._parsed.cache_clear()
    first = report.executed_notebook("border")
    assert report.executed_notebook("border") is first
    path = report.executed_file("border")
    path.write_text(path.read_text() + "\n")
    assert report.executed_notebook("border") == {"n": 2}
    workspace._parsed.cache_clear()


def test_what_was_not_executed_is_said(project):
    workspace = project.workspace
    assert sorted(workspace.all_records()) == ["border", "names", "summary"]
    workspace.record_file("names").unlink()
    assert sorted(workspace.all_records()) == ["border", "summary"]
    with pytest.raises(FulcrumError, match="names has not been executed"):
        workspace.record("names")


def test_a_chapter_taken_out_leaves_nothing_behind(project, cli):
    assert cli("new", "chapter", "water") == 0
    assert cli("build") == 0
    before = project.published()
    assert "water.html" in before
    toc = project.root / "_toc.yml"
    listed = toc.read_text()
    toc.write_text("".join(line for line in listed.splitlines(keepends=True) if "ater" not in line))
    assert cli("build") == 0
    assert not [name for name in project.published() if "water" in name]
    build = project.root / "_build"
    folders = ("executed", "records", "failed", "stage", "html")
    assert not [p for folder in folders for p in (build / folder).rglob("*water*")]
    toc.write_text(listed)
    assert cli("build") == 0
    assert project.published().keys() == before.keys()


def test_the_contents_give_pages_with_titles_in_order(project):
    titles = project.workspace.titles
    assert list(titles.items())[:2] == [("summary", "Summary"), ("border", "Border")]
    assert [chapter.name for chapter in project.workspace.chapters] == [
        "summary",
        "border",
        "names",
    ]


def test_a_report_in_another_folder_is_read_there(project, tmp_path, monkeypatch):
    """Nothing is asked of the project that this process was started in."""
    monkeypatch.setenv("FULCRUM_ROOT", str(tmp_path / "nowhere"))
    workspace = project.workspace
    table = "border-lengths/afg_neighbours"
    assert workspace.source(table).path == workspace.table_file(table)
    assert [claim.id for claim in workspace.claims] == ["c01"]
    assert "TJK" not in workspace.colours
    (workspace.seeds / "palette.yml").write_text(
        'ABC: {name: A, light: "#000000", dark: "#ffffff"}\n'
    )
    assert workspace.colours["ABC"] == ("#000000", "#ffffff")


def test_a_later_horizon_has_its_chapter_from_the_settings(book):
    claim = next(claim for claim in book.claims if len(claim.horizons) > 1)
    first, last = claim.horizons
    assert book.judged_in(claim, first) == claim.chapter
    assert book.judged_in(claim, last) == book.settings.horizons[last] != claim.chapter


def test_the_press_asks_nothing_of_the_ambient_project():
    """Modules of the press import classes and pure functions of the evidence, never its project."""
    door = LIBRARY / "cli" / "shared.py"
    for path in sorted(LIBRARY.rglob("*.py")):
        if path == door:
            continue
        for names in re.findall(r"from fulcrum\.evidence\.data import (.*)", path.read_text()):
            assert not AMBIENT & set(names.split(", ")), path
        assert "os.environ[" not in path.read_text(), path
        assert "stated_commit=" not in path.read_text(), path


def test_a_record_is_what_the_file_holds(project):
    stored = json.loads(project.workspace.record_file("border").read_text())
    assert project.workspace.record("border") == stored
