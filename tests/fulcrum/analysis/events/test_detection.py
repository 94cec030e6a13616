"""What tests that compare counts could have shown at all."""

from __future__ import annotations

from fulcrum.analysis.events import detection
from fulcrum.statistics.intervals import difference_in_differences, least_rise


def test_c12_could_have_told_only_a_rise_far_above_what_is_on_record():
    readings = detection.western("TJK", ["UZB", "KAZ"], "2021-08-25", 72)
    rise, after, found = (readings[name][0] for name in ("least_rise", "least_after", "after"))
    assert rise > 3
    assert after > found
    assert "Uzbekistan and Kazakhstan" in readings["least_rise"][1]


def test_c29_compares_two_records_without_a_meeting():
    spells = ("2020-08-25", "2021-08-24"), ("2021-08-25", "2022-08-24")
    assert detection.american("TJK", "UZB", *spells)["least_rise"][0] == least_rise(0, [(0, 0)])[1]
    assert difference_in_differences((0, 6), [(0, 0)])[1] < 0
