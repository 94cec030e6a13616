"""A review: every chapter executed cold and alone, and compared with the published record.

Nothing that an earlier build left is trusted. All is made in a folder aside that takes its place
when it is whole, so that an interrupted review leaves the last one as it was.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.execute import runs
from press.execute import schedule as execute
from press.publish import gate, render
from press.publish import publication as publish
from press.review import attribution
from press.review import compare as comparing
from press.review.compare import Comparison
from press.workspace import notebooks
from press.workspace import record as published
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
    seconds: Mapping[str, float] = field(default_factory=dict)
    failed: tuple[runs.Failure, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    wall: float = 0.0
    started: str = ""

    @property
    def agrees(self) -> bool:
        """Whether all chapters ran and everything came out again."""
        return not self.failed and not self.skipped and self.comparison.agrees

    @property
    def sentence(self) -> str:
        """What it found, in one sentence."""
        changes = self.comparison.changes
        lost = [failure.chapter for failure in self.failed] + list(self.skipped)
        held = sum(change.state == comparing.WITHHELD for change in changes)
        off = len(self.comparison.differing) - held
        words = f"{off} of {len(changes)} findings do not agree"
        if self.parameters:
            words = f"{off} of {len(changes)} findings move"
        if off + held == 0:
            near = sum(change.state == comparing.WITHIN for change in changes)
            within = f", {near} of them within its tolerance" if near else ""
            words = f"All {len(changes)} findings agree{within}"
        if held:
            words += f"; {held} are withheld, for they belong to the case of the claim"
        words += "."
        return words + (f" Not executed to the end: {', '.join(lost)}." if lost else "")


def published_record(root: Path) -> Record:
    """The record in ``data/published``; FulcrumError when there is none."""
    folder = root / "data" / "published"
    if not (folder / "results.csv").is_file():
        raise FulcrumError(
            "data/published holds no record to compare with. Make one: `fulcrum build`, then "
            "`fulcrum accept`."
        )
    return published.read(folder)


def _place(root: Path, parameters: Mapping[str, Any]) -> Path:
    build = root / "_build"
    return build / "disagree" / runs.words_of(parameters) if parameters else build / "review"


def review(
    root: Path,
    *,
    chapters: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    jobs: int = 2,
    executor: Executor | None = None,
    progress: execute.Progress = execute.unseen,
) -> Review:
    """Execute chapters cold, compare with the published record, write the page and certificate.

    chapters: all by default; parameters: another case, whose differences are then the answer, not
    a fault. The outcome stands in ``_build/review``, of another case in ``_build/disagree``.
    A chapter that fails does not stop the others; the answer names it.
    """
    given = dict(parameters or {})
    before = published.only(published_record(root), chapters)
    target = _place(root, given)
    aside = target.with_name(target.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    started, clock = dt.datetime.now(dt.UTC), time.perf_counter()
    try:
        run = execute.execute(
            root,
            chapters=chapters,
            parameters=given,
            jobs=jobs,
            lane="review",
            out=aside,
            executor=executor,
            progress=progress,
        )
        wall = time.perf_counter() - clock
        after = found_in(aside)
        took_part = tuple(chapters) or tuple(c.name for c in notebooks.chapters(root))
        if given:  # a chapter without the parameter is not this case's
            took_part = tuple(n for n in took_part if n in chapters or _has(root, n, given))
            before = published.only(before, took_part)
        compared = comparing.compare(before, published.only(after, took_part))
        compared = _lost(compared, [f.chapter for f in run.failed] + list(run.skipped))
        case = ", ".join(f"{name} = {value}" for name, value in given.items())
        found = Review(
            title=f"If {case}" if given else "Review",
            folder=target,
            comparison=compared,
            chapters=took_part,
            parameters=given,
            seconds=run.seconds,
            failed=tuple(_moved(failure, aside, target) for failure in run.failed),
            skipped=dict(run.skipped),
            wall=round(wall, 2),
            started=started.isoformat(timespec="seconds"),
        )
        published.write(aside / "record", after, Workspace.open(root).settings.title)
        _write_pages(root, aside, found)
        _swap(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return found


def _has(root: Path, name: str, parameters: Mapping[str, Any]) -> bool:
    chapter = next(one for one in notebooks.chapters(root) if one.name == name)
    return bool(set(parameters) & set(chapter.parameters()))


def found_in(out: Path) -> Record:
    """The record of the chapters executed into a folder."""
    records = sorted((out / "records").glob("*.json"))
    return published.tidy(json.loads(path.read_text(encoding="utf-8")) for path in records)


def _lost(compared: Comparison, chapters: Sequence[str]) -> Comparison:
    why = ("the chapter was not executed to the end",)
    changes = (replace(c, causes=why) if c.chapter in chapters else c for c in compared.changes)
    return replace(compared, changes=tuple(changes))


def _moved(failure: runs.Failure, aside: Path, target: Path) -> runs.Failure:
    if failure.notebook is None:
        return failure
    return replace(failure, notebook=target / failure.notebook.relative_to(aside))


def _swap(aside: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    publish.exchange(aside, target)


def _write_pages(root: Path, folder: Path, found: Review) -> None:
    from press.review import certificate, crate  # noqa: PLC0415 - certify what this module found

    if not found.failed:
        shutil.rmtree(folder / "failed", ignore_errors=True)
    notebooks.write(folder / "index.html", page(found))
    notebooks.write(folder / "comparison.json", as_json(found))
    if not found.parameters:
        told = certificate.certificate(root, found, folder)
        notebooks.write(
            folder / "certificate.json", json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        )
        notebooks.write(folder / "certificate.html", certificate.page(told))
        crate.write(root, folder, told, folder / "crate")


def page(found: Review, subject: str = "the published record") -> str:
    """The answer as a page that stands alone, in the book's own look."""
    return render.html(
        "review",
        style=render.css("alone"),
        title=found.title,
        sentence=found.sentence,
        agrees=found.agrees,
        subject=subject,
        counts=found.comparison.counts(),
        states=comparing.STATES,
        changes=found.comparison.changes,
        failed=found.failed,
        skipped=found.skipped,
        notes=filter(None, [*found.notes, attribution.summary(found.comparison.inputs)]),
        certified=not found.parameters and bool(found.seconds),
    )


def as_json(found: Review) -> str:
    """The answer for a program: the sentence, counts and all that is not the same."""
    moved = [asdict(c) for c in found.comparison.changes if c.state != comparing.SAME]
    told = {
        "title": found.title,
        "sentence": found.sentence,
        "agrees": found.agrees,
        "counts": found.comparison.counts(),
        "changes": moved,
        "inputs": list(found.comparison.inputs),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def compare_records(root: Path, old: str, new: str) -> Review:
    """Two records, each a folder or the word ``published``; the page stands in _build/compare."""

    def record(name: str) -> Record:
        return published_record(root) if name == PUBLISHED else published.read(Path(name))

    compared = comparing.compare(record(old), record(new))
    title = f"{Path(old).name} and {Path(new).name}"
    return compared_page(root, title, compared, old, ())


def compared_page(
    root: Path,
    title: str,
    compared: Comparison,
    subject: str,
    notes: tuple[str, ...],
    run: runs.Run | None = None,
) -> Review:
    """A comparison with its page, written to ``_build/compare``."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    folder = root / "_build" / "compare" / name
    found = Review(
        title=title,
        folder=folder,
        comparison=compared,
        notes=notes,
        failed=tuple(replace(one, notebook=None) for one in run.failed) if run else (),
        skipped=dict(run.skipped) if run else {},
    )
    aside = folder.with_name(folder.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        notebooks.write(aside / "index.html", page(found, subject))
        notebooks.write(aside / "comparison.json", as_json(found))
        _swap(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return found


def pending(root: Path) -> Comparison:
    """What accepting the present build would change in the published record.

    Raises FulcrumError when the build is stale, or the gate refuses it.
    """
    build = root / "_build"
    stale = execute.stale(root, build)
    if stale:
        listed = "; ".join(f"{name}: {why}" for name, why in stale.items())
        raise FulcrumError(f"The build is not current ({listed}). Run `fulcrum build` first.")
    gate.refuse(gate.check(root, build, complete=True))
    try:
        before, note = published_record(root), ""
    except FulcrumError as error:  # accepting is what mends it
        before, note = published.tidy([]), str(error)
    return replace(comparing.compare(before, _current(root)), note=note)


def _current(root: Path) -> Record:
    return published.only(found_in(root / "_build"), [c.name for c in notebooks.chapters(root)])


def accept(root: Path) -> list[str]:
    """Make the present build the published record; the files that changed, in ``data/published``.

    Call ``pending`` first: it refuses what must not be accepted.
    """
    here = Workspace.open(root)
    return published.write(here.published_record, _current(root), here.settings.title)
