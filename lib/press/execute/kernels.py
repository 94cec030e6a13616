"""Kernels: forked from one warm parent while editing, ordinary for a review; all can be killed.

A kernel forked from the warm parent (``warm.py``) skips the imports of third-party packages, a
second or more, and still runs the library as it stands on disk.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import uuid
from functools import partialmethod
from pathlib import Path
from typing import Any, Final

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from fulcrum.errors import FulcrumError

KEPT: Final = 2
"""Warm parents that may stay without a kernel when another environment asks for one."""
LAUNCHER: Final = ["-m", "ipykernel_launcher"]
READ_AT_START: Final = re.compile(
    r"PYTHON|LC_|LANG|LD_|MALLOC|OMP_|OPENBLAS_|MKL_|NUMEXPR_|NPY_|JUPYTER|IPYTHON|"
    r"(PATH|HOME|VIRTUAL_ENV)$"
)
"""Variables that an interpreter or a library reads once: kernels share a parent if these agree."""
STOPPED: Final = "The build was stopped before this chapter could start."
PROGRAM: Final = Path(__file__).with_name("warm.py")
START: Final = """
import runpy, sys
del sys.path[0]
runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""Runs the program without its folder on the path. The option -P would leave the kernels a flag
that keeps IPython from searching the chapter's folder."""

_guard: Final = threading.Lock()
_running: Final[dict[int, TrackedProvisioner]] = {}
_parents: Final[dict[str, WarmParent]] = {}
_stopped: Final = threading.Event()


class TrackedProvisioner(LocalProvisioner):
    """An ordinary kernel of its own process, noted so that ``kill_all`` can end it."""

    kind = "cold"

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel; FulcrumError when everything has been stopped meanwhile."""
        if not _stopped.is_set():
            await self._launch(cmd, **kwargs)
            with _guard:
                if not _stopped.is_set():
                    _running[self.pid] = self
                    return self.connection_info
            self.kill_group()
        raise FulcrumError(STOPPED)

    async def _launch(self, cmd: list[str], **kwargs: Any) -> None:
        await super().launch_kernel(cmd, **kwargs)

    def _released(self) -> None:
        """What follows when the kernel is no more; called under the guard."""

    async def cleanup(self, restart: bool = False) -> None:
        """Forget the kernel, and end what it started and left behind."""
        with _guard:
            _running.pop(self.pid, None)
            self._released()
        self.kill_group()
        await super().cleanup(restart=restart)

    def kill_group(self) -> None:
        """Kill the kernel and every process of its session."""
        if self.pid is None:  # it never started
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


class WarmProvisioner(TrackedProvisioner):
    """A kernel forked from the warm parent; ordinary where that cannot be (see ``can_fork``)."""

    kind = "warm"
    warm_parent: WarmParent | None = None

    async def _launch(self, cmd: list[str], **kwargs: Any) -> None:
        if not can_fork(cmd):
            self.kind = "cold"
            await super()._launch(cmd, **kwargs)
            return
        environment = {**kwargs.get("env", os.environ), "JPY_PARENT_PID": str(os.getpid())}
        folder = str(kwargs.get("cwd") or Path.cwd())
        self.warm_parent = _parent(folder, environment)
        arguments = cmd[1 + len(LAUNCHER) :]
        self.process = self.warm_parent.fork(
            {"arguments": arguments, "folder": folder, "environment": environment},
            _descriptor(kwargs.get("stdout"), sys.__stdout__),
            _descriptor(kwargs.get("stderr"), sys.__stderr__),
        )
        self.pid = self.pgid = self.process.pid
        self.cwd = folder

    def _released(self) -> None:
        if self.warm_parent is not None:
            self.warm_parent.kernels -= 1
            self.warm_parent = None


def can_fork(command: list[str]) -> bool:
    """Whether a kernel's command is this interpreter's own IPython, on a system with forks."""
    return sys.platform == "linux" and command[: 1 + len(LAUNCHER)] == [sys.executable, *LAUNCHER]


class OwnInterpreter(KernelSpecManager):
    """Every kernel name a notebook may carry means the interpreter that runs this."""

    def get_kernel_spec(self, kernel_name: str) -> Any:  # noqa: ARG002
        """IPython in this interpreter, whatever is installed on the machine under that name."""
        return self.kernel_spec_class(resource_dir=RESOURCES, **get_kernel_dict())


def provide(manager: Any, *, warm: bool) -> None:
    """Have a kernel manager start its kernel warm or cold, in this interpreter; notebooks stay."""
    manager.kernel_spec_manager = OwnInterpreter(parent=manager)
    manager.kernel_id = manager.kernel_id or str(uuid.uuid4())
    manager.provisioner = (WarmProvisioner if warm else TrackedProvisioner)(
        kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager
    )


def running() -> list[int]:
    """Process numbers of the kernels that run now."""
    with _guard:
        return sorted(_running)


def parents() -> list[int]:
    """Process numbers of the warm parents."""
    with _guard:
        return sorted(p.process.pid for p in _parents.values() if p.process.poll() is None)


def kill_all() -> None:
    """Kill every kernel and every warm parent at once; none starts until ``allow`` is called."""
    with _guard:
        _stopped.set()
        for provisioner in _running.values():
            provisioner.kill_group()
        _running.clear()
        stopped = list(_parents.values())
        _parents.clear()
    for parent in stopped:
        parent.stop()


def allow() -> None:
    """Let kernels start (again)."""
    _stopped.clear()


class WarmParent:
    """The process that kernels are forked from, as the build sees it."""

    def __init__(self, environment: dict[str, str]) -> None:
        """Start it; requests wait until its imports are done."""
        self.kernels = 0
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(PROGRAM), str(theirs.fileno())],
                env=environment,
                cwd="/",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def fork(self, request: dict[str, Any], stdout: int, stderr: int) -> Forked:
        """Fork the kernel that is asked for; FulcrumError when the parent is gone."""
        status, theirs = os.pipe()
        try:
            content = json.dumps(request).encode()
            socket.send_fds(self.control, [content], [stdout, stderr, theirs])
        except OSError as error:
            os.close(status)
            raise _silent(error) from error
        finally:
            os.close(theirs)
        return Forked(status)

    def stop(self) -> None:
        """End it, and the kernels it has."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def _silent(error: object) -> FulcrumError:
    return FulcrumError(
        f"The process that warm kernels are forked from does not answer ({error}). Read above "
        "what it said. Build again, or build with --lane review, which does not need it."
    )


class Forked:
    """What a provisioner asks of a process, for a kernel that is not our own child.

    The pipe carries its number, later its exit code; the warm parent writes both.
    """

    stdin = stdout = stderr = None

    def __init__(self, status: int) -> None:
        """Wait for the number; FulcrumError when the pipe ends before."""
        self._status = os.fdopen(status, encoding="ascii")
        self.returncode: int | None = None
        first = self._status.readline()
        if not first:
            self._status.close()
            raise _silent("it ended, or could not fork")
        self.pid = int(first)

    def poll(self) -> int | None:
        """The exit code, or None while the kernel runs."""
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            return self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code once the kernel has ended; negative for a signal."""
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            # Without a last word the parent was killed, and its kernels with it.
            self.returncode = int(self._status.readline() or -signal.SIGKILL)
            self._status.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to a kernel that still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    kill = partialmethod(send_signal, signal.SIGKILL)
    terminate = partialmethod(send_signal, signal.SIGTERM)


def _descriptor(stream: Any, otherwise: Any) -> int:
    """The descriptor of an open file, or of the stream that a child would have inherited."""
    stream = otherwise if stream is None else stream
    return stream if isinstance(stream, int) else int(stream.fileno())


def _parent(folder: str, environment: dict[str, str]) -> WarmParent:
    read = {name: value for name, value in environment.items() if READ_AT_START.match(name)}
    if "PYTHONPATH" in read:  # seen from the kernel's folder
        entries = read["PYTHONPATH"].split(os.pathsep)
        read["PYTHONPATH"] = os.pathsep.join(str(Path(folder, entry)) for entry in entries)
    key = json.dumps(read, sort_keys=True)
    with _guard:
        if _stopped.is_set():
            raise FulcrumError(STOPPED)
        if key not in _parents or _parents[key].process.poll() is not None:
            for other, parent in list(_parents.items()):  # each holds some 100 MB
                if other == key or (parent.kernels == 0 and len(_parents) >= KEPT):
                    _parents.pop(other).stop()
            _parents[key] = WarmParent(environment | read)
        _parents[key].kernels += 1
        return _parents[key]


@atexit.register
def _end() -> None:
    if _parents:
        kill_all()
