"""The section "Your organisation"."""

from django.utils.translation import gettext_lazy as _

from applications.answers import Answer, OrganisationAnswer
from applications.forms.section import SectionForm, required
from modellkonceptet.plain_text import PlainCharField


class OrganisationForm(SectionForm):
    department = PlainCharField(
        label=_("Department that holds the application"),
        help_text=_("For instance the municipal executive office, unit for sustainability."),
        max_length=150,
        error_messages=required(_("Write which department holds the application")),
    )
    operation = PlainCharField(
        label=_("Designated operation"),
        help_text=_("The part of your organisation that the improvement work is to concern."),
        max_length=150,
        error_messages=required(_("Write which operation you designate")),
    )

    def build(self) -> None:
        if not self.case.terms.asks_operation:
            del self.fields["operation"]

    def answers(self) -> list[Answer]:
        applicant = Answer(
            label=str(_("Applicant")), value=self.case.application.applicant_name, field=""
        )
        return [applicant, *super().answers()]

    def summary(self) -> str:
        parts = [self.cleaned_data["department"], self.cleaned_data.get("operation", "")]
        return ", ".join(part for part in parts if part)

    def typed_answer(self) -> OrganisationAnswer:
        return OrganisationAnswer(
            department=self.cleaned_data["department"],
            operation=self.cleaned_data.get("operation", ""),
            unit_id=self.case.application.unit_id,
        )
