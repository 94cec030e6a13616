"""What the methods page knows: flips under other codes, rival coders, thresholds, corrections."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fulcrum.evidence.claims import claims
from fulcrum.evidence.data import package, sources
from press.publish import render
from press.publish.pages import Book


def _as_coded(verdict: Mapping[str, Any]) -> str:
    first = next(iter(verdict["flips"]), "")
    return first.removeprefix("as coded: ") if first else str(verdict["verdict"])


def _grouped(lines: Sequence[str]) -> list[dict[str, Any]]:
    """What flips a verdict, by the verdict it leads to: dropped rows together, in one line."""
    found: dict[str, dict[str, Any]] = {}
    for name, _, other in (line.rpartition(": ") for line in lines):
        if name == "as coded":
            continue
        entry = found.setdefault(other, {"verdict": other, "ways": [], "dropped": []})
        row = re.fullmatch(r"without ([eo]\d{3})", name)
        entry["dropped" if row else "ways"].append(row[1] if row else name)
    return list(found.values())


def flips(book: Book) -> str:
    """Every verdict that was computed again under other codings, and what flips it."""
    rows = [
        {
            "claim": verdict["claim"],
            "href": f"{chapter}.html#{render.anchor(verdict)}",
            "tried": len(verdict["variants"]),
            "horizon": verdict["horizon"] or "",
            "verdict": verdict["verdict"],
            "coded": _as_coded(verdict),
            "flips": _grouped(verdict["flips"]),
        }
        for chapter, record in book.records.items()
        for verdict in record["verdicts"]
        if verdict["variants"]
    ]
    return render.html("flips", rows=sorted(rows, key=lambda row: row["claim"]))


def rivals(book: Book) -> str:
    """Agreement of every rival coder, and each verdict under that coder's codes."""
    agreement = [
        result
        for record in book.records.values()
        for name, result in record["results"].items()
        if name.startswith("rival_")
    ]
    rows = [
        {
            "claim": verdict["claim"],
            "href": f"{chapter}.html#{render.anchor(verdict)}",
            "horizon": verdict["horizon"] or "",
            "coder": variant["name"].removeprefix("coder "),
            "coded": _as_coded(verdict),
            "under": variant["verdict"],
        }
        for chapter, record in book.records.items()
        for verdict in record["verdicts"]
        for variant in verdict["variants"]
        if variant["name"].startswith("coder ")
    ]
    by = sorted(rows, key=lambda row: (row["coder"], row["claim"], row["horizon"]))
    return render.html("rivals", agreement=agreement, rows=by)


def thresholds() -> str:
    """Every change of a test: claim, tests, old, new, date and reason; the same change once."""
    found: dict[tuple[str, ...], list[str]] = {}
    for subject in claims():
        for rule in subject.rules:
            for change in rule.changes:
                parts = (str(change[part]) for part in ("date", "old", "new", "reason"))
                found.setdefault((subject.id, *parts), []).append(rule.name.replace("_", " "))
    names = ("claim", "date", "old", "new", "reason")
    rows = [
        {**dict(zip(names, key, strict=True)), "tests": ", ".join(tests)}
        for key, tests in found.items()
    ]
    whole = sum(len(subject.rules) for subject in claims())
    changed = len({(key[0], test) for key, tests in found.items() for test in tests})
    return render.html("thresholds", rows=rows, changed=changed, tests=whole)


def corrections() -> str:
    """Every recorded correction of a table, by source."""
    rows = [
        {"source": name, "what": "", "why": "", "evidence": "", **correction}
        for name in sources()
        for correction in package(name).get("corrections", [])
    ]
    return render.html("corrections", rows=rows)
