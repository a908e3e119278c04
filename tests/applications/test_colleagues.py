"""Inviting, accepting, letting go and passing on."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import Application, Collaborator, Invitation
from applications.services.colleagues import (
    MOST_OPEN,
    accept_invitation,
    find_invitation,
    hash_token,
    invite_colleague,
    open_invitations,
    remove_collaborator,
    revoke_invitation,
    transfer_responsibility,
)
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(applicant: User) -> Application:
    lund = factories.make_organisation("Lund", domain="lund.example")
    return factories.make_application(organisation=lund, owner=applicant)


def invite(application: Application, email: str, actor: User) -> tuple[Invitation, str]:
    """The invitation and the token from its mail."""
    invitation = invite_colleague(application=application, email=email, actor=actor)
    mail = Message.objects.get(about_type="applications.invitation", about_id=invitation.pk)
    found = re.search(r"/inbjudan/([\w-]+)/", mail.body_text)
    assert found
    return invitation, found[1]


def test_the_link_is_kept_as_a_hash(
    application: Application, applicant: User, strategist: User
) -> None:
    invitation, token = invite(application, " Strateg@Lund.example ", applicant)
    assert (invitation.email, invitation.is_flagged) == ("strateg@lund.example", False)
    assert invitation.token_hash == hash_token(token)
    assert len(token) >= 22  # 128 bits in base64


def test_an_unknown_domain_is_flagged_and_not_refused(
    application: Application, applicant: User, stranger: User
) -> None:
    invitation, token = invite(application, stranger.email, applicant)
    assert invitation.is_flagged is True
    accept_invitation(token=token, actor=stranger)
    application.refresh_from_db()
    assert application.is_flagged is True


def test_accepting_lets_in_and_twice_changes_nothing(
    application: Application, applicant: User, strategist: User
) -> None:
    invitation, token = invite(application, strategist.email, applicant)
    assert accept_invitation(token=token, actor=strategist) == application
    assert accept_invitation(token=token, actor=strategist) == application
    invitation.refresh_from_db()
    assert invitation.accepted_by == strategist
    assert application.collaborators.count() == 2


def test_a_forwarded_link_lets_nobody_else_in(
    application: Application, applicant: User, strategist: User, politician: User
) -> None:
    _invitation, token = invite(application, strategist.email, applicant)
    with pytest.raises(ValidationError) as refusal:
        accept_invitation(token=token, actor=politician)
    assert refusal.value.code == "other_address"
    assert application.collaborators.count() == 1


def test_a_second_address_counts_once_it_is_verified(
    application: Application, applicant: User, strategist: User
) -> None:
    _invitation, token = invite(application, "kansli@lund.example", applicant)
    address = EmailAddress.objects.create(
        user=strategist, email="kansli@lund.example", verified=False
    )
    with pytest.raises(ValidationError):
        accept_invitation(token=token, actor=strategist)
    address.verified = True
    address.save()
    assert accept_invitation(token=token, actor=strategist) == application


def test_a_revoked_or_old_link_leads_nowhere(
    application: Application, applicant: User, strategist: User
) -> None:
    invitation, token = invite(application, strategist.email, applicant)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert find_invitation(token) is None
        with pytest.raises(ValidationError):
            accept_invitation(token=token, actor=strategist)
        invite(application, strategist.email, applicant)
    revoke_invitation(invitation=invitation, actor=applicant)
    with pytest.raises(ValidationError) as refusal:
        accept_invitation(token=token, actor=strategist)
    assert refusal.value.code == "gone"


def test_nobody_is_invited_twice(
    application: Application, applicant: User, strategist: User
) -> None:
    invite(application, strategist.email, applicant)
    with pytest.raises(ValidationError):
        invite_colleague(application=application, email=strategist.email, actor=applicant)
    with pytest.raises(ValidationError):
        invite_colleague(application=application, email=applicant.email, actor=applicant)
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


def test_invitations_have_a_limit(application: Application, applicant: User) -> None:
    for number in range(MOST_OPEN):
        invite_colleague(application=application, email=f"p{number}@lund.example", actor=applicant)
    with pytest.raises(ValidationError):
        invite_colleague(application=application, email="en.till@lund.example", actor=applicant)


def test_others_may_not_invite_or_revoke(
    application: Application, applicant: User, stranger: User, project_lead: User
) -> None:
    invitation, _token = invite(application, "x@lund.example", applicant)
    for person in (stranger, project_lead):
        with pytest.raises(PermissionDenied):
            invite_colleague(application=application, email="y@lund.example", actor=person)
        with pytest.raises(PermissionDenied):
            revoke_invitation(invitation=invitation, actor=person)
    assert list(open_invitations(application)) == [invitation]


def test_an_accepted_invitation_cannot_be_taken_back(
    application: Application, applicant: User, strategist: User
) -> None:
    invitation, token = invite(application, strategist.email, applicant)
    accept_invitation(token=token, actor=strategist)
    with pytest.raises(ValidationError):
        revoke_invitation(invitation=invitation, actor=applicant)


def test_a_withdrawn_application_takes_no_colleagues(applicant: User) -> None:
    application = factories.make_application(owner=applicant, status=ApplicationStatus.WITHDRAWN)
    with pytest.raises(ValidationError) as refusal:
        invite_colleague(application=application, email="x@lund.example", actor=applicant)
    assert refusal.value.code == "ended"


def test_the_responsible_removes_and_a_colleague_leaves(
    application: Application, applicant: User, strategist: User, politician: User
) -> None:
    one, two = (
        Collaborator.objects.create(application=application, user=user)
        for user in (strategist, politician)
    )
    with pytest.raises(PermissionDenied):
        remove_collaborator(collaborator=two, actor=strategist)
    remove_collaborator(collaborator=two, actor=applicant)
    remove_collaborator(collaborator=one, actor=strategist)
    assert list(application.collaborators.values_list("user", flat=True)) == [applicant.pk]


def test_the_responsible_stays_until_somebody_else_is(
    application: Application, applicant: User, strategist: User
) -> None:
    colleague = Collaborator.objects.create(application=application, user=strategist)
    owner = application.collaborators.get(user=applicant)
    with pytest.raises(ValidationError):
        remove_collaborator(collaborator=owner, actor=applicant)
    with pytest.raises(PermissionDenied):
        transfer_responsibility(collaborator=colleague, actor=strategist)
    transfer_responsibility(collaborator=colleague, actor=applicant)
    owners = application.collaborators.filter(is_owner=True)
    assert list(owners.values_list("user", flat=True)) == [strategist.pk]
    remove_collaborator(collaborator=application.collaborators.get(user=applicant), actor=applicant)
    assert AuditEntry.objects.about(application).filter(action="remove_colleague").count() == 1


def test_each_mail_greets_its_receiver(application: Application, applicant: User) -> None:
    invite_colleague(application=application, email="ny@lund.example", actor=applicant)
    mail: Any = Message.objects.get()
    assert (mail.to_email, mail.recipient, applicant.name in mail.subject) == (
        "ny@lund.example",
        None,
        True,
    )
