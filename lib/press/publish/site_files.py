"""What stands beside the pages of a built book: the theme's files trimmed, index, 404, site map."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path
from typing import Final

from fulcrum.errors import FulcrumError
from press.publish import exports, render, sharing, stylesheet
from press.workspace.notebooks import write
from press.workspace.workspace import Workspace

MODE: Final = (
    "(()=>{const d=document.documentElement.dataset;let m='auto';"
    "try{m=localStorage.getItem('mode')||m}catch{}"
    "d.mode=m;d.theme=m!=='auto'?m:"
    "matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'})()"
)
"""Sets the theme before the first paint, so that a dark page never flashes white."""
HOME: Final = (
    "(async()=>{const p=location.pathname.split('/').slice(1,-1);"
    "for(let n=p.length;n>=0;n--){const r='/'+p.slice(0,n).map((s)=>s+'/').join('');"
    "const i=new Image();i.src=r+'_static/favicon.svg';"
    "if(await i.decode().then(()=>true,()=>false)){"
    "const b=document.createElement('base');b.href=r;document.head.prepend(b);return}}})()"
)
"""Finds the folder of the book above an address that leads to no page, for the links of the page
that says so: nobody knows how deep the address was that went astray."""
POLICY: Final = (
    "default-src 'self' file:; script-src 'self' file: {digests}; style-src 'self' file: "
    "'unsafe-inline'; img-src 'self' file: data:; font-src 'self' file:; connect-src 'self'; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self' file:"
)
"""What a page may load: files of the book, served or opened from a disk; never another host."""
THEME: Final = "scripts/pydata-sphinx-theme.js"
SCANNED: Final = (
    '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"]'
)
"""What the theme measures at every change of a page, folded code too; fulcrum.js waits for it."""
UNUSED: Final = (
    *("vendor", "scripts/bootstrap.js", "scripts/fontawesome.js"),
    *("searchtools.js", "language_data.js", "sphinx_highlight.js", "locales", "images"),
)
"""Files for icons, which are drawn here, tooltips, which browsers show, another search, words
that the pages hold already, and marks of hosts to which no page leads."""


def digest(script: str) -> str:
    """How a content security policy names a script that stands in a page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def policy(*scripts: str) -> str:
    """The content security policy of a page: the script that sets its mode, no other host.

    scripts: others that stand in it.
    """
    return POLICY.format(digests=" ".join(f"'{digest(script)}'" for script in (MODE, *scripts)))


def _trim(static: Path) -> None:
    for name in UNUSED:
        path = static / name
        if not path.exists():
            raise FulcrumError(
                f"The theme has changed: it no longer brings {name}. Look at what it brings "
                "instead, and correct UNUSED in lib/press/publish/site_files.py."
            )
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in static.rglob("*.map"):
        path.unlink()
    theme = static / THEME
    text = theme.read_text(encoding="utf-8")
    if SCANNED not in text:
        raise FulcrumError(
            f"The theme's {THEME} has changed: it no longer scans {SCANNED}. Look at what it "
            "measures and correct SCANNED in lib/press/publish/site_files.py."
        )
    write(theme, text.replace(SCANNED, '["fu-none"]'))


def complete(workspace: Workspace, target: Path) -> None:
    """Make a folder that Sphinx built ready to publish: one stylesheet, index, 404 page, map."""
    _trim(target / "_static")
    names, settings = list(workspace.titles), workspace.settings
    alone = _figure_pages(workspace, target)
    stylesheet.bundle(target)
    shutil.copy(target / f"{names[0]}.html", target / "index.html")
    lost = render.html(
        "404",
        settings=settings,
        policy=policy(HOME),
        mode=MODE,
        home=HOME,
        palette=render.palette_css(workspace.colours),
        names=names,
        claims=workspace.claims,
    )
    write(target / "404.html", lost)
    _map(target, [*names, *alone], settings.address)


def _figure_pages(workspace: Workspace, target: Path) -> list[str]:
    """A small page for each figure, to be shared or embedded; their names, ``chapter.name``."""
    names = []
    for chapter in [chapter.name for chapter in workspace.chapters]:
        for figure in workspace.figures(chapter):
            names.append(f"{chapter}.{figure['name']}")
            card = f"cards/{names[-1]}.png" if workspace.settings.address else ""
            if card:
                drawn = sharing.card(workspace, figure["title"], figure)
                write(target / card, exports.png(drawn, workspace.rendered))
            text = render.html(
                "figure_page",
                workspace=workspace,
                payload=figure,
                chapter=chapter,
                title=workspace.titles[chapter],
                card=card,
                size=sharing.CARD,
                policy=policy(),
                mode=MODE,
            )
            write(target / f"{names[-1]}.html", text)
    return names


def _map(target: Path, names: list[str], base: str) -> None:
    """The map of the site and where it lies, once its address is known: no map is relative."""
    rules = "User-agent: *\nAllow: /\n"
    if base:
        write(target / "sitemap.xml", render.text("sitemap.xml", base=base, names=names))
        rules += f"Sitemap: {base}sitemap.xml\n"
    write(target / "robots.txt", rules)
