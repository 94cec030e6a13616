"""What a robustness run is made from, and whether that is still the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fulcrum.evidence.firmness import PACKAGE
from press.execute.verdict_code import verdict_codes
from press.workspace.notebooks import digest, sha256
from press.workspace.workspace import Workspace

RULES: Final = "the rules of seeds/claims.yml"
DECIDING: Final = (
    *("name", "necessary", "compare", "threshold", "horizon", "condition", "settings"),
    *("counts_found", "search"),
)
"""Parts of a rule that decide; the others are words."""


def made_from(workspace: Workspace, tables: Iterable[str]) -> dict[str, str]:
    """SHA-256 of what a run is made from, by name.

    What decides in the rules of the claims, the readings, the code of the verdicts of each chapter,
    and some tables.
    """
    subjects = {subject.id for subject in workspace.claims}
    rules = [
        (claim.id, claim.nature, [getattr(rule, part) for part in DECIDING])
        for claim in workspace.claims
        for rule in claim.rules
    ]
    readings = str(workspace.readings_file.relative_to(workspace.folder))
    hashes = {RULES: sha256(repr(rules).encode()), readings: digest(workspace.readings_file) or ""}
    for chapter in workspace.chapters:
        codes = verdict_codes(chapter, subjects, without=("because",))
        if codes:
            written = "\n\n".join(code.written for code in codes).encode()
            hashes[f"the verdicts of chapters/{chapter.name}.ipynb"] = sha256(written)
    return hashes | _hashes(workspace, tables)


def _hashes(workspace: Workspace, tables: Iterable[str]) -> dict[str, str]:
    """SHA-256 of some tables; nothing for one that is no longer there."""
    held = set(workspace.tables())
    return {t: workspace.source(t).sha256 if t in held else "" for t in sorted(tables)}


def outdated(workspace: Workspace) -> list[str]:
    """What differs now from what the run was made from, by name; nothing without a run."""
    if not workspace.descriptor_file(PACKAGE).is_file():
        return []
    before: dict[str, str] = workspace.package(PACKAGE)["made_from"]
    present = made_from(workspace, ())
    present |= _hashes(workspace, before.keys() - present.keys())
    return sorted(
        name for name in before.keys() | present.keys() if before.get(name) != present.get(name)
    )
