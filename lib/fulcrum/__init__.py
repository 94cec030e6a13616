"""Fulcrum: one argument, 46 claims, every one tested with open data.

The names below are what a chapter needs; the analysis modules are imported by name.
"""

from fulcrum.case import Case, case
from fulcrum.claims import Test, judge
from fulcrum.data import geo, load, source
from fulcrum.errors import FulcrumError
from fulcrum.figures import Figure
from fulcrum.results import gap, record, recorded

__all__ = [
    "Case",
    "Figure",
    "FulcrumError",
    "Test",
    "case",
    "gap",
    "geo",
    "judge",
    "load",
    "record",
    "recorded",
    "source",
]
