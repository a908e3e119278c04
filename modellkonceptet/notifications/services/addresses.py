"""Addresses that mails do not reach, and what waits for them."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.notifications.services.handling import HANDLE, hold_all, release_all
from modellkonceptet.notifications.services.writing import ADDRESS_FAILS
from modellkonceptet.records.services import record_event

# What has waited longer has been overtaken; a person chooses whether it goes.
STILL_NEWS = timedelta(days=7)


@transaction.atomic
def mark_failing(*, email: str, why: str, actor: Any) -> MailAddress:
    """Hold what waits for the address, and all that will be written to it.

    `actor` None is the mail server's own refusal. An address keeps the day it began to fail.
    """
    _refuse_strangers(actor)
    address = _lock(email)
    address.failing_since = address.failing_since or timezone.now()
    address.failing_because, address.marked_by = why, actor
    address.save(update_fields=["failing_since", "failing_because", "marked_by"])
    hold_all(
        messages=Message.objects.filter(to_email__iexact=email), actor=actor, note=ADDRESS_FAILS
    )
    record_event(about=address, action="mark_failing", actor=actor, note=why)
    return address


@transaction.atomic
def mark_working(*, email: str, actor: Any) -> int:
    """Mails go to the address again; return how many of those that waited do.

    Doing it again changes nothing.
    """
    _refuse_strangers(actor)
    address = _lock(email)
    if address.failing_since is None:
        return 0
    address.failing_since, address.failing_because, address.marked_by = None, "", None
    address.save(update_fields=["failing_since", "failing_because", "marked_by"])
    record_event(about=address, action="mark_working", actor=actor)
    waiting = Message.objects.filter(
        to_email__iexact=email,
        note=ADDRESS_FAILS,
        created_at__gte=timezone.now() - STILL_NEWS,
    )
    return release_all(messages=waiting, actor=actor)


def _lock(email: str) -> MailAddress:
    """The address's row, written if it has none."""
    rows = MailAddress.objects.select_for_update().filter(email__iexact=email)
    if found := rows.first():
        return found
    try:
        with transaction.atomic():
            return MailAddress.objects.create(email=email)
    except IntegrityError:  # the same address at the same moment
        return rows.get()


def _refuse_strangers(actor: Any) -> None:
    if actor is not None and not actor.has_perm(HANDLE):
        raise PermissionDenied
