"""Those who write together: inviting, letting in, letting go, passing on."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.forms.starting import InviteForm
from applications.models import AccessRequest, Collaborator, Invitation
from applications.services import colleagues, starting
from applications.views.access import ApplicationPage
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView


class ColleaguesView(ApplicationPage, ServiceFormView):
    """Who writes, who is invited, who asks to be let in; and a form to invite one more."""

    permission = "applications.invite_colleague"
    template_name = "applications/colleagues.html"
    form_class = InviteForm

    def call_service(self, form: InviteForm) -> Invitation:
        return colleagues.invite_colleague(
            application=self.application,
            email=form.cleaned_data["email"],
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        messages.success(
            self.request, _("The invitation to %(email)s is sent.") % {"email": self.result.email}
        )
        return reverse("applications:colleagues", args=[self.application.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        people = list(self.application.collaborators.select_related("user"))
        known = starting.is_known_sender(self.request.user, self.application.organisation)
        context["application"] = self.application
        context["people"] = people
        context["is_responsible"] = any(
            one.is_owner and one.user_id == self.request.user.pk for one in people
        )
        context["invitations"] = colleagues.open_invitations(self.application)
        context["requests"] = self.application.access_requests.filter(
            answered_at__isnull=True
        ).select_related("user")
        context["may_vouch"] = known and not self.application.holds_place
        return context


class ColleagueActionView(ApplicationPage):
    """A button on the colleagues page: one service call, then back to the page."""

    http_method_names = ["post"]
    permission = "applications.invite_colleague"

    def act(self) -> str:
        """Do it; return what to say."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except ValidationError as error:
            messages.error(request, error.messages[0])
        if self.application.collaborators.filter(user=request.user.pk).exists():
            return redirect("applications:colleagues", self.application.pk)
        return redirect("applications:mine")

    def of_application(self, model: Any) -> Any:
        return get_object_or_404(
            model.objects.visible_to(self.request.user),
            application=self.application,
            pk=self.kwargs["row"],
        )


class RevokeInvitationView(ColleagueActionView):
    def act(self) -> str:
        invitation = self.of_application(Invitation)
        colleagues.revoke_invitation(invitation=invitation, actor=self.request.user)
        return _("The invitation to %(email)s is taken back.") % {"email": invitation.email}


class RemoveColleagueView(ColleagueActionView):
    permission = "applications.edit_application"

    def act(self) -> str:
        collaborator = self.of_application(Collaborator)
        colleagues.remove_collaborator(collaborator=collaborator, actor=self.request.user)
        return _("%(person)s no longer writes.") % {"person": collaborator.user}


class MakeResponsibleView(ColleagueActionView):
    permission = "applications.edit_application"

    def act(self) -> str:
        collaborator = self.of_application(Collaborator)
        colleagues.transfer_responsibility(collaborator=collaborator, actor=self.request.user)
        return _("%(person)s is now responsible.") % {"person": collaborator.user}


class AcceptSenderView(ColleagueActionView):
    permission = "applications.edit_application"

    def act(self) -> str:
        starting.accept_sender(application=self.application, actor=self.request.user)
        return _("You have confirmed the application. It now holds your organisation’s place.")


class AnswerAccessView(ColleagueActionView):
    permission = "applications.answer_access_request"

    def act(self) -> str:
        granted = self.request.POST.get("answer") == "yes"
        access = starting.answer_access(
            request=self.of_application(AccessRequest), granted=granted, actor=self.request.user
        )
        if granted:
            return _("%(person)s is let in.") % {"person": access.user}
        return _("%(person)s is told that the answer is no.") % {"person": access.user}


class InvitationView(PermissionView):
    """What the link in the invitation leads to; accepting is a button."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = colleagues.find_invitation(token)
        if invitation is None:
            return self.page(status=410)
        if request.user.is_authenticated and invitation.application.has_collaborator(request.user):
            return redirect(invitation.application)
        return self.page(invitation=invitation)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={quote(request.path)}")
        try:
            application = colleagues.accept_invitation(token=token, actor=request.user)
        except ValidationError as error:
            return self.page(
                invitation=colleagues.find_invitation(token), refusal=error.messages[0], status=422
            )
        messages.success(request, _("You now write the application together."))
        return redirect(application)

    def page(
        self, *, invitation: Invitation | None = None, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        user = self.request.user
        context = {
            "invitation": invitation,
            "refusal": refusal,
            "is_invited": bool(
                invitation and user.is_authenticated and colleagues.is_invited(user, invitation)
            ),
            "is_used": bool(invitation and invitation.accepted_at),
        }
        return render(self.request, "applications/invitation.html", context, status=status)
