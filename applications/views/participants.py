"""Those who take part in a round: SKR's list, one participation, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from applications.forms.participants import ParticipantFilterForm, ReasonForm, WithdrawalForm
from applications.participants import (
    PAGE_SIZE,
    ParticipantRow,
    export_rows,
    listed,
    narrowed,
    rows_of,
    tally_of,
    trail_of,
)
from applications.views.review_list import OfCohort
from applications.views.teams import NamesMember, ReplacesMember
from cohorts.models import Participation, TeamMember
from cohorts.rail import election_note
from cohorts.services import participations as services
from modellkonceptet.civil_dates import today
from modellkonceptet.enumerating import join_names
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, ServiceFormView


class OfParticipants(OfCohort):
    permission = "applications.see_review"

    @property
    def participations(self) -> Any:
        """All of the round, withdrawn ones too."""
        user = self.request.user
        return Participation.objects.visible_to(user).handled_by(user).filter(cohort=self.cohort)


class Participants(OfParticipants, TemplateView):
    """The list, by status and search."""

    template_name = "applications/participations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        found = listed(narrowed(self.participations, query))
        page = Paginator(found, PAGE_SIZE).get_page(query.get("page"))
        return super().get_context_data(
            cohort=self.cohort,
            crumbs=self.crumbs((_("Participants"), "")),
            tally=tally_of(self.participations),
            form=ParticipantFilterForm(query),
            is_narrowed=any(query.get(name) for name in ("q", "status")),
            page_obj=page,
            rows=rows_of(self.cohort, page.object_list),
            total=page.paginator.count,
            export_query=query.urlencode(),
            election=self.election,
            **kwargs,
        )

    @property
    def election(self) -> str:
        return election_note(self.cohort, self.cohort.timeline.all(), today=today())


class ParticipantsExport(TableFile, OfParticipants):
    """All rows of the current filter as a file."""

    def table(self) -> Table:
        found = listed(narrowed(self.participations, self.request.GET))
        title = _("Participants")
        name = f"{self.cohort.slug}-{title.lower()}"
        return Table(name, export_rows(rows_of(self.cohort, found)), title=title, held=2)


class OfParticipation(PermissionView):
    """A page about one participation, as SKR sees it."""

    permission = "cohorts.manage_participation"

    def get_permission_object(self) -> Participation:
        user = self.request.user
        found = Participation.objects.visible_to(user).handled_by(user).select_related("cohort")
        return get_object_or_404(listed(found), pk=self.kwargs["pk"])

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    @cached_property
    def row(self) -> ParticipantRow:
        return rows_of(self.participation.cohort, [self.participation])[0]

    @property
    def page_url(self) -> str:
        return reverse("applications:participation", args=[self.participation.pk])

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        cohort = self.participation.cohort
        steps = [
            (_("SKR"), reverse("reporting:desk")),
            (cohort.name, reverse("applications:participations", args=[cohort.slug])),
            (str(self.participation), self.page_url if rest else ""),
            *rest,
        ]
        return [{"label": label, "url": url} for label, url in steps]


class ParticipationPage(OfParticipation, TemplateView):
    permission = "applications.see_review"
    template_name = "applications/participation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation, user = self.participation, self.request.user
        flow = services.participation_workflow
        # What is kept as history is read, never worked with.
        actions = [] if participation.source else flow.available(participation, user)
        is_open = not participation.source and participation.status == "active"
        return super().get_context_data(
            participation=participation,
            cohort=participation.cohort,
            row=self.row,
            former=TeamMember.objects.visible_to(user)
            .filter(participation=participation)
            .exclude(left_on=None)
            .order_by("-left_on", "pk"),
            actions=actions,
            may_change_team=is_open
            and user.has_perm("cohorts.manage_participation", participation),
            trail=trail_of(participation),
            election=self.election if is_open else "",
            crumbs=self.crumbs(),
            **kwargs,
        )

    @property
    def election(self) -> str:
        cohort = self.participation.cohort
        return election_note(cohort, cohort.timeline.all(), today=today())


class ParticipationForm(OfParticipation, ServiceFormView):
    """Something that is done with a participation: the page says what follows, POST does it."""

    template_name = "applications/participation_form.html"
    form_class: Any = Form
    title: Any = ""
    button: Any = ""
    is_grave = False
    done: Any = ""

    def heading(self) -> str:
        return str(self.title % {"who": self.participation})

    def consequences(self) -> list[str]:
        return []

    def get_success_url(self) -> str:
        messages.success(self.request, self.done)
        return self.page_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = self.heading()
        return super().get_context_data(
            participation=self.participation,
            title=title,
            button=self.button,
            is_grave=self.is_grave,
            consequences=self.consequences(),
            back=self.page_url,
            crumbs=self.crumbs((title, "")),
            **kwargs,
        )


class ParticipationMove(ParticipationForm):
    """What the group hears of, too."""

    def told(self) -> str:
        if self.participation.group_id:
            return _("Their team, the others in the group, the mentor and SKR get one mail each.")
        return _("Their team and SKR get one mail each.")


class WithdrawParticipation(ParticipationMove):
    permission = "cohorts.withdraw_participation"
    form_class = WithdrawalForm
    title = gettext_lazy("Has %(who)s left the round?")
    button = gettext_lazy("Note that they have left")
    is_grave = True
    done = gettext_lazy("It is noted that they have left the round.")

    def what_becomes_of_the_group(self) -> str:
        group = self.participation.group
        if group is None:
            return _("They are in no group.")
        others = group.participations.exclude(pk=self.participation.pk).exclude(status="withdrawn")
        left = [str(each) for each in others.select_related("organisation", "unit")]
        names = {"group": group.name, "others": join_names(left)}
        if not left:
            return _("Nobody is left in %(group)s.") % names
        if len(left) > 1:
            return _("%(group)s goes on as two: %(others)s.") % names
        return _("%(others)s is alone in %(group)s then. Find them a group on the board.") % names

    def consequences(self) -> list[str]:
        return [
            _("They are no longer shown among the participants on the round's public page."),
            _("The team can still read My round, which says that they have left."),
            _("The decision, the letter and the history stay as they are."),
            self.what_becomes_of_the_group(),
            self.told(),
            _("You can bring them back later."),
        ]

    def call_service(self, form: Any) -> Any:
        return services.withdraw_participation(
            participation=self.participation,
            reason=form.cleaned_data["reason"],
            day=form.cleaned_data["day"],
            actor=self.request.user,
        )


class CompleteParticipation(ParticipationForm):
    permission = "cohorts.complete_participation"
    title = gettext_lazy("Has %(who)s gone through the round?")
    button = gettext_lazy("Note that they have gone through it")
    done = gettext_lazy("It is noted that they have gone through the round.")

    def consequences(self) -> list[str]:
        notes = [
            _("They count among those who have gone through a round and can become mentors."),
            _("The team can't be changed any more."),
            _("Nobody gets a mail about it."),
            _("It can't be undone."),
        ]
        if self.row.outstanding:
            notes.insert(0, _("Note that a condition of the decision is not met."))
        return notes

    def call_service(self, form: Any) -> Any:
        return services.complete_participation(
            participation=self.participation, actor=self.request.user
        )


class ReinstateParticipation(ParticipationMove):
    permission = "cohorts.reinstate_participation"
    form_class = ReasonForm
    title = gettext_lazy("Does %(who)s come back to the round?")
    button = gettext_lazy("Bring them back")
    done = gettext_lazy("They take part in the round again.")

    def consequences(self) -> list[str]:
        return [
            _("They are shown among the participants on the round's public page again."),
            _("The team is the one it was when they left."),
            _("They are in their group again, unless it is full or dissolved."),
            self.told(),
        ]

    def call_service(self, form: Any) -> Any:
        return services.reinstate_participation(
            participation=self.participation,
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )


class AddTeamMember(NamesMember, ParticipationForm):
    title = gettext_lazy("Add a person to the team of %(who)s")


class ChangeTeamMember(ReplacesMember, ParticipationForm):
    pass
