"""The one rule for names, and where it is applied."""

from __future__ import annotations

import pandas as pd
import pytest

from fulcrum.errors import FulcrumError
from fulcrum.evidence.explorers import Explorer
from fulcrum.evidence.figures import Figure
from fulcrum.evidence.naming import refuse_name
from fulcrum.evidence.results import record

SOURCES = ["border-lengths/afg_neighbours"]
BAD = ("../../../../evil", 'my "fig" 100% #1?', "a/b", "a-b", "A", "1a", "a" * 61, "a\n", "é")


def shown(name: str) -> dict[str, object]:
    table = pd.DataFrame({"state": ["A"], "km": [1]})
    words = {"title": "A name", "description": "A name."}
    return {"name": name, "table": table, "sources": SOURCES, **words}


@pytest.mark.parametrize("name", BAD)
def test_what_stands_in_a_chapter_has_a_name_that_can_stand_in_an_address(name):
    with pytest.raises(FulcrumError, match="cannot be the name of a figure: use small letters"):
        Figure(subtitle="A probe", chart=lambda _width: None, **shown(name))
    with pytest.raises(FulcrumError, match="cannot be the name of an explorer"):
        Explorer(kind="weights", data={"a": 1}, defaults={"a": 1}, **shown(name))
    with pytest.raises(FulcrumError, match="cannot be the name of a result"):
        record(name, 1, sources=SOURCES)


@pytest.mark.parametrize("name", ["search", "index", "genindex", "notebooks", "figures", "cards"])
def test_a_chapter_is_not_called_as_the_book_calls_its_own_pages(name):
    with pytest.raises(FulcrumError, match="because the book itself uses it"):
        refuse_name(name, "chapter")


def test_the_index_of_figures_is_a_page_and_the_record_a_source_that_the_book_makes():
    refuse_name("figures", "page")
    refuse_name("published", "source")
    with pytest.raises(FulcrumError, match="because the book itself uses it"):
        refuse_name("published", "source", new=True)


@pytest.mark.parametrize("name", ["404", "Water", "a_b", "a.b", "../a", ""])
def test_a_chapter_has_a_name_that_a_file_of_the_book_can_have(name):
    with pytest.raises(FulcrumError, match="use small letters, digits and hyphens"):
        refuse_name(name, "chapter")
