"""Starting an application, and settling who may write it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import mails
from applications.enums import LIVE
from applications.models import AccessRequest, Application, Collaborator, LateEntry
from cohorts.enums import ParticipantKind
from cohorts.models import Cohort, Organisation, Participation, Terms, Unit
from modellkonceptet.civil_dates import in_words, today
from modellkonceptet.notifications.services import queue_mail_to
from modellkonceptet.records.services import record_event

# Live applications that one person may have started from an unknown address in a round.
MOST_STARTED = 5


@dataclass(frozen=True)
class NewUnit:
    """A unit that is not in the register yet; `kind` is a cohorts.enums.UnitKind."""

    kind: str
    name: str


def late_entry_for(cohort: Cohort, organisation: Organisation, day: date) -> LateEntry | None:
    """SKR's opening of the round for one organisation after its last day."""
    return LateEntry.objects.filter(
        cohort=cohort, organisation=organisation, until__gte=day
    ).first()


def is_known_sender(user: Any, organisation: Organisation) -> bool:
    """Whether SKR has noted the person's mail domain for the organisation."""
    return organisation.mail_domains.filter(domain=user.mail_domain).exists()


def other_running_rounds(cohort: Cohort, organisation: Organisation) -> list[Cohort]:
    """Rounds that the organisation takes part in today: worth a warning, no hindrance."""
    others = (
        Participation.objects.active()
        .filter(organisation=organisation, cohort__is_historical=False)
        .exclude(cohort=cohort)
        .select_related("cohort")
    )
    return [one.cohort for one in others if not one.cohort.completed_on]


def terms_for(cohort: Cohort, organisation: Organisation) -> Terms:
    """The terms that apply to this kind of organisation; raises if the round is not for it."""
    terms = cohort.terms.filter(programme__participant_kind=organisation.participant_kind).first()
    if terms is None:
        words = {"organisation": organisation, "cohort": cohort}
        if organisation.participant_kind == ParticipantKind.REGION:
            message = _("%(cohort)s is not open to regions. %(organisation)s can’t apply.") % words
        else:
            message = (
                _("%(cohort)s is not open to municipalities. %(organisation)s can’t apply.") % words
            )
        raise ValidationError(message, code="wrong_kind")
    return terms


def find_holder(
    cohort: Cohort, organisation: Organisation, unit: Unit | None
) -> Application | None:
    """The live application that holds the organisation's (or unit's) place."""
    return (
        Application.objects.holding_place()
        .filter(cohort=cohort, organisation=organisation, unit=unit)
        .first()
    )


@transaction.atomic
def start_application(
    *,
    cohort: Cohort,
    organisation: Organisation,
    unit: Unit | None = None,
    new_unit: NewUnit | None = None,
    actor: Any,
) -> Application:
    """Start to write, or give back the application that the actor already writes.

    From a known mail domain the draft holds the organisation's place at once; from any other
    it waits for SKR or a confirmed colleague. Raises ValidationError with code "closed",
    "wrong_kind", "unit" or "already_started".
    """
    if not actor.has_perm("applications.start_application"):
        raise PermissionDenied
    refuse_closed(cohort, organisation)
    terms = terms_for(cohort, organisation)
    known = is_known_sender(actor, organisation)
    if new_unit and not known:
        _refuse_too_many_started(cohort, actor)
    unit = _settled_unit(terms, organisation, unit, new_unit)
    own = (
        Application.objects.live()
        .filter(cohort=cohort, organisation=organisation, unit=unit, collaborators__user=actor)
        .first()
    )
    if own is not None:
        return own
    if find_holder(cohort, organisation, unit):
        raise _already_started()
    if not known:
        _refuse_too_many_started(cohort, actor)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                cohort=cohort,
                terms=terms,
                organisation=organisation,
                unit=unit,
                holds_place=known,
                is_flagged=not known,
                created_by=actor,
            )
    except IntegrityError:
        raise _already_started() from None
    Collaborator.objects.create(
        application=application, user=actor, is_owner=True, last_seen_at=timezone.now()
    )
    record_event(about=application, action="start", actor=actor, known_sender=known)
    return application


@transaction.atomic
def accept_sender(*, application: Application, actor: Any) -> Application:
    """SKR or a confirmed colleague vouches for those who write; the draft takes the place."""
    locked = lock_application(application)
    if not (
        actor.has_perm("applications.hand_over_application", locked)
        or (locked.has_collaborator(actor) and is_known_sender(actor, locked.organisation))
    ):
        raise PermissionDenied
    if locked.status not in LIVE:
        raise _ended()
    locked.holds_place = True
    locked.is_flagged = False
    try:
        with transaction.atomic():
            locked.save(update_fields=["holds_place", "is_flagged"])
    except IntegrityError:
        raise ValidationError(
            _(
                "Another application from %(applicant)s already holds the place. Hand over that one"
                " or ask those who write it to withdraw it."
            )
            % {"applicant": locked.applicant_name},
            code="already_started",
        ) from None
    record_event(about=locked, action="accept_sender", actor=actor)
    return locked


@transaction.atomic
def hand_over(
    *, application: Application, to: Any, actor: Any, keep_previous: bool = True
) -> Collaborator:
    """SKR makes somebody responsible; the one before stays as a colleague or leaves."""
    locked = lock_application(application)
    if not actor.has_perm("applications.hand_over_application", locked):
        raise PermissionDenied
    if locked.status not in LIVE:
        raise _ended()
    previous = locked.collaborators.filter(is_owner=True).exclude(user=to)
    if keep_previous:
        previous.update(is_owner=False)
    else:
        previous.delete()
    owner, _created = Collaborator.objects.update_or_create(
        application=locked, user=to, defaults={"is_owner": True}
    )
    record_event(about=locked, action="hand_over", actor=actor, to=to.pk)
    queue_mail_to(
        to,
        kind="handed_over",
        about=locked,
        write=lambda: mails.handed_over(locked, actor),
    )
    return owner


@transaction.atomic
def ask_access(
    *, cohort: Cohort, organisation: Organisation, unit: Unit | None, actor: Any, message: str = ""
) -> AccessRequest:
    """Ask those who write the organisation's application to be let in.

    Asking again while the first question waits gives the first one back. The answer goes to
    colleagues from a known mail domain; where nobody is known, to the one responsible.
    """
    application = find_holder(cohort, organisation, unit)
    if application is None:
        raise ValidationError(
            _("There is no application to be let in to. You can start one."), code="not_started"
        )
    if application.has_collaborator(actor):
        raise ValidationError(_("You already write this application."), code="already_in")
    earlier = AccessRequest.objects.filter(application=application, user=actor).last()
    if earlier is not None and earlier.answered_at is None:
        return earlier
    if earlier is not None and earlier.granted is False:
        raise ValidationError(
            _("Your question was answered with no on %(day)s. Contact SKR if that is wrong.")
            % {"day": in_words(earlier.answered_at or today())},
            code="answered",
        )
    try:
        with transaction.atomic():
            request = AccessRequest.objects.create(
                application=application, user=actor, message=message
            )
    except IntegrityError:
        return AccessRequest.objects.get(
            application=application, user=actor, answered_at__isnull=True
        )
    for user in _gatekeepers(application):
        queue_mail_to(
            user,
            kind="access_asked",
            about=application,
            key=f"access-asked-{request.pk}-{user.pk}",
            write=lambda: mails.access_asked(application, request),
        )
    return request


@transaction.atomic
def answer_access(*, request: AccessRequest, granted: bool, actor: Any) -> AccessRequest:
    """Let the person in, or not; they are told either way."""
    locked = AccessRequest.objects.select_for_update().get(pk=request.pk)
    application = lock_application(locked.application)
    if not actor.has_perm("applications.answer_access_request", application):
        raise PermissionDenied
    if locked.answered_at is not None:
        raise ValidationError(_("Somebody has already answered."), code="answered")
    if granted and application.status not in LIVE:
        raise _ended()
    locked.granted = granted
    locked.answered_by = actor
    locked.answered_at = timezone.now()
    locked.save(update_fields=["granted", "answered_by", "answered_at"])
    if granted:
        Collaborator.objects.get_or_create(application=application, user=locked.user)
        if not is_known_sender(locked.user, application.organisation):
            application.is_flagged = True
            application.save(update_fields=["is_flagged"])
    record_event(
        about=application, action="answer_access", actor=actor, user=locked.user_id, granted=granted
    )
    queue_mail_to(
        locked.user,
        kind="access_answered",
        about=application,
        key=f"access-answered-{locked.pk}",
        write=lambda: mails.access_answered(application, locked),
    )
    return locked


def lock_application(application: Application) -> Application:
    """The row, locked until the transaction ends; everything that changes it starts here."""
    return Application.objects.select_for_update().get(pk=application.pk)


def _gatekeepers(application: Application) -> list[Any]:
    people = [one.user for one in application.collaborators.select_related("user")]
    known = set(application.organisation.mail_domains.values_list("domain", flat=True))
    return [user for user in people if user.mail_domain in known] or [
        one.user for one in application.collaborators.filter(is_owner=True).select_related("user")
    ]


def refuse_closed(cohort: Cohort, organisation: Organisation) -> None:
    """Raise, with the day, where the round takes no applications from the organisation today."""
    day = today()
    if cohort.is_open(day) or late_entry_for(cohort, organisation, day):
        return
    if cohort.opens_on and cohort.opens_on > day:
        raise ValidationError(
            _("%(cohort)s opens on %(day)s. You can apply from then on.")
            % {"cohort": cohort, "day": in_words(cohort.opens_on)},
            code="closed",
        )
    if cohort.closes_on and cohort.closes_on < day:
        raise ValidationError(
            _(
                "The last day to apply to %(cohort)s was %(day)s. Contact SKR if there is a reason"
                " to open the round for you."
            )
            % {"cohort": cohort, "day": in_words(cohort.closes_on)},
            code="closed",
        )
    raise ValidationError(
        _("%(cohort)s is not open for applications.") % {"cohort": cohort}, code="closed"
    )


def _settled_unit(
    terms: Terms, organisation: Organisation, unit: Unit | None, new: NewUnit | None
) -> Unit | None:
    if (unit or new) and not terms.asks_unit:
        raise ValidationError(
            _("In this round the whole organisation applies, not a part of it."), code="unit"
        )
    if unit is not None and unit.organisation_id != organisation.pk:
        raise ValidationError(
            _("%(unit)s does not belong to %(organisation)s. Choose another part.")
            % {"unit": unit, "organisation": organisation},
            code="unit",
        )
    if new is None:
        return unit
    found = organisation.units.filter(name__iexact=new.name).first()
    if found is not None:
        return found
    made, _created = Unit.objects.get_or_create(
        organisation=organisation, name=new.name, defaults={"kind": new.kind}
    )
    return made


def _refuse_too_many_started(cohort: Cohort, actor: Any) -> None:
    """SKR checks each by hand, so nobody fills the list with organisations that are not theirs."""
    started = Application.objects.live().filter(cohort=cohort, created_by=actor, is_flagged=True)
    if started.count() >= MOST_STARTED:
        raise ValidationError(
            _(
                "You have started %(most)d applications that SKR has not confirmed yet. Contact SKR"
                " before you start another."
            )
            % {"most": MOST_STARTED},
            code="too_many",
        )


def _already_started() -> ValidationError:
    return ValidationError(
        _("An application from your organisation has already been started. Ask to be let in."),
        code="already_started",
    )


def _ended() -> ValidationError:
    return ValidationError(
        _("The application is withdrawn or declined, so nothing can be changed in it."),
        code="ended",
    )
