"""The mail to a team whose invoice address lacks something."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cohorts.models import Participation
from modellkonceptet.notifications.letters import MailText


def asked_for_billing(participation: Participation, gaps: Sequence[Promise]) -> MailText:
    said = {"who": str(participation), "round": participation.cohort.name}
    return MailText(
        subject=_("Complete the invoice address of %(who)s") % said,
        paragraphs=[
            _("SKR is about to invoice the fee for %(round)s. Before that, this is missing:")
            % said,
            [str(one) for one in gaps],
            _("Your finance office knows the reference and the Peppol id."),
        ],
        action_label=_("Complete the invoice address"),
        action_path=reverse("invoicing:billing", args=[participation.pk]),
        reason=_("You get this mail because you coordinate the participation of %(who)s.") % said,
    )
