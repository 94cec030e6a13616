"""A changed cell moves the number, the figure and, past the threshold, the verdict."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fulcrum.evidence.payloads import FIGURE
from press.execute.schedule import execute
from press.workspace import notebooks
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
Row = dict[str, str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what chapters are made of, to change at will."""
    root = tmp_path_factory.mktemp("whole") / "book"
    for name in ("chapters", "data", "seeds"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("_toc.yml", "requirements.lock"):
        shutil.copy(ROOT / name, root)
    return root


def change(root: Path, table: str, alter: Callable[[Row], bool | None]) -> None:
    """Change rows of a table, and its hash with them; at least one must change."""
    source, _, name = table.partition("/")
    path = root / "data" / source / f"{name}.csv"
    rows = list(csv.DictReader(path.open(newline="", encoding="utf-8")))
    before = [dict(row) for row in rows]
    for row in rows:
        alter(row)
    assert rows != before
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    path.write_bytes(content)
    descriptor = path.parent / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    part = next(p for p in package["resources"] if p["name"] == name)
    part["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    descriptor.write_text(json.dumps(package), encoding="utf-8")


def setting(column: str, value: str, **where: str) -> Callable[[Row], None]:
    """A change of one column in the rows that have the given values."""

    def alter(row: Row) -> None:
        if all(row[name] == wanted for name, wanted in where.items()):
            row[column] = value

    return alter


CASES = {
    "c19": (
        "leverage",
        "wb-wdi-remittances-vintages/remittances_pct_gdp_by_vintage",
        setting("remittances_pct_gdp", "24.0", iso3="TJK", year="2019"),
        ("mixed", "contradicted"),
        "remittances_2019_then",
        "remittances",
    ),
    "c22": (
        "leverage",
        "border-lengths/published_lengths",
        setting("length_km", "1290", publisher="Ministry of Foreign Affairs of Tajikistan"),
        ("supported", "mixed"),
        "ministry_km",
        "border_by_scale",
    ),
    "c30": (
        "powers",
        "events-2021/events_2021",
        setting("date", "2021-08-30", event_id="e072"),
        ("mixed", "supported"),
        "invitation_day",
        None,
    ),
    "c42": (
        "powers",
        "us-foreign-assistance/us_foreign_assistance_by_country",
        setting(
            "amount_usd_constant",
            "1000000",
            data_release="2021",
            iso3="TJK",
            transaction_type="Disbursements",
            fiscal_year="2019",
        ),
        ("supported", "contradicted"),
        "aid_ratio_then",
        None,
    ),
    "c35": (
        "refugees",
        "kabul-airlift-2021/transit_sites",
        setting("evidence", "official", site="Kulob airport"),
        ("undecided", "mixed"),
        None,
        "transit_sites",
    ),
    "c41": (
        "alliances",
        "joint-texts-afghanistan/joint_texts",
        lambda row: row.update(inclusive="0") if row["date"] < "2021-08-25" else None,
        ("contradicted", "mixed"),
        "earlier_texts",
        "text_grid",
    ),
    "c08": (
        "responses",
        "events-2021/events_2021",
        setting("date", "2021-08-26", event_id="e071"),
        ("supported", "mixed"),
        "tajik_first",
        "first_use",
    ),
    "c23": (
        "leverage",
        "afghan-tajik-share-estimates/estimates",
        lambda row: (
            row.update(kind="survey", reference_year="2018")
            if row["publisher"] == "Military Periscope"
            else None
        ),
        ("undecided", "supported"),
        None,
        "kin_estimates",
    ),
}


def record_and_figures(build: Path, chapter: str) -> tuple[dict, dict]:
    """The record of a chapter, and the tables and specifications of its figures by name."""
    record = json.loads((build / "records" / f"{chapter}.json").read_text(encoding="utf-8"))
    notebook = json.loads((build / "executed" / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    drawn = [payload for _, payload in notebooks.payloads(notebook, FIGURE)]
    return record, {figure["name"]: (figure["table"], figure["wide"]) for figure in drawn}


def verdict(record: dict, claim: str) -> str:
    return next(v["verdict"] for v in record["verdicts"] if v["claim"] == claim)


@pytest.fixture(scope="module")
def rebuilt(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function of a chapter: its build after all changes to its tables, no two on one claim."""
    builds: dict[str, Path] = {}

    def build(chapter: str) -> Path:
        if chapter not in builds:
            builds[chapter] = tmp_path_factory.mktemp(chapter)
            changes = [(table, alter) for of, table, alter, *_ in CASES.values() if of == chapter]
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("FULCRUM_ROOT", str(whole))
                for table, alter in changes:
                    change(whole, table, alter)
                run = execute(Workspace.open(whole, builds[chapter]), chapters=[chapter])
            for table, _ in changes:
                source = table.partition("/")[0]
                shutil.rmtree(whole / "data" / source)
                shutil.copytree(ROOT / "data" / source, whole / "data" / source)
            assert [str(failure) for failure in run.failed] == []
        return builds[chapter]

    return build


@pytest.mark.parametrize("claim", CASES)
def test_a_changed_cell_moves_number_figure_and_verdict(site, rebuilt, claim):
    chapter, _, _, (before, after), result, figure = CASES[claim]
    first, drawn = record_and_figures(site.parent, chapter)
    second, redrawn = record_and_figures(rebuilt(chapter), chapter)
    assert (verdict(first, claim), verdict(second, claim)) == (before, after)
    if result:
        assert first["results"][result]["value"] != second["results"][result]["value"]
    if figure:
        assert drawn[figure] != redrawn[figure]


def test_other_verdicts_on_other_tables_stay(site, rebuilt):
    """The changes reach what they should and no more."""
    for chapter in {of for of, *_ in CASES.values()}:
        first, _ = record_and_figures(site.parent, chapter)
        second, _ = record_and_figures(rebuilt(chapter), chapter)
        tables = {table for of, table, *_ in CASES.values() if of == chapter}
        for old, new in zip(first["verdicts"], second["verdicts"], strict=True):
            if old["claim"] not in CASES and not tables & {t["table"] for t in old["tests"]}:
                assert (new["claim"], new["verdict"]) == (old["claim"], old["verdict"])
