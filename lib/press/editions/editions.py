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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import yaml

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import VERDICT, Record, Result
from press.editions.comparison import compared
from press.editions.plan import Edition, Outcome, chapters
from press.execute import schedule
from press.publish import publication, render
from press.workspace.notebooks import Cell, Notebook, dumped, source_of, write
from press.workspace.workspace import Workspace

DEFAULT_ONLY: Final = "default-case"
"""The tag of text that holds for the default case alone."""
QUOTES: Final = re.compile(r"\{(?:result|value)\}`([^`]+)`")
TERMS: Final = re.compile(r"\{term\}`([^`<]+?)(?:\s*<[^`>]*>)?`")
"""Terms of the glossary, a page that editions have not."""
LINKS: Final = re.compile(r"\]\(([\w-]+)\.(?:ipynb|md)[^)]*\)")


def _kept(cell: Cell, results: set[str], pages: set[str]) -> bool:
    """Whether a cell belongs in an edition: nothing of the default case, nothing it lacks."""
    if DEFAULT_ONLY in cell["metadata"].get("tags", []):
        return False
    if cell["cell_type"] == "code":
        return not any(VERDICT in o.get("data", {}) for o in cell["outputs"])
    text = source_of(cell)
    return (
        "{verdict}" not in text
        and set(QUOTES.findall(text)) <= results
        and set(LINKS.findall(text)) <= pages
    )


def _without(record: Record, executed: Notebook) -> Record:
    """The record without verdicts, and without results that hold for the default case alone."""
    left_out = {c["id"] for c in executed["cells"] if DEFAULT_ONLY in c["metadata"].get("tags", [])}
    kept = {key: r for key, r in record["results"].items() if r["cell"] not in left_out}
    return {**record, "results": kept, "verdicts": []}


def _plain(cell: Cell) -> Cell:
    """The cell with the terms of the glossary as plain words."""
    if cell["cell_type"] != "markdown":
        return cell
    return cell | {"source": TERMS.sub(r"\1", source_of(cell)).splitlines(keepends=True)}


def _opening(workspace: Workspace, edition: Edition, title: str, record: Record) -> Cell:
    figures, numbers = len(record["figures"]), len(record["results"])
    text = (
        f"# {title}: {edition.title}\n\n"
        f"This page is the chapter *{title}* of {workspace.settings.title}, computed for "
        f"{edition.title}: {figures} figures and {numbers} numbers by the same code from the same "
        f"tables. Text and verdicts that hold for {edition.settings.subject} alone are left out; "
        "what the tables do not hold is said where it is missing.\n"
    )
    source = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": "opening", "metadata": {}, "source": source}


def _front(workspace: Workspace, edition: Edition, results: dict[str, Result]) -> str:
    titles = workspace.titles
    rows = [{"key": key, "chapter": titles[key.split(".")[0]], **r} for key, r in results.items()]
    table = render.html("edition", rows=rows, edition=edition)
    return (
        f"# {edition.title}\n\nAn edition of {workspace.settings.title}: the analytical chapters "
        f"of the report, computed for {edition.title}. The {len(workspace.claims)} claims are "
        f"about {edition.settings.subject}; none of them is judged here.\n\n"
        f"```{{raw}} html\n{table}\n```\n"
    )


def _results(records: dict[str, Record]) -> dict[str, Result]:
    return {
        f"{name}.{key}": r for name, rec in records.items() for key, r in rec["results"].items()
    }


def staged(run: Workspace, edition: Edition) -> Workspace:
    """The small project of an edition, made anew from where its chapters were executed."""
    edited = Workspace.open(run.build / "project", run.build / "book")
    for folder in (edited.folder, edited.build):
        shutil.rmtree(folder, ignore_errors=True)
    names = [chapter.name for chapter in chapters(run)]
    notebooks = {name: run.executed_notebook(name) for name in names}
    records = {name: _without(run.record(name), notebooks[name]) for name in names}
    results, sources, cites = _results(records), set[str](), False
    for name, executed in notebooks.items():
        tables = run.receipt(name)["inputs"]["tables"]
        sources |= {table.partition("/")[0] for table in tables}
        kept = (c for c in executed["cells"] if _kept(c, set(results), {*names, "sources"}))
        cells = [_plain(cell) for cell in kept]
        cites = cites or any("{cite}" in source_of(cell) for cell in cells)
        if not cells or not source_of(cells[0]).startswith("# "):
            cells.insert(0, _opening(run, edition, run.titles[name], records[name]))
        text = dumped(executed | {"cells": cells})
        write(edited.executed_file(name), text)
        write(edited.chapter_folder / f"{name}.ipynb", text)
        write(edited.record_file(name), json.dumps(records[name], ensure_ascii=False))
    write(edited.chapter_folder / "edition.md", _front(run, edition, results))
    catalogue = "# Sources\n\nEvery table that this edition reads.\n\n```{catalogue}\n```\n"
    if cites:
        catalogue += "\n## References\n\n```{bibliography}\n```\n"
    write(edited.chapter_folder / "sources.md", catalogue)
    for path in run.chapter_folder.glob("*.bib"):
        shutil.copy(path, edited.chapter_folder)
    titles = run.titles | {"sources": "Sources"}
    pages = [{"file": f"chapters/{name}", "title": titles[name]} for name in [*names, "sources"]]
    contents = {"format": "jb-book", "root": "chapters/edition", "chapters": pages}
    write(edited.contents_file, yaml.safe_dump(contents, sort_keys=False))
    config = yaml.safe_load(run.config.read_text(encoding="utf-8"))
    config["title"] = f"{config['title']}: {edition.title}"
    config["logo"] = str(run.folder / config["logo"]) if config.get("logo") else ""
    write(edited.config, yaml.safe_dump(config, sort_keys=False))
    edited.data.mkdir()
    for name in sources:
        (edited.data / name).symlink_to(run.data / name)
    edited.seeds.symlink_to(run.seeds)
    rendered = Workspace.open(run.folder).rendered
    rendered.mkdir(parents=True, exist_ok=True)
    edited.rendered.symlink_to(rendered)
    return edited


def lacking(run: Workspace, book: Workspace, covered: float) -> str:
    """Why the data do not cover an executed edition well enough; empty when they do."""
    for chapter in chapters(book):
        has, wants = (len(executed.record(chapter.name)["figures"]) for executed in (run, book))
        if has < covered * wants:
            return f"{chapter.name} has {has} of {wants} figures"
    return ""


def make(book: Workspace, edition: Edition, progress: schedule.Progress) -> Outcome:
    """Execute, check and publish one edition; what came of it."""
    run = book.at(book.editions / edition.name)
    names = {name for chapter in chapters(book) for name in chapter.parameters()}
    done = schedule.execute(
        run.folder,
        chapters=[chapter.name for chapter in chapters(book)],
        parameters={name: v for name, v in edition.parameters.items() if name in names},
        out=run.build,
        progress=lambda name, state: progress(f"{edition.name} {name}", state),
    )
    if done.failed:
        return Outcome(edition, str(done.failed[0]))
    why_not = lacking(run, book, edition.settings.covered)
    if why_not:
        return Outcome(edition, f"not covered well enough: {why_not}")
    edited = staged(run, edition)
    try:
        publication.publish(edited, complete=False)
    except FulcrumError as error:
        return Outcome(edition, str(error))
    return Outcome(edition, "", _results(dict(edited.all_records())))


def editions(
    book: Workspace, plan: Sequence[Edition], *, progress: schedule.Progress
) -> tuple[Path, list[Outcome]]:
    """Make some editions and publish them side by side, with a page that compares them.

    The book must have been built: it is the first column of the comparison. Returns the folder
    published and what came of each. An edition that fails does not stop the others; the folder is
    made aside and swapped in.
    """
    if not all(book.record_file(chapter.name).is_file() for chapter in chapters(book)):
        raise FulcrumError("Editions are compared with the book. Run `fulcrum build` first.")
    outcomes = [make(book, edition, progress) for edition in plan]
    target = book.at(book.editions).html
    with publication.replacing(target) as aside:
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
