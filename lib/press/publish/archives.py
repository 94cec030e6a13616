"""Tables as files to take away: each by itself, the large ones in a ZIP of their own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from press.workspace.notebooks import packed, sha256, write
from press.workspace.workspace import Workspace

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive, so that the same tables give the same bytes."""
LARGE: Final = 10_000
"""Bytes above which a table is offered in a ZIP: most such tables weigh a fifth in it."""


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Files as one ZIP: the same files give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archived:
        for name, data in sorted(parts.items()):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            archived.writestr(info, data, compresslevel=9)
    return content.getvalue()


def offered(part: Mapping[str, Any]) -> str:
    """The file in which a table is offered, by its descriptor."""
    return f"{part['path']}.zip" if part["bytes"] > LARGE else str(part["path"])


def offer(workspace: Workspace, source: str, folder: Path) -> None:
    """Put each table of a source into a folder, with a descriptor of the files as they are there.

    A ZIP is kept by the table that it holds.
    """
    described = []
    for part in workspace.parts(source):
        content = (workspace.data / source / part["path"]).read_bytes()
        name, shown = offered(part), dict(part)
        if name != part["path"]:
            key = sha256(f"{part['path']} ".encode() + content)
            kept = workspace.rendered / f"{key}.table.zip"
            if not kept.is_file():
                write(kept, zipped({Path(part["path"]).name: content}))
            content = kept.read_bytes()
            shown |= {"path": name, "compression": "zip"}
            shown |= {"bytes": len(content), "hash": f"sha256:{sha256(content)}"}
        write(folder / name, content)
        described.append(shown)
    package = dict(workspace.package(source)) | {"resources": described}
    write(folder / "datapackage.json", packed(package))
