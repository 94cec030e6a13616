"""The war that people fled in 2021: districts, capitals, the displaced, people at the border."""

from __future__ import annotations

from fulcrum.analysis.refugees import conflict


def test_the_war_in_numbers():
    assert conflict.districts()["held"].tolist() == [33, 158, 226]
    assert conflict.displaced()["persons"].max() == 681332
    assert 45500 not in conflict.displaced()["persons"].tolist()
    assert conflict.capitals("2021-08-15")["borders_focal"].sum() == 3
    assert conflict.border_people()["province"].tolist() == [
        "Badakhshan",
        "Balkh",
        "Kunduz",
        "Takhar",
    ]
