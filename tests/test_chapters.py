"""Chapters run without our tooling, under plain papermill and nbconvert, and for other states."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fulcrum.book import notebooks
from fulcrum.book.execute import execute
from fulcrum.claims import claims

ROOT = Path(__file__).parents[1]
CHAPTERS = [chapter.name for chapter in notebooks.chapters(ROOT)]
ANALYTICAL = ["leverage", "alliances", "refugees", "powers"]


def outputs(path: Path) -> list[str]:
    """MIME types of all outputs of an executed notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [m for c in cells for o in c.get("outputs", []) for m in o.get("data", {})]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_runs_under_plain_papermill(name, tmp_path):
    made = tmp_path / f"{name}.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "papermill", str(ROOT / "chapters" / f"{name}.ipynb"), str(made)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert notebooks.FIGURE in outputs(made)


def test_all_chapters_run_under_nbconvert(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute"),
            *("--output-dir", str(tmp_path)),
            *(str(ROOT / "chapters" / f"{name}.ipynb") for name in CHAPTERS),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for name in CHAPTERS:
        assert notebooks.FIGURE in outputs(tmp_path / f"{name}.ipynb")


@pytest.mark.parametrize("focal", ["UZB", "TKM", "KGZ", "KAZ"])
def test_another_state_runs_and_gets_no_verdict_about_tajikistan(focal, tmp_path):
    run = execute(ROOT, chapters=ANALYTICAL, parameters={"focal": focal}, out=tmp_path)
    assert [str(failure) for failure in run.failed] == []
    assert set(run.executed) == set(ANALYTICAL)
    for name in ANALYTICAL:
        record = json.loads((tmp_path / "records" / f"{name}.json").read_text())
        assert {v["verdict"] for v in record["verdicts"]} <= {"not this claim's case"}
        assert [test for verdict in record["verdicts"] for test in verdict["tests"]] == []


def test_what_is_missing_for_another_state_is_said_plainly(tmp_path):
    run = execute(ROOT, chapters=["leverage"], parameters={"focal": "KAZ"}, out=tmp_path)
    assert run.failed == []
    text = (tmp_path / "executed" / "leverage.ipynb").read_text(encoding="utf-8")
    assert "Kazakhstan does not border Afghanistan." in text


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_written_as_the_book_asks(name):
    chapter = notebooks.Chapter(name, ROOT / "chapters" / f"{name}.ipynb")
    cells = chapter.cells
    assert chapter.parameters()
    assert all(cell.get("id") and not cell["id"].isdigit() for cell in cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [c["id"] for c in code if c["outputs"] or c["execution_count"] is not None] == []
    first = notebooks.source_of(cells[0]).splitlines()
    assert first[0].startswith("# ")
    assert "{result}" not in first[0]
    assert "{result}" in notebooks.source_of(cells[0])


def test_every_claim_with_tests_is_judged_in_the_build(tmp_path):
    """What the seeds prescribe, the chapters compute: the published record holds each verdict."""
    from fulcrum.results import verdicts  # noqa: PLC0415

    judged = set(verdicts()[["claim", "horizon"]].itertuples(index=False, name=None))
    wanted = {
        (subject.id, horizon or "")
        for subject in claims()
        if subject.rules
        for horizon in subject.horizons
    }
    assert wanted - judged == set()
