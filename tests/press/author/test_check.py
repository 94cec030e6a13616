"""What the sources tell without being executed, each with file, cell and remedy."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest
import yaml

from press.author import check

ROOT = Path(__file__).parents[3]


def prose(text):
    def change(notebook):
        notebook["cells"][0]["source"] += f"\n\n{text}"

    return lambda project: project.edit("border", change)


def first_code(**values):
    def change(notebook):
        cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
        cell.update(values)

    return lambda project: project.edit("border", change)


def search(actors, periods):
    """A count of what was found in the small book, with the actors and periods of its search."""

    def change(project):
        shutil.copytree(ROOT / "data" / "searches", project.root / "data" / "searches")
        seeds = project.root / "seeds" / "claims.yml"
        found = f"counts_found: true\n      search: {{actors: {actors}, periods: {periods}}}\n"
        seeds.write_text(seeds.read_text().replace("dated:", f"{found}      dated:"))

    return change


def contents(name):
    """One more line in the contents, and its page where it can be written."""

    def change(project):
        path = project.root / "chapters" / f"{name}.ipynb"
        if ".." not in name:
            path.parent.mkdir(exist_ok=True)
            shutil.copy(project.path("border"), path)
        toc = project.root / "_toc.yml"
        toc.write_text(f"{toc.read_text()}  - file: chapters/{name}\n")

    return change


CASES = {
    "outputs": (
        first_code(execution_count=1),
        ["chapters/border.ipynb, cell parameters", "carries outputs", "make format"],
    ),
    "no parameters": (first_code(metadata={}), ["no cell is tagged 'parameters'", "Tag the cell"]),
    "random identifier": (first_code(id="3f2a9c01"), ["cell 3f2a9c01", "not a word", '"id"']),
    "the same identifier": (first_code(id="setup"), ["cell setup", "two cells", "Rename"]),
    "broken code": (
        lambda p: p.set_cell("border", "share", "rows = ("),
        ["cell share", "line 1 does not parse", "Correct the line"],
    ),
    "unknown claim": (
        lambda p: p.set_cell("border", "c01", "judge('c99', case=here, tests=[], because='')"),
        ["cell c01", "'c99', which is not a claim", "c01 is judged by no chapter"],
    ),
    "judged twice": (
        lambda p: p.set_cell("border", "bars", "judge('c01', case=here, tests=[], because='')"),
        ["cell c01", "judges c01 again", "Keep one"],
    ),
    "verdict on no claim": (prose("{verdict}`c77`"), ["cell opening", "verdict on 'c77'"]),
    "unknown result": (
        prose("{result}`border.shore`"),
        ["cell opening", "'border.shore', which no cell records", "Record it"],
    ),
    "citation without entry": (prose("{cite}`nobody1900`"), ["'nobody1900'", "no entry"]),
    "entry that nothing cites": (
        lambda p: (p.root / "chapters" / "references.bib").write_text("@book{somebody1900,\n}\n"),
        ["chapters/references.bib", "nothing cites the entry 'somebody1900'", "Cite it"],
    ),
    "dead link": (prose("[there](nowhere.md#x)"), ["nowhere.md#x leads nowhere", "Correct"]),
    "a strong sentence": (
        prose("So it is. In 1893 the line was the\nlongest."),
        ["cell opening, line 5: 'longest' in 'In 1893 the line", "<!-- rests on: NAME -->"],
    ),
    "a bearer that there is not": (
        prose("In 1893 it was the longest. <!-- rests on: border.bars, border.shore -->"),
        ["cell opening, line 5: it is said to rest on 'border.shore'", "Correct the name"],
    ),
    "a search that is not on record": (
        search("[TJK, XXX]", "[2021-08b]"),
        ["seeds/claims.yml, c01, test share: no look-up for XXX in 2021-08b is on record"],
    ),
    "a search without periods": (
        search("[TJK]", "[]"),
        ["c01, test share: its search does not name both"],
    ),
    "a figure that cannot be called so": (
        lambda p: p.set_cell("border", "bars", "Figure(name='../../evil', title='')"),
        ["cell bars", "'../../evil' cannot be the name of a figure"],
    ),
    "two figures of one name": (
        lambda p: p.set_cell("border", "share", "Figure(name='bars', title='')"),
        ["cell bars", "the figure 'bars' has a name that was already taken in cell share"],
    ),
    "a page that the book has itself": (
        contents("search"),
        ["_toc.yml names chapters/search: 'search' cannot be", "the book itself uses it"],
    ),
    "two pages of one name": (
        contents("a/border"),
        ["_toc.yml names chapters/a/border, but chapters/border.ipynb has the name 'border'"],
    ),
    "a page outside": (contents("../../etc/border"), ["which lies outside the project"]),
    "contents that are no YAML": (
        lambda p: (p.root / "_toc.yml").write_text("root: a\nchapters:\n  - file: a: b\n"),
        ["_toc.yml, line 3: mapping values are not allowed"],
    ),
    "a title that is no text": (
        lambda p: (p.root / "_toc.yml").write_text("root: chapters/border\ntitle: Yes\n"),
        ["_toc.yml: true is not a text. Put"],
    ),
    "unsettled order": (
        lambda p: p.set_cell("border", "share", "rows.sort_values('x', ascending=False)"),
        ["cell share", "may order equal rows differently", 'kind="stable"'],
    ),
    "unknown table": (
        lambda p: p.set_cell("border", "share", "rows = load('border-lengths/shares')"),
        ["cell share", "holds no table 'shares'", "It holds:"],
    ),
    "stale hash": (
        lambda p: p.change_table("22.7", "22.9", rehash=False),
        ["data/border-lengths/afg_neighbours.csv", "SHA-256", "corrections"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_names_file_cell_and_remedy_without_executing(project, cli, capsys, name):
    change, expected = CASES[name]
    before = project.published()
    change(project)
    assert cli("check") == 1
    errors = capsys.readouterr().err
    for words in expected:
        assert words in errors
    assert project.published() == before


def test_a_sound_book_passes(project, cli, capsys):
    assert cli("check") == 0
    assert "Nothing is wrong" in capsys.readouterr().out


def test_what_bears_a_sentence_may_be_a_figure_a_result_a_table_a_claim_or_a_test(project):
    names = "border.bars, border.border_share, border-lengths/afg_neighbours, c01, c01.share"
    prose(f"In 1893 it was the longest. <!-- rests on: {names} -->")(project)
    assert check.findings(project.workspace) == []


def test_one_look_up_may_serve_several_actors_and_periods_but_never_all(project):
    search("[TJK, RUS]", "[2021-08b, 2022]")(project)
    assert check.findings(project.workspace) == []
    log = project.root / "data" / "searches" / "log.csv"
    lines = log.read_text().splitlines()
    log.write_text(f"{lines[0]}\ns1,A,x,pages,RUS;TJK,2021-08b;2022,2026-11-29,8,4,,1,\n")
    assert list(check.search_findings(check.Sources(project.workspace))) == []
    log.write_text(f"{lines[0]}\ns1,A,x,pages,RUS;TJK,all,2026-11-29,8,4,,1,\n")
    findings = [str(finding) for finding in check.search_findings(check.Sources(project.workspace))]
    assert len(findings) == 4
    assert "no look-up for TJK in 2022 is on record in data/searches/log.csv" in findings[1]


def test_this_book_passes(book):
    assert [str(finding) for finding in check.findings(book)] == []


def test_the_library_sorts_alike_on_every_processor():
    findings = [
        str(finding)
        for path in sorted((ROOT / "lib").rglob("*.py"))
        for finding in check.unsettled_order(
            check.calls(ast.parse(path.read_text(encoding="utf-8")), path.name)
        )
    ]
    assert findings == []


def test_names_put_together_at_run_time_are_looked_up_in_the_published_record(project):
    project.set_cell(
        "border",
        "border_share",
        "[record(name, 1, sources=['border-lengths/afg_neighbours']) for name in ['border_share']]",
    )
    findings = [str(finding) for finding in check.findings(project.workspace)]
    assert any("border.border_share" in line for line in findings)
    table = project.root / "data" / "published" / "results.csv"
    first = table.read_text().splitlines()
    row = first[1].split(",")
    row[:2] = ["border", "border_share"]
    table.write_text("\n".join([*first, ",".join(row)]) + "\n")
    findings = [str(finding) for finding in check.findings(project.workspace)]
    assert not any("border.border_share" in line for line in findings)


def test_names_given_to_a_function_with_settings_count_as_the_function():
    source = (
        "share = partial(record, unit='%')\nexact = partial(share, tolerance=0)\n"
        "exact('border_share', 22.7)\nagain = partial(judge, horizon='2026')\nagain('c01')"
    )
    by_call = {
        (call.name, call.first): call.keywords for call in check.calls(ast.parse(source), "")
    }
    assert by_call["record", "border_share"] == {"unit": "%", "tolerance": 0}
    assert by_call["judge", "c01"] == {"horizon": "2026"}


def test_a_page_that_reads_badly_is_named_and_shown_in_the_table(project, cli, capsys):
    prose("It was late; we left. It was dark; we slept.")(project)
    assert cli("check") == 1
    assert "chapters/border.ipynb, cell opening, line 5: a semicolon in" in capsys.readouterr().err
    assert cli("check", "--prose") == 1
    assert "words in one" in capsys.readouterr().out


def test_the_documents_beside_the_book_are_measured_too(project):
    (project.root / "README.md").write_text(f"It was{' so' * 45}.\n")
    settings = project.root / "_config.yml"
    stored = yaml.safe_load(settings.read_text())
    stored["report"].pop("prose", None)
    settings.write_text(yaml.safe_dump(stored))
    findings = [str(finding) for finding in check.findings(project.workspace)]
    assert any(line.startswith("README.md, line 1: 47 words in") for line in findings)


def test_a_folder_of_a_source_that_is_a_link_is_told(project, cli, capsys):
    folder = project.root / "data" / "border-lengths"
    folder.rename(project.root / "elsewhere")
    folder.symlink_to(project.root / "elsewhere")
    assert cli("check") == 1
    assert "data/border-lengths: it is a link." in capsys.readouterr().err


def test_a_path_out_of_a_source_is_told_and_never_published(project, cli, capsys):
    path = project.root / "data" / "border-lengths" / "datapackage.json"
    package = json.loads(path.read_text())
    package["resources"][0]["path"] = "../../_config.yml"
    path.write_text(json.dumps(package))
    assert cli("check") == 1
    assert "'../../_config.yml', is not the name of a file" in capsys.readouterr().err
    assert cli("build") == 1
    assert "'../../_config.yml', is not the name of a file" in capsys.readouterr().err


def test_a_map_that_is_no_json_is_neither_sealed_nor_passed(project, cli, capsys):
    shutil.copytree(
        ROOT / "data" / "afghanistan-provinces", project.root / "data" / "afghanistan-provinces"
    )
    path = project.root / "data/afghanistan-provinces/afg_provinces_simplified.geojson"
    path.write_bytes(path.read_bytes()[:1000])
    for words in (["seal", "afghanistan-provinces", "--because", "A test."], ["check"]):
        assert cli(*words) == 1
        assert ".geojson: line 1: it is no JSON" in capsys.readouterr().err
