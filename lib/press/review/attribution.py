"""What could be why: the inputs of two records that differ, put to each finding that moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from press.workspace.record import Record, Row

if TYPE_CHECKING:
    from press.review.compare import Change


def inputs_that_differ(old: Record, new: Record) -> list[Row]:
    """Inputs that only one record used, or that changed: ``chapter, kind, name, old, new``."""

    def named(record: Record) -> dict[tuple[str, str, str], str]:
        return {(r["chapter"], r["kind"], r["name"]): r["value"] for r in record["inputs"]}

    before, after = named(old), named(new)
    known = {chapter for chapter, _, _ in before}
    found = []
    for key in dict.fromkeys([*before, *after]):
        then, now = before.get(key, ""), after.get(key, "")
        if then != now and key[0] in known:
            found.append(dict(zip(("chapter", "kind", "name"), key, strict=True)))
            found[-1] |= {"old": then, "new": now}
    return found


def _said(used: Row) -> str:
    kind, name = used["kind"], used["name"]
    what = "added" if not used["old"] else "no longer used" if not used["new"] else "changed"
    return {
        "parameter": f"parameter {name}: {used['old'] or 'none'}, now {used['new'] or 'none'}",
        "table": f"table {name} {what}",
        "cell": f"cell {name} {what}",
        "module": f"module {name} {what}",
        "version": f"{name} {used['old'] or 'unknown'}, now {used['new']}",
    }.get(kind, f"{name} {what}")


def causes(change: Change, inputs: Iterable[Row], moved: Mapping[str, list[str]]) -> list[str]:
    """What could have moved it, likeliest first: inputs of its chapter that differ.

    moved: chapters whose own findings differ, with the chapters they read. A table that it does
    not name as a source comes after those it names; versions and the lock come last.
    """
    mine = [used for used in inputs if used["chapter"] == change.chapter]
    tables = {used["name"] for used in mine if used["kind"] == "table"}
    packages = {f"data/{name.partition('/')[0]}/datapackage.json" for name in tables}

    def rank(used: Row) -> int:
        near = {"table": used["name"] in change.sources, "cell": used["name"] == change.cell}
        if used["kind"] == "parameter" or near.get(used["kind"], False):
            return 0
        far = {"cell": 1, "module": 2, "table": 3, "file": 3}
        return far.get(used["kind"], 5)

    said = [
        (rank(used), _said(used))
        for used in mine
        if used["kind"] != "upstream" and used["name"] not in packages
    ]
    said += [(4, f"{name} was found otherwise") for name in moved.get(change.chapter, [])]
    return [text for _, text in sorted(said, key=lambda pair: pair[0])]
