"""What lays a page out: headlines, figures on other pages, terms explained, the map of the site."""

from __future__ import annotations

import re

import pytest

from press.publish import render

GLOSSARY = '\n```{glossary}\nriver & bank\n  A line of "water" that two states share.\n```\n'


def page(project, name: str) -> str:
    return (project.root / "_build/html" / f"{name}.html").read_text()


def write(project, name: str, text: str) -> None:
    path = project.root / "chapters" / f"{name}.md"
    path.write_text(path.read_text() + text)


def test_a_headline_shows_a_chart_of_another_chapter_with_its_text(project, cli):
    card = (
        "\n## News\n\n:::{headline} A <fifth> is held\n:figure: border.bars\n\n"
        "It is {result}`border.border_share`.\n:::\n"
    )
    write(project, "claims", card)
    assert cli("build") == 0
    [headline] = re.findall(
        r'<article class="fu-headline".*?</article>', page(project, "claims"), re.DOTALL
    )
    assert (
        '<h3 class="fu-headline-title"><a href="border.html">A &lt;fifth&gt; is held</a></h3>'
        in headline
    )
    assert 'class="fu-headline-chart" href="border.html#fig-bars"' in headline
    assert headline.count("<svg") == 1
    assert "22.7\N{NO-BREAK SPACE}%</a>" in headline


def test_a_figure_can_be_shown_on_another_page_and_all_are_indexed(project, cli):
    write(project, "claims", "\n```{figure-ref} border.bars\n```\n\n```{figures}\n```\n")
    assert cli("build") == 0
    text = page(project, "claims")
    assert 'id="see-bars"' in text
    assert text.count('href="border.html#fig-bars"') == 3
    for shade in ("", "#dark"):
        assert f'src="figures/border/bars.narrow.svg{shade}"' in text
    assert (project.root / "_build/html/figures/border/bars.narrow.svg").is_file()


@pytest.mark.parametrize(
    "words", ["```{figure-ref} border.barz\n```", ":::{headline} A\n:figure: border.barz\n:::"]
)
def test_a_figure_that_no_chapter_makes_stops_publication(project, cli, capsys, words):
    write(project, "claims", f"\n{words}\n")
    assert cli("build") == 1
    errors = capsys.readouterr().err
    assert "border.barz" in errors
    assert "border.bars" in errors


def test_a_term_is_explained_where_it_stands(project, cli):
    write(project, "sources", GLOSSARY)
    write(project, "claims", "\nIt is a {term}`river & bank`.\n")
    assert cli("build") == 0
    text = page(project, "claims")
    term = re.search(r'It is a <span class="fu-result fu-term">(<a[^>]*>)([^<]*)</a></span>', text)
    assert term
    assert term[2] == "river &amp; bank"
    assert 'href="sources.html#term-' in term[1]
    [panel] = re.findall(r'aria-controls="([^"]+)"', term[1])
    hidden = text.partition('<div class="fu-panels" hidden>')[2]
    meaning = re.search(rf'id="{panel}".*?</div>', hidden, re.DOTALL)
    assert meaning
    assert "A line of" in meaning[0]
    assert "that two states share." in meaning[0]


def test_a_description_is_the_opening_as_read(project):
    text = page(project, "border")
    assert '<meta name="description" content="The share is 22.7 %.">' in text


def test_a_long_publisher_is_cut_at_a_comma():
    assert render.publisher("World Bank (Washington); others") == "World Bank"
    long = "computed for this report from Natural Earth, OpenStreetMap, GADM, geoBoundaries"
    assert render.publisher(long) == "computed for this report from Natural Earth, OpenStreetMap"
