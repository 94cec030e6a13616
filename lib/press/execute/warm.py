"""The warm parent: a program that has imported third-party packages and forks kernels on request.

``kernels.py`` runs this file by its path. It must import nothing of ``fulcrum``, so that each
kernel imports the library as it then stands on disk. Requests arrive on a socket as JSON with three
descriptors: standard output, standard error, and a pipe that is told the kernel's process number
and, later, its exit code. When the other end closes, for whatever reason, everything here ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import tempfile
import time
import warnings
from typing import Any, Final

FIRST: Final = ("ipykernel.kernelapp", "numpy", "pandas", "altair", "yaml")
"""What every chapter imports. Never use vl_convert here: a forked copy of it hangs."""
IDLE: Final = ("networkx", "scipy.special", "scipy.stats")
"""What some chapters import: loaded while nothing is asked, so that no kernel waits for it."""
PR_SET_PDEATHSIG: Final = 1
LARGEST_REQUEST: Final = 1 << 20


def _serve(control: socket.socket) -> dict[str, Any]:
    """Fork a kernel for each request. Returns in the kernels, with their request; else exits."""
    parent, statuses, later = os.getpid(), dict[int, int](), list(IDLE)
    bell, ringer = socket.socketpair()
    with control, bell, ringer:
        ringer.setblocking(False)
        signal.set_wakeup_fd(ringer.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            ready, _, _ = select.select([control, bell], [], [], 0 if later else None)
            if not ready:
                with contextlib.suppress(Exception):  # the chapter that needs it will say so
                    importlib.import_module(later.pop(0))
                gc.freeze()
            if bell in ready:
                bell.recv(4096)
                _reap(statuses)
            if control in ready:
                content, streams, _, _ = socket.recv_fds(control, LARGEST_REQUEST, 3)
                if not content:  # the build has ended, in whichever way
                    for pid in statuses:
                        with contextlib.suppress(ProcessLookupError):
                            os.killpg(pid, signal.SIGKILL)
                    os._exit(0)
                with warnings.catch_warnings(), contextlib.suppress(OSError):
                    # BLAS threads are said to make forking unsafe; they stop and start around it.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    pid = os.fork()
                    if pid == 0:
                        break
                    statuses[pid] = os.dup(streams[2])
                for stream in streams:
                    os.close(stream)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for status in statuses.values():
        os.close(status)
    _detach(parent, *streams)
    request: dict[str, Any] = json.loads(content)
    return request


def _reap(statuses: dict[int, int]) -> None:
    """Tell the exit codes of the kernels that have ended."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            status = statuses.pop(ended[0], None)
            if status is None:  # a helper that an import has started
                continue
            with contextlib.suppress(BrokenPipeError):
                os.write(status, b"%d\n" % os.waitstatus_to_exitcode(ended[1]))
            os.close(status)


def _detach(parent: int, stdout: int, stderr: int, status: int) -> None:
    """Make a forked process one of its own session, with its own streams, that dies with us."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above could take effect
        os._exit(1)
    os.write(status, b"%d\n" % os.getpid())
    os.close(status)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, standard in ((nothing, 0), (stdout, 1), (stderr, 2)):
        os.dup2(stream, standard)
        os.close(stream)


def _run(request: dict[str, Any]) -> None:
    """Be the kernel that was asked for, as if freshly started."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    time.tzset()
    tempfile.tempdir = None
    importlib.invalidate_caches()
    random.seed()
    sys.modules["numpy"].random.seed()
    launcher = importlib.import_module("ipykernel_launcher").__file__
    sys.argv = [str(launcher), *request["arguments"]]
    application = importlib.import_module("ipykernel.kernelapp").IPKernelApp
    application.launch_instance(request["arguments"], parent_handle=os.getppid())


def _main(descriptor: int) -> None:
    for name in FIRST:
        importlib.import_module(name)
    gc.freeze()  # so that the kernels share this memory
    _run(_serve(socket.socket(fileno=descriptor)))


if __name__ == "__main__":
    _main(int(sys.argv[2]))
