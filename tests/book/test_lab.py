"""A real JupyterLab: Run All works in every chapter and shows what the book shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from fulcrum.evidence.payloads import FIGURE, RESULT, VERDICT
from lanes import ROOT, chapters_to_try
from press.workspace import notebooks

PATIENCE = 90_000
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # all cells stand in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
RAN = r"""(figures) => {
  const panel = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden)");
  const last = [...panel.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].at(-1);
  return /\[\d+\]:/.test(last.textContent)
    && panel.querySelectorAll(".jp-RenderedVegaCommon5 svg.marks").length === figures; }"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab on a copy of the chapters, with the options of `make lab`."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    for name, values in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    makefile = (ROOT / "Makefile").read_text()
    options = re.search(r"jupyter lab (--.*)", makefile)[1].replace("--notebook-dir chapters", "")
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTERLAB_SETTINGS_DIR": "settings", "HOME": ""}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--IdentityProvider.token="),
            *(*options.split(), f"--notebook-dir={folder / 'chapters'}"),
        ],
        env={
            **os.environ,
            "FULCRUM_ROOT": str(ROOT),
            **{name: str(folder / part) for name, part in folders.items()},
        },
        stderr=(folder / "log").open("w"),
        start_new_session=True,
    )
    log = folder / "log"
    while not (match := re.search(r"http://127\.0\.0\.1:\d+/lab", log.read_text())):
        assert process.poll() is None, log.read_text()[-2000:]
        threading.Event().wait(0.1)
    yield match[0]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def page(lab: str, chromium) -> Iterator[Page]:
    """One tab of a browser with the Lab in it, in which one notebook is opened after the other."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1200})
    tab = context.new_page()
    tab.goto(f"{lab}?reset")
    yield tab
    context.close()


def payloads(name: str) -> dict[str, list[dict[str, object]]]:
    """What the built book holds for a chapter: results, verdicts, figures."""
    notebook = json.loads((ROOT / "_build" / "executed" / f"{name}.ipynb").read_text())
    kinds = {"result": RESULT, "verdict": VERDICT, "figure": FIGURE}
    return {
        kind: [payload for _, payload in notebooks.payloads(notebook, mime)]
        for kind, mime in kinds.items()
    }


@pytest.mark.parametrize("name", chapters_to_try())
def test_run_all_shows_what_the_book_shows(site, lab, page, name):
    home = lab.removesuffix("/lab")
    foreign: list[str] = []
    allowed = (home, home.replace("http:", "ws:"), "data:", "blob:")
    page.on("request", lambda request: foreign.append(request.url))
    page.locator(".jp-DirListing-item", has_text=f"{name}.ipynb").dblclick()
    expect(page.locator(".lm-DockPanel .lm-mod-current")).to_have_text(f"{name}.ipynb")
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    expect(panel.locator(".jp-KernelName")).to_have_text("Python 3 (ipykernel)", timeout=PATIENCE)
    status = page.locator("#jp-main-statusbar")
    expect(status).to_contain_text("Python 3 (ipykernel) | Idle", timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    wanted = payloads(name)
    page.wait_for_function(RAN, arg=len(wanted["figure"]), polling=500, timeout=PATIENCE)
    shown = panel.locator(".jp-Notebook").inner_text()
    for result in wanted["result"]:
        assert f"{result['label'] or result['name']}: {result['text']}" in shown
    for verdict in wanted["verdict"]:
        as_of = f" (as of {verdict['horizon']})" if verdict["horizon"] else ""
        assert f"{verdict['claim']}{as_of}: {verdict['verdict']}." in shown
    words = " ".join(panel.locator(".jp-RenderedVegaCommon5").all_inner_texts())
    for figure in wanted["figure"]:
        assert figure["title"].split()[0] in words
    assert panel.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    assert [url for url in foreign if not url.startswith(allowed)] == []
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".lm-DockPanel-tabBar", has_text=f"{name}.ipynb")).to_have_count(0)
