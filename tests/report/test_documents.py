"""The documents are true: what they show runs, what they name exists, and nothing is left out."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

import fulcrum
from press import cli as commands

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv" / "bin"
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "COMMANDS.md")
COMMON = {"--help", "--traceback"}
SMALL = {
    "leverage": "border",
    "powers": "border",
    "until=2015": "focal=UZB",
    "published": "data/published",
}
"""What stands in the small project for a word of the documents."""
QUICK = (
    "fulcrum --help",
    "fulcrum check",
    "fulcrum check --prose",
    "fulcrum build leverage",
    "fulcrum build --force",
    "fulcrum build --param focal=UZB",
    "fulcrum accept --dry-run",
    "fulcrum accept",
    "fulcrum compare published _build",
    "fulcrum compare published _build/runs/focal-UZB",
    "fulcrum new chapter water",
    'fulcrum new chapter water --title "The river"',
    'fulcrum new source rivers rivers.csv --publisher "Institute" --version 2024 '
    '--licence "CC BY 4.0"',
    'fulcrum new report ../lighthouse --title "The lighthouse"',
    'fulcrum new claim c47 "The river is the border." --chapter leverage',
    "fulcrum rename chapter powers external-powers",
    "fulcrum seal border-lengths",
    'fulcrum seal border-lengths --because "The new edition of the Factbook."',
)
"""Run by this file, in the small project."""
AGREES_NOT = {"fulcrum compare published _build/runs/focal-UZB"}
ELSEWHERE = {
    "make book": "test_the_published_record_is_what_the_build_finds",
    "make test": "test_every_target_has_a_line_of_help_and_a_place_in_the_documents",
    "make test-full": "test_chapters_run_under_nbconvert",
    "make test-cluster": "test_chapters_run_where_a_scheduler_says",
    "make lab": "test_run_all_shows_what_the_book_shows",
    "make preview": "test_it_follows_chapters_tables_and_the_library",
    "make review": "test_an_unchanged_book_agrees_and_is_certified",
    "make robustness": "test_the_verb_writes_a_package_that_is_valid_and_says_what_came_of_it",
    "fulcrum robustness --jobs 2": (
        "test_the_verb_writes_a_package_that_is_valid_and_says_what_came_of_it"
    ),
    "make check": "test_a_target_calls_tools_that_are_there",
    "make format": "test_a_target_calls_tools_that_are_there",
    "fulcrum pdf": "test_the_contents_name_the_page_on_which_each_chapter_opens",
    "fulcrum review leverage": "test_an_unchanged_book_agrees_and_is_certified",
    "fulcrum review leverage --param until=2015": "test_disagreeing_on_purpose_says_what_moves",
    "fulcrum compare OLD.csv NEW.csv --table SOURCE/TABLE": (
        "test_two_vintages_of_a_table_are_compared_in_the_conclusions"
    ),
    "fulcrum edition UZB": (
        "test_an_edition_is_a_small_book_without_what_holds_for_the_default_case_alone"
    ),
    "fulcrum editions --all": "test_all_means_every_other_state_that_can_be_focal",
    "fulcrum editions --all --until 2015 --until 2024": "test_editions_are_compared_and_linked",
    "fulcrum preview --port 0": "test_it_serves_this_machine_and_this_book_alone",
    "fulcrum new coder anna": "test_the_sheet_is_blank_shuffled_complete_and_valid",
    "fulcrum new coder anna --page": ("test_twenty_rows_coded_by_keyboard_are_a_coder_of_the_book"),
    "pre-commit install": "test_hooks_install_and_call_tools_that_are_there",
    "papermill chapters/leverage.ipynb out.ipynb -p until 2015": (
        "test_a_chapter_runs_under_plain_papermill"
    ),
    "papermill chapters/leverage.ipynb out.ipynb -p focal UZB": (
        "test_a_chapter_runs_under_plain_papermill"
    ),
    "jupyter nbconvert --to notebook --execute --output-dir out chapters/leverage.ipynb": (
        "test_chapters_run_under_nbconvert"
    ),
    "docker build --tag fulcrum . && docker run --name fulcrum-review fulcrum": (
        "test_all_three_ways_make_the_same_environment"
    ),
}
"""Run, or for Docker looked over, by the test named."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shown() -> Iterator[tuple[str, str]]:
    """Every command in a block of a document: document, command without its comment."""
    for name in DOCUMENTS:
        whole = text(name)
        lines = re.findall(r"^(?: {4}|\t)(\S.*)$", whole, re.MULTILINE)
        for block in re.findall(r"^```\w*\n(.*?)^```", whole, re.MULTILINE | re.DOTALL):
            lines += block.splitlines()
        for line in lines:
            command = line.partition(" #")[0].strip().replace(".venv/bin/", "")
            if not re.match(r"(?:[\w<>./-]+/|[\w.-]+\.(?:md|yml))(?:\s|$)", command):
                yield name, command


def test_every_command_shown_is_run_somewhere():
    documented = {command for _, command in shown()}
    assert documented - set(QUICK) - set(ELSEWHERE) == set()
    assert (set(QUICK) | set(ELSEWHERE)) - documented == set()


def test_the_tests_that_run_commands_exist():
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "tests").rglob("test_*.py")]
    tests = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert set(ELSEWHERE.values()) - tests == set()


@pytest.mark.parametrize("command", QUICK)
def test_a_command_shown_runs(project, cli, capsys, command):
    words = [SMALL.get(word, word) for word in shlex.split(command)][1:]
    (project.root / "rivers.csv").write_text("river,length_km\nPanj,921\nVakhsh,786\n")
    if "_build/runs/focal-UZB" in words:
        assert cli("build", "--param", "focal=UZB") == 0
    if words[0] in {"accept", "compare"}:
        assert cli("accept") == 0
    assert cli(*words) == (1 if command in AGREES_NOT else 0)
    assert "Traceback" not in capsys.readouterr().err


# The command reference


def verbs(command=None, path=()):
    """Every verb of the command line with its click command."""
    command = command or get_command(commands.app)
    for name, sub in command.commands.items():
        if hasattr(sub, "commands"):
            yield from verbs(sub, (*path, name))
        else:
            yield " ".join((*path, name)), sub


VERBS = dict(verbs())


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text("COMMANDS.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_reference_has_a_section_for_each_verb_and_no_other():
    assert set(sections()) - {"Every verb"} == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_and_argument_is_in_the_reference(verb):
    section = sections()[verb]
    options = {o for p in VERBS[verb].params for o in p.opts if o.startswith("--")}
    arguments = {p.name.upper() for p in VERBS[verb].params if p.param_type_name == "argument"}
    assert "--traceback" in options
    documented = set(re.findall(r"(?<=`)--[\w-]+", section))
    assert documented == options - COMMON
    assert all(f"`{name}`" in section for name in arguments)
    assert f"    .venv/bin/fulcrum {verb}" in section
    assert re.search(r"Writes\b", section, re.IGNORECASE)
    assert "xit code" in section


def test_the_common_options_and_the_exit_codes_are_in_the_reference():
    section = sections()["Every verb"]
    assert all(f"`{option}`" in section for option in COMMON)
    codes = (0, commands.FAILED, commands.MISUSED, commands.INTERRUPTED)
    assert all(f"| {code} |" in section for code in codes)


# Failures of the command line


def unforeseen(*_args, **_settings):
    raise ZeroDivisionError("division by zero")


def test_an_unforeseen_failure_is_a_sentence_and_a_traceback_only_when_asked(
    project, cli, capsys, monkeypatch
):
    monkeypatch.setattr("press.author.skeletons.chapter", unforeseen)
    assert cli("new", "chapter", "water") == commands.FAILED
    message = capsys.readouterr().err
    assert message.startswith(
        "fulcrum new chapter failed for a reason that nobody foresaw (ZeroDivisionError:"
    )
    assert "--traceback" in message
    assert "Traceback" not in message
    assert cli("new", "chapter", "water", "--traceback") == commands.FAILED
    message = capsys.readouterr().err
    assert "Traceback (most recent call last)" in message
    assert "nobody foresaw" in message


DESCRIBED = ("--publisher", "c", "--version", "d", "--licence", "e")


def interrupted(*_args, **_settings):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("author.skeletons.chapter", ["new", "chapter", "water"]),
        ("author.skeletons.report", ["new", "report", "other"]),
        ("author.skeletons.claim", ["new", "claim", "c02", "A claim.", "--chapter", "border"]),
        ("author.skeletons.source", ["new", "source", "a", "b", *DESCRIBED]),
        ("author.coding_sheets.coder", ["new", "coder", "anna"]),
        ("author.seals.seal", ["seal", "states"]),
        ("author.check.of_well_formed", ["check"]),
        ("author.preview.preview", ["preview"]),
        ("publish.publication.build", ["build"]),
        ("publish.pdf.print_book", ["pdf"]),
        ("editions.plan.planned", ["edition", "UZB"]),
        ("editions.plan.planned", ["editions", "--all"]),
        ("review.review.review", ["review"]),
        ("review.review.compare_records", ["compare", "published", "_build"]),
        ("review.review.pending", ["accept"]),
    ],
)
def test_every_verb_can_be_interrupted(project, cli, capsys, monkeypatch, function, words):
    monkeypatch.setattr(f"press.{function}", interrupted)
    before = project.published()
    assert cli(*words) == commands.INTERRUPTED
    message = capsys.readouterr().err
    assert message == "Interrupted. The book published before stays as it was.\n"
    assert project.published() == before


def test_words_that_are_not_understood_are_answered_with_the_help_of_their_verb(cli, capsys):
    assert cli("new", "chapter") == commands.MISUSED
    assert "See fulcrum new chapter --help." in capsys.readouterr().err


def test_help_loads_no_table_library():
    script = (
        "import sys\nsys.argv = ['fulcrum', '--help']\nfrom press.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'pandas', 'numpy', 'altair', 'papermill', 'sphinx'} & set(sys.modules)))"
    )
    completed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert completed.stdout.splitlines()[-1] == "[]"


# Names, targets, packages, links, hooks


def test_the_public_names_are_these():
    public = "Case Explorer Figure FulcrumError Test case gap geo judge load record recorded source"
    assert fulcrum.__all__ == public.split()
    assert all(getattr(fulcrum, name) is not None for name in fulcrum.__all__)
    assert set(fulcrum.__all__) <= set(dir(fulcrum))
    assert callable(fulcrum.case)
    with pytest.raises(AttributeError, match="no attribute 'pandas'"):
        _ = fulcrum.pandas


TARGETS = re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE)


def test_every_target_has_a_line_of_help_and_a_place_in_the_documents():
    helped = re.findall(r"^([a-z-]+):.*## \S", text("Makefile"), re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)[1].split()
    assert sorted(TARGETS) == sorted(helped) == sorted(phony)
    whole = text("README.md") + text("CONTRIBUTING.md")
    assert [name for name in TARGETS if f"make {name}" not in whole] == []
    completed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [name for name in TARGETS if f"make {name} " not in completed.stdout] == []


@pytest.mark.parametrize("target", ["check", "format", "book", "review", "preview", "lab", "test"])
def test_a_target_calls_tools_that_are_there(target):
    completed = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tools = set(re.findall(r"\.venv/bin/([\w-]+)", completed.stdout))
    assert tools
    assert [
        tool for tool in tools if shutil.which(tool, path=Path(sys.executable).parent) is None
    ] == []


def test_every_package_asked_for_has_its_reason_in_the_readme():
    asked = tomllib.loads(text("pyproject.toml"))["project"]
    listed = [*asked["dependencies"], *asked["optional-dependencies"]["dev"]]
    packages = {re.match(r"[\w.-]+", entry)[0] for entry in listed}
    table = text("README.md").partition("| package | for |")[2].partition("\n\n")[0]
    explained = {
        name.strip() for row in table.splitlines()[2:] for name in row.split("|")[1].split(",")
    }
    assert explained == packages


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md"])
def test_what_a_document_links_or_names_exists(name):
    whole = text(name)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", whole)
    files = re.findall(r"`((?:[\w.-]+/)*[\w-]+\.(?:md|ipynb|yml|py|bib|toml|txt|lock))`", whole)
    named = [*links, *(file for file in files if "NAME" not in file)]
    assert [file for file in named if not (ROOT / file).exists()] == []
    folders = re.findall(r"`((?:lib|tests|data|seeds|chapters|benchmarks)/[\w/-]*)`", whole)
    assert [
        folder for folder in folders if "NAME" not in folder and not (ROOT / folder).exists()
    ] == []


def test_the_house_map_names_what_is_there():
    house = text("README.md").partition("## What is in the house")[2].partition("##")[0]
    lines = [line.strip() for line in house.splitlines() if line.startswith("    ")]
    names = [name for line in lines for name in re.split(r" {2,}", line)[:-1]]
    assert len(names) >= len(lines) > 5
    assert [
        name for name in names if not (ROOT / name.replace("<source>", "states")).exists()
    ] == []


def test_hooks_install_and_call_tools_that_are_there(tmp_path):
    config = ROOT / ".pre-commit-config.yaml"
    tool = Path(sys.executable).parent / "pre-commit"
    subprocess.run([tool, "validate-config", config], check=True)
    shutil.copy(config, tmp_path)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    subprocess.run([tool, "install"], cwd=tmp_path, check=True, capture_output=True)
    assert "pre-commit" in (tmp_path / ".git/hooks/pre-commit").read_text()
    hooks = [hook for repo in yaml.safe_load(config.read_text())["repos"] for hook in repo["hooks"]]
    entries = [hook["entry"].split()[0] for hook in hooks]
    assert {Path(entry).parent.as_posix() for entry in entries} == {".venv/bin"}
    assert [
        e for e in entries if shutil.which(Path(e).name, path=Path(sys.executable).parent) is None
    ] == []
