"""What changes when a build is accepted is kept, and the page of changes shows it."""

from __future__ import annotations

import csv
import json

import pytest

from press.publish import pages
from press.review import compare, history
from press.workspace import record

PAGE = "# What changed\n\nHere.\n\n```{changes}\n```\n"


def kept(project) -> list[dict[str, str]]:
    path = project.root / "data" / "published" / "history.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def accepted(project, cli):
    """The small project with a page of changes and its own results as the published record."""
    (project.root / "chapters" / "changes.md").write_text(PAGE)
    contents = project.root / "_toc.yml"
    contents.write_text(contents.read_text() + "  - file: chapters/changes\n")
    for path in (project.root / "data" / "published").iterdir():
        path.unlink()
    assert cli("build") == 0
    assert cli("accept") == 0
    return project


def test_a_first_record_changes_nothing_and_the_page_says_so(accepted, cli):
    assert kept(accepted) == []
    assert cli("build") == 0
    assert "Nothing has changed" in (accepted.root / "_build/html/changes.html").read_text()


def test_a_change_of_a_table_is_kept_with_its_cause_and_shown(accepted, cli, capsys):
    accepted.change_table("22.7", "12.7")
    accepted.set_cell(
        "border",
        "bars",
        "table = rows.reset_index()[['neighbour_iso3', 'cia_2021_share_pct']]\n"
        "Figure(name='bars', title='Not a fifth', subtitle='Share, %', description='Bars.',\n"
        "  chart=charts.bars(table, row='neighbour_iso3', value='cia_2021_share_pct',\n"
        "    title='%'), table=table, sources=['border-lengths/afg_neighbours'])",
    )
    assert cli("build") == 0
    assert cli("accept", "--because", "The Factbook <was> read anew.") == 0
    rows = {(row["kind"], row["name"]): row for row in kept(accepted)}
    verdict, number = rows["verdict", "c01"], rows["number", "border.border_share"]
    assert (verdict["old"], verdict["new"]) == ("supported", "contradicted")
    assert (number["old"], number["new"]) == ("22.7\N{NO-BREAK SPACE}%", "12.7\N{NO-BREAK SPACE}%")
    assert verdict["cause"].startswith("table border-lengths/afg_neighbours changed")
    assert verdict["cause"].endswith("cell bars changed")
    assert number["cause"].startswith("table border-lengths/afg_neighbours changed")
    assert rows["title", "border.bars"]["new"] == "Not a fifth"
    assert ("title", "border.bars") in rows
    assert ("number", "names.name") not in rows
    assert [row["number"] for row in kept(accepted)] == [str(n + 1) for n in range(len(rows))]
    assert cli("build") == 0
    page = (accepted.root / "_build/html/changes.html").read_text()
    assert "The Factbook &lt;was&gt; read anew." in page
    assert 'href="border.html#c01"' in page
    assert 'href="border.html#cell-border_share"' in page
    assert 'href="border.html#fig-bars"' in page
    assert page.index("Verdicts: 1") < page.index("Numbers: ") < page.index("Titles of figures: 1")


def test_each_acceptance_adds_to_what_was_kept(accepted, cli, capsys):
    for old, new in (("22.7", "12.7"), ("12.7", "22.7")):
        accepted.change_table(old, new)
        assert cli("build") == 0
        assert cli("accept", "--dry-run") == 0
        assert cli("accept") == 0
    verdicts = [(r["old"], r["new"]) for r in kept(accepted) if r["kind"] == "verdict"]
    assert verdicts == [("supported", "contradicted"), ("contradicted", "supported")]
    capsys.readouterr()
    assert cli("accept") == 0
    assert "as it was" in capsys.readouterr().out


def test_a_change_whose_place_is_gone_stays_on_the_page_without_a_link(accepted):
    row = {"number": "1", "date": "2026-11-01", "chapter": "border", "cause": "", "because": ""}
    row |= {"kind": "number", "name": "border.gone", "old": "3 km", "new": ""}
    tables = record.read(accepted.root / "data/published")
    record.write(accepted.root / "data/published", tables | {"history": [row]}, "T")
    text = pages.filled("changes", pages.Book.read(accepted.workspace))
    assert "border.gone</th>" in text
    assert "taken out" in text
    assert "not known" in text


def test_a_record_that_lacks_a_new_column_is_compared_with_the_columns_it_has(accepted):
    folder = accepted.root / "data" / "published"
    tables = record.read(folder)
    path, descriptor = folder / "rules.csv", folder / "datapackage.json"
    rows = [{k: v for k, v in row.items() if k != "counts_found"} for row in tables["rules"]]
    content = record.csv_bytes([list(rows[0]), *(row.values() for row in rows)])
    path.write_bytes(content)
    package = json.loads(descriptor.read_text())
    part = next(part for part in package["resources"] if part["name"] == "rules")
    part["hash"] = f"sha256:{record.notebooks.sha256(content)}"
    descriptor.write_text(json.dumps(package))
    with pytest.raises(record.FulcrumError, match="does not have the columns"):
        record.read(folder)
    older = record.read(folder, older=True)
    assert compare.compare(older, tables).agrees
    assert history.changed(older, tables, compare.compare(older, tables), "2026-11-29", "") == []
