"""Channels of influence: how many cases were won, lost, or are not known."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.events import channels


def test_a_channel_has_a_row_for_each_state_with_cases():
    columns = ["channel", "won", "lost", "unknown"]
    table = pd.DataFrame([("words", 2, 1, 0), ("acts", 0, 0, 1)], columns=columns)
    assert channels.counted(table).to_records(index=False).tolist() == [
        ("words", "won", 2),
        ("words", "lost", 1),
        ("acts", "unknown", 1),
    ]


def test_the_tally_adds_up():
    table = channels.tally().set_index("channel")
    assert table.loc["Treaty allies: still apart from the Taliban", ["won", "lost"]].sum() == 5
    assert channels.counted(channels.tally())["cases"].sum() == table.to_numpy().sum()
