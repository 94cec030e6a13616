"""What several subjects ask about a state: size, neighbours, distance, bases."""

from __future__ import annotations

from fulcrum.analysis import countries
from fulcrum.evidence.data import load


def test_a_size_is_the_figure_of_its_table():
    table = load(countries.ECONOMY).query("iso3 == 'TJK' and year == 2021")
    assert countries.size("population_persons", 2021)["TJK"] == table["population_persons"].item()
    assert countries.size("cinc", 2021).between(0, 1).all()


def test_neighbours_are_mutual_and_those_of_the_day():
    assert countries.neighbours_of("AFG") == {"CHN", "IRN", "PAK", "TJK", "TKM", "UZB"}
    assert "AFG" in countries.neighbours_of("TJK")
    assert "RUS" not in countries.neighbours_of("AFG")
    assert "RUS" in countries.neighbours_of("AFG", 1990)  # the Soviet border, filed under Russia


def test_distances_are_from_capitals_by_name_or_from_states_by_code():
    assert set(countries.distances("capital").index) >= {"Dushanbe", "Moscow"}
    near = countries.distances("border")
    assert near["TJK"] < near["KAZ"]
    assert countries.distances("border", "nowhere").empty


def test_bases_are_those_of_the_hosts_and_of_the_operator():
    bases = countries.foreign_bases(["TJK", "KGZ"], "RUS")
    assert set(bases["host_iso3"]) == {"TJK", "KGZ"}
    assert set(bases["operator"]) == {"RUS"}
    assert len(countries.foreign_bases()) > len(bases)
