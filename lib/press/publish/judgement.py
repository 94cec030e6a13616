"""What a page needs to judge anew under a reader's own thresholds, and how far each may be moved.

The page gets the numbers of every test, of every other way of computing it, and the ends between
which its threshold moves. ``judgement.js`` applies the rule of ``fulcrum.evidence.claims`` to them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fulcrum.evidence.claims import SIGNS
from fulcrum.evidence.payloads import NOT_THIS_CASE
from fulcrum.evidence.seeds import UNTESTABLE
from fulcrum.evidence.wording import Value, formatted

STEPS: Final = 120
"""About how many steps a slider has, where its numbers are not whole."""
LEAST: Final = 3
"""How many whole steps a slider reaches at least to each side."""
DAYS: Final = 14
"""The same for days and months, of which a reader thinks in weeks and quarters."""
YEARS: Final = 5
"""The same for years."""


def anchor(verdict: Mapping[str, Any]) -> str:
    """The place of a verdict in a page, which is also its name there."""
    return "-".join(filter(None, (verdict["claim"], verdict["horizon"])))


def block(verdicts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All verdicts of a book that a reader may judge anew, in the order given."""
    return [
        {
            "key": anchor(verdict),
            "claim": verdict["claim"],
            "page": verdict["chapter"],
            "verdict": verdict["verdict"],
            "fixed": verdict["nature"] in UNTESTABLE,
            "tests": [_test(verdict, place) for place in range(len(verdict["tests"]))],
            "variants": _variants(verdict),
        }
        for verdict in verdicts
        if verdict["verdict"] != NOT_THIS_CASE
    ]


def _test(verdict: Mapping[str, Any], place: int) -> dict[str, Any]:
    test = verdict["tests"][place]
    numbers = [test["value"], test["low"], test["high"]]
    every = [*numbers, *(end for v in verdict["variants"] for end in v["numbers"][place])]
    seen = [value for value in every if value is not None]
    threshold = test["threshold"]
    limits = threshold if isinstance(threshold, list | tuple) else [threshold]
    return {
        "name": test["name"],
        "compare": test["compare"],
        "numbers": numbers,
        "counts": test["necessary"] or test["condition"],
        "condition": test["condition"],
        "unsearched": test["unsearched"],
        "required": test["required"],
        "sign": "" if isinstance(threshold, bool) else SIGNS.get(test["compare"], test["compare"]),
        "ends": [end(limit, limits, seen, test["unit"]) for limit in limits],
    }


def _variants(verdict: Mapping[str, Any]) -> list[list[Any]]:
    """Other ways of computing a verdict, by the numbers that they come to: names, numbers."""
    names: dict[str, list[str]] = {}
    for variant in verdict["variants"]:
        names.setdefault(json.dumps(variant["numbers"]), []).append(variant["name"])
    return [[alike, json.loads(numbers)] for numbers, alike in names.items()]


def end(
    limit: Value, limits: Sequence[Value], seen: Sequence[Value], unit: str = ""
) -> dict[str, Any]:
    """Where one end of a threshold can be moved, in steps from where it stands.

    Args:
        limit: The end as the rule sets it.
        limits: All ends of the threshold, one or two.
        seen: What was found, the ends of its range, and the same under every variant.
        unit: The unit of all of them.

    A number moves by 1, 2 or 5 of a power of ten, between the least and the most of threshold and
    numbers seen and half their distance beyond; where whole numbers were seen, by whole steps and
    by three at least.
    It never crosses zero where nothing seen does, nor 100 per cent. A day moves to two weeks
    before the first and after the last, a month likewise by months; a truth value has two choices,
    and a name those that were seen.
    """
    if isinstance(limit, bool):
        return _choices(limit, [True, False])
    if isinstance(limit, str):
        return _choices(limit, _days(limit, seen) or sorted({limit, *map(str, seen)}))
    points = [float(value) for value in (*limits, *seen)]
    whole = all(float(value).is_integer() for value in seen or limits)
    least, most = min(points), max(points)
    margin = (most - least) / 2 or abs(float(limit)) / 2 or 1
    if unit == "year":
        margin = max((most - least) / 2, YEARS)
    elif whole:
        margin = max(margin, LEAST)
    start = max(least - margin, 0) if least >= 0 else least - margin
    stop = min(most + margin, 100) if unit == "%" and most <= 100 else most + margin
    step = _round_step(Decimal(repr(stop - start)) / STEPS)
    step = max(step, Decimal(1)) if whole else step
    at = Decimal(repr(limit))
    digits = max(0, -_places(at), -_places(step))
    return {
        "base": int(at.scaleb(digits)),
        "step": int(step.scaleb(digits)),
        "digits": digits,
        "from": -int((at - Decimal(repr(start))) / step),
        "to": int((Decimal(repr(stop)) - at) / step),
        "many": formatted(2, unit).replace("2", "{}", 1),
        "one": formatted(1, unit).replace("1", "{}", 1),
        "parted": unit != "year",
    }


def _places(number: Decimal) -> int:
    """The power of ten of the last digit of a number."""
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2 and 5 times a power of ten that is no smaller than a number."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * part for part in (1, 2, 5, 10) if power * part >= least)


def _choices(limit: Value, values: Sequence[Value]) -> dict[str, Any]:
    place = values.index(limit)
    return {
        "choices": [[value, formatted(value)] for value in values],
        "from": -place,
        "to": len(values) - 1 - place,
    }


def _days(limit: str, seen: Sequence[Value]) -> list[str]:
    """The days, or the months, around a threshold and what was found; none of another text."""
    texts = [limit, *(value for value in seen if isinstance(value, str))]
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in texts):
        days = [dt.date.fromisoformat(text).toordinal() for text in texts]
        around = range(min(days) - DAYS, max(days) + DAYS + 1)
        return [dt.date.fromordinal(day).isoformat() for day in around]
    if all(re.fullmatch(r"\d{4}-\d\d", text) for text in texts):
        months = [12 * int(text[:4]) + int(text[5:]) - 1 for text in texts]
        around = range(min(months) - DAYS, max(months) + DAYS + 1)
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in around]
    return []
