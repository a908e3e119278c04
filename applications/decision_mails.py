"""The mail that brings a published decision."""

from django.utils.translation import gettext as _

from applications.enums import Outcome
from applications.models import AdmissionDecision
from modellkonceptet.notifications.letters import MailText


def decision_mail(decision: AdmissionDecision, *, for_execution: bool) -> MailText:
    """Says the outcome in the first sentence; the letter is attached."""
    application = decision.application
    values = {"applicant": application.applicant_name, "cohort": application.cohort.name}
    outcome = {
        Outcome.ADMITTED: _("%(applicant)s is admitted to %(cohort)s."),
        Outcome.CONDITIONAL: _("%(applicant)s is admitted to %(cohort)s on condition."),
        Outcome.WAITING_LIST: _("%(applicant)s is on the waiting list for %(cohort)s."),
        Outcome.DECLINED: _("%(applicant)s is not admitted to %(cohort)s."),
    }[Outcome(decision.outcome)] % values
    return MailText(
        subject=_("Decision on %(cohort)s: %(applicant)s") % values,
        paragraphs=[
            outcome,
            _("The reasons and what happens next are in the letter, which is attached."),
        ],
        reason=(
            _("You get this mail because you wrote the application.")
            if for_execution
            else _("You get this mail for information: you are named in the application.")
        ),
        action_label=_("Read the decision") if for_execution else "",
        action_path=application.get_absolute_url() if for_execution else "",
    )
