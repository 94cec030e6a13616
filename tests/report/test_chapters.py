"""Chapters run without our tooling, under plain papermill and nbconvert, and for other states."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import papermill
import pytest

from fulcrum.evidence.payloads import FIGURE, VERDICT
from fulcrum.evidence.seeds import claims
from lanes import CHAPTERS, QUICK_CHAPTERS, ROOT, chapters_to_try
from press.execute.schedule import execute
from press.workspace import notebooks
from press.workspace.workspace import Workspace

ANALYTICAL = ["leverage", "alliances", "refugees", "powers"]


def shown(path: Path, mime: str) -> list[dict]:
    """What an executed notebook shows of one kind."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [payload for _, payload in notebooks.payloads(notebook, mime)]


def no_verdict_on_tajikistan(verdicts: list[dict]) -> bool:
    return all(v["verdict"] == "not this claim's case" and v["tests"] == [] for v in verdicts)


@pytest.mark.parametrize("name", chapters_to_try())
def test_a_chapter_runs_under_plain_papermill(name, tmp_path, monkeypatch):
    """The analytical chapters with a parameter: nbconvert below runs them without.

    The first as a command, the others by the function behind it, which starts no second Python;
    one file is written instead of one for each cell.
    """
    executed = tmp_path / f"{name}.ipynb"
    elsewhere = {"focal": "UZB"} if name in ANALYTICAL else {}
    notebook = str(ROOT / "chapters" / f"{name}.ipynb")
    if name == ANALYTICAL[0]:
        words = ["--no-request-save-on-cell-execute", notebook, str(executed), "-p", "focal", "UZB"]
        done = subprocess.run(
            [sys.executable, "-m", "papermill", *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
    else:
        monkeypatch.chdir(ROOT)
        papermill.execute_notebook(
            notebook,
            str(executed),
            parameters=elsewhere,
            progress_bar=False,
            request_save_on_cell_execute=False,
        )
    assert shown(executed, FIGURE)
    if elsewhere:
        assert no_verdict_on_tajikistan(shown(executed, VERDICT))


@pytest.mark.parametrize(
    "names",
    [
        QUICK_CHAPTERS,
        pytest.param([n for n in CHAPTERS if n not in QUICK_CHAPTERS], marks=pytest.mark.full),
    ],
    ids=["two", "the others"],
)
def test_chapters_run_under_nbconvert(names, tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute"),
            *("--output-dir", str(tmp_path)),
            *(str(ROOT / "chapters" / f"{name}.ipynb") for name in names),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for name in names:
        assert shown(tmp_path / f"{name}.ipynb", FIGURE)


@pytest.mark.parametrize(
    "focal", ["KAZ", *(pytest.param(state, marks=pytest.mark.full) for state in ("TKM", "KGZ"))]
)
def test_another_state_runs_and_gets_no_verdict_about_tajikistan(focal, tmp_path):
    run = execute(Workspace.open(ROOT, tmp_path), chapters=ANALYTICAL, parameters={"focal": focal})
    assert [str(failure) for failure in run.failed] == []
    assert set(run.executed) == set(ANALYTICAL)
    for name in ANALYTICAL:
        record = json.loads((tmp_path / "records" / f"{name}.json").read_text(encoding="utf-8"))
        assert no_verdict_on_tajikistan(record["verdicts"])
    if focal == "KAZ":  # what is missing is said plainly
        text = (tmp_path / "executed" / "leverage.ipynb").read_text(encoding="utf-8")
        assert "Kazakhstan does not border Afghanistan." in text


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_written_as_the_book_asks(name):
    chapter = notebooks.Chapter(name, ROOT / "chapters" / f"{name}.ipynb")
    cells = chapter.cells
    assert chapter.parameters()
    assert [c["id"] for c in cells if not re.fullmatch(r"[a-z][a-z0-9_]*", c["id"])] == []
    first = notebooks.source_of(cells[0]).splitlines()
    assert first[0].startswith("# ")
    assert "{result}" not in first[0]
    assert "{result}" in notebooks.source_of(cells[0])


LINES_OF_A_CELL = 25
LINES_OF_ALL_CHAPTERS = 2500


def test_cells_can_be_read():
    """A cell is short and defines no function, and no f-string of it decides on grammar."""
    lines = 0
    for name in CHAPTERS:
        chapter = notebooks.Chapter(name, ROOT / "chapters" / f"{name}.ipynb")
        for cell in (cell for cell in chapter.cells if cell["cell_type"] == "code"):
            assert not cell["outputs"], (name, cell["id"])
            assert cell["execution_count"] is None, (name, cell["id"])
            source = notebooks.source_of(cell)
            height = len(source.splitlines())
            lines += height
            assert height <= LINES_OF_A_CELL, (name, cell["id"], height)
            nodes = list(ast.walk(ast.parse(source)))
            texts = [node for node in nodes if isinstance(node, ast.JoinedStr)]
            choices = [n for text in texts for n in ast.walk(text) if isinstance(n, ast.IfExp)]
            assert choices == [], (name, cell["id"])
            functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
            assert [n for n in nodes if isinstance(n, functions)] == [], (name, cell["id"])
    assert lines <= LINES_OF_ALL_CHAPTERS


def test_every_claim_with_tests_is_judged_in_the_build(tmp_path):
    """What the seeds prescribe, the chapters compute: the published record holds each verdict."""
    from fulcrum.evidence.results import verdicts  # noqa: PLC0415

    judged = set(verdicts()[["claim", "horizon"]].itertuples(index=False, name=None))
    wanted = {
        (subject.id, horizon or "")
        for subject in claims()
        if subject.rules
        for horizon in subject.horizons
    }
    assert wanted - judged == set()
