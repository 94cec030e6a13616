"""A live preview: the book on loopback, built again whenever its sources change.

The server keeps the last good book on the screen. A page that changed is shown at once, and the
whole book is published after it. A failure is shown over the page with chapter, cell and traceback,
and goes when it is mended. Building is done by processes of their own (``builder.py``), so that no
broken module can end the preview.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import mimetypes
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

import tornado.httpserver
import tornado.netutil
import tornado.web
from watchfiles import DefaultFilter, awatch

from fulcrum.errors import FulcrumError
from press.author.builder import failed_build, seen
from press.publish.render import STATIC
from press.workspace.workspace import Workspace

HOST: Final = "127.0.0.1"
CLIENT: Final = "_preview/client.js"
SCRIPT: Final = f'<script src="/{CLIENT}" defer></script>'.encode()
BEAT: Final = 15.0
"""Seconds between two signs of life to a page, so that a page that has gone is noticed."""
SOURCES: Final = DefaultFilter(
    ignore_dirs=(*DefaultFilter.ignore_dirs, ".ipynb_checkpoints"),
    ignore_entity_patterns=(*DefaultFilter.ignore_entity_patterns, r"\.tmp$", r"^\."),
)
"""Changes that matter: not of files written aside, nor of what tools leave behind."""


STYLES: Final = {str((STATIC / "fulcrum.css").resolve())}
"""Files whose change moves the stylesheet alone."""


class Builder:
    """A process that builds; started when needed, and again when it has ended."""

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is started yet."""
        self.folder = workspace.folder
        self.process: asyncio.subprocess.Process | None = None
        self.errors = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - for all processes
        self.modules: set[str] = set()

    async def ask(self, word: str) -> AsyncIterator[dict[str, Any]]:
        """Ask for something; what the process answers, or that it ended."""
        self.errors.seek(0)  # the process writes where we are, for it has the same open file
        self.errors.truncate()
        if self.process is None or self.process.returncode is not None:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "press.author.builder", str(self.folder)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=self.errors,
                limit=1 << 26,
                cwd=self.folder,
                env={**os.environ, "FULCRUM_ROOT": str(self.folder)},
            )
        process = self.process
        if process.stdin is None or process.stdout is None:
            raise FulcrumError("The builder has no streams. Start the preview again.")
        with contextlib.suppress(ConnectionError):
            process.stdin.write(f"{word}\n".encode())
            await process.stdin.drain()
        while line := await process.stdout.readline():
            answer: dict[str, Any] = json.loads(line)
            self.modules = set(answer.pop("modules", self.modules))
            yield answer
            if not answer.get("next"):
                return
        await process.wait()
        self.errors.seek(0)
        trace = self.errors.read().decode(errors="replace")
        self.modules = set()
        words = (
            trace.strip().rpartition("\n")[2]
            or "The builder ended and said nothing. Start the preview again."
        )
        yield failed_build(words, trace)

    async def stop(self) -> None:
        """End the process, and with it every kernel."""
        process, self.process, self.modules = self.process, None, set()
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), timeout=10)
        except TimeoutError:
            process.kill()
            await process.wait()


class Preview:
    """The state of a preview and the pages that listen to it."""

    def __init__(self, workspace: Workspace, report: Callable[[str], None]) -> None:
        """Nothing is built yet."""
        self.workspace, self.report = workspace, report
        self.builder, self.publisher = Builder(workspace), Builder(workspace)
        self.publishing: asyncio.Task[None] | None = None
        self.pages: dict[str, str] = {}
        """A hash of each file that is served."""
        self.shown: dict[str, str] = {}
        """Files that are served in the place of those of the published book."""
        self.state: dict[str, Any] = {"state": "building"}
        self.listeners: WeakSet[asyncio.Queue[dict[str, Any]]] = WeakSet()
        """One for each page that is open; it goes with the request that waits on it."""

    def send(self, state: dict[str, Any]) -> None:
        """Set the state and send it to every open page."""
        self.state = state
        for queue in self.listeners:
            queue.put_nowait(state)

    def show(self, files: dict[str, str]) -> None:
        """Serve some files as they now are, before the whole book is published."""
        self.shown |= files
        self.pages |= {path: seen(text) for path, text in files.items()}
        self.send({"state": "shown", "changed": sorted(files)})
        self.report(f"shown: {', '.join(sorted(files))}")

    def fail(self, answer: dict[str, Any]) -> None:
        """Say what failed."""
        self.send(answer)
        for failure in answer["failures"]:
            self.report(f"failed: {_in_words(failure)}")

    async def build(self, word: str = "execute") -> None:
        """Show at once what can be, then have the whole book published in the background."""
        self.send({"state": "building"})
        async for answer in self.builder.ask(word):
            if answer["state"] == "shown":
                self.show(answer["shown"])
            elif answer["state"] == "failed":
                self.fail(answer)
            else:
                publishing = self.publish(answer["executed"], warm=answer["warm"])
                self.publishing = asyncio.create_task(publishing)

    async def publish(self, executed: list[str], *, warm: bool) -> None:
        """Publish the whole book, then make ready for single pages."""
        async for answer in self.publisher.ask("publish"):
            if answer["state"] == "failed":
                if self.publishing is not None:  # else it was interrupted
                    self.fail(answer)
                return
            now = answer.pop("pages")
            changed = sorted(path for path in now if self.pages.get(path) != now[path])
            self.pages, self.shown = now, {}
            self.send(answer | {"executed": executed, "changed": changed})
            words = ", ".join(executed) or "nothing"
            self.report(f"published: executed {words}; {len(changed)} files changed")
        if not warm:
            async for answer in self.builder.ask("warm"):
                if answer["state"] == "failed" and self.publishing is not None:
                    self.report(f"single pages cannot be shown: {answer['failures'][0]['error']}")

    async def interrupt(self) -> None:
        """Stop publishing, for something has changed."""
        publishing, self.publishing = self.publishing, None
        if publishing is None:
            return
        if not publishing.done() and self.state["state"] != "published":
            await self.publisher.stop()
        await publishing

    async def follow(self, changes: asyncio.Queue[set[str]]) -> None:
        """Build after each change; changes that come while building are one more build."""
        await self.build()
        while True:
            paths = await changes.get()
            while not changes.empty():
                paths |= changes.get_nowait()
            await self.interrupt()
            if paths & (self.builder.modules | self.publisher.modules):
                await self.stop()
            await self.build("style" if paths <= STYLES else "execute")

    async def stop(self) -> None:
        """End both processes, and what they are doing."""
        publishing, self.publishing = self.publishing, None
        await asyncio.gather(self.builder.stop(), self.publisher.stop())
        if publishing is not None:
            await publishing


def _in_words(failure: dict[str, Any]) -> str:
    if not failure["chapter"]:
        return str(failure["error"])
    line = f", line {failure['line']}" if failure["line"] else ""
    cell = f", cell {failure['cell']}" if failure["cell"] else ""
    return f"chapters/{failure['chapter']}.ipynb{cell}{line}: {failure['error']}"


class _Local(tornado.web.RequestHandler):
    """Answers to requests that name this machine alone, whatever else resolves to it."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def prepare(self) -> None:
        if self.request.host_name not in {HOST, "localhost"}:
            raise tornado.web.HTTPError(403)
        self.set_header("Cache-Control", "no-store")


class _Events(_Local):
    """A stream of states; the first is the present one."""

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        queue.put_nowait(self.preview.state)
        self.preview.listeners.add(queue)
        with contextlib.suppress(tornado.iostream.StreamClosedError):
            while True:
                try:
                    state = await asyncio.wait_for(queue.get(), timeout=BEAT)
                    self.write(f"data: {json.dumps(state)}\n\n")
                except TimeoutError:
                    self.write(": still here\n\n")
                await self.flush()


WAITING: Final = (
    b"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Preview</title></head>"
    b"<body><h1>Preview</h1><p>The book is being built for the first time.</p></body></html>"
)


class _Page(_Local):
    """A file of the published book; a page gets the script of the preview."""

    def get(self, path: str) -> None:
        site = self.preview.workspace.html
        wanted = (site / (path or "index.html")).resolve()
        if wanted.is_dir():
            wanted /= "index.html"
        if not wanted.is_relative_to(site.resolve()):
            raise tornado.web.HTTPError(403)
        if path == CLIENT:
            wanted = STATIC / "preview.js"
        kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
        text = self.preview.shown.get(path or "index.html")
        if text is not None:
            content = text.encode()
        elif wanted.is_file():
            content = wanted.read_bytes()
        elif site.is_dir() and path:
            raise tornado.web.HTTPError(404)
        else:
            content, kind = WAITING, "text/html"
        if kind == "text/html":
            content = content.replace(b"</body>", SCRIPT + b"</body>", 1)
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if "text/" in kind else kind)
        self.finish(content)


async def _watch(
    workspace: Workspace, changes: asyncio.Queue[set[str]], stop: asyncio.Event
) -> None:
    """Put every change of a source into the queue; folders whole, the top level by name."""
    folders = (workspace.chapter_folder, workspace.library, workspace.data, workspace.seeds)
    files = {str(f) for f in (workspace.config, workspace.contents_file, workspace.lock)}

    watch = partial(awatch, watch_filter=SOURCES, debounce=200, step=20, stop_event=stop)

    async def follow(*places: Path, recursive: bool) -> None:
        async for noticed in watch(*places, recursive=recursive):
            if paths := {path for _, path in noticed if recursive or path in files}:
                changes.put_nowait(paths)

    whole = follow(*filter(Path.is_dir, folders), recursive=True)
    await asyncio.gather(whole, follow(workspace.folder, recursive=False))


async def _run(workspace: Workspace, port: int, report: Callable[[str], None]) -> None:
    preview = Preview(workspace, report)
    try:
        sockets = tornado.netutil.bind_sockets(port, address=HOST)
    except OSError as error:
        raise FulcrumError(
            f"Port {port} is taken on this machine ({error.strerror}). Name another with --port."
        ) from error
    shared = {"preview": preview}
    routes = [("/_preview/events", _Events, shared), ("/(.*)", _Page, shared)]
    application = tornado.web.Application([*routes], log_function=lambda _: None)
    server = tornado.httpserver.HTTPServer(application)
    server.add_sockets(sockets)
    report(f"Preview: http://{HOST}:{sockets[0].getsockname()[1]}/ (stop with Ctrl-C)")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    changes: asyncio.Queue[set[str]] = asyncio.Queue()
    ends = preview.follow(changes), _watch(workspace, changes, stop), stop.wait()
    tasks = [asyncio.ensure_future(end) for end in ends]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        server.stop()
        await preview.stop()
        await asyncio.gather(*tasks, return_exceptions=True)


def preview(workspace: Workspace, port: int, report: Callable[[str], None]) -> None:
    """Serve the book on loopback and follow its sources until Ctrl-C.

    port: 0 chooses a free one. report: called with each line for the author. Raises FulcrumError
    when the port is taken.
    """
    asyncio.run(_run(workspace, port, report))
