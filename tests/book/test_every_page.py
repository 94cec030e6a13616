"""Every page, opened once at each width, is asked all that is asked of every page.

It asks no one else, says no error, draws its charts and fits; its headings come in order, its
controls are large enough, and axe-core finds nothing.

axe-core comes with the package ``axe-playwright-python``. It is run on every page, in both themes
and at two widths, with all its rules. The insides of charts are left out: they are hidden from
assistive technology, which is told their description, and axe cannot judge text over marks. One
fold and one panel of each kind are open; what the others hold is taken away, since axe judges
nothing that is hidden and is slowed by all of it.
"""

from __future__ import annotations

from importlib import resources
from itertools import pairwise

import pytest
from test_pages import PAGES, UNDRAWN, scroll

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
QUICK = f"""((WeakMap, WeakSet) => {{ {AXE} }})(
  class {{ key = Symbol(); has(item) {{ return this.key in item; }}
    get(item) {{ return item[this.key]; }}
    set(item, value) {{ item[this.key] = value; return this; }}
    delete(item) {{ return delete item[this.key]; }} }},
  class {{ key = Symbol(); has(item) {{ return this.key in item; }}
    add(item) {{ item[this.key] = true; return this; }}
    delete(item) {{ return delete item[this.key]; }} }})"""
"""axe with weak maps that keep a value on its key: the page is closed before it matters."""
REMEMBER = """() => { const {prototype} = axe.commons.color.Color, {parseString} = prototype;
  const colours = new Map();
  prototype.parseString = function (text) {
    if (colours.has(text)) [this.r, this.g, this.b, this.alpha] = colours.get(text);
    else { parseString.call(this, text); colours.set(text, [this.r, this.g, this.b, this.alpha]); }
    return this; }; }"""
"""axe reads the colour of each ancestor of each text anew; a page has but a few colours."""
RUN = """async () => {
  const report = await axe.run({exclude: [[".fu-chart svg"], [".fu-headline-svg svg"]]},
    {resultTypes: ["violations"], rules: {"label-content-name-mismatch": {enabled: true}}});
  return report.violations.map((violation) => violation.id + " (" + violation.impact + "): "
    + violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")); }"""
OPEN = """() => { for (const what of [".fu-row details", ".fu-tests details", ".fu-row .fu-code",
    ".fu-codes > details", ".fu-codes details details", ".fu-tile"]) {
    const fold = document.querySelector(what); if (fold) fold.open = true; }
  const links = ["a.fu-value", ".fu-said > a", ".fu-term > a"]
    .map((kind) => document.querySelector(".bd-article " + kind));
  for (const link of new Set(links.filter(Boolean)))
    link.after(document.getElementById(link.getAttribute("aria-controls")));
  for (const fold of document.querySelectorAll("details:not([open])"))
    while (fold.children.length > 1) fold.lastElementChild.remove();
  for (const panel of document.querySelectorAll(".fu-panel"))
    if (!panel.checkVisibility()) panel.replaceChildren();
  for (const chart of document.querySelectorAll(".fu-chart svg, .fu-headline-svg svg"))
    chart.replaceChildren(); }"""
ORDER = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((element) => element.checkVisibility()).map((element) => Number(element.tagName[1]))"""
SMALL = """() => [...document.querySelectorAll(
    "button, select, input, summary, .fu-row > a")]
  .filter((element) => element.checkVisibility() && !element.matches(".fu-value"))
  .filter((element) => { const box = (element.closest("label") ?? element).getBoundingClientRect();
    return box.width > 1 && (box.height < 23.9 || box.width < 23.9); })
  .map((element) => element.outerHTML.slice(0, 120))"""
LIVE = "() => !document.querySelector('.fu-chart[data-spec]:not([data-live=yes])')"


@pytest.fixture(scope="module", params=[(1280, "light"), (360, "dark")], ids=["1280", "360"])
def screen(request):
    """A width and the theme the page is opened in."""
    return request.param


@pytest.fixture(scope="module", params=[*PAGES, "404"])
def opened(request, screen, visits):
    """A page scrolled to its end, its charts alive."""
    width, theme = screen
    visited = visits(f"{request.param}.html", width, theme)
    scroll(visited.page)
    visited.page.wait_for_function(LIVE)
    yield visited
    visited.leave()


def test_a_page_asks_no_one_else_says_no_error_and_fits(opened, screen, address):
    page, (width, _) = opened.page, screen
    assert [url for url in opened.requests if not url.startswith((address, "data:"))] == []
    assert opened.messages == []
    assert page.evaluate(UNDRAWN, ".fu-wide svg" if width > 600 else ".fu-narrow svg") == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_headings_come_in_order_and_controls_are_large_enough(opened):
    order = opened.page.evaluate(ORDER)
    assert order[0] == 1
    assert order.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(order))
    assert opened.page.evaluate(SMALL) == []


def test_axe_finds_nothing(opened):
    page = opened.page
    page.emulate_media(reduced_motion="reduce")  # a colour on its way is neither theme's
    page.evaluate(OPEN)
    page.evaluate(QUICK)
    page.evaluate(REMEMBER)
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN) == [], theme
