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


def test_the_image_and_binder_take_the_same_allowed_python():
    image = next(words for name, words in instructions() if name == "FROM")
    version = re.fullmatch(r"python:(3\.1[123])\.\d+-slim-\w+", image)[1]
    assert (ROOT / ".binder" / "runtime.txt").read_text().strip() == f"python-{version}"


def test_all_three_ways_make_the_same_environment():
    docker = "\n".join(f"{name} {words}" for name, words in instructions())
    binder = (ROOT / ".binder" / "postBuild").read_text()
    steps = installs((ROOT / "Makefile").read_text().partition("$(CLUSTER):")[0])
    assert [words[-1] for words in steps] == ["requirements.lock", "."]
    assert "--require-hashes" in steps[0]
    assert installs(docker) == steps
    assert installs(binder) == steps
    for text in (docker, binder):
        assert not HOST.search(text)
        assert text.count("pip install") == len(steps)


def test_the_binder_script_runs_and_the_image_leaves_out_what_is_built():
    script = ROOT / ".binder" / "postBuild"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "_build"} <= set(ignored)
