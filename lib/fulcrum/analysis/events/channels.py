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
        ("Treaty allies: still apart from the Taliban", len(decisions.ALLIES) - turned, turned, 0),
        ("Border programme of the alliance", programmes, int(not programmes), 0),
    ]
    return pd.DataFrame(rows, columns=["channel", "won", "lost", "unknown"])


def counted(table: pd.DataFrame) -> pd.DataFrame:
    """One row for each channel and state that has cases: ``channel, state, cases``.

    table: see ``tally``; every column beside ``channel`` is a state with its number of cases.
    """
    return table.melt("channel", var_name="state", value_name="cases").query("cases > 0")
