"""The published record is what the book now finds: a stale one fails here."""

from __future__ import annotations

from pathlib import Path

from press.review import compare
from press.workspace import record

ROOT = Path(__file__).parents[2]


def test_the_published_record_is_what_the_build_finds(site):
    """Run `fulcrum accept` when the differences are meant; it shows them first."""
    comparison = compare.compare(
        record.read(ROOT / "data" / "published"), record.read(ROOT / "_build" / "records")
    )
    off = [f"{change.state}: {change.kind} {change.key}" for change in comparison.differing]
    assert off == []
