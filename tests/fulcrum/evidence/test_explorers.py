"""Explorers: a chapter's own calculation with its assumptions in the reader's hands."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence.explorers import Explorer
from fulcrum.evidence.payloads import EXPLORER

PARTS = {
    "name": "own",
    "kind": "weights",
    "title": "Weigh it",
    "description": "By default A is first.",
    "data": {"parts": [1]},
    "defaults": {"a": [1]},
    "table": pd.DataFrame({"state": ["A|B", "C"], "score": [0.5, None]}),
    "sources": ["border-lengths/afg_neighbours"],
}


@pytest.mark.parametrize("part", ["name", "title", "description"])
def test_an_explorer_without_words_is_refused(part):
    with pytest.raises(FulcrumError, match=f"has no {part}"):
        Explorer(**(PARTS | {part: " "}))


def test_an_explorer_of_no_known_kind_or_without_data_or_sources_is_refused():
    with pytest.raises(FulcrumError, match="Take one of weights"):
        Explorer(**(PARTS | {"kind": "map"}))
    with pytest.raises(FulcrumError, match="names no source"):
        Explorer(**(PARTS | {"sources": []}))
    with pytest.raises(FulcrumError, match="has no data"):
        Explorer(**(PARTS | {"data": {}}))
    with pytest.raises(FulcrumError, match="empty table"):
        Explorer(**(PARTS | {"table": PARTS["table"].head(0)}))


def test_in_jupyterlab_it_is_the_table_of_the_default():
    bundle = Explorer(**PARTS)._repr_mimebundle_()
    assert set(bundle) == {EXPLORER, "text/markdown", "text/plain"}
    lines = bundle["text/markdown"].splitlines()
    assert lines[2:6] == ["| state | score |", "| --- | --- |", "| A\\|B | 0.500 |", "| C | – |"]
    json.dumps(bundle, allow_nan=False)
