"""How unequal two states are: capability, output, spending, people, and trade."""

from __future__ import annotations

import pytest

from fulcrum.analysis.ties import asymmetry
from fulcrum.errors import FulcrumError


def test_ratios_by_hand():
    table = asymmetry.sizes("TJK", "RUS").set_index("measure")
    assert table.loc["population", "times"] == pytest.approx(144746762 / 9966908)
    assert (table["times"] * asymmetry.sizes("RUS", "TJK")["times"].to_numpy()).tolist() == (
        pytest.approx([1.0] * 4)
    )


def test_a_partner_that_is_not_listed_gives_a_floor():
    row = asymmetry.trade("TJK", "RUS").iloc[0]
    assert (row["small"], row["large"], row["floor"]) == (38.0, 5.0, True)


def test_a_year_without_data_is_said():
    with pytest.raises(FulcrumError, match="1985"):
        asymmetry.sizes("TJK", "RUS", 1985)


def test_the_largest_ratio_stands_first_among_sizes_and_trade():
    table = asymmetry.gaps("TJK", "RUS")
    assert len(table) == len(asymmetry.sizes("TJK", "RUS")) + len(asymmetry.trade("TJK", "RUS"))
    assert table["times"].is_monotonic_decreasing
