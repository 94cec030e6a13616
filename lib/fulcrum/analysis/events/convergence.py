"""Who moved: how the distance between two actors closed, and by whose steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.events import CODES
from fulcrum.analysis.events.stances import mean_range
from fulcrum.evidence.claims import Test
from fulcrum.evidence.results import Numbers, number
from fulcrum.statistics.intervals import bootstrap_means

Periods = Collection[tuple[str, str]]
"""First and last day of an earlier and of a later period."""


def _parts(frame: pd.DataFrame, actor: str, other: str, periods: Periods) -> list[pd.DataFrame]:
    """The codes of one actor and of the other, in the earlier and in the later period."""
    actors, dates, codes = frame["actor"].to_numpy(), frame["date"].to_numpy(), frame[CODES]
    return [
        codes[(actors == code) & (dates >= np.datetime64(first)) & (dates <= np.datetime64(last))]
        for first, last in periods
        for code in (actor, other)
    ]


def _steps(a: Any, b: Any, a_later: Any, b_later: Any) -> dict[str, Any]:
    """What ``moved`` returns, from where two actors stood and where they came, elementwise."""
    sign = np.where(b >= a, 1.0, -1.0)
    gap_first, gap_last = abs(b - a), abs(b_later - a_later)
    step, other_step = sign * (a_later - a), sign * (b - b_later)
    return {
        "gap_first": gap_first,
        "gap_last": gap_last,
        "ratio": gap_last / np.where(gap_first > 0, gap_first, np.nan),
        "step": step,
        "other_step": other_step,
        "lead": other_step - step,
    }


def moved(frame: pd.DataFrame, actor: str, other: str, periods: Periods) -> dict[str, float]:
    """The gap between two actors in two periods, and each one's step towards the other.

    ``gap_first, gap_last, ratio, step, other_step, lead``; a step is positive towards where the
    other stood first, in points of the scale; lead: the other's step less the one's; NaN where one
    of the two is silent in one of the periods. frame: see ``stances.stances``.
    """
    means = [part["stance"].mean() for part in _parts(frame, actor, other, periods)]
    return {name: float(value) for name, value in _steps(*means).items()}


def half_years(frame: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """Mean stance by actor and half-year with its range: a row for each, gaps included.

    frame: see ``stances.stances``. From the first half-year in which one of them has a statement to
    the last.

    Returns:
        ``actor, half, date, n, mean, low, high, segment, panel``. A half-year without a statement
        has n = 0 and no mean. date: a day in its middle; segment: numbers the runs of half-years
        that follow one another without a gap, so that a line can break at each; panel: the name.
    """
    coded = frame[frame["actor"].isin(actors)]
    coded = coded.assign(half=coded["date"].dt.year * 2 + (coded["date"].dt.month > 6))
    halves = range(coded["half"].min(), coded["half"].max() + 1)
    index = pd.MultiIndex.from_product([actors, halves], names=["actor", "half"])
    means = mean_range(coded, ["actor", "half"]).set_index(["actor", "half"])
    whole = means.reindex(index).reset_index()
    year, second = whole["half"] // 2, whole["half"] % 2
    start = pd.to_datetime({"year": year, "month": 1 + 6 * second, "day": 1})
    table = whole.assign(
        half=year.astype(str) + " H" + (1 + second).astype(str),
        date=start + pd.Timedelta(days=91),
        n=whole["n"].fillna(0).astype(int),
        segment=whole["mean"].isna().groupby(whole["actor"]).cumsum(),
    )
    columns = ["actor", "half", "date", "n", "mean", "low", "high", "segment"]
    return table[columns].assign(panel=table["actor"].map(names()))


def uncertain(
    frame: pd.DataFrame,
    actor: str,
    other: str,
    periods: Periods,
    draws: int,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """What ``moved`` returns under rows and codes drawn anew: its columns, a row a draw.

    With a handful of rows the spread is a lower bound: rows never collected cannot be drawn.
    """
    means = [
        bootstrap_means(part["low"].to_numpy(int), part["high"].to_numpy(int), draws, generator)
        for part in _parts(frame, actor, other, periods)
    ]
    return pd.DataFrame(_steps(*means))


def closing_tests(
    test_names: tuple[str, str],
    early: tuple[str, str],
    late: tuple[str, str],
    draws: int,
    seed: int,
    frame: pd.DataFrame,
) -> list[Test]:
    """Whether Tajikistan and Russia drew nearer between two periods, and which moved further.

    The test of the ratio of the later gap to the earlier one, and that of Russia's step less
    Tajikistan's, in points; without a value where one of the two is silent in one of the periods.
    early, late: first and last day of the periods; draws: how often rows and codes are drawn anew
    for the intervals; frame: stances, see ``stances.stances``.
    """
    steps = moved(frame, "TJK", "RUS", (early, late))
    if np.isnan(steps["lead"]):
        return [Test(name, None) for name in test_names]
    drawn = uncertain(frame, "TJK", "RUS", (early, late), draws, np.random.default_rng(seed))
    note = "In brackets: 95 per cent of rows and codes drawn anew."
    tests = []
    for name, measure in zip(test_names, ("ratio", "lead"), strict=True):
        low, high = drawn[measure].quantile([0.025, 0.975])
        tests.append(Test(name, steps[measure], low, high, note))
    return tests


def beside_chance(
    frame: pd.DataFrame, actor: str, other: str, periods: Periods, drawn: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Each one's step towards the other, beside what chance alone would do.

    Two rows: ``actor, step, low, high, back, still, row``, in points of the scale; row: the name.
    low, high: the middle 95 per cent of the steps drawn anew (see ``uncertain``); back, still: the
    step that 97.5 per cent of shuffled dates do not exceed, away and towards. There are as many
    shuffles as draws: the rows of both periods are put in random order and split where the real
    ones split, the baseline of no trend.
    """
    steps, parts = moved(frame, actor, other, periods), _parts(frame, actor, other, periods)
    rows = []
    for code, step, early, late in zip(
        (actor, other), ("step", "other_step"), parts[:2], parts[2:], strict=True
    ):
        codes = np.concatenate([early["stance"], late["stance"]]).astype(float)
        mixed = np.random.default_rng(seed).permuted(np.tile(codes, (len(drawn), 1)), axis=1)
        change = mixed[:, len(early) :].mean(axis=1) - mixed[:, : len(early)].mean(axis=1)
        still = np.quantile(change, 0.975)
        low, high = drawn[step].quantile([0.025, 0.975])
        rows.append((code, steps[step], low, high, -still, still))
    table = pd.DataFrame(rows, columns=["actor", "step", "low", "high", "back", "still"])
    return table.assign(row=table["actor"].map(names()))


def last_codes(frame: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """The last coded stance of each actor: ``actor, date, event_id, stance, low, high``.

    A state that said nothing more is taken at its word, its last one; one without any is absent.
    frame: see ``stances.stances``, in order of time.
    """
    rows = frame[frame["actor"].isin(actors)].drop_duplicates("actor", keep="last")
    return rows[["actor", "date", "event_id", "stance", "low", "high"]]


def step_numbers(step: Mapping[str, float], drawn: pd.DataFrame) -> Numbers:
    """The Tajik and the Russian step since autumn 2021 in numbers; see ``moved, uncertain``."""
    low, high = drawn["ratio"].quantile([0.025, 0.975])
    ahead = 100 * (drawn["step"] > drawn["other_step"]).mean()
    points = partial(number, digits=1, tolerance=0.05)
    end = partial(number, digits=1, drawn=True, tolerance=0.1)
    ratio = "distance of the Tajik and Russian stances in 2025-26 over that of autumn 2021"
    of_ratio = "end of that ratio over rows and codes drawn anew"
    tajik = "step of Tajikistan towards where Russia stood in autumn 2021, points"
    place = "where Tajikistan stood in autumn 2021, points"
    further = "draws in which Tajikistan moved further towards Russia than Russia towards it"
    away, towards = f"away from {place} (negative: towards)", f"towards {place} (negative: away)"
    return {
        "gap_ratio": number(step["ratio"], ratio, digits=2, tolerance=0.005),
        "tajik_step": points(step["step"], tajik),
        "russian_away": points(-step["other_step"], f"step of Russia {away}"),
        "russian_step": points(step["other_step"], f"step of Russia {towards}"),
        "gap_low": end(low, f"lower {of_ratio}"),
        "gap_high": end(high, f"upper {of_ratio}"),
        "all_steps": number(ahead, further, unit="%", digits=0, tolerance=1),
    }
