"""The research object of a review: an RO-Crate of notebooks, data, results and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from fulcrum.evidence.data import Descriptor
from press.workspace.workspace import Workspace


def _dataset(package: Descriptor) -> dict[str, str]:
    """What is said of a data package; nothing is said of what its descriptor leaves out."""
    licence = package.get("licence", {})
    properties = {
        "name": package["title"],
        "description": package.get("description") or package["title"],
        "version": str(package.get("version", "")),
        "creditText": package.get("citation", ""),
        "license": licence.get("url") or licence.get("name", ""),
    }
    return {name: value for name, value in properties.items() if value}


def write(workspace: Workspace, certificate: Mapping[str, Any]) -> None:
    """Write the crate of a review made in ``workspace.build``; RO-Crate 1.1.

    It holds chapters as written and as executed, the tables, the record found, the lock and the
    certificate; each execution is an action with what it read and what it made. What is the same
    in every review stands in ``crate.yml``.
    """
    from rocrate.rocrate import ROCrate  # noqa: PLC0415 - half a second

    crate, end = ROCrate(version="1.1"), certificate["check_time"]

    def add(folder: Path, path: str, properties: Mapping[str, Any]) -> Any:
        """A file at the same path in the crate as below its folder."""
        return crate.add_file(folder / path, dest_path=path, properties=dict(properties))

    words = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    crate.name = f"{workspace.settings.title}, reviewed on {end[:10]}"
    crate.description = f"{certificate['meaning']} {certificate['summary']}"
    crate.datePublished = end
    crate.license = crate.add_jsonld(words["licence"])
    crate.publisher = crate.root_dataset["author"] = crate.add_jsonld(
        words["authors"] | {"name": workspace.settings.author}
    )
    if text := workspace.settings.text:
        article = {"@id": text.address, "@type": "Article", "name": text.title}
        article |= {"author": text.author, "publisher": text.outlet, "datePublished": text.date}
        crate.root_dataset["citation"] = crate.add_jsonld(article)
    papermill = crate.add_jsonld(words["papermill"])
    inputs = {
        name: crate.add_directory(
            workspace.data / name,
            dest_path=f"data/{name}/",
            properties=_dataset(workspace.package(name)),
        )
        for name in workspace.sources()
    }
    for name, properties in words["beside"].items():
        if (workspace.folder / name).is_file():
            inputs[name] = add(workspace.folder, name, properties)
    folder = workspace.build / "record"
    record = crate.add_directory(folder, dest_path="record/", properties=words["record"])
    for name, properties in words["certificate"].items():
        add(workspace.build, name, properties)
    for entry in certificate["manifest"]:
        name, file = entry["chapter"], entry["executed"]
        written = {"name": f"Chapter {name}, as written", "sha256": entry["sha256"]}
        source = add(workspace.folder, entry["file"], words["written"] | written)
        read = dict.fromkeys(table.partition("/")[0] for table in entry["tables"])
        locks = [inputs[name] for name in (workspace.lock.name,) if name in inputs]
        used = [source, *(inputs[package] for package in read), *locks]
        action = {"@type": "CreateAction", "name": f"Execution of {name}", "endTime": end}
        results = []
        if file:
            output = {"name": f"Chapter {name}, as executed", "sha256": entry["executed_sha256"]}
            results = [add(workspace.build, file, words["executed"] | output), record]
            action |= words["succeeded"]
        else:
            action |= words["failed"] | {"error": entry["failure"] or "not executed"}
        crate.add_action(papermill, f"#execute-{name}", used, results, action)
    crate.write(workspace.build / "crate")
