"""The outbox's part of the world: wishes, the ledger of reminders, mails to groups, a gate."""

from datetime import date
from typing import Any

from cohorts.models import RoundReminder
from modellkonceptet.notifications.models import (
    Gate,
    MailAddress,
    Mailing,
    MailTemplate,
    Reminder,
)


def outbox_rows(owner: Any, message: Any, cohort: Any) -> dict[str, Any]:
    Gate.objects.get_or_create(name=Gate.DELIVERY)
    MailTemplate.objects.get_or_create(name="Tack", subject_sv="Tack", text_sv="Hej {namn}")
    RoundReminder.objects.get_or_create(cohort=cohort, rule="meetings.answer")
    Mailing.objects.get_or_create(subject_sv="Välkomna", text_sv="Hej {namn}", audience="Alla")
    return {
        "mail_address": MailAddress.objects.create(email=owner.email, refused=["news"]),
        "reminder": Reminder.objects.create(
            rule="meetings.answer",
            round_id=cohort.pk,
            subject=f"message-{message.pk}",
            address=owner.email,
            recipient=owner,
            due_on=date(2027, 3, 1),
            step=-7,
            day=date(2027, 2, 22),
            message=message,
        ),
    }
