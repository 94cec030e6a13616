"""What people write beside the chapters, held to its form: the seeds, the settings, descriptors.

``forms.yml`` says which keys there are and what each holds. A key that nobody reads, a value of
another type and a day that there is not are told with their line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence import written
from fulcrum.evidence.wording import DAY, listed
from press.workspace.workspace import Workspace

TYPES: Final = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
"""What a type is called in a sentence."""

Keys = tuple[str | int, ...]
"""The keys and positions that lead to a part of a file."""


@dataclass(frozen=True)
class Problem:
    """Something in a file that does not have its form: where, what, and what to do."""

    where: str
    what: str
    remedy: str


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, Any]:
    """The validators of ``forms.yml`` by name."""
    from jsonschema import (  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import
        Draft202012Validator,
        FormatChecker,
    )

    stored = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    checker = FormatChecker(["date"])
    return {
        name: Draft202012Validator(form, format_checker=checker) for name, form in stored.items()
    }


def problems(workspace: Workspace) -> list[Problem]:
    """All that does not have its form in the seeds, the settings and the descriptors."""
    files = [(workspace.claims_file, "claims"), (workspace.config, "config")]
    files += [(workspace.descriptor_file(name), "descriptor") for name in workspace.sources()]
    return [problem for path, form in files for problem in _of_file(workspace, path, form)]


def _of_file(workspace: Workspace, path: Path, form: str) -> Iterator[Problem]:
    where = path.relative_to(workspace.folder).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
        stored = written.read(path, where) if path.suffix == ".yml" else json.loads(text)
    except json.JSONDecodeError as error:
        line = written.unfinished_merge(text) or error.lineno
        what = "a merge was not finished" if written.unfinished_merge(text) else error.msg
        yield Problem(f"{where}, line {line}", f"{what}.", "Correct the JSON.")
        return
    except UnicodeDecodeError:
        yield Problem(where, "it is not UTF-8.", "Save it as UTF-8.")
        return
    except FulcrumError as error:
        where, _, what = str(error).partition(": ")
        yield Problem(where, what, "")
        return
    stored = _without_gaps(stored)
    faults = [fault for error in _forms()[form].iter_errors(stored) for fault in _faults(error)]
    faults += _faults_of_days(stored, ())
    if form == "claims":
        faults += _faults_of_names(stored)
    for keys, what, remedy in sorted(faults, key=lambda fault: str(fault[0])):
        line = written.line_of(text, keys)
        yield Problem(f"{where}, line {line}", f"{_path(keys, stored)}{what}", remedy)


def _without_gaps(value: Any) -> Any:
    """A value without keys that hold nothing: whoever reads it says which of them it needs."""
    if isinstance(value, dict):
        return {key: _without_gaps(part) for key, part in value.items() if part is not None}
    return [_without_gaps(part) for part in value] if isinstance(value, list) else value


Fault = tuple[Keys, str, str]


def _faults(error: Any) -> Iterator[Fault]:
    """What a validator says, in words: the keys, what is wrong, what to do."""
    keys, value = tuple(error.absolute_path), error.instance
    shown = json.dumps(value, ensure_ascii=False)
    shown = shown if len(shown) < 60 else f"{shown[:56]} ..."
    if error.validator == "additionalProperties" and error.schema.get("properties"):
        allowed = error.schema["properties"]
        for key in sorted(set(map(str, value)) - set(allowed)):
            close = get_close_matches(key, allowed, n=1)
            remedy = f"Did you mean '{close[0]}'?" if close else f"There is {listed(allowed)}."
            yield (*keys, key), "is not a key that is known.", remedy
    elif error.validator == "type":
        types = error.validator_value
        words = [TYPES[kind] for kind in ([types] if isinstance(types, str) else types)]
        yield keys, f"is {shown}.", f"It must be {listed(words, last=' or ')}."
    elif error.validator == "enum":
        choice = listed([f"'{word}'" for word in error.validator_value], last=" or ")
        yield keys, f"is {shown}.", f"It must be {choice}."
    elif error.validator == "format" and DAY.fullmatch(str(value)):
        yield from ()  # _faults_of_days speaks of it
    elif error.validator == "format":
        yield keys, f"is {shown}, which is no day.", "Write it as 1999-12-31."
    elif error.validator == "required":
        gaps = [f"'{name}'" for name in error.validator_value if name not in value]
        yield keys, f"lacks {listed(gaps)}.", "Write it."
    else:
        yield keys, f"is {shown}: {error.message.removeprefix(repr(value)).strip()}.", "Correct it."


def _faults_of_days(value: Any, keys: Keys) -> Iterator[Fault]:
    """Texts that look like a day, wherever they stand, and are none of the calendar."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in pairs:
            yield from _faults_of_days(part, (*keys, key))
    elif isinstance(value, str) and DAY.fullmatch(value) and not written.iso_day(value):
        yield keys, f"is {value}, which is no day of the calendar.", "Correct it."


def _faults_of_names(claims: Any) -> Iterator[Fault]:
    """Claims of one name."""
    seen: set[object] = set()
    for number, claim in enumerate(claims if isinstance(claims, list) else ()):
        name = claim.get("id") if isinstance(claim, dict) else None
        if name is not None and name in seen:
            yield (
                (number, "id"),
                f"is '{name}', as that of a claim above.",
                "Rename one of the two.",
            )
        seen.add(name if isinstance(name, str) else None)


def _path(keys: Sequence[str | int], stored: Any) -> str:
    """The keys that lead to a part, as a sentence names them; a claim by its identifier."""
    names = list(map(str, keys))
    if keys and isinstance(keys[0], int) and isinstance(stored[keys[0]], dict):
        names[0] = str(stored[keys[0]].get("id", keys[0]))
    return f"'{'.'.join(names)}' " if names else "it "
