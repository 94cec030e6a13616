"""Fulcrum: one argument, split into claims, every one tested with open data.

The names below are what a chapter needs; the analysis modules are imported by name. A name is
imported when it is first used, so that the command line answers without loading pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    from fulcrum.analysis.case import Case, case
    from fulcrum.evidence.claims import Test, judge
    from fulcrum.evidence.data import geo, load, source
    from fulcrum.evidence.explorers import Explorer
    from fulcrum.evidence.figures import Figure
    from fulcrum.evidence.results import gap, record, recorded

__all__ = [
    "Case",
    "Explorer",
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

_HOMES: Final = {
    **dict.fromkeys(["Case", "case"], "analysis.case"),
    **dict.fromkeys(["Test", "judge"], "evidence.claims"),
    **dict.fromkeys(["geo", "load", "source"], "evidence.data"),
    **dict.fromkeys(["Explorer"], "evidence.explorers"),
    **dict.fromkeys(["Figure"], "evidence.figures"),
    **dict.fromkeys(["gap", "record", "recorded"], "evidence.results"),
}


def __getattr__(name: str) -> Any:
    """A public name, imported from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fulcrum' has no attribute '{name}'")
    globals()[name] = value = getattr(import_module(f"fulcrum.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    """The public names, whether or not they have been used."""
    return sorted({*globals(), *__all__})
