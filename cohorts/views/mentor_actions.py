"""What SKR does with a promise: each page says what follows, and POST does it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import PromiseStatus
from cohorts.forms.mentors import (
    AskAgainForm,
    AskForm,
    ExcuseForm,
    NotedAnswerForm,
    PeopleForm,
    ReleaseForm,
)
from cohorts.models import Cohort, MentorPromise
from cohorts.round_mentors import other_duties
from cohorts.services import mentor_answers, mentoring, promises
from cohorts.views.mentors import OfPromise
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import clean_text
from modellkonceptet.views import ServiceFormView


class PromiseForm(OfPromise, ServiceFormView):
    """Something done with a promise; back on the round's page, or on the promise's own."""

    permission = "cohorts.manage_mentors"
    template_name = "cohorts/mentor_form.html"
    form_class: Any = PlainForm
    title: Any = ""
    button: Any = ""
    done: Any = ""
    is_grave = False
    # In other states there is nothing to do here: a page from yesterday leads to how it is now.
    states: tuple[str, ...] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.promise.status not in self.states:
            return redirect(self.page_url)
        return super().get(request, *args, **kwargs)

    def heading(self) -> str:
        return str(self.title % self.names)

    @property
    def names(self) -> dict[str, str]:
        cohort = self.promise.cohort
        return {"who": self.promise.organisation.name, "round": cohort.name if cohort else ""}

    def consequences(self) -> list[str]:
        return []

    def warnings(self) -> list[str]:
        return []

    @property
    def back(self) -> str:
        if self.promise.cohort and not self.promise.cohort.is_historical:
            return reverse("cohorts:round_mentors", args=[self.promise.cohort.slug])
        return self.page_url

    def get_success_url(self) -> str:
        messages.success(self.request, self.done % self.names)
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = self.heading()
        return super().get_context_data(
            promise=self.promise,
            title=title,
            button=self.button,
            is_grave=self.is_grave,
            consequences=self.consequences(),
            warnings=self.warnings(),
            back=self.back,
            crumbs=self.crumbs((title, "")),
            **kwargs,
        )


class OfRoundForm(PromiseForm):
    """About one of the rounds that are not over; `?omgang=` names the one that the page is for."""

    @property
    def cohorts(self) -> QuerySet:
        return Cohort.objects.visible_to(self.request.user).not_over()

    @property
    def named(self) -> Cohort | None:
        slug = clean_text(self.request.GET.get("omgang", ""), multiline=False)
        return self.cohorts.filter(slug=slug).first()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohorts": self.cohorts}

    def warnings(self) -> list[str]:
        cohort = self.promise.cohort or self.named
        return other_duties(self.promise, cohort) if cohort else []

    @property
    def back(self) -> str:
        if cohort := self.named:
            return reverse("cohorts:round_mentors", args=[cohort.slug])
        return self.page_url


class AskMentor(OfRoundForm):
    states = (PromiseStatus.PROMISED, PromiseStatus.DECLINED)
    form_class = AskForm
    title = gettext_lazy("Ask %(who)s to be mentor")
    button = gettext_lazy("Send the question")
    done = gettext_lazy("The question to %(who)s is on its way.")

    def consequences(self) -> list[str]:
        return [
            _("The contact gets a mail that says who asks, for which round and what it means."),
            _("The link in it answers yes or no, without an account, and may be passed on."),
        ]

    def get_initial(self) -> dict[str, Any]:
        return {"cohort": self.named, **AskForm.initial_for(self.promise)}

    def call_service(self, form: Any) -> MentorPromise:
        data = form.cleaned_data
        return mentoring.ask_mentor(promise=self.promise, **data, actor=self.request.user)

    def get_success_url(self) -> str:
        messages.success(self.request, self.done % self.names)
        return reverse("cohorts:round_mentors", args=[self.result.cohort.slug])


class AskAgain(PromiseForm):
    states = (PromiseStatus.ASKED,)
    form_class = AskAgainForm
    title = gettext_lazy("Remind %(who)s, or ask somebody else there")
    button = gettext_lazy("Send the question again")
    done = gettext_lazy("The question to %(who)s is on its way again.")

    def consequences(self) -> list[str]:
        return [_("A new mail goes out with a new link. The link in the earlier mail ends.")]

    def get_initial(self) -> dict[str, Any]:
        return AskAgainForm.initial_for(self.promise)

    def call_service(self, form: Any) -> MentorPromise:
        data = form.cleaned_data
        return mentoring.ask_again(promise=self.promise, **data, actor=self.request.user)


class TakeBackQuestion(PromiseForm):
    states = (PromiseStatus.ASKED,)
    title = gettext_lazy("Take back the question to %(who)s?")
    button = gettext_lazy("Take back the question")
    done = gettext_lazy("The question to %(who)s is taken back.")

    def consequences(self) -> list[str]:
        return [
            _("The link in the mail stops working, and says so."),
            _("The promise stays and you can ask again, for this round or another."),
            _("Nobody gets a mail about it. Tell them yourself."),
        ]

    def call_service(self, form: Any) -> MentorPromise:
        return promises.take_back_question(promise=self.promise, actor=self.request.user)


class NoteAnswer(OfRoundForm):
    """An answer by telephone or mail."""

    states = (
        PromiseStatus.PROMISED,
        PromiseStatus.ASKED,
        PromiseStatus.ACCEPTED,
        PromiseStatus.DECLINED,
    )
    template_name = "cohorts/mentor_note_answer.html"
    form_class = NotedAnswerForm
    title = gettext_lazy("What has %(who)s answered?")
    button = gettext_lazy("Note the answer")
    done = gettext_lazy("The answer from %(who)s is noted.")

    def consequences(self) -> list[str]:
        return [_("For an answer by telephone or mail. Nobody gets a mail about it.")]

    def get_initial(self) -> dict[str, Any]:
        people = self.row.people
        initial = NotedAnswerForm.initial_answer(self.promise, people, "")
        return {"cohort": self.promise.cohort or self.named, **initial}

    def call_service(self, form: Any) -> MentorPromise:
        return mentor_answers.record_answer(
            promise=self.promise,
            cohort=form.cleaned_data["cohort"],
            answer=form.answer(),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        messages.success(self.request, self.done % self.names)
        return reverse("cohorts:round_mentors", args=[self.result.cohort.slug])


class ReleaseMentor(PromiseForm):
    states = (PromiseStatus.ACCEPTED,)
    form_class = ReleaseForm
    title = gettext_lazy("Is %(who)s not needed in %(round)s?")
    button = gettext_lazy("Let them go this time")
    done = gettext_lazy("%(who)s is free for another round.")
    is_grave = True

    def consequences(self) -> list[str]:
        return [
            _("The contact gets a mail with thanks, which says that they are not needed."),
            _("The promise stays for a later round."),
        ]

    def call_service(self, form: Any) -> MentorPromise:
        return promises.release_mentor(
            promise=self.promise, reason=form.cleaned_data["reason"], actor=self.request.user
        )


class ExcuseMentor(PromiseForm):
    states = (
        PromiseStatus.PROMISED,
        PromiseStatus.ASKED,
        PromiseStatus.ACCEPTED,
        PromiseStatus.DECLINED,
    )
    form_class = ExcuseForm
    title = gettext_lazy("Excuse %(who)s from being mentor?")
    button = gettext_lazy("Excuse them")
    done = gettext_lazy("%(who)s is excused.")
    is_grave = True

    def consequences(self) -> list[str]:
        return [
            _("They are no longer suggested as mentors. You can count on them again later."),
            _("If they have been asked, the link stops working."),
            _("Nobody gets a mail about it. Tell them yourself."),
        ]

    def call_service(self, form: Any) -> MentorPromise:
        return promises.excuse_mentor(
            promise=self.promise, reason=form.cleaned_data["reason"], actor=self.request.user
        )


class RestorePromise(PromiseForm):
    states = (PromiseStatus.EXCUSED,)
    title = gettext_lazy("Count on %(who)s again?")
    button = gettext_lazy("Count on them again")
    done = gettext_lazy("%(who)s is counted on again.")

    def consequences(self) -> list[str]:
        return [_("They are suggested as mentors again."), _("Nobody gets a mail about it.")]

    def call_service(self, form: Any) -> MentorPromise:
        return promises.restore_promise(promise=self.promise, actor=self.request.user)


class RenewPromise(PromiseForm):
    states = (PromiseStatus.DONE,)
    title = gettext_lazy("Does %(who)s volunteer again?")
    button = gettext_lazy("Note a new promise")
    done = gettext_lazy("%(who)s has promised to be mentor again.")

    def consequences(self) -> list[str]:
        return [
            _("A new promise stands in the ledger. The one that has been kept stays as it is."),
            _("Nobody gets a mail about it."),
        ]

    def call_service(self, form: Any) -> MentorPromise:
        return promises.renew_promise(promise=self.promise, actor=self.request.user)

    @property
    def back(self) -> str:
        return reverse("cohorts:promise", args=[(self.result or self.promise).pk])


class ChangePeople(PromiseForm):
    states = (PromiseStatus.ACCEPTED, PromiseStatus.SERVING)
    template_name = "cohorts/mentor_people.html"
    form_class = PeopleForm
    title = gettext_lazy("Who mentors for %(who)s?")
    button = gettext_lazy("Save who mentors")
    done = gettext_lazy("It is noted who mentors for %(who)s.")

    def consequences(self) -> list[str]:
        return [
            _("Whoever signs in with an address below sees the groups that they mentor."),
            _("Whoever is taken away sees nothing more from today on."),
            _("Nobody gets a mail about it. Tell them yourself."),
        ]

    def get_initial(self) -> dict[str, Any]:
        return PeopleForm.initial_people(self.row.people)

    def call_service(self, form: Any) -> MentorPromise:
        return mentor_answers.change_mentor_people(
            promise=self.promise, people=form.people(), actor=self.request.user
        )
