"""The case a chapter is run for: whose leverage, in which crisis, towards which patron."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from fulcrum.errors import FulcrumError

if TYPE_CHECKING:
    import numpy as np

CENTRAL_ASIA: Final = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
FIRST_YEAR: Final = 1992
LAST_YEAR: Final = 2026
TEXT_DAY: Final = "2021-09-05"
"""The last day on which the text under test can have been written: a reprint is dated so."""


@dataclass(frozen=True)
class Case:
    """The parameters of a run. The defaults are the case that the claims are about."""

    focal: str = "TJK"
    crisis: str = "AFG"
    patron: str = "RUS"
    until: int = 2024
    seed: int = 2021
    draws: int = 5000

    @property
    def is_default(self) -> bool:
        """Whether verdicts belong to this run; seed and draws do not change the case."""
        same = ("focal", "crisis", "patron", "until")
        return all(getattr(self, name) == getattr(DEFAULT, name) for name in same)

    def name(self, code: str | None = None) -> str:
        """The English name of a state or body; of the focal state when no code is given."""
        return _states()[code or self.focal]

    def rng(self) -> np.random.Generator:
        """A generator made from the seed: the only source of chance in a chapter."""
        from numpy.random import default_rng  # noqa: PLC0415 - the command line needs no numpy

        return default_rng(self.seed)

    @property
    def withheld_because(self) -> str:
        """Why no verdict is given in another case than that of the claims."""
        return f"The claim is about {self.name(DEFAULT.focal)}, not {self.name()}."

    def as_dict(self) -> dict[str, str | int]:
        """The parameters by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


DEFAULT: Final = Case()


def _states() -> dict[str, str]:
    from fulcrum.analysis.countries import names  # noqa: PLC0415 - the command line needs no pandas

    return names()


def case(
    focal: str = DEFAULT.focal,
    crisis: str = DEFAULT.crisis,
    patron: str = DEFAULT.patron,
    until: int = DEFAULT.until,
    seed: int = DEFAULT.seed,
    draws: int = DEFAULT.draws,
) -> Case:
    """A validated case.

    focal: one of the five Central Asian states; crisis, patron: ISO 3166 alpha-3 codes; until: last
    year of data used, 1992 to 2026; seed: a non-negative integer; draws: 100 to 1,000,000.
    Raises FulcrumError that says what is allowed.
    """
    names = _states()
    if focal not in CENTRAL_ASIA:
        allowed = ", ".join(f"{code} ({names[code]})" for code in CENTRAL_ASIA)
        raise FulcrumError(f"focal = '{focal}' is not covered. Allowed are {allowed}.")
    for role, code in {"crisis": crisis, "patron": patron}.items():
        if code not in names:
            near = [iso3 for iso3 in names if iso3[:2] == str(code).upper()[:2]][:3]
            raise FulcrumError(
                f"{role} = '{code}' is not an ISO 3166 alpha-3 code. Did you mean "
                f"{', '.join(near or CENTRAL_ASIA)}? data/states/states.csv lists all codes."
            )
    if len({focal, crisis, patron}) < 3:
        raise FulcrumError(
            f"focal, crisis and patron must be three states, not {focal}, {crisis}, {patron}."
        )
    for label, value, least, most in (
        ("until", until, FIRST_YEAR, LAST_YEAR),
        ("seed", seed, 0, 2**32 - 1),
        ("draws", draws, 100, 1_000_000),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise FulcrumError(
                f"{label} = {value!r} is not allowed. Give a whole number from {least} to {most}."
            )
    return Case(focal, crisis, patron, until, seed, draws)
