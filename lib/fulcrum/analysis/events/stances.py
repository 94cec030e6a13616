"""Stances of actors towards Taliban rule, as two coders read them, with the range each leaves open.

Codes run from -2 (open opposition) to +2 (endorsement); a row without a stated stance has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from fulcrum.analysis.events.events import CODES, events, named
from fulcrum.evidence.data import load
from fulcrum.statistics.agreement import alpha
from fulcrum.statistics.intervals import wilson

SECOND: Final = "stance-second-coding/second_coding"
CODERS: Final = "coders/coders"


def second_coder() -> pd.DataFrame:
    """What the second coder read in each event, by ``event_id``."""
    return load(SECOND).set_index("event_id")


def stances(first: str, last: str, *, outcomes: bool = False, joint: bool = False) -> pd.DataFrame:
    """Coded stances dated from ``first`` to ``last``, with the second coder's beside them.

    ``event_id, date, actor, stance, low, high, second, second_low, second_high, topic, …``; rows
    without a stance, and joint texts filed under their host, are left out.
    """
    table = events(first, last, outcomes=outcomes).dropna(subset="stance")
    if not joint:
        table = table[~table["event_id"].isin(named("joint_text"))]
    other = second_coder()[["stance", "stance_min", "stance_max"]]
    columns = ["second", "second_low", "second_high"]
    both = table.merge(other.set_axis(columns, axis=1), on="event_id", how="left")
    numbers = [*CODES, *columns]
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


def opposed(frame: pd.DataFrame) -> int:
    """How many actors stood against Taliban rule over their whole mean range."""
    return int((mean_range(frame)["high"] < 0).sum())


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
    sheets = {}
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
            sheets[str(row.coder)] = codes
    return sheets


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
    variants = {
        **(single if ends else {}),
        "second coder": second,
        **{f"coder {name}": recoded(frame, codes) for name, codes in rivals().items()},
        "without rows of medium confidence": frame[frame["confidence"] == "high"],
    }
    for event_id in frame["event_id"]:
        variants[f"without {event_id}"] = frame[frame["event_id"] != event_id]
    return variants


def disjoint_pairs(means: pd.DataFrame) -> int:
    """How many pairs of actors have mean ranges that do not touch. means: see ``mean_range``."""
    spans = list(zip(means["low"], means["high"], strict=True))
    return sum(
        span[1] < other[0] or other[1] < span[0]
        for place, span in enumerate(spans)
        for other in spans[place + 1 :]
    )


def gap_below(means: pd.DataFrame, actor: str, others: list[str]) -> float | None:
    """How far an actor's mean of upper codes lies below every other's mean of lower codes.

    None when the actor or all others have no row.
    """
    bare = means.set_index("actor")
    coded_others = [code for code in others if code in bare.index]
    if actor not in bare.index or not coded_others:
        return None
    return float(bare.loc[coded_others, "low"].min() - bare.loc[actor, "high"])


def coded(first: str, last: str) -> pd.DataFrame:
    """Events dated from ``first`` to ``last`` with the second coder's reading beside the first's.

    The columns of ``events`` and ``second_topic, second_inclusive``.
    """
    other = second_coder()[["topic", "inclusive_call"]]
    other = other.set_axis(["second_topic", "second_inclusive"], axis=1)
    return events(first, last).merge(other, on="event_id", how="left")


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
    earliest = calls.sort_values("date", kind="stable").groupby("actor", as_index=False).first()
    columns = ["actor", "date", "event_id", "speaker", "summary"]
    return earliest[columns].sort_values("date", ignore_index=True, kind="stable")


def code_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Stances by pair of codes: ``first, second, n``. frame: ``stance, second``."""
    both = frame[["stance", "second"]].dropna().astype(int)
    both = both.set_axis(["first", "second"], axis=1)
    return both.groupby(["first", "second"]).size().rename("n").reset_index()


def same_codes(frame: pd.DataFrame, actor: str) -> str:
    """On how many stances of an actor both coders gave the same code, as "5 of 10".

    frame: ``actor, stance, second``, every row coded by both.
    """
    part = frame[frame["actor"] == actor]
    return f"{int((part['stance'] == part['second']).sum())} of {len(part)}"


def agreement_by_topic(frame: pd.DataFrame, least: int = 5) -> pd.DataFrame:
    """Agreement topic by topic: ``topic, n, equal, low, high, step, alpha``.

    equal: per cent of rows with the same code, with Wilson's interval; step: mean of the second
    code less the first; alpha: ordinal. frame: ``topic, stance, second``; topics with fewer than
    ``least`` rows coded by both are left out.
    """
    rows = []
    for topic, part in frame.dropna(subset=["stance", "second"]).groupby("topic"):
        if len(part) < least:
            continue
        same = int((part["stance"] == part["second"]).sum())
        low, high = wilson(same, len(part))
        step = float((part["second"] - part["stance"]).mean())
        value = alpha(part["stance"], part["second"])
        rows.append((topic, len(part), 100 * same / len(part), 100 * low, 100 * high, step, value))
    columns = ["topic", "n", "equal", "low", "high", "step", "alpha"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "equal", ignore_index=True, kind="stable"
    )
