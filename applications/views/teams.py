"""Changing a team: what SKR's pages and the team's own have in common."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.participants import AddMemberForm, Change, ChangeMemberForm
from cohorts.enums import Function
from cohorts.models import TeamMember
from cohorts.services import teams
from modellkonceptet.accounts.models import User


class OfTeam:
    """Mixed into a form about one participation, which says which one and who may."""

    request: HttpRequest
    kwargs: dict[str, Any]
    # A property of the view.
    participation: Any

    @property
    def actor(self) -> User | AnonymousUser:
        return self.request.user

    def told(self) -> str:
        """Who gets a mail, as far as there is anybody."""
        if self.participation.group_id:
            return _(
                "The rest of the team, those who coordinate in the group's other teams, the"
                " mentor and SKR get one mail with the names and the reason."
            )
        return _("The rest of the team and SKR get one mail with the names and the reason.")


class NamesMember(OfTeam):
    form_class: Any = AddMemberForm
    button = gettext_lazy("Add the person")
    done = gettext_lazy("The person is in the team and has got a mail.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("function", "")
        return {"function": asked} if asked in Function.values else {}

    def consequences(self) -> list[str]:
        return [_("The new person gets a mail with a link to the hand-over."), self.told()]

    def call_service(self, form: Any) -> Any:
        return teams.add_team_member(
            participation=self.participation,
            seat=form.seat(form.cleaned_data["function"]),
            actor=self.actor,
        )


class ReplacesMember(OfTeam):
    form_class: Any = ChangeMemberForm
    button = gettext_lazy("Save the change")
    done = gettext_lazy("The team is changed.")

    @cached_property
    def member(self) -> TeamMember:
        members = TeamMember.objects.visible_to(self.request.user).current()
        return get_object_or_404(
            members.filter(participation=self.participation), pk=self.kwargs["row"]
        )

    def heading(self) -> str:
        about = {"function": self.member.get_function_display().lower(), "name": self.member.name}
        return _("Change %(function)s: %(name)s") % about

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.member, name) for name in ("name", "title", "email", "phone")}

    def consequences(self) -> list[str]:
        return [
            _("A new person gets a mail with a link to the hand-over."),
            _("The one who leaves is told that the pages are closed from today on."),
            self.told(),
            _("Only corrected details: nobody gets a mail."),
        ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.member  # noqa: B018 - a person of another team does not exist here
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def call_service(self, form: Any) -> Any:
        change, because = form.cleaned_data["change"], form.cleaned_data["because"]
        if change == Change.CORRECTION:
            seat = form.seat(self.member.function)
            return teams.correct_team_member(member=self.member, seat=seat, actor=self.actor)
        successor = form.seat(self.member.function) if change == Change.SUCCESSOR else None
        return teams.change_team_member(
            member=self.member, successor=successor, because=because, actor=self.actor
        )
