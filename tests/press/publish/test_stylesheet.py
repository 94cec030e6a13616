"""One stylesheet for all pages, with what a page or a script can use and nothing else."""

from __future__ import annotations

import re

import pytest
import tinycss2

from fulcrum.errors import FulcrumError
from press.publish import stylesheet

PAGE = '<html><body class="a wide"><p id="one">x</p><em>y</em></body></html>'
SCRIPT = 'box.classList.add("set-later"); getComputedStyle(box).getPropertyValue("--asked");'
SHEET = """@charset "utf-8";
@font-face{font-family:icons;src:url(icons.woff)}
:root{--used:1;--chain:var(--used);--lost:var(--lost-too);--lost-too:2;--asked:url("a;b}c")}
.a,.gone{color:red}
.gone{color:blue}
.set-later{color:green}
#one>em:hover{width:var(--chain)}
strong{color:pink}
.a:not(.gone){margin:0}
@media (min-width:9px){.gone{top:0}.a{left:0}}
@media print{.gone{top:1px}}
@keyframes turn{to{opacity:0}}
"""


def rules(text: str) -> dict[str, str]:
    """Selectors and declarations of a stylesheet, at-rules by what follows their keyword."""
    parsed = tinycss2.parse_stylesheet(text, skip_whitespace=True, skip_comments=True)
    return {
        tinycss2.serialize(rule.prelude).strip(): tinycss2.serialize(rule.content).strip()
        for rule in parsed
    }


def test_a_rule_stays_when_a_page_or_a_script_can_use_it():
    kept = rules(
        stylesheet.used(
            [SHEET], stylesheet.words([PAGE], [SCRIPT]), set(re.findall(r"--\w+", SCRIPT))
        )
    )
    assert list(kept) == [
        *(":root", ".a", ".set-later", "#one>em:hover", ".a:not(.gone)"),
        *("(min-width:9px)", "turn"),
    ]
    assert kept["(min-width:9px)"] == ".a{left:0}"


def test_a_property_goes_when_only_those_ask_for_it_that_nobody_asks_for():
    kept = rules(stylesheet.used([SHEET], stylesheet.words([PAGE], [SCRIPT]), {"--asked"}))
    assert kept[":root"] == '--used:1;--chain:var(--used);--asked:url("a;b}c")'


def test_a_stylesheet_that_cannot_be_read_is_refused():
    with pytest.raises(FulcrumError, match=r"cannot be read at line 2"):
        stylesheet.used([".a{color:red}\n.b"], {"a"}, set())


def test_pages_link_one_stylesheet_in_the_order_of_all(tmp_path):
    static = tmp_path / "_static"
    (static / "deep").mkdir(parents=True)
    (static / "base.css").write_text("p{top:0}")
    (static / "deep" / "first.css").write_text('@import "../base.css";\np{top:1px}')
    (static / "own.css").write_text(".wide{top:2px}.gone{top:3px}")
    links = "".join(
        f'<link rel="stylesheet" href="_static/{name}?v=1" />'
        for name in ("deep/first.css", "own.css")
    )
    (tmp_path / "page.html").write_text(PAGE.replace("<body", f"<head>{links}</head><body"))
    (tmp_path / "alone.html").write_text(PAGE)
    stylesheet.bundle(tmp_path)
    assert [path.name for path in static.rglob("*.css")] == ["book.css"]
    assert (static / "book.css").read_text().split() == ["p{top:0}", "p{top:1px}", ".wide{top:2px}"]
    page = (tmp_path / "page.html").read_text()
    assert re.findall(r'href="([^"]+)"', page)[0].startswith("_static/book.css?v=")
    assert page.count("<link") == 1
    assert (tmp_path / "alone.html").read_text() == PAGE


def test_the_pages_of_the_book_have_one_stylesheet(site):
    assert [path.name for path in site.rglob("*.css")] == ["book.css"]
    for path in site.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.count('rel="stylesheet"') == (path.stem != "404")
