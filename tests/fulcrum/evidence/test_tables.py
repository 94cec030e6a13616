"""The one reader of tables: refused with a place, or read right; hundreds of mutations of both."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from pathlib import Path

import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence import tables

ROOT = Path(__file__).parents[3]
FIELDS = [
    {"name": "iso3", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{3}"}},
    {"name": "year", "type": "year", "constraints": {"required": True}},
    {"name": "people", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "length_km", "type": "number", "constraints": {"minimum": 0}},
    {"name": "day", "type": "date"},
    {"name": "member", "type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
    {"name": "note", "type": "string"},
]
ROWS = [
    [field["name"] for field in FIELDS],
    ["TJK", "2020", "9543000", "1357.25", "2020-08-15", "1", "the river, mostly"],
    ["TJK", "2021", "", "1357.5", "2021-08-15", "1", ""],
    ["UZB", "2021", "34920000", "144.5", "", "0", 'called "Friendship"'],
    ["TKM", "2021", "9007199254740993", "804", "2021-02-28", "", "Теджен"],
]
SCHEMA = {"fields": FIELDS, "missingValues": [""], "primaryKey": ["iso3", "year"]}
PLACE = re.compile(r"(row|line) \d+|the file is empty|UTF-16|the header reads|\d+ rows|no row")


def written(rows: list[list[str]], **form: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, **{"lineterminator": "\n", **form}).writerows(rows)
    return text.getvalue().encode()


def described(rows: list[list[str]] = ROWS, **schema: object) -> dict[str, object]:
    return {"name": "made-up", "rows": len(rows) - 1, "schema": SCHEMA | schema}


def cells_of(table: tables.Table) -> list[list[str]]:
    columns = table.text.columns
    return [list(columns), *map(list, zip(*columns.values(), strict=True))]


def test_a_table_is_read_as_it_is_declared():
    values = tables.read(written(ROWS), described(), "made-up.csv").values
    assert values["people"] == [9543000, None, 34920000, 9007199254740993]
    assert values["member"] == [True, True, False, None]
    assert [day and day.isoformat() for day in values["day"]][2:] == [None, "2021-02-28"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: b"\xef\xbb\xbf" + c, ""),
        (lambda c: c.replace(b"\n", b"\r\n"), ""),
        (lambda c: c.replace(b"\n", b"\r"), "line 1 holds a carriage return without a line feed"),
        (lambda c: c.replace(b",", b";"), r"row 1: the cells are separated by semicolons"),
        (lambda c: c.replace(b",", b"\t"), r"row 1: the cells are separated by tabs"),
        (lambda c: c.decode().encode("utf-16"), "the file is in UTF-16"),
        (lambda c: c.decode().encode("utf-16-le"), "the file is in UTF-16"),
        (lambda c: c.decode().encode("cp1251"), "line 5: the byte 0xD2 is not UTF-8"),
        (lambda c: c.replace(b"1357.5", b"1357\x00.5"), "line 3 holds a NUL byte"),
        (lambda c: c.replace(b"TJK,2021", b"TJK\n2021"), "row 3 has one cell, the header has 7"),
        (lambda c: c.replace(b"\nUZB", b"\n\nUZB"), "row 4 is blank. Take it out"),
        (lambda c: c.replace(b",1,\n", b",1,,\n"), "row 3 has 8 cells, .* commas at its end"),
        (lambda c: c.replace(b'""Friendship""', b'"Friendship'), "row 4: a quotation mark"),
        (lambda c: c.replace(b'mostly"', b"mostly"), "row 2: a quotation mark opens"),
        (lambda c: b"World Bank\n\n" + c, "row 2 is blank"),
        (lambda c: b"World Bank\n" + c, "row 2 has 7 cells, .* above the header"),
        (lambda c: c.replace(b"people", b"year"), "row 1: two columns are called year"),
        (lambda c: c.replace(b"people", b""), "row 1: column 3 has no name"),
        (lambda c: c.replace(b"people", b" people"), "row 1: the name of column 3, ' people'"),
        (lambda c: c.replace(b"1357.5", b"nan"), "length_km, row 3: 'nan' .* leave the cell empty"),
        (lambda c: c.replace(b"1357.5", b"-inf"), "length_km, row 3: '-inf' is not of type number"),
        (lambda c: c.replace(b"1357.5", b"1e999"), "length_km, row 3: .*; it is too large"),
        (lambda c: c.replace(b"1357.5", b'"1357,5"'), "length_km, row 3: .* write a decimal point"),
        (lambda c: c.replace(b"1357.5", b"0x10"), "length_km, row 3: '0x10' is not of type number"),
        (lambda c: c.replace(b"1357.5", b"9007199254740993"), "row 3: .* without loss of digits"),
        (lambda c: c.replace(b"34920000", b"034920000"), "people, row 4: .* begins with 0"),
        (lambda c: c.replace(b"34920000", b"18446744073709551615"), "people, row 4: .* 64 bits"),
        (lambda c: c.replace(b"UZB", b"UZB "), "iso3, row 4: 'UZB ' has blanks around it"),
        (lambda c: c.replace(b"2021-02-28", b"2021-02-30"), "day, row 5: .* no such day"),
        (lambda c: c.replace(b"2021-02-28", b"28.02.2021"), "day, row 5: .* written YYYY-MM-DD"),
        (lambda c: c.partition(b"\n")[0] + b"\n", "there is a header and no row"),
        (lambda c: c[: c.index(b"UZB")], "it has 2 rows, and its descriptor declares 4"),
        (lambda c: c[:-1], "row 5, the last, has no line end"),
        (lambda c: c[:0], "the file is empty"),
        (lambda c: c.replace(b"UZB,", b"<<<<<<< HEAD\nUZB,"), "line 4: a merge was not finished"),
        (lambda c: c.replace("Теджен".encode(), "Те\ufffdжен".encode()), "a letter that was lost"),
    ],
)
def test_foreign_forms_are_refused_with_their_place_or_read_right(change, message):
    content = change(written(ROWS))
    assert content != written(ROWS)
    if not message:
        assert cells_of(tables.read(content, described(), "made-up.csv")) == ROWS
        return
    with pytest.raises(FulcrumError, match=message) as refused:
        tables.read(content, described(), "data/made-up/made-up.csv")
    assert str(refused.value).startswith("data/made-up/made-up.csv: ")


@pytest.mark.parametrize(
    ("column", "more", "message"),
    [
        ("length_km", {"decimalChar": ","}, "asks for 'decimalChar' of column length_km"),
        ("length_km", {"groupChar": " "}, "asks for 'groupChar' of column length_km"),
        ("length_km", {"bareNumber": False}, "asks for 'bareNumber' of column length_km"),
        ("day", {"format": "%d.%m.%Y"}, "asks for 'format' of column day, which is not read here"),
        ("day", {"type": "datetime"}, "the type 'datetime' of column day, which is not read here"),
        ("note", {"constraint": {}}, "asks for 'constraint' of column note"),
        ("note", {"constraints": {"jsonSchema": {}}}, "asks for the constraint 'jsonSchema'"),
        ("note", {"constraints": {"pattern": "["}}, "a pattern of column note that cannot be read"),
        ("people", {"constraints": {"minimum": "few"}}, "a minimum of column people that is no"),
        ("note", {"constraints": {"minLength": 3}}, r"note, row 5: 'ab' is shorter than 3 letters"),
        ("note", {"constraints": {"maxLength": 9}}, r"note, row 2: 'the .*' is longer than 9"),
        ("day", {"format": "default"}, ""),
    ],
)
def test_what_a_schema_declares_is_honoured_or_refused_by_name(column, more, message):
    fields = [field | more if field["name"] == column else field for field in FIELDS]
    content = written([*ROWS[:-1], [*ROWS[-1][:-1], "ab"]])
    if not message:
        assert tables.read(content, described(fields=fields), "x.csv").text.count == 4
        return
    with pytest.raises(FulcrumError, match=message):
        tables.read(content, described(fields=fields), "x.csv")


def test_words_of_a_schema_that_are_not_known_are_refused():
    with pytest.raises(FulcrumError, match="asks for 'fieldsMatch', which is not read here"):
        tables.read(written(ROWS), described(fieldsMatch="subset"), "x.csv")
    with pytest.raises(FulcrumError, match="names 'iso2' under primaryKey, which is no column"):
        tables.read(written(ROWS), described(primaryKey=["iso2"]), "x.csv")
    with pytest.raises(FulcrumError, match="asks for the encoding 'cp1251'"):
        tables.read(written(ROWS), described() | {"encoding": "cp1251"}, "x.csv")


def test_missing_values_are_those_that_the_schema_lists():
    rows = [row.copy() for row in ROWS]
    rows[1][3], rows[3][3], rows[4][6] = "-99", "NA", "NA"
    table = tables.read(written(rows), described(missingValues=["", "-99", "NA"]), "x.csv")
    assert table.values["length_km"] == [None, 1357.5, None, 804.0]
    assert table.values["note"] == ["the river, mostly", None, 'called "Friendship"', None]


def test_a_row_that_is_referred_to_must_be_there():
    table = tables.read(written(ROWS), described(), "x.csv")
    reference = {"fields": "iso3", "reference": {"resource": "states", "fields": "code"}}
    tables.check_references(table, [reference], lambda *_: {("TJK",), ("UZB",), ("TKM",)})
    with pytest.raises(FulcrumError, match="column iso3, row 5: 'TKM' does not stand in states"):
        tables.check_references(table, [reference], lambda *_: {("TJK",), ("UZB",)})


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "", "22"], "integer"),
        (["9007199254740993", ""], "integer"),
        (["18446744073709551615"], "string"),
        (["01", "02", "10"], "string"),
        (["007"], "string"),
        (["0", "10"], "integer"),
        (["1.5", "2"], "number"),
        (["2021-08-15", ""], "date"),
        (["true", "false"], "boolean"),
        (["NA", "DE"], "string"),
        (["", ""], "string"),
    ],
)
def test_types_are_inferred_from_all_cells(cells, kind):
    assert tables.inferred(cells, "a", "x.csv") == kind


def test_a_word_for_a_gap_among_numbers_is_asked_about():
    with pytest.raises(FulcrumError, match=r"x\.csv: column v, row 3: '\.\.' stands among values"):
        tables.inferred(["1.5", "..", "2"], "v", "x.csv")


def _cell(rows, chance):
    return chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))


def swapped(rows, chance):
    """Two cells of a column change places: no reader can see it, the seal does."""
    column, (one, other) = chance.randrange(len(rows[0])), chance.sample(range(1, len(rows)), 2)
    rows[one][column], rows[other][column] = rows[other][column], rows[one][column]
    return rows


def put(*words):
    def change(rows, chance):
        row, column = _cell(rows, chance)
        rows[row][column] = chance.choice(words)
        return rows

    return change


def widened(rows, chance):
    rows[chance.randrange(len(rows))].append(chance.choice(["", "1", "x"]))
    return rows


def narrowed(rows, chance):
    rows[chance.randrange(len(rows))].pop()
    return rows


def taken_out(rows, chance):
    del rows[chance.randrange(1, len(rows))]
    return rows


def doubled(rows, chance):
    rows.insert(1, rows[chance.randrange(1, len(rows))].copy())
    return rows


def renamed(rows, chance):
    rows[0][chance.randrange(len(rows[0]))] = chance.choice(["", "iso3", "x", " year", "year;"])
    return rows


IN_ROWS = [
    *(swapped, widened, narrowed, taken_out, doubled, renamed),
    put("nan", "NaN", "NA", "..", "inf", "-Infinity", "None", "#N/A"),
    put("1,5", "1 000", "0x1F", "1e400", "١٢", "007", "18446744073709551616", "1_000", "٣.٥"),
    put(" 12", "12\t", "\u00a0TJK", "TJK ", "tjk", "ТJK", "\ufeffTJK"),
    put("2021-02-30", "15.08.2021", "20210815", "2021-8-5", "0000-01-01", "2021-08-15T00:00"),
    put("", "-1", "-99", "true", "yes", "2", "a\nb", 'a"b', "a,b", ";", "\x1b[0m"),
]


def cut(content, chance):
    return content[: chance.randrange(len(content))]


def a_byte(content, chance):
    place = chance.randrange(len(content))
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def inserted(content, chance):
    place = chance.randrange(len(content))
    piece = chance.choice([b"\0", b"\r", b"\n", b'"', b",", b"\xff", b"\n\n", b";", b"\x85"])
    return content[:place] + piece + content[place:]


def recoded(content, chance):
    code = chance.choice(["utf-16", "utf-16-be", "utf-16-le", "cp1251", "utf-8-sig", "utf-32"])
    return content.decode().encode(code, errors="replace")


IN_BYTES = [cut, a_byte, inserted, recoded]
SEEDS = range(16)


def small_tables():
    """A made-up table with every type, and small ones of the report."""
    yield "made-up", ROWS, described()
    for name in ("border-lengths/afg_neighbours", "csto-membership/spells", "coders/coders"):
        source, _, table = name.partition("/")
        folder = ROOT / "data" / source
        package = json.loads((folder / "datapackage.json").read_text())
        part = next(part for part in package["resources"] if part["name"] == table)
        with (folder / part["path"]).open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        yield name, rows, part


@pytest.mark.parametrize(("name", "rows", "part"), list(small_tables()), ids=lambda v: str(v)[:9])
def test_a_mutated_table_is_refused_with_a_place_or_read_right(name, rows, part):
    """No mutation is read as other cells than stand in the file, and none ends in another error."""
    fates = {"refused": 0, "read": 0}
    for seed in SEEDS:
        for number, mutation in enumerate([*IN_ROWS, *IN_BYTES]):
            chance = random.Random(f"{name} {number} {seed}")  # noqa: S311 - no secret
            meant, content = None, written(rows)
            if mutation in IN_BYTES:
                content = mutation(content, chance)
            else:
                meant = mutation([row.copy() for row in rows], chance)
                content = written(meant)
            try:
                table = tables.read(content, part, "data/a/b.csv")
            except FulcrumError as error:
                assert str(error).startswith("data/a/b.csv: "), error
                assert PLACE.search(str(error)), error
                fates["refused"] += 1
                continue
            fates["read"] += 1
            if meant is None:
                text = content.decode("utf-8-sig")
                meant = list(csv.reader(io.StringIO(text, newline="")))
            assert cells_of(table) == meant
            assert all(len(row) == len(meant[0]) for row in meant)
            check_values(table, part)
    assert fates["refused"] > fates["read"] > 0


def check_values(table: tables.Table, part: dict[str, object]) -> None:
    """Every value is what its text says, by other means than the reader's."""
    for field in part["schema"]["fields"]:
        texts, values = table.text.columns[field["name"]], table.values[field["name"]]
        for text, value in zip(texts, values, strict=True):
            if text == "":
                assert value is None
            elif field["type"] in ("integer", "year"):
                assert str(value) == text.removeprefix("+").replace("-0", "0")
            elif field["type"] == "number":
                assert re.fullmatch(r"[-+0-9.eE]+", text)
                assert abs(value) != float("inf")
                assert value == float(text)
            elif field["type"] == "date":
                assert value.isoformat() == text
            elif field["type"] == "string":
                assert value == text
            else:
                assert value is (text in field["trueValues"])
