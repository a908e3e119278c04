"""The organisation's own link: will they be mentor? Reading never answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property

from cohorts.enums import PromiseStatus
from cohorts.forms.mentors import AnswerForm
from cohorts.models import MentorPerson, MentorPromise
from cohorts.services.mentor_answers import answer_by_link, may_answer, version_of
from cohorts.services.mentoring import find_question
from modellkonceptet.civil_dates import today
from modellkonceptet.views import PUBLIC, ServiceFormView


class MentorAnswer(ServiceFormView):
    """GET shows the question or the answer that is there; POST answers."""

    permission = PUBLIC
    template_name = "cohorts/mentor_answer.html"
    form_class = AnswerForm

    @cached_property
    def promise(self) -> MentorPromise | None:
        return find_question(self.kwargs["token"])

    @cached_property
    def people(self) -> list[MentorPerson]:
        return list(self.promise.people.current().order_by("pk")) if self.promise else []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.promise is None:
            return render(request, "cohorts/mentor_answer_gone.html", status=410)
        if not may_answer(self.promise):
            return self.closed(status=410 if request.method == "POST" else 200)
        return super().dispatch(request, *args, **kwargs)

    def closed(self, *, status: int) -> HttpResponse:
        """The answer that stands, when the link can change nothing any more."""
        context = {"promise": self.promise, "people": self.people}
        return render(self.request, "cohorts/mentor_answer_closed.html", context, status=status)

    def get_initial(self) -> dict[str, Any]:
        assert self.promise is not None  # noqa: S101 - dispatch has answered otherwise
        return AnswerForm.initial_answer(self.promise, self.people, version_of(self.promise))

    def call_service(self, form: Any) -> MentorPromise:
        return answer_by_link(
            token=self.kwargs["token"], answer=form.answer(), seen=form.cleaned_data["seen"]
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """With the answer that is there now: whoever has seen it may change it."""
        for name in ("promise", "people"):
            self.__dict__.pop(name, None)
        if self.promise is None or not may_answer(self.promise):
            return self.closed(status=410)
        form.data = form.data.copy()
        form.data["seen"] = version_of(self.promise)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        promise = self.promise
        assert promise is not None  # noqa: S101
        return super().get_context_data(
            promise=promise,
            cohort=promise.cohort,
            people=self.people,
            has_answered=promise.status != PromiseStatus.ASKED,
            is_late=promise.answer_by is not None and promise.answer_by < today(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.request.path
