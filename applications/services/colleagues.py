"""Writing together: inviting colleagues, letting go of them, passing the responsibility on."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import mails
from applications.enums import LIVE
from applications.models import Application, Collaborator, Invitation
from applications.services.starting import is_known_sender, lock_application
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.services import queue_mail, queue_mail_to
from modellkonceptet.records.services import record_event

VALID_FOR = timedelta(days=30)
# So that nobody sends the world mails in an organisation's name, by taking back and inviting
# again or from one draft after another either.
MOST_OPEN = 20
MOST_A_DAY = 40


def invite_colleague(*, application: Application, email: str, actor: Any) -> Invitation:
    """Mail a link to a colleague; an address outside the known domains is flagged to SKR."""
    email = email.strip().lower()
    with transaction.atomic():
        locked = lock_application(application)
        if not actor.has_perm("applications.invite_colleague", locked):
            raise PermissionDenied
        _refuse_ended(locked)
        if locked.collaborators.filter(user__email__iexact=email).exists():
            raise ValidationError({"email": _("%(email)s already writes.") % {"email": email}})
        _replace_expired(locked, email)
        if open_invitations(locked).count() >= MOST_OPEN:
            raise ValidationError(
                _("%(most)d invitations are waiting for an answer. Take one back first.")
                % {"most": MOST_OPEN}
            )
        _refuse_too_many_today(actor)
        token = secrets.token_urlsafe(16)  # 128 bits
        domain = email.rpartition("@")[2]
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    application=locked,
                    email=email,
                    token_hash=hash_token(token),
                    is_flagged=not locked.organisation.mail_domains.filter(domain=domain).exists(),
                    invited_by=actor,
                )
        except IntegrityError:
            raise ValidationError(
                {"email": _("%(email)s is already invited.") % {"email": email}}
            ) from None
        record_event(
            about=locked,
            action="invite",
            actor=actor,
            email=email,
            outside_known_domains=invitation.is_flagged,
        )
        queue_mail(
            kind="invitation",
            to_email=email,
            about=invitation,
            language=actor.language,
            write=lambda: mails.invitation(
                locked, actor, token, civil_date(invitation.invited_at + VALID_FOR)
            ),
        )
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """The invitation behind a link, as long as it can be accepted."""
    return (
        Invitation.objects.filter(
            token_hash=hash_token(token),
            revoked_at__isnull=True,
            invited_at__gt=timezone.now() - VALID_FOR,
        )
        .select_related("application__cohort", "application__organisation", "invited_by")
        .first()
    )


def is_invited(user: Any, invitation: Invitation) -> bool:
    """Whether the invited address is one that the signed-in person has proved to be theirs."""
    if user.email.lower() == invitation.email.lower():
        return True
    return bool(
        user.emailaddress_set.filter(verified=True, email__iexact=invitation.email).exists()
    )


@transaction.atomic
def accept_invitation(*, token: str, actor: Any) -> Application:
    """Bind the invitation to the signed-in person, whose address must be the invited one.

    A link that was forwarded thus lets nobody else in. Accepting twice changes nothing.
    """
    found = find_invitation(token)
    if found is None:
        raise ValidationError(
            _("The invitation is taken back or too old. Ask your colleague for a new one."),
            code="gone",
        )
    invitation = Invitation.objects.select_for_update().get(pk=found.pk)
    application = lock_application(invitation.application)
    if not is_invited(actor, invitation):
        raise ValidationError(
            _(
                "The invitation was sent to %(invited)s, and you are signed in as %(email)s. Sign"
                " out and sign in with the invited address, or ask for a new invitation."
            )
            % {"invited": invitation.email, "email": actor.email},
            code="other_address",
        )
    if invitation.accepted_at is not None:
        if application.has_collaborator(actor):
            return application
        raise ValidationError(_("The invitation has already been used."), code="gone")
    if invitation.revoked_at is not None:
        raise ValidationError(
            _("The invitation is taken back or too old. Ask your colleague for a new one."),
            code="gone",
        )
    _refuse_ended(application)
    invitation.accepted_by = actor
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    Collaborator.objects.get_or_create(application=application, user=actor)
    if not is_known_sender(actor, application.organisation) and not application.is_flagged:
        application.is_flagged = True
        application.save(update_fields=["is_flagged"])
    record_event(about=application, action="accept_invitation", actor=actor)
    return application


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Any) -> Invitation:
    """Take an invitation back; the link then leads nowhere."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not actor.has_perm("applications.invite_colleague", locked.application):
        raise PermissionDenied
    if locked.accepted_at is not None:
        raise ValidationError(
            _("The colleague has already accepted. Remove the person from the list instead.")
        )
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        record_event(
            about=locked.application, action="revoke_invitation", actor=actor, email=locked.email
        )
    return locked


@transaction.atomic
def remove_collaborator(*, collaborator: Collaborator, actor: Any) -> None:
    """The one responsible removes a colleague, or a colleague leaves."""
    application = lock_application(collaborator.application)
    if actor.pk != collaborator.user_id and not _is_responsible(application, actor):
        raise PermissionDenied
    if Collaborator.objects.get(pk=collaborator.pk).is_owner:
        raise ValidationError(
            _("The one responsible can’t leave. Make a colleague responsible first.")
        )
    record_event(
        about=application, action="remove_colleague", actor=actor, user=collaborator.user_id
    )
    collaborator.delete()


@transaction.atomic
def transfer_responsibility(*, collaborator: Collaborator, actor: Any) -> Collaborator:
    """The one responsible passes it on to a colleague who already writes."""
    application = lock_application(collaborator.application)
    if not _is_responsible(application, actor):
        raise PermissionDenied
    application.collaborators.filter(is_owner=True).update(is_owner=False)
    collaborator.is_owner = True
    collaborator.save(update_fields=["is_owner"])
    record_event(
        about=application, action="transfer_responsibility", actor=actor, to=collaborator.user_id
    )
    if collaborator.user_id != actor.pk:
        queue_mail_to(
            collaborator.user,
            kind="handed_over",
            about=application,
            write=lambda: mails.handed_over(application, actor),
        )
    return collaborator


def open_invitations(application: Application) -> Any:
    """Invitations that wait for an answer."""
    return application.invitations.filter(
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        invited_at__gt=timezone.now() - VALID_FOR,
    )


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_too_many_today(actor: Any) -> None:
    since = timezone.now() - timedelta(days=1)
    if Invitation.objects.filter(invited_by=actor, invited_at__gt=since).count() >= MOST_A_DAY:
        raise ValidationError(
            _("You have sent %(most)d invitations in a day. Wait until tomorrow with the next one.")
            % {"most": MOST_A_DAY},
            code="too_many",
        )


def _replace_expired(application: Application, email: str) -> None:
    application.invitations.filter(
        email=email,
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        invited_at__lte=timezone.now() - VALID_FOR,
    ).update(revoked_at=timezone.now())


def _is_responsible(application: Application, user: Any) -> bool:
    return application.collaborators.filter(user=user, is_owner=True).exists()


def _refuse_ended(application: Application) -> None:
    if application.status not in LIVE:
        raise ValidationError(
            _("The application is withdrawn or declined, so nothing can be changed in it."),
            code="ended",
        )
