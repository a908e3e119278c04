"""What the page for a mail to a group offers, previews, and says of earlier ones."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application
from cohorts.enums import Phase
from cohorts.models import Cohort, Group, MentorPromise, Organisation, Participation
from cohorts.querysets import swedish
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.mailing_letters import (
    PLACEHOLDERS,
    Receiver,
    Texts,
    mailing_letter,
)
from modellkonceptet.notifications.models import Mailing, MailTemplate
from modellkonceptet.notifications.reminder_rules import Recipient
from reporting.group_mail import Person, round_values

AT_WORK = (Phase.OPEN, Phase.DECIDING, Phase.RUNNING)
_LATER = (MessageStatus.WAITING, MessageStatus.QUEUED, MessageStatus.SENDING)


class Offer:
    """What there is to choose among, for the round that is named, or the one at work."""

    def __init__(self, user: Any, slug: str = "") -> None:
        self._user = user
        self._slug = slug

    @cached_property
    def rounds(self) -> list[Cohort]:
        return list(Cohort.objects.visible_to(self._user).filter(is_historical=False))

    @cached_property
    def cohort(self) -> Cohort | None:
        day = today()
        named = (one for one in self.rounds if one.slug == self._slug)
        at_work = (one for one in self.rounds if one.phase(day) in AT_WORK)
        return next(named, None) or next(at_work, None) or next(iter(self.rounds), None)

    @cached_property
    def organisations(self) -> dict[int, str]:
        """Those who apply, take part or mentor in the round, by name."""
        rows = [
            model.objects.visible_to(self._user).filter(
                cohort=self.cohort, organisation=OuterRef("pk")
            )
            for model in (Application, Participation, MentorPromise)
        ]
        found = Organisation.objects.visible_to(self._user).filter(
            Exists(rows[0]) | Exists(rows[1]) | Exists(rows[2])
        )
        return dict(found.order_by(swedish("name")).values_list("pk", "name"))

    @cached_property
    def groups(self) -> dict[int, Group]:
        found = Group.objects.standing().visible_to(self._user).filter(cohort=self.cohort)
        return {each.pk: each for each in found}

    @cached_property
    def templates(self) -> dict[int, MailTemplate]:
        found = MailTemplate.objects.visible_to(self._user).filter(is_active=True)
        return {each.pk: each for each in found}

    @property
    def known(self) -> list[str]:
        """The placeholders that the round can fill in."""
        values = round_values(self.cohort) if self.cohort else {}
        return [name for name in PLACEHOLDERS if values.get(name, name)]

    @property
    def placeholders(self) -> list[str]:
        return [f"{{{name}}}" for name in self.known]


@dataclass(frozen=True)
class Preview:
    """The mail to one receiver in one language, as its reader sees it."""

    language: str
    name: str
    letter: MailText

    @property
    def label(self) -> str:
        return str(dict(settings.LANGUAGES)[self.language])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return [
            {"items": part} if isinstance(part, list) else {"text": part}
            for part in self.letter.paragraphs
        ]


def previews(texts: Texts, receiver: Receiver) -> list[Preview]:
    """One for each language that is written."""
    found = []
    for language in texts.languages:
        with override(language):
            letter = mailing_letter(texts, receiver)
        found.append(Preview(language, receiver.recipient.name, letter))
    return found


def trial_receiver(user: Any, cohort: Cohort, like: Person | None) -> Receiver:
    """The writer, with what would be filled in for the first receiver."""
    me = Recipient(user.email, user.name, user.language, user.pk)

    def values() -> dict[str, str]:
        place = like.receiver().values()["organisation"] if like else settings.ORGANISER_NAME
        return round_values(cohort) | {"namn": str(user), "organisation": place}

    return Receiver(me, values=values, reason=lambda: _("You get this mail because you try it."))


def earlier_mailings(user: Any) -> QuerySet:
    """Newest first, each with how many of its mails are where."""
    counts = {
        "sent": (MessageStatus.SENT,),
        "waiting": _LATER,
        "held": (MessageStatus.HELD,),
        "failed": (MessageStatus.FAILED,),
    }
    return (
        Mailing.objects.visible_to(user)
        .select_related("written_by")
        .annotate(
            **{
                name: Count("messages", filter=Q(messages__status__in=statuses))
                for name, statuses in counts.items()
            }
        )
        .order_by("-created_at", "-pk")
    )
