"""What a table refers to: rows of its own package, and the codes of states."""

from __future__ import annotations

import pytest

from fulcrum.errors import FulcrumError

TABLE = "border-lengths/afg_neighbours"


def test_an_unknown_state_is_refused_by_check_and_seal(project, cli, capsys):
    project.change_table("UZB", "UZX")
    assert cli("check") == 1
    said = "column neighbour_iso3, row 7: 'UZX' does not stand in states/states"
    assert said in capsys.readouterr().err
    assert cli("seal", "border-lengths", "--because", "A test.") == 1
    assert said in capsys.readouterr().err


def test_a_table_of_the_report_is_read_from_its_file(project):
    project.change_table("1357.0", "-1.0")
    with pytest.raises(
        FulcrumError, match=r"afg_neighbours.csv: column cia_2021_km, row \d+: -1.0"
    ):
        project.workspace.table(TABLE)
