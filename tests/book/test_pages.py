"""The built book in a real browser: nothing leaves the machine, everything is drawn and asked."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fulcrum.evidence.data import Project
from fulcrum.evidence.seeds import claims

ROOT = Path(__file__).parents[2]
CLAIMS = len(claims(Project(ROOT)))
PAGES = [
    *(
        line.split("chapters/")[1].strip()
        for line in (ROOT / "_toc.yml").read_text().splitlines()
        if "chapters/" in line
    ),
    "search",
]
CHARTED = [name for name in PAGES if (ROOT / "chapters" / f"{name}.ipynb").is_file()]


UNDRAWN = """(part) => [...document.querySelectorAll(".fu-chart")].filter((chart) => {
  const drawn = chart.querySelector(part);
  return !drawn?.checkVisibility() || (chart.getAttribute("aria-label") ?? "").length <= 40
    || drawn.querySelectorAll("path, rect, line, circle").length <= 3; })
  .map((chart) => chart.outerHTML.slice(0, 90))"""


def scroll(page) -> None:
    """Scroll to the end, so that all that waits to be seen is seen: charts wait from the start."""
    page.evaluate(
        """async () => {
             const frame = () => new Promise((done) => requestAnimationFrame(done));
             const to = (top) => { scrollTo({top, behavior: "instant"}); return frame(); };
             await to(1); await to(2);
             for (let y = 0; y < document.documentElement.scrollHeight; y += 800) await to(y); }"""
    )


@pytest.mark.parametrize("name", CHARTED)
def test_every_chart_is_drawn_before_scripts(visit, name):
    page = visit(f"{name}.html", scripts=False).page
    assert page.locator(".fu-chart").count() >= 1
    assert page.evaluate(UNDRAWN, ".fu-wide svg") == []


def test_a_chart_that_comes_alive_moves_nothing(visit):
    page = visit("leverage.html").page
    before = page.evaluate(
        "[...document.querySelectorAll('.fu-wide')].map((box) => box.offsetHeight)"
    )
    scroll(page)
    for number in range(len(before)):
        expect(page.locator(".fu-chart").nth(number)).to_have_attribute("data-live", "yes")
    after = page.evaluate(
        "[...document.querySelectorAll('.fu-wide')].map((box) => box.offsetHeight)"
    )
    assert all(abs(height - other) <= 6 for height, other in zip(before, after, strict=True))


def test_a_number_stays_on_one_line_with_the_punctuation_after_it(visit):
    page = visit("findings.html", 360).page
    loose = page.evaluate(
        """() => [...document.querySelectorAll(".bd-article p .fu-result")]
             .filter((value) => /^[,.;:!?)]/.test(value.nextSibling?.data ?? ""))
             .filter((value) =>
               getComputedStyle(value.parentElement).whiteSpace !== "nowrap").length"""
    )
    assert loose == 0
    assert page.locator(".fu-tie").count() > 5


def test_charts_follow_the_theme(visit):
    page = visit("leverage.html", theme="light").page
    read = "getComputedStyle(document.querySelector('.fu-wide svg text')).fill"
    light = page.evaluate(read)
    page.locator(".theme-switch-button").first.click()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(read) != light


def test_a_number_says_where_it_comes_from_and_leads_to_its_cell(visit):
    page = visit("findings.html").page
    value = page.locator(".fu-value", has_text="20.6").first
    value.focus()
    panel = page.locator(f"#{value.get_attribute('aria-controls')}")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("share of the land border held by Tajikistan")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    value.click()
    expect(value).to_have_attribute("aria-expanded", "true")
    panel.get_by_role("link", name="The cell that made it").click()
    page.wait_for_url("**/leverage.html#cell-border_share_numbers")
    cell = page.locator("#cell-border_share_numbers")
    expect(cell.locator("pre").first).to_be_visible()
    expect(cell).to_be_in_viewport()


ABROAD = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})


@pytest.mark.parametrize("name", [page for page in PAGES if page != "search"])
def test_every_number_of_a_page_is_what_its_cell_computed(site, name):
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    quoted = re.findall(
        r'href="(\w+)\.html#cell-([^"]+)" aria-controls="about-\1-([^"]+)">([^<]*)</a>', text
    )
    assert len(quoted) == text.count('<span class="fu-result"><a')
    assert quoted or name not in CHARTED
    foreign = name.startswith("summary-")
    for chapter, cell, slug, shown in quoted:
        record = json.loads((ROOT / f"_build/records/{chapter}.json").read_text())
        result = record["results"][slug.replace("-", "_")]
        wanted = result["text"]
        if foreign:  # a translation says the unit in its own words, and writes the number its way
            wanted = wanted.split("\N{NO-BREAK SPACE}")[0].translate(ABROAD)
        assert html.unescape(shown) == wanted
        assert cell == result["cell"]


def test_the_ledger_filters_sorts_and_links(visit):
    page = visit("claims.html").page
    rows = page.locator(".fu-claims tbody tr")
    assert rows.count() == CLAIMS
    page.get_by_label("Search").last.fill("remittances")
    expect(page.locator(".fu-found")).to_contain_text(f"of {CLAIMS} claims")
    assert page.locator(".fu-claims tbody tr:visible").count() < 5
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".fu-found")).to_have_text(f"{CLAIMS} of {CLAIMS} claims")
    page.locator("select[name=verdict]").select_option("contradicted")
    shown = page.locator(".fu-claims tbody tr:visible")
    assert shown.count() >= 1
    for number in range(shown.count()):
        expect(shown.nth(number)).to_contain_text("contradicted")
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="What it says").press("Enter")
    texts = page.locator(".fu-claims tbody td:nth-child(2)").all_inner_texts()
    assert texts == sorted(texts, key=str.casefold) or len(set(texts)) == CLAIMS
    page.locator("#c22 .fu-verdict-link").click()
    page.wait_for_url("**/leverage.html#c22")
    expect(page.locator("#c22 .fu-claim")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_ledger_is_sorted_by_firmness_on_request(visit, width):
    page = visit("claims.html").page
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Least firm first").click()
    page.wait_for_url("**/claims.html?sort=firmness")
    rows = page.locator(".fu-claims tbody tr").all()
    shares = [float(row.get_attribute("data-firmness")) for row in rows]
    assert len(set(shares)) > 5
    assert shares == sorted(shares)
    expect(rows[0].locator("[data-label='How firm']")).to_contain_text("Holds in")


def test_without_scripts_the_ledger_is_a_plain_table(visit):
    page = visit("claims.html", scripts=False).page
    assert page.locator(".fu-claims tbody tr:visible").count() == CLAIMS
    expect(page.locator(".fu-filters")).to_be_hidden()


def test_search_works_without_a_network(visit):
    page = visit("search.html?q=remittances").page
    expect(page.locator("#search-results li").first).to_be_visible()


def test_the_book_opens_from_a_file(chromium, site):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((site / "leverage.html").as_uri())
    scroll(page)
    expect(page.locator(".fu-chart").first).to_have_attribute("data-live", "yes")
    assert messages == []
    context.close()
