"""The reader's own judgement in a real browser: the page's rule is Python's, and all of it follows.

A setting is what stands behind ``set=`` in an address: parts joined by ``*``, each a claim, a test
and either a threshold (two of them joined by ``_``) or ``in`` or ``out``.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_every_page import AXE

from fulcrum.evidence.claims import Test, combined, holds, settled
from press.publish import judgement
from press.publish.pages import Book
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
WORKSPACE = Workspace.open(ROOT)
RULES = {(claim.id, rule.name): rule for claim in WORKSPACE.claims for rule in claim.rules}
SETTINGS = 10_000
Setting = dict[tuple[str, str], dict[str, object]]
"""What a reader changes of each test, as the fields of its rule."""


def texts_of(end: dict) -> list[tuple[object, str]]:
    """Every place of one end of a threshold: its value, and how an address writes it."""
    if "choices" in end:
        words = {True: "true", False: "false"}
        return [(value, words.get(value, value)) for value, _ in end["choices"]]
    places = range(end["from"], end["to"] + 1)
    exact = [
        Decimal(end["base"] + place * end["step"]).scaleb(-end["digits"]).normalize()
        for place in places
    ]
    return [(float(value), f"{value:f}") for value in exact]


@cache
def judged_in_book() -> list[dict]:
    """The verdicts of the book; they are read after the fixture ``site`` has built it."""
    return Book.read(WORKSPACE).verdicts()


@cache
def ends() -> dict[tuple[str, str], list]:
    """Every place of every end of the threshold of a test, by claim and test."""
    return {
        (verdict["claim"], test["name"]): [texts_of(end) for end in test["ends"]]
        for verdict in judgement.block(judged_in_book())
        for test in verdict["tests"]
    }


def drawn(draw: random.Random) -> tuple[str, Setting]:
    """A random setting of some claims: as its address has it, and as rules have it."""
    parts: list[str] = []
    setting: Setting = {}
    claims = draw.sample(WORKSPACE.claims, draw.choice([1, 1, 2, 3, 5]))
    for claim, name in [key for key in ends() if key[0] in {claim.id for claim in claims}]:
        rule, changes = RULES[claim, name], {}
        if draw.random() < 0.75:
            chosen = sorted(draw.choice(end) for end in ends()[claim, name])
            values = tuple(value for value, _ in chosen)
            changes["threshold"] = values if len(values) > 1 else values[0]
            parts.append(f"{claim}.{name}.{'_'.join(text for _, text in chosen)}")
        if draw.random() < 0.25:
            counts = not (rule.necessary or rule.condition)
            changes |= {"necessary": counts, "condition": rule.condition and counts}
            parts.append(f"{claim}.{name}.{'in' if counts else 'out'}")
        setting[claim, name] = changes
    draw.shuffle(parts)
    return "*".join(parts), setting


def judged(verdict: dict, setting: Setting) -> str:
    """The verdict under a setting, by the rule that gives the published ones."""
    rules = [
        replace(RULES[verdict["claim"], test["name"]], **setting[verdict["claim"], test["name"]])
        for test in verdict["tests"]
    ]

    def word(numbers: list[list]) -> str:
        pairs = zip(rules, numbers, strict=True)
        answers = [holds(rule, Test(rule.name, *part)) for rule, part in pairs]
        return combined(verdict["nature"], rules, answers)

    coded = word([[test["value"], test["low"], test["high"]] for test in verdict["tests"]])
    others = {variant["name"]: word(variant["numbers"]) for variant in verdict["variants"]}
    return settled(coded, others)[0]


def test_ten_thousand_settings_give_the_verdicts_that_python_gives(visit):
    draw = random.Random(17)  # noqa: S311 - no secret is made of it
    settings = [drawn(draw) for _ in range(SETTINGS)]
    page = visit("claims.html").page
    shown = page.evaluate("(texts) => fulcrumJudgement(texts)", [text for text, _ in settings])
    wrong, moved = [], 0
    for (text, setting), words in zip(settings, shown, strict=True):
        changed = {claim for claim, _ in setting}
        for verdict, word in zip(judged_in_book(), words, strict=True):
            mine = verdict["verdict"]
            if verdict["claim"] in changed:
                mine = judged(verdict, setting)
                moved += mine != verdict["verdict"]
            if word != mine:
                wrong.append((verdict["claim"], verdict["horizon"], text, word, mine))
    assert wrong[:5] == []
    assert moved > SETTINGS / 2
    words = {word for row in shown for word in row}
    assert words == {
        "supported",
        "mixed",
        "contradicted",
        "undecided",
        "condition not met",
        "not testable",
    }


def test_without_a_setting_the_page_judges_as_published(visit):
    page = visit("claims.html").page
    words = [verdict["verdict"] for verdict in judged_in_book()]
    unknown = "c22.ministry.13x*c22.nothing.1*c22.ministry.999999*nonsense*c22.ministry.1300.5"
    assert page.evaluate("(texts) => fulcrumJudgement(texts)", ["", unknown]) == [words, words]


@cache
def turning() -> tuple[str, str, str, str]:
    """A claim judged once whose verdict one threshold changes: claim, test, text, verdict."""
    for verdict in judged_in_book():
        claim = verdict["claim"]
        for test in verdict["tests"]:
            for value, text in ends()[claim, test["name"]][0] if not verdict["horizon"] else ():
                setting = {(claim, other["name"]): {} for other in verdict["tests"]}
                is_number = isinstance(value, float) and test["compare"] != "between"
                setting[claim, test["name"]] = {"threshold": value} if is_number else {}
                word = judged(verdict, setting)
                if word != verdict["verdict"] and len(verdict["tests"]) > 1:
                    return claim, test["name"], text, word
    raise AssertionError("No threshold of the book changes a verdict.")


def slide(item, text: str) -> None:
    """Move the slider of a test to a threshold, as a pointer would."""
    claim, name = item.evaluate("(li) => [li.parentElement.dataset.testsOf, li.dataset.test]")
    end = next(
        test["ends"][0]
        for verdict in judgement.block(judged_in_book())
        for test in verdict["tests"]
        if (verdict["key"], test["name"]) == (claim, name)
    )
    place = end["from"] + [words for _, words in texts_of(end)].index(text)
    item.locator("input[type=range]").evaluate(
        """(input, value) => { input.value = value;
             input.dispatchEvent(new Event("input", { bubbles: true })); }""",
        str(place),
    )


def open_row(page: Page, claim: str):
    """Switch the controls of the ledger on, and open the tests of one claim."""
    page.get_by_role("button", name="Set your own thresholds").click()
    row = page.locator(f".fu-claims tr[id={claim}]")
    row.locator(".fu-own-switch").click()
    return row


def shown_counts(page: Page) -> list[dict[str, int]]:
    return [
        {
            item.locator(".fu-word").text_content(): int(item.locator(".fu-n").text_content())
            for item in part.locator("li").all()
            if item.get_attribute("hidden") is None
        }
        for part in page.locator(".fu-counts").all()
    ]


def test_a_reader_sees_no_control_before_asking_for_one(visit):
    for name in ("claims", "leverage", "findings"):
        page = visit(f"{name}.html").page
        assert page.locator(".fu-own, .fu-yours:visible, .fu-own-panel:visible").count() == 0


@pytest.mark.parametrize("name", ["claims", "leverage", "findings"])
def test_without_scripts_a_page_has_no_switch(visit, name):
    page = visit(f"{name}.html", scripts=False).page
    assert (
        page.locator(":is(.fu-own-switch, [data-own], .fu-yours, .fu-own-panel):visible").count()
        == 0
    )


def test_the_ledger_follows_the_address_keeps_it_and_one_click_resets(visit, address):
    claim, name, text, word = turning()
    page = visit("claims.html").page
    before = page.locator("#main-content").inner_text()
    row = open_row(page, claim)
    ours = shown_counts(page)
    published = next(v["verdict"] for v in judged_in_book() if v["claim"] == claim)
    slide(row.locator(f"[data-test={name}]"), text)
    link = row.locator(".fu-verdict-link")
    expect(link.locator(".fu-word")).to_have_text(word)
    expect(link.locator(".fu-ours")).to_contain_text(f"ours: {published}")
    assert row.get_attribute("data-verdict") == word
    for old, new in zip(ours, shown_counts(page), strict=True):
        assert new.get(word, 0) == old.get(word, 0) + 1
        assert new.get(published, 0) == old[published] - 1
        assert sum(new.values()) == sum(old.values())
    say = page.locator(".fu-yours [role=status]")
    expect(say).to_have_text(
        f"You changed 1 threshold. Of {len(judged_in_book())} verdicts, "
        f"1 differs from ours: {claim}."
    )
    page.wait_for_url(f"**/claims.html?set={claim}.{name}.{text}")
    other = visit(f"claims.html?set={claim}.{name}.{text}").page
    expect(other.locator(f"tr[id={claim}] .fu-verdict-link .fu-word")).to_have_text(word)
    expect(other.locator(f"tr[id={claim}] [data-test={name}] .fu-own")).to_be_visible()
    page.get_by_role("button", name="Back to ours").click()
    assert page.url == f"{address}claims.html"
    assert shown_counts(page) == ours
    expect(say).to_be_hidden()
    expect(link.locator(".fu-word")).to_have_text(published)
    page.get_by_role("button", name="Set your own thresholds").click()
    assert page.locator("#main-content").inner_text() == before


def test_a_test_is_left_out_and_another_counted(visit):
    page = visit("claims.html").page
    row = open_row(page, turning()[0])
    ticks = row.locator(".fu-own-count input")
    for tick in ticks.all():
        tick.set_checked(not tick.is_checked())
    out = sum(not tick.is_checked() for tick in ticks.all())
    added = ticks.count() - out
    tests = ["test" if n == 1 else "tests" for n in (out, added)]
    parts = [f"left out {out} {tests[0]}"] * (out > 0)
    parts += [f"counted {added} more {tests[1]}"] * (added > 0)
    said = page.locator(".fu-yours [role=status]").inner_text()
    assert said.startswith(f"You {' and '.join(parts)}.")


def test_a_filter_of_the_ledger_keeps_the_setting_and_takes_its_verdicts(visit):
    claim, name, text, word = turning()
    setting = f"set={claim}.{name}.{text}"
    page = visit(f"claims.html?verdict={word.replace(' ', '+')}&{setting}").page
    expect(page.locator(f"tr[id={claim}]")).to_be_visible()
    page.locator("select[name=verdict]").select_option("")
    assert page.url.endswith(f"?{setting}")


def test_a_card_and_a_chapters_verdicts_follow_and_links_lead_on(visit, address):
    claim, name, text, word = turning()
    chapter = next(v["chapter"] for v in judged_in_book() if v["claim"] == claim)
    page = visit(f"claims.html?set={claim}.{name}.{text}").page
    page.locator(f"tr[id={claim}] .fu-verdict-link").click()
    page.wait_for_url(f"{address}{chapter}.html?set={claim}.{name}.{text}#{claim}")
    card = page.locator(f".fu-card[id={claim}]")
    expect(card.locator(".fu-card-head .fu-word")).to_have_text(word)
    expect(card.locator(f"[data-test={name}] [data-required]")).to_contain_text("(ours: ")
    expect(page.locator(f".fu-strip [href='#{claim}'] .fu-word")).to_have_text(word)
    page.get_by_role("button", name="Back to ours").click()
    assert page.url == f"{address}{chapter}.html#{claim}"
    published = next(v["verdict"] for v in judged_in_book() if v["claim"] == claim)
    expect(card.locator(".fu-card-head .fu-word")).to_have_text(published)
    assert page.locator("[href*='set=']").count() == 0


def test_tiles_and_counts_of_the_front_page_follow_the_address(visit):
    claim, name, text, word = turning()
    front = WORKSPACE.pages[0].name
    ours = shown_counts(visit(f"{front}.html").page)
    page = visit(f"{front}.html?set={claim}.{name}.{text}").page
    tile = page.locator(f".fu-tiles [data-verdict-of={claim}] .fu-word")
    expect(tile).to_have_text(word)
    assert [counts.get(word) for counts in shown_counts(page)] == [
        counts.get(word, 0) + 1 for counts in ours
    ]
    assert (
        page.locator(".fu-counts a")
        .first.get_attribute("href")
        .endswith(f"&set={claim}.{name}.{text}")
    )


def in_parts(line: str) -> list[str]:
    return sorted(re.split(r"; |: |\.$", line))


def test_what_flips_a_verdict_is_said_as_its_card_says_it(visit):
    """A test that is only shown moves, which changes no verdict but lets the page say it anew."""
    lines = 0
    for chapter in sorted({verdict["chapter"] for verdict in judged_in_book()}):
        moved = {
            judgement.anchor(verdict): f"{verdict['claim']}.{test['name']}.{places[0][0][1]}"
            for verdict in judged_in_book()
            for test in verdict["tests"]
            if verdict["chapter"] == chapter and verdict["variants"] and not test["necessary"]
            for places in [ends()[verdict["claim"], test["name"]]]
            if len(places[0]) > 1 and places[0][0][0] != test["threshold"]
        }
        told = []
        for address in (f"{chapter}.html", f"{chapter}.html?set={'*'.join(moved.values())}"):
            page = visit(address).page
            told.append(
                [page.locator(f".fu-card[id='{key}'] .fu-flips").inner_text() for key in moved]
            )
            assert page.locator(".fu-yours").is_visible() == ("set=" in address and bool(moved))
        published, anew = told
        assert list(map(in_parts, anew)) == list(map(in_parts, published))
        lines += len(moved)
    assert lines > 5


def test_it_works_from_a_file_and_keeps_its_setting_there(chromium, site):
    claim, name, text, word = turning()
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((site / "claims.html").as_uri())
    slide(open_row(page, claim).locator(f"[data-test={name}]"), text)
    page.wait_for_url(f"**/claims.html#set={claim}.{name}.{text}")
    page.locator(f"tr[id={claim}] .fu-verdict-link").click()
    expect(page.locator(f".fu-card[id={claim}] .fu-card-head .fu-word")).to_have_text(word)
    page.get_by_role("button", name="Back to ours").click()
    page.reload()
    expect(page.locator(f".fu-card[id={claim}] .fu-ours")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert messages == []
    context.close()


def test_the_keyboard_moves_a_threshold_and_hears_what_it_does(visit):
    claim, name, _, _ = turning()
    page = visit("claims.html").page
    page.get_by_role("button", name="Set your own thresholds").focus()
    page.keyboard.press("Enter")
    switch = page.locator(f"tr[id={claim}] .fu-own-switch")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-expanded", "true")
    slider = page.locator(f"tr[id={claim}] [data-test={name}] input[type=range]")
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    page.keyboard.press(
        "ArrowRight" if slider.input_value() != slider.get_attribute("max") else "ArrowLeft"
    )
    after = slider.get_attribute("aria-valuetext")
    assert after != before
    assert re.search(r": (holds|fails|undecided)", after)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("name", ["claims", "leverage"])
def test_axe_finds_nothing_in_the_controls_and_all_of_it_fits(visit, width, theme, name):
    page = visit(f"{name}.html", width, theme).page
    if name == "claims":
        page.get_by_role("button", name="Set your own thresholds").click()
    for switch in page.locator(".fu-own-switch").all()[:12]:
        switch.click()
    tick = page.locator(".fu-own-count input").first
    tick.click()
    expect(page.locator(".fu-yours")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.evaluate(AXE)
    found = page.evaluate(
        """async () => (await axe.run({include: [[".fu-ledger, .fu-card"], [".fu-yours"]]},
             {resultTypes: ["violations"]})).violations.map((part) => part.id + ": "
             + part.nodes.slice(0, 3).map((node) => node.html).join(" "))"""
    )
    assert found == []
