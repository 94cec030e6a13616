"""Foreign bases: strengths as ranges, and what exactly *largest* can mean."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.places import bases


def a_base(host: str, low: float, high: float, **more: object) -> dict[str, object]:
    return {"host": host, "low": low, "high": high, "year": 2020, "naval": False} | more


def test_strengths_by_place_keep_their_ends():
    found = bases.spans(bases.strengths(), {"TJK": "Tajikistan", "ARM": "Armenia"})
    own = found[found["host"] == "TJK"]
    assert own["low"].min() == 5500
    assert own["high"].max() == 7000
    assert found["high"].is_monotonic_decreasing


def test_first_among_needs_ranges_apart():
    apart = pd.DataFrame([a_base("TJK", 6, 7), a_base("ARM", 3, 5)])
    touching = pd.DataFrame([a_base("TJK", 4, 7), a_base("ARM", 3, 5)])
    assert bases.first_among(apart, "TJK") is True
    assert bases.first_among(apart, "ARM") is False
    assert bases.first_among(touching, "TJK") is None
    assert bases.first_among(apart, "KGZ") is None


def test_scopes_leave_out_what_their_name_says():
    frame = pd.DataFrame(
        [
            a_base("TJK", 6, 7),
            a_base("UKR", 26, 26, naval=True, year=2015),
            a_base("ARM", 3, 5, year=2015),
        ]
    )
    found = bases.scopes(frame, "TJK").set_index("scope")["first"]
    assert found["non_naval"] is True
    assert found["any_abroad"] is False
    assert found["recent"] is None
