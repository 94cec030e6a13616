"""The research object of a review: an RO-Crate of notebooks, data, results and provenance."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from press.workspace.workspace import Workspace

VERSION: Final = "1.1"
CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"
NOTEBOOK: Final = "application/x-ipynb+json"
RECORD_WORDS: Final = "results, verdicts, tests, figures and inputs as this review found them"


def _inputs(crate: Any, root: Path) -> dict[str, Any]:
    """The data packages as datasets, and the files beside the chapters; by identifier."""
    entities = {}
    workspace = Workspace.open(root)
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
        properties = {key: value for key, value in properties.items() if value}
        entities[name] = crate.add_directory(
            root / "data" / name, dest_path=f"data/{name}/", properties=properties
        )
    words = {
        "requirements.lock": "Every package in its version, with hashes",
        "seeds/claims.yml": "The claims, their tests, thresholds and reasons",
        "README.md": "How to execute the chapters",
    }
    for name, meaning in words.items():
        if (root / name).is_file():
            kinds = {".yml": "application/yaml", ".md": "text/markdown"}
            properties = {
                "name": name,
                "description": meaning,
                "encodingFormat": kinds.get(Path(name).suffix, "text/plain"),
            }
            entities[name] = crate.add_file(root / name, dest_path=name, properties=properties)
    return entities


def write(root: Path, folder: Path, certificate: Mapping[str, Any], target: Path) -> None:
    """Write the crate of a review in ``folder`` to ``target``; RO-Crate 1.1.

    It holds chapters as written and as executed, the tables, the record found, the lock and the
    certificate; each execution is an action with what it read and what it made.
    """
    from rocrate.model.contextentity import ContextEntity  # noqa: PLC0415 - half a second
    from rocrate.rocrate import ROCrate  # noqa: PLC0415

    crate = ROCrate(version=VERSION)
    day = certificate["check_time"][:10]
    settings = Workspace.open(root).settings
    crate.name = f"{settings.title}, reviewed on {day}"
    crate.description = f"{certificate['meaning']} {certificate['summary']}"
    crate.datePublished = certificate["check_time"]
    licence = ContextEntity(
        crate,
        CC_BY,
        properties={
            "@type": "CreativeWork",
            "name": "CC BY 4.0",
            "description": (
                "Text, figures and results: CC BY 4.0. Code: MIT. Tables: the terms of each source."
            ),
        },
    )
    crate.license = crate.add(licence)
    crate.publisher = crate.add(
        ContextEntity(
            crate, "#authors", properties={"@type": "Organization", "name": settings.author}
        )
    )
    crate.root_dataset["author"] = crate.publisher
    papermill = crate.add(
        ContextEntity(
            crate,
            "#papermill",
            properties={
                "@type": "SoftwareApplication",
                "name": "papermill",
                "description": "Executes a notebook with parameters in a kernel of its own.",
                "url": "https://papermill.readthedocs.io/",
            },
        )
    )
    inputs = _inputs(crate, root)
    record = crate.add_directory(
        folder / "record",
        dest_path="record/",
        properties={"name": "The record found", "description": RECORD_WORDS},
    )
    for name, kind in (("certificate.json", "application/json"), ("certificate.html", "text/html")):
        properties = {"name": f"Certificate ({name})", "encodingFormat": kind}
        crate.add_file(folder / name, dest_path=name, properties=properties)
    for entry in certificate["manifest"]:
        _execution(crate, root, folder, entry, inputs, record, papermill, certificate)
    shutil.rmtree(target, ignore_errors=True)
    crate.write(target)


def _execution(
    crate: Any,
    root: Path,
    folder: Path,
    entry: Mapping[str, Any],
    inputs: Mapping[str, Any],
    record: Any,
    papermill: Any,
    certificate: Mapping[str, Any],
) -> None:
    name = entry["chapter"]
    source = crate.add_file(
        root / entry["file"],
        dest_path=entry["file"],
        properties={
            "@type": ["File", "SoftwareSourceCode"],
            "name": f"Chapter {name}, as written",
            "encodingFormat": NOTEBOOK,
            "programmingLanguage": "Python",
            "sha256": entry["sha256"],
        },
    )
    properties = {
        "@type": "CreateAction",
        "name": f"Execution of {name}",
        "endTime": certificate["check_time"],
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }
    read = list(dict.fromkeys(table.partition("/")[0] for table in entry["tables"]))
    locks = [inputs[name] for name in ("requirements.lock",) if name in inputs]
    used = [source, *(inputs[source_id] for source_id in read), *locks]
    if entry["executed"] is None:
        properties["actionStatus"] = "http://schema.org/FailedActionStatus"
        properties["error"] = entry["failure"] or "not executed"
        crate.add_action(papermill, f"#execute-{name}", object=used, properties=properties)
        return
    executed = crate.add_file(
        folder / entry["executed"],
        dest_path=entry["executed"],
        properties={
            "name": f"Chapter {name}, as executed",
            "description": "The notebook with its outputs and its receipt.",
            "encodingFormat": NOTEBOOK,
            "sha256": entry["executed_sha256"],
        },
    )
    crate.add_action(
        papermill, f"#execute-{name}", object=used, result=[executed, record], properties=properties
    )
