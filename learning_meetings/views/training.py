"""The web training: one organisation's list, the import of a list, and SKR's overview."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cohorts.models import Participation
from cohorts.views.of_round import OfRound
from learning_meetings.forms.training import DoneForm, PersonForm
from learning_meetings.models import TrainingRecord
from learning_meetings.services.training import (
    correct_person,
    mark_done,
    register_person,
    remove_person,
)
from learning_meetings.training_page import (
    Tally,
    export_rows,
    headings,
    participations_of,
    register_of,
    round_export_rows,
    round_rows,
    tally_of,
)
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.tables import Table, TableFile, table_response
from modellkonceptet.views import PermissionView, ServiceFormView


class OfRegister(PermissionView):
    """A page about one organisation's list; who does not see it meets nothing."""

    permission = "learning_meetings.manage_training"

    def get_permission_object(self) -> Participation:
        return get_object_or_404(participations_of(self.request.user), pk=self.kwargs["pk"])

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    @property
    def page_url(self) -> str:
        return reverse("learning_meetings:training", args=[self.participation.pk])

    def get_success_url(self) -> str:
        return self.page_url

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        one, cohort = self.participation, self.participation.cohort
        if self.request.user.has_perm("applications.see_review"):
            overview = reverse("learning_meetings:round_training", args=[cohort.slug])
            steps = [
                (_("SKR"), reverse("reporting:desk")),
                (cohort.name, reverse("applications:participations", args=[cohort.slug])),
                (_("Web training"), overview),
                (str(one), self.page_url),
            ]
        else:
            steps = [
                (_("My round"), reverse("reporting:my_participation", args=[one.pk])),
                (_("Web training"), self.page_url),
            ]
        return [{"label": label, "url": url} for label, url in [*steps, *rest]]


class Training(OfRegister, ServiceFormView):
    """The list; those ticked are noted as done on a day."""

    # Seeing it is settled by the list of participations; writing by the service.
    permission = "learning_meetings.see_material"
    form_class = DoneForm
    template_name = "learning_meetings/training.html"

    @cached_property
    def records(self) -> list[TrainingRecord]:
        return register_of(self.participation, self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {"completed_on": today()}

    @property
    def ticked(self) -> list[int]:
        numbers = (whole_number(text) for text in self.request.POST.getlist("person"))
        return [number for number in numbers if number is not None]

    def call_service(self, form: Any) -> int:
        done = mark_done(
            participation=self.participation,
            people=self.ticked,
            on=form.cleaned_data["completed_on"],
            actor=self.request.user,
        )
        words = ngettext("%(n)d person is noted as done.", "%(n)d people are noted as done.", done)
        messages.success(self.request, words % {"n": done})
        return done

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, tally = self.request.user, tally_of(self.records)
        return super().get_context_data(
            participation=self.participation,
            records=self.records,
            waiting=[one for one in self.records if one.completed_on is None],
            tally=tally,
            ticked=self.ticked,
            may_change=self.participation.status == "active"
            and user.has_perm("learning_meetings.manage_training", self.participation),
            crumbs=self.crumbs(),
            **kwargs,
        )


class TrainingExport(TableFile, OfRegister):
    permission = "learning_meetings.see_material"

    def table(self) -> Table:
        records = register_of(self.participation, self.request.user)
        return Table(_("web-training"), export_rows(records))


class TrainingTemplate(OfRegister):
    """The headings alone, so that no example is imported by mistake."""

    permission = "learning_meetings.see_material"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return table_response(Table(_("web-training-template"), [headings()]), "csv")


class TrainingAdd(OfRegister, ServiceFormView):
    form_class = PersonForm
    template_name = "learning_meetings/training_form.html"

    def call_service(self, form: Any) -> TrainingRecord:
        added = register_person(
            participation=self.participation, person=form.person(), actor=self.request.user
        )
        messages.success(self.request, _("%(name)s is registered.") % {"name": added.name})
        return added

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Register a person"),
            back=self.page_url,
            crumbs=self.crumbs((_("Register a person"), "")),
            **kwargs,
        )


class OfPerson(OfRegister):
    @cached_property
    def record(self) -> TrainingRecord:
        records = TrainingRecord.objects.visible_to(self.request.user)
        found: TrainingRecord = get_object_or_404(
            records.filter(participation=self.participation), pk=self.kwargs["row"]
        )
        return found

    def get_permission_object(self) -> Participation:
        participation = super().get_permission_object()
        self.permission_object = participation
        assert self.record  # a row of another list is not found  # noqa: S101
        return participation


class TrainingPerson(OfPerson, ServiceFormView):
    """What stands of one person; the day empty where the training is not done after all."""

    form_class = PersonForm
    template_name = "learning_meetings/training_form.html"

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in PersonForm.base_fields}

    def call_service(self, form: Any) -> TrainingRecord:
        saved = correct_person(record=self.record, person=form.person(), actor=self.request.user)
        messages.success(self.request, _("Saved."))
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.record.name,
            record=self.record,
            back=self.page_url,
            crumbs=self.crumbs((self.record.name, "")),
            **kwargs,
        )


class TrainingRemove(OfPerson):
    def post(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        name = self.record.name
        try:
            remove_person(record=self.record, actor=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(name)s is removed.") % {"name": name})
        return redirect(self.page_url)


class OfTraining(OfRound):
    """SKR's pages of a round's training."""

    permission = "learning_meetings.see_attendance"


class RoundTraining(OfTraining, TemplateView):
    """Per organisation how many, and who of the team has not done it."""

    template_name = "learning_meetings/round_training.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.cohort
        rows = round_rows(cohort, self.request.user)
        return super().get_context_data(
            cohort=cohort,
            rows=rows,
            tally=Tally(
                sum(row.tally.registered for row in rows), sum(row.tally.done for row in rows)
            ),
            empty=sum(not row.tally.registered for row in rows),
            waiting=sum(len(row.waiting) for row in rows),
            crumbs=[
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {
                    "label": cohort.name,
                    "url": reverse("applications:participations", args=[cohort.slug]),
                },
                {"label": _("Web training"), "url": ""},
            ],
            **kwargs,
        )


class RoundTrainingExport(TableFile, OfTraining):
    def table(self) -> Table:
        rows = round_export_rows(self.cohort, self.request.user)
        name = _("web-training")
        return Table(f"{self.cohort.slug}-{name}", rows, title=_("Web training"), held=2)
