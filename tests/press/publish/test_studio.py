"""Pictures drawn ahead: publication finds them, and draws what is missing itself."""

from __future__ import annotations

import shutil

import vl_convert

from press.publish import exports, sharing, studio


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_drawn_ahead_is_what_publication_would_draw(project, tmp_path, monkeypatch):
    here = project.workspace
    [figure] = here.figures("border")
    exports.export(here, figure, tmp_path / "before")
    shutil.rmtree(here.rendered)
    with studio.studio(here, painters=1) as paint:
        paint("border")
    monkeypatch.setattr(vl_convert, "svg_to_png", None)
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", None)
    exports.export(here, figure, tmp_path / "after")
    exports.png(sharing.card(here, figure["title"], figure), here.rendered)
    before, after = (files(tmp_path / name) for name in ("before", "after"))
    assert before["bars.png"] == after["bars.png"]
    assert before["bars.svg"] == after["bars.svg"]


def test_a_picture_that_cannot_be_drawn_ahead_stops_nothing_before_publication(project):
    here = project.workspace
    shutil.rmtree(here.rendered)
    here.rendered.write_text("no folder")
    with studio.studio(here, painters=1) as paint:
        paint("border")
    assert here.rendered.read_text() == "no folder"


def test_a_build_from_nothing_draws_what_it_publishes(project, cli):
    kept = project.published()
    shutil.rmtree(project.root / "_build")
    assert cli("build") == 0
    now = project.published()
    pictures = {name for name in kept if name.endswith((".png", ".svg"))}
    assert len(pictures) > 4
    assert {name for name in pictures if kept[name] != now.get(name)} == set()
