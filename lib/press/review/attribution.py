"""What could be why: the inputs of two records that differ, put to each finding that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from press.workspace.record import Record, Row


def inputs_that_differ(old: Record, new: Record) -> list[Row]:
    """Inputs that only one record used, or that changed: ``chapter, kind, name, old, new``.

    A version differs only where both name one: a warm kernel has imported more than a cold one.
    """
    before, after = (
        {(r["chapter"], r["kind"], r["name"]): r["value"] for r in record["inputs"]}
        for record in (old, new)
    )
    compared = {chapter for chapter, _, _ in before}
    rows = [(*key, before.get(key, ""), after.get(key, "")) for key in before | after]
    return [
        {"chapter": chapter, "kind": kind, "name": name, "old": then, "new": now}
        for chapter, kind, name, then, now in rows
        if then != now and chapter in compared and (kind != "version" or (then and now))
    ]


def in_words(used: Row) -> str:
    """An input that differs, in words."""
    kind, name = used["kind"], used["name"]
    if kind in {"parameter", "version"}:
        name = f"parameter {name}:" if kind == "parameter" else name
        return f"{name} {used['old'] or 'none'}, now {used['new'] or 'none'}"
    what = "added" if not used["old"] else "no longer used" if not used["new"] else "changed"
    return f"{kind} {name} {what}" if kind in {"table", "cell", "module"} else f"{name} {what}"


def causes(
    cell: str, sources: Sequence[str], inputs: Iterable[Row], upstream: Iterable[str]
) -> list[str]:
    """What could have moved a finding, likeliest first: inputs of its chapter that differ.

    cell, sources: where it was made, and the tables that it names; inputs: those of its chapter;
    upstream: chapters that it reads and whose own findings differ. A table that it does not name
    as a source comes after those it names; versions and the lock come last.
    """
    inputs = list(inputs)
    tables = {used["name"] for used in inputs if used["kind"] == "table"}
    packages = {f"data/{name.partition('/')[0]}/datapackage.json" for name in tables}
    nearest = {("cell", cell), *(("table", name) for name in sources)}
    ranks = {"parameter": 0, "cell": 1, "module": 2, "table": 3, "file": 3}
    ranked = [(4, f"{name} was found otherwise") for name in upstream]
    for used in inputs:
        rank = 0 if (used["kind"], used["name"]) in nearest else ranks.get(used["kind"], 5)
        if used["kind"] != "upstream" and used["name"] not in packages:
            ranked.append((rank, in_words(used)))
    return [text for _, text in sorted(ranked, key=itemgetter(0))]


def summary(inputs: Iterable[Row], most: int = 5) -> str:
    """Inputs that differ in one sentence: how many of each kind, and the first of their names.

    Empty where none differs; most: names shown of each kind.
    """
    kinds: dict[str, dict[str, None]] = {}
    for used in inputs:
        text = in_words(used).removeprefix(f"{used['kind']} ")
        kinds.setdefault(used["kind"], {})[text] = None
    counted = []
    for kind, texts in kinds.items():
        names = "; ".join([*texts][:most] + [f"{len(texts) - most} more"] * (len(texts) > most))
        counted.append(f"{len(texts)} {kind}{'s' * (len(texts) > 1)} ({names})")
    return f"Inputs that differ: {', '.join(counted)}." if counted else ""
