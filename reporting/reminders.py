"""What falls due in result reports. Done once sent in; returned, it is due anew."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.reminders.homes import Homes, Member
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import Due, Looking, Policy, Rule, register
from reporting.enums import ReportStatus
from reporting.models import ReportOccasion, ResultReport, ReturnPoint

COORDINATORS = (Role.STRATEGIST, Role.KEY_PERSON)
MENDS_WITHIN = timedelta(days=14)


def find_reports(looking: Looking) -> Iterator[Due]:
    """Reports asked of participants that are not sent in, and those that SKR has returned."""
    homes = Homes.of(looking)
    occasions = looking.seen(ReportOccasion.objects.filter(cohort__in=looking.rounds))
    asked = list(occasions.select_related("form__programme").order_by("due_on", "pk"))
    if not asked:
        return
    sent = _sent(looking)
    for occasion in asked:
        kind = occasion.form.programme.participant_kind
        for member in homes.of_rounds([occasion.cohort_id]):
            if member.kind != kind:
                continue
            status, returned = sent.get((member.pk, occasion.pk), ("", None))
            if not status or returned is not None:
                yield _due(homes, member, occasion, returned)


def _sent(looking: Looking) -> dict[tuple[int, int], tuple[str, date | None]]:
    """Of those that were ever sent in, the state and the day on which one was returned.

    What is only begun counts as not sent in, so SKR's reader and the clock find the same.
    """
    reports = looking.seen(ResultReport.objects.exclude(status=ReportStatus.DRAFT))
    rows = list(
        reports.filter(occasion__cohort__in=looking.rounds)
        .order_by()
        .values_list("pk", "participation", "occasion", "status")
    )
    points = looking.seen(ReturnPoint.objects.all())
    made = points.filter(report__occasion__cohort__in=looking.rounds)
    days = dict(made.order_by().values_list("report").annotate(last=Max("made_at")))
    return {
        (participation, occasion): (
            status,
            civil_date(days[pk]) if status == ReportStatus.RETURNED and pk in days else None,
        )
        for pk, participation, occasion, status in rows
    }


def _due(homes: Homes, member: Member, occasion: ReportOccasion, returned: date | None) -> Due:
    due_on, since = occasion.due_on, max(civil_date(occasion.created_at), member.came)
    if returned is not None:
        due_on, since = max(due_on, returned + MENDS_WITHIN), returned
    return Due(
        subject=f"report-{occasion.pk}-{member.pk}",
        round_id=member.round_id,
        due_on=due_on,
        since=since,
        what=partial(_words, occasion, returned is not None),
        path=reverse("reporting:reports", args=[member.pk]),
        desk_path=reverse("reporting:all_reports"),
        who=homes.who(member),
        whose=member.name,
    )


def _words(occasion: ReportOccasion, is_returned: bool) -> str:
    name = occasion.form.name[:1].lower() + occasion.form.name[1:]
    if is_returned:
        return _("Mend what SKR has pointed out in the %(report)s and send it in") % {
            "report": name
        }
    return _("Send in the %(report)s") % {"report": name}


RULE = Rule(
    key="reporting.result_report",
    topic=Topic.REPORTS,
    name=gettext_lazy("Result report"),
    policy=Policy(
        days=(-30, -14, -3, 1, 8),
        audience=COORDINATORS,
        ladder=((Role.SENIOR_MANAGER, 8), (Role.DESK, 14)),
    ),
    find=find_reports,
    offered=(*COORDINATORS, Role.SENIOR_MANAGER, Role.POLITICIAN, Role.DESK),
)
register(RULE)
