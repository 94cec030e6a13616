"""What a robustness run is made from, and whether that is still the same."""

from __future__ import annotations

from collections.abc import Iterable

from fulcrum.evidence.firmness import PACKAGE
from press.execute.verdict_code import verdict_codes
from press.workspace.notebooks import digest, sha256
from press.workspace.workspace import Workspace


def made_from(workspace: Workspace, tables: Iterable[str]) -> dict[str, str]:
    """SHA-256 of what a run is made from, by name.

    The claims, the readings, the code of the verdicts of each chapter, and some tables.
    """
    subjects = {subject.id for subject in workspace.claims}
    files = (workspace.claims_file, workspace.readings_file)
    hashes = {str(path.relative_to(workspace.folder)): digest(path) or "" for path in files}
    for chapter in workspace.chapters:
        codes = verdict_codes(chapter, subjects, without=("because",))
        if codes:
            written = "\n\n".join(code.written for code in codes).encode()
            hashes[f"the verdicts of chapters/{chapter.name}.ipynb"] = sha256(written)
    held = set(workspace.tables())
    return hashes | {t: workspace.source(t).sha256 if t in held else "" for t in sorted(tables)}


def outdated(workspace: Workspace) -> list[str]:
    """What differs now from what the run was made from, by name; nothing without a run."""
    if not workspace.descriptor_file(PACKAGE).is_file():
        return []
    before: dict[str, str] = workspace.package(PACKAGE)["made_from"]
    present = made_from(workspace, ())
    present |= made_from(workspace, before.keys() - present.keys())
    return sorted(
        name for name in before.keys() | present.keys() if before.get(name) != present.get(name)
    )
