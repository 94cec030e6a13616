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


def form(
    function: Callable[Concatenate[int, pd.DataFrame, P], alt.TopLevelMixin],
) -> Callable[Concatenate[pd.DataFrame, P], Drawing]:
    """A form made of a function whose first parameter is the width, which comes when it is drawn.

    The names of columns, which the function annotates as ``Column``, are checked at once.
    """
    signature = inspect.signature(function)
    columns = [name for name, p in signature.parameters.items() if "Column" in str(p.annotation)]

    @wraps(function)
    def make(frame: pd.DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> Drawing:
        for option in columns:
            names = kwargs.get(option)
            for name in names if isinstance(names, tuple) else (names,):
                if isinstance(name, str) and name not in frame:
                    raise FulcrumError(
                        f"The form '{function.__name__}' is asked for {option}='{name}', but the "
                        f"table has no such column. It has: {', '.join(map(str, frame.columns))}."
                    )
        return Drawing(lambda width: function(width, frame, *args, **kwargs))

    parameters = list(signature.parameters.values())[1:]
    vars(make)["__signature__"] = signature.replace(
        parameters=parameters, return_annotation=Drawing
    )
    return make
