"""Papermill executes every chapter; what comes out carries a receipt.

Chapters that read the results of others come after them, independent ones run side by side in any
``concurrent.futures.Executor``.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final

from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from fulcrum.errors import FulcrumError
from press.execute import kernels, receipts
from press.execute.engine import ENGINE, environment
from press.execute.runs import Failure, Run, failure_of
from press.workspace import notebooks
from press.workspace.notebooks import Chapter, dumped, write


def _bare(notebook: dict[str, Any], receipt: dict[str, Any] | None) -> dict[str, Any]:
    """The executed notebook without the times and paths that papermill leaves in it."""
    notebook["metadata"].pop("papermill", None)
    for cell in notebook["cells"]:
        for name in ("papermill", "execution"):
            cell["metadata"].pop(name, None)
        if not cell["metadata"].get("tags"):
            cell["metadata"].pop("tags", None)
    if receipt is not None:
        notebook["metadata"]["fulcrum"] = receipt
    return notebook


def run_chapter(
    root: Path,
    out: Path,
    chapter: Chapter,
    parameters: Mapping[str, Any],
    records: Path | None,
    lane: str,
) -> float:
    """Execute one chapter into ``out/executed`` and ``out/records``; the seconds it took.

    Raises PapermillExecutionError (the failing notebook is left in ``out/failed``) or FulcrumError.
    """
    chapter.check_parameters(parameters)
    aside = out / "failed" / f"{chapter.name}.ipynb"
    aside.parent.mkdir(parents=True, exist_ok=True)
    answers: dict[str, Any] = {}
    started = time.perf_counter()
    execute_notebook(
        chapter.path,
        aside,
        parameters=dict(parameters),
        engine_name=ENGINE,
        progress_bar=False,
        request_save_on_cell_execute=False,
        answers=answers,
        environment=environment(root, records),
        folder=str(chapter.path.parent),
        log=str(out / "kernels.log"),
        warm=lane == "edit",
    )
    seconds = time.perf_counter() - started
    receipt = receipts.made(
        root, chapter, parameters, answers["answer"], kernel=answers["kernel"], seconds=seconds
    )
    notebook = _bare(json.loads(aside.read_text(encoding="utf-8")), receipt.as_dict())
    record = notebooks.record_of(root, chapter.name, notebook)
    write(out / "executed" / aside.name, dumped(notebook))
    write(out / "records" / f"{chapter.name}.json", json.dumps(record, ensure_ascii=False))
    aside.unlink()
    return seconds


def _digest(out: Path, name: str) -> str | None:
    path = out / "records" / f"{name}.json"
    if not path.is_file():
        return None
    digest: str = json.loads(path.read_text(encoding="utf-8"))["receipt"]
    return digest


@contextlib.contextmanager
def _upstream_records(out: Path, names: Sequence[str]) -> Iterator[Path | None]:
    """A folder with the records of the named chapters only; None when there are none to read."""
    if not names:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="fulcrum-") as folder:
        for name in names:
            shutil.copy(out / "records" / f"{name}.json", folder)
        yield Path(folder)


Progress = Callable[[str, str], None]
"""Called with a chapter's name and its state: running, done, fresh, failed or skipped."""


def unseen(_name: str, _state: str) -> None:
    """Progress that nobody watches."""


class _Scheduler:
    """Hands out chapters whose upstream is done, and takes in what comes back."""

    def __init__(
        self,
        root: Path,
        out: Path,
        book: list[Chapter],
        parameters: Mapping[str, Any],
        force: Callable[[str], bool],
        lane: str,
        progress: Progress,
    ) -> None:
        self.root, self.out, self.book = root, out, book
        self.parameters, self.force, self.lane = parameters, force, lane
        self.progress = progress
        self.run = Run()
        self.upstream = {c.name: notebooks.upstream(c, book) for c in book}

    def settled(self) -> set[str]:
        lost = {failure.chapter for failure in self.run.failed} | set(self.run.skipped)
        return set(self.run.executed) | set(self.run.fresh) | lost

    def lost(self, name: str) -> list[str]:
        bad = {failure.chapter for failure in self.run.failed} | set(self.run.skipped)
        return [other for other in self.upstream[name] if other in bad]

    def parameters_of(self, chapter: Chapter) -> dict[str, Any]:
        known = chapter.parameters()
        return {name: value for name, value in self.parameters.items() if name in known}

    def reason(self, chapter: Chapter) -> str | None:
        if self.force(chapter.name):
            return "asked for"
        digests = {c.name: _digest(self.out, c.name) or "" for c in self.book}
        executed = self.out / "executed" / f"{chapter.name}.ipynb"
        record = self.out / "records" / f"{chapter.name}.json"
        if not record.is_file():
            return "not executed yet"
        if json.loads(record.read_text(encoding="utf-8")).get("format") != notebooks.RECORD_FORMAT:
            return "its record has an older form"
        return receipts.stale_because(
            self.root, chapter, executed, self.parameters_of(chapter), self.book, digests
        )

    def one(self, chapter: Chapter) -> float:
        with _upstream_records(self.out, self.upstream[chapter.name]) as records:
            return run_chapter(
                self.root, self.out, chapter, self.parameters_of(chapter), records, self.lane
            )

    def take(self, chapter: Chapter, future: Future[float], why: str) -> None:
        try:
            seconds = future.result()
        except PapermillExecutionError as error:
            left = self.out / "failed" / f"{chapter.name}.ipynb"
            self.run.failed.append(failure_of(chapter.name, error, left))
        except Exception as error:
            named = f"{chapter.name}: {type(error).__name__}: {error}"  # its repr leaves out a path
            words = str(error) if isinstance(error, FulcrumError) else named
            self.run.failed.append(Failure(chapter.name, "", -1, None, "", words, "", None))
        else:
            self.run.executed[chapter.name] = why
            self.run.seconds[chapter.name] = seconds
            self.progress(chapter.name, "done")
            return
        self._withdraw(chapter.name)
        self.progress(chapter.name, "failed")

    def _withdraw(self, name: str) -> None:
        """What a failed chapter said before must not stand beside its failure."""
        (self.out / "records" / f"{name}.json").unlink(missing_ok=True)

    def loop(self, executor: Executor) -> None:
        waiting = list(self.book)
        running: dict[Future[float], tuple[Chapter, str]] = {}
        while waiting or running:
            for chapter in [c for c in waiting if self._ready(c)]:
                waiting.remove(chapter)
                lost = self.lost(chapter.name)
                if lost:
                    self.run.skipped[chapter.name] = f"it reads {', '.join(lost)}, which failed"
                    self.progress(chapter.name, "skipped")
                    continue
                why = self.reason(chapter)
                if why is None:
                    self.run.fresh.append(chapter.name)
                    self.progress(chapter.name, "fresh")
                    continue
                self.progress(chapter.name, "running")
                running[executor.submit(self.one, chapter)] = (chapter, why)
            if running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    chapter, why = running.pop(future)
                    self.take(chapter, future, why)
        self.run.failed.sort(key=lambda failure: failure.chapter)

    def _ready(self, chapter: Chapter) -> bool:
        return set(self.upstream[chapter.name]) <= self.settled()


LANES: Final = ("edit", "review")
"""How a chapter is executed: from its receipt and a warm kernel, or trusting neither."""


def _checked(book: list[Chapter], names: Sequence[str], parameters: Mapping[str, Any]) -> None:
    known = [chapter.name for chapter in book]
    for name in names:
        if name not in known:
            raise FulcrumError(
                f"There is no chapter '{name}' in _toc.yml. Chapters: {', '.join(known)}."
            )
    for chapter in book:
        chapter.parameters()
    named = [chapter for chapter in book if not names or chapter.name in names]
    every = {name for chapter in named for name in chapter.parameters()}
    if len(names) == 1:
        named[0].check_parameters(parameters)
    for name in parameters:
        if name not in every:
            raise FulcrumError(
                f"No chapter {'named ' if names else ''}has a parameter '{name}'. "
                f"Parameters: {', '.join(sorted(every))}."
            )


def execute(
    root: Path,
    *,
    chapters: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    jobs: int = 2,
    force: bool = False,
    lane: str = "edit",
    out: Path | None = None,
    executor: Executor | None = None,
    progress: Progress = unseen,
) -> Run:
    """Execute what is stale, upstream first; what failed, was fresh, and was executed and why.

    chapters: names to look at (all by default; chapters they read come along); force: execute them
    even if fresh; lane: ``edit`` trusts receipts, ``review`` trusts none; executor: where chapters
    run, by default threads that each drive one local kernel process.
    Raises FulcrumError for an unknown chapter, parameter or lane; KeyboardInterrupt after every
    kernel has been killed.
    """
    if lane not in LANES:
        raise FulcrumError(f"The lane {lane} does not exist. Lanes: {', '.join(LANES)}.")
    out = out or root / "_build"
    given = dict(parameters or {})
    book = notebooks.chapters(root)
    _checked(book, chapters, given)
    wanted = set(chapters) or {chapter.name for chapter in book}
    wanted |= {name for c in book if c.name in wanted for name in notebooks.upstream(c, book)}
    asked = set(chapters) or wanted
    scheduler = _Scheduler(
        root,
        out,
        [chapter for chapter in book if chapter.name in wanted],
        given,
        lambda name: lane == "review" or (force and name in asked),
        lane,
        progress,
    )
    own = executor is None
    pool = executor or ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="chapter")
    kernels.allow()
    try:
        scheduler.loop(pool)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        kernels.kill_all()
        raise
    finally:
        if own:
            pool.shutdown(wait=True, cancel_futures=True)
    return scheduler.run


def stale(root: Path, out: Path) -> dict[str, str]:
    """Chapters whose executed form in ``out`` is not what would come out now, and why."""
    book = notebooks.chapters(root)
    asked = _Scheduler(root, out, book, {}, lambda _: False, "edit", unseen)
    found = {chapter.name: asked.reason(chapter) for chapter in book}
    return {name: why for name, why in found.items() if why}


@contextlib.contextmanager
def pool(scheduler: str = "") -> Iterator[Executor | None]:
    """The executor of a Dask scheduler by its address; None, for local threads, without one."""
    if not scheduler:
        yield None
        return
    from distributed import Client  # noqa: PLC0415 - a second to import, seldom needed

    with Client(scheduler) as client:
        yield client.get_executor()
