"""``jupyter-book build .`` alone, which a user of Jupyter Book types first, shows the same book."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup

COMMAND = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]


def plainly_built(project) -> subprocess.CompletedProcess[str]:
    return subprocess.run(COMMAND, cwd=project.root, capture_output=True, text=True, check=False)


def articles(project) -> dict[str, str]:
    """What stands on every page, by its name."""
    pages = {}
    for page in project.workspace.titles:
        path = project.root / "_build" / "html" / f"{page}.html"
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        pages[page] = str(soup.select_one("article.bd-article"))
    return pages


def test_it_makes_the_same_pages_and_reads_no_environment(other, cli):
    assert cli("build") == 0  # what was accepted is shown from here on
    published = articles(other)
    assert "fu-figure" in published["garrison"]
    # An environment inside the project holds notebooks of packages, older than cells with ids.
    stray = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": []}
    old = {"cells": [stray | {"execution_count": None}], "metadata": {}, "nbformat": 4}
    (other.root / ".venv").mkdir()
    (other.root / ".venv" / "old.ipynb").write_text(json.dumps(old | {"nbformat_minor": 2}))
    shutil.rmtree(other.root / "_build" / "html")
    ended = plainly_built(other)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "WARNING" not in ended.stdout
    assert articles(other) == published
    figures = {path.name for path in (other.root / "_build" / "html").glob("garrison.*.html")}
    assert figures


def test_without_records_it_says_in_a_sentence_what_to_run(other):
    shutil.rmtree(other.root / "_build" / "records")
    ended = plainly_built(other)
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "There is no record of garrison, afterwards: run `fulcrum build` once, and "
        "`jupyter-book build .` finds what it leaves."
    ]


def test_it_names_a_chapter_that_changed_after_it_was_executed(other):
    other.set_cell("afterwards", "k2", "pass")
    ended = plainly_built(other)
    assert ended.returncode == 0
    assert "afterwards is shown as it was executed earlier (the chapter changed)" in ended.stderr


def test_a_notebook_with_outputs_of_its_own_is_shown_as_stored(other):
    executed = other.workspace.executed_notebook("garrison")
    text = json.dumps(executed).replace("most American troops", "most American soldiers")
    assert text != json.dumps(executed)
    other.path("garrison").write_text(text)
    assert plainly_built(other).returncode == 0
    assert "most American soldiers" in articles(other)["garrison"]


def test_fulcrum_publishes_its_own_book_over_it_again(other, cli):
    assert cli("build") == 0  # what was accepted is shown from here on
    published = other.published()
    assert plainly_built(other).returncode == 0
    assert cli("build") == 0
    assert other.published() == published
