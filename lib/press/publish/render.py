"""What a reader sees of figures, results and verdicts: HTML from their payloads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2

from fulcrum.evidence.data import Source
from fulcrum.evidence.firmness import Firmness, of_verdicts
from fulcrum.evidence.palette import BOOK, Colours
from fulcrum.evidence.payloads import EXPLORER, FIGURE, RESULT, VERDICT, Result, Verdict
from fulcrum.evidence.wording import WORDS, formatted
from press.publish import archives, drawing, judgement
from press.workspace.workspace import Workspace

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
OWN: Final = "Coded by language models from public accounts"
"""How the publisher of our own tables begins."""
DISPLAYED: Final = {FIGURE: "figure", RESULT: "result", VERDICT: "verdict", EXPLORER: "explorer"}
"""What cells display, each with its template."""


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The templates beside this module; HTML is escaped unless marked safe."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "slug": slug,
        "shown": number,
        "cell": _cell,
        "written": written,
        "spelled": lambda n: WORDS[n] if n < len(WORDS) else str(n),
        "svg": drawing.static_svg,
        "bare": drawing.bare,
        "size": drawing.size,
        "embedded": drawing.embedded,
        "judgement": judgement.block,
        "sources": sources,
        "firmness": firmness,
        "robustness": of_verdicts,
        "offered": archives.offered,
        "publisher": publisher,
        "publishers": publishers,
    }
    return environment


def slug(text: str) -> str:
    """A word for class names: ``not testable`` becomes ``not-testable``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def number(value: float | None, digits: int = 0) -> str:
    """A number with so many decimals, as everywhere in the book; a dash where there is none."""
    return "–" if value is None else formatted(float(value), "", digits)


def _cell(value: object, kind: str, name: str) -> str:
    """A cell of a table, by the type and the name of its column."""
    if value is None:
        return "–"
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return formatted(value, "year" if "year" in name else "")
    return str(value)


def sources(tables: Sequence[str], workspace: Workspace) -> list[Source]:
    """The sources of some tables, each once."""
    return list({source.id: source for source in map(workspace.source, tables)}.values())


def firmness(verdict: Mapping[str, Any], workspace: Workspace) -> Firmness | None:
    """How firm a verdict is; None without a run, or where the run knew another verdict."""
    firm = of_verdicts(workspace).get((verdict.get("claim", ""), verdict["horizon"] or ""))
    flips = verdict.get("flips") or [verdict["verdict"]]
    return firm if firm and firm.coded == flips[0].removeprefix("as coded: ") else None


def publishers(shown: Sequence[Source], most: int = 2) -> str:
    """The publishers of some sources, each once, in one line."""
    names = list(dict.fromkeys(publisher(source.publisher) for source in shown))
    line = ", ".join(names[:most]).replace(f", {OWN}", f", {OWN[0].lower()}{OWN[1:]}")
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{line[:1].upper()}{line[1:]}{more}"


def publisher(name: str, longest: int = 60) -> str:
    """A publisher's name without what follows a bracket or semicolon, cut at a comma if long."""
    if name.startswith(OWN):
        return OWN
    short = re.split(r" \(|;", name, maxsplit=1)[0]
    while len(short) > longest and ", " in short:
        short = short.rpartition(", ")[0]
    return short


def text(template: str, **values: Any) -> str:
    """One template, filled."""
    return templates().get_template(template).render(**values)


def html(template: str, **values: Any) -> str:
    """One template of HTML, filled, with the blank lines between tags taken out."""
    return re.sub(r"\n\s*\n+", "\n", text(f"{template}.html", **values)).strip()


def displayed(workspace: Workspace, mime: str, payload: Any, chapter: str = "") -> str:
    """What a cell displays: a figure, a result, a verdict or an explorer, by its MIME type.

    chapter: the page on which it stands.
    """
    template = f"explorer_{payload['kind']}" if mime == EXPLORER else DISPLAYED[mime]
    return html(template, payload=payload, workspace=workspace, chapter=chapter)


def tongue(workspace: Workspace, page: str) -> str:
    """The language of a page: that at the end of a summary's name, else English."""
    last = page.rpartition("-")[2]
    return last if last in workspace.settings.tongues else "en"


def written(payload: Result, decimal: str, *, unit: bool) -> str:
    """A result as the readers of a page write it, by their decimal sign.

    Where that is no point, thousands are parted by a space.
    """
    shown = payload["text"]
    if not unit and payload["unit"]:
        shown = shown.replace(payload["unit"], "").strip("\N{NO-BREAK SPACE} ")
    if decimal == ".":
        return shown
    spaced = re.sub(r"(?<=\d),(?=\d{3})", "\N{NO-BREAK SPACE}", shown)
    return re.sub(r"(?<=\d)\.(?=\d)", decimal, spaced)


def quoted(
    workspace: Workspace,
    mime: str,
    payload: Result | Verdict,
    chapter: str,
    *,
    unit: bool = True,
    page: str = "",
) -> tuple[str, str]:
    """A quoted result or verdict as HTML, and the panel with what is known of it.

    In its sentence it is a link to the cell or the card that it comes from, and nothing else; the
    panel stands hidden at the end of the page until a reader asks for it.

    page: the page that quotes it, in its language.
    """
    kind = DISPLAYED[mime]
    values = {
        "payload": payload,
        "workspace": workspace,
        "chapter": chapter,
        "unit": unit,
        "language": tongue(workspace, page),
    }
    return html(f"quoted_{kind}", **values), html(f"about_{kind}", **values)


def palette_css(colours: Colours = BOOK) -> str:
    """The colours of the book as custom properties, for a light and a dark page."""
    light, dark = (
        "".join(f"--c-{name}:{pair[mode]};" for name, pair in colours.items()) for mode in (0, 1)
    )
    paper = f"@media print{{html[data-theme]{{{light}}}}}"
    return f':root{{{light}}}\nhtml[data-theme="dark"]{{{dark}}}\n{paper}\n'


def css(name: str, colours: Colours = BOOK) -> str:
    """A stylesheet beside this module, after the colours: the book's, or that of lone pages."""
    return palette_css(colours) + (STATIC / f"{name}.css").read_text(encoding="utf-8")
