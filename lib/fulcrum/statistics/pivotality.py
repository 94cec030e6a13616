"""Pivotality: how often a member turns a losing group into a winning one, whatever the matter.

Shapley & Shubik 1954, American Political Science Review 48: 787-792. Every order in which members
could join is equally likely; the member that makes the group win is pivotal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations, product
from math import comb

from fulcrum.errors import FulcrumError

Wins = Callable[[frozenset[str]], bool]


def shapley_shubik(members: list[str], wins: Wins) -> dict[str, float]:
    """The share of orders in which each member is pivotal; the shares sum to one.

    wins: whether a group of members carries the day; adding a member never makes it lose. Raises
    FulcrumError when not even all together win, since then nobody is ever pivotal.
    """
    if not wins(frozenset(members)):
        raise FulcrumError(
            "All members together do not win under this rule, so nobody is pivotal. "
            "Lower the quota, or name a member as holder of the veto."
        )
    values = dict.fromkeys(members, 0.0)
    for size, member in product(range(len(members)), members):
        orders = 1 / (len(members) * comb(len(members) - 1, size))
        for group in map(frozenset, combinations([m for m in members if m != member], size)):
            if wins(group | {member}) and not wins(group):
                values[member] += orders
    return values


def by_weight(weights: Mapping[str, float], veto: frozenset[str] = frozenset()) -> Wins:
    """A group wins with more than half of the weight and every holder of a veto in it."""
    half = sum(weights.values()) / 2

    def wins(group: frozenset[str]) -> bool:
        return veto <= group and sum(weights[code] for code in group) > half

    return wins


def unanimous(members: list[str]) -> Wins:
    """A group wins only when it is everyone: each of n members is then pivotal in 1/n of orders."""
    everyone = frozenset(members)
    return lambda group: group >= everyone
