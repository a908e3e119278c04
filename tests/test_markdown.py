"""SKR's Markdown as HTML: what is meant comes through, what is hostile does not."""

import pytest

from modellkonceptet.markdown import render_markdown


def test_headings_begin_at_the_level_asked_for():
    assert render_markdown("## Varför\n\n### Hur", top_heading=3) == "<h3>Varför</h3>\n<h4>Hur</h4>"
    assert render_markdown("# Varför\n\n#### Hur", top_heading=4) == "<h4>Varför</h4>\n<h4>Hur</h4>"


def test_lists_emphasis_and_links():
    html = render_markdown("- **fet**\n- [SKR](https://skr.example/)")

    assert html == (
        "<ul>\n<li><strong>fet</strong></li>\n"
        '<li><a href="https://skr.example/" rel="noopener noreferrer">SKR</a></li>\n</ul>'
    )


@pytest.mark.parametrize(
    "text, html",
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=x>hej</b>", "<p>&lt;b onclick=x&gt;hej&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html;base64,AAAA)", "<p>[x](data:text/html;base64,AAAA)</p>"),
        ("![x](https://elsewhere.example/spy.png)", "<p></p>"),
        ("[x](https://a.example/ \"onmouseover='y'\")",
         '<p><a href="https://a.example/" rel="noopener noreferrer">x</a></p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_hostile_text_stays_text(text, html):
    assert render_markdown(text) == html
