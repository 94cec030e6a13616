"""The press publishes a report about something else, and nothing of it needs the first one."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from press.execute import kernels

ROOT = Path(__file__).parents[2]
OTHER = ROOT / "tests" / "other_report"
TITLE = "Iceland and the base at Keflavik"
SUBSETS = {
    "nordic-economies/economies.csv": "wb-wdi-gdp-population/gdp_population.csv",
    "us-troops-nordic/troops.csv": "us-troops-abroad/us_troops_by_host_year.csv",
}
OURS = re.compile(r"Fulcrum|Tajik|Kabul|Taliban|\b46\b(?! kB)")
PATIENCE = 90.0


def test_it_passes_the_check(other, cli, capsys):
    assert cli("check") == 0
    assert capsys.readouterr().out == "Nothing is wrong with the sources.\n"


@pytest.mark.parametrize("path", sorted(OTHER.glob("data/*/datapackage.json")))
def test_its_tables_are_valid_subsets_of_ours(path):
    assert frictionless.validate(str(path)).valid
    table = next(path.parent.glob("*.csv"))
    part = pd.read_csv(table, dtype=str)
    whole = pd.read_csv(ROOT / "data" / SUBSETS[f"{path.parent.name}/{table.name}"], dtype=str)
    assert len(part.merge(whole, on=list(part.columns))) == len(part) > 100


@pytest.mark.parametrize("path", sorted(OTHER.glob("chapters/*.ipynb")), ids=lambda p: p.stem)
def test_its_chapters_keep_the_rules_of_form(path, tmp_path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert max(len(source.splitlines()) for source in code) <= 25
    assert "fulcrum.analysis" not in "".join(code)
    shutil.copy(path, tmp_path)
    ruff, settings = Path(sys.executable).with_name("ruff"), ROOT / "pyproject.toml"
    for verb in (["check"], ["format", "--check"]):
        words = [ruff, *verb, "--no-cache", "--config", settings, tmp_path / path.name]
        assert subprocess.run(words, check=False, capture_output=True).returncode == 0


def test_its_verdicts_take_every_path(other_built):
    verdicts = {
        (v["claim"], v["horizon"]): v["verdict"]
        for record in other_built.workspace.all_records().values()
        for v in record["verdicts"]
    }
    assert verdicts == {
        ("k1", None): "supported",
        ("k2", None): "contradicted",
        ("k3", "2007"): "supported",
        ("k3", "2010"): "contradicted",
    }


def test_no_module_of_our_analysis_is_used(other_built):
    for chapter in other_built.workspace.chapters:
        receipt = other_built.workspace.executed_notebook(chapter.name)["metadata"]["fulcrum"]
        assert "fulcrum.charts" in receipt["inputs"]["modules"]
        assert not [name for name in receipt["inputs"]["modules"] if "analysis" in name]


def test_its_pages_carry_its_name_and_nothing_of_ours(other_built):
    pages = sorted((other_built.root / "_build/html").glob("*.html"))
    assert len(pages) > len(other_built.workspace.pages)
    for path in pages:
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert TITLE in page.title.get_text()
        for part in page.select("script, style, .cell_input"):
            part.decompose()
        assert OURS.findall(str(page.head) + page.get_text(" ")) == [], path.name
    ledger = BeautifulSoup(
        (other_built.root / "_build/html/claims.html").read_text(), "html.parser"
    )
    assert len(ledger.select(".fu-claims tbody tr")) == 3


def test_a_broken_copy_is_refused_and_the_published_book_stays(other, cli, capsys):
    before = other.published()
    other.set_cell("afterwards", "k2", "pass")
    assert cli("build") == 1
    assert "k2 is judged by no chapter. Judge it in afterwards." in capsys.readouterr().err
    assert other.published() == before


def test_a_review_agrees_with_its_own_record_and_is_certified(other, cli, monkeypatch, capsys):
    monkeypatch.setattr(kernels, "TrackedProvisioner", kernels.WarmProvisioner)
    assert cli("review") == 0
    assert "findings agree" in capsys.readouterr().out
    folder = other.root / "_build" / "review"
    certificate = json.loads((folder / "certificate.json").read_text())
    assert certificate["agrees"]
    assert certificate["lock"]["sha256"] is None
    crate = json.loads((folder / "crate" / "ro-crate-metadata.json").read_text())
    names = [entity.get("name", "") for entity in crate["@graph"]]
    assert any(name.startswith(f"{TITLE}, reviewed on ") for name in names)
    assert "The authors of a small test" in names
    written = "".join(path.read_text() for path in folder.glob("*.html"))
    written += (other.root / "data/published/datapackage.json").read_text()
    assert OURS.findall(written.replace("Fulcrum review", "")) == []


def test_it_is_previewed(other):
    environment = {k: v for k, v in os.environ.items() if k != "FULCRUM_ROOT"}
    words = [sys.executable, "-m", "press.cli", "preview", "--port", "0"]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())[0]
        with urllib.request.urlopen(f"{address}garrison.html", timeout=PATIENCE) as answer:  # noqa: S310
            assert TITLE in answer.read().decode()
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=PATIENCE)
        process.stdout.close()
    assert code == 0
