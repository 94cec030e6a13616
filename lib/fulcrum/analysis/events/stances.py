"""Stances of actors towards Taliban rule, as two coders read them, with the range each leaves open.

Codes run from -2 (open opposition) to +2 (endorsement); a row without a stated stance has none.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import numpy as np
import pandas as pd

from fulcrum.analysis.case import TEXT_DAY
from fulcrum.analysis.countries import names
from fulcrum.analysis.events import events
from fulcrum.analysis.events.events import CODES, Tests, left_out, named
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import load
from fulcrum.evidence.results import Numbers, number
from fulcrum.statistics.agreement import alpha
from fulcrum.statistics.intervals import newcombe, wilson

SECOND: Final = "stance-second-coding/second_coding"
CODERS: Final = "coders/coders"
LABELS: Final = {-2: "\N{MINUS SIGN}2", -1: "\N{MINUS SIGN}1", 0: "0", 1: "+1", 2: "+2"}
"""The codes as they are written."""
SHARED: Final = ("CSTO", "SCO")
"""Bodies that Tajikistan belongs to, so that their words are no others' words."""


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

    ``event_id, date, actor, stance, low, high, second, second_low, second_high, topic, …``. A
    stance is what an actor itself says or does: rows without one, texts and acts of two signers or
    more, and hearsay (``named_events``) are left out, the latter two for every actor alike and
    unless ``joint``. actors: whose stances, by code; empty for all.
    """
    table = events.events(first, last, outcomes=outcomes).dropna(subset="stance")
    if actors:
        table = table[table["actor"].isin(actors)]
    if not joint:
        table = table[~table["event_id"].isin([*named("joint_text"), *named("hearsay")])]
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


def drawn_means(frame: pd.DataFrame, draws: int = 2000, seed: int = 2021) -> pd.DataFrame:
    """Mean stance by actor under codes drawn anew: a column an actor, a row a draw.

    Every code is a whole number from its range, each as likely as the others. frame: ``actor, low,
    high``.
    """
    ends = (frame[end].to_numpy(dtype=int).tobytes() for end in ("low", "high"))
    return _drawn_means(tuple(frame["actor"]), *ends, draws, seed).copy(deep=False)


@lru_cache(maxsize=64)
def _drawn_means(
    actors: tuple[str, ...], low: bytes, high: bytes, draws: int, seed: int
) -> pd.DataFrame:
    """The same draws are asked for often: a row that is left out may lie outside their days."""
    least, most = np.frombuffer(low, dtype=int), np.frombuffer(high, dtype=int)
    codes = np.random.default_rng(seed).integers(least, most + 1, (draws, len(actors)))
    columns, counts = np.unique(np.array(actors), return_counts=True)
    beside = codes[:, np.argsort(np.array(actors), kind="stable")]  # those of an actor together
    sums = np.add.reduceat(beside, np.cumsum(counts) - counts, axis=1)
    # Whole sums are divided once: parts added up could leave a mean of zero a hair below it.
    return pd.DataFrame(sums / counts, columns=list(columns))


def middle(drawn: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """The middle 95 per cent of each column of draws: ``low, high``, a row a column."""
    ends = pd.DataFrame(drawn).quantile([0.025, 0.975]).T
    return ends.set_axis(["low", "high"], axis=1)


def below_zero(frame: pd.DataFrame) -> tuple[int, int, int]:
    """How many actors stood against Taliban rule on average, at least and at most.

    At least, at most: those whose middle 95 per cent of drawn means lies below zero, and reaches
    below it (``drawn_means``).
    """
    if frame.empty:
        return 0, 0, 0
    ends, means = middle(drawn_means(frame)), frame.groupby("actor")["stance"].mean()
    return int((means < 0).sum()), int((ends["high"] < 0).sum()), int((ends["low"] < 0).sum())


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


def recodings(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The same stances read otherwise, by name: what a verdict must survive.

    The second coder and every rival coder (rows that a coder left uncoded are dropped), rows of
    medium or low confidence dropped, and each row dropped in turn. The ends of all ranges at once
    are bounds and no reading.
    """
    second = frame.assign(
        stance=frame["second"], low=frame["second_low"], high=frame["second_high"]
    )
    bare = frame.drop(columns=CODES)
    rival = {f"coder {name}": bare.merge(codes, on="event_id") for name, codes in rivals().items()}
    return {
        "second coder": second.dropna(subset="second"),
        **rival,
        "without rows of medium confidence": frame[frame["confidence"] == "high"],
        **left_out(frame),
    }


def retested(tests: Callable[[pd.DataFrame], list[Test]], frame: pd.DataFrame) -> Tests:
    """The tests of a claim as its stances are coded, and under each of the ``recodings``."""
    return events.retested(tests, frame, recodings(frame))


def pairs_apart(frame: pd.DataFrame, but: str = "TJK") -> list[Test]:
    """The tests of c01: pairs of actors whose means differ, of all and of all but one.

    A pair differs when the middle 95 per cent of the differences of their drawn means
    (``drawn_means``) leaves zero out.
    """
    drawn = drawn_means(frame)
    pairs = list(itertools.combinations(drawn, 2))
    steps = pd.DataFrame({pair: drawn[pair[0]] - drawn[pair[1]] for pair in pairs})
    ends = middle(steps)
    apart = [pair for pair, is_apart in zip(pairs, ends.prod(axis=1) > 0, strict=True) if is_apart]
    without = sum(but not in pair for pair in apart)
    return [Test("disjoint", len(apart)), Test("without_tajikistan", without)]


def accommodation(frame: pd.DataFrame) -> list[Test]:
    """The tests of c03: mean stance of China and of Russia, with the range of drawn means."""
    means, ends = frame.groupby("actor")["stance"].mean(), middle(drawn_means(frame))
    powers = {"china": "CHN", "russia": "RUS"}
    return [Test(name, means[code], *ends.loc[code]) for name, code in powers.items()]


def gap_below(frame: pd.DataFrame, name: str, actor: str, others: Sequence[str]) -> Test:
    """How far an actor's mean stance lies below that of the nearest of some others, in points.

    With the middle 95 per cent under drawn codes (``drawn_means``); too few data when the actor or
    all others have no row. frame: ``actor, stance, low, high``. name: of the test.
    """
    means = frame.groupby("actor")["stance"].mean()
    spoke = [code for code in others if code in means.index]
    if actor not in means.index or not spoke:
        return Test(name, None)
    drawn = drawn_means(frame)
    ends = middle(drawn[spoke].min(axis=1) - drawn[actor]).iloc[0]
    return Test(name, means[spoke].min() - means[actor], *ends)


def broken_ranks(
    frame: pd.DataFrame, actor: str, allies: Sequence[str], neighbours: Sequence[str]
) -> list[Test]:
    """The tests of c05: how far an actor stood below its allies and neighbours, in points.

    Below the allies over all of ``frame``, and below both in the weeks from the fall of Kabul to
    the starting text.
    """
    weeks = frame[frame["date"].between("2021-08-15", TEXT_DAY)]
    spoke = [names()[code] for code in neighbours if code in set(weeks["actor"])]
    note = f"With a coded stance in these weeks: {', '.join(spoke) or 'none'}."
    return [
        gap_below(frame, "all_year", actor, allies),
        gap_below(weeks, "takeover", actor, allies),
        replace(gap_below(weeks, "neighbours", actor, neighbours), note=note),
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


def louder(frame: pd.DataFrame, allies: Sequence[str], topic: str) -> Test:
    """Share of Tajik events on a topic less that of the allies, in points: a test of c06.

    With Newcombe's 95 per cent interval. frame: see ``coded``.
    """
    counts = [
        (int((part["topic"] == topic).sum()), len(part))
        for part in (frame[frame["actor"] == "TJK"], frame[frame["actor"].isin(allies)])
    ]
    step, low, high = (100 * value for value in newcombe(*counts))
    return Test("topic", step, low, high, "One topic a row, over the whole year.")


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


def waited(first: pd.DataFrame, since: str) -> pd.DataFrame:
    """First calls with the days that each actor waited: adds ``days, mark, label, tone``.

    first: see ``first_use``; mark: the days under the second coder; label: the days, both where the
    coders differ; tone: the actor, pale for ``SHARED``.
    """
    days, mark = ((first[column] - pd.Timestamp(since)).dt.days for column in ("date", "second"))
    both = days.astype(str) + ", second coder " + mark.map("{:.0f}".format)
    label = days.astype(str).where((days == mark) | mark.isna(), both)
    tone = first["actor"].where(~first["actor"].isin(SHARED), "other-2")
    return first.assign(days=days, mark=mark, label=label, tone=tone)


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


def agreement_by_actor(frame: pd.DataFrame, first: str, least: int = 5) -> pd.DataFrame:
    """Agreement actor by actor: ``actor, state, n, equal, low, high, step, alpha``.

    equal: per cent of rows with the same code, with Wilson's interval; step: mean of the second
    code less the first; alpha: ordinal. In words ``row``, the actor with its n, and ``beyond``,
    alpha.

    Args:
        frame: ``actor, stance, second``.
        first: The actor that comes first; the others follow by how many rows they have.
        least: Actors with fewer rows coded by both are left out.
    """
    rows = []
    for actor, part in frame.dropna(subset=["stance", "second"]).groupby("actor"):
        if len(part) < least:
            continue
        same = int((part["stance"] == part["second"]).sum())
        low, high = wilson(same, len(part))
        step = float((part["second"] - part["stance"]).mean())
        value = alpha(part["stance"], part["second"])
        rows.append((actor, len(part), 100 * same / len(part), 100 * low, 100 * high, step, value))
    table = pd.DataFrame(rows, columns=["actor", "n", "equal", "low", "high", "step", "alpha"])
    state = table["actor"].map(names()).fillna(table["actor"])
    beyond = table["alpha"].map("alpha {:.2f}".format, na_action="ignore")
    beyond = beyond.fillna("all codes the same, so no alpha")
    table = table.assign(state=state, row=state + table["n"].map(" ({})".format), beyond=beyond)
    after = table["actor"] != first
    order = table.assign(after=after).sort_values(["after", "n"], ascending=[True, False]).index
    return table.loc[order].reset_index(drop=True)


def agreement_numbers(frame: pd.DataFrame, ordinal: Sequence[float]) -> Numbers:
    """How far two coders agree, in numbers; frame: every row coded by both.

    ordinal: alpha over all rows and the ends of its 95 per cent interval.
    """
    step, tajik = frame["second"] - frame["stance"], frame["actor"] == "TJK"
    decimal = partial(number, digits=2, tolerance=0.005)
    end = partial(decimal, tolerance=0.01)
    (whole, low, high), own = ordinal, frame[tajik]
    same = "stances of 2021 to which both coders gave the same code"
    of_tajikistan = "the same between the two codings of Tajikistan's own stances of 2021"
    mean_step = "second code less the first, mean over all rows of 2021 coded by both"
    nearer = "Tajik stances of 2021 to which the second coder gave a code nearer to endorsement"
    interval = "end of its 95 per cent interval"
    return {
        "alpha": decimal(whole, "ordinal Krippendorff's alpha between the two codings of 2021"),
        "alpha_low": end(low, f"lower {interval}"),
        "alpha_high": end(high, f"upper {interval}"),
        "alpha_tjk": decimal(alpha(own["stance"], own["second"]), of_tajikistan),
        "alpha_step": decimal(step.mean(), mean_step),
        "agree_all": number(same_codes(frame), same),
        "agree_tjk": number(same_codes(frame, "TJK"), f"Tajik {same}"),
        "agree_rus": number(same_codes(frame, "RUS"), f"Russian {same}"),
        "tajik_steps": number((step[tajik] > 0).sum(), nearer),
    }
