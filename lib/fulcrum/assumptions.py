"""What a reader may assume instead: the settings of three models, and what each gives by default.

Every function returns ``data`` (what a page needs to compute the model itself), ``defaults`` (the
setting of the chapter) and ``table`` (the result at that setting), the parts of an ``Explorer``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import special

from fulcrum import arrivals, bargaining, indicators, indices
from fulcrum.gravity import FIVE
from fulcrum.indices import AGGREGATIONS, FLOOR, NORMALISATIONS

UNITS: Final = 42_000
"""Weights are whole parts of this: one per cent is 420, and two to eight shares divide it."""
Parts = dict[str, Any]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _on_scale(values: np.ndarray, middles: np.ndarray, normalisation: str) -> np.ndarray:
    """Values of one indicator on the scale that the known middles set, in the same order."""
    known = middles[~np.isnan(middles)]
    if normalisation == "z-score":
        spread = known.std()
        level = spread <= 1e-12
        made = (
            np.full(len(values), 0.5) if level else special.ndtr((values - known.mean()) / spread)
        )
    elif normalisation == "rank":
        others = [np.delete(middles, place) for place in range(len(middles))]
        made = np.array(
            [
                ((rest < value).sum() + 0.5 * (rest == value).sum()) / max(len(known) - 1, 1)
                for value, rest in zip(values, others, strict=True)
            ]
        )
    else:
        made = values
    return np.where(np.isnan(middles), np.nan, made)


def standing(
    table: pd.DataFrame,
    weights: Sequence[float],
    *,
    normalisation: str = NORMALISATIONS[0],
    aggregation: str = AGGREGATIONS[0],
) -> pd.DataFrame:
    """Where states stand with given weights: ``iso3, score, low, high, rank, best, worst``.

    table: see ``indices.matrix``. score: as ``indices.baseline``. low, high: the score with each of
    the state's figures at the end of its range that counts least, and most, on the scale of the
    middles. best, worst: the rank when the state's figures count most and all others' least, and
    the other way round. A state none of whose known indicators has a weight has no score.
    """
    given = indices.explorer(table)
    names, states = list(dict.fromkeys(given["indicator"])), list(dict.fromkeys(given["iso3"]))
    share = np.asarray(weights, dtype=float)

    def score(end: str) -> np.ndarray:
        wide, middle = (
            given.pivot_table(index="iso3", columns="indicator", values=name, dropna=False)
            .reindex(index=states, columns=names)
            .to_numpy(dtype=float)
            for name in (end, "mid")
        )
        parts = np.column_stack(
            [_on_scale(wide[:, k], middle[:, k], normalisation) for k in range(len(names))]
        )
        held = np.where(np.isnan(parts), 0.0, share)
        filled = np.where(np.isnan(parts), 0.0, parts)
        with np.errstate(invalid="ignore", divide="ignore"):
            if aggregation == "linear":
                return (held * filled).sum(axis=1) / held.sum(axis=1)
            logs = np.log(FLOOR + (1 - FLOOR) * np.maximum(filled, 0))
            return np.exp((held * logs).sum(axis=1) / held.sum(axis=1))

    low, mid, high = (score(end) for end in ("low", "mid", "high"))

    def rank(own: np.ndarray, other: np.ndarray) -> np.ndarray:
        over = other[None, :] > own[:, None] + 1e-12
        np.fill_diagonal(over, val=False)
        return np.where(np.isnan(mid), np.nan, 1.0 + over.sum(axis=1))

    return pd.DataFrame(
        {
            "iso3": states,
            "score": mid,
            "low": low,
            "high": high,
            "rank": rank(mid, mid),
            "best": rank(high, low),
            "worst": rank(low, high),
        }
    )


def weights(
    table: pd.DataFrame, focal: str, name: Callable[[str], str], power: str = "Russia"
) -> Parts:
    """The two indices with their weights free: by default equal, min-max, arithmetic.

    table: as of ``indicators.indicators``; focal: the state that is marked; name: a state's name by
    its code; power: the patron's name, as in the names of indicators.
    """
    parts, rows, defaults = [], [], {}
    for index in dict.fromkeys(table["index"]):
        own = table[table["index"] == index]
        given = indices.explorer(own)
        names = list(dict.fromkeys(given["indicator"]))
        equal = [UNITS // len(names)] * len(names)
        equal[0] += UNITS - sum(equal)
        found = standing(own, equal).sort_values(["rank", "iso3"])
        presets = [{"name": "Equal", "weights": equal}]
        for label, chosen in indicators.themes(index, power).items():
            kept = [indicator in chosen for indicator in names]
            if any(kept):
                shared = [UNITS // sum(kept) * held for held in kept]
                presets.append({"name": label, "weights": shared})
        values = given.set_index(["iso3", "indicator"])
        ends = {
            end: {
                code: [_number(values.loc[(code, indicator), end]) for indicator in names]
                for code in found["iso3"]
            }
            for end in ("low", "mid", "high")
        }
        span = given[["low", "high"]].to_numpy()
        parts.append(
            {
                "name": index,
                "title": str(index).capitalize(),
                "indicators": names,
                "states": [{"code": code, "name": name(code)} for code in found["iso3"]],
                "presets": presets,
                "domain": [min(0.0, float(np.nanmin(span))), max(1.0, float(np.nanmax(span)))],
                "rows": found.to_dict("records"),
                **ends,
            }
        )
        defaults[str(index)] = equal
        rows.append(found.assign(index=index, state=found["iso3"].map(name)))
    columns = ["index", "state", "rank", "best", "worst", "score", "low", "high"]
    return {
        "data": {
            "parts": parts,
            "units": UNITS,
            "floor": FLOOR,
            "focal": focal,
            "scales": list(NORMALISATIONS),
            "means": list(AGGREGATIONS),
        },
        "defaults": {**defaults, "scale": NORMALISATIONS[0], "mean": AGGREGATIONS[0]},
        "table": pd.concat(rows, ignore_index=True)[columns],
    }


def stances(members: pd.DataFrame, focal: str, name: Callable[[str], str]) -> Parts:
    """The bargain with positions, the focal member's salience and vetoes free; by default as coded.

    members: as of ``bargaining.table``. A focal state that is no member, or has no coded stance,
    has no salience to move.
    """
    known = bargaining.placed(members)
    inside = focal in set(known["iso3"]) and len(known) > 1
    spots = known["position"].to_numpy(dtype=float)
    spent = (known["weight"] * known["salience"]).to_numpy(dtype=float)
    holder = int(bargaining.median_holder(spots, spent))
    mean = float(bargaining.weighted_mean(spots, spent))
    found = [("mean", "Weighted mean", mean), ("median", "Weighted median", float(spots[holder]))]
    if inside:
        rest = bargaining.placed(members, focal)
        left = bargaining.weighted_mean(
            rest["position"].to_numpy(dtype=float),
            (rest["weight"] * rest["salience"]).to_numpy(dtype=float),
        )
        found.append(("without", f"Mean without {name(focal)}", float(left)))
    found.append(("veto", "Mean, with the vetoes held", bargaining.with_veto(members, [])))
    presets: list[dict[str, Any]] = [
        {"name": "As coded", "at": spots.tolist()},
        {"name": "All at the low ends", "at": known["low"].tolist()},
        {"name": "All at the high ends", "at": known["high"].tolist()},
    ]
    if inside:
        presets.append({"name": f"{name(focal)} holds a veto", "veto": [focal]})
    most = (
        bargaining.salience_to_break(members, focal, known.loc[spent.argmax(), "iso3"])
        if (inside and known.loc[spent.argmax(), "iso3"] != focal)
        else 0.0
    )
    share = 100 * known["weight"] / members["weight"].sum()
    return {
        "data": {
            "members": [
                {
                    "code": row.iso3,
                    "name": name(row.iso3),
                    "weight": row.weight,
                    "salience": row.salience,
                    "share": part,
                    "low": row.low,
                    "position": row.position,
                    "high": row.high,
                }
                for row, part in zip(known.itertuples(), share, strict=True)
            ],
            "results": [{"key": key, "name": label, "value": at} for key, label, at in found],
            "holder": known.loc[holder, "iso3"],
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
                        "row": known["iso3"].map(name),
                        "share": share,
                        "low": known["low"],
                        "position": known["position"],
                        "high": known["high"],
                    }
                ),
                pd.DataFrame({"row": [f[1] for f in found], "position": [f[2] for f in found]}),
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
    found = divided(totals[count], forecasts[first].reindex(hosts), people).set_index("part")

    def reached(part: str, of: str) -> float | None:
        known = came[of].reindex(part.split("+")).dropna()
        return float(known.sum()) if len(known) else None

    heads = {part: float(people[part.split("+")].sum()) for part in parts}
    rows = [
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
            "persons": float(found.loc[part, "persons"]) if part in found.index else None,
            "thousand": float(found.loc[part, "thousand"]) if part in found.index else None,
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
            "forecast": found["persons"].tolist(),
            "forecast per 1,000": found["thousand"].tolist(),
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
