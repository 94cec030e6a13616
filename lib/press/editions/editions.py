"""Editions: the analytical chapters for another state or year, each a small book of its own.

An edition is executed aside and staged as a small project: its chapters without the text and the
verdicts that hold for the default case alone, and the sources that they read. It passes the same
gate and is built by the same code as the book. A page of comparison links all editions.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import VERDICT, Record
from press.editions.plan import Edition, Outcome, chapters, editions_of
from press.execute import schedule
from press.publish import publication, render
from press.workspace.aside import replacing
from press.workspace.notebooks import Cell, Notebook, dumped, source_of, write
from press.workspace.record import results_of
from press.workspace.workspace import Workspace

BOOK: Final = "book"
"""The column of the report's own case in the comparison."""
DEFAULT_ONLY: Final = "default-case"
"""The tag of text that holds for the default case alone."""
QUOTES: Final = re.compile(r"\{(?:result|value)\}`([^`]+)`")
TERMS: Final = re.compile(r"\{term\}`([^`<]+?)(?:\s*<[^`>]*>)?`")
"""Terms of the glossary, a page that editions have not."""
LINKS: Final = re.compile(r"\]\(([\w-]+)\.(?:ipynb|md)[^)]*\)")


def _kept(cell: Cell, results: Container[str], pages: Container[str]) -> bool:
    """Whether a cell belongs in an edition: nothing of the default case, nothing it lacks."""
    if DEFAULT_ONLY in cell["metadata"].get("tags", []):
        return False
    if cell["cell_type"] == "code":
        return not any(VERDICT in o.get("data", {}) for o in cell["outputs"])
    text = source_of(cell)
    quoted = all(key in results for key in QUOTES.findall(text))
    return "{verdict}" not in text and quoted and all(page in pages for page in LINKS.findall(text))


def _plain(cell: Cell) -> Cell:
    """The cell with the terms of the glossary as plain words."""
    if cell["cell_type"] != "markdown":
        return cell
    return cell | {"source": TERMS.sub(r"\1", source_of(cell)).splitlines(keepends=True)}


def _without(record: Record, executed: Notebook) -> Record:
    """The record without verdicts, and without results that hold for the default case alone."""
    left_out = {c["id"] for c in executed["cells"] if DEFAULT_ONLY in c["metadata"].get("tags", [])}
    kept = {key: r for key, r in record["results"].items() if r["cell"] not in left_out}
    return {**record, "results": kept, "verdicts": []}


def _filled(template: str, **values: object) -> str:
    text = render.text(f"edition_{template}.md", **values)
    return f"{text.strip()}\n"


def staged(run: Workspace, edition: Edition) -> Workspace:
    """The small project of an edition, made anew from where its chapters were executed."""
    edited = Workspace.open(run.build / "project", run.build / "book")
    for folder in (edited.folder, edited.build):
        shutil.rmtree(folder, ignore_errors=True)
    notebooks = {chapter.name: run.executed_notebook(chapter.name) for chapter in chapters(run)}
    records = {name: _without(run.record(name), executed) for name, executed in notebooks.items()}
    results, titles = results_of(records), run.titles | {"sources": "Sources"}
    pages, sources, cites = [*notebooks, "sources"], set[str](), False
    shared = {"edition": edition, "report": run.settings, "claims": len(run.claims)}
    for name, executed in notebooks.items():
        record = records[name]
        tables = run.receipt(name)["inputs"]["tables"]
        sources |= {table.partition("/")[0] for table in tables}
        cells = [_plain(cell) for cell in executed["cells"] if _kept(cell, results, pages)]
        cites = cites or any("{cite}" in source_of(cell) for cell in cells)
        if not cells or not source_of(cells[0]).startswith("# "):
            counts = {"figures": len(record["figures"]), "numbers": len(record["results"])}
            text = _filled("chapter", title=titles[name], **counts, **shared)
            opening = {"cell_type": "markdown", "id": "opening", "metadata": {}}
            cells.insert(0, opening | {"source": text.splitlines(keepends=True)})
        notebook = dumped(executed | {"cells": cells})
        write(edited.executed_file(name), notebook)
        write(edited.chapter_folder / f"{name}.ipynb", notebook)
        write(edited.record_file(name), json.dumps(record, ensure_ascii=False))
    front = _filled("front", results=results, titles=titles, **shared)
    write(edited.chapter_folder / "edition.md", front)
    write(edited.chapter_folder / "sources.md", _filled("sources", cites=cites))
    for path in run.chapter_folder.glob("*.bib"):
        shutil.copy(path, edited.chapter_folder)
    entries = [{"file": f"chapters/{name}", "title": titles[name]} for name in pages]
    contents = {"format": "jb-book", "root": "chapters/edition", "chapters": entries}
    write(edited.contents_file, yaml.safe_dump(contents, sort_keys=False))
    config = yaml.safe_load(run.config.read_text(encoding="utf-8"))
    config["title"] = f"{config['title']}: {edition.title}"
    config["logo"] = str(run.folder / config["logo"]) if config.get("logo") else ""
    write(edited.config, yaml.safe_dump(config, sort_keys=False))
    edited.data.mkdir()
    rendered = Workspace.open(run.folder).rendered
    rendered.mkdir(parents=True, exist_ok=True)
    links = {edited.seeds: run.seeds, edited.rendered: rendered}
    links |= {edited.data / name: run.data / name for name in sources}
    for link, place in links.items():
        link.symlink_to(place)
    return edited


def make(book: Workspace, runner: schedule.Runner, edition: Edition) -> Outcome:
    """Execute, check and publish one edition; what came of it."""
    run, parts = book.at(book.editions / edition.name), chapters(book)
    names = {name for chapter in parts for name in chapter.parameters()}
    done = schedule.execute(
        run,
        replace(runner, progress=lambda name, *to: runner.progress(f"{edition.name} {name}", *to)),
        chapters=[chapter.name for chapter in parts],
        parameters={name: v for name, v in edition.parameters.items() if name in names},
    )
    if done.failed:
        return Outcome(edition, str(done.failed[0]))
    for name in (chapter.name for chapter in parts):
        has, wants = (len(executed.record(name)["figures"]) for executed in (run, book))
        if has < edition.settings.covered * wants:
            lack = f"{name} has {has} of {wants} figures"
            return Outcome(edition, f"not covered well enough: {lack}")
    edited = staged(run, edition)
    try:
        publication.publish(edited, complete=False)
    except FulcrumError as error:
        return Outcome(edition, str(error))
    return Outcome(edition, "", results_of(edited.all_records()))


def compared(workspace: Workspace, outcomes: Sequence[Outcome]) -> str:
    """The page that links all editions and has a row for each result that differs between them."""
    settings = editions_of(workspace)
    whole = results_of({c.name: workspace.record(c.name) for c in chapters(workspace)})
    columns = {BOOK: Outcome(Edition.of_report(settings), results=whole)}
    columns |= {outcome.edition.name: outcome for outcome in outcomes if not outcome.why_not}
    rows = []
    for key, result in whole.items():
        cells = [outcome.results.get(key) for outcome in columns.values()]
        if len({cell["text"] for cell in cells if cell} - {""}) > 1:
            label = result["label"].replace(settings.subject, settings.noun)
            rows.append({"label": label, "cells": cells})
    return render.html(
        "editions",
        style=render.css("fulcrum", workspace.colours),
        settings=workspace.settings,
        claims=workspace.claims,
        columns=columns,
        rows=rows,
        left_out=[outcome for outcome in outcomes if outcome.why_not],
    )


def editions(
    book: Workspace, runner: schedule.Runner, plan: Sequence[Edition]
) -> tuple[Path, list[Outcome]]:
    """Make some editions and publish them side by side, with a page that compares them.

    The book must have been built: it is the first column of the comparison. Returns the folder
    published and what came of each. An edition that fails does not stop the others; the folder is
    made aside and swapped in.
    """
    if not all(book.record_file(chapter.name).is_file() for chapter in chapters(book)):
        raise FulcrumError("Editions are compared with the book. Run `fulcrum build` first.")
    outcomes = [make(book, runner, edition) for edition in plan]
    target = book.at(book.editions).html
    with replacing(target) as aside:
        for outcome in outcomes:
            if not outcome.why_not:
                site = book.at(book.editions / outcome.edition.name / "book").html
                shutil.copytree(site, aside / outcome.edition.name, copy_function=os.link)
        write(aside / "index.html", compared(book, outcomes))
    return target, outcomes


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Lines that say what came of each edition, the failures last and with their reason."""
    done = [outcome.edition.name for outcome in outcomes if not outcome.why_not]
    yield f"{len(done)} of {len(outcomes)} editions published: {', '.join(done) or 'none'}"
    for outcome in outcomes:
        if outcome.why_not:
            yield f"not published: {outcome.edition.name}: {outcome.why_not}"
