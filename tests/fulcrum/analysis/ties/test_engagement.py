"""American engagement, and who met whom: columns decide, and the coverage is kept in sight."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from fulcrum.analysis.events import heads
from fulcrum.analysis.events.stances import events
from fulcrum.analysis.events.western import WEST
from fulcrum.analysis.ties import engagement
from fulcrum.errors import FulcrumError
from fulcrum.evidence.claims import settings

SEEDS = (Path(__file__).parents[4] / "seeds" / "claims.yml").read_text(encoding="utf-8")


def test_a_ratio_and_its_range_by_hand():
    paid = pd.DataFrame({"iso3": "TJK", "year": [1, 2, 3, 4], "usd_million": [1.0, 2.0, 3.0, 6.0]})
    assert engagement.ratio(paid, "TJK", (4, 4), (1, 3)) == pytest.approx(3.0)
    assert engagement.ratio_range(paid, "TJK", (4, 4), (1, 3)) == pytest.approx((2.4, 4.0))


def test_the_ratio_lies_in_its_range():
    paid = engagement.aid(["TJK"], 2023)
    low, high = engagement.ratio_range(paid, "TJK", (2022, 2022), (2016, 2020))
    assert low <= engagement.ratio(paid, "TJK", (2022, 2022), (2016, 2020)) <= high


def test_meetings_have_three_directions_and_several_apart():
    found = engagement.meetings(["TJK", "UZB"])
    assert set(found["direction"]) == {"stop", "visit", "meeting"}
    together = found[found["kind"] == "meeting at the United Nations"]
    assert set(together["direction"]) == {"meeting"}
    assert found["date"].is_monotonic_increasing


def test_years_that_miss_a_base_break_the_series():
    found = engagement.troops_with_breaks(["KGZ", "UZB", "TJK"])
    missed = found[~found["counted"]]
    assert set(missed["iso3"]) == {"KGZ", "UZB"}
    assert missed.groupby("iso3")["year"].agg(["min", "max"]).to_numpy().tolist() == [
        [2002, 2007],
        [2001, 2005],
    ]
    whole = engagement.soldiers(["KGZ", "UZB", "TJK", "KAZ", "TKM"])
    near = whole[whole["place"] == "Central Asia"]
    assert not near["year"].between(2001, 2007).any()
    assert near["run"].nunique() == 2
    assert near["year"].max() == 2021  # the nominal release after it is never joined


def test_american_bases_of_the_region_are_listed_with_their_end():
    found = engagement.american_bases(["KGZ", "UZB", "TJK"])
    assert set(found["iso3"]) == {"KGZ", "UZB"}
    assert found["dates"].notna().all()


def test_signs_compare_two_states_and_turn_round():
    there = engagement.signs(
        "TJK", "UZB", 2021, (2020, 2020), (2015, 2019), "2016-01-01", "2021-08-31"
    )
    back = engagement.signs(
        "UZB", "TJK", 2021, (2020, 2020), (2015, 2019), "2016-01-01", "2021-08-31"
    )
    assert there["one"].tolist() == back["other"].tolist()
    assert (there["ahead"] | back["ahead"]).all()


def test_aircraft_given_are_those_that_the_giver_names():
    assert engagement.aircraft(["TJK", "UZB"], "2021-09-01") == {"TJK": 0, "UZB": 46}
    assert engagement.aircraft(["UZB"], "2025-01-01") == {"UZB": 0}


def test_every_western_speaker_is_judged_a_head_or_not():
    """A new speaker in the tables must be put on one of the two lists."""
    table = events(outcomes=True)
    west = table[table["actor"].isin(WEST)]
    known = set(heads.HEADS) | {
        (actor, name) for actor, names in heads.NOT_HEADS.items() for name in names
    }
    assert set(zip(west["actor"], west["speaker"], strict=True)) <= known


def test_head_contacts_take_two_parties_and_a_head():
    after = heads.head_contacts("TJK", "2021-08-25", "2022-08-24")
    assert after["event_id"].tolist() == ["e072", "e074", "e132"]
    assert heads.head_contacts("TJK", "2021-08-26", "2021-08-26")["actor"].tolist() == ["EU"]
    assert heads.head_contacts("UZB", "2021-08-25", "2022-08-24").empty


def test_events_that_locate_a_test_are_named_in_the_seeds():
    for event_id in (heads.INVITATION, heads.RECEPTION):
        assert f"event {event_id}" in SEEDS
    asked, received = heads.event(heads.INVITATION), heads.event(heads.RECEPTION)
    assert asked["date"] < received["date"]
    assert {asked["actor"], received["actor"]} == {"FRA"}


def test_between_counts_the_weaker_end():
    fewest, most = heads.between("TJK", "2021-08-15", "2021-12-31")
    assert 0 <= fewest <= most
    assert heads.between("KAZ", "2021-08-15", "2021-12-31") == (0, 0)


def test_american_contacts_leave_summits_out():
    assert heads.american_contacts("TJK", "2023-09-01", "2023-09-30") == 0
    assert heads.american_contacts("UZB", "2018-01-01", "2018-12-31") == 1
    assert heads.american_contacts("TJK", "2015-01-01", "2015-12-31") == 1


def test_settings_come_from_the_seeds():
    assert set(settings("c14", "narrowing_then")) == {"rise", "kinds", "coverage", "records"}
    assert settings("c14", "narrower") == settings("c14", "narrowing_then")
    with pytest.raises(FulcrumError, match="c14 has no test 'nonesuch'"):
        settings("c14", "nonesuch")
