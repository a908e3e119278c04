"""The drawer: descriptions in, SVG that a strict page and a PDF can both hold out."""

import io
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from django.template.loader import render_to_string
from lxml import etree, html

from improvements.chart_specs import Band, Kind, Median, Series, percent, twin_chart_spec
from modellkonceptet import charts
from modellkonceptet.charts import (
    DARK,
    LIGHT,
    VARIANTS,
    ChartError,
    Figure,
    Picture,
    Scheme,
    Width,
    chart_keys,
    draw,
)
from modellkonceptet.pdf import render_html_pdf

ROOT = Path(__file__).resolve().parents[1]
SVG = {"svg": "http://www.w3.org/2000/svg"}
DAYS = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(22)]


def make_spec(width=Width.WIDE, scheme=Scheme.LIGHT, *, label="Kvinnor", description="Två kurvor"):
    women = Series(
        label,
        Kind.WOMEN,
        [(day, 40 + at) for at, day in enumerate(DAYS)],
        [Median(DAYS[0], DAYS[-1], 50.5)],
    )
    men = Series("Män", Kind.MEN, [(day, 60 + at % 3) for at, day in enumerate(DAYS)])
    return twin_chart_spec(
        women,
        men,
        unit=percent(),
        width=width,
        scheme=scheme,
        description=description,
        bands=[Band("1", DAYS[8], DAYS[10])],
        goal=65,
    )


def parsed(svg):
    return etree.fromstring(svg.encode())


def words(svg):
    return parsed(svg).xpath("//svg:text/text()", namespaces=SVG)


@pytest.mark.parametrize("width, scheme", VARIANTS)
def test_nothing_in_the_picture_offends_a_strict_policy(width, scheme):
    root = parsed(draw(make_spec(width, scheme), language="sv"))
    tags = {etree.QName(element).localname for element in root.iter()}
    names = {name for element in root.iter() for name in element.attrib}
    addresses = [
        value
        for element in root.iter()
        for value in element.attrib.values()
        if "://" in value or value.startswith("data:")
    ]

    assert tags <= {"svg", "title", "g", "path", "line", "text"}
    assert names & {"style", "class", "href", "{http://www.w3.org/1999/xlink}href"} == set()
    assert [name for name in names if name.startswith("on")] == []
    assert addresses == []


@pytest.mark.parametrize("width", Width)
def test_a_picture_scales_and_says_what_it_shows(width):
    root = parsed(draw(make_spec(width), language="sv"))

    assert dict(root.attrib) | {"viewBox": root.get("viewBox").split()[2]} == {
        "viewBox": str(width.units),
        "role": "img",
        "lang": "sv",
        "font-family": charts.FONTS,
    }
    assert root.xpath("svg:title/text()", namespaces=SVG) == ["Två kurvor"]
    assert root.xpath("//*[@role or @aria-label]") == [root]


def test_a_picture_without_description_is_refused():
    with pytest.raises(ChartError, match="says nothing to those who do not see it"):
        draw({**make_spec(), "description": ""}, language="sv")


def test_what_the_grammar_does_not_know_is_refused():
    with pytest.raises(ChartError):
        draw({"description": "x", "mark": "rainbow"}, language="sv")


def test_figures_are_never_fetched_from_elsewhere():
    spec = {
        "description": "x",
        "data": {"url": "https://example.com/figures.csv"},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }

    with pytest.raises(ChartError, match="External data url not allowed"):
        draw(spec, language="sv")


def test_words_of_people_are_words():
    svg = draw(make_spec(label="<b>&</b>"), language="sv")

    assert "<b>" not in svg
    assert words(svg).count("<b>&</b> 61\u00a0%") == 1


def test_text_has_no_font_of_its_own_and_the_weights_that_pdfs_have():
    texts = parsed(draw(make_spec(), language="sv")).xpath("//svg:text", namespaces=SVG)

    assert {text.get("font-family") for text in texts} == {None}
    assert {text.get("font-weight") for text in texts} == {None, "600"}


def test_ids_differ_between_two_pictures_on_a_page():
    def clipped(label):
        return {
            "description": label,
            "data": {"values": [{"a": 1, "label": label}]},
            "layer": [
                {"mark": {"type": "point", "clip": True}},
                {"mark": "text", "encoding": {"text": {"field": "label"}}},
            ],
            "encoding": {"x": {"field": "a", "type": "quantitative"}},
        }

    ids = []
    for label in ("ett", "två"):
        root = parsed(draw(clipped(label), language="sv"))
        own = root.xpath("//@id")
        used = re.findall(r"url\(#([^)]+)\)", etree.tostring(root, encoding="unicode"))
        assert set(used) == set(own)
        ids += own

    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize("language, said", [("sv", "1,5"), ("en", "1.5")])
def test_numbers_of_the_grammar_follow_the_language(language, said):
    spec = {
        "description": "x",
        "data": {"values": [{"a": 1.5}]},
        "mark": "text",
        "encoding": {"text": {"field": "a", "type": "quantitative", "format": ".1f"}},
    }

    assert words(draw(spec, language=language)) == [said]


def test_the_same_description_is_the_same_picture():
    assert draw(make_spec(), language="sv") == draw(make_spec(), language="sv")
    assert chart_keys(make_spec(), language="sv") == chart_keys(make_spec(), language="sv")


def test_every_difference_that_can_be_seen_has_a_key_of_its_own(monkeypatch):
    spec = make_spec()
    keys = [
        chart_keys(spec, language="sv"),
        chart_keys(spec, language="en"),
        chart_keys(make_spec(label="Flickor"), language="sv"),
    ]
    monkeypatch.setattr(charts, "DRAWING", charts.DRAWING + 1)
    keys.append(chart_keys(spec, language="sv"))

    assert [list(of_chart.values()) for of_chart in keys] == [VARIANTS] * 4
    assert len(set().union(*keys)) == 4 * len(VARIANTS)


def test_the_colours_are_those_of_the_style_sheets():
    tokens = (ROOT / "static/css/tokens.css").read_text()
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")
    for colours, text in ((LIGHT, light), (DARK, dark)):
        for part in fields(colours):
            found = re.search(rf"--{part.name}: (#\w+);", text)
            assert found, part.name
            assert getattr(colours, part.name) == found[1]


def make_figure(**other):
    pictures = [
        Picture(width, scheme, draw(make_spec(width, scheme), language="sv"))
        for width, scheme in VARIANTS
    ]
    facts = {
        "finding": "Kvinnornas kurva stiger.",
        "meta": "Andel, procent",
        "pictures": pictures,
        "columns": ["Månad", "Kvinnor", "Män"],
        "rows": [["jan 2025", "40", "60"]],
    }
    return Figure(**{**facts, **other})


def rendered(figure):
    return html.fromstring(render_to_string("components/drawn_chart.html", {"figure": figure}))


def test_the_component_holds_four_pictures_of_which_one_is_for_paper():
    files = ("improvements:indicator_file", 7)
    page = rendered(make_figure(source="Källa: egen statistik", files=files, svg_url="/svg"))

    assert page.xpath("//figure/div/@class") == [
        "drawn-wide drawn-light drawn-paper",
        "drawn-wide drawn-dark",
        "drawn-narrow drawn-light",
        "drawn-narrow drawn-dark",
    ]
    assert len(page.xpath("//figure/div/svg")) == 4
    assert page.xpath("//p[@class='source']/text()") == ["Källa: egen statistik"]
    assert page.xpath("//p[@class='actions']//a/@href") == [
        "/svg",
        "/indikator/7/siffror.xlsx",
        "/indikator/7/siffror.csv",
    ]
    assert page.xpath("//@style") == []


def test_the_figures_stand_in_a_table_beside_the_picture():
    page = rendered(make_figure())

    assert page.xpath("//details//table/caption/text()") == ["Andel, procent"]
    assert page.xpath("//thead//th[@scope='col']/text()") == ["Månad", "Kvinnor", "Män"]
    assert page.xpath("//tbody//th[@scope='row']/text()") == ["jan 2025"]
    assert page.xpath("//tbody//td[@class='n']/text()") == ["40", "60"]


def test_an_empty_figure_says_so():
    page = rendered(make_figure(pictures=(), rows=(), empty="Inga värden än.", svg_url="/svg"))

    assert page.xpath("//p[@class='text']/text()") == ["Inga värden än."]
    assert page.xpath("//details | //svg | //p[@class='actions']") == []


def test_the_same_picture_stands_in_a_pdf_with_its_words():
    svg = draw(make_spec(), language="sv")
    content = render_html_pdf(
        '<html lang="sv"><head><title>x</title><link rel="stylesheet" href="/static/css/pdf.css">'
        f"</head><body><h1>x</h1><div>{svg}</div></body></html>",
        language="sv",
        title="x",
        created=datetime(2026, 11, 22, tzinfo=UTC),
        identifier="x",
    )
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        alternatives = [
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
        fonts = {
            str(thing.FontName).split("+")[1]
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing
        }

    assert alternatives == ["Två kurvor"]
    assert {name.split("-")[0] for name in fonts} == {"NR", "PS"}
