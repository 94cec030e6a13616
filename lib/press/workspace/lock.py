"""The lock on a build folder: one build at a time, and the second knows who holds it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from press.workspace.workspace import Workspace


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """One build at a time; the second says who holds the lock, and waits."""
    from filelock import FileLock, Timeout  # noqa: PLC0415

    workspace.build.mkdir(parents=True, exist_ok=True)
    holder = workspace.lock_holder
    lock = FileLock(workspace.build_lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        stored = json.loads(holder.read_text()) if holder.is_file() else {}
        who = f"process {stored['pid']}, since {stored['since']}" if stored else "another process"
        print(f"Waiting: {who}, is building this book.", flush=True)  # noqa: T201 - to whoever waits
        lock.acquire()
    try:
        holder.write_text(json.dumps({"pid": os.getpid(), "since": time.strftime("%H:%M:%S")}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()
