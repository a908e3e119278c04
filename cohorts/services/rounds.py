"""Setting up a round: from the programmes' templates, or from an earlier round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import DecisionMode
from cohorts.models import Cohort, Programme, QuestionAnswer, Terms, TimelineEvent
from cohorts.services.reminder_settings import copy_settings
from cohorts.services.terms import copy_terms
from modellkonceptet.records.services import record_event


@dataclass(frozen=True)
class RoundDates:
    """The dates of a new round; what is not known yet is None."""

    starts_on: date | None = None
    announced_on: date | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    decision_on: date | None = None
    decision_mode: str = DecisionMode.FIXED
    invoicing_year: int | None = None


@transaction.atomic
def create_cohort_from_programmes(
    *,
    programmes: Sequence[Programme],
    slug: str,
    name_sv: str,
    dates: RoundDates,
    actor: Any,
    name_en: str = "",
    **texts: Any,
) -> Cohort:
    """A round whose terms are copies of the templates, one for each kind that may apply.

    The timeline follows the first programme's schedule, counted from the start; without a
    start there is none yet. `texts` are further fields of the cohort (invitation, contact,
    capacity). Raises ValidationError for impossible dates and for programmes of one kind.
    """
    if not programmes:
        raise ValidationError(_("Choose at least one programme."))
    if len({programme.participant_kind for programme in programmes}) < len(programmes):
        raise ValidationError(_("Choose at most one programme for each kind of participant."))
    cohort = Cohort(slug=slug, name_sv=name_sv, name_en=name_en, **vars(dates), **texts)
    cohort.full_clean()
    cohort.save()
    for programme in programmes:
        copy_terms(source=_template(programme), cohort=cohort)
    if dates.starts_on:
        _add_timeline(cohort, programmes[0], dates.starts_on)
    record_event(
        about=cohort,
        action="create",
        actor=actor,
        programmes=[programme.slug for programme in programmes],
    )
    return cohort


@transaction.atomic
def copy_cohort(
    *, source: Cohort, slug: str, name_sv: str, starts_on: date, actor: Any, name_en: str = ""
) -> Cohort:
    """A new round as an earlier one, every date moved by the same number of whole weeks.

    Whole weeks keep the weekdays, so the new round may start up to three days from
    `starts_on`. The copy is not announced until somebody says when.
    """
    if source.starts_on is None:
        raise ValidationError(_("The round to copy has no first day to count from."))
    shift = whole_weeks(starts_on - source.starts_on)
    cohort = Cohort(
        slug=slug,
        name_sv=name_sv,
        name_en=name_en,
        opens_on=_moved(source.opens_on, shift),
        closes_on=_moved(source.closes_on, shift),
        decision_on=_moved(source.decision_on, shift),
        starts_on=_moved(source.starts_on, shift),
        invoicing_year=source.invoicing_year
        and source.invoicing_year + starts_on.year - source.starts_on.year,
        **{
            name: getattr(source, name)
            for name in (
                "invitation_sv",
                "invitation_en",
                "decision_mode",
                "capacity",
                "contact_name",
                "contact_email",
            )
        },
    )
    cohort.full_clean()
    cohort.save()
    for terms in source.terms.all():
        copy_terms(source=terms, cohort=cohort)
    TimelineEvent.objects.bulk_create(
        TimelineEvent(
            cohort=cohort,
            kind=event.kind,
            name_sv=event.name_sv,
            name_en=event.name_en,
            first_day=event.first_day + shift,
            last_day=event.last_day + shift,
            precision=event.precision,
            place="",
        )
        for event in source.timeline.all()
    )
    QuestionAnswer.objects.bulk_create(
        QuestionAnswer(
            cohort=cohort,
            position=item.position,
            question_sv=item.question_sv,
            question_en=item.question_en,
            answer_sv=item.answer_sv,
            answer_en=item.answer_en,
        )
        for item in source.questions.all()
    )
    copy_settings(source=source, cohort=cohort, actor=actor)
    record_event(about=cohort, action="copy", actor=actor, source=source.slug, days=shift.days)
    return cohort


def whole_weeks(shift: timedelta) -> timedelta:
    """The nearest number of whole weeks."""
    return timedelta(weeks=round(shift.days / 7))


def _template(programme: Programme) -> Terms:
    template = programme.terms.filter(cohort=None).first()
    if template is None:
        raise ValidationError(
            _("%(programme)s has no template yet. Write one in the admin first."),
            params={"programme": programme},
        )
    return template


def _add_timeline(cohort: Cohort, programme: Programme, start: date) -> None:
    TimelineEvent.objects.bulk_create(
        TimelineEvent(
            cohort=cohort,
            kind=step.kind,
            name_sv=step.name_sv,
            name_en=step.name_en,
            first_day=start + timedelta(days=step.offset_days),
            last_day=start + timedelta(days=step.offset_days + max(step.length_days, 1) - 1),
            precision=step.precision,
        )
        for step in programme.schedule.all()
    )


def _moved(day: date | None, shift: timedelta) -> date | None:
    return day and day + shift
