import pandas as pd
from drawn import hues, layers, rows, words

from fulcrum import charts
from fulcrum.evidence.figures import NARROW

VOTES = pd.DataFrame(
    {
        "state": ["Tajikistan", "Tajikistan", "Russia", "Russia"],
        "iso3": ["TJK", "TJK", "RUS", "RUS"],
        "year": [2025, 2022, 2025, 2022],
        "vote": ["yes", "yes", "abstained", "absent"],
    }
)
ANSWERS = {"yes": "supported", "no": "contradicted", "abstained": "undecided", "absent": "other-2"}


def test_a_grid_tells_the_answers_that_occur_and_sorts_years():
    drawing = charts.grid(
        VOTES, row="state", column="year", by="vote", colours=ANSWERS, text="vote"
    )
    cells = layers(drawing, "rect")[0]
    assert hues(cells) == {name: ANSWERS[name] for name in ("yes", "abstained", "absent")}
    assert cells["encoding"]["x"]["scale"]["domain"] == [2022, 2025]
    assert "no" not in words(drawing)


def test_pale_cells_are_written_in_ink():
    drawing = charts.grid(
        VOTES, row="state", column="year", by="vote", colours=ANSWERS, text="vote"
    )
    ink = layers(drawing, "text")[0]["encoding"]["color"]
    assert ink["condition"]["test"]["oneOf"] == ["absent"]
    assert "--c-ink" in ink["condition"]["value"]
    assert "--c-paper" in ink["value"]


def test_words_with_a_standing_colour_need_no_colours_and_years_are_short_where_they_must():
    many = pd.DataFrame(
        {"row": "SCO", "column": range(2010, 2027), "kept": ["kept", *["lost"] * 16]}
    )
    drawing = charts.grid(many, by="kept")
    assert hues(layers(drawing, "rect")[0]) == {"kept": "supported", "lost": "contradicted"}
    assert {"kept", "2026"} <= set(words(drawing))
    assert "\N{RIGHT SINGLE QUOTATION MARK}26" in words(drawing, NARROW)


def test_a_grid_has_brief_columns_on_a_narrow_page_and_rows_in_an_order():
    drawing = charts.grid(
        VOTES.assign(index="assets"),
        row="year",
        column="state",
        brief="iso3",
        by="vote",
        colours=ANSWERS,
        order=[2022, 2025],
        panel="index",
    )
    assert {"TJK", "RUS"} <= set(words(drawing, NARROW))
    assert {"Tajikistan", "Russia", "Assets"} <= set(words(drawing))
    assert rows(drawing) == ["assets\t", "assets\t2022", "assets\t2025"]
    assert rows(drawing, NARROW)[0] == "assets\t"


def test_heat_shades_by_the_number_that_it_writes():
    shares = VOTES.assign(share=[90.0, 10.0, 0.0, 57.0])
    drawing = charts.heat(
        shares, row="state", column="year", value="share", panel="vote", hue="TJK", number=".0f"
    )
    opacity = layers(drawing, "rect")[0]["encoding"]["fillOpacity"]["scale"]
    assert opacity["domain"] == [0, 90.0]
    assert opacity["range"][0] < opacity["range"][1]
    assert {"90", "10", "0", "57", "Yes", "Abstained"} <= set(words(drawing))
