"""What can be taken away: the archive, the citation, the notebooks; and how the PDF comes along."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml
from pybtex.database import parse_string
from pypdf import PdfReader

from fulcrum.errors import FulcrumError
from press.publish import archives, browser, downloads, pdf, print_articles, publication
from press.publish.citation import citation
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[3]
CFF = json.loads((ROOT / "tests" / "cff-1.2.0.schema.json").read_text())


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_archive_holds_every_table_as_its_descriptor_says(book):
    files = unpacked(downloads.archive(book))
    expected = {"fulcrum-data/SOURCES.csv", "fulcrum-data/LICENSE-data.md"}
    for name in book.sources():
        expected.add(f"fulcrum-data/{name}/datapackage.json")
        for part in book.parts(name):
            path = f"fulcrum-data/{name}/{part['path']}"
            expected.add(path)
            assert f"sha256:{hashlib.sha256(files[path]).hexdigest()}" == part["hash"]
    assert set(files) == expected
    assert list(files) == sorted(files)
    rows = list(csv.DictReader(io.StringIO(files["fulcrum-data/SOURCES.csv"].decode())))
    assert [row["id"] for row in rows] == book.sources()
    assert [row["id"] for row in rows if not row["licence"] or not row["redistributable"]] == []
    terms = files["fulcrum-data/LICENSE-data.md"].decode()
    assert [name for name in book.sources() if f"`{name}`" not in terms] == []


def test_each_table_is_offered_and_the_large_ones_in_a_zip_with_a_descriptor_that_fits(
    book, tmp_path
):
    here = book.at(tmp_path / "build")
    name = "border-lengths"
    archives.offer(here, name, tmp_path / name)
    package = json.loads((tmp_path / name / "datapackage.json").read_text())
    kinds = set()
    for part, shown in zip(book.parts(name), package["resources"], strict=True):
        content = (tmp_path / name / shown["path"]).read_bytes()
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == shown["hash"]
        assert len(content) == shown["bytes"]
        large = part["bytes"] > archives.LARGE
        kinds.add(large)
        table = next(iter(unpacked(content).values())) if large else content
        assert table == (book.data / name / part["path"]).read_bytes()
        assert shown["path"] == archives.offered(part) == part["path"] + ".zip" * large
        assert shown.get("compression") == ("zip" if large else None)
    assert kinds == {True, False}


def test_the_same_tables_give_the_same_archive_whenever_it_is_made(project):
    first = downloads.archive(project.workspace)
    for path in project.root.glob("data/**/*"):
        path.touch()
    assert downloads.archive(project.workspace) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {info.date_time for info in packed.infolist()} == {archives.EPOCH}
    project.change_table("22.7", "22.8")
    assert downloads.archive(project.workspace) != first


def test_the_citation_file_is_valid_by_its_schema_and_says_what_the_project_says():
    stored = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    jsonschema.Draft7Validator(CFF).validate(
        stored | {"date-released": str(stored["date-released"])}
    )
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert stored["version"] == settings["version"]
    assert [author["name"] for author in stored["authors"]] == [
        a["name"] for a in settings["authors"]
    ]
    assert stored["title"].startswith(f"{Workspace.open(ROOT).settings.title}: ")
    words = stored["title"] + stored["abstract"] + settings["description"]
    assert not re.search(r"\d+ claims", words)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(CFF).validate({**stored, "date-released": "soon"})


def test_bibtex_and_csl_are_read_by_others_and_agree(book):
    cited = citation(book)
    [(key, entry)] = parse_string(cited.bibtex, "bibtex").entries.items()
    [item] = json.loads(cited.csl)
    assert entry.fields["title"].strip("{}") == item["title"] == cited.title
    assert [str(person).strip("{}") for person in entry.persons["author"]] == list(cited.authors)
    assert item["author"] == [{"literal": "The Fulcrum authors"}]
    assert key == item["id"]
    assert entry.fields["year"] == str(item["issued"]["date-parts"][0][0])
    assert item["version"] in entry.fields["note"]
    assert item["version"] in cited.text
    assert "doi" not in (cited.bibtex + cited.csl).lower()


def test_a_citation_that_is_behind_or_lacks_a_field_is_told(tmp_path):
    project = Workspace.open(tmp_path)
    assert citation(project) is None
    text = (ROOT / "CITATION.cff").read_text()
    (tmp_path / "CITATION.cff").write_text(text)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "9.9"\n')
    with pytest.raises(FulcrumError, match=r"pyproject\.toml says 9\.9\. Correct"):
        citation(project)
    (tmp_path / "CITATION.cff").write_text(text.replace("date-released", "date-of-birth"))
    with pytest.raises(FulcrumError, match="lacks the field 'date-released'"):
        citation(project)


def test_each_chapter_offers_its_notebook_with_outputs_and_the_data(project):
    html = project.root / "_build" / "html"
    for name in ("border", "names", "summary"):
        line = re.search(r'<nav class="fu-take".*?</nav>', (html / f"{name}.html").read_text(), 16)
        assert line
        assert f'href="notebooks/{name}.ipynb"' in line[0]
        assert 'href="data.zip"' in line[0]
        assert "fulcrum.pdf" not in line[0]
        cells = json.loads((html / "notebooks" / f"{name}.ipynb").read_text())["cells"]
        assert any(cell.get("outputs") for cell in cells)
    assert "fu-take" not in (html / "claims.html").read_text()
    assert unpacked((html / "data.zip").read_bytes()) == unpacked(
        downloads.archive(project.workspace)
    )


def test_the_page_to_cite_shows_what_its_files_hold(project, cli):
    shutil.copy(ROOT / "CITATION.cff", project.root)
    page = project.root / "chapters" / "cite.md"
    page.write_text("# Cite\n\nThis.\n\n```{cite-report}\n```\n\n```{take-away}\n```\n")
    contents = project.root / "_toc.yml"
    contents.write_text(contents.read_text() + "  - file: chapters/cite\n")
    assert cli("build") == 0
    html = project.root / "_build" / "html"
    text = (html / "cite.html").read_text()
    for name in ("fulcrum.bib", "fulcrum.json", "CITATION.cff", "data.zip"):
        assert f'href="{name}"' in text
        assert (html / name).is_file()
    assert "@misc{fulcrum2026," in text
    assert 'href="cite.html">Cite this report' in (html / "border.html").read_text()


def test_the_citation_without_its_file_is_refused(project, cli, capsys):
    page = project.root / "chapters" / "claims.md"
    page.write_text(page.read_text() + "\n```{cite-report}\n```\n")
    assert cli("build") == 1
    assert "There is no CITATION.cff. Add one" in capsys.readouterr().err


def test_a_printed_book_is_published_with_its_pdf_until_the_book_changes(project, cli, capsys):
    subprocess.run([sys.executable, ROOT / "tests" / "book" / "browser.py"], check=True)
    assert cli("pdf") == 0
    assert "_build/fulcrum.pdf" in capsys.readouterr().out
    html = project.root / "_build" / "html"
    kept = (project.root / "_build" / "fulcrum.pdf").read_bytes()
    assert (html / "fulcrum.pdf").read_bytes() == kept
    assert 'href="fulcrum.pdf"' in (html / "border.html").read_text()
    text = "\n".join(page.extract_text() for page in PdfReader(html / "fulcrum.pdf").pages)
    assert "22.7" in text
    assert "import" not in text
    project.change_table("22.7", "22.8")
    assert cli("build") == 0
    assert not (html / "fulcrum.pdf").exists()
    assert 'href="fulcrum.pdf"' not in (html / "border.html").read_text()


def test_what_stops_the_printer_is_a_sentence_and_the_old_pdf_stays(
    project, cli, capsys, monkeypatch
):
    old = project.root / "_build" / "fulcrum.pdf"
    old.write_bytes(b"old")
    monkeypatch.setattr(browser, "at_hand", lambda: None)
    assert cli("pdf") == 1
    assert "none is on this machine. Run `make browser`" in capsys.readouterr().err
    broken = project.root / "broken"
    broken.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(browser, "at_hand", lambda: str(broken))
    assert cli("pdf") == 1
    assert "Chromium printed no PDF: no display." in capsys.readouterr().err
    page = project.root / "chapters" / "claims.md"
    page.write_text(page.read_text() + "\nMore.\n")
    assert cli("pdf") == 1
    printed = capsys.readouterr().err
    assert "changed after the book was published. Run `fulcrum build` first." in printed
    shutil.rmtree(project.root / "_build" / "html")
    assert cli("pdf") == 1
    assert "There is no published book to print." in capsys.readouterr().err
    assert old.read_bytes() == b"old"


def test_a_book_goes_without_its_pdf_where_none_can_be_printed(project, cli, capsys, monkeypatch):
    monkeypatch.setattr(browser, "at_hand", lambda: None)
    assert cli("pdf", "--optional") == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[-1].startswith("Without the PDF, which a Chromium prints: none")
    assert shown.err == ""
    broken = project.root / "broken"
    broken.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(browser, "at_hand", lambda: str(broken))
    assert cli("pdf", "--optional") == 0
    assert "is published without the PDF. Chromium printed no PDF: no" in capsys.readouterr().out
    assert not (project.root / "_build" / "fulcrum.pdf").exists()


def test_a_pdf_that_is_that_of_the_book_is_not_printed_again(project, cli, capsys, monkeypatch):
    here = project.workspace
    here.pdf.write_bytes(b"printed")
    book = publication.published_identity(here)
    here.pdf_stamp.write_text(downloads.stamp(here, book))
    monkeypatch.setattr(browser, "at_hand", lambda: "chromium")
    assert cli("pdf", "--optional") == 0
    assert "The PDF is that of this book" in capsys.readouterr().out
    assert here.pdf.read_bytes() == b"printed"


def test_titles_cannot_break_out_of_the_printers_stylesheet():
    assert pdf._quoted('a"}</style>') == '"a\\000022\\00007d\\00003c\\00002fstyle\\00003e"'


def test_links_of_the_printed_book_stay_in_it_and_files_are_no_links(project):
    site = project.root / "_build" / "html"
    text, entries = print_articles.article(site, "summary", ["summary", "border", "sources"])
    assert 'href="#border"' in text
    assert entries[0] == print_articles.Entry("summary", "Summary", 1)
    figure, _ = print_articles.article(site, "border", ["summary", "border", "sources"])
    assert figure.count("<svg") >= 1
    for absent in ("fu-narrow", "fu-row", "<script", "<button", "import ", ".csv"):
        assert absent not in figure
    ids = re.findall(r'\bid="([^"]+)"', figure)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("border--") for name in ids)
