"""The book for everyone: keyboard, languages, motion, marks without colour, weight."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import expect
from test_pages import CHARTED, PAGES

WATCH = """() => { window.steps = [];
  const places = new Map();
  addEventListener("keydown", () => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!places.has(element)) places.set(element, places.size);
    steps.push({name: element.outerHTML.slice(0, 90), body: element === document.body,
      place: element.closest("#main-content") ? places.get(element) : null,
      seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth && style.visibility === "visible",
      ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2});
  }, {capture: true}); }"""
"""Note, before a key is heard, where the one before it has led."""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const long = (text) => text.split(",").some((part) => parseFloat(part) > 0);
  return (style.transitionProperty !== "none" && long(style.transitionDuration))
    || (style.animationName !== "none" && long(style.animationDuration)); })
  .map((element) => element.outerHTML.slice(0, 120))"""


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


@pytest.mark.parametrize("name", ["findings", "leverage", "claims"])
def test_all_that_acts_is_reached_by_keyboard_and_seen(rooms, address, name):
    page = rooms(1280)
    page.goto(f"{address}{name}.html")
    count = page.evaluate(
        """() => [...document.querySelectorAll("#main-content :is(a[href], button, select, input,"
             + " summary)")]
             .filter((element) => element.checkVisibility({visibilityProperty: true})).length"""
    )
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main-content') !== null")
    page.goto(f"{address}{name}.html")
    page.evaluate(WATCH)
    steps: list[dict] = []
    while len(steps) < 2 * count + 60 and not any(s["body"] for s in steps[1:]):
        for _ in range(25):
            page.keyboard.press("Tab")
        steps = page.evaluate("steps")
    ends = [number for number, step in enumerate(steps) if number and step["body"]]
    assert ends, f"the keyboard is caught at {steps[-1]['name']}"
    walked = steps[1 : ends[0]]
    assert [step["name"] for step in walked if not (step["seen"] and step["ringed"])] == []
    assert len({step["place"] for step in walked} - {None}) >= count


TEXTS = """() => { const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, around = node.parentElement;
    if (!around.closest("script, style, .onlyprint"))
      texts.push([around.closest("[lang]").lang, node.data,
        Boolean(around.closest(".fu-result, .fu-panel") || !around.closest("article"))]);
  }
  return texts; }"""
"""Each text of a page: its language, its words, whether it is around the text or quoted in it."""


def test_every_text_says_its_language(rooms, address):
    page = rooms(1280)
    for tongue, letters in (("ru", "[а-яё]{4}"), ("tg", "[ӯқҳҷӣғ]")):
        page.goto(f"{address}summary-{tongue}.html")
        assert page.locator("html").get_attribute("lang") == tongue
        texts = page.evaluate(TEXTS)
        foreign = [(lang, text) for lang, text, _ in texts if re.search("[\u0400-\u04ff]{3}", text)]
        assert len(foreign) > 3
        assert {lang for lang, _ in foreign} <= {"ru", "tg"}
        assert any(lang == tongue and re.search(letters, text) for lang, text in foreign)
        english = [lang for lang, text, around in texts if around and re.search("[a-z]{3}", text)]
        assert len(english) > 20
        assert set(english) == {"en"}


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
        """() => [...document.querySelectorAll(".fu-mark")].map((mark) =>
             [mark.querySelector(".fu-word").textContent, mark.querySelector("svg").innerHTML])"""
    )
    shapes = dict(marks)
    assert all(word and shapes[word] == shape for word, shape in marks)
    assert len(set(shapes.values())) == len(shapes) > 2


def test_recorded_numbers_are_folded_until_a_link_asks_for_one(visit):
    page = visit("leverage.html").page
    hidden = page.locator("details details .fu-recorded").last
    expect(hidden).to_be_hidden()
    page.evaluate("(id) => { location.hash = id; }", hidden.get_attribute("id"))
    expect(hidden).to_be_visible()


@pytest.mark.parametrize("name", [*PAGES, "404"])
def test_a_page_weighs_less_than_half_a_megabyte(site, name):
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"#?]+)', text))
    files = [site / reference for reference in asked if not reference.startswith(("data:", "http"))]
    assets = [file for file in files if file.suffix in {".css", ".js", ".svg"}]
    assert not any(file.name == "vega.js" for file in assets)
    weight = sum(len(gzip.compress(file.read_bytes(), 6)) for file in assets)
    assert weight + len(gzip.compress(text.encode(), 6)) < 500_000
    assert (name in CHARTED) == ("data-spec=" in text)
