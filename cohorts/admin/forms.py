"""Forms of the admin's own pages: a round from templates, a round from an earlier one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.enums import DecisionMode
from cohorts.models import Cohort, Programme
from cohorts.services.rounds import RoundDates


def _date(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class NewRoundForm(forms.Form):
    """What a round needs from the first day; the rest is written on its own page."""

    programmes = forms.ModelMultipleChoiceField(
        label=_("Programmes"),
        queryset=Programme.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One for each kind that may apply. The first one's schedule is used."),
    )
    name_sv = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
    slug = forms.SlugField(
        label=_("Short name"), help_text=_("Part of the address: modellkommuner-2027.")
    )
    starts_on = _date(_("First day of the kick-off"), _("The timeline is counted from this day."))
    announced_on = _date(_("Shown publicly from"), _("Empty while the round is being prepared."))
    opens_on = _date(_("Opens"), _("From this day on the terms stand as worded."))
    closes_on = _date(_("Last day to apply"), _("The whole of that day."))
    decision_mode = forms.ChoiceField(label=_("Decisions"), choices=DecisionMode.choices)
    decision_on = _date(_("Decision day"))
    invoicing_year = forms.IntegerField(
        label=_("Invoicing year"), required=False, min_value=2015, max_value=2100
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: no limit."),
    )

    DATES = (
        "starts_on",
        "announced_on",
        "opens_on",
        "closes_on",
        "decision_mode",
        "decision_on",
        "invoicing_year",
    )

    def dates(self) -> RoundDates:
        return RoundDates(**{name: self.cleaned_data[name] for name in self.DATES})

    def others(self) -> dict[str, Any]:
        rest = {name: value for name, value in self.cleaned_data.items() if name not in self.DATES}
        return rest | {"programmes": list(rest["programmes"])}


class CopyRoundForm(forms.Form):
    name_sv = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)
    slug = forms.SlugField(
        label=_("Short name"), help_text=_("Part of the address: modellkommuner-2027.")
    )
    starts_on = _date(
        _("First day of the kick-off"),
        _(
            "Every date moves by whole weeks, so that weekdays stay; the round may thus start up"
            " to three days from this day."
        ),
        required=True,
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Cohort.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another round has this short name. Choose another."))
        return slug
