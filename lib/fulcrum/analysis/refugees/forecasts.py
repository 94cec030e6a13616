"""Forecasts of how arrivals divide, what came, and how wrong each forecast was.

A forecast is a set of shares between hosts; a score is the mean penalty for each person who came
(``statistics.scores``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.analysis.places import borders
from fulcrum.analysis.refugees import counts, gravity
from fulcrum.analysis.refugees.counts import HOSTS
from fulcrum.analysis.refugees.gravity import FORCES, STOCK
from fulcrum.evidence.wording import by_number, listed
from fulcrum.statistics.scores import brier_score, log_score

CENTRAL_ASIA: Final = ("TJK", "TKM", "UZB")
TOGETHER: Final = "+".join(CENTRAL_ASIA)
"""The three hosts for which UNHCR planned in one figure; it is never split here."""
WORDS: Final = {
    "gravity": "gravity",
    "gravity_no_stock": "gravity, no stock",
    "past": "past arrivals",
    "border": "border length",
    "plan": "UNHCR's plan",
    "equal": "equal shares",
    "came_counted": "came: counted",
    "came_statistics": "came: yearly",
}
"""The forecasts, and the two counts beside them, in words."""
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
    return normalised(table.groupby("host")["persons"].sum(), HOSTS)


def planned_shares(edition: str = "2021") -> pd.Series[float]:
    """Shares of UNHCR's worst case of a year of publication, in the plan's own parts."""
    table = counts.plans()
    rows = table[table["published"].str.startswith(edition) & (table["iso3"] != "TOTAL")]
    return normalised(rows.set_index("iso3")["persons"], rows["iso3"].tolist())


def border_shares() -> pd.Series[float]:
    """Shares of the five hosts in their common length of border with Afghanistan, Factbook 2021."""
    return normalised(borders.share_ranges().set_index("neighbour")["factbook"], HOSTS)


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
    days = counts.arrivals_by_day()
    whole = days.groupby("day")["host"].nunique()
    last = days[days["day"] == whole[whole >= counts.HOSTS_FOR_A_TOTAL].index.max()]
    flows = gravity.flows(2021, 2022)
    both = flows[flows["host"].isin(HOSTS)].groupby("host")["persons"].sum()
    return {
        "counted": last.groupby("host")["persons"].sum().astype("float64"),
        "statistics": both.astype("float64"),
    }


def scored(
    expected: Mapping[str, pd.Series[Any]],
    outcome: pd.Series[Any],
    *,
    together: bool = False,
) -> pd.DataFrame:
    """Each forecast against what came: ``forecast, log, Brier``, the best first.

    Both are excesses: what the score of the forecast is above that of the outcome itself. Hosts
    without a count are left out, and each forecast is taken as shares of the rest.

    Args:
        expected: Shares by host or joint part, by the name of the forecast.
        outcome: Persons by host.
        together: Whether Central Asia is one part, in which hosts without a count add nothing.
    """
    came = normalised(outcome, list(outcome.index))
    came = coarse(came) if together else came
    rows = []
    for name, each in expected.items():
        shares = coarse(each) if together else each
        if set(came.index) <= set(shares.index):
            shares = normalised(shares, list(came.index))
            rules = (log_score, brier_score)
            rows.append((name, *(rule(shares, came) - rule(came, came) for rule in rules)))
    scores = pd.DataFrame(rows, columns=["forecast", "log", "Brier"])
    return scores.sort_values("log", ignore_index=True, kind="stable")


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
        "equal": pd.Series(1 / len(HOSTS), index=list(HOSTS)),
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
    expected: Mapping[str, pd.Series[Any]],
    spread: Mapping[str, pd.DataFrame],
    came: Mapping[str, pd.Series[Any]],
    host: str,
    name: Callable[[str], str],
) -> pd.DataFrame:
    """Forecasts beside what came: ``place, label, share, low, high, tone, part, forecast``.

    Shares in per cent, with the middle 95 per cent of the draws where there are draws. Equal shares
    are left out.

    Args:
        expected: Shares by host or joint part, by the name of the forecast.
        spread: Shares drawn, one row a draw, by the name of the forecast.
        came: Persons by host under each count.
        host: The host that is a part of its own beside Iran, Pakistan and Central Asia, where it
            is one of the three; the tone of what came is its code.
        name: The English name of a code.
    """
    counted = {f"came_{count}": persons / persons.sum() for count, persons in came.items()}
    places = {TOGETHER: "Central Asia together", host: f"{name(host)} alone"}
    rows = []
    for forecast, shares in {**expected, **counted}.items():
        parts = coarse(shares)
        if host in CENTRAL_ASIA and host in shares.index:
            parts = pd.concat([parts, shares[[host]].astype("float64")])
        for part, share in parts.items():
            low = high = share
            if forecast in spread:
                columns = str(part).split("+")
                low, high = spread[forecast][columns].sum(axis=1).quantile([0.025, 0.975])
            place = places.get(str(part)) or name(str(part))
            rows.append((place, part, forecast, 100 * share, 100 * low, 100 * high))
    table = pd.DataFrame(rows, columns=["place", "part", "forecast", "share", "low", "high"])
    table = table[table["forecast"] != "equal"].reset_index(drop=True)
    tone = table["forecast"].str.startswith("came").map({True: host, False: "other"})
    return table.assign(label=table["forecast"].map(WORDS), tone=tone)


def in_words(shares: pd.Series[float], place: str) -> str:
    """What the forecasts gave a host and the counts say, as a sentence without its full stop.

    shares: per cent by forecast and count, as of ``compared``; a host may have no count.
    """
    says = shares.reindex(["came_statistics", "came_counted"]).dropna().map("{:.1f}".format)
    return (
        f"Gravity gave {place} {shares['gravity']:.1f} per cent of the arrivals, "
        f"its border {shares['border']:.0f}; "
    ) + by_number(
        len(says),
        none="no count was made there",
        one=f"the count says {listed(says)}",
        many=f"the counts say {listed(says)}",
    )


def score_table(
    expected: Mapping[str, pd.Series[Any]], came: Mapping[str, pd.Series[Any]]
) -> pd.DataFrame:
    """Both scores by forecast, outcome and partition: ``forecast, log, Brier, outcome, parts``.

    parts: ``hosts`` (each counted host) or ``together`` (Central Asia as one, the only partition in
    which the plan can be scored). In each, the best by the logarithmic score stands first.
    """
    return pd.concat(
        [
            scored(expected, outcome, together=parts == "together").assign(
                outcome=name, parts=parts
            )
            for name, outcome in came.items()
            for parts in ("hosts", "together")
        ],
        ignore_index=True,
    )


def wins(scores: pd.DataFrame, name: str, rival: str) -> list[bool]:
    """Whether a forecast scores better than a rival: one answer an outcome, partition and rule."""
    by_forecast = scores.set_index(["forecast", "outcome", "parts"])
    better = by_forecast.loc[name] < by_forecast.loc[rival]
    return better.to_numpy().ravel().tolist()
