"""What waits for a person at SKR, counted, the oldest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.enums import IN_REVIEW, LIVE, ApplicationStatus, DecisionStatus
from applications.models import (
    AccessRequest,
    AdmissionDecision,
    Application,
    DecisionCondition,
    SignatoryConfirmation,
)
from applications.review_list import short_name
from cohorts.enums import ParticipationStatus, Phase, PromiseStatus
from cohorts.models import Cohort, Group, MentorPromise
from modellkonceptet.civil_dates import civil_date, distance, today
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.todo import Sight, late_in
from reporting.enums import ReportStatus
from reporting.invoicing.models import Invoice, Payment
from reporting.models import ResultReport

SHOWN_ROWS = 14
AT_WORK = (Phase.OPEN, Phase.DECIDING)


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits. `since` is the oldest one's day."""

    count: int
    label: str
    oldest: str
    since: date
    action: str
    url: str

    @property
    def age(self) -> str:
        return distance(self.since)


def rounds_at_work(user: Any) -> list[Cohort]:
    """Rounds that take applications or decide them today, the one that closes first on top."""
    day = today()
    cohorts = Cohort.objects.visible_to(user).filter(is_historical=False)
    at_work = [cohort for cohort in cohorts if cohort.phase(day) in AT_WORK]
    return sorted(
        at_work, key=lambda c: (c.phase(day) != Phase.OPEN, c.closes_on or date.max, c.pk)
    )


def rounds_to_follow(user: Any) -> list[Cohort]:
    """Rounds of today that have a page at a glance, also those that run already."""
    if not user.has_perm("reporting.see_round_figures"):
        return []
    cohorts = Cohort.objects.visible_to(user).filter(is_historical=False)
    return [one for one in cohorts if one.phase(today()) not in (Phase.DRAFT, Phase.COMPLETED)]


def waiting_for(user: Any) -> list[Waiting]:
    """Only what the person may do something about; nothing for those who only read."""
    found: list[Waiting | None] = []
    if user.has_perm("applications.review_application"):
        found += [_to_check(), _completions(), _signatures()]
    if user.has_perm("applications.hand_over_application"):
        found += [_flagged(), _access_requests()]
    if user.has_perm("applications.prepare_decision"):
        found += [_conditions(), _prepared(), _failed_publications()]
    if user.has_perm("cohorts.manage_mentors"):
        found.append(_late_mentors())
    if user.has_perm("cohorts.manage_groups"):
        found += [_without_group(), _left_alone()]
    if user.has_perm("reporting.judge_report"):
        found.append(_reports())
    if user.has_perm("notifications.view_message"):
        found.append(_failed_mails())
    if user.has_perm("invoicing.record_payment"):
        found += [_differences(), _overdue_invoices()]
    return sorted((one for one in found if one), key=lambda one: one.since)


def late_things(user: Any, sight: Sight) -> Waiting | None:
    """What others should have done by now, for those who keep an eye on it."""
    late = late_in(sight) if user.has_perm("reporting.see_late") else []
    if not late:
        return None
    oldest = min(late, key=lambda one: (one.due.due_on, one.due.whose, one.due.subject)).due
    return _waiting(
        len(late),
        lambda n: ngettext("thing is late", "things are late", n),
        oldest.whose or oldest.what(),
        oldest.due_on,
        _("See who is late"),
        reverse("reporting:late"),
    )


def _to_check() -> Waiting | None:
    return _applications(
        Application.objects.filter(status=ApplicationStatus.SUBMITTED).exclude(
            decisions__status=DecisionStatus.PREPARED
        ),
        lambda n: ngettext("application to check", "applications to check", n),
        _("Open the oldest"),
    )


def _completions() -> Waiting | None:
    return _applications(
        Application.objects.filter(status=ApplicationStatus.COMPLETED).exclude(
            decisions__status=DecisionStatus.PREPARED
        ),
        lambda n: ngettext("completion has come in", "completions have come in", n),
        _("Read the oldest completion"),
    )


def _applications(queryset: models.QuerySet, words: Any, action: str) -> Waiting | None:
    rows = queryset.filter(cohort__is_historical=False).select_related(
        "organisation", "unit", "current_submission"
    )
    oldest = rows.order_by("current_submission__submitted_at").first()
    if oldest is None or oldest.current_submission is None:
        return None
    return _waiting(
        rows.count(),
        words,
        short_name(oldest),
        oldest.current_submission.submitted_at,
        action,
        reverse("applications:review", args=[oldest.pk]),
    )


def _reports() -> Waiting | None:
    rows = ResultReport.objects.filter(status=ReportStatus.SENT).order_by("sent_at", "pk")
    of = ("participation__organisation", "participation__unit")
    oldest = rows.select_related(*of).first()
    if oldest is None or oldest.sent_at is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("result report to read", "result reports to read", n),
        str(oldest.participation),
        oldest.sent_at,
        _("Read the oldest report"),
        reverse("reporting:read_report", args=[oldest.pk]),
    )


def _flagged() -> Waiting | None:
    rows = Application.objects.filter(is_flagged=True, status__in=LIVE)
    oldest = rows.select_related("organisation", "unit").order_by("created_at").first()
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("sender to accept", "senders to accept", n),
        short_name(oldest),
        oldest.created_at,
        _("See who writes"),
        reverse("applications:review", args=[oldest.pk]),
    )


def _access_requests() -> Waiting | None:
    rows = AccessRequest.objects.filter(answered_at__isnull=True, application__status__in=LIVE)
    oldest = rows.select_related("application__organisation", "application__unit").first()
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("person asks to be let in", "people ask to be let in", n),
        short_name(oldest.application),
        oldest.asked_at,
        _("Let in or say no"),
        reverse("applications:review", args=[oldest.application_id]) + "#people",
    )


def _signatures() -> Waiting | None:
    rows = SignatoryConfirmation.objects.filter(
        confirmed_at__isnull=True,
        submission__in=Application.objects.filter(status__in=IN_REVIEW).values(
            "current_submission"
        ),
    )
    oldest = (
        rows.select_related("submission__application__organisation")
        .select_related("submission__application__unit")
        .order_by("submission__submitted_at")
        .first()
    )
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("signature is missing", "signatures are missing", n),
        short_name(oldest.submission.application),
        oldest.submission.submitted_at,
        _("See who signs"),
        reverse("applications:review", args=[oldest.submission.application_id]) + "#people",
    )


def _conditions() -> Waiting | None:
    rows = DecisionCondition.objects.filter(
        met_on__isnull=True, decision__status=DecisionStatus.PUBLISHED, due_on__lte=today()
    )
    oldest = rows.select_related(
        "decision__application__organisation", "decision__application__unit"
    ).first()
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("condition is due", "conditions are due", n),
        short_name(oldest.decision.application),
        oldest.due_on,
        _("Follow up the condition"),
        reverse("applications:review", args=[oldest.decision.application_id]) + "#decision",
    )


def _prepared() -> Waiting | None:
    rows = AdmissionDecision.objects.prepared().filter(
        Q(batch__isnull=True), application__cohort__is_historical=False
    )
    oldest = (
        rows.select_related("application__organisation", "application__unit")
        .select_related("application__cohort")
        .order_by("prepared_at")
        .first()
    )
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("prepared decision to publish", "prepared decisions to publish", n),
        short_name(oldest.application),
        oldest.prepared_at,
        _("Look over and publish"),
        reverse("applications:decision_overview", args=[oldest.application.cohort.slug]),
    )


def _failed_publications() -> Waiting | None:
    rows = AdmissionDecision.objects.prepared().exclude(publication_error="")
    oldest = (
        rows.select_related("application__organisation", "application__unit", "batch")
        .order_by("batch__requested_at")
        .first()
    )
    if oldest is None or oldest.batch is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext(
            "decision could not be published", "decisions could not be published", n
        ),
        short_name(oldest.application),
        oldest.batch.requested_at,
        _("See why"),
        reverse("applications:publication", args=[oldest.batch_id]),
    )


def _late_mentors() -> Waiting | None:
    """Asked to mentor, and not answered in time."""
    rows = MentorPromise.objects.filter(status=PromiseStatus.ASKED, answer_by__lt=today())
    oldest = rows.select_related("organisation").order_by("answer_by", "pk").first()
    if oldest is None or oldest.answer_by is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext(
            "mentor has not answered in time", "mentors have not answered in time", n
        ),
        oldest.organisation.name,
        oldest.answer_by,
        _("Remind, or ask somebody else"),
        f"{reverse('cohorts:mentors')}?{urlencode({'status': PromiseStatus.ASKED})}",
    )


def _without_group() -> Waiting | None:
    """Those who take part and have no group yet; they have waited since their round's decision."""
    alone = Q(participations__status=ParticipationStatus.ACTIVE, participations__group=None)
    rounds = list(
        Cohort.objects.filter(is_historical=False)
        .annotate(alone=models.Count("participations", filter=alone))
        .filter(alone__gt=0)
        .order_by(models.F("decision_on").asc(nulls_last=True), "pk")
    )
    if not rounds:
        return None
    oldest = rounds[0]
    return _waiting(
        sum(getattr(each, "alone") for each in rounds),  # noqa: B009 - an annotation
        lambda n: ngettext("participant without a group", "participants without a group", n),
        oldest.name,
        min(oldest.decision_on or today(), today()),
        _("Put groups together"),
        reverse("grouping:board", args=[oldest.slug]),
    )


def _left_alone() -> Waiting | None:
    """Published groups in which one participant is left; the last one to leave says since when."""
    rows = Group.objects.with_one_left().select_related("cohort")
    groups = list(
        rows.annotate(since=models.Max("participations__withdrawn_on")).order_by("since", "pk")
    )
    if not groups:
        return None
    oldest = groups[0]
    return _waiting(
        len(groups),
        lambda n: ngettext("group has only one participant", "groups have only one participant", n),
        f"{oldest.name}, {oldest.cohort.name}",
        getattr(oldest, "since") or today(),  # noqa: B009 - an annotation
        _("Find a group to join"),
        reverse("grouping:board", args=[oldest.cohort.slug]),
    )


def _differences() -> Waiting | None:
    """Payments that could not be counted to an invoice by themselves."""
    rows = Payment.objects.unmatched()
    oldest = rows.order_by("paid_on", "pk").first()
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("payment to look at", "payments to look at", n),
        oldest.payer or oldest.reference,
        oldest.paid_on,
        _("Say what it is for"),
        reverse("invoicing:payments"),
    )


def _overdue_invoices() -> Waiting | None:
    rows = Invoice.objects.overdue_on(today())
    oldest = rows.order_by("due_on", "pk").first()
    if oldest is None or oldest.due_on is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("invoice is overdue", "invoices are overdue", n),
        oldest.document["buyer"]["name"],
        oldest.due_on,
        _("See who has not paid"),
        reverse("invoicing:overdue"),
    )


def _failed_mails() -> Waiting | None:
    rows = Message.objects.filter(status=MessageStatus.FAILED)
    oldest = rows.order_by("created_at").first()
    if oldest is None:
        return None
    return _waiting(
        rows.count(),
        lambda n: ngettext("mail could not be sent", "mails could not be sent", n),
        oldest.to_name or oldest.to_email,
        oldest.created_at,
        _("Open the outbox"),
        f"{reverse('notifications:outbox')}?state=failed",
    )


def _waiting(
    count: int, words: Any, oldest: str, since: Any, action: str, url: str
) -> Waiting | None:
    return Waiting(count, words(count), oldest, civil_date(since), action, url)
