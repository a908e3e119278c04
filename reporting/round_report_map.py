"""Those of a round on the map, as a picture of its own for paper: no file but itself.

The page's map takes its outline from another file, which a picture in a PDF cannot.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _

from cohorts.sweden_map import Label, Mark, label_marks, place
from modellkonceptet.charts import FONTS, LIGHT
from reporting.round_report_values import Participants

_SHAPE = re.compile(r'<path id="([^"]+)" d="([^"]+)"')
_AMBER = "#f3b61f"
_MOST_NAMES = 12


def map_svg(participants: Participants, *, description: str) -> str:
    """What `description` says is read aloud instead."""
    marks = [
        Mark(one.name, *place(one.latitude, one.longitude), one.is_mentor)
        for one in participants.places
    ]
    # Mentors on top of those who take part.
    marks.sort(key=lambda mark: mark.is_mentor)
    shapes = _shapes()
    regions = [f"county-{code}" for code in participants.region_codes]
    drawn = [
        _shape(shapes["land"], LIGHT.tint),
        *(_shape(shapes[key], LIGHT.rule) for key in regions if key in shapes),
        *(_mark(mark) for mark in marks),
        *(_label(label) for label in label_marks(marks, most=_MOST_NAMES)),
        *_key(any(mark.is_mentor for mark in marks), bool(regions)),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="-10 0 284 560" role="img"'
        f' font-family="{escape(FONTS)}" font-size="13">'
        f"<title>{escape(description)}</title>{''.join(drawn)}</svg>"
    )


@cache
def _shapes() -> dict[str, str]:
    drawing = Path(settings.BASE_DIR) / "static/img/sweden.svg"
    return dict(_SHAPE.findall(drawing.read_text()))


def _shape(outline: str, colour: str) -> str:
    return f'<path d="{outline}" fill="{colour}" stroke="{LIGHT.muted}" stroke-width=".6"/>'


def _mark(mark: Mark) -> str:
    if mark.is_mentor:
        return (
            f'<path transform="translate({mark.x} {mark.y})" d="M0-6l6 6-6 6-6-6z"'
            f' fill="{_AMBER}" stroke="{LIGHT.ink}"/>'
        )
    return (
        f'<circle cx="{mark.x}" cy="{mark.y}" r="3.8" fill="{LIGHT.ink}" stroke="{LIGHT.paper}"/>'
    )


def _label(label: Label) -> str:
    """Drawn twice: first in the colour of the paper, so that no line runs through it."""
    text = f'x="{label.x}" y="{label.y}" text-anchor="{label.anchor}" font-weight="600"'
    name = escape(label.text)
    return (
        f'<text {text} fill="{LIGHT.paper}" stroke="{LIGHT.paper}" stroke-width="3">{name}</text>'
        f'<text {text} fill="{LIGHT.text}">{name}</text>'
    )


def _key(has_mentors: bool, has_regions: bool) -> Iterable[str]:
    """In the sea west of the north, where no place lies."""
    rows = [(f'<circle cx="0" cy="{{y}}" r="3.8" fill="{LIGHT.ink}"/>', _("Takes part"))]
    if has_mentors:
        shape = f'<path d="M0 {{top}}l6 6-6 6-6-6z" fill="{_AMBER}" stroke="{LIGHT.ink}"/>'
        rows.append((shape, _("Mentor")))
    if has_regions:
        shape = f'<rect x="-6" y="{{top}}" width="12" height="10" fill="{LIGHT.rule}"/>'
        rows.append((shape, _("Region that takes part")))
    for number, (shape, words) in enumerate(rows):
        y = 18 + 19 * number
        yield shape.format(y=y, top=y - 6)
        yield f'<text x="12" y="{y + 4.5}" fill="{LIGHT.muted}">{escape(words)}</text>'
