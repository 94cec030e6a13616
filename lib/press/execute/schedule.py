"""Which chapters are executed, why, and in what order.

Chapters that read the results of others come after them, independent ones run side by side in any
``concurrent.futures.Executor``. Papermill is imported when there is something to execute.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from fulcrum.errors import FulcrumError
from press.execute import receipts
from press.execute.runs import Failure, Run, failure_of, keep
from press.workspace import notebooks
from press.workspace.notebooks import Chapter
from press.workspace.workspace import Workspace

ASKED: Final = "asked for"
"""Why a chapter is executed that is fresh."""


@dataclass(frozen=True)
class Runner:
    """How chapters are run: how many side by side, where, and who watches.

    executor: by default threads that each drive one local kernel process; progress: called with
    the name of a chapter and its state: running, done, fresh, failed or skipped.
    """

    jobs: int = 2
    executor: Executor | None = None
    progress: Callable[[str, str], None] = lambda _name, _state: None


@dataclass
class _Scheduler:
    """Hands out chapters whose upstream is done, and takes in what comes back."""

    workspace: Workspace
    chapters: list[Chapter]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    force: Collection[str] = ()
    lane: str = "edit"
    runner: Runner = field(default_factory=Runner)
    run: Run = field(default_factory=Run)

    def __post_init__(self) -> None:
        self.book = {chapter.name: chapter for chapter in self.chapters}
        self.upstream = {c.name: notebooks.upstream(c, self.chapters) for c in self.chapters}

    def parameters_of(self, chapter: Chapter) -> dict[str, Any]:
        names = chapter.parameters()
        return {name: value for name, value in self.parameters.items() if name in names}

    def reason(self, chapter: Chapter) -> str | None:
        """Why a chapter must be executed; None when it is fresh."""
        if chapter.name in self.force:
            return ASKED
        case = self.parameters_of(chapter), self.upstream[chapter.name]
        return receipts.stale_because(self.workspace, chapter, *case)

    def start(self, chapter: Chapter, executor: Executor) -> tuple[Future[float], str] | None:
        """Begin a chapter, and why; None when it is fresh, or reads one that failed."""
        upstream = self.upstream[chapter.name]
        bad = {failure.chapter for failure in self.run.failed} | set(self.run.skipped)
        if lost := [name for name in upstream if name in bad]:
            self.run.skipped[chapter.name] = f"it reads {', '.join(lost)}, which failed"
            self.runner.progress(chapter.name, "skipped")
        elif why := self.reason(chapter):
            from press.execute import kernels  # noqa: PLC0415
            from press.execute.chapter_run import run_chapter  # noqa: PLC0415

            kernels.allow()
            self.runner.progress(chapter.name, "running")
            task = (self.workspace, chapter, self.parameters_of(chapter), upstream, self.lane)
            return executor.submit(run_chapter, *task), why
        else:
            if notebook := receipts.followed(self.workspace, chapter):
                keep(self.workspace, chapter, notebook)
                self.run.followed.append(chapter.name)
            self.run.fresh.append(chapter.name)
            self.runner.progress(chapter.name, "fresh")
        return None

    def finish(self, name: str, future: Future[float], why: str) -> None:
        """Note how a chapter ended."""
        from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

        try:
            self.run.seconds[name] = future.result()
        except PapermillExecutionError as error:
            stopped = self.workspace.failed / f"{name}.ipynb"
            self.run.failed.append(failure_of(name, error, stopped))
        except Exception as error:
            named = f"{name}: {type(error).__name__}: {error}"  # its repr leaves out a path
            words = str(error) if isinstance(error, FulcrumError) else named
            self.run.failed.append(Failure(name, words))
        else:
            self.run.executed[name] = why
            self.runner.progress(name, "done")
            return
        if why == ASKED:  # its receipt still matches, and would call it fresh
            self.workspace.record_file(name).unlink(missing_ok=True)
        self.runner.progress(name, "failed")

    def loop(self, executor: Executor) -> None:
        """Execute all, each chapter as soon as those that it reads are done."""
        order = TopologicalSorter(self.upstream)
        try:
            order.prepare()
        except CycleError as error:
            circle = ", ".join(error.args[1])
            raise FulcrumError(
                f"The chapters {circle} read each other's results in a circle. Take one of them "
                'out of the "reads" of another.'
            ) from error
        running: dict[Future[float], tuple[str, str]] = {}
        while order.is_active():
            ready = set(order.get_ready())
            for name in filter(ready.__contains__, self.book):
                if started := self.start(self.book[name], executor):
                    running[started[0]] = (name, started[1])
                else:
                    order.done(name)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name, why = running.pop(future)
                self.finish(name, future, why)
                order.done(name)
        self.run.failed.sort(key=lambda failure: failure.chapter)


LANES: Final = ("edit", "review")
"""How a chapter is executed: from its receipt and a warm kernel, or trusting neither."""


def _checked(book: list[Chapter], names: Sequence[str], parameters: Mapping[str, Any]) -> None:
    all_names = [chapter.name for chapter in book]
    for name in names:
        if name not in all_names:
            raise FulcrumError(
                f"There is no chapter '{name}' in _toc.yml. The chapters are "
                f"{', '.join(all_names)}."
            )
    parameters_of = {chapter.name: chapter.parameters() for chapter in book}
    every = {name for chapter in names or parameters_of for name in parameters_of[chapter]}
    for name in parameters:
        if name not in every:
            raise FulcrumError(
                f"What is to be executed ({', '.join(names) or 'all chapters'}) has no parameter "
                f"'{name}'. It has: {', '.join(sorted(every)) or 'none'}."
            )


def execute(
    workspace: Workspace,
    runner: Runner = Runner(),
    *,
    chapters: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    force: bool = False,
    lane: str = "edit",
) -> Run:
    """Execute what is stale, upstream first; what failed, was fresh, and was executed and why.

    chapters: names to look at (all by default; chapters they read come along); force: execute them
    even if fresh; lane: ``edit`` trusts receipts, ``review`` trusts none. Raises FulcrumError for
    an unknown chapter, parameter or lane; KeyboardInterrupt after every kernel has been killed.
    """
    if lane not in LANES:
        raise FulcrumError(f"The lane {lane} does not exist. The lanes are {', '.join(LANES)}.")
    book = workspace.chapters
    workspace.sweep()
    _checked(book, chapters, parameters or {})
    wanted = set(chapters) or {chapter.name for chapter in book}
    wanted |= {name for c in book if c.name in wanted for name in notebooks.upstream(c, book)}
    forced = wanted if lane == "review" else (set(chapters) or wanted) if force else ()
    scheduled = [chapter for chapter in book if chapter.name in wanted]
    scheduler = _Scheduler(workspace, scheduled, parameters or {}, forced, lane, runner)
    pool = runner.executor or ThreadPoolExecutor(runner.jobs, thread_name_prefix="chapter")
    try:
        scheduler.loop(pool)
    except BaseException:
        from press.execute import kernels  # noqa: PLC0415

        pool.shutdown(wait=False, cancel_futures=True)
        kernels.kill_all()
        raise
    finally:
        if runner.executor is None:
            pool.shutdown(wait=True, cancel_futures=True)
        with contextlib.suppress(OSError):  # what was interrupted stays in it
            workspace.executing.rmdir()
            workspace.failed.rmdir()
    return scheduler.run


def stale(workspace: Workspace) -> dict[str, str]:
    """Chapters whose executed form is not what would come out now, and why."""
    scheduler = _Scheduler(workspace, workspace.chapters)
    reasons = {name: scheduler.reason(chapter) for name, chapter in scheduler.book.items()}
    for name, chapter in scheduler.book.items():
        if reasons[name] is None and receipts.followed(workspace, chapter):
            reasons[name] = "its text changed"
    return {name: why for name, why in reasons.items() if why}


@contextlib.contextmanager
def pool(scheduler: str = "") -> Iterator[Executor | None]:
    """The executor of a Dask scheduler by its address; None, for local threads, without one.

    Raises FulcrumError when the optional package for it is not installed.
    """
    if not scheduler:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 - optional, and a second to import
    except ImportError as error:
        raise FulcrumError(
            "--scheduler needs the package distributed, which is not installed. Add it with `make "
            "cluster` or `pip install .[cluster]`, or leave the option out."
        ) from error
    with Client(scheduler) as client:
        yield client.get_executor()
