"""Through which channels Tajikistan could move others, and how often it did: words, acts, means."""

from __future__ import annotations

import pandas as pd

from fulcrum.analysis.events import decisions, joint_texts


def tally() -> pd.DataFrame:
    """Cases won, lost and unknown since 2022: ``channel, won, lost, unknown``, a row a channel.

    A joint text (to 2025) is won where it keeps the wish for inclusive rule, an ally where it has
    not taken the Taliban off its list or recognised them, the means where the programme came.
    """
    texts = joint_texts.survival(joint_texts.wording(), "2022-01-01", "2025-12-31")
    words = texts[texts["tjk_party"]].iloc[0]
    turned, programmes = decisions.turned()["actor"].nunique(), len(decisions.border_programme())
    lost, unknown = int(words["known"] - words["kept"]), int(words["unknown"])
    rows = [
        ("Joint texts with Tajikistan: wording kept", int(words["kept"]), lost, unknown),
        ("Treaty allies: still no recognition", len(decisions.ALLIES) - turned, turned, 0),
        ("Border programme of the alliance", programmes, int(not programmes), 0),
    ]
    return pd.DataFrame(rows, columns=["channel", "won", "lost", "unknown"])


def cases(table: pd.DataFrame) -> pd.DataFrame:
    """One row a case: ``channel, place, state``; places count from 1 within a channel.

    table: see ``tally``; every column beside ``channel`` is a state with its number of cases.
    """
    numbers = table.set_index("channel").rename_axis(columns="state").stack()
    rows = numbers.index.repeat(numbers.to_numpy()).to_frame(index=False)
    rows.insert(1, "place", rows.groupby("channel").cumcount() + 1)
    return rows
