"""A drawing is a chart for any width; a form is a function that makes one from a tidy frame."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias

import altair as alt
import pandas as pd

from fulcrum.errors import FulcrumError
from fulcrum.evidence.figures import WIDE, lab_spec, themed
from fulcrum.evidence.payloads import LAB_CHART

Column: TypeAlias = str
"""The name of a column of the frame that a form draws."""
P = ParamSpec("P")


@dataclass(frozen=True)
class Drawing:
    """A chart that is drawn anew for each width: called with pixels, it returns an Altair chart."""

    draw: Callable[[int], alt.TopLevelMixin]

    def __call__(self, width: int) -> alt.TopLevelMixin:
        """The chart at a width in pixels."""
        return self.draw(width)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {LAB_CHART: lab_spec(themed(self(WIDE)))}


def _names(option: object) -> set[str]:
    """The names of columns in an option: one, two, or none."""
    parts = option if isinstance(option, tuple) else (option,)
    return {part for part in parts if isinstance(part, str)}


def form(
    function: Callable[Concatenate[int, pd.DataFrame, P], alt.TopLevelMixin],
) -> Callable[Concatenate[pd.DataFrame, P], Drawing]:
    """A form made of a function whose first parameter is the width, which comes when it is drawn.

    Names of columns, which the function annotates as ``Column``, are checked at once. A default
    name stands for nothing where the frame has no such column, or another option uses it.
    """
    signature = inspect.signature(function)
    noted = {name: str(option.annotation) for name, option in signature.parameters.items()}
    columns = {name: "None" in note for name, note in noted.items() if "Column" in note}

    @wraps(function)
    def make(frame: pd.DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> Drawing:
        call = signature.bind(WIDE, frame, *args, **kwargs)
        used = {name for option in columns for name in _names(call.arguments.get(option))}
        call.apply_defaults()
        for option, is_optional in columns.items():
            names = _names(call.arguments[option])
            missing = names - {*frame}
            if option not in kwargs and is_optional and (missing or names & used):
                call.arguments[option] = None
            elif missing:
                raise FulcrumError(
                    f"The form '{function.__name__}' is asked for {option}='{missing.pop()}', but "
                    f"the table has no such column. It has: {', '.join(map(str, frame.columns))}."
                )
        return Drawing(lambda width: function(width, *call.args[1:], **call.kwargs))

    parameters = list(signature.parameters.values())[1:]
    vars(make)["__signature__"] = signature.replace(
        parameters=parameters, return_annotation=Drawing
    )
    return make
