"""What tests that compare counts could have shown at all: the least rise that each tells apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.contacts import before_and_after, western_contacts
from fulcrum.analysis.events.leader_travel import american_contacts
from fulcrum.evidence.seeds import claim
from fulcrum.evidence.wording import day as in_words
from fulcrum.evidence.wording import listed
from fulcrum.statistics.intervals import least_rise

Readings = dict[str, tuple[float, str]]
"""Numbers with their labels, by name."""


def western(state: str, others: Sequence[str], day: str, days: int) -> Readings:
    """The least rise of Western contacts that c12 tells from its threshold: see ``least_rise``.

    Contacts in as many days before a day and from it on, as in ``contacts.western_tests``.
    """
    bound = cast("float", claim("c12").rules[0].threshold)
    tables = [western_contacts(code) for code in (state, *others)]
    own, *beside = (before_and_after(table, day, days) for table in tables)
    after, rise = least_rise(own[0], beside, bound)
    what = f"Western contacts of {names()[state]} in the {days} days from {in_words(day)}"
    those = listed(names()[code] for code in others)
    return {
        "least_rise": (
            rise,
            f"least rise of {what}, that of {those} taken off, told from {bound:g}",
        ),
        "least_after": (after, f"{what} that such a rise asks for"),
        "after": (own[1], f"{what} on record"),
    }


def american(state: str, other: str, before: tuple[str, str], after: tuple[str, str]) -> Readings:
    """The least rise of meetings with America's two highest offices that c29 tells from chance."""
    counts = [american_contacts([state, other], *spell) for spell in (before, after)]
    beside = int(counts[0][other]), int(counts[1][other])
    rise = least_rise(int(counts[0][state]), [beside])[1]
    offices = "meetings with America's two highest offices in a year"
    label = f"least rise of {offices}, that of {names()[other]} taken off, told from chance"
    return {"least_rise": (rise, label)}
