"""Seconds of a build from nothing, unchanged and touched, on the machine it runs on.

Run from the project's root: ``.venv/bin/python benchmarks/build.py``. Prints one line a measure;
nothing here is asserted, since machines differ.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def seconds(*words: str) -> float:
    """Seconds of one call of the command line."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "press.cli", *words],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def main() -> None:
    """Build from nothing, unchanged, and after touching one chapter."""
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    print(f"machine: {platform.machine()}, Python {platform.python_version()}")
    print(f"everything, set-up apart: {seconds('build'):.1f} s")
    print(f"nothing changed: {seconds('build'):.1f} s")
    chapter = ROOT / "chapters" / "powers.ipynb"
    kept = chapter.read_text(encoding="utf-8")
    try:
        found = json.loads(kept)
        found["cells"][0]["source"].append("\n")
        chapter.write_text(json.dumps(found, indent=1), encoding="utf-8")
        print(f"one chapter touched: {seconds('build'):.1f} s")
    finally:
        chapter.write_text(kept, encoding="utf-8")
    size = sum(path.stat().st_size for path in (ROOT / "_build/html").rglob("*") if path.is_file())
    print(f"size of _build/html: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
