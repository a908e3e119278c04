"""Fetching the letter of a published decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from applications.models import DecisionLetter
from modellkonceptet.views import PermissionView, stored_file_response


class LetterPdfView(PermissionView):
    """The stored letter; while it is being made, the page it was asked from says so."""

    permission = "applications.see_letter"

    def get_permission_object(self) -> Any:
        letters = DecisionLetter.objects.visible_to(self.request.user).select_related(
            "decision__application", "pdf"
        )
        self.letter = get_object_or_404(letters, decision=self.kwargs["pk"])
        return self.letter.decision

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.letter.pdf is not None:
            return stored_file_response(self.letter.pdf)
        messages.info(request, _("The letter is being made. Try again in a minute."))
        application = self.letter.decision.application
        if application.has_collaborator(request.user):
            return redirect(application)
        return redirect("applications:review", application.pk)
