"""The image and Binder make the environment of `make setup` from the same lock."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOST = re.compile(r"https?://|index-url|find-links|trusted-host")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    joined = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(None, 1)) for line in joined if line.strip()]


def installs(text: str) -> list[list[str]]:
    """Every call of pip in a text: its words, without the cache and where python stands."""
    calls = re.findall(r"-m pip (install [^\n&]*)", text)
    return [[word for word in call.split() if word != "--no-cache-dir"] for call in calls]


def test_the_base_image_is_pinned_and_of_an_allowed_python():
    images = [words for name, words in instructions() if name == "FROM"]
    assert len(images) == 1
    match = re.fullmatch(r"python:(3\.\d+)\.\d+-slim-\w+", images[0])
    assert match, images
    assert match[1] in {"3.11", "3.12", "3.13"}
    runtime = (ROOT / ".binder" / "runtime.txt").read_text().strip()
    assert runtime == f"python-{match[1]}"


def test_nothing_is_installed_or_run_as_root():
    found = instructions()
    user = next(n for n, (name, _) in enumerate(found) if name == "USER")
    assert found[user][1] not in {"root", "0"}
    assert sum(name == "USER" for name, _ in found) == 1
    for name, words in found[:user]:
        assert "pip" not in words
        assert name in {"FROM", "RUN"}
    for name, words in found[user:]:
        assert name != "ADD"
        assert name != "COPY" or words.startswith("--chown=reader:reader ")
    assert found[-1] == ("CMD", '[".venv/bin/fulcrum", "review"]')


def test_all_three_ways_make_the_same_environment():
    docker = "\n".join(f"{name} {words}" for name, words in instructions())
    binder = (ROOT / ".binder" / "postBuild").read_text()
    made = installs((ROOT / "Makefile").read_text())
    assert [words[-1] for words in made] == ["requirements.lock", "."]
    assert "--require-hashes" in made[0]
    assert installs(docker) == made
    assert installs(binder) == made
    for text in (docker, binder):
        assert not HOST.search(text)
        assert text.count("pip install") == len(made)


def test_the_binder_script_runs_and_the_image_leaves_out_what_is_built():
    script = ROOT / ".binder" / "postBuild"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "_build"} <= set(ignored)
