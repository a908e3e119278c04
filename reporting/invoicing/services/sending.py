"""Sending: by mail with the PDF, through the provider of the access point, or noted by hand."""

import hashlib
import io
import logging
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Participation
from modellkonceptet.civil_dates import clock, in_words
from modellkonceptet.notifications.services.writing import queue_mail
from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.models import StoredFile
from reporting.invoicing.billing import billing_address
from reporting.invoicing.document import from_data
from reporting.invoicing.enums import FileForm, SendingWay
from reporting.invoicing.invoice_mails import invoice_mail
from reporting.invoicing.models import Invoice, InvoiceFile, Sending
from reporting.invoicing.providers import ProviderError, provider_in_use

logger = logging.getLogger(__name__)
LANGUAGE = "sv"
LONGEST_PROVIDER_ID = 100
# The same content gives the same archive: the invoices carry their own dates.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Outcome:
    """Of several at once: how many were sent, and why the others were not."""

    sent: int
    refused: tuple[tuple[Invoice, str], ...]


@transaction.atomic
def mail_invoice(*, invoice: Invoice, seen: int, actor: Any) -> list[Sending]:
    """Mail the PDF to each of the organisation's invoice addresses.

    `seen` is how many sendings the page told of: of two who press at once, one is refused.
    """
    _lock(invoice, seen, actor)
    stored = stored_file(invoice, FileForm.PDF)
    receivers = receivers_of(invoice)
    document = from_data(invoice.document)
    sendings = []
    for receiver in receivers:
        message = queue_mail(
            kind="invoice",
            to_email=receiver,
            write=lambda: invoice_mail(document),
            about=invoice,
            language=LANGUAGE,
            attachments=[stored],
        )
        sendings.append(
            Sending.objects.create(
                invoice=invoice,
                way=SendingWay.MAIL,
                receiver=receiver,
                message=message,
                sent_by=actor,
            )
        )
    return sendings


@transaction.atomic
def hand_to_provider(*, invoice: Invoice, seen: int, actor: Any) -> Sending:
    """Give the e-invoice to the provider. Once: the buyer must not get it twice."""
    _lock(invoice, seen, actor)
    if invoice.sendings.filter(way=SendingWay.PROVIDER).exists():
        raise ValidationError(
            _("%(number)s has been handed over already.") % {"number": invoice.number},
            code="handed_over_already",
        )
    provider = provider_in_use()
    if provider is None:
        raise ValidationError(
            _("No provider of an access point is set up. Fetch the e-invoice and send it by hand."),
            code="no_provider",
        )
    xml = _content(stored_file(invoice, FileForm.XML))
    try:
        provider_id = provider.hand_over(number=invoice.number, xml=xml)
    except ProviderError as error:
        raise ValidationError(str(error), code="provider_refused") from error
    return Sending.objects.create(
        invoice=invoice, way=SendingWay.PROVIDER, provider_id=provider_id, sent_by=actor
    )


@transaction.atomic
def mark_sent(
    *, invoice: Invoice, provider_id: str, seen: int, actor: Any, sent_at: datetime | None = None
) -> Sending:
    """Note that it was carried to the access point by hand, and by what id it is known there.

    Without `sent_at` it was now. People write whole minutes: that in which it was issued is right.
    """
    provider_id = clean_text(provider_id, multiline=False)
    if len(provider_id) > LONGEST_PROVIDER_ID:
        raise ValidationError(
            _("The provider’s id has at most %(n)d characters.") % {"n": LONGEST_PROVIDER_ID}
        )
    now = timezone.now()
    sent_at = sent_at or now
    if sent_at > now:
        raise ValidationError({"sent_on": _("That time has not come yet.")})
    if sent_at < invoice.issued_at.replace(second=0, microsecond=0):
        said = {"number": invoice.number, "issued": _moment(invoice.issued_at)}
        raise ValidationError(
            {
                "sent_on": _("%(number)s was issued %(issued)s, and cannot have been sent before.")
                % said
            },
        )
    _lock(invoice, seen, actor)
    return Sending.objects.create(
        invoice=invoice,
        way=SendingWay.BY_HAND,
        provider_id=provider_id,
        sent_by=actor,
        sent_at=sent_at,
    )


def _moment(moment: datetime) -> str:
    return f"{in_words(moment, weekday=False, year=True)} {clock(moment)}"


def send_each(invoices: Iterable[Invoice], send: Callable[[Invoice], Any]) -> Outcome:
    """Each in a transaction of its own: one that is refused keeps no other waiting."""
    sent, refused = 0, []
    for invoice in invoices:
        try:
            send(invoice)
        except ValidationError as error:
            refused.append((invoice, " ".join(error.messages)))
        else:
            sent += 1
    return Outcome(sent, tuple(refused))


def receivers_of(invoice: Invoice) -> list[str]:
    """The addresses as they stand today. Raises ValidationError for none, or a wrong one."""
    typed = billing_address(invoice.participation).emails.split(",")
    receivers = list(dict.fromkeys(filter(None, map(str.strip, typed))))
    if not receivers:
        raise ValidationError(
            _("%(who)s has given no address for invoices by e-mail.")
            % {"who": invoice.participation},
            code="no_address",
        )
    for receiver in receivers:
        try:
            validate_email(receiver)
        except ValidationError as error:
            raise ValidationError(
                _("“%(address)s” is no e-mail address. Correct the billing details first.")
                % {"address": receiver},
                code="wrong_address",
            ) from error
    return receivers


def stored_file(invoice: Invoice, form: FileForm) -> StoredFile:
    """Raises ValidationError while it has not been made, and if it has been changed on the disk."""
    found = InvoiceFile.objects.filter(invoice=invoice, form=form).select_related("stored").first()
    if found is None:
        raise ValidationError(
            _("The files of %(number)s are still being made. Try again in a while.")
            % {"number": invoice.number},
            code="no_files",
        )
    _read(found, invoice.number)
    return found.stored


def xml_archive(invoices: Sequence[Invoice]) -> bytes:
    """Their e-invoices as a ZIP. Raises ValidationError if one of them has none yet."""
    files = {
        one.invoice_id: one
        for one in InvoiceFile.objects.filter(
            invoice__in=invoices, form=FileForm.XML
        ).select_related("stored")
    }
    if missing := [one.number for one in invoices if one.pk not in files]:
        raise ValidationError(
            _("The files of %(number)s are still being made. Try again in a while.")
            % {"number": ", ".join(missing)},
            code="no_files",
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for invoice in invoices:
            file = files[invoice.pk]
            info = zipfile.ZipInfo(file.stored.name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _read(file, invoice.number))
    return content.getvalue()


def _read(file: InvoiceFile, number: str) -> bytes:
    """Its bytes, which are those that were kept when it was made, or nothing is handed out."""
    try:
        found = _content(file.stored)
    except OSError:
        found = b""
    if hashlib.sha256(found).hexdigest() != file.sha256:
        logger.error("A file of invoice %s is not the one that was kept", number)
        raise ValidationError(
            _("The file of %(number)s has been damaged on the server. Tell SKR’s project lead.")
            % {"number": number},
            code="damaged",
        )
    return found


def _content(stored: StoredFile) -> bytes:
    with stored.content.open("rb") as file:
        found: bytes = file.read()
    return found


def _lock(invoice: Invoice, seen: int, actor: Any) -> None:
    if not actor.has_perm("invoicing.send_invoice"):
        raise PermissionDenied
    Participation.objects.select_for_update().get(pk=invoice.participation_id)
    if invoice.sendings.count() != seen:
        raise ValidationError(
            _("%(number)s was sent by somebody else meanwhile.") % {"number": invoice.number},
            code="sent_meanwhile",
        )
