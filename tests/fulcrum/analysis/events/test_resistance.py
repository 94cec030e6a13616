"""The resistance of Panjshir and Tajikistan: who acted, who asked, what help is on record."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.events import resistance


def test_the_resistance_turned_only_after_the_valley_was_claimed():
    assert resistance.turned_to("2021-08-15", "2021-09-06").empty
    event_ids = resistance.turned_to("2021-09-07", "2021-12-31")["event_id"].tolist()
    assert event_ids == ["e193", "e145", "e148"]


def test_reports_are_parted_after_the_day_of_the_text():
    reports = pd.DataFrame(
        {
            "event_id": ["x1", "x2", "x3"],
            "date": pd.to_datetime(["2021-09-05", "2021-09-06", "2021-09-07"]),
        }
    )
    by_then, later = resistance.turning_tests(reports)
    assert (by_then.name, by_then.value) == ("not_by_then", 1)
    assert (later.name, later.value) == ("not_later", 2)
    assert later.note.startswith("x1, 05 September 2021; x2, ")
