"""How a round reminds: its rules, each as the round has it, and a simulation of days ahead."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.forms.reminders import RuleForm, SimulationForm
from cohorts.reminders_page import RuleRow, previews, rule_of, rules_of
from cohorts.reminders_simulated import Asked, simulated
from cohorts.services.reminder_settings import reset_reminder, set_reminder, switch_reminders
from cohorts.views.of_round import OfRound
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.reminder_letters import PLACEHOLDERS
from modellkonceptet.notifications.reminder_rules import Rule, registered
from modellkonceptet.views import ServiceFormView


class OfReminders(OfRound):
    """A page about one round's reminders, found by its short name; for project leads alone."""

    permission = "cohorts.set_reminders"

    @property
    def settings_url(self) -> str:
        return reverse("reminders:settings", args=[self.cohort.slug])

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        """Admin / rounds / the round / reminders / what follows, as (label, url)."""
        steps = [
            (_("Admin"), reverse("admin:index")),
            (_("Rounds"), reverse("admin:cohorts_cohort_changelist")),
            (self.cohort.name, reverse("admin:cohorts_cohort_change", args=[self.cohort.pk])),
            (_("Reminders"), self.settings_url if rest else ""),
            *rest,
        ]
        return [{"label": label, "url": url} for label, url in steps]


class SettingsView(OfReminders, TemplateView):
    """Every rule on a line, and the switch of the whole round."""

    template_name = "cohorts/reminders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topics = rules_of(self.cohort, self.request.user)
        rows = [row for topic in topics for row in topic.rows]
        return super().get_context_data(
            cohort=self.cohort,
            topics=topics,
            total=len(rows),
            in_use=sum(row.policy.is_on for row in rows),
            crumbs=self.crumbs(),
            **kwargs,
        )


class SwitchView(OfReminders):
    """Turns the round's reminders on or off."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        on = request.POST.get("on") == "yes"
        switch_reminders(cohort=self.cohort, on=on, actor=request.user)
        said = _("Reminders are on.") if on else _("Reminders are off. Nobody is reminded.")
        messages.success(request, said)
        return HttpResponseRedirect(self.settings_url)


class OfRule(OfReminders):
    """About one rule; one that no app has registered is 404."""

    @cached_property
    def rule(self) -> Rule:
        for rule in registered():
            if rule.key == self.kwargs["key"]:
                return rule
        raise Http404

    @cached_property
    def row(self) -> RuleRow:
        return rule_of(self.cohort, self.rule, self.request.user)


class RuleView(OfRule, ServiceFormView):
    """One rule as the round has it, to change."""

    template_name = "cohorts/reminders_rule.html"
    form_class = RuleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        initial = RuleForm.initial_for(self.row.policy)
        return {**super().get_form_kwargs(), "rule": self.rule, "initial": initial}

    def call_service(self, form: RuleForm) -> None:
        set_reminder(
            cohort=self.cohort, rule=self.rule, policy=form.policy(), actor=self.request.user
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("Saved: %(what)s.") % {"what": self.rule.name})
        return f"{self.settings_url}#{self.rule.topic}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            cohort=self.cohort,
            row=self.row,
            placeholders=[f"{{{name}}}" for name in PLACEHOLDERS],
            crumbs=self.crumbs((str(self.rule.name), "")),
            **kwargs,
        )
        form = context["form"]
        texts = form.texts() if form.is_bound and form.errors is not None else self.row.policy.text
        return {**context, "previews": previews(self.cohort, self.row, texts, self.request.user)}


class PreviewView(RuleView):
    """The mail of the rule with the texts as typed; nothing is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.render_to_response(self.get_context_data(form=form))

    def get_template_names(self) -> list[str]:
        is_partial = self.request.headers.get("HX-Request") == "true"
        return ["cohorts/reminders_preview.html" if is_partial else self.template_name]


class ResetView(OfRule):
    """Back to what the rule says by itself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, key: str) -> HttpResponse:
        reset_reminder(cohort=self.cohort, rule=self.rule, actor=request.user)
        words = _("%(rule)s has its own settings again.")
        messages.success(request, words % {"rule": self.rule.name})
        return HttpResponseRedirect(f"{self.settings_url}#{self.rule.topic}")


class SimulationView(OfReminders, TemplateView):
    """Who would get what, on which day, if nothing got done."""

    template_name = "cohorts/reminders_simulation.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SimulationForm(request.GET.dict(), rules=registered(), today=today())
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=200 if form.is_valid() else 422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            cohort=self.cohort,
            crumbs=self.crumbs((_("Who gets what, and when"), "")),
            **kwargs,
        )
        form = context["form"]
        if not form.is_valid():
            return context
        asked = Asked(*(form.cleaned_data[name] for name in ("fran", "dagar", "vem", "regel")))
        result = simulated(self.cohort, asked, self.request.user)
        page = result.page(self.request.GET.get("page"))
        return {**context, "result": result, "page_obj": page, "days": result.days(page)}
