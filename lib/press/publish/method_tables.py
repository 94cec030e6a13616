"""Tables on method: flips under other codes, rival coders, changed thresholds, corrections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fulcrum.evidence.payloads import Verdict
from press.publish import render
from press.publish.pages import Book


def _as_coded(verdict: Verdict) -> str:
    first = next(iter(verdict["flips"]), "")
    return first.removeprefix("as coded: ") if first else verdict["verdict"]


def _grouped(lines: Sequence[str]) -> list[dict[str, Any]]:
    """What flips a verdict, by the verdict it leads to: dropped rows together, in one line."""
    entries: dict[str, dict[str, Any]] = {}
    for name, _, other in (line.rpartition(": ") for line in lines):
        if name == "as coded":
            continue
        entry = entries.setdefault(other, {"verdict": other, "ways": [], "dropped": []})
        row = re.fullmatch(r"without ([a-z]\d+)", name)
        entry["dropped" if row else "ways"].append(row[1] if row else name)
    return list(entries.values())


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
        for chapter, verdict in book.verdicts()
        if verdict["variants"]
    ]
    return render.html("flips", rows=rows)


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
        for chapter, verdict in book.verdicts()
        for variant in verdict["variants"]
        if variant["name"].startswith("coder ")
    ]
    rows.sort(key=lambda row: row["coder"])
    return render.html("rivals", agreement=agreement, rows=rows)


def thresholds(book: Book) -> str:
    """Every change of a test: claim, tests, old, new, date and reason; the same change once."""
    changes: dict[tuple[str, ...], list[str]] = {}
    claims = book.workspace.claims
    for subject in claims:
        for rule in subject.rules:
            for change in rule.changes:
                parts = (str(change[part]) for part in ("date", "old", "new", "reason"))
                changes.setdefault((subject.id, *parts), []).append(rule.name.replace("_", " "))
    names = ("claim", "date", "old", "new", "reason")
    rows = [
        {**dict(zip(names, key, strict=True)), "tests": ", ".join(tests)}
        for key, tests in changes.items()
    ]
    changed = len({(key[0], test) for key, tests in changes.items() for test in tests})
    whole = sum(len(subject.rules) for subject in claims)
    return render.html("thresholds", rows=rows, changed=changed, tests=whole)


def corrections(book: Book) -> str:
    """Every recorded correction of a table, by source."""
    rows = [
        {"source": name, "what": "", "why": "", "evidence": "", **correction}
        for name in book.workspace.sources()
        for correction in book.workspace.package(name).get("corrections", [])
    ]
    return render.html("corrections", rows=rows)
