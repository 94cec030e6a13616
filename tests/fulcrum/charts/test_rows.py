import pandas as pd
import pytest
from drawn import fits, hues, layers, rows, spec, svg, words

from fulcrum import charts
from fulcrum.evidence.figures import NARROW, WIDE

STANCES = pd.DataFrame(
    {
        "state": ["Tajikistan", "Russia", "European Union and its member states"],
        "code": ["TJK", "RUS", "EU"],
        "low": [-2.0, -0.2, -1.0],
        "high": [-1.1, 0.9, 0.0],
        "mean": [-1.9, 0.4, -1.0],
        "second": [-1.4, 0.6, -1.0],
    }
)
EVENTS = pd.DataFrame(
    {
        "who": ["Russia", "Russia", "Kazakhstan"],
        "day": pd.to_datetime(["2025-04-17", "2025-04-20", "2024-06-03"]),
        "kind": ["against", "for", "against"],
        "words": ["taken off the list", "recognised", "taken off the list"],
    }
)
KINDS = {"against": "contradicted", "for": "supported"}


def test_ranges_keep_the_order_of_the_frame_and_fit_both_pages():
    drawing = charts.ranges(
        STANCES, row="state", low="low", high="high", point="mean", domain=(-2, 2), signed=True
    )
    assert rows(drawing)[:2] == ["Tajikistan", "Russia"]
    assert rows(drawing, NARROW)[2].count("\n") == 1
    assert fits(drawing)
    assert {"+1", "0", "\N{MINUS SIGN}1"} <= set(words(drawing))


def test_a_highlighted_row_keeps_its_colour_and_the_others_are_grey():
    drawing = charts.ranges(
        STANCES, row="state", low="low", high="high", by="code", highlight="TJK"
    )
    assert hues(layers(drawing, "circle")[0]) == {"TJK": "TJK", "RUS": "other", "EU": "other"}
    assert len(layers(drawing, "circle")) == 2, "a dot at each end"


def test_a_second_mark_a_band_and_a_reference_are_drawn():
    drawing = charts.ranges(
        STANCES,
        row="state",
        low="low",
        high="high",
        point="mean",
        mark="second",
        band=(-0.5, 0.5),
        reference=0,
    )
    assert layers(drawing, "tick")[0]["encoding"]["x"]["field"] == "second"
    assert layers(drawing, "rect")[0]["encoding"]["x2"]["field"] == "high"
    assert svg(drawing).count("mark-rule") >= 2


def test_panels_are_headings_over_their_rows():
    both = pd.concat([STANCES.assign(year="before"), STANCES[:1].assign(year="after")])
    drawing = charts.ranges(both, row="state", panel="year", low="low", high="high")
    assert [key for key in rows(drawing) if key.endswith("\t")] == ["before\t", "after\t"]
    assert {"Before", "After"} <= set(words(drawing))
    assert fits(drawing)


def test_ranges_beside_one_another_have_a_legend_and_an_outer_line():
    both = pd.concat([STANCES.assign(period="then"), STANCES.assign(period="now", low=-1.5)])
    drawing = charts.ranges(
        both,
        row="state",
        low="low",
        high="high",
        outer=("low", "high"),
        by="period",
        beside=True,
        ends=False,
        colours={"then": "other", "now": "ink"},
    )
    assert rows(drawing)[0] == "Tajikistan"
    assert {"then", "now"} <= set(words(drawing))
    assert layers(drawing, "rule")[-1]["encoding"]["yOffset"]["field"] == "period"
    assert not layers(drawing, "circle")


def test_spans_of_time_are_ranges_between_days():
    spans = pd.DataFrame(
        {
            "claim": ["c14"],
            "first": pd.to_datetime(["2022-01-01"]),
            "last": pd.to_datetime(["2025-12-31"]),
        }
    )
    drawing = charts.ranges(spans, row="claim", low="first", high="last", ends=False)
    assert {"2023", "2024"} <= set(words(drawing))
    assert layers(drawing, "rule")[-1]["encoding"]["x"]["type"] == "temporal"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_words_beside_ranges_find_room_within_the_page(width):
    words_ = STANCES.assign(said=["p 0.11", "p 0.2", "at least seven times"], ratio=[1.2, 1.5, 1.9])
    drawing = charts.ranges(
        words_, row="state", low="ratio", high="ratio", label="said", domain=(1, 1.9), log=True
    )
    assert "at least seven times" in words(drawing, width)
    assert fits(drawing)
    top = spec(drawing, width)["layer"][0]["encoding"]["x"]["scale"]["domain"][1]
    assert top > 1.9


@pytest.mark.parametrize(
    ("domain", "log", "labels"),
    [
        ((-2.3, 2.3), False, ["\N{MINUS SIGN}2", "\N{MINUS SIGN}1", "0", "+1", "+2"]),
        ((1, 5), False, ["1", "2", "3", "4", "5"]),
        ((100, 2e6), True, ["100", "1,000", "10k", "100k", "1M"]),
        ((0, 100), False, ["0", "25", "50", "75", "100"]),
    ],
)
def test_an_axis_labels_what_its_ends_suggest(domain, log, labels):
    drawing = charts.ranges(
        pd.DataFrame({"row": ["a"], "low": [2], "high": [2]}), domain=domain, log=log
    )
    assert [word for word in words(drawing) if word != "a"] == labels


def test_dots_that_would_touch_are_moved_apart_within_their_row():
    drawing = charts.dots(
        EVENTS, row="who", x="day", by="kind", colours=KINDS, domain=("2024-01-01", "2026-01-01")
    )
    points = layers(drawing, "point")[0]
    name = points.get("data", spec(drawing)["data"])["name"]
    apart = {row["words"]: row["_lane"] for row in spec(drawing)["datasets"][name]}
    assert abs(apart["recognised"]) >= 6
    assert points["encoding"]["shape"]["scale"]["range"] == ["square", "circle"]
    assert hues(points, "stroke") == {"against": "contradicted", "for": "supported"}
    assert fits(drawing)


def test_rows_without_a_mark_say_so_and_a_day_is_drawn_across():
    drawing = charts.dots(
        EVENTS,
        row="who",
        x="day",
        by="kind",
        colours=KINDS,
        order=["Belarus", "Russia", "Kazakhstan"],
        empty="none on record",
        since="2025-01-01",
        hollow=["for"],
    )
    assert rows(drawing) == ["Belarus", "Russia", "Kazakhstan"]
    assert "none on record" in words(drawing)
    assert layers(drawing, "rule")[0]["mark"]["strokeDash"] == [3, 3]
    assert hues(layers(drawing, "point")[0], "fill") == {"against": "contradicted", "for": "paper"}


def test_words_of_late_marks_stand_at_their_left():
    drawing = charts.dots(
        EVENTS, row="who", x="day", until="day", label="words", by="kind", colours=KINDS
    )
    aligned = {layer["mark"]["align"] for layer in layers(drawing, "text")}
    assert aligned == {"left", "right"}
    assert fits(drawing)


def test_a_legend_stays_beside_spans_and_words():
    dated = EVENTS.assign(end=EVENTS["day"] + pd.Timedelta(days=20), id=["0", "1", "2"])
    columns = {"row": "id", "x": "day", "until": "end", "by": "kind", "colours": KINDS}
    assert set(KINDS) <= set(words(charts.dots(dated, **columns)))
    assert set(KINDS) <= set(words(charts.dots(dated, **columns, label="words")))


def test_marks_without_an_axis_only_count():
    cases = pd.DataFrame(
        {"channel": ["texts"] * 3, "place": [1, 2, 3], "state": ["won", "won", "lost"]}
    )
    drawing = charts.dots(
        cases,
        row="channel",
        x="place",
        by="state",
        axis=False,
        colours={"won": "supported", "lost": "contradicted"},
    )
    assert set(words(drawing)) == {"texts", "won", "lost"}
    assert fits(drawing)
