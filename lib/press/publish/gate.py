"""The gate before publication: what it finds stops the book, and each finding names its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from fulcrum.errors import FulcrumError
from fulcrum.evidence.payloads import EXPLORER, FIGURE, LAB_CHART, RESULT, VERDICT
from press.publish.render import DISPLAYED
from press.publish.site_files import digest
from press.workspace import notebooks
from press.workspace.notebooks import Notebook
from press.workspace.workspace import Workspace

SHOWN_MIMES: Final = {
    *(FIGURE, RESULT, VERDICT, EXPLORER, LAB_CHART),
    *("text/plain", "text/html", "text/markdown", "image/png", "image/svg+xml"),
}
PICTURES: Final = {"image/png", "image/svg+xml"}
PARTS: Final = {
    FIGURE: ("title", "subtitle", "description", "sources", "table", "wide", "narrow"),
    EXPLORER: ("title", "description", "sources", "data", "defaults", "table"),
}
"""What a payload is not published without."""
LOADING: Final = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "use": "href",
}
"""Elements that load a file, and the attribute that names it."""


@dataclass(frozen=True)
class Finding:
    """Something that stands in the way of publication."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


@dataclass(frozen=True)
class Judged:
    """A verdict of a chapter: in which cell, on which claim, as of when."""

    chapter: str
    cell: str
    claim: str
    horizon: str | None


def chapter_findings(chapter: str, notebook: Notebook) -> Iterator[Finding]:
    """What is wrong with one executed notebook; chapter: how it is named."""
    if "fulcrum" not in notebook["metadata"]:
        yield Finding(chapter, "it carries no receipt.", "Execute it with `fulcrum build`.")
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or not notebooks.source_of(cell).strip():
            continue
        where = f"{chapter}, cell {cell['id']}"
        if cell.get("execution_count") is None:
            yield Finding(
                where, "it was not executed.", "Correct the cell before it, and build again."
            )
        for output in cell.get("outputs", []):
            yield from _output_findings(where, output)


def _output_findings(where: str, output: dict[str, Any]) -> Iterator[Finding]:
    if output["output_type"] == "error":
        what = f"it stopped with {output['ename']}: {output['evalue']}."
        yield Finding(where, what, "Correct the cell.")
    if output["output_type"] == "stream" and output["name"] == "stderr":
        what = f"it wrote to stderr: {''.join(output['text']).strip()[:200]}"
        yield Finding(where, what, "Correct what it warns of, because warnings are not published.")
    data = output.get("data", {})
    unknown = sorted(set(data) - SHOWN_MIMES)
    if unknown:
        what = f"its output has the unknown type {', '.join(unknown)}."
        yield Finding(where, what, "End the cell in a Figure, a result, a verdict or a table.")
    charted = any("vegalite" in m for m in data) or "vegaEmbed" in str(data.get("text/html", ""))
    if FIGURE not in data and charted:
        yield Finding(where, "it shows a bare chart.", "Wrap the chart in fulcrum.Figure(...).")
    for mime in sorted(PICTURES & set(data)) if FIGURE not in data else ():
        if not str(output.get("metadata", {}).get(mime, {}).get("alt", "")).strip():
            remedy = (
                "Wrap a chart in fulcrum.Figure(...), and say of a picture what it shows: "
                'Image(..., alt="...").'
            )
            yield Finding(where, "it shows a picture without words.", remedy)
    for mime, parts in PARTS.items():
        kind, payload = DISPLAYED[mime], data.get(mime, {})
        for part in parts if mime in data else ():
            if not payload.get(part):
                what = f"the {kind} '{payload.get('name', '')}' has no {part}."
                yield Finding(where, what, f"Give {kind.capitalize()}(..., {part}=...).")


def verdict_findings(
    workspace: Workspace, judged: Iterable[Judged], *, complete: bool = False
) -> Iterator[Finding]:
    """Claims judged that do not exist, judged twice, in the wrong chapter; or not at all.

    complete: also refuse claims that no chapter judges.
    """
    claims = {claim.id: claim for claim in workspace.claims}
    seen: dict[tuple[str, str | None], str] = {}
    for verdict in judged:
        name, horizon = verdict.claim, verdict.horizon
        where = f"chapters/{verdict.chapter}.ipynb, cell {verdict.cell}"
        if name not in claims:
            what = f"it judges '{name}', which is not a claim in seeds/claims.yml."
            yield Finding(where, what, "Correct the identifier.")
            continue
        home = workspace.judged_in(claims[name], horizon)
        if verdict.chapter != home:
            what = f"it judges {name}, which belongs to the chapter {home}."
            yield Finding(where, what, "Move the verdict there.")
        if (name, horizon) in seen:
            what = f"it judges {name} again, but {seen[name, horizon]} judges it already."
            yield Finding(where, what, "Keep one of the two.")
        seen[name, horizon] = where
    for claim in claims.values() if complete else ():
        for horizon in claim.horizons:
            if (claim.id, horizon) not in seen:
                as_of = f" as of {horizon}" if horizon else ""
                what = f"{claim.id} is judged{as_of} by no chapter."
                home = workspace.judged_in(claim, horizon)
                yield Finding("seeds/claims.yml", what, f"Judge it in {home}.")


def check(workspace: Workspace, *, complete: bool = False) -> list[Finding]:
    """Everything that can be said before Sphinx is called."""
    findings: list[Finding] = []
    for chapter in workspace.chapters:
        where = f"chapters/{chapter.path.name}"
        if workspace.executed_file(chapter.name).is_file():
            findings += chapter_findings(where, workspace.executed_notebook(chapter.name))
        if not workspace.record_file(chapter.name).is_file():
            findings.append(Finding(where, "it has not been executed.", "Run `fulcrum build`."))
    judged = [
        Judged(name, str(verdict["cell"]), verdict["claim"], verdict["horizon"])
        for name, record in workspace.all_records().items()
        for verdict in record["verdicts"]
    ]
    return findings + list(verdict_findings(workspace, judged, complete=complete))


def warning_findings(warnings: Iterable[str]) -> list[Finding]:
    """Warnings of Sphinx as findings, with the cell that they come from."""
    findings = []
    for line in warnings:
        where, text = "Sphinx", line
        if place := re.match(r"(chapters/[\w-]+\.ipynb):(\d+): ?(.*)", line):
            cell, row = divmod(int(place[2]), 10000)
            where, text = f"{place[1]}, cell number {cell - 1}, line {row}", place[3]
        text = re.sub(r"^(WARNING|ERROR): ", "", text).rstrip(".")
        findings.append(
            Finding(where, f"{text}.", "Correct the page, because warnings are not published.")
        )
    return findings


class _Page(HTMLParser):
    """The tags of a page with their attributes, and the scripts that stand in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", {}))

    def handle_data(self, data: str) -> None:
        tag, values = self.tags[-1] if self.tags else ("", {})
        if tag == "script" and "src" not in values and "json" not in values.get("type", ""):
            self.scripts.append(data)

    @cached_property
    def anchors(self) -> set[str]:
        """The places that a link can lead to."""
        return {values["id"] for _, values in self.tags if "id" in values}


def _foreign(address: str) -> bool:
    return address.startswith(("http:", "https:", "//"))


def _load_findings(site: Path, name: str, page: _Page) -> Iterator[Finding]:
    for tag, values in page.tags:
        address = values.get(LOADING.get(tag, ""), "")
        if values.get("rel") in {"canonical", "author"}:
            continue
        file = unquote(re.split(r"[?#]", address)[0])
        if tag == "img" and values.get("alt", address) == address:
            what = f"the page shows the picture {address[:60]} without words."
            yield Finding(name, what, "Write what it shows as its alternative text.")
        if _foreign(address):
            what = f"the page would load {address} from another host."
            yield Finding(name, what, "Ship the file with the book.")
        elif file and not address.startswith("data:") and not (site / file).exists():
            what = f"the page loads {file}, which is not in the book."
            yield Finding(name, what, "Add the file, or take the reference out.")


def _script_findings(name: str, page: _Page) -> Iterator[Finding]:
    policies = [
        v["content"] for _, v in page.tags if v.get("http-equiv") == "Content-Security-Policy"
    ]
    for script in page.scripts:
        if digest(script) not in "".join(policies):
            what = f"it has a script that its policy forbids: {script.strip()[:60]}"
            yield Finding(name, what, "Put the script into a file of the book.")


def _link_findings(site: Path, name: str, pages: Mapping[str, _Page]) -> Iterator[Finding]:
    links = [values["href"] for tag, values in pages[name].tags if tag == "a" and "href" in values]
    for link in dict.fromkeys(links):
        if _foreign(link) or link.startswith(("mailto:", "javascript:")):
            continue
        target, _, anchor = unquote(link.split("?")[0]).partition("#")
        target = target or name
        if not (site / target).exists():
            yield Finding(name, f"the link {link} leads nowhere.", "Correct it.")
        elif anchor and target in pages and anchor not in pages[target].anchors:
            yield Finding(name, f"{target} has no place '{anchor}'.", "Correct it.")


def site_findings(site: Path) -> list[Finding]:
    """Requests to other hosts, missing files and links that lead nowhere, in a built book."""
    pages = {path.name: _Page(path) for path in sorted(site.glob("*.html"))}
    findings: list[Finding] = []
    for name, page in pages.items():
        findings += _load_findings(site, name, page)
        findings += _script_findings(name, page)
        findings += _link_findings(site, name, pages)
    for style in site.rglob("*.css"):
        for address in re.findall(r"url\(['\"]?([^)'\"]+)", style.read_text(encoding="utf-8")):
            if _foreign(address):
                what = f"it would load {address} from another host."
                findings.append(Finding(style.name, what, "Ship the file with the book."))
    return findings


def refuse(findings: list[Finding]) -> None:
    """FulcrumError that lists all findings, when there are any."""
    if findings:
        count = "one finding" if len(findings) == 1 else f"{len(findings)} findings"
        listed = "\n".join(f"  - {finding}" for finding in findings)
        raise FulcrumError(
            f"The gate refuses to publish, {count}:\n{listed}\n"
            "The book published before stays as it was."
        )
