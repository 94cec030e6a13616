"""Execution: what is stale and what is not, in what order, and what a failure says."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from papermill import iorw

from press.execute import schedule
from press.execute.schedule import execute
from press.workspace.code import chapter_digest
from press.workspace.notebooks import digest

ROOT = Path(__file__).parents[3]
PATIENCE = 120
"""Seconds that a slow machine may take to start a build, or to end one."""


def executed(project) -> set[str]:
    run = execute(project.workspace)
    assert run.failed == []
    return set(run.executed)


def test_nothing_changed_nothing_executed(project, cli, capsys):
    assert cli("build") == 0
    output = capsys.readouterr().out
    assert "Nothing changed, so nothing was executed." in output
    assert "Already published" in output


def test_notebooks_that_overlap_leave_no_folder_behind(tmp_path, monkeypatch):
    """As threads do: the second begins before the first ends, in a project that is then removed."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    first, second = iorw.local_file_io_cwd(), iorw.local_file_io_cwd()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    monkeypatch.chdir(tmp_path)
    gone.rmdir()
    iorw.papermill_io.write("{}", str(tmp_path / "notebook.ipynb"))
    assert (tmp_path / "notebook.ipynb").read_text() == "{}"


def test_touching_a_chapter_executes_it_and_those_that_read_its_results(project):
    project.set_cell(
        "names", "setup", "from fulcrum import case, coders_stub, record\nhere = case()"
    )
    assert executed(project) == {"names", "summary"}


def test_saving_a_chapter_unchanged_executes_nothing(project):
    project.edit("border", lambda notebook: notebook["cells"][1].update(execution_count=7))
    assert executed(project) == set()


def test_a_table_executes_the_chapters_that_read_it_and_no_others(project):
    project.change_table("22.7", "22.8")
    assert executed(project) == {"border", "summary"}
    record = json.loads((project.root / "_build/records/summary.json").read_text())
    assert record["results"]["twice"]["value"] == pytest.approx(45.6)


def test_a_module_executes_the_chapters_that_import_it_and_no_others(project):
    project.change_stub("return text", "return text[:2]")
    assert executed(project) == {"names", "summary"}


def test_prose_executes_nothing_and_the_page_follows(project, cli, capsys):
    before = {name: project.workspace.receipt(name)["digest"] for name in ("border", "summary")}
    path = project.path("border")
    path.write_text(path.read_text().replace("# Border", "# Frontier"))
    assert set(schedule.stale(project.workspace)) == {"border"}  # nobody may accept it as it is
    assert cli("build") == 0
    output = capsys.readouterr().out
    assert "executed" not in output.replace("executed nothing", "")
    assert "Took over the words, and executed nothing: border" in output
    assert "Frontier" in (project.root / "_build/html/border.html").read_text()
    assert "Frontier" in (project.root / "_build/html/notebooks/border.ipynb").read_text()
    after = {name: project.workspace.receipt(name)["digest"] for name in before}
    assert after == before
    assert schedule.stale(project.workspace) == {}


def test_words_taken_over_are_what_an_execution_would_leave(project):
    path = project.path("border")
    path.write_text(path.read_text().replace("# Border", "# Frontier\\n\\nA *line*."))
    project.set_cell("border", "bars", f"# Said otherwise.\n{project.source('border', 'bars')}")
    run = execute(project.workspace)
    assert (run.executed, run.followed) == ({}, ["border"])

    def left() -> tuple[str, str]:
        workspace = project.workspace
        notebook = json.loads(workspace.executed_file("border").read_text())
        for unlike in ("seconds", "kernel", "versions"):
            del notebook["metadata"]["fulcrum"][unlike]
        record = json.loads(workspace.record_file("border").read_text())
        record["inputs"] = [used for used in record["inputs"] if used["kind"] != "version"]
        return json.dumps(notebook), json.dumps(record)

    taken_over = left()
    assert set(execute(project.workspace, chapters=["border"], force=True).executed) == {"border"}
    assert left() == taken_over


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return text", "return text  # as it stands"),
        ("return text", "return (\n        text\n    )"),
        ("A module that one chapter alone uses.", "Another sentence."),
        ("def label(text):\n", 'def label(text):\n    """What it is called."""\n'),
    ],
)
def test_comments_docstrings_and_form_of_a_module_execute_nothing(project, old, new):
    project.change_stub(old, new)
    run = execute(project.workspace)
    assert (run.executed, run.followed) == ({}, ["names"])
    inputs = project.workspace.receipt("names")["inputs"]
    assert inputs["modules"]["fulcrum.coders_stub"] == digest(project.stub)
    assert execute(project.workspace).followed == []


@pytest.mark.parametrize(
    "source",
    [
        'record("name", coders_stub.label(here.name()), sources=["states/states"]);',
        'record("name", coders_stub.label(here.name()), sources=["states/states"], label="x")',
        '"A text"\nrecord("name", "x", sources=["states/states"])',
        "%matplotlib inline",
    ],
)
def test_code_that_does_something_else_is_no_comment(project, source):
    before = chapter_digest(project.workspace.chapters[2])
    project.set_cell("names", "name", f"# a comment\n{project.source('names', 'name')}")
    assert chapter_digest(project.workspace.chapters[2]) == before
    project.set_cell("names", "name", source)
    assert chapter_digest(project.workspace.chapters[2]) != before


def test_a_failure_takes_no_receipt_with_it(project):
    """Neither that of a chapter beside it, nor its own from before it was edited."""
    sound = project.source("border", "share")
    project.set_cell("border", "share", "rows = 1 / 0")
    project.set_cell("names", "name", "record('name', 'x', sources=['states/states'])")
    assert set(execute(project.workspace).executed) == {"names"}
    project.set_cell("border", "share", sound)
    run = execute(project.workspace)
    assert run.failed == []
    assert set(run.executed) == {"summary"}


def test_the_lock_executes_everything(project):
    (project.root / "requirements.lock").write_text("# another\n")
    assert executed(project) == {"border", "names", "summary"}


def test_a_file_read_behind_the_reader_is_an_input_too(project):
    path = project.root / "seeds" / "more.csv"
    path.write_text("a\n1\n")
    source = "import pandas as pd\npd.read_csv(path := 'PATH')\nfrom fulcrum import case".replace(
        "PATH", str(path)
    )
    project.set_cell("names", "setup", source + ", coders_stub, record\nhere = case()")
    execute(project.workspace)
    path.write_text("a\n2\n")
    assert "names" in executed(project)


def test_one_chapter_by_name_leaves_the_others(project, cli, capsys, caplog):
    caplog.set_level(logging.INFO)  # as a theme's package sets it
    project.change_table("22.7", "22.8")
    project.set_cell("names", "name", "record('name', 'x', sources=['states/states'])")
    assert cli("build", "border") == 0
    assert "executed border" in capsys.readouterr().out
    run = execute(project.workspace)
    assert set(run.executed) == {"names", "summary"}
    assert [r.name for r in caplog.records if r.name in {"papermill", "traitlets"}] == []


def test_another_case_is_executed_aside_and_not_published(project, cli, capsys):
    before = project.published()
    assert cli("build", "border", "--param", "focal=UZB") == 0
    assert "not published" in capsys.readouterr().out
    record = json.loads((project.root / "_build/runs/focal-UZB/records/border.json").read_text())
    assert record["results"]["border_share"]["value"] == pytest.approx(2.4)
    injected = json.loads(
        (project.root / "_build/runs/focal-UZB/executed/border.ipynb").read_text()
    )
    assert "injected-parameters" in {cell["id"] for cell in injected["cells"]}
    assert project.published() == before


def test_receipts_say_what_was_really_used(project):
    receipt = json.loads((project.root / "_build/executed/border.ipynb").read_text())
    receipt = receipt["metadata"]["fulcrum"]
    assert set(receipt["inputs"]["tables"]) == {"border-lengths/afg_neighbours", "states/states"}
    assert "fulcrum.charts.bars" in receipt["inputs"]["modules"]
    assert "fulcrum.coders_stub" not in receipt["inputs"]["modules"]
    assert receipt["seconds"] > 0
    assert not re.search(str(project.root), json.dumps(receipt))


def test_executed_notebooks_hold_no_path_and_no_time(project):
    text = (project.root / "_build/executed/border.ipynb").read_text()
    assert str(project.root) not in text
    assert "start_time" not in text


FAILURES = {
    "raises": (
        lambda p: p.set_cell("border", "share", "rows = 1 / 0"),
        ["cell share", "line 1", "ZeroDivisionError", "failed/border.ipynb"],
    ),
    "wrong hash": (
        lambda p: p.change_table("22.7", "22.9", rehash=False),
        ["afg_neighbours.csv", "SHA-256", "cell share", "Restore the file"],
    ),
    "bad state": (
        lambda p: p.set_cell("border", "parameters", 'focal = "TJX"'),
        ["focal = 'TJX' is not covered", "KAZ (Kazakhstan)", "cell setup"],
    ),
    "no parameters cell": (
        lambda p: p.edit("border", lambda notebook: notebook["cells"][1].update(metadata={})),
        ["chapters/border.ipynb", "no cell is tagged 'parameters'", "Tag the cell"],
    ),
    "figure without description": (
        lambda p: p.set_cell(
            "border",
            "bars",
            "Figure(name='bars', title='t', subtitle='s', description='', chart=None,\n"
            "       table=rows, sources=['border-lengths/afg_neighbours'])",
        ),
        ["cell bars", "has no description", "Write one"],
    ),
    "unknown claim": (
        lambda p: p.set_cell("border", "share", "judge('c99', case=here, tests=[], because='x')"),
        ["cell share", "no claim 'c99'", "run from c01 to c01"],
    ),
    "undeclared reading": (
        lambda p: p.edit("summary", lambda notebook: notebook["metadata"].pop("fulcrum")),
        ["chapters/summary.ipynb reads results of other chapters", '"reads": ["*"]'],
    ),
    "result recorded twice": (
        lambda p: p.set_cell(
            "border",
            "share",
            "rows = load('border-lengths/afg_neighbours').set_index('neighbour_iso3')\n"
            "record('border_share', 1, sources=['states/states'])",
        ),
        ["cell border_share", "already taken in cell share", "Rename"],
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_stops_publication_and_says_where_and_what_to_do(project, cli, capsys, name):
    change, expected = FAILURES[name]
    before = project.published()
    change(project)
    assert cli("build") == 1
    errors = capsys.readouterr().err
    assert [words for words in expected if words not in errors] == []
    assert project.published() == before


def test_a_day_reaches_an_annotated_parameter_as_its_text(project, cli):
    cell = 'focal = "TJK"\nuntil: str = "2021-01-01"\nkinds: list[str]'
    project.set_cell("border", "parameters", cell)
    assert cli("build", "border", "--param", "until=2021-08-15") == 0
    case = project.root / "_build/runs/until-2021-08-15"
    cells = json.loads((case / "executed/border.ipynb").read_text())["cells"]
    injected = next(cell for cell in cells if cell["id"] == "injected-parameters")
    assert 'until = "2021-08-15"' in "".join(injected["source"])


@pytest.mark.parametrize("words", [["check"], ["build"], ["build", "names"], ["review", "names"]])
def test_a_cell_of_parameters_that_does_not_parse_is_named_by_every_verb(
    project, cli, capsys, words
):
    project.set_cell("border", "parameters", "%matplotlib inline\nuntil = 2024")
    assert cli(*words) == 1
    errors = capsys.readouterr().err
    assert "chapters/border.ipynb, cell parameters, line 1 does not parse: invalid syntax" in errors
    assert "nobody foresaw" not in errors


def test_an_unknown_parameter_names_the_known_ones(project, cli, capsys):
    assert cli("build", "border", "--param", "fokal=UZB") == 1
    assert "has no parameter 'fokal'. It has: focal." in capsys.readouterr().err


def test_an_unknown_chapter_names_the_known_ones(project, cli, capsys):
    assert cli("build", "boarder") == 1
    assert "The chapters are summary, border, names" in capsys.readouterr().err


def test_a_failure_leaves_independent_chapters_alone_and_skips_dependents(project):
    project.set_cell("border", "share", "rows = 1 / 0")
    project.set_cell("names", "name", "record('name', 'x', sources=['states/states'])")
    run = execute(project.workspace)
    assert [failure.chapter for failure in run.failed] == ["border"]
    assert set(run.executed) == {"names"}
    assert run.skipped == {"summary": "it reads border, which failed"}


def test_a_dead_kernel_leaves_no_receipt(project):
    source = "import os\nos.kill(os.getpid(), 9)"
    project.set_cell("border", "share", source)
    run = execute(project.workspace)
    assert run.failed[0].chapter == "border"
    assert schedule.stale(project.workspace)["border"] == "the chapter changed"


def test_a_chapter_that_was_asked_for_and_fails_is_not_fresh(project):
    project.change_table("22.7", "22.9", rehash=False)
    (project.root / "data/border-lengths/afg_neighbours.csv").rename(project.root / "kept.csv")
    run = execute(project.workspace, chapters=["border"], force=True)
    assert [failure.chapter for failure in run.failed] == ["border"]
    assert schedule.stale(project.workspace)["border"] == "not executed yet"


def test_any_executor_will_do(project):
    class Counting(schedule.ThreadPoolExecutor):
        calls = 0

        def submit(self, *arguments, **keywords):
            Counting.calls += 1
            return super().submit(*arguments, **keywords)

    project.set_cell("names", "name", "record('name', 'x', sources=['states/states'])")
    with Counting(max_workers=1) as pool:
        execute(project.workspace, schedule.Runner(executor=pool))
    assert Counting.calls == 2


def kernels_of(folder: Path) -> list[str]:
    """Command lines of processes whose environment names this project."""
    commands = []
    for entry in Path("/proc").iterdir():
        try:
            environment = (entry / "environ").read_bytes()
            words = (entry / "cmdline").read_bytes().decode()
        except (OSError, ValueError):
            continue
        if f"FULCRUM_ROOT={folder}".encode() in environment and (
            "ipykernel" in words or "warm.py" in words
        ):
            commands.append(words)
    return commands


def until(condition) -> bool:
    """Whether a condition comes true within the patience that a slow machine needs."""
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


def test_an_interrupt_leaves_no_kernel_and_no_half_book(project):
    before = project.published()
    marker = project.root / "started"
    source = f"open({str(marker)!r}, 'w').close()\nwhile True:\n    pass"
    project.set_cell("border", "share", source)
    # A shell in the background ignores interrupts, and its children inherit that.
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "press.cli", "build"],
        cwd=project.root,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, kept)
    try:
        assert until(marker.exists)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130
        assert "Interrupted" in errors
        assert until(lambda: not kernels_of(project.root))
    finally:  # kernels lead groups of their own, and end with the build
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert project.published() == before
    assert list(project.root.glob("_build/executed/*.tmp")) == []


def test_a_scheduler_without_its_package_is_a_sentence(project, cli, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli("build", "--scheduler", "tcp://127.0.0.1:8786") == 1
    assert "`pip install .[cluster]`" in capsys.readouterr().err


def test_chapters_that_read_each_other_are_refused(project, cli, capsys):
    for name, other in (("border", "names"), ("names", "border")):
        project.edit(
            name,
            lambda notebook, other=other: notebook["metadata"].update(fulcrum={"reads": [other]}),
        )
    assert cli("build") == 1
    assert "read each other's results in a circle" in capsys.readouterr().err


def test_an_executed_notebook_is_made_aside_and_left_only_where_it_failed(project):
    workspace = project.workspace
    assert not workspace.executing.exists()
    assert not workspace.failed.exists()
    project.set_cell("border", "share", "rows = 1 / 0")
    execute(project.workspace)
    assert [path.name for path in workspace.failed.iterdir()] == ["border.ipynb"]
    assert not workspace.executing.exists()
