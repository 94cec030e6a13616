"""The few forms of chart that serve all figures: a tidy frame and names of columns in, a chart out.

A form returns a *drawing*, which ``Figure(chart=...)`` draws for a wide and for a narrow page and
which shows itself in JupyterLab. An option means the same in every form. One that names a column
takes by default the column of its own name, or the one that its default tells, where the frame has
it and no other option uses it; ``None`` leaves it out.

row: The column of the labels of rows. Rows stand in the order of the frame, or of ``order``, which
    may name rows without data. Long labels are wrapped.
panel: The column of headings over groups of rows, or of small panels.
by: The column of the colour. With ``colours``, names in the palette by value, a legend tells them;
    words that always have the same colour (``layout.STANDING``: yes, kept, lost, the verdicts, the
    powers) do without. Other values are names in the palette themselves, as the codes of states.
highlight: The value or values of ``by`` that keep their colour, where all others are grey.
low, high, point: The columns of a range, numbers or days, and of the dot within it.
mark: The column of a second value, drawn as a short line in ink.
label: The column of words beside the marks.
title, domain, ticks: Of the axis of the measure: its title, its ends, the values to label. A short
    axis labels its whole numbers, a logarithmic one the powers of ten.
poles: What the ends of this axis mean, in a word or two: *refuses*, *welcomes*.
log, signed: Whether this axis is logarithmic, and whether its labels carry a sign, as they do
    where the measure goes below zero.
reference: A value of the measure to draw as a line. since: A day to draw as a dashed line.
tooltip: The headings of further columns, told on hover; numbers get their unit from the figure.
"""

from fulcrum.charts.bars import balance, bars, columns, histogram, stacked
from fulcrum.charts.drawing import Drawing
from fulcrum.charts.grids import grid, heat
from fulcrum.charts.panels import nested, profiles
from fulcrum.charts.places import slope, territory
from fulcrum.charts.rows import dots, ranges
from fulcrum.charts.series import curves, lines, strips
from fulcrum.charts.timeline import timeline

__all__ = [
    "Drawing",
    "balance",
    "bars",
    "columns",
    "curves",
    "dots",
    "grid",
    "heat",
    "histogram",
    "lines",
    "nested",
    "profiles",
    "ranges",
    "slope",
    "stacked",
    "strips",
    "territory",
    "timeline",
]
