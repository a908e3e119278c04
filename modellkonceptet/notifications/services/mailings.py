"""Mails to many: sent once, tried on oneself, and kept as templates."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from modellkonceptet.notifications.enums import REFUSABLE
from modellkonceptet.notifications.mailing_letters import Receiver, Texts, mailing_letter
from modellkonceptet.notifications.models import Mailing, MailTemplate, Message
from modellkonceptet.notifications.services.reminding import wishes_by_address
from modellkonceptet.notifications.services.writing import queue_mail, queue_mails
from modellkonceptet.notifications.wishes import wishes_path

KIND, TRIAL = "mailing", "mailing_trial"
MOST_RECEIVERS = 2000


@transaction.atomic
def send_mailing(
    *,
    ticket: UUID,
    subject_sv: str,
    text_sv: str,
    subject_en: str = "",
    text_en: str = "",
    topic: str = "",
    audience_words: str,
    letters: Iterable[Receiver],
    actor: Any,
) -> Mailing:
    """Write one mail to each receiver; the same `ticket` again returns what was sent.

    Those who refuse the topic are left out; mails to an address that fails are held. Raises
    ValidationError when there is nobody to write to, or too many, when the text can not be
    filled in, and when something else has been sent under the ticket.
    """
    _only_those_who_write(actor)
    texts = Texts(subject_sv, text_sv, subject_en, text_en)
    receivers = _willing(letters, topic)
    _refuse(texts, receivers)
    mailing, is_new = Mailing.objects.get_or_create(
        ticket=ticket,
        defaults={
            **vars(texts),
            "topic": topic,
            "audience": audience_words[:300],
            "written_by": actor,
        },
    )
    if not is_new:
        return _same(mailing, texts, topic)
    mails = (_mail(mailing, texts, each) for each in receivers)
    mailing.recipients = len(queue_mails(mails, is_bulk=True))
    mailing.save(update_fields=["recipients"])
    return mailing


@transaction.atomic
def send_trial(*, ticket: UUID, texts: Texts, receiver: Receiver, actor: Any) -> list[Message]:
    """The mail to oneself, in each language it has; the same text again gives no second one."""
    _only_those_who_write(actor)
    texts.refuse(receiver.known)
    return [
        queue_mail(
            kind=TRIAL,
            key=f"mailing-trial-{ticket}-{language}-{_digest(*vars(texts).values())}",
            to_email=actor.email,
            to_name=actor.name,
            language=language,
            recipient=actor,
            write=partial(mailing_letter, texts, receiver),
        )
        for language in texts.languages
    ]


@transaction.atomic
def save_template(*, keep_as: str, texts: Texts, known: Iterable[str], actor: Any) -> MailTemplate:
    """Keep the texts under a new name; the same once more changes nothing."""
    _only_those_who_write(actor)
    texts.refuse(known)
    template, is_new = MailTemplate.objects.get_or_create(name=keep_as, defaults=vars(texts))
    if not is_new and texts_of(template) != texts:
        raise ValidationError(
            {"keep_as": _("There is a template with that name. Choose another name.")}
        )
    return template


@transaction.atomic
def load_templates(*, rows: Iterable[dict[str, str]], reset: bool = False) -> tuple[int, int]:
    """Create the templates that come with the product; return how many are new and changed.

    What SKR has changed stands, unless `reset` brings the file's wording back.
    """
    created = changed = 0
    for row in rows:
        texts = {name: value.strip() for name, value in row.items() if name != "name"}
        template, is_new = MailTemplate.objects.get_or_create(name=row["name"], defaults=texts)
        created += is_new
        if reset and vars(texts_of(template)) != texts:
            changed += MailTemplate.objects.filter(pk=template.pk).update(**texts)
    return created, changed


def texts_of(written: Mailing | MailTemplate) -> Texts:
    return Texts(written.subject_sv, written.text_sv, written.subject_en, written.text_en)


def _only_those_who_write(actor: Any) -> None:
    if not actor.has_perm("notifications.write_to_group"):
        raise PermissionDenied


def _willing(letters: Iterable[Receiver], topic: str) -> list[Receiver]:
    """Each address once, without those who refuse what may be refused."""
    if topic and topic not in REFUSABLE:
        raise ValidationError(_("Choose whether the mail may be refused."))
    wishes = wishes_by_address() if topic else {}
    by_address = {each.recipient.key: each for each in letters}
    return [
        each
        for key, each in by_address.items()
        if key not in wishes or topic not in wishes[key].refused
    ]


def _refuse(texts: Texts, receivers: Sequence[Receiver]) -> None:
    if not receivers:
        raise ValidationError(_("There is nobody to write to."), code="nobody")
    if len(receivers) > MOST_RECEIVERS:
        raise ValidationError(
            _("A mail goes to at most %(most)d people. Now it would be %(n)d.")
            % {"most": MOST_RECEIVERS, "n": len(receivers)},
            code="too_many",
        )
    texts.refuse(receivers[0].known)


def _same(mailing: Mailing, texts: Texts, topic: str) -> Mailing:
    if (texts_of(mailing), mailing.topic) != (texts, topic):
        raise ValidationError(
            _("A mail has already been sent from this page. Open the page anew to write another."),
            code="sent_already",
        )
    return mailing


def _mail(mailing: Mailing, texts: Texts, receiver: Receiver) -> dict[str, Any]:
    who = receiver.recipient
    path = wishes_path(who.email) if mailing.topic else ""
    return {
        "key": f"mailing-{mailing.ticket}-{_digest(who.key)}",
        "kind": KIND,
        "mailing": mailing,
        "to_email": who.email,
        "to_name": who.name,
        "language": texts.language_for(who),
        "recipient": who.user_id,
        "topics": [mailing.topic] if mailing.topic else [],
        "write": partial(mailing_letter, texts, receiver, wishes_path=path),
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
