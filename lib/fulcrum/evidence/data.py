"""The only reader of ``data/``: a table comes with its types, its checks and its source.

A table is a CSV (or GeoJSON) file of a Frictionless data package. Its identifier is
``<source>/<resource>``, for instance ``border-lengths/published_lengths``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.errors import FulcrumError
from fulcrum.evidence.tables import Table, check_references, read

Descriptor = dict[str, Any]

FILE: Final = re.compile(r"\w[\w.-]*")
"""The name of a file of a source: no folder, no address."""
STATES: Final = "states/states"
"""Where the codes stand that a column with ``"states": true`` holds, in its column ``iso3``."""
TEXT: Final = pd.Series(["text"]).dtype
"""The type that this pandas gives to texts."""

_READS: Final[dict[str, str]] = {}
_ALTERED: Final[dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]]] = {}


@dataclass(frozen=True)
class Source:
    """Where a table comes from and what may be done with it."""

    id: str
    table: str
    title: str
    publisher: str
    version: str
    licence: str
    licence_url: str
    redistributable: str
    citation: str
    homepage: str
    caveats: tuple[str, ...]
    sha256: str
    path: Path

    @property
    def line(self) -> str:
        """The source in one line: publisher, title, vintage, licence."""
        return f"{self.publisher}, {self.title} ({self.version}). {self.licence}."


@lru_cache(maxsize=256)
def _read_descriptor(path: Path, _stamp: int) -> Descriptor:
    descriptor: Descriptor = json.loads(path.read_text(encoding="utf-8"))
    return descriptor


@dataclass(frozen=True)
class Project:
    """A report in its folder: its data packages and seeds, for whoever names the folder."""

    folder: Path

    @property
    def data(self) -> Path:
        """The data packages, a folder each."""
        return self.folder / "data"

    @property
    def claims_file(self) -> Path:
        """The claims with their tests."""
        return self.folder / "seeds" / "claims.yml"

    @property
    def palette_file(self) -> Path:
        """The colours of the report's actors; it may be missing."""
        return self.folder / "seeds" / "palette.yml"

    def descriptor_file(self, source_id: str) -> Path:
        """Where the descriptor of a source stands."""
        return self.data / source_id / "datapackage.json"

    def sources(self) -> list[str]:
        """The identifiers of all sources, in alphabetical order."""
        return sorted(path.parent.name for path in self.data.glob("*/datapackage.json"))

    def package(self, source_id: str) -> Descriptor:
        """The descriptor of one source, as written in its ``datapackage.json``."""
        path = self.descriptor_file(source_id)
        if not path.is_file():
            raise FulcrumError(
                f"data/{source_id}/datapackage.json does not exist. "
                f"The sources are {', '.join(self.sources())}."
            )
        try:
            return _read_descriptor(path, path.stat().st_mtime_ns)
        except json.JSONDecodeError as error:
            raise FulcrumError(
                f"data/{source_id}/datapackage.json, line {error.lineno}: {error.msg}. "
                "Correct the JSON."
            ) from error

    def tables(self) -> list[str]:
        """The identifiers of all tables, maps included, in alphabetical order."""
        return [f"{s}/{part['name']}" for s in self.sources() for part in self.parts(s)]

    def parts(self, source_id: str) -> list[Descriptor]:
        """The descriptors of a source's tables.

        Raises FulcrumError where one names no file of the source's own folder: nothing outside it
        is read, hashed or published, and no link is followed.
        """
        where = f"data/{source_id}/datapackage.json"
        parts = self.package(source_id).get("resources")
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            raise FulcrumError(f"{where} has no list of resources. Write one for each file.")
        for part in parts:
            name, path = part.get("name"), part.get("path")
            if not isinstance(name, str) or not name or "/" in name:
                raise FulcrumError(f"{where}: a resource has no name, or a slash in it. Name it.")
            if not isinstance(path, str) or not FILE.fullmatch(path):
                raise FulcrumError(
                    f"{where}: the path of {name}, {path!r}, is not the name of a file. Put the "
                    "file beside the descriptor, and write its name."
                )
            if (self.data / source_id / path).is_symlink():
                raise FulcrumError(
                    f"data/{source_id}/{path} is a link. Put the file itself in its place."
                )
        return parts

    def resource(self, table: str) -> tuple[Descriptor, Descriptor]:
        """The descriptors of a table's package and of the table itself."""
        source_id, _, name = table.partition("/")
        package = self.package(source_id)
        for part in self.parts(source_id):
            if part["name"] == name:
                return package, part
        at_hand = ", ".join(part["name"] for part in self.parts(source_id))
        raise FulcrumError(f"data/{source_id} holds no table '{name}'. It holds: {at_hand}.")

    def table_file(self, table: str) -> Path:
        """The file of a table."""
        _, part = self.resource(table)
        return self.data / table.partition("/")[0] / str(part["path"])

    def table(self, table: str, file: Path | None = None, *, counted: bool = True) -> Table:
        """A table read from its file as it is now, whatever its hash.

        Args:
            table: Its identifier.
            file: Another file that is to stand in its place.
            counted: Hold it to the number of rows that its descriptor declares.

        Raises FulcrumError with file, column and row where it is not as its descriptor declares,
        or names a row of another table of its source that is not there.
        """
        source_id = table.partition("/")[0]
        _, part = self.resource(table)
        whole = self._read_now(source_id, part, file, counted=counted)

        def keys(other: str, columns: Sequence[str]) -> set[tuple[Any, ...]]:
            if not other:
                return whole.keys(columns)
            home = other.partition("/")[0] if "/" in other else source_id
            name = other.rpartition("/")[2]
            return self._read_now(home, self.resource(f"{home}/{name}")[1]).keys(columns)

        states = [
            {"fields": field["name"], "reference": {"resource": STATES, "fields": "iso3"}}
            for field in part["schema"]["fields"]
            if field.get("states")
        ]
        references = [*part["schema"].get("foreignKeys", ()), *states]
        check_references(whole, references, keys)
        return whole

    def _read_now(
        self,
        source_id: str,
        part: Descriptor,
        file: Path | None = None,
        *,
        counted: bool = False,
    ) -> Table:
        path = file or self.data / source_id / part["path"]
        where = str(file) if file else f"data/{source_id}/{part['path']}"
        if not path.is_file():
            raise FulcrumError(f"{where} is missing. Restore it, or take it out.")
        return read(path.read_bytes(), part, where, counted=counted)

    def source(self, table: str) -> Source:
        """Provenance of a table: publisher, vintage, licence, caveats, checksum."""
        package, part = self.resource(table)
        licence = package.get("licence", {})
        return Source(
            id=table.partition("/")[0],
            table=table,
            title=package["title"],
            publisher=package.get("publisher", ""),
            version=str(package.get("version", "")),
            licence=licence.get("name", ""),
            licence_url=licence.get("url", ""),
            redistributable=str(licence.get("redistributable", "")),
            citation=package.get("citation", ""),
            homepage=package.get("homepage", ""),
            caveats=tuple(part.get("caveats") or package.get("caveats", ())),
            sha256=str(part.get("hash", "")).removeprefix("sha256:"),
            path=self.table_file(table),
        )


def project() -> Project:
    """The project that this process is for, as a chapter's kernel asks.

    It is in ``FULCRUM_ROOT``, else at or above the working folder, else the checkout. Raises
    FulcrumError when none of the three holds ``_toc.yml`` and ``data/``.
    """
    chosen = os.environ.get("FULCRUM_ROOT")
    return _project(Path(chosen or Path.cwd()), chosen is None)


@lru_cache(maxsize=64)
def _project(start: Path, climb: bool) -> Project:
    candidates = [start, *start.parents, Path(__file__).resolve().parents[3]] if climb else [start]
    for folder in candidates:
        if (folder / "_toc.yml").is_file() and (folder / "data").is_dir():
            return Project(folder.resolve())
    raise FulcrumError(
        f"No Fulcrum project found at or above {candidates[0]}: a project holds _toc.yml and "
        "data/. Start from its folder, or set FULCRUM_ROOT to it."
    )


def resource(table: str) -> tuple[Descriptor, Descriptor]:
    """The descriptors of the package of a table of this project, and of the table itself."""
    return project().resource(table)


def source(table: str) -> Source:
    """Provenance of a table of this project."""
    return project().source(table)


def _verified_bytes(table: str) -> bytes:
    origin = source(table)
    where = str(origin.path.relative_to(project().folder))
    if not origin.path.is_file():
        raise FulcrumError(f"{where} is missing. Restore it, or take it out of its descriptor.")
    if not origin.sha256:
        raise FulcrumError(
            f"{where} was never sealed: its descriptor has no hash. Run `fulcrum seal {origin.id}`."
        )
    state = origin.path.stat()
    content = _content(origin.path, where, origin.sha256, (state.st_mtime_ns, state.st_size))
    _READS[table] = origin.sha256
    return content


@lru_cache(maxsize=256)
def _content(path: Path, where: str, expected: str, _state: tuple[int, int]) -> bytes:
    """The bytes of a file, hashed again whenever it was written to."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected:
        raise FulcrumError(
            f"{where}: the file's SHA-256 is {digest}, but its datapackage.json expects "
            f"{expected}. {remedied(content, expected, path.parent.name)}"
        )
    return content


def remedied(content: bytes, expected: str, name: str) -> str:
    """What to do about a file of a source that is not the one that was sealed."""
    unix = content.replace(b"\r\n", b"\n")
    if hashlib.sha256(unix).hexdigest() == expected:
        return (
            "Only its line ends differ: git or an editor wrote those of Windows. Set "
            "`git config core.autocrlf false` and check the file out again."
        )
    return (
        "Restore the file. If the change is meant, run "
        f"`fulcrum seal {name} --because \"...\"`, which records it under 'corrections'."
    )


def load(table: str) -> pd.DataFrame:
    """A table with the types its descriptor declares, its hash and constraints verified.

    Empty cells are missing values (``NA``), never zero. Years and integers are ``Int64``, numbers
    ``float64`` in the unit of their field, dates ``datetime64``, booleans ``boolean``, the rest
    ``str``. Raises FulcrumError when bytes, types or constraints are not as declared, naming file,
    column and row (row 2 is the first below the header, as a spreadsheet counts). Rows of other
    tables that a table refers to are looked up by ``fulcrum check`` and ``fulcrum seal`` alone, so
    that a chapter depends on no table that it does not read.
    """
    content = _verified_bytes(table)
    here = project()
    stamp = here.descriptor_file(table.partition("/")[0]).stat().st_mtime_ns
    # A copy that shares its memory until written to: pandas copies on write.
    frame = _frame(here, table, stamp, content).copy(deep=False)
    return _ALTERED[table][1](frame) if table in _ALTERED else frame


@contextmanager
def noting() -> Iterator[set[str]]:
    """A set that holds, once it is left, the tables that were read within it."""
    before, within = dict(_READS), set[str]()
    _READS.clear()
    try:
        yield within
    finally:
        within.update(_READS)
        _READS.update(before)


@contextmanager
def altered(
    reading: str, changes: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]]
) -> Iterator[None]:
    """Within it ``load`` gives some tables changed, for an analysis of what a result rests on.

    Args:
        reading: The name of this way of reading the data; memories of derived tables are kept
            apart by it.
        changes: What is done to a table after it was verified, by identifier.
    """
    _ALTERED.update({table: (reading, change) for table, change in changes.items()})
    try:
        yield
    finally:
        _ALTERED.clear()


def is_altered() -> bool:
    """Whether tables are read otherwise now, so that only what is coded is asked for."""
    return bool(_ALTERED)


@lru_cache(maxsize=64)
def _frame(here: Project, table: str, _stamp: int, content: bytes) -> pd.DataFrame:
    _, part = here.resource(table)
    if "schema" not in part:
        raise FulcrumError(f"{table} is a map, not a table. Read it with geo().")
    where = f"data/{table.partition('/')[0]}/{part['path']}"
    frame = framed(read(content, part, where))
    frame.attrs["table"] = table
    return frame


def framed(table: Table) -> pd.DataFrame:
    """A table as a frame, gaps as ``NA``."""
    columns: dict[str, pd.Series[Any]] = {}
    for name, values in table.values.items():
        kind, present = table.kinds[name], [value is not None for value in values]
        filled = [0 if value is None else value for value in values]
        if kind in {"integer", "year"}:
            gaps = ~np.array(present, dtype=bool)
            whole = pd.arrays.IntegerArray(np.array(filled, dtype=np.int64), gaps)
            columns[name] = pd.Series(whole)
        elif kind == "number":
            columns[name] = pd.Series(np.where(present, filled, np.nan).astype(float))
        elif kind == "date":
            days = [None if value is None else value.isoformat() for value in values]
            columns[name] = pd.to_datetime(pd.Series(days, dtype=TEXT), format="%Y-%m-%d")
        elif kind == "boolean":
            columns[name] = pd.Series(values, dtype="boolean")
        else:
            columns[name] = pd.Series(values, dtype=TEXT)
    return pd.DataFrame(columns)


def versions(*names: str) -> tuple[str, ...]:
    """SHA-256 of each table, verified and noted as read: the key of a memory of what is derived."""
    for table in names:
        _verified_bytes(table)
    readings = (_ALTERED[table][0] if table in _ALTERED else "" for table in names)
    return tuple(_READS[table] + reading for table, reading in zip(names, readings, strict=True))


def geo(table: str) -> dict[str, Any]:
    """A GeoJSON or TopoJSON resource as a dictionary, its hash verified."""
    return shapes(_verified_bytes(table), table)


def shapes(content: bytes, where: str) -> dict[str, Any]:
    """The features of a map; FulcrumError with the line where it is no JSON."""
    try:
        features: dict[str, Any] = json.loads(content)
    except json.JSONDecodeError as error:
        raise FulcrumError(
            f"{where}: line {error.lineno}: it is no JSON ({error.msg}). Restore the file."
        ) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FulcrumError(f"{where}: line {line}: it is not UTF-8. Restore the file.") from error
    return features


def reads() -> dict[str, str]:
    """SHA-256 of every table this process has read, by identifier: what a receipt records."""
    return dict(sorted(_READS.items()))
