"""The resistance of Panjshir and Tajikistan: who acted, who asked, what help is on record."""

from __future__ import annotations

from fulcrum.analysis.events import resistance


def test_the_resistance_turned_only_after_the_valley_was_claimed():
    assert resistance.turned_to("2021-08-15", "2021-09-06").empty
    found = resistance.turned_to("2021-09-07", "2021-12-31")["event_id"].tolist()
    assert found == ["e123", "e145", "e148", "e149"]
