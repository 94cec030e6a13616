"""Publication: built aside, checked, and swapped in by rename."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fulcrum.evidence.data import sources
from press.publish import gate, site, takeaway
from press.publish.finish import finish
from press.workspace import notebooks
from press.workspace.notebooks import sha256, write

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2


@dataclass(frozen=True)
class Published:
    """The published book."""

    path: Path
    pages: int
    changed: bool


def identity(root: Path, build: Path) -> str:
    """One SHA-256 over all that the published book is made of."""
    parts: list[str] = []
    paths = [root / "_config.yml", root / "_toc.yml", root / "seeds" / "claims.yml"]
    paths += sorted((root / "chapters").glob("*.md")) + sorted((root / "chapters").glob("*.bib"))
    paths += [root / "data" / name / "datapackage.json" for name in sources()]
    paths += takeaway.inputs(root)
    here = Path(__file__).parent
    paths += sorted(here.glob("*.py")) + sorted((here / "templates").iterdir())
    paths += sorted((here / "static").iterdir())
    paths += [build / "executed" / f"{c.name}.ipynb" for c in notebooks.chapters(root)]
    for path in paths:
        parts += [path.name, sha256(path.read_bytes()) if path.is_file() else "none"]
    return sha256(json.dumps(parts).encode())


def exchange(new: Path, old: Path) -> None:
    """Put ``new`` in the place of ``old`` in one step, and ``old`` in that of ``new``.

    Linux swaps two folders atomically (renameat2); elsewhere the old one steps aside first.
    """
    if not old.exists():
        new.rename(old)
        return
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        arguments = (AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(old), RENAME_EXCHANGE)
        if library.renameat2(*arguments) == 0:
            return
        code = ctypes.get_errno()
        if code not in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
            raise OSError(code, os.strerror(code), str(old))
    aside = old.with_name(old.name + ".old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)


def publish(root: Path, *, build: Path | None = None, complete: bool = True) -> Published:
    """Publish the executed chapters to ``_build/html``.

    complete: refuse a claim that no chapter judges; a book of some chapters alone does not. Nothing
    is built when nothing changed. Raises FulcrumError with every finding of the gate; the
    book published before then stays as it was.
    """
    build = build or root / "_build"
    target = build / "html"
    now = identity(root, build)
    stamp = target / "book.json"
    pages = len(notebooks.pages(root))
    pdf = takeaway.printed(build, now)
    state = {"identity": now, "pdf": sha256(pdf.read_bytes()) if pdf else ""}
    if stamp.is_file() and json.loads(stamp.read_text()) == state:
        return Published(target, pages, changed=False)
    gate.refuse(gate.check(root, build, complete=complete))
    staged = site.stage(root, build)
    takeaway.add(root, build, staged, now)
    aside = build / "html.new"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        warnings = site.build_html(root, staged, build, aside)
        gate.refuse(gate.warning_findings(warnings))
        finish(aside, root)
        write(aside / "book.json", json.dumps(state))
        gate.refuse(gate.site_findings(aside))
        exchange(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Published(target, pages, changed=True)
