"""What a reader may assume instead: a bargain and a division of arrivals with their settings free.

Every function returns ``data`` (what a page needs to compute the model itself), ``defaults`` (the
setting of the chapter) and ``table`` (the result at that setting), the parts of an ``Explorer``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from fulcrum.analysis.alliance import bargaining
from fulcrum.analysis.refugees import forecasts as arrivals
from fulcrum.analysis.refugees.gravity import FIVE

Parts = dict[str, Any]


def stances(members: pd.DataFrame, focal: str, name: Callable[[str], str]) -> Parts:
    """The bargain with positions, the focal member's salience and vetoes free; by default as coded.

    members: as of ``bargaining.table``. A focal state that is no member, or has no coded stance,
    has no salience to move.
    """
    seated = bargaining.placed(members)
    inside = focal in set(seated["iso3"]) and len(seated) > 1
    spots = seated["position"].to_numpy(dtype=float)
    spent = (seated["weight"] * seated["salience"]).to_numpy(dtype=float)
    holder = int(bargaining.median_holder(spots, spent))
    mean = float(bargaining.weighted_mean(spots, spent))
    results = [("mean", "Weighted mean", mean), ("median", "Weighted median", float(spots[holder]))]
    if inside:
        rest = bargaining.placed(members, focal)
        left = bargaining.weighted_mean(
            rest["position"].to_numpy(dtype=float),
            (rest["weight"] * rest["salience"]).to_numpy(dtype=float),
        )
        results.append(("without", f"Mean without {name(focal)}", float(left)))
    results.append(("veto", "Mean with the vetoes", bargaining.with_veto(members, [])))
    presets: list[dict[str, Any]] = [
        {"name": "As coded", "at": spots.tolist()},
        {"name": "All at the low ends", "at": seated["low"].tolist()},
        {"name": "All at the high ends", "at": seated["high"].tolist()},
    ]
    if inside:
        presets.append({"name": f"{name(focal)} holds a veto", "veto": [focal]})
    codes = seated["iso3"].astype(str).tolist()
    largest = codes[int(spent.argmax())]
    turn = inside and largest != focal
    most = bargaining.salience_to_break(members, focal, largest) if turn else 0.0
    share = 100 * seated["weight"] / members["weight"].sum()
    return {
        "data": {
            "members": [
                {
                    "code": code,
                    "name": name(code),
                    "weight": row.weight,
                    "salience": row.salience,
                    "share": part,
                    "low": row.low,
                    "position": row.position,
                    "high": row.high,
                }
                for code, row, part in zip(codes, seated.itertuples(), share, strict=True)
            ],
            "results": [{"key": key, "name": label, "value": at} for key, label, at in results],
            "holder": codes[holder],
            "focal": focal if inside else None,
            "most": int(max(100, np.ceil(most / 50) * 50)),
            "domain": list(bargaining.ENDS),
            "presets": presets,
        },
        "defaults": {"at": spots.tolist(), "salience": 1, "veto": []},
        "table": pd.concat(
            [
                pd.DataFrame(
                    {
                        "row": seated["iso3"].map(name),
                        "share": share,
                        "low": seated["low"],
                        "position": seated["position"],
                        "high": seated["high"],
                    }
                ),
                pd.DataFrame({"row": [f[1] for f in results], "position": [f[2] for f in results]}),
            ],
            ignore_index=True,
        ),
    }


def divided(total: float, shares: pd.Series[Any], people: pd.Series[Any]) -> pd.DataFrame:
    """Persons by part at a total, and per thousand inhabitants: ``part, share, persons, thousand``.

    shares: between nought and one by part, a joint part as ``A+B``, which is never split; people:
    inhabitants by host, summed over a joint part.
    """
    heads = [float(people.reindex(str(part).split("+")).sum(skipna=False)) for part in shares.index]
    persons = total * shares.to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "part": list(shares.index),
            "share": 100 * shares.to_numpy(dtype=float),
            "persons": persons,
            "thousand": 1000 * persons / np.asarray(heads),
        }
    )


def division(
    forecasts: Mapping[str, pd.Series[Any]],
    came: Mapping[str, pd.Series[Any]],
    people: pd.Series[Any],
    planned: pd.DataFrame,
    labels: Mapping[str, str],
    counts: Mapping[str, str],
    focal: str,
    name: Callable[[str], str],
) -> Parts:
    """Arrivals with their total and forecast free: by default those counted, by the first forecast.

    forecasts: shares by host or joint part, see ``arrivals.forecasts``; labels: those offered, with
    their words; came: persons by host under each count, whose words are in counts; people:
    inhabitants by host; planned: as of ``refugees.plans``, of which the latest whole worst case
    becomes a preset. A host without a count is missing, and what came in a joint part is that of
    its hosts with a count.
    """
    hosts = [host for host in ("IRN", "PAK", *arrivals.CENTRAL_ASIA) if host in people.index]
    parts = [*hosts, arrivals.TOGETHER]
    totals = {count: float(persons.sum()) for count, persons in came.items()}
    first, count = next(iter(labels)), next(iter(totals))
    split = divided(totals[count], forecasts[first].reindex(hosts), people).set_index("part")

    def shown(part: str, column: str) -> float | None:
        return float(split[column].to_dict()[part]) if part in split.index else None

    def reached(part: str, of: str) -> float | None:
        counted = came[of].reindex(part.split("+")).dropna()
        return float(counted.sum()) if len(counted) else None

    heads = {part: float(people[part.split("+")].sum()) for part in parts}
    rows: list[dict[str, Any]] = [
        {
            "code": part,
            "name": " and ".join(
                [", ".join(map(name, part.split("+")[:-1])), name(part.split("+")[-1])]
            )
            if "+" in part
            else name(part),
            "hosts": part.split("+"),
            "people": heads[part],
            "came": {of: reached(part, of) for of in came},
            "persons": shown(part, "persons"),
            "thousand": shown(part, "thousand"),
        }
        for part in parts
    ]
    presets: list[dict[str, Any]] = [
        {"name": counts[of], "total": total, "count": of} for of, total in totals.items()
    ]
    if "border" in labels:
        presets.append({"name": "If the border decided", "forecast": "border"})
    last = planned[planned["published"] == planned["published"].max()]
    if "plan" in labels and len(last) == 1:
        worst = {"name": "UNHCR's worst case", "total": float(last["persons"].iloc[0])}
        presets.append({**worst, "forecast": "plan"})
    peak = 2 * max([*totals.values(), *(preset.get("total", 0.0) for preset in presets)])
    table = pd.DataFrame(
        {
            "host": [row["name"] for row in rows[:-1]],
            "forecast": split["persons"].tolist(),
            "forecast per 1,000": split["thousand"].tolist(),
            "came": pd.Series([row["came"][count] for row in rows[:-1]], dtype="float64"),
        }
    )
    table["came per 1,000"] = 1000 * table["came"] / [heads[host] for host in hosts]
    return {
        "data": {
            "rows": rows,
            "forecasts": [
                {
                    "code": code,
                    "name": label,
                    "shares": {k: 100 * float(v) for k, v in forecasts[code].items()},
                }
                for code, label in labels.items()
            ],
            "counts": [
                {"code": of, "name": counts[of], "total": total} for of, total in totals.items()
            ],
            "most": float(np.ceil(peak / 1e5) * 1e5),
            "focal": focal if focal in FIVE else None,
            "presets": presets,
        },
        "defaults": {"total": totals[count], "forecast": first, "count": count},
        "table": table,
    }
