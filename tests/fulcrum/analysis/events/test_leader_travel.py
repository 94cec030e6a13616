"""American contacts at the top: journeys of America's leaders, and visits of heads to America."""

from __future__ import annotations

from fulcrum.analysis.events import leader_travel


def test_meetings_have_three_directions_and_several_apart():
    meetings = leader_travel.meetings(["TJK", "UZB"])
    assert set(meetings["direction"]) == set(leader_travel.WORDS)
    together = meetings[meetings["office"] == "meeting at the United Nations"]
    assert set(together["direction"]) == {"meeting"}
    assert meetings["date"].is_monotonic_increasing


def test_american_contacts_leave_summits_out():
    pair = ["TJK", "UZB"]
    assert leader_travel.american_contacts(pair, "2023-09-01", "2023-09-30").tolist() == [0, 0]
    assert leader_travel.american_contacts(pair, "2018-01-01", "2018-12-31")["UZB"] == 1
    assert leader_travel.american_contacts(pair, "2015-01-01", "2015-12-31")["TJK"] == 1
