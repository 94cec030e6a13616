"""Publication: the gate refuses, the old book stays, the new one comes in one step."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from fulcrum.errors import FulcrumError
from press.publish import gate
from press.workspace import aside


def add_prose(name: str, text: str):
    def change(notebook):
        notebook["cells"][0]["source"] += "\n\n" + text

    return lambda project: project.edit(name, change)


def stream(project):
    project.set_cell(
        "names",
        "name",
        "import sys\nprint('careful', file=sys.stderr)\n"
        "record('name', 'x', sources=['states/states'])",
    )


def bare_chart(project):
    project.set_cell(
        "names",
        "name",
        "import altair as alt, pandas as pd\nalt.Chart(pd.DataFrame({'a': [1]})).mark_bar()",
    )


DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAC"
    "hwGA60e6kgAAAABJRU5ErkJggg=="
)


def picture(words):
    """A cell that shows a picture; words: the rest of what ``Image`` is called with."""
    shown = f"from base64 import b64decode\nImage(b64decode({DOT!r}){words})"
    source = f"from IPython.display import Image\n{shown}"
    return lambda project: project.set_cell("names", "name", source)


def wordless_html(project):
    page = project.root / "chapters" / "claims.md"
    page.write_text(page.read_text() + '\n<img src="_static/favicon.svg">\n')


def foreign_picture(project):
    page = project.root / "chapters" / "claims.md"
    page.write_text(page.read_text() + '\n<img src="https://example.org/a.png" alt="a">\n')


def dead_link(project):
    page = project.root / "chapters" / "claims.md"
    page.write_text(page.read_text() + '\n<a href="nowhere.html">x</a>\n')


def unjudged(project):
    project.set_cell("border", "c01", "rows.head(0)")


REFUSALS = {
    "unjudged claim": (
        unjudged,
        ["seeds/claims.yml", "c01 is judged by no chapter", "Judge it in border"],
    ),
    "unknown result": (
        add_prose("names", "{result}`border.border_shore`"),
        ["chapters/names.ipynb", "border.border_shore", "recorded nowhere", "border.border_share"],
    ),
    "Sphinx warning": (
        add_prose("names", "[x](missing.md)"),
        ["chapters/names.ipynb", "missing.md", "warnings are not published"],
    ),
    "citation without entry": (
        add_prose("names", "{cite}`nobody1900`"),
        ["nobody1900"],
    ),
    "warning in a cell": (stream, ["cell name", "stderr", "careful"]),
    "picture without words": (picture(""), ["cell name", "a picture without words", 'alt="..."']),
    "picture of a page without words": (
        wordless_html,
        ["claims.html", "shows the picture _static/favicon.svg without words"],
    ),
    "bare chart": (bare_chart, ["cell name", "Wrap the chart in fulcrum.Figure"]),
    "another host": (
        foreign_picture,
        ["claims.html", "https://example.org/a.png", "Ship the file"],
    ),
    "dead link": (dead_link, ["claims.html", "nowhere.html", "leads nowhere"]),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_the_gate_refuses_and_the_old_book_stays(project, cli, capsys, name):
    change, expected = REFUSALS[name]
    before = project.published()
    change(project)
    assert cli("build") == 1
    errors = capsys.readouterr().err
    assert [words for words in expected if words not in errors] == []
    assert "The book published before stays as it was." in errors
    assert project.published() == before
    assert not (project.root / "_build" / "html.new").exists()


def test_a_picture_with_words_is_published_with_them(project, cli):
    picture(", alt='A dot'")(project)
    assert cli("build") == 0
    page = BeautifulSoup((project.root / "_build/html/names.html").read_text(), "html.parser")
    assert [image["alt"] for image in page.select(".cell_output img")] == ["A dot"]


def test_a_change_is_published_whole(project, cli, capsys):
    project.change_table("22.7", "22.8")
    assert cli("build") == 0
    page = (project.root / "_build/html/border.html").read_text()
    assert "22.8\N{NO-BREAK SPACE}%" in page
    assert "45.6\N{NO-BREAK SPACE}%" in (project.root / "_build/html/index.html").read_text()
    assert "22.8" in (project.root / "_build/html/figures/border/bars.csv").read_text()


def test_the_same_inputs_give_the_same_book(project, cli):
    first = project.published()
    (project.root / "_build/html/book.json").write_text('{"identity": ""}')
    assert cli("build") == 0
    assert project.published() == first


def test_a_page_says_where_its_numbers_come_from(project):
    page = (project.root / "_build/html/summary.html").read_text()
    link = re.search(r'<a class="fu-value" [^>]*>45.4\N{NO-BREAK SPACE}%</a>', page)
    assert link
    assert 'href="summary.html#cell-quoted"' in link[0]
    [name] = re.findall(r'aria-controls="([^"]+)"', link[0])
    hidden = page.partition('<div class="fu-panels" hidden>')[2]
    assert re.search(rf'id="{name}".*?45.4\N{{NO-BREAK SPACE}}%.*?#cell-quoted', hidden, re.DOTALL)
    assert 'id="cell-quoted"' in page


def test_a_figure_has_a_static_picture_a_table_and_its_files(project):
    html = project.root / "_build/html"
    page = (html / "border.html").read_text()
    figure = re.search(r'<figure class="fu-figure".*?</figure>', page, re.DOTALL)
    assert figure
    assert figure[0].count("<svg") == 2
    assert 'aria-label="Bars by state."' in figure[0]
    assert "<caption>A fifth. Share, %</caption>" in figure[0]
    assert '<th scope="row">TJK</th>' in figure[0]
    for suffix in ("csv", "svg", "png", "vl.json"):
        assert (html / "figures/border" / f"bars.{suffix}").stat().st_size > 60


def test_labels_with_markup_are_shown_as_text(project, cli):
    evil = '<script>alert(1)</script> "q" \N{HEBREW LETTER ALEF}'
    source = (
        "from fulcrum import charts\nimport pandas as pd\n"
        f"table = pd.DataFrame({{'who': [{evil!r}, 'b'], 'n': [1, 2]}})\n"
        f"Figure(name='bars', title={evil!r}, subtitle='s', description={evil!r}, table=table,\n"
        "  chart=charts.bars(table, row='who', value='n', title='n'),\n"
        "  sources=['states/states'])"
    )
    project.set_cell("border", "bars", source)
    assert cli("build") == 0
    page = (project.root / "_build/html/border.html").read_text()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    data = (project.root / "_build/html/figures/border/bars.js").read_text()
    assert json.dumps(evil, ensure_ascii=False) in data  # as data, which no page parses as markup


def test_folders_change_places_in_one_step(tmp_path):
    new, old = tmp_path / "new", tmp_path / "old"
    for folder in (new, old):
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    aside.exchange(new, old)
    assert (old / "name").read_text() == "new"
    assert (new / "name").read_text() == "old"


def test_where_the_kernel_cannot_swap_the_old_one_steps_aside(tmp_path, monkeypatch):
    class Library:
        def renameat2(self, *_):
            return -1

    monkeypatch.setattr(aside.ctypes, "CDLL", lambda *_, **__: Library())
    monkeypatch.setattr(aside.ctypes, "get_errno", lambda: aside.errno.ENOSYS)
    new, old = tmp_path / "new", tmp_path / "old"
    for folder in (new, old):
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    aside.exchange(new, old)
    assert (old / "name").read_text() == "new"


def test_a_second_build_says_who_holds_the_lock(project):
    script = (
        "import time, sys\nfrom pathlib import Path\nfrom press.workspace.lock import locked\n"
        "from press.workspace.workspace import Workspace\n"
        "with locked(Workspace.open(Path.cwd())):\n"
        "    print('held', flush=True)\n    sys.stdin.readline()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    second = subprocess.Popen(
        [sys.executable, "-m", "press.cli", "build"], stdout=subprocess.PIPE, text=True
    )
    first_line = second.stdout.readline()
    assert f"process {holder.pid}, since" in first_line
    holder.communicate("done\n")
    rest, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert "Nothing changed" in rest


def judged(chapter: str, claim: str, horizon: str | None = None) -> gate.Judged:
    return gate.Judged(chapter, claim, claim, horizon)


def test_claims_are_judged_once_at_home_and_exist(book):
    def words(*verdicts: gate.Judged, complete: bool = False) -> str:
        return "\n".join(map(str, gate.verdict_findings(book, verdicts, complete=complete)))

    once = judged("leverage", "c22")
    assert "judges c22 again" in words(once, once)
    assert "belongs to the chapter leverage" in words(judged("powers", "c22"))
    assert "'c99', which is not a claim" in words(judged("powers", "c99"))
    both = [judged("refugees", "c32", "2021"), judged("hindsight", "c32", "2026")]
    assert words(*both) == ""
    missing = words(*both, complete=True)
    assert "c01 is judged by no chapter. Judge it in responses." in missing
    assert "as of 2026 by no chapter. Judge it in hindsight." in missing


def test_findings_are_told_together():
    findings = [gate.Finding("a", "b.", "c."), gate.Finding("d", "e.", "f.")]
    with pytest.raises(FulcrumError, match=r"(?s)2 findings:\n  - a: b\. c\.\n  - d: e\. f\."):
        gate.refuse(findings)
    gate.refuse([])


def test_a_warning_is_placed_in_its_cell():
    [finding] = gate.warning_findings(["chapters/x.ipynb:20004: WARNING: bad thing [myst.ref]"])
    assert finding.where == "chapters/x.ipynb, cell number 1, line 4"
    assert "bad thing" in finding.what


def test_the_published_record_is_made_from_the_build(project, cli, capsys):
    assert cli("accept") == 0
    folder = project.root / "data" / "published"
    assert "border,border_share,22.7" in (folder / "results.csv").read_text()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert cli("accept") == 0
    assert "as it was" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_record_names_its_cells(project):
    record = json.loads((project.root / "_build/records/border.json").read_text())
    assert record["results"]["border_share"]["cell"] == "border_share"
    assert record["figures"][0]["cell"] == "bars"
