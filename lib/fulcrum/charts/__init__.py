"""The few forms of chart that serve all figures: a tidy frame and names of columns in, a chart out.

A form returns a *drawing*, which ``Figure(chart=...)`` draws for a wide and for a narrow page and
which shows itself in JupyterLab. The same option means the same thing in every form: ``row``,
``panel``, ``by`` with ``colours`` or ``highlight``, ``low``, ``high``, ``point``, ``mark``,
``title``, ``domain``, ``ticks``, ``reference``, ``since``, ``order``, ``tooltip``.
"""

from fulcrum.charts.bars import bars, stacked
from fulcrum.charts.columns import columns
from fulcrum.charts.dots import dots
from fulcrum.charts.drawing import Drawing
from fulcrum.charts.grids import grid, heat
from fulcrum.charts.places import territory
from fulcrum.charts.ranges import ranges
from fulcrum.charts.series import lines, strips
from fulcrum.charts.slopes import slope

__all__ = [
    "Drawing",
    "bars",
    "columns",
    "dots",
    "grid",
    "heat",
    "lines",
    "ranges",
    "slope",
    "stacked",
    "strips",
    "territory",
]
