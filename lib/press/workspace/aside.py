"""A folder that is made aside and takes its place when it is whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A folder aside that takes the place of ``target`` when nothing is raised, else is removed."""
    aside = target.with_name(f"{target.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        exchange(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def exchange(new: Path, old: Path) -> None:
    """Put ``new`` in the place of ``old`` in one step, and ``old`` in that of ``new``.

    Linux swaps two folders atomically (renameat2); elsewhere the old one steps aside first.
    """
    if not old.exists():
        new.rename(old)
        return
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        arguments = (AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(old), RENAME_EXCHANGE)
        if library.renameat2(*arguments) == 0:
            return
        code = ctypes.get_errno()
        if code not in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
            raise OSError(code, os.strerror(code), str(old))
    aside = old.with_name(old.name + ".old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)
