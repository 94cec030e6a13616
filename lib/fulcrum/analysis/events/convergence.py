"""Who moved: how the distance between two actors closed, and by whose steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fulcrum.analysis.events.events import CODES
from fulcrum.analysis.events.stances import mean_range
from fulcrum.evidence.claims import Test
from fulcrum.statistics.intervals import bootstrap_means


def by_period(
    frame: pd.DataFrame, actors: list[str], periods: dict[str, tuple[str, str]]
) -> pd.DataFrame:
    """Mean stance by period and actor with its range: ``period, actor, n, mean, low, high``.

    frame: see ``stances.stances``; an actor without a statement in a period has no row.
    """
    coded = frame.loc[frame["actor"].isin(actors), ["actor", "date", *CODES]]
    parts = []
    for name, (first, last) in periods.items():
        inside = coded["date"].between(pd.Timestamp(first), pd.Timestamp(last))
        parts.append(mean_range(coded[inside]).assign(period=name))
    whole = pd.concat(parts, ignore_index=True)
    return whole[["period", "actor", "n", "mean", "low", "high"]]


def moved(table: pd.DataFrame, actor: str, other: str, first: str, last: str) -> dict[str, float]:
    """The gap between two actors in two periods, and each one's step towards the other.

    ``gap_first, gap_last, ratio, step, other_step``; a step is positive towards where the other
    stood first, in points of the scale. KeyError when a mean is missing.
    """
    mean = table.set_index(["period", "actor"])["mean"]
    a, b = float(mean[first, actor]), float(mean[first, other])
    c, d = float(mean[last, actor]), float(mean[last, other])
    sign = 1.0 if b >= a else -1.0
    return {
        "gap_first": abs(b - a),
        "gap_last": abs(d - c),
        "ratio": abs(d - c) / abs(b - a) if a != b else float("nan"),
        "step": sign * (c - a),
        "other_step": sign * (b - d),
    }


def half_years(frame: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """Mean stance by actor and half-year with its range: a row for each, gaps included.

    frame: see ``stances.stances``. From the first half-year in which one of them has a statement to
    the last.

    Returns:
        ``actor, half, middle, n, mean, low, high, spell``. A half-year without a statement has
        n = 0 and no mean. middle: a day in its middle; spell: numbers the runs of half-years that
        follow one another without a gap, so that a line can break at each.
    """
    coded = frame[frame["actor"].isin(actors)]
    coded = coded.assign(half=coded["date"].dt.year * 2 + (coded["date"].dt.month > 6))
    grouped = coded.groupby(["actor", "half"]).agg(
        n=("stance", "size"), mean=("stance", "mean"), low=("low", "mean"), high=("high", "mean")
    )
    halves = range(coded["half"].min(), coded["half"].max() + 1)
    index = pd.MultiIndex.from_product([actors, halves], names=["actor", "half"])
    whole = grouped.reindex(index).reset_index()
    year, second = whole["half"] // 2, whole["half"] % 2
    start = pd.to_datetime({"year": year, "month": 1 + 6 * second, "day": 1})
    table = whole.assign(
        half=year.astype(str) + " H" + (1 + second).astype(str),
        middle=start + pd.Timedelta(days=91),
        n=whole["n"].fillna(0).astype(int),
        spell=whole["mean"].isna().groupby(whole["actor"]).cumsum(),
    )
    return table[["actor", "half", "middle", "n", "mean", "low", "high", "spell"]]


def uncertain(
    frame: pd.DataFrame,
    actor: str,
    other: str,
    early: tuple[str, str],
    late: tuple[str, str],
    draws: int,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Steps and gap under rows drawn anew: ``step, other_step, ratio``, a row a draw.

    early, late: first and last day of the two periods. With a handful of rows the spread is a lower
    bound: rows never collected cannot be drawn.
    """
    spans = {"early": early, "late": late}
    groups = {
        (name, side): frame[
            (frame["actor"] == side)
            & frame["date"].between(pd.Timestamp(span[0]), pd.Timestamp(span[1]))
        ]
        for name, span in spans.items()
        for side in (actor, other)
    }
    mean = {
        key: bootstrap_means(
            rows["low"].to_numpy(float), rows["high"].to_numpy(float), draws, generator
        )
        for key, rows in groups.items()
    }
    sign = np.where(mean["early", other] >= mean["early", actor], 1.0, -1.0)
    gap_early = np.abs(mean["early", other] - mean["early", actor])
    gap_late = np.abs(mean["late", other] - mean["late", actor])
    return pd.DataFrame(
        {
            "step": sign * (mean["late", actor] - mean["early", actor]),
            "other_step": sign * (mean["early", other] - mean["late", other]),
            "ratio": gap_late / np.where(gap_early > 0, gap_early, np.nan),
        }
    )


def ranges(drawn: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """The middle 95 per cent of the rows drawn anew: ``ratio`` and ``lead``.

    drawn: see ``uncertain``. ratio: of the later gap to the earlier one; lead: the other actor's
    step less the one's, in points.
    """
    measures = {"ratio": drawn["ratio"], "lead": drawn["other_step"] - drawn["step"]}
    return {
        name: (float(values.quantile(0.025)), float(values.quantile(0.975)))
        for name, values in measures.items()
    }


def closing_tests(
    names: tuple[str, str],
    early: tuple[str, str],
    late: tuple[str, str],
    draws: int,
    seed: int,
    frame: pd.DataFrame,
) -> list[Test]:
    """Whether Tajikistan and Russia drew nearer between two periods, and which moved further.

    The test of the ratio of the later gap to the earlier one, and that of Russia's step less
    Tajikistan's, in points; without a value where one of the two is silent in one of the periods.
    names: of the two tests; early, late: first and last day of the periods; draws: how often rows
    and codes are drawn anew for the intervals; frame: stances, see ``stances.stances``.
    """
    path = by_period(frame, ["TJK", "RUS"], {"early": early, "late": late})
    if len(path) < 4:
        return [Test(name, None) for name in names]
    steps = moved(path, "TJK", "RUS", "early", "late")
    rng = np.random.default_rng(seed)
    ends = ranges(uncertain(frame, "TJK", "RUS", early, late, draws, rng))
    note = "In brackets: 95 per cent of rows and codes drawn anew."
    lead = steps["other_step"] - steps["step"]
    return [
        Test(names[0], steps["ratio"], *ends["ratio"], note),
        Test(names[1], lead, *ends["lead"], note),
    ]


def without_order(
    frame: pd.DataFrame,
    actor: str,
    early: tuple[str, str],
    late: tuple[str, str],
    draws: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Change of an actor's mean when the dates of its rows are shuffled: the baseline of no trend.

    Shape (draws,), in points of the scale. The rows of both periods are put in random order and
    split where the real ones split.
    """
    rows = frame[frame["actor"] == actor]
    spans = [rows["date"].between(pd.Timestamp(a), pd.Timestamp(b)) for a, b in (early, late)]
    codes = np.concatenate([rows.loc[span, "stance"].to_numpy(float) for span in spans])
    count = int(spans[0].sum())
    mixed = generator.permuted(np.tile(codes, (draws, 1)), axis=1)
    change: np.ndarray = mixed[:, count:].mean(axis=1) - mixed[:, :count].mean(axis=1)
    return change


def beside_chance(
    frame: pd.DataFrame,
    actor: str,
    other: str,
    periods: dict[str, tuple[str, str]],
    drawn: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """Each one's step towards the other, beside what chance alone would do.

    Args:
        frame: stances, see ``stances.stances``.
        actor: one of the two.
        other: the other.
        periods: first and last day by name: two, in order of time.
        drawn: the steps under rows drawn anew, see ``uncertain``.
        seed: of the shuffled dates, of which there are as many as rows in ``drawn``.

    Returns:
        Two rows: ``actor, step, low, high, back, still``, in points of the scale. low, high: the
        middle 95 per cent of the steps drawn anew; back, still: the step that 97.5 per cent of
        shuffled dates do not exceed, away and towards.
    """
    early, late = periods.values()
    steps = moved(by_period(frame, [actor, other], periods), actor, other, *periods)
    rows = []
    for code, step in ((actor, "step"), (other, "other_step")):
        generator = np.random.default_rng(seed)
        shuffled = without_order(frame, code, early, late, len(drawn), generator)
        low, high = drawn[step].quantile([0.025, 0.975])
        still = np.quantile(shuffled, 0.975)
        rows.append((code, steps[step], low, high, -still, still))
    return pd.DataFrame(rows, columns=["actor", "step", "low", "high", "back", "still"])


def last_codes(frame: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """The last coded stance of each actor: ``actor, date, event_id, stance, low, high``.

    A state that said nothing more is taken at its word, its last one; one without any is absent.
    """
    rows = frame[frame["actor"].isin(actors)].sort_values("date", kind="stable")
    latest = rows.groupby("actor", as_index=False).last()
    return latest[["actor", "date", "event_id", "stance", "low", "high"]]
