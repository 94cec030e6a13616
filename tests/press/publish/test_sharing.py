"""What is told of a book where it is shared: addresses only once there is one, and its cards."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from fulcrum.errors import FulcrumError
from press.publish import sharing

ADDRESS = "https://example.org/book/"
SVG = "{http://www.w3.org/2000/svg}"


def text(project, name: str) -> str:
    return (project.root / "_build/html" / name).read_text()


def shared(page: str) -> dict[str, str]:
    """What a page says of itself to those who show its address, by property or name."""
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', page)
    )


def signed(project, name: str | None) -> None:
    """Name the signature of the chapter with a figure in its metadata."""
    project.edit("border", lambda book: book["metadata"].update(fulcrum={"signature": name}))


def test_without_an_address_nothing_relative_is_told(project):
    html = project.root / "_build/html"
    for path in html.glob("*.html"):
        page = path.read_text()
        assert not {"og:url", "og:image", "twitter:card"} & shared(page).keys()
        assert "canonical" not in page
        assert "<base href" not in page
    assert list(html.glob("sitemap*")) == []
    assert text(project, "robots.txt") == "User-agent: *\nAllow: /\n"


@pytest.mark.parametrize("stated", [ADDRESS, ADDRESS.rstrip("/")])
def test_the_address_of_the_settings_is_told_everywhere_and_whole(project, cli, stated):
    config = project.root / "_config.yml"
    config.write_text(config.read_text().replace('baseurl: ""', f'baseurl: "{stated}"'))
    assert cli("build") == 0
    for name in ("border", "claims", "summary"):
        page = text(project, f"{name}.html")
        assert f'<link rel="canonical" href="{ADDRESS}{name}.html" />' in page
        told = shared(page)
        assert told["og:url"] == f"{ADDRESS}{name}.html"
        assert told["og:image"] == f"{ADDRESS}cards/{name}.png"
        assert told["twitter:card"] == "summary_large_image"
        picture = (project.root / f"_build/html/cards/{name}.png").read_bytes()
        assert [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)] == [
            int(told[f"og:image:{side}"]) for side in ("width", "height")
        ]
    assert shared(text(project, "border.html"))["og:image:alt"] == "A fifth"
    places = re.findall("<loc>(.*?)</loc>", text(project, "sitemap.xml"))
    assert {f"{ADDRESS}{name}.html" for name in ("border", "names", "claims")} <= {*places}
    assert all(place.startswith(ADDRESS) for place in places)
    assert f"Sitemap: {ADDRESS}sitemap.xml" in text(project, "robots.txt")
    assert f'<base href="{ADDRESS}" />' in text(project, "404.html")


def test_a_card_shows_the_finding_and_the_chart_of_its_page(project):
    here = project.workspace
    figure = sharing.signature(here, "border")
    charted = ET.fromstring(sharing.card(here, "The border", figure))  # noqa: S314 - our own
    bare = ET.fromstring(sharing.card(here, "The claims", None))  # noqa: S314 - our own
    words = [part.text for part in charted.findall(f"{SVG}text")]
    assert {"Fulcrum", "A fifth"} <= {*words}
    assert "The claims" in [part.text for part in bare.findall(f"{SVG}text")]
    assert [len(list(card.iter(f"{SVG}svg"))) for card in (charted, bare)] == [2, 1]
    assert "var(--" not in ET.tostring(charted, encoding="unicode")


def test_the_words_of_a_card_have_room_however_long_they_are():
    for length in (1, 10, 25, 40):
        fitted = sharing._fitted("finding " * length, *sharing.BESIDE)
        width, height, sizes = sharing.BESIDE
        assert fitted["size"] in sizes
        assert max(map(len, fitted["lines"])) * fitted["size"] * sharing.LETTER <= width
        assert length > 25 or len(fitted["lines"]) * fitted["size"] * 1.22 <= height


def test_the_signature_is_the_first_figure_unless_the_notebook_names_another(project):
    assert sharing.signature(project.workspace, "border")["name"] == "bars"
    assert sharing.signature(project.workspace, "names") is None
    assert sharing.signature(project.workspace, "claims") is None
    signed(project, "bars")
    assert sharing.signature(project.workspace, "border")["name"] == "bars"


def test_a_signature_that_no_cell_makes_stops_publication(project, cli, capsys):
    signed(project, "barz")
    with pytest.raises(FulcrumError, match="signature, but no cell makes it. It makes: bars."):
        sharing.signature(project.workspace, "border")
    assert cli("build") == 1
    assert "the figure 'barz' as its signature" in capsys.readouterr().err
