import pandas as pd
from drawn import fits, layers, words

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
        places, land=land, lines=lines, by="iso3", highlight="TJK", centre=(66, 34), scale=2.5
    )
    *_, bold = layers(drawing, "geoshape")
    assert bold["mark"]["strokeWidth"] == 4
    assert "--c-TJK" in bold["mark"]["stroke"]
    assert len(bold["data"]["values"]) == 1
    assert fits(drawing)
