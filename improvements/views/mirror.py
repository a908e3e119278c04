"""The mirror of a group before a learning meeting: asked, answered, lined up, on the agenda."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Participation
from improvements.forms.mirror import AskForm, ReplyForm
from improvements.mirror_page import MirrorPage
from improvements.mirror_suggestions import Theme, theme_of, themes
from improvements.models import Mirror, MirrorReply
from improvements.services import mirroring
from improvements.services.mirroring import Question, asked_stamp, said_of
from learning_meetings.models import Meeting
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.views import PermissionView, ServiceFormView


class _BeforeMeeting(PermissionView):
    """Something about the mirror before one meeting of a group."""

    permission = "learning_meetings.see_meeting"

    @cached_property
    def meeting(self) -> Meeting:
        found = Meeting.objects.visible_to(self.request.user).exclude(group=None)
        return get_object_or_404(found.select_related("cohort", "group"), pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.meeting

    @cached_property
    def page(self) -> MirrorPage:
        return MirrorPage(self.meeting, self.request.user)

    @property
    def mirror(self) -> Mirror:
        if self.page.mirror is None:
            raise Http404
        return self.page.mirror

    @property
    def here(self) -> str:
        return reverse("improvements:mirror", args=[self.meeting.pk])

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        """SKR comes from its desk, everybody else from their own meetings."""
        meeting = self.meeting
        first = (_("My meetings"), reverse("learning_meetings:meetings"))
        if handles_applications(self.request.user):
            first = (_("SKR"), reverse("reporting:desk"))
        steps = [first, (str(meeting), meeting.get_absolute_url()), (_("Mirror"), self.here)]
        steps += [(label, "") for label in rest]
        return [{"label": str(label), "url": url} for label, url in steps]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            meeting=self.meeting, group=self.meeting.group, page=self.page, here=self.here, **kwargs
        )
        return context


class MirrorView(_BeforeMeeting, TemplateView):
    template_name = "improvements/mirror.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs)


class AskMirror(_BeforeMeeting, ServiceFormView):
    """The questions, from a proposal for the meeting's theme or as they stand."""

    permission = "improvements.ask_mirror"
    template_name = "improvements/mirror_ask.html"
    form_class = AskForm
    theirs: list[Question] | None = None

    @cached_property
    def themes(self) -> list[Theme]:
        return themes()

    @cached_property
    def theme(self) -> Theme | None:
        """Whose questions are proposed; None where the standing ones are shown."""
        asked = self.request.GET.get("tema")
        if self.page.mirror is not None and not asked:
            return None
        return theme_of(self.themes, key=asked, meeting=self.meeting.number)

    def get_initial(self) -> dict[str, Any]:
        mirror = self.page.mirror
        seen = {"seen": asked_stamp(mirror)}
        if self.theme is not None:
            return AskForm.initial_of(self.theme.name, self.theme.questions) | seen
        standing = [Question(one.text, one.has_scale) for one in self.page.questions]
        return AskForm.initial_of(str(mirror), standing) | seen

    def call_service(self, form: Any) -> Mirror:
        return mirroring.ask_mirror(
            meeting=self.meeting,
            theme=form.cleaned_data["theme"],
            questions=form.questions(),
            seen=form.cleaned_data["seen"],
            actor=self.request.user,
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            del self.page
            self.theirs = [Question(one.text, one.has_scale) for one in self.page.questions]
            form.data = form.data.copy()
            form.data["seen"] = asked_stamp(self.page.mirror)
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The questions are asked. The group can answer them."))
        return self.here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            themes=self.themes,
            theme=self.theme,
            theirs=self.theirs,
            crumbs=self.crumbs(_("Questions")),
            **kwargs,
        )


class _ByTeam(_BeforeMeeting):
    """What one team does: its participation is what is asked about."""

    permission = "improvements.work_at_home"

    def get_permission_object(self) -> Participation:
        rows = Participation.objects.visible_to(self.request.user)
        rows = rows.filter(group=self.meeting.group_id).select_related("organisation", "unit")
        found: Participation = get_object_or_404(rows, pk=self.kwargs["row"])
        return found

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    @property
    def reply(self) -> MirrorReply | None:
        seen = MirrorReply.objects.visible_to(self.request.user)
        return (
            seen.filter(mirror=self.mirror, participation=self.participation)
            .prefetch_related("answers")
            .first()
        )


class AnswerMirror(_ByTeam, ServiceFormView):
    template_name = "improvements/mirror_answer.html"
    form_class = ReplyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reply = self.reply
        if not self.page.is_open or (reply is not None and reply.finished_at is not None):
            return redirect(self.here)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"questions": self.page.questions}

    def get_initial(self) -> dict[str, Any]:
        return ReplyForm.initial_of(
            self.page.questions, said_of(self.reply), asked_stamp(self.mirror)
        )

    @property
    def finishes(self) -> bool:
        return self.request.POST.get("do") == "finish"

    def call_service(self, form: Any) -> MirrorReply:
        return mirroring.save_reply(
            mirror=self.mirror,
            participation=self.participation,
            asked=form.cleaned_data["asked"],
            said=form.said(),
            seen=form.seen(),
            finish=self.finishes,
            actor=self.request.user,
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            form.build_on(said_of(self.reply))
        elif form.has_error(NON_FIELD_ERRORS, code="questions_changed"):
            form.data = form.data.copy()
            form.data["asked"] = asked_stamp(self.mirror)
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        if self.finishes:
            messages.success(self.request, _("You have finished."))
            return self.here
        messages.success(self.request, _("The answers are saved. You can go on later."))
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            mirror=self.mirror,
            participation=self.participation,
            crumbs=self.crumbs(_("Answers")),
            **kwargs,
        )


class ReopenMirror(_ByTeam):
    """Take one's own answers up again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reply = self.reply
        if reply is None:
            raise Http404
        try:
            mirroring.reopen_reply(reply=reply, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.here)
        return redirect("improvements:answer_mirror", self.meeting.pk, self.participation.pk)


class RaiseMirror(_BeforeMeeting):
    """The mirror becomes the first part of the meeting's agenda."""

    permission = "learning_meetings.run_meeting"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            mirroring.raise_mirror(mirror=self.mirror, actor=request.user)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
        else:
            messages.success(request, _("The mirror is the first item of the agenda."))
        return redirect(self.here)
