"""What a reader does with the book: asks numbers, filters the ledger, finds the way, shares it."""

from __future__ import annotations

import gzip
import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from test_pages import CHARTED, CLAIMS, PAGES, ROOT, scroll

from fulcrum.evidence.payloads import FIGURE, RESULT, VERDICT
from press.publish import render
from press.workspace.workspace import Workspace

EVIL = '<script>window.hacked = 1</script><img src=x onerror="hacked=1"> "q" \N{HEBREW LETTER ALEF}'
TAKEN = """() => [...document.querySelectorAll(".fu-figure:not(.fu-mentioned, .fu-explorer)")]
  .map((figure) => {
    const count = (what) => figure.querySelectorAll(what).length;
    const links = [...figure.querySelectorAll(".fu-row > a")].map((link) =>
      [link.innerText, link.getAttribute("href"), link.getBoundingClientRect().height]);
    const inside = {Table: "caption", Cite: ".fu-cite"};
    const opened = Object.fromEntries(Object.entries(inside).map(([word, what]) => {
      [...figure.querySelectorAll("summary")].find((fold) => fold.innerText.includes(word)).click();
      return [word, figure.querySelector(what).checkVisibility()]; }));
    return {links, opened, columns: count("thead th[scope=col]"),
      rows: count("tbody th[scope=row]"), sources: count(".fu-source")}; })"""
CUT = """async () => { const cut = [];
  for (const result of document.querySelectorAll(".fu-result:has(> .fu-value)")) {
    const link = result.querySelector(".fu-value");
    for (const block of ["center", "end"]) {
      document.body.click();
      link.scrollIntoView({block, behavior: "instant"});
      link.click();
      const box = result.querySelector(".fu-panel").getBoundingClientRect();
      if (!(box.width > 100 && box.left >= 0 && box.top >= 0 && box.bottom <= innerHeight
            && box.right <= document.documentElement.clientWidth)) cut.push(result.innerText); } }
  return cut; }"""

ICONS = """() => [...document.querySelectorAll("i.fa-solid, i.fa-brands, i.fa-regular")]
  .map((icon) => [icon.className, getComputedStyle(icon, "::before").content])"""


def test_no_icon_shows_a_glyph_of_a_font_that_is_not_shipped(visit):
    icons = visit("index.html").page.evaluate(ICONS)
    assert icons
    assert [name for name, content in icons if content != "none"] == []


@pytest.mark.parametrize("width", [1280, 768, 360])
@pytest.mark.parametrize("name", ["findings", "leverage"])
def test_no_panel_is_cut_at_the_edge_of_the_window(visit, name, width):
    page = visit(f"{name}.html", width).page
    assert page.locator(".fu-result:has(> .fu-value)").count() > 5
    for height in (900, 700):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CUT) == []


def test_a_number_is_asked_by_keyboard_and_by_tap(chromium, address):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(address + "leverage.html")
    result = page.locator(".fu-result:has(> .fu-value)").first
    link = result.locator(".fu-value")
    link.tap()
    panel = result.locator(".fu-panel")
    expect(panel).to_be_visible()
    for words in ("Source", "vintage", "Tolerance", "Natural Earth"):
        expect(panel).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    link.press("Enter")
    expect(link).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("link")).to_be_focused()
    context.close()


def test_a_verdict_in_the_text_tells_its_tests_and_leads_to_its_card(visit):
    page = visit("findings.html").page
    record = json.loads((ROOT / "_build/records/alliances.json").read_text())
    [card] = [verdict for verdict in record["verdicts"] if verdict["claim"] == "c41"]
    quoted = page.locator("[aria-controls=about-c41]").first
    page.locator(".bd-article h1").hover()
    quoted.hover()
    panel = page.locator("#about-c41")
    expect(panel).to_be_visible()
    for test in card["tests"]:
        for part in ("says", "found", "required", "reason"):
            expect(panel).to_contain_text(" ".join(str(test[part]).split()))
    panel.get_by_role("link").click()
    page.wait_for_url("**/alliances.html#c41")
    expect(page.locator("#c41")).to_be_in_viewport()


def test_a_chapter_opens_with_its_verdicts(visit):
    for name in CHARTED:
        verdicts = json.loads((ROOT / f"_build/records/{name}.json").read_text())["verdicts"]
        if verdicts:
            page = visit(f"{name}.html", scripts=False).page
            links = page.locator(".fu-strip a").evaluate_all(
                "(all) => all.map((link) => [link.textContent,"
                " document.querySelectorAll(link.getAttribute('href')).length])"
            )
            assert [count for _, count in links] == [1] * len(verdicts)
            for (words, _), verdict in zip(links, verdicts, strict=True):
                assert verdict["verdict"] in words


@pytest.mark.parametrize("name", CHARTED)
def test_every_figure_can_be_taken_away_and_read_as_a_table(visit, site, name):
    page = visit(f"{name}.html").page
    figures = page.evaluate(TAKEN)
    assert figures
    for figure in figures:
        words = [words for words, _, _ in figure["links"]]
        assert words == ["Data (CSV)", "SVG", "PNG", "Spec", "Share or embed"]
        for _, file, height in figure["links"]:
            assert (site / file).stat().st_size > 50
            assert height >= 24
        assert figure["opened"] == {"Table": True, "Cite": True}
        assert figure["columns"] >= 1
        assert figure["rows"] >= 1
        assert figure["sources"] == 1


def test_charts_print_in_black_on_white_from_a_dark_page(visit):
    page = visit("leverage.html", theme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
             getComputedStyle(document.querySelector('.fu-wide svg text')).fill,
             getComputedStyle(document.querySelector('.fu-title')).color,
             getComputedStyle(document.querySelector('.fu-narrow')).display]"""
    )
    assert colours[0] == "rgb(255, 255, 255)"
    assert all(max(map(int, re.findall(r"\d+", text))) < 100 for text in colours[1:3])
    assert colours[3] == "none"


def test_a_live_chart_follows_the_theme_without_being_drawn_again(visit):
    page = visit("leverage.html", theme="light").page
    scroll(page)
    chart = page.locator(".fu-chart").first
    expect(chart).to_have_attribute("data-live", "yes")
    text = chart.locator("svg text").first.element_handle()
    light = text.evaluate("(text) => getComputedStyle(text).fill")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert text.evaluate("(text) => getComputedStyle(text).fill") != light


def test_the_chart_scripts_come_after_the_reader_does_and_only_where_charts_are(visit):
    still = visit("leverage.html")
    still.page.wait_for_load_state("networkidle")
    assert not any("vega.js" in url for url in still.requests)
    with still.page.expect_response(lambda answer: "vega.js" in answer.url):
        scroll(still.page)
    bare = visit("claims.html")
    scroll(bare.page)
    bare.page.wait_for_load_state("networkidle")
    assert not any("vega.js" in url or "sections.js" in url for url in bare.requests)


@pytest.mark.parametrize("name", [*PAGES, "404"])
def test_a_page_is_light_described_and_closed_to_other_hosts(site, name):
    text = (site / f"{name}.html").read_text()
    assert len(gzip.compress(text.encode())) < 300_000
    tongue = name.removeprefix("summary-") if name.startswith("summary-") else "en"
    assert f'<html lang="{tongue}"' in text
    [described] = re.findall(r'<meta name="description" content="([^"]*)"', text)
    assert len(described) > 20
    assert "&lt;" not in described
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert "default-src 'self'" in policy
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "unsafe" not in scripts
    assert "http" not in policy
    for script in re.findall(r"<script[^>]*\bsrc=[^>]*>", text):
        assert "defer" in script


@pytest.mark.parametrize("name", ["leverage", "claims", "findings"])
def test_another_host_is_refused_even_to_a_script(visit, address, name):
    visited = visit(f"{name}.html")
    asked = visited.page.evaluate(
        """async () => { try { await fetch("https://example.org/a"); return "asked"; }
             catch { return "refused"; } }"""
    )
    picture = visited.page.evaluate(
        """() => new Promise((done) => { const image = new Image();
             image.onerror = () => done("none");
             image.onload = () => done("shown"); image.src = "https://example.org/a.png"; })"""
    )
    assert (asked, picture) == ("refused", "none")
    assert any("Content Security Policy" in text for text in visited.messages)
    assert visited.page.context.cookies() == []


def test_nothing_moves_while_a_page_loads_and_charts_come_alive(chromium, address):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(
        """window.moved = 0; new PerformanceObserver((list) => { for (const e of list.getEntries())
             moved += e.value; }).observe({type: "layout-shift", buffered: true});"""
    )
    page.goto(address + "leverage.html")
    scroll(page)
    for chart in page.locator(".fu-chart").all():
        expect(chart).to_have_attribute("data-live", "yes")
    assert page.evaluate("moved") < 0.01
    context.close()


def test_the_state_of_the_ledger_is_its_address(visit, address):
    page = visit("claims.html").page
    page.locator("select[name=verdict]").select_option("mixed")
    page.locator("input[name=text]").fill("Russia")
    page.get_by_role("button", name="What it says").click()
    page.wait_for_url("**/claims.html?text=Russia&verdict=mixed&sort=text")
    shown = page.locator(".fu-claims tbody tr:visible").all_inner_texts()
    assert shown
    page.reload()
    assert page.locator(".fu-claims tbody tr:visible").all_inner_texts() == shown
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("What it says")
    page.get_by_role("button", name="Reset").press("Enter")
    page.wait_for_url(address + "claims.html")
    expect(page.locator(".fu-found")).to_have_text(f"{CLAIMS} of {CLAIMS} claims")


@pytest.mark.parametrize("horizon", ["2021", "2026"])
def test_the_scoreboard_leads_into_the_ledger_of_its_date(visit, horizon):
    page = visit("findings.html").page
    front = page.url
    counts = page.locator(f".fu-counts li:not([hidden]):has(a[href*='horizon={horizon}'])")
    words = [word.strip() for word in counts.locator(".fu-word").all_inner_texts()]
    numbers = [int(number) for number in counts.locator(".fu-n").all_inner_texts()]
    assert "contradicted" in words
    assert sum(numbers) == CLAIMS
    rows = page.locator(".fu-claims tbody tr:visible")
    for word, number in zip(words, numbers, strict=True):
        page.goto(front)
        page.locator(f".fu-counts a[href*='={quote(word)}&horizon={horizon}']").click()
        page.wait_for_url(f"**/claims.html?verdict={quote(word)}&horizon={horizon}")
        expect(page.locator(".fu-found")).to_have_text(f"{number} of {CLAIMS} claims")
        assert rows.count() == number
        for row in rows.all():  # the verdict of that date is the one that counts
            shown = row.locator(".fu-verdict-link").all_inner_texts()
            dated = [text for text in shown if f"as of {horizon}" in text] or shown
            assert all(word in text for text in dated)
    page.goto(page.url.split("?")[0] + "#c30")
    expect(page.locator("#c30")).to_be_in_viewport()


def test_the_ledger_keeps_its_state_from_a_file_too(chromium, site):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((site / "claims.html").as_uri())
    page.locator("select[name=kind]").select_option(index=1)
    page.wait_for_url(re.compile(r"claims\.html[?#].*kind="))
    summary = page.locator(".fu-found").inner_text()
    page.reload()
    expect(page.locator(".fu-found")).to_have_text(summary)
    context.close()


def test_headlines_show_a_chart_of_their_chapter(visit, site):
    page = visit("findings.html", scripts=False).page
    cards = page.locator(".fu-headline")
    assert cards.count() == 5
    for card in cards.all():
        chart = card.locator(".fu-headline-chart")
        expect(chart.locator("svg")).to_be_visible()
        file, _, anchor = chart.get_attribute("href").partition("#")
        assert f'id="{anchor}"' in (site / file).read_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_index_of_figures_shows_every_figure(visit, theme):
    page = visit("figures.html", theme=theme).page
    records = [json.loads(path.read_text()) for path in (ROOT / "_build/records").glob("*.json")]
    assert page.locator(".fu-gallery li").count() == sum(len(r["figures"]) for r in records)
    scroll(page)
    first = page.locator(f".fu-only-{theme}").first
    expect(first).to_be_visible()
    assert first.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 100


def test_the_way_through_the_book(visit, site):
    page = visit("404.html").page
    page.get_by_role("link", name="the findings").click()
    order = [name for name in PAGES if name != "search"]
    for name in order[1:3]:
        page.locator(".right-next").click()
        page.wait_for_url(f"**/{name}.html")
    page.locator(".left-prev").click()
    page.wait_for_url(f"**/{order[1]}.html")
    contents = page.locator("#fu-page-contents a").first
    contents.click()
    expect(page.locator(contents.get_attribute("href"))).to_be_in_viewport()
    for page_name in order:
        assert (site / "cards" / f"{page_name}.png").read_bytes().startswith(b"\x89PNG")


def test_texts_with_markup_are_shown_as_text(chromium, address, site, tmp_path):
    """A figure, a number and a verdict whose every text is hostile, in a page of the book."""
    notebook = json.loads((ROOT / "_build/executed/leverage.ipynb").read_text())
    outputs = [o["data"] for c in notebook["cells"] for o in c.get("outputs", []) if "data" in o]

    def of(kind: str) -> dict:
        return next(
            o[mime] for o in outputs if (mime := f"application/vnd.fulcrum.{kind}+json") in o
        )

    picture = json.loads(
        json.dumps(
            of("figure") | {"title": EVIL, "description": EVIL, "caveat": EVIL, "subtitle": EVIL}
        )
    )
    picture["table"]["rows"][0][0] = EVIL
    for part in ("wide", "narrow"):
        for data in picture[part]["datasets"].values():
            for row in data:
                row |= {key: EVIL for key, value in row.items() if isinstance(value, str)}
    number = of("result") | {"label": EVIL, "text": EVIL, "cell": "setup"}
    tests = [test | {"says": EVIL, "reason": EVIL} for test in of("verdict")["tests"]]
    card = of("verdict") | {"because": EVIL, "tests": tests}
    aside = Workspace.open(ROOT, tmp_path)
    number_text, number_panel = render.quoted(aside, RESULT, number, "leverage")
    verdict_text, verdict_panel = render.quoted(aside, VERDICT, card, "leverage")
    body = '<div id="hostile">'
    body += (
        render.displayed(aside, FIGURE, picture, "leverage")
        + f"<p>{number_text}{verdict_text}</p>{number_panel}{verdict_panel}"
        + render.displayed(aside, VERDICT, card)
        + "</div>"
    )
    page_text = (site / "leverage.html").read_text()
    page_text = re.sub(r"<article[^>]*>", lambda match: match[0] + body, page_text, count=1)
    context = chromium.new_context(viewport={"width": 360, "height": 900})
    page = context.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.route(
        "**/leverage.html", lambda route: route.fulfill(body=page_text, content_type="text/html")
    )
    page.goto(address + "leverage.html")
    hostile = page.locator("#hostile")
    hostile.locator(".fu-chart").scroll_into_view_if_needed()
    page.mouse.move(50, 50)
    page.mouse.wheel(0, 10)
    expect(hostile.locator(".fu-chart")).to_have_attribute("data-live", "yes")
    expect(hostile.locator(".fu-title")).to_have_text(EVIL)
    expect(hostile.locator(".fu-caveat")).to_have_text(EVIL)
    hostile.locator(".fu-value").first.click()
    expect(hostile.locator(".fu-result .fu-panel-label").first).to_have_text(EVIL)
    assert hostile.locator("img:not(.fallback-image)").count() == 0
    assert page.evaluate("window.hacked") is None
    assert messages == []
    context.close()


def test_a_tile_opens_in_place_and_says_the_claim_and_why(visit):
    page = visit("findings.html", scripts=False).page
    claim = Workspace.open(ROOT).claims[0]
    tile = page.locator("details.fu-tile").first
    expect(tile.locator("summary")).to_contain_text(claim.brief)
    expect(tile.get_by_text(claim.claim)).to_be_hidden()
    tile.locator("summary").click()
    expect(tile.get_by_text(claim.claim)).to_be_visible()
    assert tile.get_by_role("link").get_attribute("href").endswith(f"#{claim.id}")


def test_a_chapter_lists_its_verdicts_with_the_number_that_decided(visit):
    page = visit("leverage.html", scripts=False).page
    record = json.loads((ROOT / "_build/records/leverage.json").read_text())
    rows = page.locator(".fu-verdicts tbody tr")
    assert rows.count() == len(record["verdicts"])
    failing = next(v for v in record["verdicts"] if v["claim"] == "c45")
    decisive = next(t for t in failing["tests"] if t["necessary"] and t["holds"] is False)
    row = rows.filter(has=page.locator("[href$='#c45']"))
    expect(row).to_contain_text(" ".join(f"{decisive['says']}: {decisive['found']}".split()))
