"""A review: every chapter executed cold and alone, and compared with the published record.

Nothing that an earlier build left is trusted. All is made in a folder aside that takes its place
when it is whole, so that an interrupted review leaves the last one as it was.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.execute import runs, schedule
from press.publish import gate, render
from press.review import attribution, certificate, compare, crate, history
from press.review.compare import Comparison
from press.workspace import notebooks, record
from press.workspace.aside import replacing
from press.workspace.record import Record
from press.workspace.workspace import Workspace

PUBLISHED: Final = "published"
"""The word that names the published record where a folder could stand."""


@dataclass(frozen=True)
class Review:
    """What a review, or a disagreement, found."""

    title: str
    folder: Path
    comparison: Comparison
    chapters: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    run: runs.Run = field(default_factory=runs.Run)
    notes: tuple[str, ...] = ()
    wall: float = 0.0
    started: str = ""

    @property
    def agrees(self) -> bool:
        """Whether all chapters ran and everything came out again."""
        return not self.run.failed and not self.run.skipped and self.comparison.agrees

    @property
    def sentence(self) -> str:
        """What it found, in one sentence."""
        states = [change.state for change in self.comparison.changes]
        lost = [failure.chapter for failure in self.run.failed] + list(self.run.skipped)
        held, near = states.count(compare.WITHHELD), states.count(compare.WITHIN)
        off = len(self.comparison.differing) - held
        verb = "move" if self.parameters else "do not agree"
        words = f"{off} of {len(states)} findings {verb}"
        if off + held == 0:
            within = f", {near} of them within its tolerance" if near else ""
            words = f"All {len(states)} findings agree{within}"
        if held:
            words += f"; {held} are withheld, because they belong to the case of the claim"
        return f"{words}." + (f" Not executed to the end: {', '.join(lost)}." if lost else "")


def published_record(workspace: Workspace) -> Record:
    """The record in ``data/published``; FulcrumError when there is none."""
    if not (workspace.published_record / "results.csv").is_file():
        raise FulcrumError(
            "data/published holds no record to compare with. Make one: `fulcrum build`, then "
            "`fulcrum accept`."
        )
    return record.read(workspace.published_record)


def executed_record(workspace: Workspace) -> Record:
    """The record of the chapters that are executed in a workspace."""
    return record.tidy(workspace.all_records().values())


def review(
    workspace: Workspace,
    runner: schedule.Runner,
    *,
    chapters: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
) -> Review:
    """Execute chapters cold, compare with the published record, write the page and certificate.

    chapters: all by default; parameters: another case, whose differences are then the answer, not
    a fault. The outcome stands in ``workspace.review``, of another case in ``workspace.disagree``.
    A chapter that fails does not stop the others; the answer names it.
    """
    parameters = dict(parameters or {})
    took_part = tuple(chapters) or tuple(  # a chapter without the parameter is not this case's
        chapter.name
        for chapter in workspace.chapters
        if not parameters or set(parameters) & set(chapter.parameters())
    )
    before = record.only(published_record(workspace), took_part if chapters or parameters else ())
    target = workspace.disagree / runs.words_of(parameters) if parameters else workspace.review
    started, clock = dt.datetime.now(dt.UTC), time.perf_counter()
    with replacing(target) as aside:
        here = workspace.at(aside)
        run = schedule.execute(
            here, runner, chapters=chapters, parameters=parameters, lane="review"
        )
        wall = time.perf_counter() - clock
        after = executed_record(here)
        compared = compare.compare(before, record.only(after, took_part))
        lost = {failure.chapter for failure in run.failed} | set(run.skipped)
        why = ("the chapter was not executed to the end",)
        changes = (replace(c, causes=why) if c.chapter in lost else c for c in compared.changes)
        failed = [
            replace(f, notebook=f.notebook and target / f.notebook.relative_to(aside))
            for f in run.failed
        ]
        values = ", ".join(f"{name} = {value}" for name, value in parameters.items())
        outcome = Review(
            title=f"If {values}" if parameters else "Review",
            folder=target,
            comparison=replace(compared, changes=tuple(changes)),
            chapters=took_part,
            parameters=parameters,
            run=replace(run, failed=failed),
            wall=round(wall, 2),
            started=started.isoformat(timespec="seconds"),
        )
        record.write(aside / "record", after, workspace.settings.title)
        _write_pages(aside, outcome, "the published record")
        if not parameters:
            crate.write(here, certificate.write(here, outcome))
    return outcome


def _write_pages(folder: Path, review: Review, subject: str) -> None:
    """The answer as a page that stands alone, in the book's own look, and for a program."""
    comparison = review.comparison
    page = render.html(
        "review",
        style=render.css("alone"),
        review=review,
        subject=subject,
        states=compare.STATES,
        notes=filter(None, [*review.notes, attribution.summary(comparison.inputs)]),
    )
    answer = {
        "title": review.title,
        "sentence": review.sentence,
        "agrees": review.agrees,
        "counts": comparison.counts(),
        "changes": [asdict(c) for c in comparison.changes if c.state != compare.SAME],
        "inputs": comparison.inputs,
    }
    notebooks.write(folder / "index.html", page)
    notebooks.write(folder / "comparison.json", notebooks.dumped(answer, 2))


def compare_records(workspace: Workspace, old: str, new: str) -> Review:
    """Two records, each a folder or the word ``published``; see ``compared_page``."""
    before, after = (
        published_record(workspace) if name == PUBLISHED else record.read(Path(name))
        for name in (old, new)
    )
    title = f"{Path(old).name} and {Path(new).name}"
    return compared_page(workspace, title, compare.compare(before, after), old)


def compared_page(
    workspace: Workspace,
    title: str,
    comparison: Comparison,
    subject: str,
    notes: tuple[str, ...] = (),
    run: runs.Run | None = None,
) -> Review:
    """A comparison with its page, written to ``workspace.compare``."""
    folder = workspace.compare / re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    outcome = Review(title, folder, comparison, notes=notes, run=run or runs.Run())
    with replacing(folder) as aside:
        _write_pages(aside, outcome, subject)
    return outcome


def pending(workspace: Workspace) -> Comparison:
    """What accepting the present build would change in the published record.

    Raises FulcrumError when the build is stale, or the gate refuses it.
    """
    stale = schedule.stale(workspace)
    if stale:
        listed = "; ".join(f"{name}: {why}" for name, why in stale.items())
        raise FulcrumError(f"The build is not current ({listed}). Run `fulcrum build` first.")
    gate.refuse(gate.check(workspace, complete=True))
    before, note = _before(workspace)
    return replace(compare.compare(before, executed_record(workspace)), note=note)


def _before(workspace: Workspace) -> tuple[Record, str]:
    """The record that accepting replaces, of whatever form; an empty one and why, if none is whole.

    Accepting is what mends a record that is not whole.
    """
    try:
        return record.read(workspace.published_record, older=True), ""
    except FulcrumError as error:
        return record.tidy([]), str(error)


def accept(workspace: Workspace, because: str = "") -> list[str]:
    """Make the present build the published record; the files that changed, in ``data/published``.

    What changes is added to the history of the record; because: a sentence of whoever accepts it,
    kept beside. Call ``pending`` first: it refuses what must not be accepted.
    """
    before, accepted = _before(workspace)[0], executed_record(workspace)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    compared = compare.compare(before, accepted)
    rows = record.history(workspace.published_record)
    rows += history.changed(before, accepted, compared, today, because)
    numbered = [row | {"number": str(number)} for number, row in enumerate(rows, start=1)]
    title = workspace.settings.title
    return record.write(workspace.published_record, accepted | {"history": numbered}, title)
