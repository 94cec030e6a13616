"""The code that a verdict rests on is cut out of its chapter, and comes to the same verdict."""

from __future__ import annotations

import json

from press.execute.verdict_code import verdict_codes
from press.workspace.notebooks import Chapter

SETUP = """from functools import partial
import pandas as pd
from fulcrum import Figure, Test, case, judge, load, record
here = case(focal=focal)
judge_here = partial(judge, case=here)"""
NUMBERS = """table = load("border-lengths/afg_neighbours")
least = 10
shares = table.query("cia_2021_share_pct > @least")
rows = []
rows.append(len(shares))
record("rows", rows[0], sources=["border-lengths/afg_neighbours"])
unused = table.copy()"""
VERDICT = """tests, variants = [Test("share", rows[0])], {"twice": [Test("share", 2 * rows[0])]}
because = f"{rows[0]} rows."
judge_here("c01", tests=tests, variants=variants, because=because)"""


def chapter(tmp_path, *cells: str) -> Chapter:
    path = tmp_path / "border.ipynb"
    made = [{"cell_type": "code", "id": f"c{n}", "source": s} for n, s in enumerate(cells)]
    path.write_text(json.dumps({"cells": made, "metadata": {}}))
    return Chapter("border", path)


def test_only_what_decides_is_kept(tmp_path):
    (code,) = verdict_codes(chapter(tmp_path, 'focal = "TJK"', SETUP, NUMBERS, VERDICT), {"c01"})
    assert code.claim == "c01"
    lines = code.source.splitlines()
    assert lines[-1] == "judge_here('c01', tests=tests, because='')"
    for kept in ("focal = 'TJK'", "least = 10", "rows.append(len(shares))"):
        assert kept in lines
    for dropped in ("record", "unused", "twice", "Figure"):
        assert f"{dropped}(" not in code.source, dropped
    assert "unused" not in code.source
    assert "variants" not in code.source


def test_the_whole_code_keeps_reason_and_variants(tmp_path):
    made = chapter(tmp_path, 'focal = "TJK"', SETUP, NUMBERS, VERDICT)
    (code,) = verdict_codes(made, {"c01"}, without=())
    assert code.source.endswith("variants=variants, because=because)")
    assert "because = f'{rows[0]} rows.'" in code.source


def test_an_earlier_value_of_a_name_is_left_out(tmp_path):
    earlier = "tests = [Test('share', 99)]"
    (code,) = verdict_codes(
        chapter(tmp_path, 'focal = "TJK"', SETUP, NUMBERS, earlier, VERDICT), {"c01"}
    )
    assert "99" not in code.source
