"""Stances of actors towards Taliban rule, as two coders read them, with the range each leaves open.

Codes run from -2 (open opposition) to +2 (endorsement); a row without a stated stance has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import pandas as pd

from fulcrum.evidence.data import load, versions

EVENTS: Final = "events-2021/events_2021"
OUTCOMES: Final = "outcomes-2021-2026/outcomes_2021_2026"
SECOND: Final = "stance-second-coding/second_coding"
CODERS: Final = "coders/coders"
JOINT: Final = ("e003", "e117", "e138", "e143", "e151", "o044")
"""Joint texts that the table files under their host: no stance of a single state."""
TWICE: Final = ("o001", "o003", "o004", "o005", "o006", "o007", "o008")
"""Outcomes that stand among the events of 2021 too."""
WEST: Final = ("USA", "FRA", "DEU", "EU", "GBR")
"""Whom the events mean by the West."""
CODES: Final = ["stance", "low", "high"]


def events(*, outcomes: bool = False) -> pd.DataFrame:
    """Dated events: ``event_id, date, actor, event_type, topic, inclusive, participants, …``.

    outcomes: add the rows of 2021 to 2026, the seven that stand in both tables once. ``date`` is
    the day, or the first of the month where only that is known (``date_precision``).
    """
    return _events(versions(EVENTS, *([OUTCOMES] if outcomes else []))).copy(deep=False)


@lru_cache(maxsize=4)
def _events(hashes: tuple[str, ...]) -> pd.DataFrame:
    parts = [load(EVENTS).assign(table=EVENTS)]
    if len(hashes) > 1:
        later = load(OUTCOMES)
        parts.append(later[~later["event_id"].isin(TWICE)].assign(table=OUTCOMES))
    table = pd.concat(parts, ignore_index=True)
    names = {
        "actor_iso3_or_org": "actor",
        "stance_min": "low",
        "stance_max": "high",
        "inclusive_call": "inclusive",
    }
    table = table.rename(columns=names)
    day = pd.to_datetime(table["date"], format="ISO8601")
    columns = ["event_id", "date_precision", "actor", "speaker", "event_type", "topic", *CODES]
    columns += ["inclusive", "participants", "confidence", "summary", "table"]
    return table[columns].assign(date=day)


def stances(first: str, last: str, *, outcomes: bool = False, joint: bool = False) -> pd.DataFrame:
    """Coded stances dated from ``first`` to ``last``, with the second coder's beside them.

    ``event_id, date, actor, stance, low, high, second, second_low, second_high, topic, …``; rows
    without a stance, and joint texts filed under their host, are left out.
    """
    table = events(outcomes=outcomes).dropna(subset="stance")
    table = table[table["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    if not joint:
        table = table[~table["event_id"].isin(JOINT)]
    other = load(SECOND)[["event_id", "stance", "stance_min", "stance_max"]]
    names = ["event_id", "second", "second_low", "second_high"]
    both = table.merge(other.set_axis(names, axis=1), on="event_id", how="left")
    numbers = [*CODES, *names[1:]]
    return both.astype(dict.fromkeys(numbers, "float64")).sort_values(
        "date", ignore_index=True, kind="stable"
    )


def mean_range(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean stance by actor, with the means of its lower and upper codes.

    ``actor, n, mean, low, high``.
    """
    grouped = frame.groupby("actor")[CODES]
    means = grouped.mean().rename(columns={"stance": "mean"})
    means.insert(0, "n", grouped.size())
    return means.reset_index()


def both_coders(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean stance by actor under both coders, over the rows that each coded.

    ``actor, n, mean, low, high, second, second_low, second_high``.
    """
    names = {"mean": "second", "low": "second_low", "high": "second_high"}
    other = mean_range(recodings(frame)["second coder"]).drop(columns="n").rename(columns=names)
    return mean_range(frame).merge(other, on="actor", how="left")


def distribution(frame: pd.DataFrame, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Stances by group of actors, coder and code: ``group, coder, code, n, total, share``.

    Shares in per cent of the group's rows under that coder. groups: actors by name of the group;
    an actor may stand in two.
    """
    rows = []
    for name, actors in groups.items():
        part = frame[frame["actor"].isin(actors)]
        for coder, column in (("first", "stance"), ("second", "second")):
            codes = part[column].dropna().astype(int)
            for code in range(-2, 3):
                count = int((codes == code).sum())
                share = 100 * count / len(codes) if len(codes) else float("nan")
                rows.append((name, coder, code, count, len(codes), share))
    return pd.DataFrame(rows, columns=["group", "coder", "code", "n", "total", "share"])


def rivals() -> dict[str, pd.DataFrame]:
    """Codes of every further coder with a filled sheet: ``event_id, stance, low, high`` by name.

    Rows without a stance are left out; where a coder gave no range it is the stance itself.
    """
    found = {}
    for row in load(CODERS).iloc[2:].itertuples(index=False):
        names = {"stance_min": "low", "stance_max": "high"}
        codes = (
            load(str(row.table)).rename(columns=names)[["event_id", *CODES]].dropna(subset="stance")
        )
        codes = codes.astype(dict.fromkeys(CODES, "float64"))
        codes = codes.assign(
            low=codes["low"].fillna(codes["stance"]), high=codes["high"].fillna(codes["stance"])
        )
        if len(codes):
            found[str(row.coder)] = codes
    return found


def recoded(frame: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Stances with another coder's codes; rows that this coder left uncoded are dropped."""
    bare = frame.drop(columns=CODES).merge(codes, on="event_id")
    return bare[frame.columns]


def recodings(frame: pd.DataFrame, *, ends: bool = True) -> dict[str, pd.DataFrame]:
    """The same stances coded otherwise, by name: what a verdict must survive.

    Lower codes, upper codes, the second coder and every rival coder (rows that a coder left uncoded
    are dropped), rows of medium or low confidence dropped, and each row dropped in turn. ends:
    False leaves out the two single ends, for tests that hold over the whole range already and could
    not fail there.
    """
    second = frame.dropna(subset="second").assign(
        stance=lambda f: f["second"], low=lambda f: f["second_low"], high=lambda f: f["second_high"]
    )
    single = {
        "lower codes": frame.assign(stance=frame["low"], high=frame["low"]),
        "upper codes": frame.assign(stance=frame["high"], low=frame["high"]),
    }
    found = {
        **(single if ends else {}),
        "second coder": second,
        **{f"coder {name}": recoded(frame, codes) for name, codes in rivals().items()},
        "without rows of medium confidence": frame[frame["confidence"] == "high"],
    }
    for event_id in frame["event_id"]:
        found[f"without {event_id}"] = frame[frame["event_id"] != event_id]
    return found


def disjoint_pairs(means: pd.DataFrame) -> int:
    """How many pairs of actors have mean ranges that do not touch. means: see ``mean_range``."""
    spans = list(zip(means["low"], means["high"], strict=True))
    return sum(
        one[1] < other[0] or other[1] < one[0]
        for place, one in enumerate(spans)
        for other in spans[place + 1 :]
    )


def gap_below(means: pd.DataFrame, actor: str, others: list[str]) -> float | None:
    """How far an actor's mean of upper codes lies below every other's mean of lower codes.

    None when the actor or all others have no row.
    """
    bare = means.set_index("actor")
    known = [code for code in others if code in bare.index]
    if actor not in bare.index or not known:
        return None
    return float(bare.loc[known, "low"].min() - bare.loc[actor, "high"])


def contacts(actor: str, other: str, first: str, last: str) -> pd.DataFrame:
    """Events told of an actor in which another takes part too, dated from ``first`` to ``last``.

    Rows whose own actor is ``actor`` and whose participants list both, of whatever kind.
    """
    table = events()
    parties = table["participants"].fillna("").str.split(";")
    both = pd.Series([{actor, other} <= set(found) for found in parties], index=table.index)
    inside = table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    return table[both & inside & (table["actor"] == actor)].reset_index(drop=True)


def coded(first: str, last: str) -> pd.DataFrame:
    """Events dated from ``first`` to ``last`` with the second coder's reading beside the first's.

    The columns of ``events`` and ``second_topic, second_inclusive``.
    """
    table = events()
    table = table[table["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    other = load(SECOND)[["event_id", "topic", "inclusive_call"]]
    names = ["event_id", "second_topic", "second_inclusive"]
    return table.merge(other.set_axis(names, axis=1), on="event_id", how="left")


def on_topic(frame: pd.DataFrame, actors: Sequence[str], topic: str, column: str = "topic") -> int:
    """How many events of some actors are on a topic. frame: see ``coded``."""
    return int((frame["actor"].isin(actors) & (frame[column] == topic)).sum())


def first_use(first: str, last: str, *, second: bool = False) -> pd.DataFrame:
    """The first call of each actor for inclusive rule in a period: ``actor, date, event_id, …``.

    second: by the second coder's mark. Rows dated by month are left out.
    """
    table = coded(first, last)
    marked = table["second_inclusive" if second else "inclusive"].fillna(0).astype(bool)
    calls = table[marked & (table["date_precision"] == "day")]
    found = calls.sort_values("date", kind="stable").groupby("actor", as_index=False).first()
    columns = ["actor", "date", "event_id", "speaker", "summary"]
    return found[columns].sort_values("date", ignore_index=True, kind="stable")
