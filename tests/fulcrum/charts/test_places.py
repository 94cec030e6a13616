import pandas as pd
from drawn import fits, layers, spec, words

from fulcrum import charts


def test_a_slope_colours_what_moved_and_names_all_at_both_ends():
    claims = pd.DataFrame(
        {
            "claim": ["c32", "c42", "c43"],
            "then": ["supported"] * 3,
            "later": ["contradicted", "supported", "supported"],
            "moved": [True, False, False],
        }
    )
    drawing = charts.slope(
        claims,
        label="claim",
        then="then",
        later="later",
        moved="moved",
        headings=("2021", "2026"),
        order=["supported", "mixed", "contradicted"],
    )
    line = layers(drawing, "line")[0]
    assert line["encoding"]["color"]["scale"]["domain"] == [True, False]
    assert line["encoding"]["y"]["scale"]["domain"] == ["\tsupported", "\tcontradicted"]
    assert {"c32, c42, c43", "c42, c43", "c32", "2021", "2026"} <= set(words(drawing))
    assert fits(drawing)


def test_a_territory_draws_one_border_bold():
    ring = [[[60.0, 30.0], [70.0, 30.0], [70.0, 38.0], [60.0, 38.0], [60.0, 30.0]]]
    land = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": ring}}
    ]
    lines = [
        {
            "type": "Feature",
            "properties": {"iso3": code},
            "geometry": {"type": "LineString", "coordinates": [[60.0, lat], [70.0, lat]]},
        }
        for code, lat in (("TJK", 38.0), ("PAK", 30.0))
    ]
    places = pd.DataFrame({"label": ["Tajikistan\n22 %"], "lon": [66.0], "lat": [39.0]})
    drawing = charts.territory(
        places, land=land, lines=lines, highlight="TJK", window=(58, 29, 72, 40)
    )
    *_, bold = layers(drawing, "geoshape")
    assert bold["mark"]["strokeWidth"] == 4
    assert "--c-TJK" in bold["mark"]["stroke"]
    assert len(bold["data"]["values"]) == 1
    assert fits(drawing)


def test_places_have_a_mark_of_their_kind_and_a_name_that_touches_no_other():
    places = pd.DataFrame(
        {
            "label": ["Dushanbe", "Bokhtar", "", "TAJIKISTAN"],
            "kind": ["capital", "base", "base", "area"],
            "lon": [68.78, 68.78, 69.0, 70.5],
            "lat": [38.54, 38.4, 37.5, 38.6],
        }
    )
    marks = {"capital": "ink", "base": "RUS"}
    drawing = charts.territory(places, land=[], marks=marks, window=(64, 34, 76, 40))
    (dots,) = layers(drawing, "point")
    assert dots["encoding"]["shape"]["scale"]["range"] == ["circle", "square"]
    assert len(spec(drawing)["datasets"][dots["data"]["name"]]) == 3, "an area has no mark"
    one, two = (words(drawing)[name] for name in ("Dushanbe", "Bokhtar"))
    assert abs(one[1] - two[1]) > 12 or abs(one[0] - two[0]) > 50
    assert fits(drawing)
