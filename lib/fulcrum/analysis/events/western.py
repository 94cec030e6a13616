"""Contacts between states before and after a day, and a difference in differences of their counts.

A contact is a visit, a statement or an agreement with both parties among its participants, told of
one of the two. The events are a sample: contacts found, not all there were.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import special

from fulcrum.analysis.events.stances import WEST, events

KINDS: Final = ("visit", "statement", "agreement")
SAME_WITHIN: Final = 3
"""Rows of one pair at most so many days apart tell of one contact: a visit of three days, say."""


def found(
    actor: str,
    others: tuple[str, ...] = WEST,
    kinds: tuple[str, ...] = KINDS,
    within: int = SAME_WITHIN,
) -> pd.DataFrame:
    """Contacts of a state with some others: ``date, other, event_id``, each once.

    Rows dated to the day; an event with several of the others counts once for each. Supporting,
    sending or thanking at a distance (aid, evacuation) is no contact unless ``kinds`` says so.
    """
    table = events(outcomes=True)
    parties = table["participants"].fillna("").str.split(";")
    rows = table.assign(other=parties).explode("other")
    both = parties.map(lambda names: actor in names)
    rows = rows[both.reindex(rows.index) & rows["other"].isin(others)]
    told = (rows["actor"] == actor) | (rows["actor"] == rows["other"])
    rows = rows[told & rows["event_type"].isin(kinds) & (rows["date_precision"] == "day")]
    rows = rows.sort_values(["other", "date"])
    apart = rows.groupby("other")["date"].diff().dt.days
    kept = rows[apart.isna() | (apart > within)]
    contacts: pd.DataFrame = kept[["date", "other", "event_id"]]
    return contacts.sort_values("date", ignore_index=True, kind="stable")


def before_after(table: pd.DataFrame, day: str, days: int) -> tuple[int, int]:
    """Contacts in as many days before a day, and from that day on."""
    gone = (table["date"] - pd.Timestamp(day)).dt.days
    return int(gone.between(-days, -1).sum()), int(gone.between(0, days - 1).sum())


def difference_in_differences(
    focal: tuple[int, int], others: list[tuple[int, int]], level: float = 0.95
) -> tuple[float, float, float]:
    """Rise of a count less the mean rise of others', with its interval: ``value, low, high``.

    Counts before and after, Poisson. Exact limits for each count (Garwood 1936, Biometrika 28,
    437), joined for their weighted sum by the method of variance estimates recovery (Zou and Donner
    2008, Statistics in Medicine 27, 1693), which keeps an interval where a count is nought.
    """
    counts = np.array([*focal, *(count for pair in others for count in pair)], dtype=float)
    weights = np.array([-1.0, 1.0] + [1 / len(others), -1 / len(others)] * len(others))
    tail = (1 - level) / 2
    low = np.where(counts > 0, special.gammaincinv(np.maximum(counts, 1), tail), 0.0)
    high = special.gammaincinv(counts + 1, 1 - tail)
    value = float(weights @ counts)
    under = np.where(weights > 0, counts - low, high - counts)
    over = np.where(weights > 0, high - counts, counts - low)
    return (
        value,
        value - float(np.sqrt(((weights * under) ** 2).sum())),
        value + float(np.sqrt(((weights * over) ** 2).sum())),
    )
