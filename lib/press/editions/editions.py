"""Editions: the analytical chapters for another state or year, each a small book of its own.

An edition is executed aside and staged as a small project: its chapters without the text and the
verdicts that hold for the default case alone, and the sources that they read. It passes the same
gate and is built by the same code as the book. A page of comparison links all editions.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from fulcrum.errors import FulcrumError
from press.editions.comparison import compared
from press.editions.plan import COVERED, Edition, Outcome, chapters
from press.execute import schedule as execute
from press.publish import publication as publish
from press.publish import render
from press.workspace import notebooks
from press.workspace.notebooks import dumped, source_of, write

DEFAULT_ONLY: Final = "default-case"
"""The tag of text that holds for the default case alone."""
QUOTES: Final = re.compile(r"\{(?:result|value)\}`([^`]+)`")
TERMS: Final = re.compile(r"\{term\}`([^`<]+?)(?:\s*<[^`>]*>)?`")
"""Terms of the glossary, a page that editions have not."""
LINKS: Final = re.compile(r"\]\(([\w-]+)\.(?:ipynb|md)[^)]*\)")


def _kept(cell: Mapping[str, Any], results: set[str], pages: set[str]) -> bool:
    """Whether a cell belongs in an edition: nothing of the default case, nothing it lacks."""
    if DEFAULT_ONLY in cell["metadata"].get("tags", []):
        return False
    if cell["cell_type"] == "code":
        return not any(notebooks.VERDICT in o.get("data", {}) for o in cell["outputs"])
    text = source_of(dict(cell))
    return (
        "{verdict}" not in text
        and set(QUOTES.findall(text)) <= results
        and set(LINKS.findall(text)) <= pages
    )


def _without(record: Mapping[str, Any], executed: Mapping[str, Any]) -> dict[str, Any]:
    """The record without the results of cells that hold for the default case alone."""
    left_out = {c["id"] for c in executed["cells"] if DEFAULT_ONLY in c["metadata"].get("tags", [])}
    kept = {key: r for key, r in record["results"].items() if r.get("cell") not in left_out}
    return {**record, "results": kept}


def _plain(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell with the terms of the glossary as plain words."""
    if cell["cell_type"] != "markdown":
        return cell
    return cell | {"source": TERMS.sub(r"\1", source_of(cell)).splitlines(keepends=True)}


def _opening(edition: Edition, title: str, record: Mapping[str, Any]) -> dict[str, Any]:
    figures, numbers = len(record["figures"]), len(record["results"])
    text = (
        f"# {title}: {edition.title}\n\n"
        f"This page is the chapter *{title}* of Fulcrum, computed for {edition.title}: "
        f"{figures} figures and {numbers} numbers by the same code from the same tables. Text and "
        "verdicts that hold for Tajikistan alone are left out; what the tables do not hold is "
        "said where it is missing.\n"
    )
    source = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": "opening", "metadata": {}, "source": source}


def _front(edition: Edition, titles: Mapping[str, str], results: Mapping[str, Any]) -> str:
    rows = [
        {"chapter": titles[key.split(".")[0]], "key": key, **result}
        for key, result in results.items()
    ]
    table = render.html("edition", rows=rows, edition=edition)
    return (
        f"# {edition.title}\n\nAn edition of Fulcrum: the analytical chapters of the report, "
        f"computed for {edition.title}. The 46 claims are about Tajikistan; none of them is judged "
        f"here.\n\n```{{raw}} html\n{table}\n```\n"
    )


def _links(root: Path, project: Path, tables: set[str]) -> None:
    (project / "data").mkdir(parents=True)
    for name in sorted({table.split("/")[0] for table in tables} | {"states", "published"}):
        (project / "data" / name).symlink_to(root / "data" / name)
    (project / "seeds").symlink_to(root / "seeds")


def staged(root: Path, edition: Edition, out: Path) -> tuple[Path, Path]:
    """The small project of an executed edition, and the folder it is built in.

    out: where the edition was executed. Both folders are made anew.
    """
    project, build = out / "project", out / "book"
    for folder in (project, build):
        shutil.rmtree(folder, ignore_errors=True)
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    titles = {Path(e["file"]).name: e.get("title", "") for e in toc["chapters"]}
    names = [chapter.name for chapter in chapters(root)]
    records = {name: json.loads((out / "records" / f"{name}.json").read_text()) for name in names}
    books = {
        name: json.loads((out / "executed" / f"{name}.ipynb").read_text(encoding="utf-8"))
        for name in names
    }
    records = {name: _without(record, books[name]) for name, record in records.items()}
    known = {f"{name}.{key}" for name, record in records.items() for key in record["results"]}
    tables: set[str] = set()
    for name, record in records.items():
        executed = books[name]
        tables |= set(executed["metadata"]["fulcrum"]["inputs"]["tables"])
        kept = (c for c in executed["cells"] if _kept(c, known, {*names, "sources"}))
        cells = [_plain(c) for c in kept]
        if not cells or not source_of(cells[0]).startswith("# "):
            cells.insert(0, _opening(edition, titles[name] or name.capitalize(), record))
        text = dumped(executed | {"cells": cells})
        write(build / "executed" / f"{name}.ipynb", text)
        write(project / "chapters" / f"{name}.ipynb", text)
        bare = record | {"verdicts": []}
        write(build / "records" / f"{name}.json", json.dumps(bare, ensure_ascii=False))
    results = {f"{n}.{key}": r for n, rec in records.items() for key, r in rec["results"].items()}
    write(project / "chapters" / "edition.md", _front(edition, titles, results))
    catalogue = "# Sources\n\nEvery table that this edition reads.\n\n```{catalogue}\n```\n"
    cited = any("{cite}" in source_of(c) for n in names for c in _cells(build, n))
    if cited:
        catalogue += "\n## References\n\n```{bibliography}\n```\n"
    write(project / "chapters" / "sources.md", catalogue)
    for path in (root / "chapters").glob("*.bib"):
        shutil.copy(path, project / "chapters" / path.name)
    pages = [{"file": f"chapters/{n}", "title": titles.get(n) or n} for n in [*names, "sources"]]
    contents = {"format": "jb-book", "root": "chapters/edition", "chapters": pages}
    write(project / "_toc.yml", yaml.safe_dump(contents, sort_keys=False))
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    config["title"] = f"Fulcrum: {edition.title}"
    write(project / "_config.yml", yaml.safe_dump(config, sort_keys=False))
    _links(root, project, tables)
    rendered = root / "_build" / "rendered"
    rendered.mkdir(parents=True, exist_ok=True)
    (build / "rendered").symlink_to(rendered)
    return project, build


def _cells(build: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (build / "executed" / f"{name}.ipynb").read_text(encoding="utf-8")
    )["cells"]
    return found


@contextlib.contextmanager
def _project(folder: Path) -> Iterator[None]:
    """Have the library read the project in a folder."""
    before = os.environ.get("FULCRUM_ROOT")
    os.environ["FULCRUM_ROOT"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FULCRUM_ROOT"]
        else:
            os.environ["FULCRUM_ROOT"] = before


def lacking(root: Path, out: Path) -> str:
    """Why the data do not cover an executed edition well enough; empty when they do."""
    for chapter in chapters(root):
        here, whole = (
            json.loads((folder / "records" / f"{chapter.name}.json").read_text(encoding="utf-8"))
            for folder in (out, root / "_build")
        )
        has, wants = len(here["figures"]), len(whole["figures"])
        if has < COVERED * wants:
            return f"{chapter.name} has {has} of {wants} figures"
    return ""


def make(root: Path, edition: Edition, out: Path, progress: execute.Progress) -> Outcome:
    """Execute, check and publish one edition into ``out/book/html``; what came of it."""
    named = [chapter.name for chapter in chapters(root)]
    known = {name for chapter in chapters(root) for name in chapter.parameters()}
    given = {"focal": edition.focal, "until": edition.until}
    run = execute.execute(
        root,
        chapters=named,
        parameters={name: value for name, value in given.items() if name in known},
        out=out,
        progress=lambda name, state: progress(f"{edition.name} {name}", state),
    )
    if run.failed:
        return Outcome(edition, str(run.failed[0]))
    why_not = lacking(root, out)
    if why_not:
        return Outcome(edition, f"not covered well enough: {why_not}")
    project, build = staged(root, edition, out)
    try:
        with _project(project):
            publish.publish(project, build=build, complete=False)
    except FulcrumError as error:
        return Outcome(edition, str(error))
    records = (json.loads((build / "records" / f"{n}.json").read_text()) for n in named)
    results = {
        f"{r['chapter']}.{key}": value for r in records for key, value in r["results"].items()
    }
    return Outcome(edition, "", results)


def editions(
    root: Path, wanted: Sequence[Edition], *, progress: execute.Progress
) -> tuple[Path, list[Outcome]]:
    """Make some editions and publish them side by side, with a page that compares them.

    The book must have been built: it is the first column of the comparison. Returns the folder
    published, ``_build/editions/html``, and what came of each. An edition that fails does not stop
    the others; the folder is made aside and swapped in.
    """
    folder = root / "_build" / "editions"
    if not all((root / "_build/records" / f"{c.name}.json").is_file() for c in chapters(root)):
        raise FulcrumError("Editions are compared with the book. Run `fulcrum build` first.")
    outcomes = [make(root, edition, folder / edition.name, progress) for edition in wanted]
    aside = folder / "html.new"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for outcome in outcomes:
            if not outcome.why_not:
                made = folder / outcome.edition.name / "book" / "html"
                shutil.copytree(made, aside / outcome.edition.name, copy_function=os.link)
        write(aside / "index.html", compared(root, outcomes))
        publish.exchange(aside, folder / "html")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / "html", outcomes


def summary(outcomes: Sequence[Outcome], tell: Callable[[str], None]) -> None:
    """Tell what came of each edition, the failures last and with their reason."""
    done = [outcome.edition.name for outcome in outcomes if not outcome.why_not]
    tell(f"{len(done)} of {len(outcomes)} editions published: {', '.join(done) or 'none'}")
    for outcome in outcomes:
        if outcome.why_not:
            tell(f"not published: {outcome.edition.name}: {outcome.why_not}")
