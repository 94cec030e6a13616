"""A review catches what changed and says where it comes from; the certificate and crate hold."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from fulcrum.errors import FulcrumError
from press.execute import kernels, receipts, schedule
from press.review import attribution, certificate, review
from press.workspace import record
from press.workspace.workspace import Workspace

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def comparison(project) -> dict:
    return json.loads((project.root / "_build/review/comparison.json").read_text())


def moved(project) -> dict[tuple[str, str], dict]:
    return {(c["kind"], c["key"]): c for c in comparison(project)["changes"]}


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Forked kernels for all reviews but the certified one: the comparison is the same."""
    if "certified" not in request.node.name:
        monkeypatch.setattr(kernels, "TrackedProvisioner", kernels.WarmProvisioner)


@pytest.fixture
def accepted(project, cli, capsys):
    """The small project with its own results as the published record."""
    assert cli("accept") == 0
    capsys.readouterr()
    return project


def issues_of(crate: Path, cache: Path) -> list[str]:
    """What the public validator says, offline: its own rules, rocrate's copy of the context."""
    import requests  # noqa: PLC0415 - only here
    import rocrate  # noqa: PLC0415
    from rocrate_validator import models, services  # noqa: PLC0415
    from rocrate_validator.utils.http import HttpRequester  # noqa: PLC0415
    from urllib3.response import HTTPResponse  # noqa: PLC0415

    settings = models.ValidationSettings(
        rocrate_uri=str(crate),
        profile_identifier="ro-crate-1.1",
        requirement_severity="RECOMMENDED",
        offline=True,
        cache_path=cache / "http",
        skip_availability_check=True,
    )
    content = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()
    session = HttpRequester().session
    answer = requests.Response()
    answer.status_code, answer.url, answer._content = 200, CONTEXT, content
    answer.request = session.prepare_request(requests.Request("GET", CONTEXT))
    answer.headers["Content-Type"] = "application/ld+json"
    answer.raw = HTTPResponse(
        body=io.BytesIO(content), status=200, preload_content=False, request_url=CONTEXT
    )
    session.cache.save_response(answer)
    return [issue.message for issue in services.validate(settings).get_issues()]


def test_an_unchanged_book_agrees_and_is_certified(accepted, cli, tmp_path, capsys):
    before = accepted.published()
    assert cli("review") == 0
    output = capsys.readouterr().out
    assert "All 12 findings agree." in output
    folder = accepted.root / "_build" / "review"
    stored = json.loads((folder / "certificate.json").read_text())
    assert stored["agrees"] is True
    assert [entry["chapter"] for entry in stored["manifest"]] == ["summary", "border", "names"]
    assert all(entry["seconds"] > 0 for entry in stored["manifest"])
    assert stored["commit"]["id"] is None  # the small project is no repository
    assert stored["lock"]["deviations"] == []
    assert {table["as_declared"] for table in stored["data"]} == {"yes"}
    for entry in stored["manifest"]:
        executed = json.loads((folder / entry["executed"]).read_text())
        assert executed["metadata"]["fulcrum"]["kernel"] == "cold"
    assert str(accepted.root) not in (folder / "certificate.json").read_text()
    assert accepted.published() == before
    # The authors have no address on the web, and none is invented for them.
    crate = folder / "crate"
    assert issues_of(crate, tmp_path) == ["The organization SHOULD have a URL."]
    described = json.loads((crate / "ro-crate-metadata.json").read_text())["@graph"]
    actions = [entity for entity in described if entity["@type"] == "CreateAction"]
    assert [action["@id"] for action in actions] == [
        "#execute-summary",
        "#execute-border",
        "#execute-names",
    ]
    assert {"@id": "data/border-lengths/"} in actions[1]["object"]
    for entity in described:
        if "File" in entity["@type"] and entity["@id"] != "ro-crate-metadata.json":
            assert (crate / entity["@id"]).is_file(), entity["@id"]


def test_a_changed_cell_of_a_table_is_caught_and_named(accepted, cli, capsys):
    accepted.change_table("22.7", "23.9")
    assert cli("review") == 1
    changes = moved(accepted)
    share = changes["result", "border.border_share"]
    assert (share["state"], share["old"], share["new"]) == ("different", "22.7", "23.9")
    assert share["difference"] == "+1.2"
    assert share["causes"] == ["table border-lengths/afg_neighbours changed"]
    [cell] = changes["table", "border.bars"]["cells"]
    assert (cell["row"], cell["column"]) == ("TJK", "cia_2021_share_pct")
    assert ("chart", "border.bars") in changes
    assert ("test", "c01.share") in changes
    assert "border was found otherwise" in changes["result", "summary.twice"]["causes"]
    assert ("result", "names.name") not in changes
    assert "border-lengths/afg_neighbours" in capsys.readouterr().out.replace("\n", "")


def test_within_its_tolerance_a_result_agrees(accepted, cli, capsys):
    accepted.set_cell(
        "border",
        "border_share",
        "record('border_share', rows.loc[here.focal, 'cia_2021_share_pct'] + 0.04, unit='%', "
        "sources=['border-lengths/afg_neighbours'], tolerance=0.05)",
    )
    assert cli("review", "border") == 0
    change = moved(accepted)["result", "border.border_share"]
    assert (change["state"], change["difference"]) == ("within tolerance", "+0.04")
    assert change["causes"] == ["cell border_share changed"]
    assert "1 of them within its tolerance" in capsys.readouterr().out


def test_a_changed_function_is_caught_in_the_chapter_that_uses_it(accepted, cli):
    stub = accepted.root / "lib" / "fulcrum" / "coders_stub.py"
    stub.write_text(stub.read_text().replace("return text", "return text.upper()"))
    assert cli("review", "names", "border") == 1
    changes = moved(accepted)
    assert set(changes) == {("result", "names.name")}
    name = changes["result", "names.name"]
    assert (name["old"], name["new"]) == ("Tajikistan", "TAJIKISTAN")
    assert name["causes"] == ["module fulcrum.coders_stub changed"]


DRAW = """here = case(focal=focal, seed=seed)
record("draw", float(here.rng().normal()), sources=["states/states"], tolerance=1e-6)"""


def test_inputs_that_differ_are_named_where_no_finding_moved(accepted, cli, capsys):
    stub = accepted.root / "lib" / "fulcrum" / "coders_stub.py"
    stub.write_text(stub.read_text() + "# A remark.\n")
    assert cli("review", "names") == 0
    output = capsys.readouterr().out
    assert "Inputs that differ: 1 module (fulcrum.coders_stub changed)." in output


def test_what_the_seeds_say_is_compared_even_where_no_number_moves(accepted, cli):
    seeds = accepted.root / "seeds" / "claims.yml"
    seeds.write_text(seeds.read_text().replace("refuted_if: It is not.", "refuted_if: It is less."))
    assert cli("review", "border") == 1
    changes = moved(accepted)
    assert set(changes) == {("claim", "c01")}
    claim = changes["claim", "c01"]
    assert (claim["old"], claim["new"]) == ("It is not.", "It is less.")
    assert claim["causes"] == ["seeds/claims.yml changed"]


def test_versions_of_all_packages_that_a_chapter_imports_are_noted(built):
    inputs = record.read(built / "_build")["inputs"]
    names = {row["name"] for row in inputs if row["kind"] == "version"}
    assert {"python", "numpy", "pandas", "altair", "jsonschema", "python-dateutil"} <= names
    assert set(receipts.versions(["yaml", "os", "no_such"])) == {"PyYAML"}


@pytest.mark.parametrize(
    ("file", "old", "new", "rehash", "message"),
    [
        ("figure_tables.csv", None, "", False, "figure_tables.csv is missing"),
        ("datapackage.json", None, "", False, "missing, or is not a data package"),
        ("results.csv", "22.7", "22.8", False, "results.csv: its SHA-256 is not what"),
        ("results.csv", "tolerance", "slack", True, "does not have the columns chapter, name"),
        ("results.csv", ",0.05,", ",inf,", True, "a tolerance is not a number"),
    ],
)
def test_a_record_that_is_not_whole_is_refused(
    accepted, cli, capsys, file, old, new, rehash, message
):
    path = accepted.root / "data" / "published" / file
    if old is None:
        path.unlink()
    else:
        accepted.change_table(old, new, table=f"published/{path.stem}", rehash=rehash)
    assert cli("compare", "published", "_build") == 1
    errors = capsys.readouterr().err
    assert message in errors
    assert "Restore the record from git" in errors
    assert cli("accept", "--dry-run") == 0
    assert message in capsys.readouterr().out
    assert cli("accept") == 0
    assert cli("compare", "published", "_build") == 0


def test_a_changed_seed_is_caught_and_named(project, cli):
    project.set_cell("names", "parameters", 'focal = "TJK"\nseed = 1')
    project.set_cell("names", "name", DRAW)
    assert cli("build") == 0
    assert cli("accept") == 0
    project.set_cell("names", "parameters", 'focal = "TJK"\nseed = 2')
    assert cli("review", "names", "border") == 1
    changes = moved(project)
    assert set(changes) == {("result", "names.draw")}
    assert changes["result", "names.draw"]["causes"][0] == "parameter seed: 1, now 2"


def test_disagreeing_on_purpose_says_what_moves(accepted, cli, capsys):
    before = accepted.published()
    assert cli("review", "border", "--param", "focal=UZB") == 0
    output = capsys.readouterr().out
    assert "22.7" in output
    folder = accepted.root / "_build" / "disagree" / "focal-UZB"
    stored = json.loads((folder / "comparison.json").read_text())
    share = next(c for c in stored["changes"] if c["key"] == "border.border_share")
    assert share["new"] == "2.4"
    assert share["causes"][0] == "parameter focal: 'TJK', now 'UZB'"
    withheld = {c["key"] for c in stored["changes"] if c["state"] == "withheld"}
    assert withheld == {"c01", "c01.share"}
    assert "2 are withheld" in stored["sentence"]
    assert "If focal = UZB" in (folder / "index.html").read_text()
    assert not (folder / "certificate.json").exists()
    assert accepted.published() == before


def test_a_failing_chapter_does_not_stop_the_others(accepted, cli, capsys):
    accepted.set_cell("names", "name", "1 / 0")
    assert cli("review") == 1
    printed = capsys.readouterr()
    assert "cell name" in printed.err
    assert "ZeroDivisionError" in printed.err
    assert "Traceback" not in printed.err
    assert "Not executed to the end: names, summary." in printed.out
    changes = moved(accepted)
    assert changes["result", "names.name"]["state"] == "missing"
    assert changes["result", "names.name"]["causes"] == ["the chapter was not executed to the end"]
    assert ("result", "border.border_share") not in changes
    entries = json.loads((accepted.root / "_build/review/certificate.json").read_text())["manifest"]
    assert {e["chapter"] for e in entries if e["executed"]} == {"border"}


def test_an_interrupted_review_leaves_the_last_one(accepted, cli, monkeypatch):
    folder = accepted.root / "_build" / "review"
    folder.mkdir()
    (folder / "certificate.json").write_text("the last one")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(review, "_write_pages", interrupted)
    with pytest.raises(KeyboardInterrupt):
        review.review(accepted.workspace, schedule.Runner(), chapters=["names"])
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert not folder.with_name("review.new").exists()


def test_without_a_record_a_review_says_how_to_make_one(project, cli, capsys):
    shutil.rmtree(project.root / "data" / "published")
    assert cli("review") == 1
    assert "`fulcrum accept`" in capsys.readouterr().err


def test_accepting_shows_what_changes_first(accepted, cli, capsys):
    folder = accepted.root / "data" / "published"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    accepted.change_table("22.7", "23.9")
    assert cli("accept") == 1
    assert "The build is not current" in capsys.readouterr().err
    assert cli("build") == 0
    assert cli("accept", "--dry-run") == 0
    output = capsys.readouterr().out
    assert "result border.border_share" in output
    assert "Nothing was written." in output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert cli("accept") == 0
    assert "data/published/results.csv" in capsys.readouterr().out
    assert cli("review", "border") == 0


def test_accepting_refuses_what_the_gate_refuses(accepted, cli, capsys):
    accepted.set_cell(
        "names",
        "name",
        "import sys\nprint('careful', file=sys.stderr)\n"
        "record('name', 'x', sources=['states/states'])",
    )
    assert cli("build") == 1
    assert cli("accept") == 1
    assert "stderr" in capsys.readouterr().err


def test_two_records_compare(accepted, cli, capsys):
    assert cli("build", "border", "--param", "focal=UZB") == 0
    assert cli("compare", "published", "_build/runs/focal-UZB") == 1
    assert "2.4" in capsys.readouterr().out
    assert cli("compare", "published", "data/published") == 0
    assert cli("compare", "published", "chapters") == 1
    assert "holds no record" in capsys.readouterr().err


def test_two_vintages_of_a_table_are_compared_in_the_conclusions(accepted, cli, tmp_path, capsys):
    table = accepted.root / "data" / "border-lengths" / "afg_neighbours.csv"
    before = table.read_bytes()
    newer = tmp_path / "newer.csv"
    newer.write_text(table.read_text().replace("22.7", "23.9"))
    words = (str(table), str(newer), "--table", "border-lengths/afg_neighbours")
    assert cli("compare", *words) == 1
    output = capsys.readouterr().out
    assert "23.9" in output
    assert "Executed twice, once with each: border." in output
    assert "They quote these chapters and were not executed: summary." in output
    assert "Inputs that differ: 1 table (border-lengths/afg_neighbours changed)" in output
    assert table.read_bytes() == before
    newer.write_text("a,b\n1,2\n")
    assert cli("compare", *words) == 1
    assert "the header reads a, b" in capsys.readouterr().err
    assert cli("compare", words[0], words[0], "--table", "border-lengths/published_lengths") == 1
    assert "header" in capsys.readouterr().err


def test_a_package_in_another_version_than_locked_is_named(tmp_path):
    lock = (
        "numpy==0.0.1 \\\n    --hash=sha256:00\n"
        "pytest==0.0.2 ; python_full_version < '3' \\\n    --hash=sha256:00\n"
        "no-such-package==1.0 \\\n    --hash=sha256:00\n"
    )
    (tmp_path / "requirements.lock").write_text(lock)
    deviations = {row["package"]: row for row in certificate.deviations(Workspace.open(tmp_path))}
    assert set(deviations) == {"numpy", "no-such-package"}
    assert deviations["numpy"]["locked"] == "0.0.1"
    assert deviations["no-such-package"]["installed"] == "not installed"


def test_a_changed_version_is_a_cause_when_nothing_else_is():
    rows = {name: [] for name in record.TABLES}
    used = {"chapter": "a", "kind": "version", "name": "numpy"}
    old = rows | {"inputs": [used | {"value": "1"}]}
    new = rows | {"inputs": [used | {"value": "2"}]}
    inputs = attribution.inputs_that_differ(old, new)
    assert attribution.causes("", (), inputs, ()) == ["numpy 1, now 2"]
    assert attribution.summary(inputs) == "Inputs that differ: 1 version (numpy 1, now 2)."
    other = rows | {"inputs": [used | {"name": "scipy", "value": "1"}]}
    assert attribution.inputs_that_differ(old, other) == []


def test_a_record_of_an_older_form_is_told(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"chapter": "a", "results": {}}))
    with pytest.raises(FulcrumError, match="older form"):
        record.read(tmp_path)
    (tmp_path / "a.json").write_text("[1]")
    with pytest.raises(FulcrumError, match="not the record of a chapter"):
        record.read(tmp_path)
