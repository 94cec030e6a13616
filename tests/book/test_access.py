"""The book for everyone: axe-core over every page, keyboard, headings, languages, motion, weight.

axe-core comes with the package ``axe-playwright-python``. It is run on every page, in both themes
and at two widths, with all its rules. The insides of charts are left out: they are hidden from
assistive technology, which is told their description, and axe cannot judge text over marks. One
fold of each kind is opened; what the others hold is taken away, since axe judges nothing that is
hidden and is slowed by all of it.
"""

from __future__ import annotations

import gzip
import re
from importlib import resources
from itertools import pairwise

import pytest
from playwright.sync_api import expect
from test_pages import CHARTED, PAGES, scroll

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => {
  const found = await axe.run({exclude: [[".fu-chart svg"], [".fu-headline-svg svg"]]},
    {resultTypes: ["violations"]});
  return found.violations.map((one) => one.id + " (" + one.impact + "): "
    + one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")); }"""
OPEN = """() => { for (const what of [".fu-row details", ".fu-tests details", "details.hide",
    ".fu-records"]) { const one = document.querySelector(what); if (one) one.open = true; }
  document.querySelector(".bd-article .fu-value")?.click();
  for (const fold of document.querySelectorAll("details:not([open])"))
    while (fold.children.length > 1) fold.lastElementChild.remove();
  for (const chart of document.querySelectorAll(".fu-chart svg, .fu-headline-svg svg"))
    chart.replaceChildren(); }"""
FOCUSED = """async () => {
  await new Promise((done) => requestAnimationFrame(done));
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  window.steps ??= new Map();
  if (!steps.has(one)) steps.set(one, steps.size);
  return {name: one.outerHTML.slice(0, 90), body: one === document.body,
    step: one.closest("#main-content") ? steps.get(one) : null,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth && style.visibility === "visible",
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2}; }"""
ORDER = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""
SMALL = """() => [...document.querySelectorAll(
    "button, select, input, summary, .fu-row > a, .fu-tile")]
  .filter((one) => one.checkVisibility() && !one.matches(".fu-value"))
  .filter((one) => { const box = (one.closest("label") ?? one).getBoundingClientRect();
    return box.width > 1 && (box.height < 23.9 || box.width < 23.9); })
  .map((one) => one.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const long = (text) => text.split(",").some((part) => parseFloat(part) > 0);
  return (style.transitionProperty !== "none" && long(style.transitionDuration))
    || (style.animationName !== "none" && long(style.animationDuration)); })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def rooms(chromium):
    """One page of the browser for each width, without motion, used again and again."""
    kept = {}

    def room(width: int):
        if width not in kept:
            kept[width] = chromium.new_context(
                viewport={"width": width, "height": 900}, reduced_motion="reduce"
            ).new_page()
        return kept[width]

    yield room
    for page in kept.values():
        page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", [*PAGES, "404"])
def test_axe_finds_nothing(rooms, address, name, width):
    page = rooms(width)
    page.goto(f"{address}{name}.html")
    scroll(page)
    page.wait_for_function("() => !document.querySelector('.fu-chart[data-live=pending]')")
    page.evaluate(OPEN)
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(RUN) == [], theme


@pytest.mark.parametrize("name", ["findings", "leverage", "claims"])
def test_all_that_acts_is_reached_by_keyboard_and_seen(rooms, address, name):
    page = rooms(1280)
    page.goto(f"{address}{name}.html")
    count = page.evaluate(
        """() => [...document.querySelectorAll("#main-content :is(a[href], button, select, input,"
             + " summary)")]
             .filter((one) => one.checkVisibility({visibilityProperty: true})).length"""
    )
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main-content') !== null")
    page.goto(f"{address}{name}.html")
    reached = set()
    for _ in range(2 * count + 60):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["body"]:
            break
        assert found["seen"], found["name"]
        assert found["ringed"], found["name"]
        reached |= {found["step"]} - {None}
    assert found["body"], f"the keyboard is caught at {found['name']}"
    assert len(reached) >= count


@pytest.mark.parametrize("name", [*PAGES, "404"])
def test_headings_come_in_order_and_controls_are_large_enough(rooms, address, name):
    page = rooms(360)
    page.goto(f"{address}{name}.html")
    order = page.evaluate(ORDER)
    assert order[0] == 1
    assert order.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(order))
    assert page.evaluate(SMALL) == []


def test_every_text_says_its_language(rooms, address):
    page = rooms(1280)
    for tongue, letters in (("ru", "[а-яё]{4}"), ("tg", "[ӯқҳҷӣғ]")):
        page.goto(f"{address}summary-{tongue}.html")
        assert page.locator("html").get_attribute("lang") == "en"
        foreign = page.evaluate(
            """() => [...document.querySelectorAll("article p, article h1, .bd-links a")]
                 .filter((one) => /[\\u0400-\\u04ff]{3}/.test(one.textContent))
                 .map((one) => [(one.querySelector("[lang]") ?? one.closest("[lang]")).lang,
                                one.textContent])"""
        )
        assert len(foreign) > 3
        assert {lang for lang, _ in foreign} <= {"ru", "tg"}
        assert any(lang == tongue and re.search(letters, text) for lang, text in foreign)


def test_who_wants_no_motion_sees_none(chromium, address):
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    for name in ("findings", "leverage", "claims"):
        page.goto(f"{address}{name}.html")
        assert page.evaluate(MOVING) == []
    context.close()


@pytest.mark.parametrize("name", ["findings", "claims", "leverage"])
def test_a_verdict_is_a_word_and_a_shape_before_it_is_a_colour(rooms, address, name):
    page = rooms(1280)
    page.goto(f"{address}{name}.html")
    marks = page.evaluate(
        """() => [...document.querySelectorAll(".fu-mark")].map((one) =>
             [one.querySelector(".fu-word").textContent, one.querySelector("svg").innerHTML])"""
    )
    shapes = dict(marks)
    assert all(word and shapes[word] == shape for word, shape in marks)
    assert len(set(shapes.values())) == len(shapes) > 2


def test_a_long_list_of_recorded_numbers_is_folded_until_a_link_asks_for_one(visit):
    page = visit("leverage.html").page
    fold = page.locator("details.fu-records").first
    hidden = fold.locator(".fu-recorded").last
    expect(hidden).to_be_hidden()
    assert fold.locator(".fu-recorded").count() >= 3
    page.evaluate("(id) => { location.hash = id; }", hidden.get_attribute("id"))
    expect(hidden).to_be_visible()


@pytest.mark.parametrize("name", [*PAGES, "404"])
def test_a_page_weighs_less_than_half_a_megabyte(site, name):
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"#?]+)', text))
    files = [site / one for one in asked if not one.startswith(("data:", "http"))]
    own = [file for file in files if file.suffix in {".css", ".js", ".svg"}]
    assert not any(file.name == "vega.js" for file in own)
    weight = sum(len(gzip.compress(file.read_bytes(), 6)) for file in own)
    assert weight + len(gzip.compress(text.encode(), 6)) < 500_000
    assert (name in CHARTED) == ("data-spec=" in text)
