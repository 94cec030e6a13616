"""The research object of a review: an RO-Crate of notebooks, data, results and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from press.workspace.workspace import Workspace

VERSION: Final = "1.1"
CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"
NOTEBOOK: Final = "application/x-ipynb+json"
STATUS: Final = "http://schema.org/{}ActionStatus"
RECORD: Final = {
    "name": "The record found",
    "description": "results, verdicts, tests, figures and inputs as this review found them",
}
BESIDE: Final = {
    "requirements.lock": ("text/plain", "Every package in its version, with hashes"),
    "seeds/claims.yml": ("application/yaml", "The claims, their tests, thresholds and reasons"),
    "README.md": ("text/markdown", "How to execute the chapters"),
}
"""Files beside the chapters, each with its kind and its meaning."""


def _file(crate: Any, folder: Path, path: str, name: str, kind: str, **more: object) -> Any:
    """Add a file below a folder at the same path in the crate."""
    properties = {"name": name, "encodingFormat": kind, **more}
    return crate.add_file(folder / path, dest_path=path, properties=properties)


def _inputs(crate: Any, workspace: Workspace) -> dict[str, Any]:
    """The data packages as datasets, and the files beside the chapters; by identifier."""
    entities = {}
    for name in workspace.sources():
        package = workspace.package(name)
        licence = package.get("licence", {})
        properties = {
            "name": package["title"],
            "description": package.get("description") or package["title"],
            "version": str(package.get("version", "")),
            "creditText": package.get("citation", ""),
            "license": licence.get("url") or licence.get("name", ""),
        }
        entities[name] = crate.add_directory(
            workspace.data / name,
            dest_path=f"data/{name}/",
            properties={key: value for key, value in properties.items() if value},
        )
    for name, (kind, meaning) in BESIDE.items():
        if (workspace.folder / name).is_file():
            entities[name] = _file(crate, workspace.folder, name, name, kind, description=meaning)
    return entities


def write(workspace: Workspace, certificate: Mapping[str, Any]) -> None:
    """Write the crate of a review made in ``workspace.build``; RO-Crate 1.1.

    It holds chapters as written and as executed, the tables, the record found, the lock and the
    certificate; each execution is an action with what it read and what it made.
    """
    from rocrate.rocrate import ROCrate  # noqa: PLC0415 - half a second

    crate, folder, end = ROCrate(version=VERSION), workspace.build, certificate["check_time"]
    crate.name = f"{workspace.settings.title}, reviewed on {end[:10]}"
    crate.description = f"{certificate['meaning']} {certificate['summary']}"
    crate.datePublished = end
    crate.license = crate.add_jsonld(
        {
            "@id": CC_BY,
            "@type": "CreativeWork",
            "name": "CC BY 4.0",
            "description": (
                "Text, figures and results: CC BY 4.0. Code: MIT. Tables: the terms of each source."
            ),
        }
    )
    crate.publisher = crate.root_dataset["author"] = crate.add_jsonld(
        {"@id": "#authors", "@type": "Organization", "name": workspace.settings.author}
    )
    papermill = crate.add_jsonld(
        {
            "@id": "#papermill",
            "@type": "SoftwareApplication",
            "name": "papermill",
            "description": "Executes a notebook with parameters in a kernel of its own.",
            "url": "https://papermill.readthedocs.io/",
        }
    )
    inputs = _inputs(crate, workspace)
    record = crate.add_directory(folder / "record", dest_path="record/", properties=RECORD)
    for name, kind in (("certificate.json", "application/json"), ("certificate.html", "text/html")):
        _file(crate, folder, name, f"Certificate ({name})", kind)
    for entry in certificate["manifest"]:
        name = entry["chapter"]
        action = {"@type": "CreateAction", "name": f"Execution of {name}", "endTime": end}
        source = _file(
            crate,
            workspace.folder,
            entry["file"],
            f"Chapter {name}, as written",
            NOTEBOOK,
            programmingLanguage="Python",
            sha256=entry["sha256"],
            **{"@type": ["File", "SoftwareSourceCode"]},
        )
        read = dict.fromkeys(table.partition("/")[0] for table in entry["tables"])
        locks = [inputs[name] for name in (workspace.lock.name,) if name in inputs]
        used = [source, *(inputs[source_id] for source_id in read), *locks]
        results = []
        if entry["executed"]:
            executed = _file(
                crate,
                folder,
                entry["executed"],
                f"Chapter {name}, as executed",
                NOTEBOOK,
                description="The notebook with its outputs and its receipt.",
                sha256=entry["executed_sha256"],
            )
            results = [executed, record]
            action["actionStatus"] = STATUS.format("Completed")
        else:
            action["actionStatus"] = STATUS.format("Failed")
            action["error"] = entry["failure"] or "not executed"
        crate.add_action(papermill, f"#execute-{name}", used, results, action)
    crate.write(folder / "crate")
