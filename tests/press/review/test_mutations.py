"""Nothing that a reader sees can change without a difference: every leaf of every payload is tried.

The fields are those that the payloads have, so that one that is added is tried by itself.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import EXPLORER, FIGURE, RESULT, VERDICT
from press.execute import schedule
from press.review import compare
from press.workspace import record
from press.workspace.workspace import Workspace

SHOWN = """from fulcrum import gap
from fulcrum.evidence.explorers import Explorer
import pandas as pd
shares = pd.DataFrame({"state": ["TJK", "UZB"], "share": [22.7, 2.4]})
record("name", here.name(), sources=["states/states"], label="the state")
display(
    Explorer(name="own", kind="weights", title="Your weights", description="Two states.",
        data={"rows": [{"code": "TJK", "share": 22.7}, {"code": "UZB", "share": 2.4}]},
        defaults={"weights": [1, 2]}, table=shares, sources=["states/states"],
        caveat="Few.", units={"share": "%"}),
    shares,
    "a plain text",
)
gap("a third state", "It is far.")
print("a printed line")"""
TWO_TESTS = """share = rows.loc["TJK", "cia_2021_share_pct"]
held = [Test(name, share, low=20.5, high=24.5, note="x") for name in ("share", "again")]
judge("c01", case=here, tests=held, because="It holds.", variants={"as coded again": held})"""
OURS = (RESULT, VERDICT, FIGURE, EXPLORER)
Path = tuple[str | int, ...]
Executed = dict[str, dict[str, Any]]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf of a JSON value with another value for it; lists also turned round."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
        if not value:
            yield path, {"more": 1}
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, (*path, number))
        if value != value[::-1]:
            yield path, value[::-1]
        if not value or not isinstance(value[0], dict | list):  # else what is added is no row
            yield path, [*value, "more"]
    elif isinstance(value, bool) or value is None:
        yield path, not value
    else:
        yield path, f"{value}x" if isinstance(value, str) else 10 * value + 1


def put(value: Any, path: Path, leaf: Any) -> Any:
    """A JSON value with one leaf changed."""
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = leaf
    return changed


@pytest.fixture
def executed(project) -> Executed:
    """Two chapters that display something of every kind, as executed, by name."""
    project.set_cell("names", "name", SHOWN)
    seeds = project.root / "seeds" / "claims.yml"
    rule = seeds.read_text().partition("  tests:\n")[2]
    seeds.write_text(seeds.read_text() + rule.replace("share:", "again:"))
    project.set_cell("border", "c01", TWO_TESTS)
    assert schedule.execute(project.workspace, chapters=["border", "names"]).failed == []
    folder = project.root / "_build" / "executed"
    return {
        name: json.loads((folder / f"{name}.ipynb").read_text()) for name in ("border", "names")
    }


def tidy(workspace: Workspace, executed: Executed) -> record.Record:
    return record.tidy(record.of_chapter(workspace, *chapter) for chapter in executed.items())


def displayed(executed: Executed) -> Iterator[tuple[str, Path, Any]]:
    """Every leaf that an output displays: its MIME type, its place, another value."""
    for chapter, notebook in executed.items():
        for number, cell in enumerate(notebook["cells"]):
            for place, output in enumerate(cell.get("outputs", ())):
                path: Path = (chapter, "cells", number, "outputs", place)
                if output["output_type"] == "stream":
                    yield output["name"], (*path, "text"), "another line"
                bundle = output.get("data", {})
                # What stands beside a payload of ours is made from it; plain text beside another
                # form is shown on no page.
                others = set(bundle) - {"text/plain"} or set(bundle)
                for mime in set(bundle) & set(OURS) or others:
                    for leaf, value in leaves(bundle[mime]):
                        at = (*path, "data", mime, *leaf)
                        grown = isinstance(value, list) and value[-1] == "more"
                        if not (grown and leaf[:1] == ("table",)):  # or it were no table
                            yield mime, at, value


def test_no_change_of_what_is_displayed_survives(project, executed):
    before = tidy(project.workspace, executed)
    assert compare.compare(before, before).agrees
    tried: Counter[str] = Counter()
    survivors = []
    for mime, path, value in displayed(executed):
        tried[mime] += 1
        chapter = {path[0]: put(executed[path[0]], path[1:], value)}
        after = tidy(project.workspace, executed | chapter)
        if compare.compare(before, after).agrees:
            survivors.append(path[5:])
    assert survivors == []
    assert set(tried) == {*OURS, "text/html", "text/plain", "text/markdown", "stdout"}
    assert all(tried[mime] >= 7 for mime in OURS)


def test_no_change_of_what_the_seeds_say_survives(project, executed):
    whole = record.of_chapter(project.workspace, "border", executed["border"])
    border = json.loads(json.dumps(whole))
    before = record.tidy([border])
    survivors, tried = [], 0
    for path, value in leaves(border["claims"]):
        tried += 1
        after = record.tidy([border | {"claims": put(border["claims"], path, value)}])
        if compare.compare(before, after).agrees:
            survivors.append(path)
    assert survivors == []
    assert tried > 20


def test_a_field_that_no_column_holds_is_refused(project, executed):
    border = record.of_chapter(project.workspace, "border", executed["border"])
    border["figures"][0]["footnote"] = "new"
    with pytest.raises(FulcrumError, match="no column for, or no value of, footnote"):
        record.tidy([border])


def test_two_things_of_one_name_are_refused(project, executed):
    border = record.of_chapter(project.workspace, "border", executed["border"])
    border["figures"] *= 2
    with pytest.raises(FulcrumError, match="figures hold \\('border', 'bars'\\) more than once"):
        record.tidy([border])
