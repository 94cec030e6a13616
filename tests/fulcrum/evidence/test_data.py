"""The reader of data/: types, hashes, constraints, and errors that name the cell."""

from __future__ import annotations

import hashlib
import json

import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence import data

FIELDS = [
    {"name": "iso3", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{3}"}},
    {"name": "year", "type": "year"},
    {"name": "length_km", "type": "number", "constraints": {"minimum": 0}},
    {"name": "day", "type": "date"},
    {"name": "member", "type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
]
ROWS = ["iso3,year,length_km,day,member", "TJK,2021,1344.15,2021-08-25,1", "NAM,,,,"]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that writes one package from its rows, with a true or a given hash."""
    (tmp_path / "_toc.yml").write_text("root: x\n")
    monkeypatch.setenv("FULCRUM_ROOT", str(tmp_path))

    def write(rows=ROWS, digest=None, **schema):
        folder = tmp_path / "data" / "made-up"
        folder.mkdir(parents=True, exist_ok=True)
        content = ("\n".join(rows) + "\n").encode()
        (folder / "lengths.csv").write_bytes(content)
        digest = digest or hashlib.sha256(content).hexdigest()
        part = {
            "name": "lengths",
            "path": "lengths.csv",
            "hash": f"sha256:{digest}",
            "schema": {"fields": FIELDS, "missingValues": [""], **schema},
        }
        descriptor = {"name": "made-up", "title": "Made up", "resources": [part]}
        (folder / "datapackage.json").write_text(json.dumps(descriptor))

    return write


def test_a_table_has_its_declared_types_and_gaps_stay_gaps(package):
    package()
    frame = data.load("made-up/lengths")
    assert [str(kind) for kind in frame.dtypes] == [
        "str",
        "Int64",
        "float64",
        "datetime64[us]",
        "boolean",
    ]
    assert frame.iloc[1, 1:].isna().all()
    assert frame["iso3"].tolist() == ["TJK", "NAM"]
    assert "made-up/lengths" in data.reads()


def test_the_text_na_is_a_value(package):
    package([ROWS[0], "NAN,2021,1,2021-01-01,0"])
    assert data.load("made-up/lengths")["iso3"].tolist() == ["NAN"]


def test_changed_bytes_are_refused_with_both_hashes(package):
    package(digest="0" * 64)
    with pytest.raises(FulcrumError, match=r"made-up/lengths.csv: .*expects 0{64}.*corrections"):
        data.load("made-up/lengths")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("TJK,2021,-3.0,,", r"column length_km, row 3: -3.0 is below the minimum 0\."),
        ("tjk,2021,3.0,,", r"column iso3, row 3: 'tjk' does not match \[A-Z\]\{3\}"),
        (",2021,3.0,,", r"column iso3, row 3: a value is required"),
        ("TJK,2021.5,3.0,,", r"column year, row 3: '2021.5' is not of type year"),
        ("TJK,2021,long,,", r"column length_km, row 3: 'long' is not of type number"),
        ("TJK,2021,1,2021-13-01,", r"column day, row 3: '2021-13-01' is not of type date"),
        ("TJK,2021,1,,2", r"column member, row 3: '2' is not of type boolean"),
    ],
)
def test_a_bad_cell_is_named_by_column_and_row(package, row, message):
    package([*ROWS[:2], row])
    with pytest.raises(FulcrumError, match=message):
        data.load("made-up/lengths")


@pytest.mark.parametrize(
    ("field", "constraints", "message"),
    [
        ("day", {"minimum": "2021-09-01"}, "day, row 2: 2021-08-25 .* below the minimum 2021-09"),
        ("day", {"enum": ["2021-08-26"]}, "day, row 2: '2021-08-25.*' is none of 2021-08-26"),
        ("length_km", {"maximum": 1000}, "length_km, row 2: 1344.15 is above the maximum 1000"),
        ("year", {"enum": [2020, 2022]}, "year, row 2: '2021' is none of 2020, 2022"),
        ("iso3", {"unique": True}, "iso3, row 4: 'TJK' occurs twice"),
    ],
)
def test_a_broken_constraint_is_named(package, field, constraints, message):
    fields = [
        {**column, "constraints": constraints} if column["name"] == field else column
        for column in FIELDS
    ]
    package([*ROWS, ROWS[1]], fields=fields)
    with pytest.raises(FulcrumError, match=message):
        data.load("made-up/lengths")


def test_a_repeated_key_is_named(package):
    package([*ROWS[:2], ROWS[1]], primaryKey=["iso3", "year"])
    with pytest.raises(FulcrumError, match=r"row 3: the key \(iso3 TJK, year 2021\) occurs twice"):
        data.load("made-up/lengths")


def test_columns_that_ascend_are_held_to_it_where_both_have_a_value(package):
    package([*ROWS, "TJK,,9000,,"], ascending=["length_km", "year"])
    assert len(data.load("made-up/lengths")) == 3
    package([*ROWS, "TJK,2021,9000,,"], ascending=["length_km", "year"])
    with pytest.raises(FulcrumError, match=r"length_km, row 4: 9000 is above year, 2021\."):
        data.load("made-up/lengths")


def test_a_table_without_its_hash_is_told_to_be_sealed(package, tmp_path):
    package()
    path = tmp_path / "data/made-up/datapackage.json"
    descriptor = json.loads(path.read_text())
    del descriptor["resources"][0]["hash"]
    path.write_text(json.dumps(descriptor))
    with pytest.raises(FulcrumError, match="was never sealed.*fulcrum seal made-up"):
        data.load("made-up/lengths")


def test_line_ends_of_windows_are_told_as_what_they_are(package, tmp_path):
    package()
    path = tmp_path / "data/made-up/lengths.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(FulcrumError, match="Only its line ends differ.*core.autocrlf"):
        data.load("made-up/lengths")


@pytest.mark.parametrize("path", ["../../evil.csv", "/etc/passwd", "a/b.csv", "..", "x:y", 7])
def test_a_path_that_leaves_the_folder_of_the_source_is_refused(package, tmp_path, path):
    package()
    descriptor = tmp_path / "data/made-up/datapackage.json"
    whole = json.loads(descriptor.read_text())
    whole["resources"][0]["path"] = path
    descriptor.write_text(json.dumps(whole))
    with pytest.raises(FulcrumError, match="the path of lengths, .* is not the name of a file"):
        data.load("made-up/lengths")


def test_a_link_is_not_followed(package, tmp_path):
    package()
    path = tmp_path / "data/made-up/lengths.csv"
    path.rename(tmp_path / "elsewhere.csv")
    path.symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(FulcrumError, match="data/made-up/lengths.csv is a link"):
        data.load("made-up/lengths")


def test_a_header_that_differs_is_refused(package):
    package(["iso3,year,length_km,day,party", "TJK,2021,1,,"])
    with pytest.raises(FulcrumError, match="header reads"):
        data.load("made-up/lengths")


def test_what_is_not_there_is_said_with_what_is(package):
    package()
    with pytest.raises(FulcrumError, match="holds no table 'widths'. It holds: lengths"):
        data.load("made-up/widths")
    with pytest.raises(FulcrumError, match="The sources are made-up"):
        data.load("nothing/lengths")


def test_outside_a_project_the_error_says_where_to_start(tmp_path, monkeypatch):
    monkeypatch.setenv("FULCRUM_ROOT", str(tmp_path))
    with pytest.raises(FulcrumError, match="No Fulcrum project found"):
        data.project()
