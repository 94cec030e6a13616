"""What people write as YAML: read with the line of whatever cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError

_SAFE: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MARKERS: Final = ("<<<<<<<", "=======", ">>>>>>>")
"""How lines begin between which git leaves a merge unfinished."""


class _Loader(_SAFE):
    """The safe loader, which also refuses a key that stands twice and a day that there is not."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A mapping, each key once."""
        keys = set()
        for key, _ in node.value:
            if key.value in keys and isinstance(key.value, str):
                what = f"the key '{key.value}' stands twice"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            if isinstance(key.value, str):
                keys.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _day(loader: Any, node: Any) -> Any:
    """A day or an instant as the text that it was written as."""
    try:
        loader.construct_yaml_timestamp(node)
    except ValueError as error:
        what = f"'{node.value}' is no day of the calendar"
        raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from error
    return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def unfinished_merge(text: str) -> int:
    """The line of the first marker that git left in a file; 0 where there is none."""
    lines = text.splitlines()
    marked = [n for n, line in enumerate(lines, start=1) if line.startswith(MARKERS)]
    return marked[0] if marked and lines[marked[0] - 1].startswith(MARKERS[0]) else 0


def parsed(text: str, where: str) -> Any:
    """YAML as plain values; a day stays the text that it was written as.

    Raises FulcrumError, with ``where`` and the line, for what is no YAML, a key that stands twice
    and a day that there is not.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a loader of the safe kind
    except yaml.YAMLError as error:
        if line := unfinished_merge(text):
            raise FulcrumError(
                f"{where}, line {line}: a merge was not finished. Choose what stands between the "
                "markers of git, and take the markers out."
            ) from error
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise FulcrumError(f"{where}{place}: {what}. Correct the YAML.") from error


def read(path: Path, where: str) -> Any:
    """A file of YAML, as ``parsed``; FulcrumError when it is missing or not UTF-8, too."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FulcrumError(f"{where} is missing. Restore it.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FulcrumError(f"{where}, line {line}: it is not UTF-8. Save it as UTF-8.") from error
    return parsed(text, where)


def line_of(text: str, keys: Sequence[str | int]) -> int:
    """The line of YAML or JSON on which a part begins that is found by keys and positions.

    Where a part is missing it is the line of the last that is there.
    """
    node, line = yaml.compose(text, Loader=_SAFE), 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(key)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            pair = node.value[key], node.value[key]
        else:
            pair = None
        if pair is None:
            break
        line, node = pair[0].start_mark.line + 1, pair[1]
    return line


def iso_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as ``1999-12-31``."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
