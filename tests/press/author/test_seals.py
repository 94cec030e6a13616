"""The seal: it shows what changed since the last one, asks why, and seals nothing unreadable."""

from __future__ import annotations

import json
import random
import shutil
import subprocess

import pytest

from press.author import seals

TABLE = "border-lengths/afg_neighbours"
WHY = "The Factbook prints another number."


@pytest.fixture
def border(project):
    """The small project and its table of borders, known to git as it was sealed."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "--quiet"], ["add", "data"], ["commit", "--quiet", "-m", "Sealed."]):
        subprocess.run([*git, *words], cwd=project.root, check=True)
    shutil.rmtree(project.workspace.html / "data")
    path = project.root / "data" / "border-lengths" / "afg_neighbours.csv"
    return project, path, path.with_name("datapackage.json")


def test_what_changed_is_shown_and_nothing_written_without_a_reason(border, cli, capsys):
    project, _, descriptor = border
    before = descriptor.read_bytes()
    project.change_table("1357", "13570", rehash=False)
    assert cli("seal", "border-lengths") == 1
    errors = capsys.readouterr().err
    assert "afg_neighbours.csv: 1 cell changed" in errors
    assert "TJK: cia_2021_km was '1357.0' and is '13570.0'" in errors
    assert "cia_2021_km: the largest value was 2670 and is 13570" in errors
    assert "--because" in errors
    assert descriptor.read_bytes() == before


def test_the_reason_stands_among_the_corrections_with_what_changed(border, cli, capsys):
    _, path, descriptor = border
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], lines[-1].replace("UZB", "KAZ")]))
    assert cli("seal", "border-lengths", "--because", WHY) == 0
    assert "1 row added, 1 row removed" in capsys.readouterr().out
    correction = json.loads(descriptor.read_text())["corrections"][-1]
    assert correction["why"] == WHY
    assert "1 row added, 1 row removed" in correction["what"]
    assert {"what", "why", "evidence"} == set(correction)
    assert cli("check") == 0
    path.write_text("".join(lines))
    assert cli("seal", "border-lengths", "--because", "Back.") == 0
    assert "1 row added, 1 row removed" in capsys.readouterr().out


def test_half_the_rows_are_not_lost_in_silence(border, cli, capsys):
    _, path, _ = border
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[: len(lines) // 2]))
    assert cli("seal", "border-lengths") == 1
    assert "rows removed" in capsys.readouterr().err
    path.write_text(lines[0])
    assert cli("seal", "border-lengths", "--because", WHY) == 1
    assert "there is a header and no row" in capsys.readouterr().err


def test_nothing_unreadable_is_sealed(border, cli, capsys):
    _, path, descriptor = border
    before = descriptor.read_bytes()
    path.write_bytes(path.read_text().replace(",", ";").encode())
    assert cli("seal", "border-lengths", "--because", WHY) == 1
    assert "the cells are separated by semicolons" in capsys.readouterr().err
    assert descriptor.read_bytes() == before


def test_a_new_file_needs_no_reason(border, cli):
    _, _, descriptor = border
    whole = json.loads(descriptor.read_text())
    for part in whole["resources"]:
        del part["hash"]
    descriptor.write_text(json.dumps(whole))
    assert cli("seal", "border-lengths") == 0
    assert json.loads(descriptor.read_text())["corrections"] == whole["corrections"]
    assert cli("check") == 0


def test_the_published_book_stands_in_for_git(project, cli, capsys):
    project.change_table("1357", "1358", rehash=False)
    assert cli("seal", "border-lengths") == 1
    assert "TJK: cia_2021_km was '1357.0' and is '1358.0'" in capsys.readouterr().err


def test_what_is_not_at_hand_any_more_is_said(project, cli, capsys):
    project.change_table("1357", "1358", rehash=False)
    shutil.rmtree(project.workspace.html / "data")
    assert cli("seal", "border-lengths") == 1
    assert "is not at hand, so its cells cannot be compared" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(12))
def test_no_change_of_cells_or_rows_is_unseen(border, seed):
    """Two cells swapped, a row taken out, a row twice: all that passes every constraint."""
    project, path, _ = border
    lines = path.read_text().splitlines(keepends=True)
    chance = random.Random(seed)  # noqa: S311 - no secret
    one, other = chance.sample(range(1, len(lines)), 2)
    cells = [line.rstrip("\n").split(",") for line in lines]
    column = chance.randrange(1, 4)
    cells[one][column], cells[other][column] = cells[other][column], cells[one][column]
    swapped = "".join(",".join(row) + "\n" for row in cells)
    shorter = "".join(lines[:one] + lines[one + 1 :])
    schema = project.workspace.resource(TABLE)[1]["schema"]
    for text in {swapped, shorter} - {"".join(lines)}:
        rows = seals.tables.rows(text.encode(), path.name)
        change = seals.compared(path.name, path.read_bytes(), rows, schema)
        assert "changed" in change.line or "removed" in change.line
        assert change.details
