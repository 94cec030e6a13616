"""The coding page: one HTML file on which a person codes the rows of a sheet, without a server.

The first of the codes decides whether a row is coded; any other may stay empty, unless its
constraints require a value. What is shown beside a row stands in ``data/coders/datapackage.json``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fulcrum.evidence.palette import BOOK
from fulcrum.evidence.wording import day
from press.publish import render

TEMPLATE: Final = Path(__file__).with_suffix(".html")


def choices(field: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a cell may hold by its schema: value, label and the key to type; none for free text."""
    rules = field["constraints"]
    if field["type"] == "boolean":
        allowed = [(field["falseValues"][0], "no", "0"), (field["trueValues"][0], "yes", "1")]
    elif "enum" in rules:
        allowed = [(v, v.replace("_", " "), str(n)) for n, v in enumerate(rules["enum"], start=1)]
    elif {"minimum", "maximum"} <= rules.keys():
        codes = [(str(code), code) for code in range(rules["minimum"], rules["maximum"] + 1)]
        allowed = [(v, f"{n:+}".replace("-", "\N{MINUS SIGN}") if n else v, v) for v, n in codes]
    else:
        return []
    return allowed if rules.get("required") else [*allowed, ("", field.get("empty", "none"), "x")]


def html(
    rules: Mapping[str, Any],
    title: str,
    rows: Sequence[Mapping[str, str]],
    names: Mapping[str, Mapping[str, str]],
) -> str:
    """The page; of a row it holds what the rules say is shown, and nothing else.

    rules: the descriptor of the coders; rows: in the order of the sheet; names: for a column with
    codes, the name for which each stands.
    """

    def fact(column: str, cell: str) -> str:
        full = re.fullmatch(r"\d{4}-\d\d-\d\d", cell)
        return day(cell) if full else names.get(column, {}).get(cell, cell)

    template = render.templates().from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        rules=rules,
        title=title,
        sheet=[[row[column] for column in rules["shown"]] for row in rows],
        beside=[[fact(column, row[column]) for column in rules["beside"]] for row in rows],
        asked=[
            (field, choices(field)) for field in rules["codes"] if field["name"] != rules["done"]
        ],
        meanings={entry["code"]: entry["meaning"] for entry in rules["codebook"]},
        colours=BOOK,
        hashed=lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(),
    )
