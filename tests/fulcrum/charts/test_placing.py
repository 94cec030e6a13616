import math

import pytest

from fulcrum.charts.placing import spread


def test_spread_moves_only_what_collides_and_keeps_the_order():
    placed = spread([1.0, 1.01, 3.0], (0.0, 4.0), 260)
    assert placed[2] == 3.0
    assert placed[1] - placed[0] == pytest.approx(15 * 4 / 260)
    assert spread([100.0], (10, 1000), 260, log=True)[0] == pytest.approx(100)
    assert math.isclose(sum(placed[:2]) / 2, 1.005)
