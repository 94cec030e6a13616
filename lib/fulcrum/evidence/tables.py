"""The one reader of tables: bytes of CSV in, typed columns out, or a sentence that names the cell.

Whoever reads a table reads it here: ``load``, ``fulcrum seal``, ``new source``, ``check`` and
``compare --table``. What a schema declares is honoured or refused by name. Nothing is guessed:
a cell that could be read in two ways is refused. Rows are counted as a spreadsheet counts them: the
header is row 1. Reference: https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fulcrum.errors import FulcrumError

Schema = dict[str, Any]

SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
FOREIGN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffd]|\r(?!\n)")
"""Characters that no table holds: control characters, a lone carriage return, lost letters."""
PLAIN: Final = bytes({*range(256)} - {*range(0x20), 0x7F} | {*b"\t\n"})
MARKER: Final = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
GAPS: Final = {"nan", "na", "n/a", "null", "none", "nil", "-", "--", "..", "...", "#n/a", "?"}
"""Texts that stand for no value in the files of others, in small letters."""
PADDING: Final = " \t\u00a0\u200b"

WORDS_OF_SCHEMAS: Final = {
    *("fields", "missingValues", "primaryKey", "uniqueKey", "foreignKeys", "ascending"),
    *("name", "title", "description"),
}
WORDS_OF_FIELDS: Final = {
    *("name", "type", "title", "description", "unit", "constraints", "states", "example"),
    *("trueValues", "falseValues", "rdfType", "empty"),
}
CONSTRAINTS: Final = {
    *("required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength"),
}
DEFAULTS: Final[dict[str, tuple[object, ...]]] = {
    "format": ("default", "%Y-%m-%d"),
    "decimalChar": (".",),
    "groupChar": ("",),
    "bareNumber": (True,),
}
"""What a field may say because it asks for nothing else than what is done anyhow."""
TRUE: Final = ["true", "True", "TRUE", "1"]
FALSE: Final = ["false", "False", "FALSE", "0"]


@dataclass(frozen=True)
class Rows:
    """A table as text: its columns by name, in order, and where it stands."""

    where: str
    columns: dict[str, tuple[str, ...]]
    count: int

    def records(self) -> list[dict[str, str]]:
        """The rows, each by the names of its columns."""
        cells = zip(*self.columns.values(), strict=True)
        return [dict(zip(self.columns, row, strict=True)) for row in cells]


@dataclass(frozen=True)
class Table:
    """A table with its types: values by column, ``None`` where there is none."""

    text: Rows
    kinds: dict[str, str]
    values: dict[str, list[Any]]

    def keys(self, names: Sequence[str]) -> set[tuple[Any, ...]]:
        """What stands together in some columns."""
        return set(zip(*(self.values[name] for name in names), strict=True))


def _refusal(where: str, column: str, row: int, problem: str) -> FulcrumError:
    """The sentence about a cell; ``row`` counts from nought below the header."""
    return FulcrumError(f"{where}: column {column}, row {row + 2}: {problem}.")


def _decoded(content: bytes, where: str) -> str:
    if not content.strip():
        raise FulcrumError(f"{where}: the file is empty. Restore it.")
    wide = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if content.startswith(wide) or content[1:200:2].count(0) > len(content[1:200:2]) / 2:
        raise FulcrumError(f"{where}: the file is in UTF-16. Save it as CSV in UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise FulcrumError(
            f"{where}: line {line}: the byte 0x{byte:02X} is not UTF-8; the file may be in "
            "Windows-1251 or another code of one byte. Save it as CSV in UTF-8."
        ) from error
    # Looked for by quicker means first: a table of a megabyte is searched in a millisecond.
    strange = None
    if content.translate(None, PLAIN) or "\ufffd" in text or "\ufeff" in text:
        strange = FOREIGN.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        named = {
            "\0": "a NUL byte",
            "\r": "a carriage return without a line feed",
            "\ufffd": "the sign for a letter that was lost",
            "\ufeff": "the mark that begins a file",
        }
        what = named.get(strange[0], f"the control character U+{ord(strange[0]):04X}")
        raise FulcrumError(
            f"{where}: line {line} holds {what}. Save the file anew as CSV in UTF-8, or restore it."
        )
    marker = MARKER.search(text) if "<<<<<<< " in text or ">>>>>>> " in text else None
    if marker:
        line = text.count("\n", 0, marker.start()) + 1
        raise FulcrumError(f"{where}: line {line}: a merge was not finished. Finish it.")
    return text


def rows(content: bytes, where: str) -> Rows:
    """The cells of a CSV file as texts: UTF-8, commas, a header, as many cells in every row.

    Raises FulcrumError for anything else, with the row; a mark of byte order is passed over.
    """
    text = _decoded(content, where)
    read: list[list[str]] = []
    try:
        read.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        quoted = "expected after" in str(error) or "unexpected end" in str(error)
        what = "a quotation mark opens a cell and none closes it" if quoted else str(error)
        raise FulcrumError(
            f"{where}: row {len(read) + 1}: {what}. Write a quotation mark within a cell twice."
        ) from error
    header, *body = read
    _check_header(header, where)
    if not {len(header)}.issuperset(map(len, body)):
        number, cells = next((n, c) for n, c in enumerate(body, 2) if len(c) != len(header))
        raise FulcrumError(f"{where}: {_ragged(number, cells, header)}")
    if not text.endswith("\n"):
        raise FulcrumError(
            f"{where}: row {len(read)}, the last, has no line end, so the file may be cut off. "
            "Compare it with its original, then end the row."
        )
    columns = zip(*body, strict=True) if body else ((),) * len(header)
    return Rows(where, dict(zip(header, columns, strict=True)), len(body))


def _ragged(number: int, cells: Sequence[str], header: Sequence[str]) -> str:
    if not cells:
        return f"row {number} is blank. Take it out."
    several = "one cell" if len(cells) == 1 else f"{len(cells)} cells"
    columns = "one column" if len(header) == 1 else f"{len(header)} columns"
    what = f"row {number} has {several}, the header has {columns}"
    if number == 2:
        return f"{what}. If row 1 is no header, take out what stands above the header."
    if len(cells) > len(header) and not any(cells[len(header) :]):
        return f"{what}. Take out the commas at its end."
    return f"{what}. Put texts that hold commas into quotation marks, or restore the row."


def _check_header(header: Sequence[str], where: str) -> None:
    for mark, name in SEPARATORS.items():
        if len(header) == 1 and mark in header[0]:
            raise FulcrumError(
                f"{where}: row 1: the cells are separated by {name} ({mark!r}). Save the file with "
                "commas, and numbers with a decimal point."
            )
    for number, name in enumerate(header, start=1):
        if not name.strip():
            raise FulcrumError(
                f"{where}: row 1: column {number} has no name. Name it; if row 1 is no header, "
                "take out what stands above the header."
            )
        if name != name.strip() or "\n" in name:
            raise FulcrumError(
                f"{where}: row 1: the name of column {number}, {name!r}, has blanks around it or "
                "a line break in it. Take them out."
            )
        if name in header[: number - 1]:
            raise FulcrumError(
                f"{where}: row 1: two columns are called {name}, the {header.index(name) + 1}. and "
                f"the {number}. Rename one."
            )


WHOLE: Final = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
NUMBER: Final = re.compile(
    r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
)
YEAR: Final = re.compile(r"-?[0-9]{4}")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ZERO_FIRST: Final = re.compile(r"[+-]?0[0-9]+")


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(_hint(text))
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError("; it is larger than an integer of 64 bits")
    return number


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError(_hint(text))
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("; it is too large")
    if WHOLE.fullmatch(text) and int(text) != int(number):
        raise ValueError(" without loss of digits; declare the column as integer or string")
    return number


def _year(text: str) -> int:
    if not YEAR.fullmatch(text):
        raise ValueError(_hint(text))
    return int(text)


def _day(text: str) -> dt.date:
    if not DAY.fullmatch(text):
        raise ValueError("; days are written YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("; there is no such day") from error


def _hint(text: str) -> str:
    plain = text.strip(PADDING)
    if plain.lower() in GAPS or plain.lower().lstrip("+-") in {"inf", "infinity"}:
        return "; leave the cell empty where there is no value"
    if plain != text:
        return "; take out the blanks around it"
    if ZERO_FIRST.fullmatch(text):
        return "; a code that begins with 0 is of type string"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text) or re.search(r"[0-9][ \u00a0'][0-9]", text):
        return "; write a decimal point and no mark between thousands"
    return ""


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "integer": _whole,
    "year": _year,
    "number": _number,
    "date": _day,
}
TYPES: Final = {"string", "boolean", *READERS}


def _reader(field: Mapping[str, Any], kind: str) -> Callable[[str], Any]:
    if kind != "boolean":
        return READERS[kind]
    words = dict.fromkeys(field.get("falseValues", FALSE), False)
    words |= dict.fromkeys(field.get("trueValues", TRUE), True)

    def read(text: str) -> bool:
        if text not in words:
            raise ValueError(_hint(text) or f"; it is none of {', '.join(words)}")
        return words[text]

    return read


Refuse = Callable[[str, str], FulcrumError]
"""Makes the error about a schema from what is wrong with it, and the remedy."""
PLAINLY: Final = "Bring the file into plain form and take this out of its descriptor."


def check_schema(schema: Schema, where: str) -> None:
    """FulcrumError for what a schema asks for and is not done here, or what is no rule at all."""

    def refuse(what: str, remedy: str) -> FulcrumError:
        return FulcrumError(f"{where}: its schema {what}. {remedy}")

    fields = schema.get("fields")
    if not isinstance(fields, list) or not all(
        isinstance(field, dict) and isinstance(field.get("name"), str) for field in fields
    ):
        raise refuse("has no list of fields with names", "Write one for each column.")
    for word in sorted(set(schema) - WORDS_OF_SCHEMAS):
        raise refuse(f"asks for '{word}', which is not read here", PLAINLY)
    gaps = schema.get("missingValues", [""])
    if not isinstance(gaps, list) or not all(isinstance(gap, str) for gap in gaps):
        raise refuse("has missingValues that are no list of texts", "Write a list of texts.")
    for field in fields:
        _check_field(field, refuse)
    names = [field["name"] for field in fields]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise refuse(f"declares the column {twice} twice", "Take one out.")
    named = {word: listed(schema.get(word)) for word in ("primaryKey", "uniqueKey", "ascending")}
    for reference in schema.get("foreignKeys", []):
        to = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(to, dict) or not listed(to.get("fields")):
            raise refuse("has a foreignKey without fields and reference", "Write both.")
        named.setdefault("foreignKeys", []).extend(listed(reference.get("fields")) or ["nothing"])
    for word, columns in named.items():
        for name in columns:
            if name not in names:
                raise refuse(f"names '{name}' under {word}, which is no column", "Correct it.")


def _check_field(field: Mapping[str, Any], refuse: Refuse) -> None:
    of = f"of column {field['name']}"
    for word, value in field.items():
        if word not in WORDS_OF_FIELDS and value not in DEFAULTS.get(word, ()):
            raise refuse(f"asks for '{word}' {of}, which is not read here", PLAINLY)
    if (kind := field.get("type", "string")) not in TYPES:
        types = ", ".join(sorted(TYPES))
        raise refuse(f"has the type '{kind}' {of}, which is not read here", f"Use {types}.")
    for word in ("trueValues", "falseValues"):
        if not isinstance(field.get(word, []), list):
            raise refuse(f"has {word} {of} that are no list", "Write a list of texts.")
    rules = field.get("constraints", {})
    if not isinstance(rules, dict):
        raise refuse(f"has constraints {of} that are no mapping", "Write names and values.")
    for word in sorted(set(rules) - CONSTRAINTS):
        raise refuse(f"asks for the constraint '{word}' {of}, which is not held here", PLAINLY)
    _check_rules(rules, field, kind, refuse)


def _check_rules(
    rules: Mapping[str, Any],
    field: Mapping[str, Any],
    kind: str,
    refuse: Refuse,
) -> None:
    of = f"of column {field['name']}"
    for word in sorted({"minimum", "maximum"} & set(rules)):
        try:
            _bound(rules[word], field, kind)
        except (ValueError, KeyError) as error:
            raise refuse(
                f"has a {word} {of} that is no {kind}: {rules[word]}", "Correct it."
            ) from (error)
    if not isinstance(rules.get("enum", []), list):
        raise refuse(f"has an enum {of} that is no list", "Write a list.")
    for word in sorted({"minLength", "maxLength"} & set(rules)):
        if kind != "string" or type(rules[word]) is not int:
            raise refuse(f"has a {word} {of} that is no whole number for a text", "Correct it.")
    try:
        re.compile(rules.get("pattern", ""))
    except (re.error, TypeError) as error:
        raise refuse(f"has a pattern {of} that cannot be read: {error}", "Correct it.") from error


def _bound(bound: object, field: Mapping[str, Any], kind: str) -> Any:
    if kind == "string":
        raise KeyError(kind)
    return _reader(field, kind)(bound) if isinstance(bound, str) else _plain(bound, kind)


def _plain(bound: object, kind: str) -> int | float:
    if isinstance(bound, bool) or not isinstance(bound, (int, float)) or kind == "date":
        raise ValueError(bound)
    return bound


def listed(names: object) -> list[str]:
    """The names of columns that a schema gives as one text or as a list."""
    return [names] if isinstance(names, str) else list(names) if isinstance(names, list) else []


def typed(text: Rows, schema: Schema) -> Table:
    """The columns in their declared types, and every constraint held.

    Raises FulcrumError with file, column and row at the first cell that is not as declared.
    ``ascending`` in a schema names columns whose values must not fall from one to the next.
    """
    check_schema(schema, text.where)
    declared = [field["name"] for field in schema["fields"]]
    if list(text.columns) != declared:
        raise FulcrumError(
            f"{text.where}: the header reads {', '.join(text.columns)}, but its descriptor "
            f"declares {', '.join(declared)}. Make the two agree."
        )
    gaps = set(schema.get("missingValues", [""]))
    table = Table(text, {}, {})
    held = {*listed(schema.get("primaryKey")), *listed(schema.get("uniqueKey"))}
    for field in schema["fields"]:
        name, rules = field["name"], field.get("constraints", {})
        kind = table.kinds[name] = field.get("type", "string")
        cells = text.columns[name]
        values = _values(text, field, kind, gaps)
        table.values[name] = list(map(values.__getitem__, cells))
        plain = kind != "string" or not (rules or name in held)
        broken = _violations(values, field, kind, plain=plain)
        for problem, bad in ((problem, bad) for problem, bad in broken if bad):
            row = next(number for number, cell in enumerate(cells) if cell in bad)
            raise _refusal(text.where, name, row, problem.replace("{}", cells[row]))
        if rules.get("unique"):
            _check_unique(table, [name], "'{}' occurs twice", gaps_too=False)
    for low, high in itertools.combinations(schema.get("ascending", []), 2):
        pairs = zip(table.values[low], table.values[high], strict=True)
        for row, (below, above) in enumerate(pairs):
            if below is not None and above is not None and below > above:
                shown = f"{text.columns[low][row]} is above {high}, {text.columns[high][row]}"
                raise _refusal(text.where, low, row, shown)
    if key := listed(schema.get("primaryKey") or schema.get("uniqueKey")):
        _check_unique(table, key, "the key ({}) occurs twice", gaps_too=True)
    return table


def _values(text: Rows, field: Mapping[str, Any], kind: str, gaps: Iterable[str]) -> dict[str, Any]:
    """What each text of a column stands for."""
    name = field["name"]
    every = set(text.columns[name])
    different = every.difference(gaps)
    values: dict[str, Any] = dict.fromkeys(every - different)
    if kind == "string":
        return values | dict(zip(different, different, strict=True))
    read, bad = _reader(field, kind), {}
    for cell in different:
        try:
            values[cell] = read(cell)
        except ValueError as error:
            bad[cell] = str(error)
    if bad:
        row = next(number for number, cell in enumerate(text.columns[name]) if cell in bad)
        cell = text.columns[name][row]
        raise _refusal(text.where, name, row, f"'{cell}' is not of type {kind}{bad[cell]}")
    return values


def _violations(
    values: Mapping[str, Any], field: Mapping[str, Any], kind: str, *, plain: bool
) -> Iterator[tuple[str, set[str]]]:
    """Each constraint that some cell breaks: its words, and which texts those are.

    plain: the cells are not held to being free of blanks around them.
    """
    rules = field.get("constraints", {})
    present = {cell: value for cell, value in values.items() if value is not None}
    if rules.get("required"):
        yield "a value is required, the cell is empty", set(values) - set(present)
    if not plain:
        padded = {cell for cell in present if cell != cell.strip(PADDING)}
        yield "'{}' has blanks around it; take them out", padded
    for word, sign, way in (("minimum", 1, "below"), ("maximum", -1, "above")):
        if word in rules:
            bound = _bound(rules[word], field, kind)
            beyond = {cell for cell, v in present.items() if (v < bound if sign > 0 else v > bound)}
            yield f"{{}} is {way} the {word} {rules[word]}", beyond
    if "enum" in rules:
        allowed = set(map(str, rules["enum"]))
        wrong = {cell for cell, v in present.items() if not {cell, str(v)} & allowed}
        yield f"'{{}}' is none of {', '.join(map(str, rules['enum']))}", wrong
    if "pattern" in rules:
        fits = re.compile(rules["pattern"]).fullmatch
        yield f"'{{}}' does not match {rules['pattern']}", {c for c in present if not fits(c)}
    if "minLength" in rules:
        short = {cell for cell in present if len(cell) < rules["minLength"]}
        yield f"'{{}}' is shorter than {rules['minLength']} letters", short
    if "maxLength" in rules:
        long = {cell for cell in present if len(cell) > rules["maxLength"]}
        yield f"'{{}}' is longer than {rules['maxLength']} letters", long


def _check_unique(table: Table, names: Sequence[str], problem: str, *, gaps_too: bool) -> None:
    keys = list(zip(*(table.values[name] for name in names), strict=True))
    if len(set(keys)) == len(keys):
        return
    seen: set[tuple[Any, ...]] = set()
    for row, key in enumerate(keys):
        if key in seen and (gaps_too or None not in key):
            shown = [table.text.columns[name][row] for name in names]
            if gaps_too:
                shown = [f"{name} {cell}" for name, cell in zip(names, shown, strict=True)]
            what = problem.replace("{}", ", ".join(shown))
            raise _refusal(table.text.where, "+".join(names), row, what)
        seen.add(key)


def read(content: bytes, part: Mapping[str, Any], where: str, *, counted: bool = True) -> Table:
    """A table as its descriptor declares it, or FulcrumError with file, column and row.

    A table without rows is refused unless its descriptor says ``"rows": 0``. counted: hold it to
    the number of rows that is declared.
    """
    for word, meant in (("format", "csv"), ("encoding", "utf-8"), ("dialect", {})):
        if part.get(word, meant) != meant:
            raise FulcrumError(
                f"{where}: its descriptor asks for the {word} {part[word]!r}, which is not read "
                "here. Save the file as CSV in UTF-8, with commas."
            )
    if not isinstance(part.get("schema"), dict):
        raise FulcrumError(f"{where} has no schema in its descriptor. Declare its columns.")
    text = rows(content, where)
    declared = part.get("rows")
    if not text.count and declared != 0:
        raise FulcrumError(
            f"{where}: there is a header and no row. Restore the rows; a table that is meant to be "
            'empty says "rows": 0 in its descriptor.'
        )
    if counted and declared is not None and declared != text.count:
        raise FulcrumError(
            f"{where}: it has {text.count} rows, and its descriptor declares {declared}. Restore "
            "the rows, or run `fulcrum seal`, which says what changed."
        )
    return typed(text, part["schema"])


def check_references(
    table: Table,
    references: Iterable[Mapping[str, Any]],
    keys: Callable[[str, Sequence[str]], set[tuple[Any, ...]]],
) -> None:
    """FulcrumError at the first cell that names what the table referred to does not hold.

    Args:
        table: The table that refers.
        references: The ``foreignKeys`` of its schema.
        keys: Gives the values of some columns of a table by its name; the name is empty for the
            table itself.
    """
    for reference in references:
        names, to = listed(reference["fields"]), reference["reference"]
        there = keys(to.get("resource", ""), listed(to["fields"]))
        cells = zip(*(table.values[name] for name in names), strict=True)
        for row, key in enumerate(cells):
            if None not in key and key not in there:
                shown = ", ".join(table.text.columns[name][row] for name in names)
                what = f"'{shown}' does not stand in {to.get('resource') or 'the table itself'}"
                raise _refusal(table.text.where, "+".join(names), row, what)


def inferred(cells: Sequence[str], column: str, where: str) -> str:
    """The type of a column of a new table: that which every cell has, text where none fits.

    Raises FulcrumError for a column of numbers or days in which a word stands for a gap, with the
    row: what is missing is left empty, and whether the word is a value is not guessed.
    """
    present = {cell for cell in cells if cell}
    words = {cell for cell in present if cell.strip().lower().lstrip("+-") in {*GAPS, "inf"}}
    for kind in ("integer", "number", "date", "boolean"):
        field = {"trueValues": TRUE[:3], "falseValues": FALSE[:3]}
        if _fit(present, _reader(field, kind)):
            return kind if present else "string"
        if words and present - words and _fit(present - words, _reader(field, kind)):
            row = next(number for number, cell in enumerate(cells) if cell in words)
            problem = f"'{cells[row]}' stands among values of type {kind}"
            raise _refusal(where, column, row, f"{problem}; leave the cell empty for a gap")
    return "string"


def _fit(cells: Iterable[str], read: Callable[[str], Any]) -> bool:
    try:
        for cell in cells:
            read(cell)
    except ValueError:
        return False
    return True
