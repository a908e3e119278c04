"""A participant's invoice address: corrected, and asked for."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import postnummer

from cohorts.models import Cohort, Participation, TeamMember
from cohorts.reference_pattern import fits
from cohorts.services.teams import COORDINATING
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.services.writing import queue_mail, queue_mail_to
from modellkonceptet.plain_text import clean_text
from reporting.invoicing.billing import billing_address, gaps_of
from reporting.invoicing.billing_mails import asked_for_billing
from reporting.invoicing.candidates import candidates_of
from reporting.invoicing.models import BillingAddress
from reporting.invoicing.numbers import is_endpoint

FIELDS = ("reference", "address", "postcode", "town", "emails", "peppol_scheme", "peppol_id")
MOST_LINES = 4


@transaction.atomic
def correct_billing(
    *, participation: Participation, values: Mapping[str, str], seen: int, actor: Any
) -> BillingAddress:
    """Write what was corrected; what is left empty is still missing.

    Raises ValidationError by field, or if somebody else has changed it since the page was shown.
    """
    if not actor.has_perm("invoicing.change_billing", participation):
        raise PermissionDenied
    home, row = _locked(participation)
    if row.version != seen:
        raise ValidationError(
            _("Somebody else has changed the invoice address meanwhile. Look at it again."),
            code="changed_meanwhile",
        )
    for name, value in _checked(home, values).items():
        setattr(row, name, value)
    row.version += 1
    row.changed_by = actor
    row.full_clean(exclude=["participation", "changed_by"], validate_unique=False)
    row.save()
    return row


@transaction.atomic
def ask_for_billing(*, participation: Participation, actor: Any) -> int:
    """Ask those who coordinate the participation to complete it; returns how many are asked.

    Asking again the same day sends nothing more.
    """
    if not actor.has_perm("invoicing.see_invoices"):
        raise PermissionDenied
    home, row = _locked(participation)
    gaps = gaps_of(home, row)
    if not gaps:
        raise ValidationError(_("Nothing is missing any more."), code="whole")
    people = TeamMember.objects.current().filter(participation=home, function__in=COORDINATING)
    receivers = [one for one in people.select_related("user") if one.user or one.email]
    if not receivers:
        raise ValidationError(
            _("Nobody who coordinates the participation has an e-mail address."), code="nobody"
        )
    for one in receivers:
        parts: dict[str, Any] = {
            "kind": "billing_asked",
            "about": home,
            "write": partial(asked_for_billing, home, gaps),
            "key": f"billing_asked:{home.pk}:{today()}:{one.pk}",
        }
        if one.user:
            queue_mail_to(one.user, **parts)
        else:
            queue_mail(to_email=one.email, to_name=one.name, **parts)
    row.asked_at = timezone.now()
    row.save()
    return len(receivers)


def ask_round_for_billing(*, cohort: Cohort, actor: Any) -> tuple[int, list[Participation]]:
    """Ask everybody of the round who lacks something.

    Returns how many participants were asked, and those in which nobody can be reached by mail.
    """
    asked, unreached = 0, []
    for one in candidates_of(cohort):
        if not one.lacks_something:
            continue
        try:
            ask_for_billing(participation=one.participation, actor=actor)
        except ValidationError as error:
            if error.code == "nobody":  # else it was completed meanwhile
                unreached.append(one.participation)
        else:
            asked += 1
    return asked, unreached


def _locked(participation: Participation) -> tuple[Participation, BillingAddress]:
    """The participation is what is locked: its address may have no row yet."""
    Participation.objects.select_for_update().get(pk=participation.pk)
    home = Participation.objects.select_related("organisation", "unit", "cohort").get(
        pk=participation.pk
    )
    return home, billing_address(home)


def _checked(home: Participation, values: Mapping[str, str]) -> dict[str, str]:
    found = {
        name: clean_text(values[name], multiline=name == "address")
        for name in FIELDS
        if name in values
    }
    errors: dict[str, str] = {}
    if found.get("reference") and not fits(home.organisation.reference_pattern, found["reference"]):
        errors["reference"] = _not_as_written(home)
    if len(found.get("address", "").splitlines()) > MOST_LINES:
        errors["address"] = _("Write the address in at most four lines.")
    if found.get("postcode"):
        try:
            found["postcode"] = postnummer.format(postnummer.validate(found["postcode"]))
        except NumberError:
            errors["postcode"] = _("Write the postcode with five digits, for instance 221 00")
    if "emails" in found:
        found["emails"], wrong = _addresses(found["emails"])
        if wrong:
            errors["emails"] = _("This is not an e-mail address: %(wrong)s") % {"wrong": wrong}
    if "peppol_id" in found:
        errors |= _check_peppol(found)
    if errors:
        raise ValidationError(errors)
    return found


def _not_as_written(home: Participation) -> str:
    hint = home.organisation.reference_hint
    if hint:
        return _("The organisation writes its references otherwise: %(hint)s") % {"hint": hint}
    return _("The organisation writes its references otherwise. Check it with its finance office.")


def _addresses(text: str) -> tuple[str, str]:
    """The addresses with a comma between, and the first that is none."""
    parts = [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]
    for one in parts:
        try:
            validate_email(one)
        except ValidationError:
            return text, one
    return ", ".join(parts), ""


def _check_peppol(found: dict[str, str]) -> dict[str, str]:
    scheme = found.get("peppol_scheme", "")
    number = found["peppol_id"] = found["peppol_id"].replace("-", "").replace(" ", "")
    if scheme and not number:
        return {"peppol_id": _("Write the Peppol id, or choose no kind")}
    if number and not scheme:
        return {"peppol_scheme": _("Choose which kind of Peppol id it is")}
    if number and not is_endpoint(scheme, number):
        return {
            "peppol_id": _(
                "The Peppol id does not add up. An organisation number has ten digits and a GLN"
                " thirteen; the last is a check digit."
            )
        }
    return {}
