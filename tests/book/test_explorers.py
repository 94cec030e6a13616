"""The explorers in a real browser: the default is the chapter's, and each control does its part."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fulcrum.analysis.explore import indicators
from fulcrum.analysis.explore.weights import UNITS, standing
from fulcrum.evidence.payloads import EXPLORER
from fulcrum.evidence.wording import formatted
from fulcrum.statistics import indices
from press.publish import gate, render
from press.workspace import notebooks

ROOT = Path(__file__).parents[2]
EXPLORERS = {
    "leverage": "own-weights",
    "alliances": "own-stances",
    "refugees": "own-arrivals",
}
SMALL = {"abs": 1e-9, "rel": 1e-12}


def records(chapter: str) -> dict[str, dict]:
    """Results of a chapter by name, as the built book recorded them."""
    return json.loads((ROOT / f"_build/records/{chapter}.json").read_text())["results"]


def box(page: Page, chapter: str):
    return page.locator(f"#explore-{EXPLORERS[chapter]}")


def number(element, name: str) -> float:
    return float(element.get_attribute(f"data-{name}"))


def slide(slider, value: float) -> None:
    """Move a slider as a pointer would: a value, and the event that tells of it."""
    slider.evaluate(
        """(input, value) => { input.value = value;
             input.dispatchEvent(new Event("input", { bubbles: true })); }""",
        str(value),
    )


def weights(part) -> list[float]:
    return [float(weight) for weight in part.get_attribute("data-weights").split()]


def state(page: Page, chapter: str) -> list[str]:
    """Everything that an explorer shows: texts, values of inputs, pressed presets."""
    explorer = box(page, chapter)
    return [
        *explorer.locator("td, output").all_inner_texts(),
        *explorer.evaluate(
            "(box) => [...box.querySelectorAll('input, select')].map((i) => i.checked + i.value)"
        ),
        *explorer.evaluate(
            "(box) => [...box.querySelectorAll('[aria-pressed=true]')].map((i) => i.textContent)"
        ),
    ]


@pytest.fixture
def opened(visit):
    """A function that opens an explorer, and in the end asks that the console was silent."""
    visits = []

    def open_one(chapter: str, width: int = 1280, theme: str = "light"):
        visited = visit(f"{chapter}.html", width, theme)
        visits.append(visited)
        expect(box(visited.page, chapter)).to_have_attribute("data-state", "default")
        return visited.page

    yield open_one
    for visited in visits:
        assert visited.messages == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_index_at_its_default_is_that_of_the_chapter(visit, scripts):
    page = visit("leverage.html", scripts=scripts).page
    kept = records("leverage")
    table = indicators.indicators()
    for index in ("assets", "exposures"):
        part = box(page, "leverage").locator(f"[data-part={index}]")
        wanted = indices.baseline(table[table["index"] == index])
        for entry in wanted.itertuples():
            row = part.locator(f"[data-row={entry.iso3}]")
            assert number(row, "score") == pytest.approx(entry.score, **SMALL)
            assert number(row, "rank") == entry.rank
            expect(row.locator("[data-shows=score]")).to_have_text(formatted(entry.score, digits=2))
        focal_row = part.locator("[data-row=TJK]")
        assert number(focal_row, "score") == pytest.approx(kept[f"{index}_score"]["value"], **SMALL)
        expect(focal_row.locator("[data-shows=score]")).to_have_text(kept[f"{index}_score"]["text"])
        expect(focal_row.locator("[data-shows=rank]")).to_have_text(kept[f"{index}_rank"]["text"])


@pytest.mark.parametrize("scripts", [True, False])
def test_the_bargain_at_its_default_is_that_of_the_chapter(visit, scripts):
    page = visit("alliances.html", scripts=scripts).page
    kept = records("alliances")
    for key in ("mean", "median", "without"):
        row, result = (
            box(page, "alliances").locator(f"[data-result={key}]"),
            kept[f"bargaining_{key}"],
        )
        assert number(row, "value") == pytest.approx(result["value"], **SMALL)
        shown = result["text"].replace("\N{NO-BREAK SPACE}points", "")
        expect(row.locator("[data-shows=value]")).to_have_text(shown)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_arrivals_at_their_default_are_those_of_the_chapter(visit, scripts):
    page = visit("refugees.html", scripts=scripts).page
    kept = records("refugees")
    total = kept["total_counted"]["value"]
    for host in ("irn", "pak", "tjk", "tkm", "uzb"):
        row = box(page, "refugees").locator(f"[data-row={host.upper()}]")
        persons = total * kept[f"forecast_gravity_{host}"]["value"] / 100
        thousand = 1000 * persons / kept[f"inhabitants_{host}"]["value"]
        assert number(row, "persons") == pytest.approx(persons, **SMALL)
        assert number(row, "thousand") == pytest.approx(thousand, **SMALL)
        expect(row.locator("[data-shows=persons]")).to_have_text(formatted(persons, digits=0))
        expect(row.locator("[data-shows=thousand]")).to_have_text(formatted(thousand, digits=2))
        share = kept.get(f"share_counted_{host}")
        if share is None:
            expect(row.locator("[data-shows=came]")).to_have_text("no count")
            assert row.get_attribute("data-came") is None
        else:
            assert number(row, "came") == pytest.approx(total * share["value"] / 100, **SMALL)


def test_the_page_weighs_as_the_library_does_under_every_choice(opened):
    page = opened("leverage")
    table = indicators.indicators()
    explorer = box(page, "leverage")
    for index, place, value in (("assets", 4, 63), ("exposures", 1, 7)):
        slide(explorer.locator(f"[data-part={index}] [data-place='{place}']"), value)
    for scale in indices.NORMALISATIONS:
        explorer.locator("[name=scale]").select_option(scale)
        for mean in indices.AGGREGATIONS:
            explorer.locator("[name=mean]").select_option(mean)
            for index in ("assets", "exposures"):
                part = explorer.locator(f"[data-part={index}]")
                wanted = standing(
                    table[table["index"] == index],
                    weights(part),
                    normalisation=scale,
                    aggregation=mean,
                )
                for entry in wanted.itertuples():
                    row = part.locator(f"[data-row={entry.iso3}]")
                    assert number(row, "score") == pytest.approx(entry.score, **SMALL)
                    assert number(row, "rank") == entry.rank
                    ends = f"{entry.best:.0f}\N{EN DASH}{entry.worst:.0f}".replace(
                        f"{entry.best:.0f}\N{EN DASH}{entry.best:.0f}", f"{entry.best:.0f}"
                    )
                    expect(row.locator("[data-shows=ranks]")).to_have_text(ends)
                    ends = f"{formatted(entry.low, digits=2)} to {formatted(entry.high, digits=2)}"
                    expect(row.locator("[data-shows=ends]")).to_have_text(ends)


def test_weights_always_sum_to_one_and_a_move_changes_ranks(opened):
    page = opened("leverage")
    part = box(page, "leverage").locator("[data-part=exposures]")
    sliders = part.locator("input[type=range]")
    ranks = part.locator("[data-shows=rank]").all_inner_texts()
    slide(sliders.nth(1), 80)
    assert part.locator("[data-shows=rank]").all_inner_texts() != ranks
    for place, value in ((0, 37), (3, 1), (2, 99), (2, 100), (4, 0), (2, 13), (0, 100), (0, 0)):
        slide(sliders.nth(place), value)
        shares = weights(part)
        assert shares[place] == pytest.approx(value / 100, abs=1e-12)
        assert sum(shares) == pytest.approx(1, abs=1e-12)
        assert min(shares) >= 0


def test_others_keep_their_proportions_and_share_alike_when_all_are_zero(opened):
    page = opened("leverage")
    part = box(page, "leverage").locator("[data-part=assets]")
    sliders = part.locator("input[type=range]")
    slide(sliders.nth(0), 60)
    assert weights(part) == pytest.approx([0.6, 0.1, 0.1, 0.1, 0.1], abs=1e-12)
    slide(sliders.nth(1), 55)
    assert weights(part) == pytest.approx([0.3, 0.55, 0.05, 0.05, 0.05], abs=1e-4)
    slide(sliders.nth(1), 100)
    slide(sliders.nth(1), 55)  # a slider pulled to the end and back leaves the others as they were
    assert weights(part) == pytest.approx([0.3, 0.55, 0.05, 0.05, 0.05], abs=1e-4)
    part.get_by_role("button", name="Kinship").click()
    assert weights(part) == [0, 1, 0, 0, 0]
    slide(sliders.nth(1), 20)
    assert weights(part) == pytest.approx([0.2] * 5, abs=1e-12)


def test_named_weights_and_a_state_without_a_weighed_figure(opened):
    page = opened("leverage")
    part = box(page, "leverage").locator("[data-part=assets]")
    button = part.get_by_role("button", name="Kinship")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(part.get_by_role("button", name="Equal")).to_have_attribute("aria-pressed", "false")
    row = part.locator("[data-row=KAZ]")
    expect(row.locator("[data-shows=score]")).to_have_text("\N{EN DASH}")
    expect(row.locator("[data-shows=rank]")).to_have_text("\N{EN DASH}")


def test_a_member_moves_in_its_range_and_a_veto_stops_the_bargain(opened):
    page = opened("alliances")
    explorer = box(page, "alliances")
    kept = records("alliances")
    table = json.loads(explorer.locator("script").text_content())["data"]["members"]
    russia = next(place for place, member in enumerate(table) if member["code"] == "RUS")
    slide(explorer.locator(f"[data-place='{russia}']"), table[russia]["low"])
    spent = [member["weight"] * member["salience"] for member in table]
    spots = [member["low"] if k == russia else member["position"] for k, member in enumerate(table)]
    mean = sum(w * x for w, x in zip(spent, spots, strict=True)) / sum(spent)
    assert number(explorer.locator("[data-result=mean]"), "value") == pytest.approx(mean, **SMALL)
    assert number(explorer.locator("[data-result=median]"), "value") == table[russia]["low"]
    slide(explorer.locator(f"[data-place='{russia}']"), 2)
    assert number(explorer.locator("[data-member=RUS]"), "value") == table[russia]["high"]
    explorer.get_by_role("button", name="Tajikistan holds a veto").click()
    veto = explorer.locator("[data-result=veto]")
    assert number(veto, "value") == pytest.approx(kept["bargaining_veto"]["value"], **SMALL)
    assert number(explorer.locator("[data-member=RUS]"), "value") == table[russia]["position"]
    explorer.get_by_label("Tajikistan", exact=True).and_(explorer.locator("[name=veto]")).uncheck()
    mean = number(explorer.locator("[data-result=mean]"), "value")
    assert number(veto, "value") == mean


def test_russia_loses_the_median_where_the_chapter_says(opened):
    """Beyond the recorded salience the weighted median may be another; before it, never."""
    page = opened("alliances")
    explorer = box(page, "alliances")
    turn = records("alliances")["bargaining_salience"]["value"]
    russia = number(explorer.locator("[data-member=RUS]"), "value")
    slide(explorer.locator("[name=salience]"), int(turn))
    assert number(explorer.locator("[data-result=median]"), "value") == russia
    slide(explorer.locator("[name=salience]"), int(turn) + 1)
    low = number(explorer.locator("[data-result=mean]"), "value")
    assert low < records("alliances")["bargaining_mean"]["value"]
    expect(explorer.locator("[data-result=without] [data-shows=value]")).to_have_text(
        records("alliances")["bargaining_without"]["text"].split("\N{NO-BREAK SPACE}")[0]
    )


def test_a_plan_for_three_hosts_is_never_split(opened):
    page = opened("refugees")
    explorer = box(page, "refugees")
    kept = records("refugees")
    explorer.get_by_label("UNHCR's plan").check()
    assert explorer.locator("tbody tr:visible").count() == 3
    row = explorer.locator("[data-row='TJK+TKM+UZB']")
    share = kept["forecast_plan_tjk_tkm_uzb"]["value"]
    persons = kept["total_counted"]["value"] * share / 100
    people = sum(kept[f"inhabitants_{host}"]["value"] for host in ("tjk", "tkm", "uzb"))
    assert number(row, "persons") == pytest.approx(persons, **SMALL)
    assert number(row, "thousand") == pytest.approx(1000 * persons / people, **SMALL)
    explorer.get_by_role("button", name="Yearly statistics").click()
    total = kept["total_statistics"]["value"]
    row = explorer.locator("[data-row=TJK]")
    gravity = kept["forecast_gravity_tjk"]["value"]
    assert number(row, "persons") == pytest.approx(total * gravity / 100, **SMALL)
    came = total * kept["share_statistics_tjk"]["value"] / 100
    assert number(row, "came") == pytest.approx(came, **SMALL)
    slide(explorer.locator("[name=total]"), 0)
    assert number(row, "persons") == 0


def change(page: Page, chapter: str) -> None:
    """Something of everything that a chapter's explorer lets a reader change."""
    explorer = box(page, chapter)
    if chapter == "leverage":
        slide(explorer.locator("[data-part=assets] [data-place='2']"), 47)
        slide(explorer.locator("[data-part=exposures] [data-place='0']"), 3)
        explorer.locator("[name=scale]").select_option("z-score")
        explorer.locator("[name=mean]").select_option("geometric")
    elif chapter == "alliances":
        explorer.locator("[data-place='0']").press("ArrowRight")
        slide(explorer.locator("[name=salience]"), 12)
        explorer.locator("[name=veto]").nth(2).check()
    else:
        slide(explorer.locator("[name=total]"), 730_000)
        explorer.get_by_label("Border length").check()
        explorer.locator("[name=count]").nth(1).check()


@pytest.mark.parametrize("chapter", EXPLORERS)
def test_the_address_keeps_the_setting_and_reset_ends_it(opened, chromium, address, chapter):
    page = opened(chapter)
    before = state(page, chapter)
    change(page, chapter)
    after = state(page, chapter)
    assert after != before
    expect(box(page, chapter)).to_have_attribute("data-state", "changed")
    assert EXPLORERS[chapter] in page.url
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    other = context.new_page()
    other.goto(page.url)
    expect(box(other, chapter)).to_have_attribute("data-state", "changed")
    assert state(other, chapter) == after
    context.close()
    box(page, chapter).get_by_role("button", name="Reset").click()
    assert state(page, chapter) == before
    assert page.url == f"{address}{chapter}.html"


@pytest.mark.parametrize("chapter", EXPLORERS)
def test_it_works_from_a_file_and_keeps_its_setting_there(chromium, site, chapter):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on(
        "console",
        lambda message: messages.append(message.text) if message.type == "error" else None,
    )
    page.goto((site / f"{chapter}.html").as_uri())
    change(page, chapter)
    after = state(page, chapter)
    assert re.search(rf"#{EXPLORERS[chapter]}=", page.url)
    page.reload()
    expect(box(page, chapter)).to_have_attribute("data-state", "changed")
    assert state(page, chapter) == after
    shared = context.new_page()
    shared.goto(page.url)
    expect(box(shared, chapter)).to_be_in_viewport()
    assert state(shared, chapter) == after
    assert messages == []
    context.close()


@pytest.mark.parametrize("chapter", EXPLORERS)
@pytest.mark.parametrize("text", ["", "1_2", "%3Cscript%3E", "9999999.0.0.0.0_1.1.1.1.1_x_y"])
def test_an_address_that_makes_no_sense_gives_the_default(visit, chapter, text):
    visited = visit(f"{chapter}.html?{EXPLORERS[chapter]}={text}")
    expect(box(visited.page, chapter)).to_have_attribute("data-state", "default")
    assert visited.messages == []


@pytest.mark.parametrize("chapter", EXPLORERS)
def test_everything_is_done_by_keyboard_and_is_large_enough(opened, chapter):
    page = opened(chapter, 360)
    explorer = box(page, chapter)
    before = state(page, chapter)
    slider = explorer.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert state(page, chapter) != before
    text = explorer.locator("output").first.inner_text()
    assert slider.get_attribute("aria-valuetext") == text
    explorer.get_by_role("button", name="Reset").focus()
    page.keyboard.press("Enter")
    assert state(page, chapter) == before
    for control in explorer.locator("button, select, input, label:has(input)").all():
        size = control.bounding_box()
        part_of_label = control.evaluate("(it) => it.matches('label input')")
        assert part_of_label or min(size["height"], size["width"]) >= 24
    for control in explorer.locator("input, select").all():
        assert control.evaluate("(it) => it.labels.length") == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("chapter", EXPLORERS)
def test_the_summary_is_said_politely_and_follows(opened, chapter):
    page = opened(chapter)
    summary = box(page, chapter).locator("[aria-live=polite]")
    first = summary.inner_text()
    change(page, chapter)
    expect(summary).not_to_have_text(first)
    box(page, chapter).get_by_role("button", name="Reset").click()
    expect(summary).to_have_text(first)


@pytest.mark.parametrize("chapter", EXPLORERS)
def test_without_scripts_it_is_a_table_and_no_control_shows(visit, chapter):
    page = visit(f"{chapter}.html", scripts=False).page
    explorer = box(page, chapter)
    assert explorer.locator("table:visible").count() >= 1
    assert explorer.locator(":is(input, button, select):visible").count() == 0
    assert explorer.locator("fieldset:visible").count() == 0
    width = explorer.locator(".fu-shown").first.bounding_box()["width"]
    assert width == pytest.approx(explorer.bounding_box()["width"], abs=2)


def test_its_script_is_only_where_an_explorer_is(site):
    for path in site.glob("*.html"):
        text = path.read_text()
        assert ("explorers.js" in text) == ("fu-explorer" in text), path.name
    assert "eval(" not in (site / "_static" / "explorers.js").read_text()


def test_the_gate_refuses_an_explorer_without_words_or_sources(site):
    notebook = json.loads((ROOT / "_build/executed/leverage.ipynb").read_text())
    for part in ("description", "sources", "data"):
        broken = json.loads(json.dumps(notebook))
        [(_, payload)] = notebooks.payloads(broken, EXPLORER)
        payload[part] = ""
        [finding] = gate.chapter_findings("chapters/leverage.ipynb", broken)
        assert f"has no {part}" in str(finding)


def test_texts_with_markup_stay_texts(site, book):
    notebook = json.loads((ROOT / "_build/executed/leverage.ipynb").read_text())
    [(_, payload)] = notebooks.payloads(notebook, EXPLORER)
    evil = "</script><img src=x onerror=alert(1)>"
    payload |= {"title": evil, "description": evil, "caveat": evil}
    payload["data"]["parts"][0]["states"][0]["name"] = evil
    text = render.displayed(book, EXPLORER, payload)
    assert "<img" not in text
    assert text.count("</script>") == 1


def test_units_of_weights_can_be_shared_alike():
    assert [UNITS % count for count in range(1, 9)] == [0] * 8
