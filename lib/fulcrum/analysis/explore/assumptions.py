"""What a reader may assume instead: a bargain and a division of arrivals with their settings free.

Every function returns ``data`` (what a page needs to compute the model itself), ``defaults`` (the
setting of the chapter) and ``table`` (the result at that setting), the parts of an ``Explorer``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from fulcrum.analysis.alliance import bargaining
from fulcrum.analysis.countries import names
from fulcrum.analysis.refugees import forecasts
from fulcrum.analysis.refugees.counts import HOSTS
from fulcrum.evidence.wording import listed

Parts = dict[str, Any]
OFFERED: Final = ("gravity", "past", "border", "plan")
"""The forecasts by which a reader may divide the arrivals."""
COUNTS: Final = {"counted": "counted", "statistics": "yearly statistics"}
"""The two counts of who came, see ``forecasts.outcomes``, in words."""


def stances(members: pd.DataFrame, focal: str, name: Callable[[str], str]) -> Parts:
    """The bargain with positions, the focal member's salience and vetoes free; by default as coded.

    members: as of ``bargaining.table``. A focal state that is no member, or has no coded stance,
    has no salience to move.
    """
    seated = bargaining.placed(members)
    seated = seated.assign(code=seated["iso3"].astype(str), row=seated["iso3"].map(name))
    seated["share"] = 100 * seated["weight"] / members["weight"].sum()
    places = seated.set_index("code")["position"]
    inside = focal in places and len(places) > 1
    holder, mean = bargaining.median_member(members), bargaining.with_veto(members, [])
    results = [("mean", "Weighted mean", mean), ("median", "Weighted median", places[holder])]
    if inside:
        left = bargaining.with_veto(bargaining.placed(members, focal), [])
        results.append(("without", f"Mean without {name(focal)}", left))
    results.append(("veto", "Mean with the vetoes", mean))
    presets: list[dict[str, Any]] = [
        {"name": "As coded", "at": places.tolist()},
        {"name": "All at the low ends", "at": seated["low"].tolist()},
        {"name": "All at the high ends", "at": seated["high"].tolist()},
    ]
    if inside:
        presets.append({"name": f"{name(focal)} holds a veto", "veto": [focal]})
    largest = str(seated.set_index("code")[["weight", "salience"]].prod(axis=1).idxmax())
    turn = inside and largest != focal
    most = bargaining.salience_to_break(members, focal, largest) if turn else 0.0
    columns = ["code", "row", "weight", "salience", "share", "low", "position", "high"]
    last = pd.DataFrame([result[1:] for result in results], columns=["row", "position"])
    return {
        "data": {
            "members": seated[columns].rename(columns={"row": "name"}).to_dict("records"),
            "results": [{"key": key, "name": label, "value": at} for key, label, at in results],
            "holder": holder,
            "focal": focal if inside else None,
            "most": int(max(100, np.ceil(most / 50) * 50)),
            "domain": list(bargaining.ENDS),
            "presets": presets,
        },
        "defaults": {"at": places.tolist(), "salience": 1, "veto": []},
        "table": pd.concat(
            [seated[["row", "share", "low", "position", "high"]], last], ignore_index=True
        ),
    }


def divided(total: float, shares: pd.Series[Any], people: pd.Series[Any]) -> pd.DataFrame:
    """Persons by part at a total, and per thousand inhabitants: ``part, share, persons, thousand``.

    shares: between zero and one by part; a joint part is named ``A+B`` and never split, and its
    people, the inhabitants by host, are summed.
    """
    table = (100 * shares.astype("float64")).rename_axis("part").reset_index(name="share")
    heads = [people.reindex(part.split("+")).sum(skipna=False) for part in table["part"]]
    table["persons"] = total * shares.to_numpy(dtype=float)
    return table.assign(thousand=1000 * table["persons"] / heads)


def division(
    expected: Mapping[str, pd.Series[Any]],
    came: Mapping[str, pd.Series[Any]],
    people: pd.Series[Any],
    planned: pd.DataFrame,
    focal: str,
) -> Parts:
    """Arrivals with their total and forecast free: by default those counted, by the first forecast.

    A host without a count is missing, and what came in a joint part is that of its hosts with a
    count. expected: see ``forecasts.forecasts``; came: see ``forecasts.outcomes``; people:
    inhabitants by host; planned: see ``counts.plans``, of which the latest whole worst case becomes
    a preset; focal: the host to bring out.
    """
    hosts = [host for host in HOSTS if host in people.index]
    offered = [code for code in OFFERED if code in expected]
    shares = {code: 100 * expected[code].astype("float64") for code in offered}
    totals = {count: float(persons.sum()) for count, persons in came.items()}
    first = next(iter(totals))
    at_first = divided(totals[first], expected[offered[0]].reindex(hosts), people).set_index("part")
    by_part: dict[Any, Any] = at_first[["persons", "thousand"]].to_dict("index")
    rows: list[dict[str, Any]] = []
    for part in [*hosts, forecasts.TOGETHER]:
        members = part.split("+")
        reached = {count: came[count].reindex(members).dropna() for count in came}
        rows.append(
            {
                "code": part,
                "name": listed(names()[member] for member in members),
                "hosts": members,
                "people": float(people[members].sum()),
                "came": {of: float(n.sum()) if len(n) else None for of, n in reached.items()},
                **by_part.get(part, {"persons": None, "thousand": None}),
            }
        )
    presets: list[dict[str, Any]] = [
        {"name": COUNTS[count], "total": total, "count": count} for count, total in totals.items()
    ]
    if "border" in offered:
        presets.append({"name": "If the border decided", "forecast": "border"})
    last = planned[planned["published"] == planned["published"].max()]
    if "plan" in offered and len(last) == 1:
        worst = float(last["persons"].iloc[0])
        presets.append({"name": "UNHCR's worst case", "total": worst, "forecast": "plan"})
    peak = 2 * max(preset.get("total", 0.0) for preset in presets)
    table = at_first[["persons", "thousand"]].set_axis(["forecast", "forecast per 1,000"], axis=1)
    table.insert(0, "host", table.index.map(names()))
    table["came"] = came[first].reindex(hosts)
    table["came per 1,000"] = 1000 * table["came"] / people
    return {
        "data": {
            "rows": rows,
            "forecasts": [
                {"code": code, "name": forecasts.WORDS[code], "shares": shares[code].to_dict()}
                for code in offered
            ],
            "counts": [
                {"code": count, "name": COUNTS[count], "total": total}
                for count, total in totals.items()
            ],
            "most": float(np.ceil(peak / 1e5) * 1e5),
            "focal": focal if focal in HOSTS else None,
            "presets": presets,
        },
        "defaults": {"total": totals[first], "forecast": offered[0], "count": first},
        "table": table.reset_index(drop=True),
    }
