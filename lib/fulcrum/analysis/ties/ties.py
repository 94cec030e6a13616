"""A state's ties with the powers, kind by kind: shares, concentration, coverage, and their change.

One tidy frame for all kinds. A span of years is summed up twice: *pooled* (shares of the sum over
its years) and *yearly* (the mean over its years); pooling alone makes a long span look less
concentrated than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.analysis.countries import names
from fulcrum.analysis.ties import partners, votes
from fulcrum.analysis.ties.partners import BREAKS, POWERS, UNKNOWN
from fulcrum.evidence.claims import Test
from fulcrum.evidence.data import versions
from fulcrum.evidence.results import Numbers, number
from fulcrum.evidence.seeds import settings
from fulcrum.statistics.concentration import bounds

Span = tuple[int, int]
BEFORE: Final[Span] = (2008, 2014)
BETWEEN: Final[Span] = (2015, 2021)
AFTER: Final[Span] = (2022, 2023)
SINCE: Final[Span] = (BETWEEN[0], AFTER[1])
PAID: Final[Span] = (BETWEEN[0], partners.PAID_UNTIL)
PERIODS: Final = {
    "2008\N{EN DASH}14 to 2015\N{EN DASH}21": (BEFORE, BETWEEN),
    "2015\N{EN DASH}21 to 2022\N{EN DASH}23": (BETWEEN, AFTER),
}
"""The spans that are compared, by the name of the comparison."""

READERS: Final[dict[str, tuple[Callable[[list[str]], pd.DataFrame], str]]] = {
    "arms": (partners.arms, partners.ARMS),
    "debt service": (partners.debt, partners.DEBT),
    "loans": (partners.loans, partners.FLOWS),
    "migrants": (partners.labour, partners.LABOUR),
    "grants": (partners.grants, partners.FLOWS),
    "trade": (partners.trade, partners.TRADE),
}
"""Kinds of tie that are counted over years, each with its reader and its table."""
EDITIONS: Final = ("2021-08-12", "2024-08-15")
"""Editions of the Factbook with the partners of 2019 and of 2022; in that of 2023 Russia is missing
for two states."""
NAMES: Final = dict(zip(POWERS, ("Russia", "China", "United States"), strict=True)) | {
    "other": "others",
    UNKNOWN: "not known",
}
HUES: Final = dict(zip(NAMES.values(), (*POWERS, "other-2", "paper"), strict=True))
"""Who may hold a share of a tie, in words; and the colours of these words."""
SERIES: Final = ("arms", "loans", "debt service", "grants", "migrants")
"""Kinds with a long record."""
COUNTED: Final = ("arms", "debt service", "loans", "migrants", "trade")
"""Kinds whose source means to count every partner; of grants China's are missing."""
READINGS: Final[dict[str, dict[str, Any]]] = {
    "pooled spans": {"yearly": False},
    "debt service without loans": {"kinds": ("arms", "debt service", "migrants")},
    "loans without debt service": {"kinds": ("arms", "loans", "migrants")},
    "without migrants": {"kinds": ("arms", "loans", "debt service")},
}
"""Other readings of ``count_narrowed``, by name."""
ONE_REPORT: Final = {"loans": "lenders", "debt service": "lenders"}
"""Kinds that are two readings of one tie: what lenders pay out and what they are paid back, both
from the same reports of the debtor."""


def ties(codes: list[str], kinds: tuple[str, ...] = tuple(READERS)) -> pd.DataFrame:
    """All ties of some states: ``iso3, kind, year, partner, power, value``; see ``partners``."""
    parts = [_read(kind, tuple(codes), versions(READERS[kind][1])) for kind in kinds]
    return pd.concat(parts, ignore_index=True)


@lru_cache(maxsize=32)
def _read(kind: str, codes: tuple[str, ...], _hashes: tuple[str, ...]) -> pd.DataFrame:
    return READERS[kind][0](list(codes))


def _limits(named: np.ndarray, unknown: float) -> tuple[float, float]:
    covered = float(named.sum())
    if not covered:
        return 0.0, 1.0
    return bounds(pd.Series(named / covered), covered / (covered + unknown))


def concentration(part: pd.DataFrame, *, yearly: bool = False) -> tuple[float, float, float, float]:
    """HHI of one state's ties of one kind over some years: ``low, high, least, most``.

    part: rows of ``ties`` of one state and kind. low, high: what the uncovered part leaves open
    (``concentration.bounds``); least, most: the same with each year left out in turn as well, where
    there are several. yearly: the mean over the years, else of their sum. All between 0 and 1.
    """
    rows, partners = pd.factorize(part["partner"])
    columns, years = pd.factorize(part["year"])
    count = len(years)
    table = np.zeros((len(partners), count))
    np.add.at(table, (rows, columns), part["value"].to_numpy(dtype=float))
    nameless = np.asarray(partners == UNKNOWN)
    named, unknown = table[~nameless], table[nameless].sum(axis=0)
    if yearly:
        each = np.array([_limits(named[:, k], unknown[k]) for k in range(count)])
        ends = [each.mean(axis=0)]
        ends += [np.delete(each, k, axis=0).mean(axis=0) for k in range(count) if count > 1]
    else:
        kept = [list(range(count)), *([y for y in range(count) if y != k] for k in range(count))]
        kept = kept if count > 1 else kept[:1]
        ends = [np.array(_limits(named[:, c].sum(axis=1), unknown[c].sum())) for c in kept]
    low, high = map(float, ends[0])
    return low, high, float(min(end[0] for end in ends)), float(max(end[1] for end in ends))


def summary(frame: pd.DataFrame, span: Span, *, yearly: bool = False) -> pd.DataFrame:
    """One row for each state and kind in a span of years, both included.

    frame: see ``ties``. ``iso3, kind, first, last, years, n, partners, coverage, RUS, CHN, USA,
    other, unknown, top, top_share, low, high, least, most``. n: partner-years with a tie; coverage:
    part of the value whose partner is named; RUS to unknown: shares of the whole, sum one; top: the
    largest named partner.
    """
    keys = ["iso3", "kind"]
    inside = frame[frame["year"].between(*span)]
    named = inside[inside["partner"] != UNKNOWN]
    parts = inside.groupby(keys)
    whole = parts["value"].sum()
    powers = inside.groupby([*keys, "power"])["value"].sum().unstack(fill_value=0)
    shares = powers.reindex(columns=list(NAMES), fill_value=0.0).div(whole, axis=0)
    held = named.groupby([*keys, "partner"])["value"].sum().reset_index()
    largest = held.sort_values("value", kind="stable").groupby(keys).last()
    counts = named.groupby(keys)["partner"].agg(n="size", partners="nunique")
    counts = counts.reindex(whole.index, fill_value=0)
    limits = [concentration(part, yearly=yearly) for _, part in parts]
    totals = parts["year"].agg(first="min", last="max", years="nunique").join(counts)
    totals = totals.assign(coverage=1.0 - shares[UNKNOWN]).join(shares)
    totals = totals.assign(
        top=largest["partner"].reindex(whole.index, fill_value=""),
        top_share=largest["value"] / whole,
    )
    ends = pd.DataFrame(limits, whole.index, ["low", "high", "least", "most"])
    table: pd.DataFrame = totals.join(ends).reset_index()
    return table


def change(frame: pd.DataFrame, before: Span, after: Span, *, yearly: bool = False) -> pd.DataFrame:
    """How far the HHI moved between two spans: ``iso3, kind, coverage, n, low, high, least, most``.

    coverage, n: the lower of the two spans; low, high: what the uncovered parts leave open; least,
    most: each year left out in turn as well. Changes across a break in trade are left out.
    """
    keys = ["iso3", "kind"]
    earlier, later = (summary(frame, span, yearly=yearly) for span in (before, after))
    if earlier.empty or later.empty:
        return pd.DataFrame(columns=[*keys, "coverage", "n", "low", "high", "least", "most"])
    both = earlier.merge(later, on=keys, suffixes=("_one", "_two"))
    broken = both["iso3"].map(BREAKS).between(before[0], after[1], inclusive="right")
    both = both[~(broken & (both["kind"] == "trade"))].reset_index(drop=True)
    moved = both[keys].assign(
        coverage=both[["coverage_one", "coverage_two"]].min(axis=1),
        n=both[["n_one", "n_two"]].min(axis=1),
    )
    for ends in (("low", "high"), ("least", "most")):
        for end, other in (ends, ends[::-1]):
            moved[end] = both[f"{end}_two"] - both[f"{other}_one"]
    return moved


def changes(frame: pd.DataFrame) -> pd.DataFrame:
    """The changes in both ``PERIODS``, by yearly means: columns of ``change``, and ``period``.

    And for a chart ``row``, the state, and ``panel``, the kind, in the order of ``SERIES``.
    """
    moved = [
        change(frame, *pair, yearly=True).assign(period=name) for name, pair in PERIODS.items()
    ]
    both = pd.concat(moved, ignore_index=True)
    return both.assign(row=both["iso3"].map(names()), panel=pd.Categorical(both["kind"], SERIES))


def sure_changes(moved: pd.DataFrame, bound: Mapping[str, float]) -> pd.DataFrame:
    """How many ties surely rose and surely fell in each period: ``period, n, up, down``.

    moved: see ``changes``; bound: ``rise, records`` as in ``count_narrowed``. n: ties with so many
    partner-years in both spans.
    """
    covered = moved[moved["n"] >= bound["records"]]
    sure = covered.assign(
        up=covered["least"] > bound["rise"], down=covered["most"] < -bound["rise"]
    )
    counts = sure.groupby("period").agg(n=("up", "size"), up=("up", "sum"), down=("down", "sum"))
    return counts.reset_index()


def count_narrowed(
    codes: list[str],
    before: Span,
    after: Span,
    bound: Mapping[str, float],
    *,
    kinds: tuple[str, ...] = COUNTED,
    yearly: bool = True,
) -> tuple[int, int]:
    """States that surely, and possibly, came to depend on fewer partners between two spans.

    A measure counts when its partners are named for the part ``coverage`` of the value, by
    ``records`` partner-years or more, in both spans; loans and debt service are one kind of tie
    (``ONE_REPORT``). A kind surely narrowed when its HHI rose by more than ``rise`` in each such
    measure, whatever the uncovered part is and whichever year is left out; possibly, when it may
    have in one. A state must have narrowed in at least ``kinds`` kinds; with fewer kinds covered it
    is possible, not sure. bound: ``rise, coverage, records, kinds``.
    """
    moved = change(ties(codes, kinds), before, after, yearly=yearly)
    moved = moved[(moved["coverage"] >= bound["coverage"]) & (moved["n"] >= bound["records"])]
    moved = moved.assign(kind=moved["kind"].replace(ONE_REPORT))
    each = moved.groupby(["iso3", "kind"])[["least", "most"]].agg({"least": "min", "most": "max"})
    rises = (each > bound["rise"]).groupby("iso3")
    narrowed = rises.sum().assign(covered=rises.size()).reindex(codes, fill_value=0)
    enough = narrowed >= bound["kinds"]
    return int(enough["least"].sum()), int((enough["most"] | ~enough["covered"]).sum())


def narrowing_tests(
    name: str, codes: list[str], before: Span, after: Span
) -> tuple[list[Test], dict[str, list[Test]]]:
    """The test of c14 that has a name, and the same under other ``READINGS``: its variants."""
    count = partial(count_narrowed, codes, before, after, settings("c14", name))
    note = "Arms, lenders (loans and debt service) and migrants; trade breaks, and grants lack"
    others = {how: [Test(name, None, *count(**rule))] for how, rule in READINGS.items()}
    return [Test(name, None, *count(), note=f"{note} China's.")], others


def profiles(codes: list[str], until: int) -> pd.DataFrame:
    """The newest shares by power of each kind of tie: ``iso3, label, kind, RUS, CHN, …``.

    Columns as in ``summary``, with shares and coverage in per cent and ``percent`` for the share of
    the first partner, and label: the kind with its years. Trade of 2014 is the last year of
    its source; the Factbook's imports and exports come from two editions, which are two readings
    and no series. Remittances for which the model names one sender alone are left out. until: no
    year after it is used.
    """
    listed = [(flow, edition) for flow in ("imports", "exports") for edition in EDITIONS]
    spans = {"arms": SINCE, "loans": PAID, "debt service": PAID, "grants": PAID}
    parts = [
        (ties(codes, ("trade",)), (2014, 2014)),
        *((partners.listed(codes, *choice), (1992, 2026)) for choice in listed),
        *((ties(codes, (kind,)), span) for kind, span in spans.items()),
        (ties(codes, ("migrants",)), (2020, 2020)),
        (partners.remittances(codes), (2017, 2017)),
    ]
    rows = []
    for frame, span in parts:
        part = summary(frame[frame["year"] <= until], span)
        if len(part):
            year = str(part["first"].iloc[0])
            years = year if part["years"].max() == 1 else f"{span[0]}\N{EN DASH}{span[1] % 100}"
            rows.append(part.assign(label=part["kind"] + ", " + years))
    shares = pd.concat(rows, ignore_index=True)
    alone = (shares["kind"] == "remittances") & (shares["partners"] < 2)
    shares = shares[~alone].reset_index(drop=True).rename(columns={"top_share": "percent"})
    parts_of_whole = [*NAMES, "coverage", "percent"]
    return shares.assign(**100 * shares[parts_of_whole])


def caveat(profile: pd.DataFrame) -> str:
    """What limits the profile of one state, in sentences. profile: its rows of ``profiles``."""
    thin = profile.sort_values("coverage", kind="stable").iloc[0]
    named = f"{thin['label']}: {thin['coverage']:.0f} per cent have a named partner"
    sentences = [f"Least is known of {named}. China does not report grants."]
    if thin["iso3"] in BREAKS:
        broken = "looks like the count of China itself, after a break in the series."
        sentences.append(f"The Chinese trade of 2014 {broken}")
    sentences.append(
        "Imports and exports of two years come from two editions of the Factbook and are no series."
    )
    sentences.append(
        "Remittances are modelled from the migrants and not counted again."
        if "remittances" in set(profile["kind"])
        else "The model of remittances names one sender alone and is left out."
    )
    return " ".join(sentences)


def once(frame: pd.DataFrame) -> pd.DataFrame:
    """Each kind of tie once: of the rows of ``profiles`` the newest reading of each kind.

    Trade of 2014 is left out, since imports and exports are counted on their own, and remittances,
    which are modelled from the stocks of migrants. For a grid of all states: ``row, column, brief``
    and the first partner in words, ``who`` and ``text``; a question mark stands where what is not
    known could be larger.
    """
    newest = frame.groupby(["iso3", "kind"])["last"].transform("max")
    kept = (frame["last"] == newest) & ~frame["kind"].isin(["trade", "remittances"])
    rows = frame[kept].reset_index(drop=True)
    doubt = (rows["percent"] > rows["unknown"]).map({True: "\n", False: "?\n"})
    share = rows["percent"].map("{:.0f}".format)
    return rows.assign(
        **{"row": rows["kind"], "column": rows["iso3"].map(names()), "brief": rows["iso3"]},
        who=rows["top"].map(NAMES).fillna("another partner"),
        text=rows["top"].replace("World Bank", "WB") + doubt + share,
    )


def by_power(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``profiles`` made long, one for each power: ``label, n, coverage, power, share``."""
    shares = [power for power in NAMES if power in frame]
    return frame.melt(["label", "n", "coverage"], shares, "power", "share")


def votes_by_power(iso3: str, first: str, last: str) -> pd.DataFrame:
    """How a state voted when Russia and America differed, in the columns of ``by_power``.

    first, last: ISO days, both included. Empty where there was no such vote.
    """
    sides = {"with_one": "RUS", "with_other": "USA", "neither": "other", "votes": "n"}
    cast = votes.sides([iso3], first, last).rename(columns=sides)
    cast[["RUS", "USA", "other"]] *= 100
    label = f"votes, {first[:4]}\N{EN DASH}{last[2:4]}"
    return by_power(cast.assign(label=label, coverage=100.0))


def tops(frame: pd.DataFrame) -> pd.DataFrame:
    """How many different partners stand first: ``iso3, kinds, different, effective``.

    frame: rows of ``summary``, one for each state and kind. effective: the inverse of the HHI over
    the first partners, from 1 (the same everywhere) to the number of kinds. It counts heads, not
    weight: a partner that leads by a hair counts as one that holds all.
    """
    firsts = frame[frame["top"] != ""].groupby("iso3")["top"]
    held = firsts.value_counts(normalize=True)
    counts = firsts.agg(kinds="size", different="nunique")
    counts["effective"] = 1 / (held**2).groupby("iso3").sum()
    return counts.reset_index()


def first_numbers(grid: pd.DataFrame, long: pd.DataFrame, iso3: str) -> Numbers:
    """How many first partners a state has, now and in two spells, in numbers.

    grid: see ``once``; long: see ``ties``.
    """
    row, label = tops(grid).set_index("iso3"), f"different first partners of {names()[iso3]} in"
    equal = f"effective number of first partners of {names()[iso3]}: one over the sum of squared "
    equal += "shares of kinds"
    kinds, different, effective = (row[c][iso3] for c in ("kinds", "different", "effective"))
    spells = {"before": (BEFORE, "2008 to 2014"), "since": (SINCE, "2015 on")}
    counts = {
        name: (tops(summary(long, years)).set_index("iso3"), words)
        for name, (years, words) in spells.items()
    }
    return {
        "first_partners": number(different, f"{label} {row['kinds'].max()} kinds of tie"),
        "first_partners_kinds": number(kinds, "kinds of tie compared"),
        "effective_firsts": number(effective, equal, digits=1, tolerance=0.05),
    } | {
        f"first_partners_{name}": number(
            count["different"][iso3], f"{label} {count['kinds'][iso3]} of five kinds, {words}"
        )
        for name, (count, words) in counts.items()
    }


def vote_numbers(iso3: str) -> Numbers:
    """``votes_by_power`` with Russia and America in three spells, in numbers."""
    spells = {"before": ("2008-01-01", "2014-12-31"), "between": ("2015-01-01", "2021-08-14")}
    spells["since"] = ("2021-08-15", "2024-06-30")
    share = partial(number, unit="%", digits=0, tolerance=0.5)
    numbers = {}
    for when, days in spells.items():
        sides = votes_by_power(iso3, *days).set_index("power")["share"]
        apart = f"when Russia and America differed, {' to '.join(days)}"
        for power in ("RUS", "USA"):
            label = f"votes of {names()[iso3]} with {names()[power]} {apart}"
            numbers[f"with_{power.lower()}_{when}"] = share(sides[power], label)
    return numbers


def change_numbers(early: Sequence[int], late: Sequence[int], sure: pd.Series[Any]) -> Numbers:
    """States that narrowed (surely, possibly; two comparisons) and the ties that surely moved.

    sure: the last row of ``sure_changes``.
    """
    narrowed = "narrowed in two kinds of tie or more"
    maybe = f"states that surely or possibly {narrowed}"
    whose = f"ties of {sure['n']} whose concentration surely"
    return {
        "narrowed_then": number(early[1], f"{maybe} from 2008-14 to 2015-21"),
        "narrowed_surely": number(late[0], f"states that surely {narrowed} after 2021"),
        "narrowed_possibly": number(late[1], f"{maybe} after 2021"),
        "rises_late": number(sure["up"], f"{whose} rose after 2021"),
        "falls_late": number(sure["down"], f"{whose} fell after 2021"),
    }
