"""The preview: follows every source, keeps the last good page, stops cleanly, stays at home."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from press.workspace.workspace import Previewed

PATIENCE = 60.0


class Running:
    """A preview in a process of its own, and what it says to a page."""

    def __init__(self, process: subprocess.Popen[str], address: str, aside: Path) -> None:
        self.process, self.address, self.aside = process, address, aside
        self.states: queue.Queue[dict[str, object]] = queue.Queue()
        self.stream = urllib.request.urlopen(f"{address}_preview/events", timeout=PATIENCE)  # noqa: S310
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in self.stream:
                if line.startswith(b"data: "):
                    self.states.put(json.loads(line[6:]))

    def next(self, *left_out: str) -> dict[str, object]:
        """The next state that is not the one of building, nor one that is left out."""
        while True:
            state = self.states.get(timeout=PATIENCE)
            if state["state"] not in {"building", *left_out}:
                return state

    def warmed(self) -> None:
        """Wait until single pages can be shown."""
        self.published()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not (self.aside / "_static" / "fulcrum.css").is_file():
            time.sleep(0.1)

    def shown(self) -> list[str]:
        """The files that are shown before the whole book is published."""
        state = self.next()
        assert state["state"] == "shown", state
        return state["changed"]

    def failure(self) -> dict[str, object]:
        state = self.next("shown")
        assert state["state"] == "failed", state
        return state["failures"][0]

    def published(self) -> dict[str, object]:
        state = self.next("shown")
        assert state["state"] == "published", state
        return state

    def followed(self) -> tuple[dict[str, object], set[str]]:
        """The next published state, and every file that changed until then, shown early or not."""
        changed: set[str] = set()
        while (state := self.next())["state"] == "shown":
            changed.update(state["changed"])
        assert state["state"] == "published", state
        return state, changed.union(state["changed"])

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.read().decode()


@pytest.fixture
def running(project) -> Iterator[Running]:
    words = [sys.executable, "-m", "press.cli", "preview", "--port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)
    first = process.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+/", first)[0]
    preview = Running(process, address, Previewed.open(project.root).pages_aside)
    yield preview
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_it_follows_chapters_tables_and_the_library(project, running):
    running.published()
    assert "_preview/client.js" in running.get("border.html")
    project.set_cell("names", "name", 'record("name", "Other", sources=["states/states"])')
    state, changed = running.followed()
    assert state["executed"] == ["names", "summary"]
    assert "names.html" in changed
    assert "Other" in running.get("names.html")
    project.change_table("22.7", "22.9")
    running.published()
    assert "22.9" in running.get("border.html")
    render = project.root / "lib/press/publish/render.py"
    text = render.read_text()
    render.write_text(
        text.replace("html(template, payload=payload,", "html(template, payload=payload | MARK,")
    )
    render.write_text(render.read_text() + '\nMARK = {"label": "as the library now says"}\n')
    running.published()
    assert "as the library now says" in running.get("border.html")


def test_it_tells_of_each_failure_and_recovers(project, running):
    running.published()
    good = running.get("border.html")
    sound = project.path("border").read_text()

    project.set_cell("border", "share", "rows = 1 / 0")
    failure = running.failure()
    assert (failure["chapter"], failure["cell"], failure["line"]) == ("border", "share", 1)
    assert "ZeroDivisionError" in failure["error"]
    assert "ZeroDivisionError" in failure["traceback"]
    assert running.get("border.html") == good

    project.path("border").write_text(sound[: len(sound) // 2])  # saved by half
    assert "chapters/border.ipynb is not a notebook" in running.failure()["error"]

    project.path("border").rename(project.path("frontier"))
    assert "no chapters/border.ipynb" in running.failure()["error"]

    module = project.root / "lib/press/publish/gate.py"
    kept = module.read_text()
    module.write_text("def broken(:\n")
    assert "SyntaxError" in running.failure()["error"]
    module.write_text(kept)
    assert "no chapters/border.ipynb" in running.failure()["error"]

    project.path("frontier").unlink()
    project.path("border").write_text(sound)
    running.published()
    assert running.get("border.html") == good


def test_a_page_is_shown_at_once_and_then_published_as_it_was_shown(project, running):
    running.warmed()
    path = project.path("border")
    path.write_text(path.read_text().replace("# Border", "# Frontier"))
    assert running.shown() == ["border.html"]
    early = running.get("border.html")
    assert "Frontier" in early
    assert "Frontier" not in (project.root / "_build/html/border.html").read_text()
    state = running.published()
    assert state["executed"] == []
    assert "border.html" not in state["changed"]
    assert "names.html" in state["changed"]  # the title stands in its contents
    assert running.get("border.html") == early
    project.set_cell("names", "name", 'record("name", "Other", sources=["states/states"])')
    assert running.shown() == ["names.html"]
    early = running.get("names.html")
    assert "Other" in early
    assert running.published()["executed"] == ["names", "summary"]
    assert running.get("names.html") == early


def test_a_page_of_prose_and_a_style_are_shown_without_a_build(project, running):
    running.warmed()
    page = project.root / "chapters" / "claims.md"
    page.write_text(page.read_text() + "\nOne sentence more.\n")
    assert running.shown() == ["claims.html"]
    assert "One sentence more." in running.get("claims.html")
    running.published()
    styles = project.root / "lib/press/publish/static/fulcrum.css"
    styles.write_text(styles.read_text() + "\nbody { outline-color: rebeccapurple; }\n")
    assert running.shown() == ["_static/book.css"]
    assert "rebeccapurple" in running.get("_static/book.css")
    changed = running.published()["changed"]
    assert [path for path in changed if not path.endswith(".css")] == []  # no page is reloaded
    assert "rebeccapurple" in running.get("_static/book.css")
    page.write_text(page.read_text() + "\n{result}`border.none`\n")
    assert "recorded nowhere" in running.failure()["error"]


def test_what_changes_while_the_book_is_published_is_shown_before_it_is(project, running):
    running.warmed()
    page = project.root / "chapters" / "claims.md"
    for sentence in ("The first.", "The second.", "The third."):
        page.write_text(f"{page.read_text()}\n{sentence}\n")
        assert running.shown() == ["claims.html"]
        assert sentence in running.get("claims.html")
    running.published()
    assert "The third." in (project.root / "_build/html/claims.html").read_text()


def test_it_serves_this_machine_and_this_book_alone(running):
    running.published()
    request = urllib.request.Request(running.address, headers={"Host": "elsewhere.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request)  # noqa: S310
    for path in ("..%2f..%2f_toc.yml", "%2e%2e/records/border.json", "missing.html"):
        with pytest.raises(urllib.error.HTTPError, match="40[34]"):
            running.get(path)
    port = running.address.rstrip("/").rpartition(":")[2]
    words = [sys.executable, "-m", "press.cli", "preview", "--port", port]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


def test_a_browser_sees_the_failure_over_the_last_good_page_and_then_the_new_page(
    project, running, chromium
):
    running.published()
    page = chromium.new_page()
    page.goto(f"{running.address}border.html")
    sound = project.path("border").read_text()
    project.set_cell("border", "share", "rows = 1 / 0")
    overlay = page.locator("#fulcrum-preview")
    expect(overlay).to_be_visible(timeout=1000 * PATIENCE)
    expect(overlay).to_contain_text("chapters/border.ipynb, cell share, line 1")
    expect(overlay).to_contain_text("ZeroDivisionError")
    expect(page.get_by_role("heading", name="Border")).to_have_count(1)
    project.path("border").write_text(sound.replace("# Border", "# Frontier"))
    expect(page.get_by_role("heading", name="Frontier")).to_have_count(1, timeout=1000 * PATIENCE)
    expect(overlay).to_be_hidden()
    page.close()
