"""Stances of actors towards Taliban rule, as two coders read them, with the range each leaves open.

Codes run from -2 (open opposition) to +2 (endorsement); a row without a stated stance has none.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events import events
from fulcrum.analysis.events.events import CODES, Tests, left_out, named
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.statistics.agreement import alpha
from fulcrum.statistics.intervals import newcombe, wilson

SECOND: Final = "stance-second-coding/second_coding"
CODERS: Final = "coders/coders"
LABELS: Final = {-2: "\N{MINUS SIGN}2", -1: "\N{MINUS SIGN}1", 0: "0", 1: "+1", 2: "+2"}
"""The codes as they are written."""


def second_coder() -> pd.DataFrame:
    """What the second coder read in each event, by ``event_id``."""
    return load(SECOND).set_index("event_id")


def stances(
    first: str,
    last: str,
    actors: Collection[str] = (),
    *,
    outcomes: bool = False,
    joint: bool = False,
) -> pd.DataFrame:
    """Coded stances dated from ``first`` to ``last``, with the second coder's beside them.

    ``event_id, date, actor, stance, low, high, second, second_low, second_high, topic, …``; rows
    without a stance, and joint texts filed under their host (unless ``joint``), are left out.
    actors: whose stances, by code; empty for all.
    """
    table = events.events(first, last, outcomes=outcomes).dropna(subset="stance")
    if actors:
        table = table[table["actor"].isin(actors)]
    if not joint:
        table = table[~table["event_id"].isin(named("joint_text"))]
    other = second_coder()[["stance", "stance_min", "stance_max"]]
    columns = ["second", "second_low", "second_high"]
    both = table.merge(other.set_axis(columns, axis=1), on="event_id", how="left")
    return both.astype(dict.fromkeys([*CODES, *columns], "float64"))


def mean_range(frame: pd.DataFrame, keys: Sequence[str] = ("actor",)) -> pd.DataFrame:
    """Mean stance by actor, with the means of its lower and upper codes.

    ``actor, n, mean, low, high``. keys: the columns to group by.
    """
    grouped = frame.groupby(list(keys))[CODES]
    means = grouped.mean().rename(columns={"stance": "mean"})
    means.insert(0, "n", grouped.size())
    return means.reset_index()


def both_coders(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean stance by actor under both coders, over the rows that each coded, lowest first.

    ``actor, n, mean, low, high, second, second_low, second_high, row``; row: the name and n.
    """
    again = {"mean": "second", "low": "second_low", "high": "second_high"}
    other = mean_range(recodings(frame)["second coder"]).drop(columns="n").rename(columns=again)
    both = mean_range(frame).merge(other, on="actor", how="left")
    both["row"] = both["actor"].map(names()) + both["n"].map(" ({})".format)
    return both.sort_values("mean", ignore_index=True, kind="stable")


def distribution(frame: pd.DataFrame, groups: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Stances by group of actors, coder and code: ``group, coder, code, n, total, share``.

    Shares in per cent of the group's rows under that coder; a group without rows is left out.
    groups: actors by name of the group; an actor may stand in two.
    """
    rows = []
    for group, actors in groups.items():
        part = frame[frame["actor"].isin(actors)]
        for coder, column in (("first coder", "stance"), ("second coder", "second")):
            codes = part[column].dropna()
            for code, label in LABELS.items():
                count = int((codes == code).sum())
                if len(codes):
                    rows.append((group, coder, label, count, len(codes), 100 * count / len(codes)))
    return pd.DataFrame(rows, columns=["group", "coder", "code", "n", "total", "share"])


def rivals() -> dict[str, pd.DataFrame]:
    """Codes of every further coder with a filled sheet: ``event_id, stance, low, high`` by name.

    Rows without a stance are left out; where a coder gave no range it is the stance itself.
    """
    sheets = {}
    for row in load(CODERS).iloc[2:].itertuples(index=False):
        sheet = load(str(row.table)).rename(columns={"stance_min": "low", "stance_max": "high"})
        codes = sheet[["event_id", *CODES]].dropna(subset="stance")
        codes = codes.fillna({"low": codes["stance"], "high": codes["stance"]})
        if len(codes):
            sheets[str(row.coder)] = codes.astype(dict.fromkeys(CODES, "float64"))
    return sheets


def recodings(frame: pd.DataFrame, *, ends: bool = True) -> dict[str, pd.DataFrame]:
    """The same stances coded otherwise, by name: what a verdict must survive.

    Lower codes, upper codes, the second coder and every rival coder (rows that a coder left uncoded
    are dropped), rows of medium or low confidence dropped, and each row dropped in turn. ends:
    False leaves out the two single ends, for tests that hold over the whole range already and could
    not fail there.
    """
    second = frame.assign(
        stance=frame["second"], low=frame["second_low"], high=frame["second_high"]
    )
    single = {
        "lower codes": frame.assign(stance=frame["low"], high=frame["low"]),
        "upper codes": frame.assign(stance=frame["high"], low=frame["high"]),
    }
    bare = frame.drop(columns=CODES)
    rival = {f"coder {name}": bare.merge(codes, on="event_id") for name, codes in rivals().items()}
    return {
        **(single if ends else {}),
        "second coder": second.dropna(subset="second"),
        **rival,
        "without rows of medium confidence": frame[frame["confidence"] == "high"],
        **left_out(frame),
    }


def retested(
    tests: Callable[[pd.DataFrame], list[Test]], frame: pd.DataFrame, *, ends: bool = True
) -> Tests:
    """The tests of a claim as its stances are coded, and under each of the ``recodings``."""
    return events.retested(tests, frame, recodings(frame, ends=ends))


def disjoint_pairs(means: pd.DataFrame) -> int:
    """How many pairs of actors have mean ranges that do not touch. means: see ``mean_range``."""
    spans = itertools.permutations(zip(means["low"], means["high"], strict=True), 2)
    return sum(high < other_low for (_, high), (other_low, _) in spans)


def pairs_apart(frame: pd.DataFrame, but: str = "TJK") -> list[Test]:
    """The tests of c01: pairs of actors with disjoint mean ranges, of all and of all but one."""
    means = mean_range(frame)
    without = disjoint_pairs(means[means["actor"] != but])
    return [Test("disjoint", disjoint_pairs(means)), Test("without_tajikistan", without)]


def accommodation(frame: pd.DataFrame) -> list[Test]:
    """The tests of c03: mean stance of China and of Russia, and the mean of their lower codes."""
    means = mean_range(frame).set_index("actor")
    return [
        Test(f"{power}{end}", means.loc[code, column])
        for power, code in (("china", "CHN"), ("russia", "RUS"))
        for end, column in (("", "mean"), ("_lower", "low"))
    ]


def gap_below(means: pd.DataFrame, actor: str, others: Sequence[str]) -> float | None:
    """How far an actor's mean of upper codes lies below every other's mean of lower codes.

    None when the actor or all others have no row.
    """
    bare = means.set_index("actor")
    coded_others = [code for code in others if code in bare.index]
    if actor not in bare.index or not coded_others:
        return None
    return float(bare.loc[coded_others, "low"].min() - bare.loc[actor, "high"])


def broken_ranks(
    frame: pd.DataFrame, actor: str, allies: Sequence[str], neighbours: Sequence[str]
) -> list[Test]:
    """The tests of c05: how far an actor stood below its allies and neighbours, in points.

    Below the allies over all of ``frame``, and below both in the weeks from the fall of Kabul to
    the starting text.
    """
    takeover = frame[frame["date"].between("2021-08-15", "2021-09-06")]
    whole, weeks = mean_range(frame), mean_range(takeover)
    spoke = [names()[code] for code in neighbours if code in set(weeks["actor"])]
    note = f"With a coded stance in these weeks: {', '.join(spoke) or 'none'}."
    return [
        Test("all_year", gap_below(whole, actor, allies)),
        Test("takeover", gap_below(weeks, actor, allies)),
        Test("neighbours", gap_below(weeks, actor, neighbours), note=note),
    ]


def coded(first: str, last: str) -> pd.DataFrame:
    """Events dated from ``first`` to ``last`` with the second coder's reading beside the first's.

    The columns of ``events`` and ``second_topic, second_inclusive``.
    """
    other = second_coder()[["topic", "inclusive_call"]]
    other = other.set_axis(["second_topic", "second_inclusive"], axis=1)
    table = events.events(first, last).merge(other, on="event_id", how="left")
    marks = ["inclusive", "second_inclusive"]
    return table.assign(**table[marks].fillna(0).astype(bool))


def louder(
    frame: pd.DataFrame, allies: Sequence[str], topic: str, column: str = "topic"
) -> list[Test]:
    """The test of c06: share of Tajik events on a topic less that of the allies, in points.

    frame: see ``coded``. column: whose reading of the topic. With Newcombe's 95 per cent interval.
    """
    counts = [
        (int((part[column] == topic).sum()), len(part))
        for part in (frame[frame["actor"] == "TJK"], frame[frame["actor"].isin(allies)])
    ]
    step, low, high = (100 * value for value in newcombe(*counts))
    (tajik, events_), (other, other_events) = counts
    note = f"{tajik} of {events_} Tajik events and {other} of {other_events} of the other members"
    return [Test("louder", step, low=low, high=high, note=f"{note}; one topic a row.")]


def first_use(first: str, last: str) -> pd.DataFrame:
    """The first call of each actor for inclusive rule in a period, in order of time.

    ``row, actor, date, second, event_id, speaker, summary``; row: the name; second: the day of the
    first call under the second coder. Rows dated by month are left out.
    """
    table = coded(first, last).query("date_precision == 'day'").sort_values(["date", "actor"])
    days = table[table["second_inclusive"]].groupby("actor")["date"].min()
    calls = table[table["inclusive"]].drop_duplicates("actor", ignore_index=True)
    calls = calls.assign(second=calls["actor"].map(days), row=calls["actor"].map(names()))
    return calls[["row", "actor", "date", "second", "event_id", "speaker", "summary"]]


def code_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Stances by pair of codes: ``first, second, n``, and ``row, column``, the codes in words.

    frame: ``stance, second``.
    """
    both = frame[["stance", "second"]].dropna().astype(int).set_axis(["first", "second"], axis=1)
    pairs = both.groupby(["first", "second"]).size().reset_index(name="n")
    row, column = (f"{coder} " + pairs[coder].map(LABELS) for coder in ("second", "first"))
    return pairs.assign(row=row, column=column)


def same_codes(frame: pd.DataFrame, actor: str = "") -> str:
    """On how many stances both coders gave the same code, as "5 of 10"; of an actor, or of all.

    frame: ``actor, stance, second``, every row coded by both.
    """
    part = frame[frame["actor"] == actor] if actor else frame
    return f"{int((part['stance'] == part['second']).sum())} of {len(part)}"


def rival_agreement(frame: pd.DataFrame) -> pd.DataFrame:
    """Agreement of the first coder with each further one: ``coder, n, alpha``.

    n: stances that both coded; alpha: ordinal, missing where all codes are the same. frame: see
    ``stances``.
    """
    rows = []
    for coder, codes in rivals().items():
        both = frame.merge(codes, on="event_id", suffixes=("", "_rival"))
        value = alpha(both["stance"], both["stance_rival"])
        rows.append((coder.replace("-", "_"), len(both), value))
    return pd.DataFrame(rows, columns=["coder", "n", "alpha"])


def agreement_by_topic(frame: pd.DataFrame, least: int = 5) -> pd.DataFrame:
    """Agreement topic by topic: ``topic, n, equal, low, high, step, alpha``.

    equal: per cent of rows with the same code, with Wilson's interval; step: mean of the second
    code less the first; alpha: ordinal. In words ``row``, the topic with its n, and ``beyond``,
    alpha. frame: ``topic, stance, second``; topics with fewer than ``least`` rows coded by both are
    left out.
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
    table = pd.DataFrame(rows, columns=["topic", "n", "equal", "low", "high", "step", "alpha"])
    row = table["topic"].str.replace("_", " ") + table["n"].map(" ({})".format)
    beyond = table["alpha"].map("alpha {:.2f}".format, na_action="ignore")
    table = table.assign(row=row, beyond=beyond.fillna("all codes the same, so no alpha"))
    return table.sort_values("equal", ignore_index=True, kind="stable")
