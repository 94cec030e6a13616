"""What dissent cost: acts of open disagreement with the patron, and what followed within a time.

The positive control is November 2011, when pilots were sentenced in Tajikistan and Tajik workers
were held in Russia within a week: penalties can be seen where there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from fulcrum.data import load
from fulcrum.positions import EVENTS, OUTCOMES, SECOND, events

MEASURES: Final = "tjk-migrants-in-russia-press/measures"
WITHIN: Final = 90
"""Days within which a consequence is counted; the control took seven."""
PENALTIES: Final = ("deportation or expulsion", "entry ban", "refused entry")


@dataclass(frozen=True)
class Act:
    """One act of dissent, by the row that dates it."""

    name: str
    date: pd.Timestamp
    row: str


def acts() -> tuple[Act, ...]:
    """The control of 2011 and three acts of dissent, dated by the tables, not by hand."""
    days = events(outcomes=True).set_index("event_id")["date"]
    first = load(MEASURES).query("period_kind == 'day'")["period"].min()
    return (
        Act("control, 2011", pd.Timestamp(first), "control"),
        Act("refusal, 2021", days["e071"], "e071"),
        Act("complaint, 2022", days["o018"], "o018"),
        Act("refusal, 2023", days["o022"], "o022"),
    )


def penalties(act: Act, within: int = WITHIN) -> pd.DataFrame:
    """Measures against Tajik workers, dated to the day, and Russian acts at the border, after it.

    ``days, what, source``; days after the act, 0 to ``within``. Yearly and half-yearly counts
    cannot be placed in a window and are left out: absence here is not proof of absence.
    """
    measures = load(MEASURES)
    dated = measures[(measures["period_kind"] == "day") & measures["measure"].isin(PENALTIES)]
    one = pd.DataFrame(
        {
            "date": pd.to_datetime(dated["period"]),
            "what": dated["value"].map("{:,.0f} persons ".format) + dated["what"],
            "source": MEASURES,
        }
    )
    table = events(outcomes=True)
    border = table[(table["actor"] == "RUS") & (table["event_type"] == "border")]
    two = pd.DataFrame(
        {"date": border["date"], "what": border["summary"], "source": border["table"]}
    )
    return _after(pd.concat([one, two], ignore_index=True), act, within)


def concessions(act: Act, within: int = WITHIN) -> pd.DataFrame:
    """Acts of Russia or the CSTO that the second coder reads as meeting Tajikistan: ``days, …``."""
    flags = load(SECOND).set_index("event_id")["concession_to_tjk"]
    table = events(outcomes=True)
    given = table["event_id"].map(flags).eq(1) & table["actor"].isin(["RUS", "CSTO"])
    chosen = table[given]
    found = pd.DataFrame(
        {"date": chosen["date"], "what": chosen["summary"], "source": chosen["table"]}
    )
    return _after(found, act, within)


def _after(frame: pd.DataFrame, act: Act, within: int) -> pd.DataFrame:
    days = (frame["date"] - act.date).dt.days
    kept = frame.assign(days=days)[days.between(0, within)]
    return kept[["days", "what", "source"]].sort_values("days", ignore_index=True)


def ledger(within: int = WITHIN) -> pd.DataFrame:
    """One row an act: ``act, date, penalties, first_penalty_day, concessions``."""
    rows = []
    for act in acts():
        hits = penalties(act, within)
        first = float(hits["days"].min()) if len(hits) else float("nan")
        rows.append((act.name, act.date, len(hits), first, len(concessions(act, within))))
    columns = ["act", "date", "penalties", "first_penalty_day", "concessions"]
    return pd.DataFrame(rows, columns=columns)


def spared(within: int = WITHIN) -> list[str]:
    """Acts of dissent, the control left out, with a concession and no penalty within some days."""
    table = ledger(within)
    chosen = (table["penalties"] == 0) & (table["concessions"] > 0)
    return table.loc[chosen & ~table["act"].str.startswith("control"), "act"].tolist()


def growth() -> tuple[float, float]:
    """Growth of removals from Russia from 2023 to 2025: Tajik citizens, and all nationalities.

    Ratios of the last to the first year. The two counts have different definitions; each is
    compared with itself.
    """
    table = load(MEASURES).query("period_kind == 'year'")
    found = []
    for measure in ("deportation or expulsion", "expulsion, all nationalities"):
        own = table[table["measure"] == measure].set_index("period")["value"]
        found.append(float(own["2025"] / own["2023"]))
    return found[0], found[1]


__all__ = [
    "EVENTS",
    "MEASURES",
    "OUTCOMES",
    "WITHIN",
    "Act",
    "acts",
    "concessions",
    "growth",
    "ledger",
    "penalties",
    "spared",
]
