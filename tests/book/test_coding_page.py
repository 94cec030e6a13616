"""The coding page: blind, self-contained, coded by keyboard, and its CSV is the book's sheet."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import re
import shutil
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fulcrum.analysis.events import stances
from press.author import coding_sheets
from press.author.coding_page import choices
from press.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
SHEETS = (
    "coders",
    "event-readings",
    "events-2021",
    "outcomes-2021-2026",
    "stance-second-coding",
    "states",
)
FIRST = ("events-2021/events_2021", "outcomes-2021-2026/outcomes_2021_2026")
SECOND = "stance-second-coding/second_coding"
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "async () => (await axe.run()).violations.map((one) => one.id)"
ROWS = 20
TYPED = ("1", "x", "2", "0", "-2")
"""What is typed for the stance of one row after another; x is for no stance."""


def furnish(root, sheets=SHEETS):
    """Give a folder the tables that coders code, and the page of a coder who is called ann."""
    for name in sheets:
        shutil.copytree(ROOT / "data" / name, root / "data" / name, dirs_exist_ok=True)
    coding_sheets.coder(Workspace.open(root), "ann", page=True)
    return root


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with nothing but the tables and the page."""
    return furnish(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def visit(chromium, desk):
    """A function that opens the page in a browser that knows nothing of it."""
    contexts = []

    def open_page(root=desk, **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.goto((root / "coder-ann.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def page_of(root):
    return (root / "coder-ann.html").read_text(encoding="utf-8")


def data_of(text):
    return json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text)[1])


def sheet_of(root):
    return root / "data" / "coder-ann" / "coding.csv"


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def downloaded(page):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the CSV").click()
    assert waiting.value.suggested_filename == "coding.csv"
    return Path(waiting.value.path()).read_bytes()


def import_csv(page, text):
    content = text if isinstance(text, bytes) else text.encode()
    page.locator("#file").set_input_files({"name": "a.csv", "mimeType": "", "buffer": content})


# What is in the file


def test_the_page_holds_the_rows_in_the_order_of_the_sheet_and_the_whole_codebook(desk):
    text = page_of(desk)
    data = data_of(text)
    rows = table(sheet_of(desk))
    assert [dict(zip(data["shown"], cells, strict=True)) for cells in data["sheet"]] == [
        {name: row[name] for name in data["shown"]} for row in rows
    ]
    assert [*data["shown"], *data["codes"]] == list(rows[0])
    events = {
        row["event_id"]: row
        for name in FIRST
        for row in table(Workspace.open(desk).table_file(name))
    }
    row = events[data["sheet"][0][0]]
    assert {row["speaker"], row["source_publisher"], row["source_url"]} <= set(data["beside"][0])
    assert any("Tajikistan" in cells for cells in data["beside"])
    book = Workspace.open(desk).package("coders")["codebook"]
    assert [r["meaning"] for r in book if html.escape(r["meaning"]) not in text] == []


def test_no_code_of_any_coder_changes_the_page_and_no_reason_of_theirs_is_in_it(desk, tmp_path):
    text, workspace = page_of(desk), Workspace.open(tmp_path)
    for name in SHEETS:
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    shown = workspace.package("coders")
    plain = {*shown["shown"], *shown["beside"]}
    reasons = set()
    for name in (*FIRST, SECOND):
        path = workspace.table_file(name)
        rows = table(path)
        reasons |= {row.get("stance_rationale") or row["rationale"] for row in rows}
        lines = io.StringIO()
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: v if k in plain else "other" for k, v in row.items()} for row in rows)
        path.write_text(lines.getvalue(), encoding="utf-8")
    assert len(reasons) > 200
    held = [cell for part in ("sheet", "beside") for cells in data_of(text)[part] for cell in cells]
    assert reasons & set(held) == set()
    assert [reason for reason in reasons if len(reason) > 40 and reason in text] == []
    coding_sheets.coder(workspace, "ann", page=True)
    assert page_of(tmp_path) == text


def test_the_policy_lets_nothing_run_but_what_is_in_the_file(desk):
    text = page_of(desk)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    inline = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(i.encode()).digest()).decode() for i in inline]
    assert re.findall(r"'sha256-([^']*)'", policy) == digests
    assert len(digests) == 2
    assert re.findall(r"\b(?:src|srcset|href|style|on\w+)=\"", text) == []


def test_who_codes_on_the_page_is_said_to_have_seen_more_than_summaries(desk):
    row = table(Workspace.open(desk).table_file("coders/coders"))[-1]
    saw = "shuffled summaries with date, actor, speaker, source, address, on the coding page"
    assert (row["coder"], row["saw"]) == ("ann", saw)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            {"type": "integer", "constraints": {"minimum": -1, "maximum": 1}, "empty": "as above"},
            [("-1", "−1", "-1"), ("0", "0", "0"), ("1", "+1", "1"), ("", "as above", "x")],
        ),
        (
            {"type": "string", "constraints": {"enum": ["by_sea", "air"], "required": True}},
            [("by_sea", "by sea", "1"), ("air", "air", "2")],
        ),
        (
            {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"], "constraints": {}},
            [("0", "no", "0"), ("1", "yes", "1"), ("", "none", "x")],
        ),
        ({"type": "string", "constraints": {}}, []),
    ],
)
def test_what_can_be_chosen_comes_from_the_schema(field, expected):
    assert choices(field) == expected


# In a browser


def test_twenty_rows_coded_by_keyboard_are_a_coder_of_the_book(project, visit, cli):
    root = furnish(project.root)
    page = visit(root)
    assert downloaded(page) == sheet_of(root).read_bytes()
    page.reload()
    for number in range(ROWS):
        press(page, *TYPED[number % len(TYPED)])
        if TYPED[number % len(TYPED)] == "0":
            press(page, "Tab", "-", "1", "Tab", "ArrowLeft", "ArrowLeft", "Tab")
            page.keyboard.type("a, “b”")
        press(page, "Enter")
    expect(page.locator("#count")).to_have_text(f"{ROWS} of {len(table(sheet_of(root)))} coded")
    press(page, "Shift+Enter")
    expect(page.locator("#number")).to_contain_text(f"Row {ROWS} of")
    sheet_of(root).write_bytes(downloaded(page))
    assert cli("seal", "coder-ann", "--because", "The sheet is coded.") == 0
    rows = table(sheet_of(root))
    typed = [(TYPED * ROWS)[number].replace("x", "") for number in range(ROWS)]
    assert [row["stance"] for row in rows] == [*typed, *[""] * (len(rows) - ROWS)]
    assert [row["done"] for row in rows] == [*["1"] * ROWS, *[""] * (len(rows) - ROWS)]
    row = rows[TYPED.index("0")]
    assert (row["stance_min"], row["stance_max"], row["note"]) == ("-1", "1", "a, “b”")
    # The coder is one of those under whom every verdict is computed again.
    spoken = stances.stances("2021-01-01", "2026-12-31", outcomes=True)
    under = stances.recodings(spoken)["coder ann"]
    stated = {r["event_id"]: float(r["stance"]) for r in rows if r["stance"]}
    assert 0 < len(under) <= len(stated)
    assert under["stance"].tolist() == [stated[event] for event in under["event_id"]]
    lines = [
        "from fulcrum.analysis.events import stances",
        'spoken = stances.stances("2021-01-01", "2026-12-31", outcomes=True)',
        'tests = lambda frame: [Test("share", 100 * float((frame["stance"] < 0).mean()))]',
        "_, variants = stances.retested(tests, spoken)",
        'judge("c01", case=here, tests=tests(spoken), variants=variants, because="By the codes.")',
    ]
    project.set_cell("border", "c01", "\n".join(lines))
    claims = root / "chapters" / "claims.md"
    claims.write_text(claims.read_text() + "\n```{rivals}\n```\n")
    assert cli("build") == 0
    built = (root / "_build" / "html" / "claims.html").read_text(encoding="utf-8")
    word = "supported" if (under["stance"] < 0).mean() >= 0.2 else "contradicted"
    cells = r'data-label="Coder">ann</td>.*?data-label="Under this coder">(.*?)</td>'
    assert word in re.search(cells, built, re.DOTALL)[1]


def test_what_contradicts_itself_is_refused_in_words_until_it_is_mended(visit):
    page = visit()
    press(page, "1", "Tab", "2")
    message = page.locator("#message")
    expect(message).to_have_text("Lowest (2) is above Stance (1).")
    expect(page.locator("#count")).to_contain_text("0 of")
    press(page, "Enter")
    expect(page.locator("#number")).to_contain_text("Row 1 of")
    page.get_by_role("button", name="Download the CSV").click()
    expect(message).to_have_text("Lowest (2) is above Stance (1). Change one of them first.")
    page.get_by_role("radio", name="0", exact=True).first.check()
    press(page, "Enter")
    expect(message).to_be_empty()
    expect(page.locator("#number")).to_contain_text("Row 2 of")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("stance_min", "low", "The first line does not name stance_min."),
        ("e071,", "zzz,", "There is no row zzz on this page."),
        (",7,", ",7,", 'Stance is "7"; it may be -2, -1, 0, 1, 2, empty.'),
        (",0,1,", ",0,1,", "Lowest (1) is above Stance (0)."),
    ],
)
def test_a_csv_that_the_schema_refuses_is_refused_whole(desk, visit, old, new, words):
    page = visit()
    text = sheet_of(desk).read_text(encoding="utf-8")
    if old == new:  # codes in place of the empty ones of the first row
        line = text.splitlines()[1]
        text = text.replace(line, line.removesuffix(",,,,,") + old + ",,")
    import_csv(page, text.replace(old, new))
    expect(page.locator("#message")).to_contain_text(words)
    expect(page.locator("#message")).to_contain_text("Nothing was taken from the file.")
    expect(page.locator("#count")).to_contain_text("0 of")


def test_half_done_work_goes_on_in_another_browser_and_after_a_reload(desk, visit):
    page = visit()
    press(page, "x", "Enter", "2", "Enter", "Enter", "-", "1", "Enter")
    page.reload()
    expect(page.locator("#count")).to_contain_text("3 of")
    expect(page.locator("#number")).to_contain_text("Row 3 of")
    half = downloaded(page)
    other = visit()
    expect(other.locator("#count")).to_contain_text("0 of")
    import_csv(other, half.replace(b"\n", b"\r\n"))
    expect(other.locator("#message")).to_have_text("Rows taken from the file: 3.")
    expect(other.locator("#count")).to_contain_text("3 of")
    assert downloaded(other) == half
    other.get_by_role("button", name="Next uncoded").click()
    expect(other.locator("#number")).to_contain_text("Row 3 of")


def test_words_are_chosen_by_their_place_and_a_required_code_is_waited_for(visit, tmp_path):
    shutil.copytree(ROOT / "data" / "coders", tmp_path / "data" / "coders")
    path = tmp_path / "data" / "coders" / "datapackage.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    fields = Workspace.open(ROOT).resource(SECOND)[1]["schema"]["fields"]
    topic = next(field for field in fields if field["name"] == "topic")
    rules["codes"].insert(1, topic)
    path.write_text(json.dumps(rules), encoding="utf-8")
    page = visit(furnish(tmp_path, SHEETS[1:]))
    press(page, "1")
    expect(page.locator("#count")).to_contain_text("0 of")
    press(page, "Tab", "3")
    expect(page.locator("#count")).to_contain_text("1 of")
    row = next(csv.DictReader(io.StringIO(downloaded(page).decode())))
    assert (row["stance"], row["topic"], row["done"]) == ("1", topic["constraints"]["enum"][2], "1")


def test_a_browser_that_keeps_nothing_says_so(desk, visit):
    page = visit()
    expect(page.locator("#unkept")).to_be_hidden()
    refuse = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    page.add_init_script(refuse)
    page.reload()
    expect(page.get_by_text("This browser does not keep your work.")).to_be_visible()
    press(page, "1")
    expect(page.locator("#count")).to_contain_text("1 of")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_fits_asks_no_one_and_axe_finds_nothing(desk, visit, width, theme):
    page = visit(viewport={"width": width, "height": 800}, color_scheme=theme)
    heard = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.reload()
    press(page, "1", "Tab", "2")
    page.locator("summary").click()
    assert heard == [(desk / "coder-ann.html").as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 22, 21)"}[theme]
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
