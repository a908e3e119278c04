"""What the owner of an address wants: which mails, and on which day the summary comes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from modellkonceptet.notifications.enums import REFUSABLE, Weekday
from modellkonceptet.notifications.models import MailAddress


@transaction.atomic
def choose_mails(*, email: str, wanted: Iterable[str], weekday: int | None) -> None:
    """Exactly these of the topics that may be refused; `weekday` None is every working day.

    Doing it again changes nothing. Raises ValidationError for a day without mails.
    """
    if weekday is not None and weekday not in Weekday.values:
        raise ValidationError({"weekday": _("Choose one of the days.")}, code="no_such_day")
    row = _locked(email)
    kept = set(wanted)
    row.refused = [topic.value for topic in REFUSABLE if topic not in kept]
    row.weekday = weekday
    _keep(row)


@transaction.atomic
def refuse_all(*, email: str, topics: Iterable[str] = REFUSABLE) -> None:
    """No more mails of these topics; those that nobody may refuse come all the same."""
    row = _locked(email)
    refused = set(topics) | set(row.refused)
    row.refused = [topic.value for topic in REFUSABLE if topic in refused]
    _keep(row)


def _locked(email: str) -> MailAddress:
    """The address's row, made when there is none; whoever comes second waits for the first."""
    rows = MailAddress.objects.select_for_update()
    if row := rows.filter(email__iexact=email).first():
        return row
    try:
        with transaction.atomic():
            return MailAddress.objects.create(email=email.lower())
    except IntegrityError:  # the same address at the same moment
        return rows.get(email__iexact=email)


def _keep(row: MailAddress) -> None:
    """An address without wishes and without trouble needs no row."""
    if row.refused or row.weekday is not None or row.failing_since is not None:
        row.save(update_fields=["refused", "weekday"])
    else:
        row.delete()
