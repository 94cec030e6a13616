"""Words for numbers: what titles, descriptions, reasons and pages are composed of.

Each helper takes values and returns text; the grammar of none, one and many lives here and in no
chapter.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

Value = int | float | str | bool
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT: Final = re.compile(rf"({DAY.pattern})T(\d\d:\d\d)\S*")
"""A day, and a day with a time, as ISO texts."""
INVARIABLE: Final = ("series", "species", "means")
"""Nouns that are the same for one and for many."""
PREFIXED: Final = ("$", "US$")
"""Units that stand before their number."""
MINUS: Final = "\N{MINUS SIGN}"
WORDS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""How small numbers are spelled, from zero before a noun."""


def formatted(value: Value, unit: str = "", digits: int | None = None) -> str:
    """The value as prose shows it: thousands parted by commas, a true minus, its unit.

    Args:
        value: A number, a truth value, a text, or a day as ISO text.
        unit: The unit, which loses its plural beside 1; ``year`` is not shown.
        digits: Decimals shown; by default none for whole numbers, else three significant digits.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if parts := INSTANT.fullmatch(value):
            return f"{day(parts[1])}, {parts[2]}"
        return day(value) if DAY.fullmatch(value) else value
    if digits is None:
        whole = float(value).is_integer() or abs(value) >= 100
        digits = 0 if whole else max(0, 2 - math.floor(math.log10(abs(value))))
    plain_year = unit == "year"
    number = f"{value:.0f}" if plain_year else f"{value:,.{digits}f}"
    number = number.replace("-", MINUS)
    if not unit or plain_year:
        return number
    if unit in PREFIXED:
        return f"{unit}{number}"
    if number.strip(MINUS) == "1" and not unit.endswith(INVARIABLE):
        is_short = len(unit.rpartition(" ")[2]) <= len("ties")
        ies = unit.endswith("ies") and not is_short
        unit = f"{unit[:-3]}y" if ies else unit.removesuffix("s")
    return f"{number}\N{NO-BREAK SPACE}{unit}"


def stated(
    value: Value, unit: str = "", digits: int | None = None, significant: int | None = None
) -> str:
    """The value as a result or a test prints it: with no more digits than anyone knows.

    Args:
        value: As for ``formatted``, which prints what is no measure: texts, days, counts, years.
        unit: As for ``formatted``.
        digits: Decimals, at most; two by default.
        significant: Digits that count, at most; by default three, and all before the point.

    A number that would print as zero and is not is said to be under the least that prints.
    """
    exact = isinstance(value, str | bool) or value == 0 or unit == "year"
    if exact or (significant is None and float(value).is_integer()):
        return formatted(value, unit, digits)
    number = float(value)
    places = (significant or 3) - 1 - math.floor(math.log10(abs(number)))
    most = 0 if number.is_integer() else 2 if digits is None else digits
    places = min(places if significant else max(places, 0), most)
    if round(number, places) == 0:
        least = formatted(10.0**-places, unit, places)
        return f"under {least}" if number > 0 else f"less than {least} below 0"
    return formatted(round(number, places), unit, max(places, 0))


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign: a true minus, or a plus."""
    return f"{value:+.{digits}f}".replace("-", MINUS)


def iso(date: dt.date) -> str:
    """A date as ISO text: the day alone at midnight, else the time of day with it."""
    at_midnight = isinstance(date, dt.datetime) and date.timetz() == dt.time(0)
    return date.isoformat()[: len("1999-12-31")] if at_midnight else date.isoformat()


def day(date: str | dt.date) -> str:
    """A day as in English prose, ``15 August 1990``; texts are read as ISO days."""
    if isinstance(date, str):
        date = dt.date.fromisoformat(date)
    return f"{date.day} {date:%B %Y}"


def span(low: float, high: float, digits: int = 1, unit: str = "", joint: str = " to ") -> str:
    """A range with its unit, ``20.6 to 23.1 per cent``; one number where both ends print alike."""
    ends = dict.fromkeys(f"{end:,.{digits}f}".replace("-", MINUS) for end in (low, high))
    return joint.join(ends) + (f" {unit}" if unit else "")


def listed(parts: Iterable[object], *, none: str = "none", last: str = " and ") -> str:
    """Parts as a list in a sentence: ``none``, ``a``, ``a and b``, ``a, b and c``."""
    words = [str(part) for part in parts]
    if not words:
        return none
    return last.join([", ".join(words[:-1]), words[-1]]) if words[1:] else words[0]


def counted(n: int, noun: str, plural: str = "", *, spelled: bool = False) -> str:
    """A number with its noun: ``no allies``, ``1 ally``, ``3 allies``.

    Args:
        n: How many.
        noun: The noun in the singular.
        plural: Its plural, where that is not formed with -s or -ies.
        spelled: Whether one to ten are written as words; zero always is.
    """
    word = WORDS[n] if n < len(WORDS) and (spelled or n == 0) else f"{n:,}"
    regular = f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"
    return f"{word} {noun if n == 1 else plural or regular}"


def by_number(n: int, *, many: str, none: str | None = None, one: str | None = None) -> str:
    """The text for none, one or many, in which ``{n}`` stands for the number; many by default."""
    text = {0: none, 1: one}.get(n)
    return (many if text is None else text).format(n=f"{n:,}")


def course(first: float, last: float, *, rose: str, fell: str, level: str = "") -> str:
    """The word for how a number went from its first value to its last; level is fell by default."""
    return rose if last > first else fell if last < first else level or fell


def by_row(table: pd.DataFrame, template: str, joint: str = " ") -> str:
    """A sentence for each row, ``{column}`` filled in as by ``str.format``, with true minus signs.

    Args:
        table: Tidy rows; missing values are shown as *no figure*.
        template: The sentence, for instance ``"{state}: {least:.1f} to {most:.1f} per cent."``.
        joint: What stands between two sentences.
    """
    return joint.join(template.format(**_printable(row)) for row in table.to_dict("records"))


class _Missing(str):
    """A missing value, printed alike in every number format."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


class _Number(float):
    """A number whose minus is a true one when it is printed."""

    def __format__(self, spec: str) -> str:
        return format(float(self), spec).replace("-", MINUS)


def _printable(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(name): _Missing("no figure")
        if value is None or value != value  # noqa: PLR0124 - a missing number is not itself
        else _Number(value)
        if isinstance(value, float)
        else value
        for name, value in row.items()
    }
