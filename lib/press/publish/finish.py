"""The last hand on a built book: lean pages, no icon fonts, a policy against other hosts."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fulcrum.errors import FulcrumError
from press.publish import render, styles
from press.workspace.notebooks import write
from press.workspace.workspace import Workspace

MODE: Final = (
    "(()=>{const d=document.documentElement.dataset;let m='auto';"
    "try{m=localStorage.getItem('mode')||m}catch{}"
    "d.mode=m;d.theme=m!=='auto'?m:"
    "matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'})()"
)
"""Sets the theme before the first paint, so that a dark page never flashes white."""
OPTIONS: Final = """
DOCUMENTATION_OPTIONS.pagename = location.pathname.split("/").pop().replace(/\\.html$/, "");
DOCUMENTATION_OPTIONS.search_as_you_type = false;
"""
COLOUR_MODE: Final = 'aria-label="Colour mode" title="Colour mode"'
FOLDS: Final = {"source": "Code", "output": "Output", "outputs": "Output"}
"""What the folds of a cell are called in MyST-NB, and what they are called here."""
NOT_NEEDED: Final = r"fontawesome|bootstrap"
"""Scripts of the theme: icons, which are drawn here, and tooltips, which browsers show."""
ICONS: Final = {
    "bars": "<path d='M1 3h14M1 8h14M1 13h14'/>",
    "list": "<path d='M5 3h10M5 8h10M5 13h10M1 3h2M1 8h2M1 13h2'/>",
    "magnifying-glass": "<circle cx='6.6' cy='6.6' r='4.8'/><path d='M10.2 10.2l5 5'/>",
    "angle-left": "<path d='M11 2L5 8l6 6'/>",
    "angle-right": "<path d='M5 2l6 6-6 6'/>",
    "xmark": "<path d='M3 3l10 10M13 3L3 13'/>",
    "circle-half-stroke": (
        "<circle cx='8' cy='8' r='6.6'/><path class='full' d='M8 1.5a6.5 6.5 0 0 1 0 13z'/>"
    ),
    "sun": (
        "<circle class='full' cx='8' cy='8' r='3.2'/><path d='M8 .5v3M8 12.5v3M.5 8h3M12.5 8h3"
        "M2.7 2.7l2.1 2.1M11.2 11.2l2.1 2.1M2.7 13.3l2.1-2.1M11.2 4.8l2.1-2.1'/>"
    ),
    "moon": "<path class='full' d='M13.5 10.2A6.2 6.2 0 0 1 5.8 2.5a6.2 6.2 0 1 0 7.7 7.7z'/>",
}
"""The shapes that the theme takes from an icon font, in a square of 16."""
DRAWN: Final = re.compile(rf"(<(i|span) [^>]*\bfa-({'|'.join(ICONS)})\b[^>]*>)(?=</\2>)")
THEME: Final = "scripts/pydata-sphinx-theme.js"
SCANNED: Final = (
    '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"]'
)
"""What the theme measures at every change of a page, folded code too; fulcrum.js waits for it."""
SEARCH_ONLY: Final = r"searchtools|language_data|searchindex"
POLICY: Final = (
    "default-src 'self' file:; script-src 'self' file: {hashes}; style-src 'self' file: "
    "'unsafe-inline'; img-src 'self' file: data:; font-src 'self' file:; connect-src 'self'; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self' file:"
)
"""What a page may load: files of the book, served or opened from a disk; never another host."""


def policy(page: str) -> str:
    """The content security policy of a page: its inline scripts by hash, no other host."""
    inline = re.findall(
        r"<script(?![^>]*(?:src=|application/(?:ld\+)?json))[^>]*>(.*?)</script>", page, re.DOTALL
    )
    digests = (hashlib.sha256(text.encode()).digest() for text in dict.fromkeys(inline))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return POLICY.format(hashes=hashes)


def lean(page: str, name: str, tongues: Iterable[str]) -> str:
    """A page without scripts that it does not need, with the rest deferred, and with its policy."""
    page = re.sub(rf"<script[^>]*/(?:{NOT_NEEDED})\.js[^>]*></script>\s*", "", page)
    page = re.sub(r"<link rel=\"preload\"[^>]*>\s*", "", page)
    page = re.sub(r"<script>DOCUMENTATION_OPTIONS\.[^<]*</script>\s*", "", page)
    page = re.sub(
        r"<script data-cfasync.*?</script>",
        f"<script>{MODE}</script>",
        page,
        count=1,
        flags=re.DOTALL,
    )
    if name != "search":
        page = re.sub(rf'<script src="[^"]*(?:{SEARCH_ONLY})\.js[^>]*></script>\s*', "", page)
    page = re.sub(r"<script (?=src=)", "<script defer ", page)
    page = re.sub(
        r'<meta name="viewport" content="width=device-width, initial-scale=1" />', "", page
    )
    page = re.sub(r'<div id="ethical-ad-placement".*?</div>', "", page, flags=re.DOTALL)
    page = page.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    for kind, word in FOLDS.items():
        page = page.replace(f'admonition-title">{kind}: ', f'admonition-title">{word}: ')
    page = DRAWN.sub(_icon, page)
    page = _accessible(_named(_folded(page)), name, tongues)
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}" />'
    return page.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n    {tag}', 1)


def _icon(found: re.Match[str]) -> str:
    return f'{found[1]}<svg viewBox="0 0 16 16" aria-hidden="true">{ICONS[found[3]]}</svg>'


def _folded(page: str) -> str:
    """The numbers that a cell recorded stand behind one quiet line; a link opens it."""

    def fold(run: re.Match[str]) -> str:
        count = run[0].count('<p class="fu-recorded"')
        line = f"<summary>{count} recorded number{'s' * (count > 1)}</summary>"
        return f'<details class="fu-records">{line}\n{run[0]}</details>\n'

    one = r'<p class="fu-recorded"(?:(?!</p>).)*</p>\s*'
    return re.sub(rf"(?:{one})+", fold, page, flags=re.DOTALL)


def _accessible(page: str, name: str, tongues: Iterable[str]) -> str:
    """What the theme leaves out for those who listen: landmarks, roles, languages, wide tables."""
    page = page.replace(
        '<div id="pst-primary-sidebar" class="',
        '<div id="pst-primary-sidebar" role="complementary" aria-label="Report" class="',
    )
    page = page.replace('<div role="list" class="citation-list">', '<div class="citation-list">')
    page = page.replace(' role="doc-biblioentry"', "")
    for tongue in tongues:
        page = page.replace(
            f'href="summary-{tongue}.html"',
            f'href="summary-{tongue}.html" lang="{tongue}" hreflang="{tongue}"',
        )
        if name == f"summary-{tongue}":
            here = 'class="current reference internal" href="#"'
            page = page.replace(here, f'{here} lang="{tongue}"')
    around = '<div class="fu-sideways" tabindex="0" role="group" aria-label="Table of a cell">'
    page = re.sub(
        r'(<table border="1" class="dataframe">.*?</table>)',
        rf"{around}\1</div>",
        page,
        flags=re.DOTALL,
    )
    return re.sub(r"(<t[hr][^>]*>\s*)<th></th>", r"\1<td></td>", page)


def _named(page: str) -> str:
    """Buttons that show only an icon carry its words as their name."""
    page = re.sub(r' data-bs-(?:placement|toggle)="[^"]*"', "", page)
    page = page.replace('aria-label="Color mode" data-bs-title="Color mode"', COLOUR_MODE)
    words = {"primary-toggle": "Chapters", "secondary-toggle": "On this page"}
    for kind, label in words.items():
        page = re.sub(
            rf'<button class="(sidebar-toggle {kind}[^"]*)" title="[^"]*"',
            rf'<button class="\1" title="{label}" aria-label="{label}"',
            page,
        )
    return page


def trimmed(style: str) -> str:
    """A stylesheet of the theme without its icon fonts and source map."""
    style = re.sub(r"@font-face\{[^}]*\}", "", style)
    style = re.sub(r"(?<=[}/])\.fa[\w-]*[^{}@]*\{[^{}]*\}", "", style)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style)


def _assets(target: Path) -> None:
    shutil.rmtree(target / "_static" / "vendor", ignore_errors=True)
    for path in target.glob("_static/**/*"):
        if path.suffix == ".map" or re.match(NOT_NEEDED, path.name):
            path.unlink()
    for path in target.glob("_static/**/*.css"):
        path.write_text(trimmed(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in target.glob("_static/scripts/*.js"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"//# sourceMappingURL=.*", "", text), encoding="utf-8")
    theme = target / "_static" / THEME
    text = theme.read_text(encoding="utf-8")
    if SCANNED not in text:
        raise FulcrumError(
            f"The theme's {THEME} has changed: it no longer scans {SCANNED}. Look at what it "
            "measures and correct SCANNED in lib/press/publish/finish.py."
        )
    theme.write_text(text.replace(SCANNED, '["fu-none"]'), encoding="utf-8")
    options = target / "_static" / "documentation_options.js"
    options.write_text(options.read_text(encoding="utf-8") + OPTIONS, encoding="utf-8")


def finish(workspace: Workspace, target: Path) -> None:
    """Make the built pages ready to publish: lean, with index, 404 page and site map."""
    _assets(target)
    for path in target.glob("*.html"):
        text = lean(path.read_text(encoding="utf-8"), path.stem, workspace.settings.tongues)
        path.write_text(text, encoding="utf-8")
    styles.bundle(target)
    names, settings = list(workspace.titles), workspace.settings
    shutil.copy(target / f"{names[0]}.html", target / "index.html")
    for name in (".buildinfo", "objects.inv"):
        (target / name).unlink(missing_ok=True)
    palette = render.palette_css(workspace.colours)
    lost = render.html(
        "404", settings=settings, mode=MODE, palette=palette, names=names, claims=workspace.claims
    )
    write(target / "404.html", lost.replace("POLICY", policy(lost), 1))
    _map(target, names, settings.address)


def _map(target: Path, names: list[str], base: str) -> None:
    """A site map: XML where the address of the book is known, else a list of relative paths."""
    addresses = [f"{base}{name}.html" for name in names]
    rules = "User-agent: *\nAllow: /\n"
    if not base:
        write(target / "sitemap.txt", "".join(f"{address}\n" for address in addresses))
        write(target / "robots.txt", rules)
        return
    entries = "".join(f"<url><loc>{address}</loc></url>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    write(target / "sitemap.xml", f'{head}<urlset xmlns="{space}">\n{entries}</urlset>\n')
    write(target / "robots.txt", f"{rules}Sitemap: {base}sitemap.xml\n")
