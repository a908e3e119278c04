"""Charts: a Vega-Lite description becomes SVG, alike on the page, on paper and in a PDF.

The only place that imports the renderer. Its first drawing in a process costs a second and a
hundred megabytes, so pages read what was drawn where the data changed
(``records.services.stored_pictures``).
"""

import hashlib
import io
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

# Raised when the same description would be drawn differently: what is stored is then drawn anew.
DRAWING = 1
# Tables of figures that a process remembers as HTML; one of 60 periods is some 8 kB.
TABLES_KEPT = 256
RENDERER = "vl-convert-python"
GRAMMAR = "6.4"
FONT = "Public Sans"
# On a page the variable font, in a PDF the static cuts of css/pdf.css, in a file what is there.
FONTS = "'Public Sans Variable', PS, 'PS Ext', 'Public Sans', 'Segoe UI', sans-serif"
WEIGHTS = (400, 600, 700)
_NUMBERS = {"sv": "sv-SE", "en": "en-GB"}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_SVG = "http://www.w3.org/2000/svg"
# For the renderer's own use, or for readers of single marks; the picture is read as one.
_NEEDLESS = {"class", "role", "aria-roledescription", "aria-label", "aria-hidden", "pointer-events"}
_DEFAULTS = (
    ("opacity", "1"),
    ("stroke-dasharray", ""),
    ("stroke-width", "1"),
    ("transform", "translate(0,0)"),
)


class Width(StrEnum):
    """Every chart is drawn twice; none is ever scaled down."""

    WIDE = "wide"
    NARROW = "narrow"

    @property
    def units(self) -> int:
        return 860 if self is Width.WIDE else 340


@dataclass(frozen=True)
class Colours:
    """The tokens of the style sheets by the names they have there."""

    ink: str
    text: str
    muted: str
    rule: str
    paper: str
    tint: str
    women: str
    men: str
    total: str
    gap: str


# Equal to css/tokens.css; a test compares them.
LIGHT = Colours(
    ink="#16233b",
    text="#1a2435",
    muted="#556070",
    rule="#cbd2db",
    paper="#fff",
    tint="#f3f5f8",
    women="#6b3fa0",
    men="#0b7a6b",
    total="#6b7480",
    gap="#e6e9ee",
)
DARK = Colours(
    ink="#e9edf3",
    text="#e6eaf0",
    muted="#a7b1bf",
    rule="#37424f",
    paper="#10161f",
    tint="#18202c",
    women="#bd9df0",
    men="#4cc4ae",
    total="#97a2af",
    gap="#2a3441",
)


class Scheme(StrEnum):
    """Paper is light."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def colours(self) -> Colours:
        return LIGHT if self is Scheme.LIGHT else DARK


class Describe(Protocol):
    """A description for a width and a scheme, or None where there is nothing to draw.

    A function of ``improvements.chart_specs`` is one, once ``partial`` has given it the rest.
    """

    def __call__(self, *, width: Width, scheme: Scheme) -> Mapping[str, Any] | None: ...


VARIANTS = [(width, scheme) for width in Width for scheme in Scheme]


@dataclass(frozen=True)
class Picture:
    """One drawing of a chart; the style sheet shows the one that fits the screen or the paper."""

    width: Width
    scheme: Scheme
    svg: str

    @property
    def markup(self) -> SafeString:
        """What `draw` made: words in it are escaped there."""
        return mark_safe(self.svg)  # noqa: S308

    @property
    def is_printed(self) -> bool:
        return self.width is Width.WIDE and self.scheme is Scheme.LIGHT


@dataclass(frozen=True)
class Figure:
    """A chart with everything that stands around it, for ``components/drawn_chart.html``.

    The first column of ``rows`` names the row; the others are numbers in words.
    """

    finding: str
    meta: str
    pictures: Sequence[Picture]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str = ""
    empty: str = ""
    svg_url: str = ""
    # The page that gives the figures as a file, and its number.
    files: tuple[str, int] | None = None

    @property
    def body(self) -> SafeString:
        """The rows of the table, escaped here: six charts have thousands of cells."""
        return _table_body(tuple(tuple(row) for row in self.rows))


@lru_cache(maxsize=TABLES_KEPT)
def _table_body(rows: tuple[tuple[str, ...], ...]) -> SafeString:
    marked = []
    for first, *others in rows:
        cells = "".join(f'<td class="n">{escape(cell)}</td>' for cell in others)
        marked.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    return mark_safe("\n".join(marked))  # noqa: S308


class ChartError(ValueError):
    """The description cannot be drawn: a mistake of ours, never of what was typed."""


def draw(spec: Mapping[str, Any], *, language: str) -> str:
    """The description as SVG for a strict policy; its ``description`` is what is read aloud."""
    if not spec.get("description"):
        raise ChartError("A chart without description says nothing to those who do not see it.")
    locale = _NUMBERS[language]
    try:
        drawn = _renderer().vegalite_to_svg(
            dict(spec),
            vl_version=GRAMMAR,
            format_locale=locale,
            time_format_locale=locale,
            allowed_base_urls=[],
        )
    except ValueError as error:
        raise ChartError(str(error)) from error
    return _tidied(drawn, description=spec["description"], language=language)


def as_png(svg: str, *, scale: float = 2) -> bytes:
    """A drawing on white paper in pixels, for programs that take no SVG."""
    place = svg.index(">") + 1
    paper = f'<rect x="-50%" y="-50%" width="200%" height="200%" fill="{LIGHT.paper}"/>'
    return bytes(_renderer().svg_to_png(svg[:place] + paper + svg[place:], scale=scale))


def chart_keys(spec: Mapping[str, Any], *, language: str) -> dict[str, tuple[Width, Scheme]]:
    """The four pictures of a chart by keys that are equal for what looks equal.

    The description of the wide light picture stands for all: a page with many charts makes and
    reads one instead of four. What changes in the others alone must therefore raise ``DRAWING``.
    """
    facts = [DRAWING, _renderer_version(), GRAMMAR, language]
    text = f"{facts} {json.dumps(spec, sort_keys=True, separators=(',', ':'))}"
    digest = hashlib.sha256(text.encode())
    keys = {}
    for width, scheme in VARIANTS:
        own = digest.copy()
        own.update(f" {width} {scheme}".encode())
        keys[own.hexdigest()] = (width, scheme)
    return keys


@cache
def _renderer_version() -> str:
    return version(RENDERER)


@cache
def _renderer() -> Any:
    import vl_convert

    vl_convert.register_font_directory(_font_files().name)
    return vl_convert


@cache
def _font_files() -> tempfile.TemporaryDirectory[str]:
    """The vendored fonts in the form, and under the name, in which the renderer measures text.

    They stay until the process ends: the renderer reads them when it needs them.
    """
    from fontTools.ttLib import TTFont

    folder = tempfile.TemporaryDirectory(prefix="chart-fonts-")
    vendored = Path(settings.BASE_DIR) / "static/vendor/fonts"
    for weight in WEIGHTS:
        font = TTFont(vendored / f"public-sans-latin-{weight}-normal.woff2")
        for record in font["name"].names:
            if record.nameID in {1, 16}:
                record.string = FONT
        font["OS/2"].usWeightClass = weight
        font.flavor = None
        content = io.BytesIO()
        font.save(content)
        (Path(folder.name) / f"public-sans-{weight}.ttf").write_bytes(content.getvalue())
    return folder


def _tidied(drawn: str, *, description: str, language: str) -> str:
    """One picture with a name, scaling with its place, without what a page cannot have."""
    from lxml import etree

    # Our own renderer's output, with nothing to resolve in it.
    root = etree.fromstring(
        drawn.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    )
    scale = f"0 0 {root.get('width')} {root.get('height')}"
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None:
            continue
        if _is_empty(element):
            parent.remove(element)
            continue
        for name in _NEEDLESS & set(element.attrib):
            del element.attrib[name]
        for name, value in element.attrib.items():
            if name in {"d", "transform", "x2", "y2", "width", "height"}:
                element.set(name, _LONG_NUMBER.sub(_shortened, value))
        _drop_defaults(element)
    for element in reversed(list(root.iter(f"{{{_SVG}}}g"))):
        parent = element.getparent()
        if parent is not None and len(element) == 0:
            parent.remove(element)
        elif parent is not None and not element.attrib:
            place = parent.index(element)
            parent[place : place + 1] = list(element)
    _own_ids(root)
    root.attrib.clear()
    for name, value in {
        "viewBox": scale,
        "role": "img",
        "lang": language,
        "font-family": FONTS,
    }.items():
        root.set(name, value)
    # Its name to those who hear the page, and in a PDF.
    title = etree.Element(f"{{{_SVG}}}title")
    title.text = description
    root.insert(0, title)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _is_empty(element: Any) -> bool:
    """Backgrounds and frames without extent or colour, and the white page behind everything."""
    if element.tag == f"{{{_SVG}}}rect" and element.getparent().getparent() is None:
        return True
    kind = element.get("class", "")
    return kind in {"background", "foreground"} and element.get("fill") is None


def _drop_defaults(element: Any) -> None:
    for name, value in _DEFAULTS:
        if element.get(name) == value:
            del element.attrib[name]
    if element.tag == f"{{{_SVG}}}text":
        element.attrib.pop("font-family", None)
        if element.get("font-weight") in {"400", "normal"}:
            del element.attrib["font-weight"]


def _shortened(match: re.Match[str]) -> str:
    return f"{round(float(match[0]), 1) + 0:g}"


def _own_ids(root: Any) -> None:
    """Ids that no other chart on the page has."""
    named = [element for element in root.iter() if element.get("id")]
    if not named:
        return
    mark = hashlib.sha256("".join(root.itertext()).encode()).hexdigest()[:8]
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"{mark}-{value}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{mark}-"))
