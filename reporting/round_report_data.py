"""The data behind a round's report: a workbook with a sheet a subject, and the pictures as files.

From the same facts as the PDF, so that nobody finds in a cell what is not in the report. A
document in Swedish, as the report is.
"""

import io
import logging
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.models import Cohort
from improvements.chart_words import describe_again
from improvements.enums import SeriesKind
from improvements.period_words import period_code
from modellkonceptet.charts import Describe, Scheme, Width, as_png, draw
from modellkonceptet.civil_dates import in_words
from modellkonceptet.tables import XLSX, About, Sheet, workbook
from reporting.round_report_charts import round_charts
from reporting.round_report_map import map_svg
from reporting.round_report_values import Gauge, RoundFacts
from reporting.round_report_works import charts_of_round
from reporting.services.file_orders import NewFile
from reporting.services.report_facts import LANGUAGE

logger = logging.getLogger(__name__)
ZIP = "application/zip"
# A round has hundreds of indicators; the pictures of the others are on their own pages.
MOST_INDICATORS = 30


def data_files(cohort: Cohort, facts: RoundFacts) -> list[NewFile]:
    """The workbook and the pictures. What the facts lack has a sheet without rows."""
    with override(LANGUAGE):
        charts = [] if "gauges" in facts.failed else charts_of_round(cohort)
        book = workbook(_sheets(facts, charts), about=_about(facts))
        files = [
            NewFile(_("The report’s figures"), f"rapport-{facts.slug}.xlsx", XLSX, book),
        ]
        pictures = list(_pictures(facts, charts))
        if pictures:
            name = f"bilder-{facts.slug}.zip"
            content = _packed(facts, pictures)
            files.append(NewFile(_("The report’s pictures"), name, ZIP, content))
    return files


def _sheets(facts: RoundFacts, charts: Iterable[Any]) -> list[Sheet]:
    return [
        Sheet(_("Participants"), _participants(facts)),
        Sheet(_("Attendance"), _attendance(facts)),
        Sheet(_("Meetings"), _meetings(facts)),
        Sheet(_("Improvement works"), _works(facts)),
        Sheet(_("Indicators"), _indicators(facts), held=2),
        Sheet(_("The indicators’ figures"), _figures(facts, charts), held=2),
        Sheet(_("Self-assessment"), _assessments(facts)),
        Sheet(_("Reports"), _reports(facts)),
        Sheet(_("Quotes"), _quotes(facts)),
    ]


def _participants(facts: RoundFacts) -> Iterator[list[Any]]:
    yield [
        _("Participant"),
        _("Code"),
        _("Kind"),
        _("County"),
        _("Designated operation"),
        _("Group"),
        _("Mentor"),
        _("State"),
    ]
    for one in facts.participants.rows:
        mentors = ", ".join(one.mentors)
        place = (one.name, one.code, one.kind_word, one.county)
        yield [*place, one.operation, one.group, mentors, one.status_word]


def _attendance(facts: RoundFacts) -> Iterator[list[Any]]:
    yield [
        _("Participant"),
        _("Function"),
        _("Meetings held"),
        _("Was there"),
        _("Of these by substitute"),
        _("Share, per cent"),
    ]
    for one in facts.attendance.rows:
        who = facts.who(one.participant)
        yield [who, one.word, one.held, one.there, one.substitutes, one.percent]


def _meetings(facts: RoundFacts) -> Iterator[list[Any]]:
    yield [_("Meeting"), _("First day"), _("Last day"), _("Seats"), _("Filled")]
    for one in facts.attendance.meetings:
        yield [one.name, one.first_day, one.last_day, one.seats, one.there]


def _works(facts: RoundFacts) -> Iterator[list[Any]]:
    links = dict(facts.works.links)
    yield [
        _("Participant"),
        _("Improvement work"),
        _("State"),
        _("Core operation"),
        _("What came of it"),
        _("Where"),
        _("Spread to"),
        *links.values(),
    ]
    for one in facts.works.rows:
        told = (one.title, one.status_word, one.operation, one.outcome, one.implemented_in)
        touched = [1 if key in one.links else 0 for key in links]
        yield [facts.who(one.participant), *told, one.spread_to, *touched]


def _indicators(facts: RoundFacts) -> Iterator[list[Any]]:
    yield [
        _("Participant"),
        _("Indicator"),
        _("Unit of measure"),
        _("What it follows"),
        _("Figures for both sexes"),
        _("How it stands"),
        _("What the figures say"),
        _("Periods with both"),
        _("Latest period"),
        _("Women or girls, before"),
        _("Women or girls, after"),
        _("Men or boys, before"),
        _("Men or boys, after"),
        _("Gap before"),
        _("Gap after"),
        _("From"),
        _("To"),
    ]
    for one in facts.gauges.rows:
        both = _("Yes") if one.has_both else _("No")
        told = (one.name, one.unit, one.role_word, both, one.standing_word, one.finding)
        yield [facts.who(one.participant), *told, one.periods, one.latest, *_before(one)]


def _before(one: Gauge) -> list[Any]:
    found = one.before
    if found is None:
        return [None] * 8
    numbers = (
        *(found.women_before, found.women_after, found.men_before, found.men_after),
        *(found.gap_before, found.gap_after),
    )
    return [*(round(number, 4) for number in numbers), found.first, found.last]


def _figures(facts: RoundFacts, charts: Iterable[Any]) -> Iterator[list[Any]]:
    """Every figure that may be read by others; a period has a row for each of its series."""
    yield [
        _("Participant"),
        _("Indicator"),
        _("Period"),
        _("Whom"),
        _("Value"),
        _("Number of people"),
        _("Hidden"),
    ]
    for one in charts:
        indicator, stock = one.indicator, one.stock
        who = facts.who(indicator.participation_id)
        for kind in SeriesKind:
            for day, cell in sorted(stock.values.get(kind, {}).items()):
                hidden = _("Yes") if cell.is_withheld else ""
                period = period_code(day, indicator.frequency)
                whom = str(kind.label)
                yield [who, indicator.name, period, whom, cell.value, cell.count, hidden]


def _assessments(facts: RoundFacts) -> Iterator[list[Any]]:
    found = facts.assessments
    yield [_("What"), _("Occasion"), _("Moment"), _("Step or movement"), _("How many")]
    for occasion in found.occasions:
        name = occasion.name
        yield [_("Participants that have agreed"), name, "", "", occasion.answered]
        for words, share in (
            (_("Lower quartile, per cent of possible points"), occasion.low),
            (_("In the middle, per cent of possible points"), occasion.middle),
            (_("Upper quartile, per cent of possible points"), occasion.high),
        ):
            if share is not None:
                yield [words, name, "", "", share]
        for step, word, n in occasion.steps:
            yield [_("Answers"), name, "", f"{step} {word}".strip(), n]
    for word, n in found.bands:
        yield [_("Participants by movement, first to latest"), "", "", word, n]
    for moment in found.moments:
        title = f"{moment.number} {moment.title}"
        for when, counts in ((_("First"), moment.first), (_("Latest"), moment.last)):
            for word, n in zip(found.steps, counts, strict=True):
                yield [_("Participants by step"), when, title, word, n]


def _reports(facts: RoundFacts) -> Iterator[list[Any]]:
    yield [_("Participant"), _("Report"), _("Sent in"), _("Approved"), _("To be sent in by")]
    for one in facts.reports.rows:
        yield [facts.who(one.participant), one.name, one.sent_on, one.approved_on, None]
    for missing in facts.reports.missing:
        yield [facts.who(missing.participant), missing.name, None, None, missing.due_on]


def _quotes(facts: RoundFacts) -> Iterator[list[Any]]:
    yield [_("Participant"), _("Part of the report"), _("Quote"), _("Who says it")]
    for one in facts.quotes:
        yield [facts.who(one.participant), one.section, one.text, one.speaker]


def _about(facts: RoundFacts) -> About:
    return About(
        _("The figures behind the report on the round %(round)s") % {"round": facts.name},
        source=_("What participants and SKR have entered in the service"),
        as_of=facts.as_of,
        definitions=[
            (
                _("Participants"),
                _("Organisations and units that have stayed in the round; those who left are out."),
            ),
            (
                _("Attendance"),
                _(
                    "Of meetings that have been held for the participant: at how many somebody of"
                    " the function was there, the person or a substitute."
                ),
            ),
            (
                _("Improvement works"),
                _(
                    "Works that are shared, and private ones that the organisation let into an"
                    " approved report. A link of the chain of steering has 1 where the work"
                    " changes it."
                ),
            ),
            (
                _("Indicators"),
                _(
                    "Before and after are medians of the chart’s first and latest part; of yearly"
                    " figures the first and the latest. The gap is the difference between them."
                ),
            ),
            (
                _("The indicators’ figures"),
                _(
                    "Figures of fewer than five people are hidden, together with what would"
                    " reveal them."
                ),
            ),
            (
                _("Self-assessment"),
                _(
                    "What teams have agreed on, as distributions. Of fewer than five participants"
                    " nothing is shown."
                ),
            ),
            (
                _("Reports"),
                _("Approved reports, and those that are asked for and not approved."),
            ),
        ],
    )


@dataclass(frozen=True)
class _Drawn:
    """A picture with what is said of it; `words` stand for it where it is not seen."""

    name: str
    title: str
    words: str
    svg: str


def _pictures(facts: RoundFacts, charts: Iterable[Any]) -> Iterator[_Drawn]:
    """One that cannot be drawn costs only itself."""
    if facts.participants.places or facts.participants.region_codes:
        names = ", ".join(one.name for one in facts.participants.rows)
        words = _("Map of Sweden with those who take part. %(names)s.") % {"names": names}
        yield _Drawn(
            "karta", _("Where they lie"), words, map_svg(facts.participants, description=words)
        )
    for chart in round_charts(facts):
        yield from _drawn(chart.key, chart.finding, chart.describe)
    compared = {one.key for one in facts.gauges.rows if one.before}
    chosen = [one for one in charts if one.indicator.pk in compared][:MOST_INDICATORS]
    for one in chosen:
        indicator = one.indicator
        who = facts.who(indicator.participation_id)
        name = slugify(f"{who} {indicator.name}")[:60] or "indikator"
        title = f"{who}: {one.finding}"
        yield from _drawn(f"{name}-{indicator.pk}", title, partial(describe_again, one.stock, 0))


def _drawn(name: str, title: str, describe: Describe) -> Iterator[_Drawn]:
    try:
        spec = describe(width=Width.WIDE, scheme=Scheme.LIGHT)
        if spec is not None:
            yield _Drawn(name, title, spec["description"], draw(spec, language=LANGUAGE))
    except Exception:  # the others are drawn all the same
        logger.exception("The picture %s could not be drawn", name)


def _packed(facts: RoundFacts, pictures: list[_Drawn]) -> bytes:
    """Every picture as SVG and PNG, and a page that shows them with what they say in words."""
    moment = (facts.as_of.year, facts.as_of.month, facts.as_of.day, 0, 0, 0)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:

        def put(name: str, data: str | bytes) -> None:
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, data)

        index = render_to_string(
            "reporting/round_pictures.html",
            {"facts": facts, "pictures": pictures, "as_of": in_words(facts.as_of, year=True)},
        )
        put("innehall.html", index)
        for one in pictures:
            put(f"svg/{one.name}.svg", one.svg)
            put(f"png/{one.name}.png", as_png(one.svg))
    return content.getvalue()
