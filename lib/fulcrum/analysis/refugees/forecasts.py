"""Forecasts of how arrivals divide, what came, and how wrong each forecast was.

A forecast is a set of shares between hosts; a score is the mean penalty for each person who came
(``statistics.scores``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.analysis.places import borders
from fulcrum.analysis.refugees import counts as refugees
from fulcrum.analysis.refugees import gravity
from fulcrum.analysis.refugees.gravity import FIVE, FORCES, STOCK
from fulcrum.statistics.scores import brier_score, log_score

CENTRAL_ASIA: Final = ("TJK", "TKM", "UZB")
TOGETHER: Final = "+".join(CENTRAL_ASIA)
"""The three hosts for which UNHCR planned in one figure; it is never split here."""
PAST: Final = (2000, 2020)


def normalised(values: pd.Series[Any], hosts: Sequence[str]) -> pd.Series[float]:
    """Shares between the given hosts; hosts without a value are left out, not nought."""
    present = values.reindex(list(hosts)).dropna().astype("float64")
    return present / present.sum()


def coarse(shares: pd.Series[Any]) -> pd.Series[float]:
    """Shares with Tajikistan, Turkmenistan and Uzbekistan taken together."""
    names = ["TJK+TKM+UZB" if host in CENTRAL_ASIA else host for host in shares.index]
    return shares.astype("float64").groupby(names).sum()


def past_shares(first: int = PAST[0], last: int = PAST[1]) -> pd.Series[float]:
    """Shares of the five hosts in all arrivals that UNHCR printed for the years given."""
    table = gravity.flows(first, last)
    return normalised(table.groupby("host")["persons"].sum(), FIVE)


def planned_shares(edition: str = "2021") -> pd.Series[float]:
    """Shares of UNHCR's worst case of a year of publication, in the plan's own parts."""
    table = refugees.plans()
    rows = table[table["published"].str.startswith(edition) & (table["iso3"] != "TOTAL")]
    return normalised(rows.set_index("iso3")["persons"], rows["iso3"].tolist())


def border_shares() -> pd.Series[float]:
    """Shares of the five hosts in their common length of border with Afghanistan, Factbook 2021."""
    table = borders.shares("TJK").query("map == 'Factbook 2021'")
    return normalised(table.set_index("neighbour")["share_pct"], FIVE)


def panel(
    classes: Sequence[str] = gravity.WIDE,
    distance: str = "capital",
    *,
    unreported_is_nought: bool = False,
    first: int = PAST[0],
) -> pd.DataFrame:
    """Arrivals and forces by host and year up to 2020: ``host, year, persons`` and the forces.

    unreported_is_nought: whether a host-year without a printed flow counts as nought; by default
    it is missing and left out.
    """
    arrivals = gravity.flows(first, PAST[1], classes)
    forces = gravity.forces(range(first, PAST[1] + 1), distance)
    how: Any = "left" if unreported_is_nought else "inner"
    return forces.merge(arrivals, on=["host", "year"], how=how).fillna({"persons": 0.0})


def last_year(distance: str = "capital") -> pd.DataFrame:
    """The forces of the last year past, one row a host."""
    return gravity.forces([PAST[1]], distance)


def outcomes() -> dict[str, pd.Series[float]]:
    """Two counts of who came: ``counted`` (reached UNHCR by mid-2022), ``statistics`` (2021-22).

    Persons by host. counted: the last day with figures for three hosts or more; a government's
    figure only where UNHCR has none. statistics: new refugees, asylum-seekers and people in
    refugee-like situations of both years. A host without a figure is missing from both.
    """
    days = refugees.arrivals_by_day()
    whole = days.groupby("day")["host"].nunique()
    last = days[days["day"] == whole[whole >= refugees.HOSTS_FOR_A_TOTAL].index.max()]
    flows = gravity.flows(2021, 2022)
    both = flows[flows["host"].isin(FIVE)].groupby("host")["persons"].sum()
    return {
        "counted": last.groupby("host")["persons"].sum().astype("float64"),
        "statistics": both.astype("float64"),
    }


def scored(
    forecasts: Mapping[str, pd.Series[Any]],
    outcome: pd.Series[Any],
    *,
    together: bool = False,
) -> pd.DataFrame:
    """Each forecast against what came: ``forecast, log_score, log_excess, brier, brier_excess``.

    outcome: persons by host. Hosts without a count are left out and each forecast is taken as
    shares of the rest; with ``together`` Central Asia is one part, in which hosts without a count
    add nothing. excess: what the score is above that of the outcome itself. Best first.
    """
    came = normalised(outcome, list(outcome.index))
    came = coarse(came) if together else came
    rows = []
    for name, shares in forecasts.items():
        expected = coarse(shares) if together else shares
        if set(came.index) <= set(expected.index):
            shared = normalised(expected, list(came.index))
            logs, brier = log_score(shared, came), brier_score(shared, came)
            rows.append(
                (name, logs, logs - log_score(came, came), brier, brier - brier_score(came, came))
            )
    columns = ["forecast", "log_score", "log_excess", "brier", "brier_excess"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "log_excess", ignore_index=True, kind="stable"
    )


def sensitivity(host: str, rng: np.random.Generator, draws: int) -> pd.DataFrame:
    """The gravity share of one host under other choices: ``choice, hosts, rows, share, low, high``.

    Shares in per cent, with the middle 95 per cent of coefficients drawn. The first row is the
    model as forecast; each other row changes one thing.
    """
    full = FORCES + STOCK
    near = {"CHN", "IRN", "KAZ", "KGZ", "PAK", "TJK", "TKM", "UZB"}
    base = panel()
    variants: dict[str, tuple[pd.DataFrame, tuple[str, ...], str]] = {
        "as forecast": (base, full, "capital"),
        "without the stock": (base, FORCES, "capital"),
        "nearest point": (panel(distance="border"), full, "border"),
        "eight near hosts": (base[base["host"].isin(near)], full, "capital"),
        "no refugee-like": (panel(gravity.NARROW), full, "capital"),
        "unreported as 0": (panel(unreported_is_nought=True), full, "capital"),
        "from 2010": (panel(first=2010), full, "capital"),
        "without 2000-01": (panel(first=2002), full, "capital"),
    }
    rows = []
    for choice, (frame, names, distance) in variants.items():
        model = gravity.fit(frame, names)
        at = last_year(distance)
        share = 100 * gravity.predicted(model, at)[host]
        spread = 100 * gravity.drawn(model, at, rng, draws)[host].quantile([0.025, 0.975])
        rows.append((choice, model.hosts, model.rows, share, *spread))
    return pd.DataFrame(rows, columns=["choice", "hosts", "rows", "share", "low", "high"])


def without_each(host: str) -> pd.DataFrame:
    """The gravity share of a host, in per cent, with each host in turn left out of the estimate."""
    base, at = panel(), last_year()
    rows = []
    for out in sorted(base["host"].unique()):
        model = gravity.fit(base[base["host"] != out], FORCES + STOCK)
        rows.append((out, 100 * gravity.predicted(model, at)[host]))
    return pd.DataFrame(rows, columns=["without", "share"])


def forecasts() -> dict[str, pd.Series[float]]:
    """Every forecast by name: shares by host that sum to one; ``plan`` in the plan's own parts."""
    base, at = panel(), last_year()
    return {
        "gravity": gravity.predicted(gravity.fit(base, FORCES + STOCK), at),
        "gravity_no_stock": gravity.predicted(gravity.fit(base, FORCES), at),
        "past": past_shares(),
        "border": border_shares(),
        "equal": pd.Series(1 / len(FIVE), index=list(FIVE)),
        "plan": planned_shares(),
    }


def gravity_draws(rng: np.random.Generator, draws: int) -> dict[str, pd.DataFrame]:
    """Shares drawn from the two gravity models by name: one row a draw, one column a host."""
    base, at = panel(), last_year()
    models = {"gravity": FORCES + STOCK, "gravity_no_stock": FORCES}
    return {
        name: gravity.drawn(gravity.fit(base, forces), at, rng, draws)
        for name, forces in models.items()
    }


def compared(
    shares_by_name: Mapping[str, pd.Series[Any]],
    spread: Mapping[str, pd.DataFrame],
    came: Mapping[str, pd.Series[Any]],
    host: str,
) -> pd.DataFrame:
    """Forecasts beside what came: ``part, forecast, share, low, high``, per cent.

    Parts: Iran, Pakistan, the three Central Asian hosts together, and one host alone where it is
    one of the three. low, high: the middle 95 per cent of the draws, where there are draws.
    """
    rows = []
    for name, shares in {
        **shares_by_name,
        **{f"came_{k}": v / v.sum() for k, v in came.items()},
    }.items():
        parts = coarse(shares)
        if host in CENTRAL_ASIA and host in shares.index:
            parts = pd.concat([parts, shares[[host]].astype("float64")])
        for part, share in parts.items():
            low = high = share
            if name in spread:
                columns = str(part).split("+")
                low, high = spread[name][columns].sum(axis=1).quantile([0.025, 0.975])
            rows.append((part, name, 100 * share, 100 * low, 100 * high))
    return pd.DataFrame(rows, columns=["part", "forecast", "share", "low", "high"])


def score_table(
    shares_by_name: Mapping[str, pd.Series[Any]], came: Mapping[str, pd.Series[Any]]
) -> pd.DataFrame:
    """Excess of both scores by forecast, outcome and partition, lower is better.

    ``forecast, outcome, parts, log_excess, brier_excess``; parts: ``hosts`` (each counted host) or
    ``together`` (Central Asia as one, the only partition in which the plan can be scored).
    """
    frames = [
        scored(shares_by_name, outcome, together=together).assign(
            outcome=name, parts="together" if together else "hosts"
        )
        for name, outcome in came.items()
        for together in (False, True)
    ]
    columns = ["forecast", "outcome", "parts", "log_excess", "brier_excess"]
    return pd.concat(frames, ignore_index=True)[columns]


def wins(scores: pd.DataFrame, name: str, rival: str) -> list[bool]:
    """Whether a forecast scores better than a rival: one answer an outcome, partition and rule."""
    index = ["outcome", "parts"]
    mine = scores[scores["forecast"] == name].set_index(index)
    other = scores[scores["forecast"] == rival].set_index(index)
    rules = ["log_excess", "brier_excess"]
    return [
        bool(better) for rule in rules for better in mine[rule] < other[rule].reindex(mine.index)
    ]
