"""The surface of a page: drawer, captures, reader mode, panels, contents, code."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from test_pages import CHARTED, PAGES

READER = (Path(__file__).parent / "readability-0.6.0.js").read_text(encoding="utf-8")
"""@mozilla/readability, which Firefox's reader mode is made of, as published."""
READ = """(script) => {
  const Reader = (0, eval)(`(() => { const module = {}; ${script}; return Readability; })()`);
  const words = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  const article = new Reader(document.cloneNode(true)).parse();
  const read = new DOMParser().parseFromString(article.content, "text/html");
  return {text: words(read.body), pictures: [...read.images].map((image) => image.src),
    controls: read.querySelectorAll("button, input").length,
    code: read.querySelectorAll("pre").length,
    charts: [...document.querySelectorAll(".fu-chart .fallback-image")].map(({src}) => src)}; }"""
SENTENCES = """() => [...document.querySelectorAll(
    ".bd-article section > :is(p, h1, h2, h3), .bd-article section > ul > li > p")]
  .filter((part) => !part.closest("[hidden]"))
  .map((part) => part.innerText.replace(/\\s+/g, " ").trim()).filter((text) => text.length > 20)"""
LANDED = """(selector) => {
  const target = document.querySelector(selector).getBoundingClientRect();
  const head = document.querySelector(".bd-header-article").getBoundingClientRect();
  return target.top - Math.max(0, head.bottom); }"""
INKED = """async (capture) => {
  const whole = new Image();
  whole.src = `data:image/png;base64,${capture}`;
  await whole.decode();
  return [...document.querySelectorAll(".fu-chart")].map((chart) => {
    const {left, top, width, height} = chart.getBoundingClientRect();
    const canvas = Object.assign(document.createElement("canvas"), {width, height});
    const brush = canvas.getContext("2d");
    brush.drawImage(whole, left + scrollX, top + scrollY, width, height, 0, 0, width, height);
    const pixels = new Uint32Array(brush.getImageData(0, 0, width, height).data.buffer);
    const shades = Map.groupBy(pixels, (pixel) => pixel);
    const ground = Math.max(...[...shades.values()].map((same) => same.length));
    return [1 - ground / pixels.length, shades.size]; }); }"""
"""Of each chart in a capture of the page: the share of it that is no ground, and its colours."""
BETWEEN = """() => [...document.querySelectorAll("pre, .fu-recorded, summary")]
  .filter((part) => part.checkVisibility() && !part.closest(
    ".fu-row, .fu-codes, .fu-card, .fu-source, .fu-citation, .fu-explore, .fu-figure, .fu-tile"))
  .map((part) => part.outerHTML.slice(0, 90))"""
OVERLAPS = """() => { const contents = document.querySelector("#pst-secondary-sidebar");
  const side = contents.getBoundingClientRect();
  return [...document.querySelectorAll(".bd-article :is(p, figure, .fu-caveat, table)")]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > side.left + 1)
    .map((part) => part.outerHTML.slice(0, 90)); }"""
ESSAYS = [name for name in PAGES if name not in {"search", "claims"}]
"""Pages that are read; reader mode takes the ledger for one table, and reads that alone."""
TITLED = """(link) => [link.innerText.trim(), link.hash]"""


@pytest.fixture
def timed(chromium, address):
    """A chapter whose clock goes on when a test says so, the pointer on its title."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.clock.install()
    page.goto(f"{address}leverage.html")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    for number in (5, 8):
        page.mouse.move(number, number)
    page.locator(".bd-article h1").hover()
    yield page
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000])
def test_the_drawer_of_contents_has_a_ground(visit, width, theme):
    page = visit("leverage.html", width, theme).page
    page.locator(".secondary-toggle").click()
    drawer = page.locator("dialog.bd-sidebar-secondary")
    expect(drawer.locator("#fu-page-contents")).to_be_visible()
    ground = drawer.evaluate("(drawer) => getComputedStyle(drawer).backgroundColor")
    assert ground == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground.startswith("rgb(")


@pytest.mark.parametrize("name", CHARTED)
def test_a_capture_of_the_full_page_shows_every_chart(visit, name):
    page = visit(f"{name}.html").page
    capture = page.screenshot(full_page=True, animations="disabled")
    inked = page.evaluate(INKED, base64.b64encode(capture).decode())
    assert len(inked) == page.locator(".fu-chart").count() > 0
    assert all(share > 0.02 and colours > 20 for share, colours in inked), inked


@pytest.mark.parametrize("name", ESSAYS)
def test_reader_mode_reads_sentences_whole_and_keeps_charts(visit, name):
    page = visit(f"{name}.html").page
    sentences = page.evaluate(SENTENCES)
    read = page.evaluate(READ, READER)
    text = read["text"]
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert bool(read["charts"]) == (name in {*CHARTED, "methods", "summary-ru", "summary-tg"})
    assert set(read["charts"]) <= set(read["pictures"])
    assert read["controls"] == 0
    assert "The cell that made it" not in text
    assert name not in CHARTED or read["code"] == 0


def test_a_sentence_is_the_same_to_the_eye_and_to_a_machine(visit):
    page = visit("findings.html").page
    both = page.locator(".bd-article section > p:has(.fu-value)").evaluate_all(
        """(all) => all.map((part) => [part.textContent, part.innerText]
             .map((text) => text.replace(/\\s+/g, " ").trim()))"""
    )
    assert len(both) > 3
    assert [text for text, seen in both if text != seen] == []


def test_a_panel_waits_until_the_pointer_or_the_focus_rests(timed):
    value, other = (timed.locator("a.fu-value").nth(number) for number in (0, 1))
    panel = timed.locator(f"#{value.get_attribute('aria-controls')}")
    value.hover()
    timed.clock.run_for(300)
    expect(panel).to_be_hidden()
    timed.clock.run_for(100)
    expect(panel).to_be_visible()
    timed.locator(".bd-article h1").hover()
    timed.clock.run_for(400)
    expect(panel).to_be_hidden()
    value.hover()
    timed.clock.run_for(200)
    other.hover()
    timed.clock.run_for(200)
    timed.locator(".bd-article h1").hover()
    timed.clock.run_for(1000)
    expect(timed.locator(".fu-panel:visible")).to_have_count(0)
    value.focus()
    timed.clock.run_for(300)
    expect(panel).to_be_hidden()
    timed.clock.run_for(100)
    expect(panel).to_be_visible()
    timed.keyboard.press("Tab")
    expect(panel.get_by_role("link")).to_be_focused()
    timed.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(value).to_be_focused()
    timed.clock.run_for(1000)
    expect(panel).to_be_hidden()


def test_a_page_that_is_scrolled_under_a_pointer_at_rest_opens_nothing(timed):
    value = timed.locator("a.fu-value").nth(20)
    value.scroll_into_view_if_needed()
    box = value.bounding_box()
    timed.evaluate("scrollBy({top: -300, behavior: 'instant'})")
    timed.mouse.move(box["x"] + 5, box["y"] + 5)
    timed.evaluate("scrollBy({top: 300, behavior: 'instant'})")
    timed.clock.run_for(1000)
    expect(timed.locator("a.fu-value:hover")).to_have_count(1)
    expect(timed.locator(".fu-panel:visible")).to_have_count(0)
    timed.mouse.move(box["x"] + 7, box["y"] + 5)
    timed.clock.run_for(1000)
    expect(timed.locator(".fu-panel:visible")).to_have_count(1)


def test_a_click_opens_at_once_a_second_shuts_and_a_modified_one_follows_the_link(visit):
    page = visit("leverage.html").page
    value = page.locator("a.fu-value").first
    panel = page.locator(f"#{value.get_attribute('aria-controls')}")
    value.click()
    expect(panel).to_be_visible()
    expect(value).to_have_attribute("aria-expanded", "true")
    value.click()
    expect(panel).to_be_hidden()
    expect(value).to_have_attribute("aria-expanded", "false")
    value.click()
    page.locator(".bd-article h1").click()
    expect(panel).to_be_hidden()
    with page.context.expect_page() as opened:
        value.click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_url("**/leverage.html#cell-*")
    opened.value.close()


def test_without_scripts_a_number_leads_to_its_cell_and_the_fold_opens(visit):
    page = visit("findings.html", scripts=False).page
    page.locator("a.fu-value", has_text="20.6").first.click()
    page.wait_for_url("**/leverage.html#cell-border_share_numbers")
    expect(page.locator("#cell-border_share_numbers pre")).to_be_visible()


@pytest.mark.parametrize("name", CHARTED)
def test_no_code_stands_between_paragraphs_and_every_cell_has_its_place(visit, site, name):
    page = visit(f"{name}.html", scripts=False).page
    assert page.evaluate(BETWEEN) == []
    figures = page.locator(".fu-figure[id^=fig-]")
    rows = page.locator(".fu-figure[id^=fig-] .fu-row > details.fu-code > .cell_input")
    assert figures.count() == rows.count() > 0
    folded = page.locator(".fu-codes details details.fu-code > .cell_input").count()
    listed = page.locator(".fu-codes > details > p > a").count()
    assert listed == rows.count()
    notebook = json.loads((site / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert folded + listed == sum(cell["cell_type"] == "code" for cell in notebook["cells"])


def test_one_switch_shows_all_code_of_a_page_and_folds_it_again(visit):
    page = visit("leverage.html").page
    switch = page.get_by_role("button", name="Show all code")
    code = page.locator(".cell_input")
    assert page.locator(".cell_input:visible").count() == 0
    switch.click()
    expect(page.locator(".cell_input:visible")).to_have_count(code.count())
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(page.locator(".cell_input:visible")).to_have_count(0)
    assert visit("claims.html").page.locator(".fu-all-code").count() == 0


def test_the_code_of_a_figure_is_in_its_row(visit):
    page = visit("leverage.html").page
    figure = page.locator("#fig-border_share")
    figure.locator("summary", has_text="Code").click()
    expect(figure.locator("pre")).to_contain_text('name="border_share"')
    expect(figure.locator("pre")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "place",
    [
        *("leverage.html#fig-remittances", "leverage.html#c24", "leverage.html#"),
        *("leverage.html#cell-kin_numbers", "claims.html#c30", "sources.html#border-lengths"),
    ],
)
def test_what_a_link_leads_to_lands_below_the_head_of_the_page(visit, place, width):
    page = visit(place, width).page
    target = f"#{place.partition('#')[2]}"
    if target == "#":  # a section in the middle, whatever it is called
        target = page.locator("#fu-page-contents a").nth(3).get_attribute("href")
        page.evaluate("(anchor) => { location.hash = anchor; }", target)
    expect(page.locator(target)).to_be_in_viewport()
    assert 0 <= page.evaluate(LANDED, target) < 70


@pytest.mark.parametrize("name", ["leverage", "powers", "methods"])
def test_the_contents_stay_and_mark_the_section_that_is_read(visit, name):
    page = visit(f"{name}.html").page
    links = page.locator("#fu-page-contents a")
    marked = page.locator("#fu-page-contents a[aria-current]")
    count = links.count()
    assert count > 5
    expect(marked).to_have_count(0)
    for number in [*range(count), *reversed(range(count))]:
        words, anchor = links.nth(number).evaluate(TITLED)
        links.nth(number).click()
        expect(marked).to_have_count(1)
        assert marked.evaluate(TITLED) == [words, anchor]
    for number in (2, 4, 3, 1):  # reading on, and back
        _, anchor = links.nth(number).evaluate(TITLED)
        page.evaluate("(id) => document.querySelector(id).scrollIntoView()", anchor)
        page.mouse.wheel(0, 30)
        expect(links.nth(number)).to_have_attribute("aria-current", "true")
        expect(marked).to_have_count(1)
    for caveat in page.locator(".fu-caveat").all()[:4]:
        caveat.scroll_into_view_if_needed()
        expect(links.first).to_be_in_viewport()
        assert page.locator("#pst-secondary-sidebar").evaluate(
            "(box) => [getComputedStyle(box).opacity, getComputedStyle(box).visibility]"
        ) == ["1", "visible"]


@pytest.mark.parametrize(
    ("name", "scripts"), [("leverage", True), *((name, False) for name in CHARTED)]
)
def test_nothing_of_the_text_lies_over_the_contents(visit, name, scripts):
    page = visit(f"{name}.html", scripts=scripts).page
    expect(page.locator("#fu-page-contents a").first).to_be_visible()
    assert page.evaluate(OVERLAPS) == []
