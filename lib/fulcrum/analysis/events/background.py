"""What stands around the coded events: background facts, decisive words, and the search's log.

No test reads a fact: they were chosen by hand, for what a specialist would look for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from typing import Final

import pandas as pd
from IPython.display import HTML, Markdown

from fulcrum.analysis.countries import names
from fulcrum.analysis.events.events import EVENTS, OUTCOMES
from fulcrum.errors import FulcrumError
from fulcrum.evidence.data import load
from fulcrum.evidence.wording import by_row, day

FACTS: Final = "context-facts/facts"
LOG: Final = "searches/log"
STATEMENTS: Final = "searches/statements"
PRECISION: Final = {4: "%Y", 7: "%B %Y", 10: "%-d %B %Y"}
"""How a day, a month or a year is written, by the length of its date."""
TURNS: Final = (
    ("Taliban", "e033", "entered Kabul without a fight"),
    ("Taliban", "e255", "promised an inclusive government"),
    ("Taliban", "e098", "announced an interim cabinet drawn from their own ranks"),
    ("Panjshir", "e053", "announced armed resistance from Panjshir"),
    ("Panjshir", "e095", "called for a national uprising"),
    ("Tajikistan", "e071", "refused to recognise a government made by oppression"),
    (
        "Tajikistan",
        "e094",
        "awarded the Order of Ismoili Somoni posthumously to Ahmad Shah Massoud",
    ),
    ("Russia", "e044", "We hold off on recognizing it just like all the other countries"),
    ("Russia", "e060", "This is a reality and we must reckon with it"),
    ("Russia", "e077", "inclusive transitional government without further delay"),
    (
        "Russia",
        "e097",
        "would gladly attend the presentation of a government if it included Uzbeks, Hazaras and "
        "Tajiks",
    ),
    ("Alliance", "e067", "asked for state power to be restored through inclusive dialogue"),
    ("Alliance", "e081", "ruled out sending troops to Afghanistan"),
    ("Uzbekistan", "e045", "reported close contact with the Taliban"),
    ("Uzbekistan", "e078", "there was daily contact with the Taliban"),
    ("China", "e039", "wished for friendly ties"),
    ("China", "e087", "abstained, blaming the manner of the foreign withdrawal"),
    (
        "Pakistan",
        "e041",
        "described events in Afghanistan as people breaking the chains of slavery",
    ),
    ("Iran", "e096", "strongly condemned the assault on Panjshir"),
    ("United States", "e040", "said the Taliban must break with extremism"),
    ("United States", "e088", "announced that its withdrawal from Afghanistan was complete"),
    ("United States", "e100", "voiced concern at the record and ties of some of those named"),
    ("France", "e072", "invited Rahmon to be received on 13 October"),
)
"""Turns of the three weeks: whose lane, which event, and a fragment of its summary, or of the words
that a page has, which stand in quotation marks."""


WANTS: Final = (
    ("e170", "will not recognise one without broad representation of all nationalities"),
    ("e044", "hoped for inclusive transitional bodies and a dialogue of all groups"),
    ("e067", "asked for state power to be restored through inclusive dialogue"),
    (
        "e045",
        "backed calls for an inclusive government and warned that border violations would be "
        "stopped",
    ),
    ("e048", "asked for a break with terrorist groups"),
    ("e223", "spoke for an all-inclusive order in Kabul and a joint line of the neighbours"),
    ("e096", "asked for a government of all Afghans"),
    (
        "e040",
        "must break with extremism, hand over power in order and form an inclusive government",
    ),
    ("e046", "cooperation would hang on an inclusive settlement and rights"),
    ("e255", "promised an inclusive government"),
    (
        "e191",
        "hoped for peaceful talks with the Taliban and a broad government of all ethnic groups",
    ),
)
"""What each actor asked of the new rulers, or they promised: an event, and part of its summary."""


def facts(subject: str = "", rows: Collection[str] = ()) -> pd.DataFrame:
    """Background facts of a subject, and rows of the event tables, by time.

    subject: as in the table; empty for none. rows: identifiers of events. Columns: ``row, date``,
    as the table has it (a day, a month or a year), ``text, url, publisher``.
    Raises FulcrumError when there is no such subject or row.
    """
    columns = {"fact": "text", "summary": "text", "source_url": "url"}
    columns |= {"event_id": "row", "fact_id": "row", "source_publisher": "publisher"}
    noted = load(FACTS).query("subject == @subject")
    dated = pd.concat([load(EVENTS), load(OUTCOMES)]).query("event_id in @rows")
    missing = [subject] if subject and noted.empty else []
    missing += sorted(set(rows) - set(dated["event_id"]))
    if missing:
        raise FulcrumError(
            f"No background fact and no event is called {', '.join(missing)}. "
            f"Name a subject of {FACTS} or a row of an event table."
        )
    table = pd.concat([part.rename(columns=columns) for part in (noted, dated)])
    table = table[["row", "date", "text", "url", "publisher"]].astype({"date": "str"})
    return table.sort_values("date", ignore_index=True, kind="stable")


def sentences(subject: str = "", rows: Collection[str] = ()) -> Markdown:
    """The facts as a list of sentences, each with the page on which it was read. See ``facts``."""
    table = facts(subject, rows)
    table["day"] = [f"{pd.Timestamp(date):{PRECISION[len(date)]}}" for date in table["date"]]
    return Markdown(by_row(table, "- {day}: {text} ([{publisher}]({url}))", "\n"))


def statements(actors: Collection[str] = ()) -> pd.DataFrame:
    """Decisive statements in fragments: ``date, actor, speaker, words, url, publisher, event_id``.

    actors: for whom the speaker speaks; empty for all.
    """
    table = load(STATEMENTS)
    return table[table["actor"].isin(actors)] if actors else table


def turns() -> pd.DataFrame:
    """The turns of the three weeks: ``lane, date, actor, speaker, words, label, ...``.

    words: a fragment of the event's summary, or of what was said, then in quotation marks; label:
    the same, with the speaker's last name before a quotation.
    Raises FulcrumError where a fragment stands in neither.
    """
    table = pd.DataFrame(TURNS, columns=["lane", "event_id", "words"])
    columns = {"actor_iso3_or_org": "actor"}
    dated = load(EVENTS).rename(columns=columns).set_index("event_id")
    spoken = load(STATEMENTS).groupby("event_id")["words"].agg(" / ".join)
    table = table.join(dated[["date", "actor", "speaker", "summary"]], on="event_id")
    for place, row in table.iterrows():
        if row["words"] in str(row["summary"]):
            continue
        if row["words"] not in spoken.get(row["event_id"], ""):
            raise FulcrumError(
                f"Neither the summary of {row['event_id']} nor a statement has the words "
                f"'{row['words']}'. Quote them as they stand."
            )
        table.loc[place, "words"] = f"“{row['words']}”"
    quotes = table["words"].str.startswith("“")
    last = table["speaker"].str.split().str[-1]
    table["label"] = (last + ": ").where(quotes, "") + table["words"]
    return table.assign(date=pd.to_datetime(table["date"]))


def who_is_who(ties: Mapping[str, str]) -> HTML:
    """Who the actors are: who spoke for each, its tie to the state, and what it asked of Kabul.

    ties: in words, by the actor's code. The speaker is the one with most rows of 2021 on record,
    or, where none has two, that of the event. Raises FulcrumError where a part of a summary has
    other words.
    """
    events = load(EVENTS).rename(columns={"actor_iso3_or_org": "actor"}).astype({"date": "str"})
    dated, rows = events.set_index("event_id").astype("str").to_dict("index"), []
    for event_id, words in WANTS:
        row = dated[event_id]
        if words not in row["summary"]:
            raise FulcrumError(
                f"The summary of {event_id} does not have the words '{words}'. Quote it as it is."
            )
        code, page = row["actor"], f'<a href="{escape(row["source_url"])}">'
        spoke = events.loc[events["actor"] == code, "speaker"].value_counts()
        speaker = spoke.index[0] if spoke.iloc[0] > 1 else row["speaker"]
        read = f"{page}{escape(row['source_publisher'])}</a>, {day(row['date'])}"
        who = [f"<strong>{escape(names().get(code, code))}</strong>", escape(speaker)]
        who += [f"<small>{escape(ties.get(code, ''))}</small>"] * (code in ties)
        rows.append(("<br>".join(who), f"{escape(words)} ({read})"))
    table = pd.DataFrame(rows, columns=["who, and who spoke most", "what it asked, or promised"])
    return HTML(table.to_html(index=False, escape=False, classes="fu-quoted"))


def quoted(table: pd.DataFrame) -> HTML:
    """Statements as a table of who said what, when, and where to read it. See ``statements``."""
    cells = table[["date", "actor", "speaker", "words", "url", "publisher"]].copy()
    cells["actor"] = cells["actor"].map(names()).fillna(cells["actor"])
    text = cells.drop(columns="date").map(escape)
    shown = {
        "when": table["date"].dt.strftime("%-d %B %Y"),
        "who": text["speaker"] + " (" + text["actor"] + ")",
        "in which words": "“" + text["words"] + "”",
        "where to read it": '<a href="' + text["url"] + '">' + text["publisher"] + "</a>",
    }
    return HTML(pd.DataFrame(shown).to_html(index=False, escape=False, classes="fu-quoted"))


def flow() -> dict[str, int]:
    """What the search came to: ``look_ups, returned, read, refused, added``, and ``without``.

    look_ups: queries put to the corpus; returned, read: excerpts of pages and files; refused: facts
    that were seen and not entered; added: rows of the event tables; without: rows that were found
    without a log.
    """
    log = load(LOG)
    added = set(log["added"].dropna().str.split(";").explode())
    kept = pd.concat([load(EVENTS)["event_id"], load(OUTCOMES)["event_id"]])
    asked = log[log["corpus"] != "notes"]
    return {
        "look_ups": len(asked),
        "returned": int(asked["results"].sum()),
        "read": int(asked["read"].sum()),
        "refused": int(asked["refused"].sum()),
        "added": len(added),
        "without": int((~kept.isin(added)).sum()),
    }
