"""Data of a round for its evaluator: pseudonymised, in a fixed number of queries.

Organisations are codes, people are functions, and what anybody has written is only as long as it
is. Private works and indicators are out, and figures of few people are withheld as for others.
The tables are a document in Swedish.
"""

import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.enums import OrganisationKind, ParticipationStatus
from cohorts.models import Cohort, Participation
from improvements.aims import aim_of
from improvements.enums import SeriesKind, SteeringLink
from improvements.models import Assessment, Cycle, Improvement
from improvements.period_words import period_code
from modellkonceptet.civil_dates import civil_date, today
from modellkonceptet.delimited import as_csv
from modellkonceptet.tables import XLSX, About, Sheet, workbook
from reporting.evaluation_codes import FEWEST, Codes, Place, coarsened
from reporting.evaluation_tables import TABLES, DataTable, description
from reporting.models import FileOrder, ResultReport
from reporting.round_report_facts import read_attended
from reporting.round_report_works import charts_of_round, of_round
from reporting.services.file_orders import NewFile, Progress
from reporting.services.report_facts import LANGUAGE

ZIP = "application/zip"
# Of a unit only what says nothing of who has written it.
_UNITS = {"%", "procent", "antal", "dagar", "timmar", "kr", "kronor", "poäng"}


def make(order: FileOrder, progress: Progress) -> Iterable[NewFile]:
    """The tables as CSV in one ZIP with a description, and the same as a workbook."""
    source, total = Round(order.cohort), len(TABLES) + 1
    tables = []
    with override(LANGUAGE):
        is_few = len(source.members) < FEWEST
    if is_few:
        progress.leave_out(
            _("Fewer than five participants are left in the round: no data are given out.")
        )
    for number, table in enumerate(TABLES):
        progress.step(_("The table %(name)s") % {"name": table.name}, done=number, total=total)
        with override(LANGUAGE):
            rows = [] if is_few else sorted(READERS[table.name](source), key=str)
        tables.append((table, [table.headings, *rows]))
    progress.step(_("The files are put together"), done=total - 1, total=total)
    titles = _("Data for the evaluator, as CSV"), _("Data for the evaluator, as a workbook")
    with override(LANGUAGE):
        described = description(order.cohort.name_sv, is_few=is_few)
        packed = _packed(tables, described)
        book = _workbook(tables, described)
    name = f"utvarderingsdata-{order.pk}"
    return [
        NewFile(titles[0], f"{name}.zip", ZIP, packed),
        NewFile(titles[1], f"{name}.xlsx", XLSX, book),
    ]


class Round:
    """What the tables are made from; each part is read once."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort, self.codes = cohort, Codes(cohort.pk)

    @cached_property
    def members(self) -> list[Participation]:
        rows = self.cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        return list(rows.select_related("organisation"))

    def who(self, participation: int) -> str:
        return self.codes.of("organisation", participation)

    @cached_property
    def works(self) -> list[Improvement]:
        return list(Improvement.objects.filter(of_round(self.cohort), is_private=False))

    @cached_property
    def cycles(self) -> list[Cycle]:
        return list(
            Cycle.objects.filter(
                of_round(self.cohort, "improvement__participation__"),
                improvement__is_private=False,
            )
        )

    @cached_property
    def charts(self) -> list[Any]:
        """Of indicators that are followed and not private, as others may read them."""
        return charts_of_round(self.cohort)


def _organisations(source: Round) -> Iterator[list[Any]]:
    places = {
        one.pk: Place(one.organisation.kind, one.organisation.county_name) for one in source.members
    }
    for pk, place in coarsened(places).items():
        kind = str(OrganisationKind(place.kind).label).lower() if place.kind else ""
        yield [source.who(pk), kind, place.county]


def _attendance(source: Round) -> Iterator[list[Any]]:
    for one in read_attended(source.cohort).rows:
        if one.participant is not None:
            who = source.who(one.participant)
            yield [who, one.word, one.held, one.there, one.substitutes]


def _works(source: Round) -> Iterator[list[Any]]:
    tests: dict[int, Counter[str]] = defaultdict(Counter)
    for cycle in source.cycles:
        tests[cycle.improvement_id][cycle.decision or "open"] += 1
    for one in source.works:
        decided = tests[one.pk]
        yield [
            source.who(one.participation_id),
            source.codes.of("arbete", one.pk),
            f"{civil_date(one.created_at):%Y-%m}",
            one.get_status_display(),
            _yes(aim_of(one).is_whole),
            *(1 if link in one.steering_links else 0 for link in SteeringLink.values),
            sum(decided.values()),
            *(decided[key] for key in ("adopt", "adapt", "abandon", "open")),
            len(one.problem),
            len(one.outcome),
            len(one.spread_to),
        ]


def _cycles(source: Round) -> Iterator[list[Any]]:
    for one in source.cycles:
        days = (one.ended_on - one.started_on).days if one.started_on and one.ended_on else None
        yield [
            source.codes.of("arbete", one.improvement_id),
            one.number,
            one.get_kind_display(),
            one.get_scale_display(),
            one.get_status_display(),
            one.get_decision_display() if one.decision else "",
            days,
            "" if one.as_planned is None else _yes(one.as_planned),
            *(len(text) for text in (one.what_happened, one.by_sex, one.learned)),
        ]


def _indicators(source: Round) -> Iterator[list[Any]]:
    for chart in source.charts:
        one = chart.indicator
        yield [
            source.who(one.participation_id),
            source.codes.of("indikator", one.pk),
            one.get_role_display(),
            one.unit.lower() if one.unit.lower() in _UNITS else _("other"),
            one.get_direction_display(),
            one.get_frequency_display(),
            _yes(one.is_by_sex),
            chart.word,
            len(one.definition),
        ]


def _figures(source: Round) -> Iterator[list[Any]]:
    for chart in source.charts:
        one = chart.indicator
        code = source.codes.of("indikator", one.pk)
        for kind in SeriesKind:
            for day, cell in chart.stock.values.get(kind, {}).items():
                period = period_code(day, one.frequency)
                hidden = _yes(cell.is_withheld)
                yield [code, period, str(kind.label).lower(), cell.value, cell.count, hidden]


def _assessments(source: Round) -> Iterator[list[Any]]:
    """Of an occasion that at least five have agreed on."""
    rows = (
        Assessment.objects.agreed()
        .filter(of_round(source.cohort))
        .select_related("occasion")
        .prefetch_related("answers__moment")
    )
    by_occasion: dict[int, list[Assessment]] = defaultdict(list)
    for one in rows:
        by_occasion[one.occasion_id].append(one)
    for found in by_occasion.values():
        if len({one.participation_id for one in found}) < FEWEST:
            continue
        for one in found:
            occasion, who = one.occasion, source.who(one.participation_id)
            when = (occasion.get_kind_display(), occasion.number)
            for answer in one.answers.all():
                moment = answer.moment
                told = (moment.get_level_display(), moment.number, answer.value)
                yield [who, *when, *told, len(answer.evidence)]


def _reports(source: Round) -> Iterator[list[Any]]:
    reports = (
        ResultReport.objects.filter(of_round(source.cohort), sent_at__isnull=False)
        .select_related("occasion__form")
        .prefetch_related("points")
    )
    for one in reports:
        sent, approved = one.sent_at, one.approved_at
        yield [
            source.who(one.participation_id),
            one.occasion.form.get_kind_display(),
            one.get_status_display(),
            one.version,
            (civil_date(sent) - one.occasion.due_on).days if sent else None,
            (civil_date(approved) - civil_date(sent)).days if approved and sent else None,
            len(one.points.all()),
        ]


def _yes(holds: bool) -> str:
    return _("Yes") if holds else _("No")


READERS: dict[str, Callable[[Round], Iterable[Sequence[Any]]]] = {
    "organisationer": _organisations,
    "narvaro": _attendance,
    "forbattringsarbeten": _works,
    "testcykler": _cycles,
    "indikatorer": _indicators,
    "matvarden": _figures,
    "sjalvskattning": _assessments,
    "rapporter": _reports,
}


def _packed(tables: Sequence[tuple[DataTable, list[Any]]], described: Sequence[str]) -> bytes:
    fields: list[list[str]] = [["tabell", "falt", "innehall"]]
    for table, _rows in tables:
        fields.append([table.name, "", str(table.words)])
        fields += [[table.name, name, str(words)] for name, words in table.fields]
    content = io.BytesIO()
    day = today()
    with zipfile.ZipFile(content, "w") as packed:

        def put(name: str, data: bytes) -> None:
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(info, data)

        put("las_mig.txt", "\r\n\r\n".join(described).encode("utf-8-sig"))
        put("falt.csv", as_csv(fields))
        for table, rows in tables:
            put(f"{table.name}.csv", as_csv(rows))
    return content.getvalue()


def _workbook(tables: Sequence[tuple[DataTable, list[Any]]], described: Sequence[str]) -> bytes:
    about = About(
        described[0],
        notes=described[1:],
        as_of=today(),
        definitions=[
            (f"{table.name}: {name}", str(words))
            for table, _rows in tables
            for name, words in table.fields
        ],
    )
    return workbook((Sheet(table.name, rows) for table, rows in tables), about=about)
