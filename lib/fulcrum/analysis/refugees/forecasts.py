"""Forecasts of how arrivals divide, what came, and how wrong each forecast was.

A forecast is a set of shares between hosts; a score is the mean penalty for each person who came
(``statistics.scores``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.places import borders
from fulcrum.analysis.refugees import counts, gravity
from fulcrum.analysis.refugees.counts import HOSTS
from fulcrum.analysis.refugees.gravity import FORCES, FULL
from fulcrum.evidence.results import Numbers, number
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
MODELS: Final = {"gravity": FULL, "gravity_no_stock": FORCES}
TABLES: Final = (*gravity.TABLES, counts.ARRIVALS, counts.PLANS)
BORDER_TABLES: Final = (*gravity.TABLES, borders.NEIGHBOURS)


def normalised(values: pd.Series[Any], hosts: Iterable[str]) -> pd.Series[float]:
    """Shares between the given hosts; hosts without a value are left out, not zero."""
    present = values.reindex(list(hosts)).dropna().astype("float64")
    return present / present.sum()


def coarse(shares: pd.Series[Any]) -> pd.Series[float]:
    """Shares with Tajikistan, Turkmenistan and Uzbekistan taken together."""
    parts = [TOGETHER if host in CENTRAL_ASIA else host for host in shares.index]
    return shares.astype("float64").groupby(parts).sum()


def panel(
    classes: Sequence[str] = gravity.WIDE,
    distance: str = "capital",
    *,
    unreported_is_zero: bool = False,
    first: int = PAST[0],
) -> pd.DataFrame:
    """Arrivals and forces by host and year up to 2020: ``host, year, persons`` and the forces.

    unreported_is_zero: whether a host-year without a printed flow counts as zero; by default
    it is missing and left out.
    """
    arrivals = gravity.flows(first, PAST[1], classes)
    forces = gravity.forces(range(first, PAST[1] + 1), distance)
    how: Any = "left" if unreported_is_zero else "inner"
    return forces.merge(arrivals, on=["host", "year"], how=how).fillna({"persons": 0.0})


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


def plans_and_arrivals() -> pd.DataFrame:
    """Worst cases beside what came: ``row, edition, iso3, planned, low, high``, persons.

    low, high: the least and the most of the counts for the year of the plan, which are UNHCR's
    yearly statistics and, for 2021, the last count of arrivals in that year; hosts of a joint plan
    are added where they have a figure. row: the host or hosts and the year, in words.
    """
    days, flows = counts.arrivals_by_day(), gravity.flows(2000, 2022)
    places = names() | {TOGETHER: "Central Asia"}
    rows = []
    for plan in counts.plans().query("iso3 != 'TOTAL'").to_dict("records"):
        part, edition = plan["iso3"], plan["published"][:4]
        hosts = part.split("+")
        year = days[(days["day"].dt.year == int(edition)) & days["host"].isin(hosts)]
        last = year[year["day"] == year.groupby("host")["day"].transform("max")]
        yearly = flows[(flows["year"] == int(edition)) & flows["host"].isin(hosts)]
        came = [float(count["persons"].sum()) for count in (last, yearly) if len(count)]
        ends = min(came, default=None), max(came, default=None)
        rows.append((f"{places[part]} in {edition}", edition, part, plan["persons"], *ends))
    return pd.DataFrame(rows, columns=["row", "edition", "iso3", "planned", "low", "high"])


def sensitivity(host: str, rng: np.random.Generator, draws: int) -> pd.DataFrame:
    """The gravity share of one host under other choices: ``choice, hosts, rows, share, low, high``.

    Shares in per cent, with the middle 95 per cent of coefficients drawn. The first row is the
    model as forecast; each other row changes one thing.
    """
    base, near = panel(), ["CHN", "IRN", "KAZ", "KGZ", "PAK", "TJK", "TKM", "UZB"]
    variants: dict[str, tuple[pd.DataFrame, tuple[str, ...], str]] = {
        "as forecast": (base, FULL, "capital"),
        "without the stock": (base, FORCES, "capital"),
        "nearest point": (panel(distance="border"), FULL, "border"),
        "eight near hosts": (base[base["host"].isin(near)], FULL, "capital"),
        "no refugee-like": (panel(gravity.NARROW), FULL, "capital"),
        "unreported as 0": (panel(unreported_is_zero=True), FULL, "capital"),
        "from 2010": (panel(first=2010), FULL, "capital"),
        "without 2000-01": (panel(first=2002), FULL, "capital"),
    }
    rows = []
    for choice, (frame, used, distance) in variants.items():
        model, at = gravity.fit(frame, used), gravity.forces(PAST[1:], distance)
        share = 100 * gravity.predicted(model, at)[host]
        spread = 100 * gravity.drawn(model, at, rng, draws)[host].quantile([0.025, 0.975])
        rows.append((choice, model.hosts, model.rows, share, *spread))
    return pd.DataFrame(rows, columns=["choice", "hosts", "rows", "share", "low", "high"])


def without_each(host: str) -> pd.Series[float]:
    """The gravity share of a host, in per cent, by the host that is left out of the estimate."""
    base, at = panel(), gravity.forces(PAST[1:])
    shares = {}
    for out in sorted(base["host"].unique()):
        model = gravity.fit(base[base["host"] != out], FULL)
        shares[out] = 100 * gravity.predicted(model, at)[host]
    return pd.Series(shares)


def forecasts() -> dict[str, pd.Series[float]]:
    """Every forecast by name: shares by host that sum to one; ``plan`` in the plan's own parts.

    past: all arrivals that UNHCR printed for the years past; border: lengths of the Factbook of
    2021; plan: the worst case of August 2021.
    """
    base, at = panel(), gravity.forces(PAST[1:])
    border = borders.share_ranges().set_index("neighbour")["factbook"]
    plan = counts.plans().query("iso3 != 'TOTAL' and plan.str.contains('2021')").set_index("iso3")
    return {
        **{name: gravity.predicted(gravity.fit(base, used), at) for name, used in MODELS.items()},
        "past": normalised(gravity.flows(*PAST).groupby("host")["persons"].sum(), HOSTS),
        "border": normalised(border, HOSTS),
        "equal": pd.Series(1 / len(HOSTS), index=list(HOSTS)),
        "plan": normalised(plan["persons"], plan.index),
    }


def gravity_draws(rng: np.random.Generator, draws: int) -> dict[str, pd.DataFrame]:
    """Shares drawn from the two gravity models by name: one row a draw, one column a host."""
    base, at = panel(), gravity.forces(PAST[1:])
    fits = {name: gravity.fit(base, used) for name, used in MODELS.items()}
    return {name: gravity.drawn(model, at, rng, draws) for name, model in fits.items()}


def compared(
    expected: Mapping[str, pd.Series[Any]],
    spread: Mapping[str, pd.DataFrame],
    came: Mapping[str, pd.Series[Any]],
    host: str,
) -> pd.DataFrame:
    """Forecasts beside what came: ``panel, label, share, low, high, tone, part, forecast``.

    Shares in per cent, with the middle 95 per cent of the draws where there are draws. Equal shares
    are left out. expected: see ``forecasts``; spread: see ``gravity_draws``; came: see
    ``outcomes``. host: a part of its own beside Iran, Pakistan and Central Asia, where it is one of
    the three; the tone of what came is its code.
    """
    counted = {f"came_{count}": persons / persons.sum() for count, persons in came.items()}
    alone = {TOGETHER: "Central Asia together", host: f"{names()[host]} alone"}
    places, rows = names() | alone, []
    for forecast, shares in {**expected, **counted}.items():
        parts = coarse(shares)
        if host in CENTRAL_ASIA and host in shares.index:
            parts = pd.concat([parts, shares[[host]].astype("float64")])
        for part, share in parts.items():
            low = high = share
            if forecast in spread:
                columns = str(part).split("+")
                low, high = spread[forecast][columns].sum(axis=1).quantile([0.025, 0.975])
            rows.append((places[str(part)], part, forecast, 100 * share, 100 * low, 100 * high))
    table = pd.DataFrame(rows, columns=["panel", "part", "forecast", "share", "low", "high"])
    table = table[table["forecast"] != "equal"].reset_index(drop=True)
    is_count = table["forecast"].str.startswith("came")
    tone = is_count.map({True: "ink", False: "other-2"})
    tone = tone.mask(is_count & (table["part"] == host), host)
    return table.assign(label=table["forecast"].map(WORDS), tone=tone)


def in_words(shares: pd.DataFrame, host: str) -> str:
    """What the forecasts gave a host and the counts say, as a sentence without its full stop.

    shares: as of ``compared``; the host may have no count.
    """
    share = shares[shares["part"] == host].set_index("forecast")["share"]
    says = share.reindex(["came_statistics", "came_counted"]).dropna().map("{:.1f}".format)
    gave = (
        f"Gravity gave {names()[host]} {share['gravity']:.1f} per cent of the arrivals, its border "
    )
    return f"{gave}{share['border']:.0f}; " + by_number(
        len(says),
        none="no count was made there",
        one=f"the count says {listed(says)}",
        many=f"the counts say {listed(says)}",
    )


def score_table(
    expected: Mapping[str, pd.Series[Any]], came: Mapping[str, pd.Series[Any]]
) -> pd.DataFrame:
    """Both scores by forecast, outcome and partition: ``forecast, log, Brier, outcome, parts``.

    Both are excesses: what the score of the forecast is above that of the outcome itself. Hosts
    without a count are left out, and each forecast is taken as shares of the rest.
    parts: ``hosts`` (each counted host) or ``together`` (Central Asia as one, the only partition in
    which the plan can be scored). In each, the best by the logarithmic score stands first.
    expected: see ``forecasts``; came: see ``outcomes``.
    """
    rows = []
    for (outcome, persons), parts in product(came.items(), ("hosts", "together")):
        reached = coarse(persons) if parts == "together" else persons
        reached = normalised(reached, reached.index)
        for name, each in expected.items():
            shares = coarse(each) if parts == "together" else each
            if set(reached.index) <= set(shares.index):
                shares = normalised(shares, reached.index)
                rules = (log_score, brier_score)
                excess = (rule(shares, reached) - rule(reached, reached) for rule in rules)
                rows.append((name, *excess, outcome, parts))
    scores = pd.DataFrame(rows, columns=["forecast", "log", "Brier", "outcome", "parts"])
    return scores.sort_values(["outcome", "parts", "log"], ignore_index=True, kind="stable")


def wins(scores: pd.DataFrame, name: str, rival: str) -> list[bool]:
    """Whether a forecast scores better than a rival: one answer an outcome, partition and rule."""
    by_forecast = scores.set_index(["forecast", "outcome", "parts"])
    better = by_forecast.loc[name] < by_forecast.loc[rival]
    return better.to_numpy().ravel().tolist()


def summary(scores: pd.DataFrame) -> Numbers:
    """Which forecast is best by ``score_table``, and what the gravity model rests on."""
    together = scores[scores["parts"] == "together"].replace({"forecast": WORDS})
    best = together.groupby("outcome")["forecast"].first()
    won = wins(scores, "gravity", "past")
    model = gravity.fit(panel(), FULL)
    sign = "positive" if model.coefficients[model.forces.index("log_distance")] > 0 else "negative"
    of_model = partial(number, sources=gravity.TABLES)
    compared = partial(number, sources=[*gravity.TABLES, counts.ARRIVALS])
    by_log = "best forecast by log score, against"
    better = "comparisons in which gravity scores better than past shares"
    all_tests = "comparisons of gravity with past shares: two counts, two rules, two partitions"
    of_statistics = [*gravity.TABLES, counts.PLANS]
    return {
        "best_counted": number(best["counted"], f"{by_log} counted arrivals", sources=TABLES),
        "best_statistics": number(
            best["statistics"], f"{by_log} yearly statistics", sources=of_statistics
        ),
        "gravity_wins": compared(sum(won) or "none", better),
        "gravity_tests": compared(len(won), all_tests),
        "gravity_hosts": of_model(model.hosts, "hosts in the gravity model"),
        "gravity_rows": of_model(model.rows, "host-years in the gravity model"),
        "distance_sign": of_model(sign, "sign of the coefficient of log distance"),
    }
