"""Checking the answers, sending in, the receipt, withdrawing, the signatory."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.models import Application, CompletionRequest, LateEntry
from applications.receipts import receipt_context
from applications.sections import Walker
from applications.services import starting, submitting
from applications.views.access import ApplicationPage
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PUBLIC, PermissionView, stored_file_response


class CheckView(ApplicationPage):
    """All answers on one page, what is missing, and the button that sends them in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.walker)

    def page(self, walker: Walker, *, refusal: str = "", status: int = 200) -> HttpResponse:
        application = self.application
        completion = application.completion_requests.filter(closed_at__isnull=True).first()
        late_entry = starting.late_entry_for(
            application.cohort, application.organisation, walker.today
        )
        context = {
            "application": application,
            "sections": walker.answers(),
            "missing": [
                {"url": one.url, "label": one.label, "section": one.section_title}
                for one in walker.missing
            ],
            "versions": walker.versions,
            "editable": self.editable,
            "is_open": bool(self.editable),
            "completion": completion,
            "last_day": _last_day(application, late_entry, completion),
            "refusal": refusal,
        }
        return render(self.request, "applications/check.html", context, status=status)


class SubmitView(CheckView):
    """Send in what the page showed; a refusal shows the answers again with the reason."""

    permission = "applications.submit_application"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("applications:check", self.application.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.walker.is_complete:
            return self.page(
                self.walker,
                refusal=_("Something is missing. Fill it in and send in again."),
                status=422,
            )
        try:
            submitting.submit_application(
                application=self.application,
                answers=self.walker.complete(),
                versions=_sent_versions(request),
                actor=request.user,
            )
        except ValidationError as error:
            return self.page(Walker(self.application), refusal=error.messages[0], status=422)
        return redirect("applications:receipt", self.application.pk)


class ReceiptView(ApplicationPage):
    """That it has arrived, under which number, and what happens next."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = self.application.current_submission
        if submission is None:
            return redirect(self.application)
        context = {
            **receipt_context(submission, organiser=settings.ORGANISER_NAME),
            "application": self.application,
            "signatory": getattr(submission, "signatory", None),
            "may_withdraw": submitting.may_withdraw(self.application),
        }
        return render(request, "applications/receipt.html", context)


class ReceiptPdfView(ApplicationPage):
    """The stored receipt; while it is being made, the page says so."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        submission = self.application.current_submission
        if submission is None:
            return redirect(self.application)
        if submission.receipt is None:
            messages.info(request, _("The receipt is being made. Try again in a minute."))
            return redirect("applications:receipt", self.application.pk)
        return stored_file_response(submission.receipt)


class WithdrawView(ApplicationPage):
    """What withdrawing means, and the button that does it."""

    permission = "applications.withdraw_application"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            submitting.withdraw_application(application=self.application, actor=request.user)
        except ValidationError as error:
            return self.page(refusal=error.messages[0], status=422)
        messages.success(request, _("The application is withdrawn."))
        return redirect("applications:mine")

    def page(self, *, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {
            "application": self.application,
            "people": self.application.collaborators.count(),
            "may_withdraw": submitting.may_withdraw(self.application),
            "refusal": refusal,
        }
        return render(self.request, "applications/withdraw.html", context, status=status)


class ConfirmSignatureView(PermissionView):
    """The signatory's own link: GET shows what is confirmed, POST confirms."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        signatory = submitting.find_signatory(token)
        context: dict[str, Any] = {"signatory": signatory}
        if signatory is not None:
            context["application"] = signatory.submission.application
            context["commitments"] = signatory.submission.commitments.all()
        status = 200 if signatory is not None else 410
        return render(request, "applications/signature.html", context, status=status)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            submitting.confirm_signature(token=token)
        except ValidationError:
            return self.get(request, token)
        return redirect("applications:confirm_signature", token)


def _sent_versions(request: HttpRequest) -> dict[str, int]:
    return {
        name.removeprefix("version-"): number
        for name, value in request.POST.items()
        if name.startswith("version-") and (number := whole_number(value)) is not None
    }


def _last_day(
    application: Application, late_entry: LateEntry | None, completion: CompletionRequest | None
) -> Any:
    if completion is not None:
        return completion.due_on
    closes_on = application.cohort.closes_on
    return max(filter(None, [closes_on, late_entry.until if late_entry else None]), default=None)
