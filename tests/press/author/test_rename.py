"""A chapter under another name: everything follows, or nothing changes."""

from __future__ import annotations

import json

import pytest
import yaml

from press.author import check, rename


def texts(root):
    paths = [p for p in root.rglob("*") if p.is_file() and not {"_build", "data"} & set(p.parts)]
    return {path.relative_to(root): path.read_bytes() for path in paths}


PROSE = (
    "Of {result}`border.border_share` and {value}`border.border_share` see "
    "[it](border.ipynb#cell-share). The border.s own text stays, and [this](other-border.md), too. "
    "In 1893 it was the longest. <!-- rests on: border.bars, c01, border-lengths/afg_neighbours -->"
)


def test_everything_that_names_a_chapter_follows_and_the_book_is_as_before(project, cli, capsys):
    toc = project.root / "_toc.yml"
    toc.write_text(toc.read_text().replace("chapters/border", "'chapters/border' # the border"))
    project.edit(
        "summary", lambda notebook: notebook["metadata"]["fulcrum"].update(reads=["border"])
    )
    page = project.root / "chapters" / "sources.md"
    quoted = '\nOf {value}`border.border_share` see <a href="border.html#cell-share">it</a>.\n'
    page.write_text(page.read_text() + quoted)
    assert cli("build") == 0
    before = project.published()
    capsys.readouterr()
    assert cli("rename", "chapter", "border", "the-border") == 0
    output = capsys.readouterr().out
    for name in ("chapters/the-border.ipynb", "_toc.yml", "seeds/claims.yml", "summary.ipynb"):
        assert name in output
    assert not project.path("border").exists()
    assert "'chapters/the-border' # the border" in toc.read_text()
    assert project.workspace.claims[0].chapter == "the-border"
    assert project.workspace.chapters[0].reads == ("the-border",)
    assert quoted.replace("border.", "the-border.") in page.read_text()
    assert cli("check") == 0
    assert cli("build") == 0
    assert {name.replace("the-border", "border") for name in project.published()} == set(before)
    assert not list((project.root / "_build" / "records").glob("border*"))
    assert cli("rename", "chapter", "the-border", "border") == 0
    assert cli("build") == 0
    assert set(project.published()) == set(before)


def test_comments_and_settings_follow_and_what_only_looks_alike_stays(project):
    project.edit("border", lambda book: book["cells"][0].update(source=f"# Border\n\n{PROSE}"))
    config = project.root / "_config.yml"
    stored = yaml.safe_load(config.read_text())
    stored["report"]["horizons"] = {"2026": "border"}
    config.write_text(yaml.safe_dump(stored))
    rename.chapter(project.workspace, "border", "land")
    source = json.loads(project.path("land").read_text())["cells"][0]["source"]
    assert "[it](land.ipynb#cell-share)" in source
    assert "{result}`land.border_share` and {value}`land.border_share`" in source
    assert "The border.s own text stays, and [this](other-border.md)" in source
    assert "<!-- rests on: land.bars, c01, border-lengths/afg_neighbours -->" in source
    assert project.workspace.settings.horizons == {"2026": "land"}


def test_code_that_holds_the_old_name_is_told_and_left_alone(project, cli, capsys):
    project.set_cell("names", "name", 'record("name", "border", sources=["states/states"])')
    assert cli("rename", "chapter", "border", "land") == 0
    told = capsys.readouterr().out
    assert "chapters/names.ipynb, cell name: its code holds the text 'border'" in told


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("shore", "land", "There is no chapter 'shore'. The chapters are summary, border"),
        ("border", "names", "chapters/names exists already"),
        ("border", "search", "because the book itself uses it"),
        ("border", "../land", "use small letters, digits and hyphens"),
    ],
)
def test_what_cannot_be_renamed_is_said_and_nothing_changes(
    project, cli, capsys, old, new, sentence
):
    before = texts(project.root)
    assert cli("rename", "chapter", old, new) == 1
    assert sentence in capsys.readouterr().err
    assert texts(project.root) == before


def test_a_disk_that_is_full_on_the_way_leaves_all_as_it_was(project, monkeypatch):
    before, real, written = texts(project.root), rename.write, []

    def write(path, text):
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        real(path, text)

    monkeypatch.setattr(rename, "write", write)
    with pytest.raises(OSError, match="No space left"):
        rename.chapter(project.workspace, "border", "land")
    assert texts(project.root) == before
    assert check.findings(project.workspace) == []
