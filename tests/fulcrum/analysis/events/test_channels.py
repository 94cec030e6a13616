"""Channels of influence: a row a case."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.events import channels


def test_channels_have_a_row_for_each_case():
    columns = ["channel", "won", "lost", "unknown"]
    table = pd.DataFrame([("words", 2, 1, 0), ("acts", 0, 0, 1)], columns=columns)
    assert channels.cases(table).to_records(index=False).tolist() == [
        ("words", 1, "won"),
        ("words", 2, "won"),
        ("words", 3, "lost"),
        ("acts", 1, "unknown"),
    ]


def test_the_tally_adds_up():
    table = channels.tally().set_index("channel")
    assert table.loc["Treaty allies: still no recognition", ["won", "lost"]].sum() == 5
    assert len(channels.cases(channels.tally())) == table.to_numpy().sum()
