"""Explorers: a chapter's own calculation with its assumptions in the reader's hands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import source
from fulcrum.evidence.figures import refuse_incomplete, table_payload
from fulcrum.evidence.payloads import EXPLORER
from fulcrum.evidence.payloads import Explorer as Payload
from fulcrum.evidence.wording import formatted

KINDS: Final = ("weights", "stances", "arrivals")
"""Kinds that the book has a template and a script for."""


@dataclass(frozen=True)
class Explorer:
    """A table of the default setting that becomes a calculation the reader can change.

    name: unique in the chapter; kind: one of KINDS; title: what can be changed; description: what
    the default setting shows, with its range, for everybody; data: what the page computes with, as
    JSON; defaults: the setting that the chapter computed; table: the result at that setting;
    sources: identifiers of the tables used; caveat: what matters for reading it.
    In JupyterLab, and without scripts, it is the table. Raises FulcrumError when a part is missing.
    """

    name: str
    kind: str
    title: str
    description: str
    data: Mapping[str, Any]
    defaults: Mapping[str, Any]
    table: pd.DataFrame
    sources: Sequence[str]
    caveat: str = ""
    units: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        what = f"The explorer '{self.name}'"
        words = {"name": self.name, "title": self.title, "description": self.description}
        refuse_incomplete("explorer", words, self.table, self.sources)
        if self.kind not in KINDS:
            raise FulcrumError(
                f"{what} is of the kind '{self.kind}', for which the book has no part of a page. "
                f"Take one of {', '.join(KINDS)}."
            )
        for part, values in {"data": self.data, "defaults": self.defaults}.items():
            if not values:
                raise FulcrumError(f"{what} has no {part}. Give them.")

    def payload(self) -> Payload:
        """The explorer as JSON: its words, what it computes with, and the default as a table."""
        payload: Payload = {
            "name": self.name,
            "kind": self.kind,
            "title": self.title,
            "description": self.description,
            "caveat": self.caveat,
            "sources": list(self.sources),
            "data": dict(self.data),
            "defaults": dict(self.defaults),
            "table": table_payload(self.table, self.units, {}),
        }
        json.dumps(payload, allow_nan=False)  # fail here, where the cell is known
        return payload

    def _markdown(self, payload: Payload) -> str:
        def words(value: object) -> str:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            text = "–" if value is None else formatted(value) if number else str(value)  # type: ignore[arg-type]
            return text.replace("|", "\\|")

        fields = payload["table"]["fields"]
        heads = [f"{f['title']} ({f['unit']})" if f["unit"] else f["title"] for f in fields]
        lines = [heads, ["---"] * len(heads), *payload["table"]["rows"]]
        table = "\n".join("| " + " | ".join(map(words, line)) + " |" for line in lines)
        end = "; ".join(dict.fromkeys(source(name).line for name in self.sources))
        return f"**{self.title}** {self.description}\n\n{table}\n\n{self.caveat} {end}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        payload = self.payload()
        plain = f"{self.title}\n{self.description}"
        return {EXPLORER: payload, "text/markdown": self._markdown(payload), "text/plain": plain}
