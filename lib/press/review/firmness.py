"""The data package of a robustness run, and what the run came to in lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import yaml

from fulcrum.evidence.firmness import CODED, PACKAGE
from fulcrum.evidence.wording import counted
from press.review.robustness import Run, summary
from press.workspace.aside import replacing
from press.workspace.notebooks import dumped, write
from press.workspace.packages import csv_bytes, field, resource
from press.workspace.workspace import Workspace

_FORM: Final = yaml.safe_load(Path(__file__).with_name("robustness.yml").read_text("utf-8"))


def _cells(frame: pd.DataFrame, names: Sequence[str]) -> list[list[object]]:
    """The header and the rows of a table, missing values empty."""
    rows = frame[list(names)].astype(object).where(frame[list(names)].notna(), "")
    return [list(names), *rows.to_numpy().tolist()]


def _field(name: str, stated: Sequence[str], key: Sequence[str]) -> dict[str, Any]:
    kind, meaning, *unit = stated
    described = field(name, kind, meaning, required=name in key and name != "horizon")
    return described | {"unit": unit[0] if unit else ""}


def write_run(workspace: Workspace, run: Run) -> list[Path]:
    """Write ``data/robustness`` whole, in place of an earlier run; the files written."""
    every = pd.DataFrame(run.results)
    kept = every[every["moved"] | (every["kind"] == CODED)]
    firm = summary(run.results).astype({"rows": "Int64", "threshold_pct": "Int64"})
    frames = {"verdicts": firm.fillna({"rows": 0}), "reanalyses": kept}
    parts: dict[str, bytes] = {}
    resources = []
    for table in _FORM["tables"]:
        name, frame = table["name"], frames[table["name"]].sort_values(table["key"], kind="stable")
        content = parts[f"{name}.csv"] = csv_bytes(_cells(frame, list(table["fields"])))
        fields = [
            _field(column, stated, table["key"]) for column, stated in table["fields"].items()
        ]
        key, words = {"uniqueKey": table["key"]}, {k: table[k] for k in ("title", "description")}
        entry = resource(f"{name}.csv", content, fields, key, **words)
        resources.append(entry | {"rows": len(frame)})
    title = workspace.settings.title
    descriptor: Mapping[str, Any] = _FORM["package"] | {
        "publisher": title,
        "citation": f"{title}, robustness of its verdicts.",
        "version": f"run of {dt.datetime.now(dt.UTC).date():%-d %B %Y}",
        "homepage": "",
        "corrections": [],
        "made_from": run.made_from,
        "run": {"reanalyses": len(every) - len(firm), "seconds": round(run.seconds, 1)},
        "resources": resources,
    }
    folder = workspace.data / PACKAGE
    with replacing(folder) as aside:
        for name, content in parts.items():
            write(aside / name, content)
        write(aside / "datapackage.json", dumped(descriptor))
    return sorted(folder.iterdir())


def lines(run: Run, least: int = 5) -> Iterator[str]:
    """What a run came to, for a terminal: how many, how fast, the rate, the least firm verdicts."""
    firm = summary(run.results)
    tried, moved, held = (int(firm[name].sum()) for name in ("tried", "moved", "held_moved"))
    yield f"{tried:,} re-analyses of {counted(len(firm), 'verdict')} in {run.seconds:.0f} s"
    rate = f"{100 * held / moved:.0f} %" if moved else "none"
    yield f"Of {moved:,} that change a number of a test, {held:,} leave the verdict: {rate}"
    share = firm["held_moved"] / firm["moved"].where(firm["moved"] > 0)
    for row in firm.loc[share.sort_values(kind="stable").dropna().index[:least]].to_dict("records"):
        as_of = f" as of {row['horizon']}" if row["horizon"] else ""
        part = f"{row['held_moved']} of {row['moved']}"
        yield f"  {row['claim']}{as_of}, {row['coded']}: {part}; {row['breaks']}"
