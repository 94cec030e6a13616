"""The seal on a source: what changed since the last one, why, and the hashes of its files.

Nothing is sealed that could not be loaded. A table that lost rows, or in which two cells were
swapped, may pass every constraint; so the seal shows what changed and asks for the reason, which
stands in the descriptor under ``corrections``.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from fulcrum.evidence import tables
from fulcrum.evidence.data import Descriptor, shapes
from press.workspace.notebooks import dumped, sha256, write
from press.workspace.workspace import Workspace

SHOWN: Final = 5
"""Rows or cells that are shown of each kind of change."""
VERSIONS: Final = 50
"""How many versions of a file are looked through for the one that was sealed."""
MOVED: Final = 2.0
"""By what factor the end of a range must move to be shown."""


@dataclass(frozen=True)
class Change:
    """What changed in a file since it was sealed: in a line, and with its rows and cells."""

    file: str
    line: str
    details: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.file}: {self.line}", *(f"  {one}" for one in self.details)])


def _versions(path: Path) -> Iterator[bytes]:
    """The contents of a file in git, the newest first; none where there is no git."""
    here = f"./{path.name}"
    log = ["git", "log", f"--max-count={VERSIONS}", "--format=%H", "--", here]
    try:
        commits = subprocess.run(log, cwd=path.parent, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return
    for commit in ("", *commits.stdout.split()):
        show = ["git", "show", f"{commit}:{here}"]
        version = subprocess.run(show, cwd=path.parent, capture_output=True, check=False)
        if version.returncode == 0:
            yield version.stdout


def _sealed(workspace: Workspace, path: Path, digest: str) -> bytes | None:
    """The bytes of a file that were sealed: kept by the seal, in the published book, or in git."""
    published = workspace.html / "data" / path.parent.name / path.name
    for kept in (workspace.sealed / digest, published):
        if kept.is_file() and sha256(content := kept.read_bytes()) == digest:
            return content
    return next((content for content in _versions(path) if sha256(content) == digest), None)


def _keyed(rows: tables.Rows, key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    return {tuple(row[name] for name in key): row for row in rows.records()}


def _some(several: Sequence[str]) -> list[str]:
    more = len(several) - SHOWN
    return [*several[:SHOWN], *([f"and {more} more"] if more > 0 else [])]


def _ranges(before: tables.Rows, after: tables.Rows, fields: Sequence[Descriptor]) -> Iterator[str]:
    """Columns of numbers of which an end of the range moved by a factor."""
    for name in (f["name"] for f in fields if f.get("type") in {"number", "integer"}):
        if name not in before.columns or name not in after.columns:
            continue
        old, new = ([float(c) for c in t.columns[name] if _is_number(c)] for t in (before, after))
        for word, end in (("largest", max), ("smallest", min)):
            if not old or not new or end(old) == end(new):
                continue
            was, now = end(old), end(new)
            factor = max(abs(was), abs(now)) / (min(abs(was), abs(now)) or 1e-300)
            if factor >= MOVED or was * now < 0:
                yield f"{name}: the {word} value was {was:g} and is {now:g}"


def _is_number(cell: str) -> bool:
    return bool(tables.NUMBER.fullmatch(cell))


def compared(file: str, old: bytes, after: tables.Rows, schema: tables.Schema) -> Change:
    """What changed in a table, by its key; by whole rows where the key tells nothing."""
    before = tables.rows(old, f"the sealed {file}")
    lost = [name for name in before.columns if name not in after.columns]
    gained = [name for name in after.columns if name not in before.columns]
    details = [f"column taken out: {name}" for name in lost]
    details += [f"column added: {name}" for name in gained]
    key = tables.listed(schema.get("primaryKey") or schema.get("uniqueKey"))
    if not key or not set(key) <= set(before.columns):
        key = [name for name in after.columns if name in before.columns]
    was, now = _keyed(before, key), _keyed(after, key)
    removed = [", ".join(k) for k in was if k not in now]
    added = [", ".join(k) for k in now if k not in was]
    cells = [
        f"{', '.join(k)}: {name} was '{was[k][name]}' and is '{now[k][name]}'"
        for k in now
        if k in was
        for name in now[k]
        if name in was[k] and was[k][name] != now[k][name]
    ]
    for word, several in (("removed", removed), ("added", added)):
        details += [f"row {word}: {one}" for one in _some(several)]
    details += _some(cells)
    details += _ranges(before, after, schema["fields"])
    counts = {"row added": len(added), "row removed": len(removed), "cell changed": len(cells)}
    counts |= {"column added": len(gained), "column taken out": len(lost)}
    line = ", ".join(_counted(n, what) for what, n in counts.items() if n)
    return Change(file, line or _order(before, after), tuple(details))


def _counted(number: int, what: str) -> str:
    noun, _, verb = what.partition(" ")
    return f"{number} {noun}{'' if number == 1 else 's'} {verb}"


def _order(before: tables.Rows, after: tables.Rows) -> str:
    same = before.columns == after.columns
    return "its bytes changed and no cell" if same else "its rows or columns stand in another order"


def _change(workspace: Workspace, path: Path, part: Descriptor, content: bytes) -> Change:
    """What changed in a file since it was sealed, as far as the sealed bytes are at hand."""
    digest = str(part["hash"]).removeprefix("sha256:")
    old = _sealed(workspace, path, digest)
    if old is None:
        what = f"changed; the file of SHA-256 {digest[:16]} is not at hand"
        counted = f"it had {part['rows']} rows" if "rows" in part else f"{part.get('bytes')} bytes"
        return Change(path.name, f"{what}, so its cells cannot be compared ({counted})", ())
    if "schema" not in part:
        return Change(path.name, f"changed from {len(old)} to {len(content)} bytes", ())
    rows = tables.rows(content, path.name)
    try:
        return compared(path.name, old, rows, part["schema"])
    except FulcrumError as error:
        return Change(path.name, f"changed, and the sealed file cannot be compared: {error}", ())


def keep(workspace: Workspace, content: bytes) -> None:
    """Keep the bytes of a sealed file in the build, for the next seal to compare with."""
    path = workspace.sealed / sha256(content)
    if not path.is_file():
        write(path, content)


def seal(workspace: Workspace, name: str, because: str = "") -> tuple[list[Path], list[Change]]:
    """Write sizes and SHA-256 of a source's files into its descriptor.

    Each table is read with its types and constraints first, so that nothing is sealed that could
    not be loaded. Files that were sealed before and have changed need a reason; it is entered
    under ``corrections`` with what changed. A file without a hash is new and needs none.

    Args:
        workspace: The report.
        name: The source.
        because: Why the files changed.

    Returns:
        The descriptor, if it changed, and what changed in the files.

    Raises FulcrumError naming column and row, when there is no such source, and when files changed
    and no reason is given: it says what changed, and nothing is written.
    """
    if name not in workspace.sources():
        raise FulcrumError(
            f"data/{name} is not a source. The sources are {', '.join(workspace.sources())}."
        )
    descriptor: dict[str, Any] = json.loads(json.dumps(workspace.package(name)))
    path, changes = workspace.descriptor_file(name), []
    entries, contents = [], []
    for part in workspace.parts(name):
        file, entry = path.parent / part["path"], dict(part)
        if not file.is_file():
            raise FulcrumError(f"data/{name}/{file.name} is missing. Restore it, or take it out.")
        content = file.read_bytes()
        if "schema" in part:
            entry["rows"] = workspace.table(f"{name}/{part['name']}", counted=False).text.count
        else:
            shapes(content, f"data/{name}/{file.name}")
        contents.append(content)
        entry |= {"bytes": len(content), "hash": f"sha256:{sha256(content)}"}
        if part.get("hash", entry["hash"]) != entry["hash"]:
            change = _change(workspace, file, part, content)
            changes.append(change)
            evidence = f"`fulcrum seal` compared the file with that of {part['hash'][:23]}"
            if because:
                correction = {"what": _what(change), "why": because, "evidence": evidence}
                descriptor.setdefault("corrections", []).append(correction)
        entries.append(entry)
    if changes and not because.strip():
        shown = "\n".join(map(str, changes))
        raise FulcrumError(
            f"data/{name} was sealed before and has changed since:\n{shown}\n"
            'Nothing is written. Say why with --because "...", or restore the files.'
        )
    descriptor["resources"] = entries
    for content in contents:
        keep(workspace, content)
    if workspace.package(name) == descriptor:
        return [], []
    write(path, dumped(descriptor))
    return [path], changes


def _what(change: Change) -> str:
    details = "; ".join(change.details)
    return f"{change.file}: {change.line}{f' ({details})' if details else ''}"
