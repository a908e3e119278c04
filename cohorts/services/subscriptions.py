"""Telling those who wait when a round opens. An address is used once its owner confirms it."""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, RoundSubscriber
from modellkonceptet.civil_dates import in_words
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import queue_mail

CONFIRM = "cohorts.subscription.confirm"
UNSUBSCRIBE = "cohorts.subscription.unsubscribe"
CONFIRM_WITHIN = timedelta(days=7)


@transaction.atomic
def subscribe(*, email: str, language: str = "sv") -> None:
    """Ask the address to confirm. The answer is the same whether it is known or not.

    An address gets at most one such mail an hour, however often somebody types it.
    """
    subscriber = _find_or_add(email.strip(), language)
    hour = timezone.now().strftime("%Y%m%d%H")
    queue_mail(
        kind="subscription",
        to_email=subscriber.email,
        language=language,
        write=lambda: (
            _already_mail(subscriber) if subscriber.confirmed_at else _confirm_mail(subscriber)
        ),
        about=subscriber,
        key=f"subscription-{subscriber.pk}-{hour}",
    )


def confirm_subscription(*, token: str) -> RoundSubscriber:
    """Confirm by the mailed link. Raises ValidationError when it is wrong or too old."""
    subscriber = _read(token, CONFIRM, CONFIRM_WITHIN)
    if subscriber is None:
        raise ValidationError(
            _("The link is no longer valid. Enter your address again and we send a new one."),
            code="bad_link",
        )
    RoundSubscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(
        confirmed_at=timezone.now()
    )
    subscriber.refresh_from_db()
    return subscriber


def unsubscribe(*, token: str) -> None:
    """Remove the address by the link in a mail; doing it again changes nothing."""
    try:
        key = signing.loads(token, salt=UNSUBSCRIBE)
    except signing.BadSignature as error:
        raise ValidationError(
            _("The link is incomplete. Copy the whole link from the mail."), code="bad_link"
        ) from error
    RoundSubscriber.objects.filter(pk=key).delete()


def announce_openings(*, today: date | None = None) -> int:
    """One mail to every confirmed subscriber for every round that is open; return how many.

    May run any number of times: what has been written is not written again, and a day on
    which nothing ran is made up for while the round is open.
    """
    count = 0
    for cohort in Cohort.objects.open_on(today or civil_today()):
        prefix = f"opening-{cohort.pk}-"
        told = set(Message.objects.filter(key__startswith=prefix).values_list("key", flat=True))
        for subscriber in RoundSubscriber.objects.exclude(confirmed_at=None).order_by("pk"):
            if f"{prefix}{subscriber.pk}" not in told:
                _announce(cohort, subscriber)
                count += 1
    return count


@transaction.atomic
def _announce(cohort: Cohort, subscriber: RoundSubscriber) -> None:
    queue_mail(
        kind="round_opened",
        to_email=subscriber.email,
        language=subscriber.language,
        write=lambda: _opening_mail(cohort, subscriber),
        about=cohort,
        key=f"opening-{cohort.pk}-{subscriber.pk}",
    )


def _find_or_add(email: str, language: str) -> RoundSubscriber:
    found = RoundSubscriber.objects.filter(email__iexact=email).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return RoundSubscriber.objects.create(email=email, language=language)
    except IntegrityError:  # the same address at the same moment
        return RoundSubscriber.objects.get(email__iexact=email)


def _read(token: str, salt: str, within: timedelta) -> RoundSubscriber | None:
    try:
        key = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
    return RoundSubscriber.objects.filter(pk=key).first()


def _confirm_path(subscriber: RoundSubscriber) -> str:
    token = signing.dumps(subscriber.pk, salt=CONFIRM)
    return reverse("cohorts:confirm_subscription", args=[token])


def _unsubscribe_path(subscriber: RoundSubscriber) -> str:
    token = signing.dumps(subscriber.pk, salt=UNSUBSCRIBE)
    return reverse("cohorts:unsubscribe", args=[token])


def _confirm_mail(subscriber: RoundSubscriber) -> MailText:
    return MailText(
        subject=_("Confirm that you want to know when the next round opens"),
        paragraphs=[
            _("Somebody has entered your address to be told when the next round opens."),
            _(
                "Confirm with the link below. It works for seven days. If it was not you,"
                " do nothing: we then write no more."
            ),
        ],
        reason=_("You get this mail because your address was entered on our site."),
        action_label=_("Confirm my address"),
        action_path=_confirm_path(subscriber),
    )


def _already_mail(subscriber: RoundSubscriber) -> MailText:
    return MailText(
        subject=_("You already get a mail when the next round opens"),
        paragraphs=[
            _("Your address is on our list. You need not do anything."),
            _("With the link below you leave the list."),
        ],
        reason=_("You get this mail because your address was entered on our site."),
        action_label=_("Leave the list"),
        action_path=_unsubscribe_path(subscriber),
    )


def _opening_mail(cohort: Cohort, subscriber: RoundSubscriber) -> MailText:
    paragraphs: list[str | list[str]] = [
        _("%(round)s is open for applications.") % {"round": cohort.name}
    ]
    if cohort.closes_on:
        paragraphs.append(
            _("The last day to apply is %(day)s.") % {"day": in_words(cohort.closes_on)}
        )
    return MailText(
        subject=_("%(round)s is open for applications") % {"round": cohort.name},
        paragraphs=paragraphs,
        reason=_(
            "You get this mail because you asked to know when the next round opens."
            " Leave the list here: %(address)s"
        )
        % {"address": f"{settings.SITE_URL}{_unsubscribe_path(subscriber)}"},
        action_label=_("Read the invitation and apply"),
        action_path=cohort.get_absolute_url(),
    )
