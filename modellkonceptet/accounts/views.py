"""The person's own pages, and the demo's doors."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from modellkonceptet.accounts.forms import KeyForm, ProfileForm
from modellkonceptet.accounts.models import PersonalToken, User
from modellkonceptet.accounts.services import change_profile, create_token, revoke_token
from modellkonceptet.civil_dates import today
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView

SIGNED_IN = "accounts.sign_in"


class HomeView(PermissionView):
    """Where a person lands after signing in: the desk, one's round, else one's applications.

    Who is nothing but a politician in it lands on the politician's page.
    """

    permission = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        if user.is_staff:
            return redirect("reporting:desk")
        seats = user.team_memberships.filter(left_on=None)
        functions = set(seats.values_list("function", flat=True))
        mentors = user.mentor_seats.filter(
            left_on=None,
            promise__mentorships__group__dissolved_on=None,
            promise__mentorships__group__isnull=False,
            promise__mentorships__ended_on=None,
        )
        mentored = mentors.exists()
        if functions == {"politician"} and not mentored:
            return redirect("reporting:politician_own")
        has_round = functions or mentored
        return redirect("reporting:my_round" if has_round else "applications:mine")


class AccountView(ServiceFormView):
    """What the product knows of the person, and ways to change it."""

    permission = SIGNED_IN
    template_name = "accounts/account.html"
    form_class = ProfileForm
    success_url = reverse_lazy("account")

    def get_initial(self) -> dict[str, Any]:
        user = cast(User, self.request.user)
        return {"name": user.name, "language": user.language}

    def call_service(self, form: ProfileForm) -> Any:
        messages.success(self.request, _("Saved."))
        return change_profile(user=cast(User, self.request.user), **form.cleaned_data)


class StayView(PermissionView):
    """Somebody is there: whoever types for long on one page stays signed in."""

    permission = SIGNED_IN

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)


class KeysView(PermissionView, TemplateView):
    """The person's keys: those that work, and those that no longer do."""

    permission = SIGNED_IN
    template_name = "accounts/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = cast(User, self.request.user)
        day = today()
        keys = list(PersonalToken.objects.visible_to(user))
        return super().get_context_data(
            may_make=user.has_perm("accounts.make_key"),
            working=[key for key in keys if key.is_open(day)],
            ended=[key for key in keys if not key.is_open(day)],
            **kwargs,
        )


@method_decorator(reauthentication_required, name="dispatch")
class NewKeyView(ServiceFormView):
    """Whoever makes a key says once more who they are. The secret is in this answer alone."""

    permission = "accounts.make_key"
    template_name = "accounts/new_key.html"
    form_class = KeyForm

    def call_service(self, form: KeyForm) -> Any:
        return create_token(user=cast(User, self.request.user), **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("keys")

    def form_valid(self, form: KeyForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code != 302:
            return response
        token, key = self.result
        context = {"token": token, "secret": key.text}
        return render(self.request, "accounts/key_made.html", context)


class RevokeKey(PermissionView):
    permission = SIGNED_IN

    def get_permission_object(self) -> PersonalToken:
        keys = PersonalToken.objects.visible_to(self.request.user)
        return get_object_or_404(keys, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revoke_token(token=self.permission_object, actor=cast(User, request.user))
        messages.success(request, _("The key no longer works."))
        return redirect("keys")


@method_decorator(login_not_required, name="dispatch")
class DemoSignInView(PermissionView, View):
    """One click signs in as a demo person. Does not exist outside the demo."""

    permission = PUBLIC

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        person = get_object_or_404(User, pk=kwargs["pk"], is_demo=True, is_active=True)
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return redirect(settings.LOGIN_REDIRECT_URL)
