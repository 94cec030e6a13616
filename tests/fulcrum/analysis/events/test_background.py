"""Background facts, decisive words and the log of the search."""

from __future__ import annotations

import pytest

from fulcrum.analysis.events import background
from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load


def test_facts_stand_in_order_of_time_with_the_page_on_which_they_were_read():
    table = background.facts("war in Ukraine", ["o016"])
    assert table["row"].tolist() == ["o016", "f14"]
    assert table["url"].str.startswith("http").all()
    assert background.facts(rows=["o016"])["row"].tolist() == ["o016"]


def test_every_subject_of_the_table_can_be_shown():
    subjects = load(background.FACTS)["subject"].unique()
    lines = [background.sentences(subject).data.splitlines() for subject in subjects]
    assert sum(map(len, lines)) == len(load(background.FACTS))
    assert all(line.startswith("- ") and line.endswith("))") for part in lines for line in part)


def test_a_date_is_written_as_exactly_as_it_is_known():
    shown = background.sentences("war in Ukraine", ["o012"]).data
    assert "- 28 June 2022: " in shown
    assert "- October 2022: " in shown


def test_what_no_table_holds_is_named():
    with pytest.raises(FulcrumError, match="is called e999"):
        background.sentences(rows=["e999"])
    with pytest.raises(FulcrumError, match="is called weather"):
        background.sentences("weather")


def test_a_statement_is_quoted_with_its_speaker_and_its_page():
    table = background.statements(["AFG-TAL"])
    shown = background.quoted(table.head(1).assign(words="<b>none</b>")).data
    assert "Zabihullah Mujahid (the Taliban)" in shown
    assert "“&lt;b&gt;none&lt;/b&gt;”" in shown
    assert shown.count("<a href=") == 1
    assert set(background.statements()["actor"]) > {"TJK", "RUS"}


def test_the_flow_of_the_search_narrows_and_leaves_no_row_out():
    flow = background.flow()
    assert flow["returned"] > flow["read"] > flow["refused"] > flow["added"] > 0
    rows = len(load("events-2021/events_2021")) + len(load("outcomes-2021-2026/outcomes_2021_2026"))
    assert flow["added"] + flow["without"] == rows


def test_turns_are_told_in_the_words_of_the_tables():
    table = background.turns()
    assert table["date"].between("2021-08-15", "2021-09-07").all()
    for row in table.itertuples():
        quoted = row.words.startswith("“")
        assert quoted or row.words in row.summary
        assert not quoted or row.label.split(": ")[0] == row.speaker.split()[-1]


def test_a_turn_in_other_words_is_refused(monkeypatch):
    monkeypatch.setattr(background, "TURNS", (("Russia", "e060", "a new reality"),))
    with pytest.raises(FulcrumError, match="Neither the summary of e060 nor a statement"):
        background.turns()


def test_who_is_who_links_each_wish_to_its_page():
    told = background.who_is_who({"RUS": "an ally"}).data
    assert told.count("<a href=") == len(background.WANTS)
    assert "Sergey Lavrov" in told
    assert "<strong>Russia</strong><br>Sergey Lavrov<br><small>an ally</small>" in told


def test_a_wish_in_other_words_is_refused(monkeypatch):
    monkeypatch.setattr(background, "WANTS", (("e170", "will recognise them"),))
    with pytest.raises(FulcrumError, match="summary of e170 does not have the words"):
        background.who_is_who({})
