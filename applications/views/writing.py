"""The task list and the section pages of an application."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from applications import writers
from applications.enums import ApplicationStatus
from applications.forms.section import SectionForm
from applications.models import ApplicationDocument
from applications.sections import BY_KEY, SectionState
from applications.services import drafts
from applications.views.access import ApplicationPage
from cohorts.models import Organisation
from modellkonceptet.views import add_errors

# The first of these that exists says where a submitted application stands.
STATUS_TEMPLATES = ["applications/_status.html", "applications/_status_plain.html"]


class ApplicationView(ApplicationPage, TemplateView):
    """The task list; once sent in, where the application stands and what may be changed."""

    template_name = "applications/application_tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application, walker = self.application, self.walker
        collaborators = application.collaborators.select_related("user")
        waiting = application.invitations.filter(accepted_at=None, revoked_at=None)
        return super().get_context_data(
            application=application,
            walker=walker,
            is_draft=application.status == ApplicationStatus.DRAFT,
            editable=self.editable,
            completion=application.completion_requests.filter(closed_at=None).first(),
            status_templates=STATUS_TEMPLATES,
            writers=writers.writers(collaborators, waiting, walker.drafts, user=self.request.user),
            last_saved=walker.last_saved_at and writers.moment_in_words(walker.last_saved_at),
            **kwargs,
        )


class SectionView(ApplicationPage, TemplateView):
    """One section: a form that saves whatever is typed, and says what is missing when asked."""

    template_name = "applications/section.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.key: str = kwargs["key"]
        if self.key not in BY_KEY:
            raise Http404

    @property
    def state(self) -> SectionState:
        return self.walker.section(self.key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        drafts.note_presence(
            application=self.application,
            section=self.key,
            actor=request.user,  # type: ignore[arg-type]
        )
        form = self.state.form if request.GET.get("show") else self.state.quiet_form()
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.state.form
        try:
            result = self.save(form)
        except ValidationError as error:
            return self.refused(form, error)
        if request.headers.get("HX-Request"):
            return self.saved_quietly(result)
        self.__dict__.pop("walker", None)
        if errors := self.handle_documents():
            return self.shown_with(errors)
        self.tell_changes(result)
        return HttpResponseRedirect(self.next_page(result))

    def save(self, form: SectionForm) -> drafts.SaveResult:
        post = self.request.POST
        explicit = not self.request.headers.get("HX-Request")
        choices = {
            name.removeprefix("choose_"): str(value)
            for name, value in post.items()
            if explicit and name.startswith("choose_")
        }
        return drafts.save_section(
            application=self.application,
            section=self.key,
            data=form.read(post),
            base_version=_number(post.get("version")),
            actor=self.request.user,  # type: ignore[arg-type]
            choices=choices,
            seen_version=_number(post.get("seen_version")),
        )

    def refused(self, form: SectionForm, error: ValidationError) -> HttpResponse:
        """Nothing was saved: say why, and keep what was typed on the page."""
        if self.request.headers.get("HX-Request"):
            context: dict[str, Any] = {"not_saved": " ".join(error.messages)}
            return self.response_of("applications/_saved.html", context)
        typed = self.state.section.form(form.read(self.request.POST), case=self.walker.case)
        typed.errors.clear()
        add_errors(typed, error)
        return self.render_to_response(
            self.get_context_data(form=typed, keep_editable=True), status=422
        )

    def saved_quietly(self, result: drafts.SaveResult) -> HttpResponse:
        """The answer to an autosave: when it was saved, and what others have changed."""
        user: Any = self.request.user
        drafts.note_presence(application=self.application, section=self.key, actor=user)
        form = self.state.section.form(result.data, case=self.walker.case, quiet=True)
        conflicts = (
            drafts.pending_conflicts(self.application, self.key, user) if result.conflicts else []
        )
        context: dict[str, Any] = {
            "version": result.version,
            "seen_version": result.saved,
            "saved_at": writers.clock(result.at),
            "changes": [
                (_label(form, one.answer), one)
                for one in result.changes
                if one.answer not in result.conflicts
            ],
            "conflicts": [_both(form, one) for one in conflicts],
            "live_labels": getattr(form, "live_labels", dict)(),
            "is_autosave": True,
        }
        return self.response_of("applications/_autosaved.html", context)

    def response_of(self, template: str, context: dict[str, Any]) -> HttpResponse:
        return self.response_class(self.request, [template], context)

    def handle_documents(self) -> list[ValidationError]:
        """Keep the files that came along, take away the one asked for."""
        user: Any = self.request.user
        if remove := _number(self.request.POST.get("remove_document")):
            document = get_object_or_404(
                ApplicationDocument.objects.visible_to(user),
                pk=remove,
                application=self.application,
                purpose=self.key,
            )
            drafts.remove_document(document=document, actor=user)
        errors = []
        if "document" in self.state.form.fields:
            for file in self.request.FILES.getlist("document"):
                try:
                    drafts.attach_document(
                        application=self.application,
                        purpose=self.key,
                        file=file,
                        name=file.name or "",
                        actor=user,
                    )
                except ValidationError as error:
                    errors.append(error)
        self.__dict__.pop("walker", None)
        return errors

    def shown_with(self, errors: list[ValidationError]) -> HttpResponse:
        """The page again, with what is wrong with a file said at the file."""
        form = self.state.form
        form.errors.pop("document", None)
        for error in errors:
            form.add_error("document", error)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def tell_changes(self, result: drafts.SaveResult) -> None:
        form = self.state.quiet_form()
        for change in result.changes:
            if change.answer not in result.conflicts:
                words = {
                    "name": change.by or _("Somebody"),
                    "answer": _label(form, change.answer),
                    "time": writers.clock(change.at),
                }
                text = _("%(name)s changed “%(answer)s” at %(time)s. Both changes are saved.")
                messages.info(self.request, text % words)

    def next_page(self, result: drafts.SaveResult) -> str:
        """Stay where there is something to settle; else go on as the button said."""
        post = self.request.POST
        user: Any = self.request.user
        if result.conflicts or drafts.pending_conflicts(self.application, self.key, user):
            return self.state.url + "#conflicts"
        if "remove_document" in post:
            return self.state.url + "#id_document"
        if "overview" in post:
            return self.application.get_absolute_url()
        if self.state.form.errors and "anyway" not in post:
            return self.state.url + "?show=1"
        after = self.walker.after(self.key)
        return after.url if after else reverse("applications:check", args=[self.application.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, walker = self.state, self.walker
        form: SectionForm = kwargs["form"]
        user: Any = self.request.user
        collaborators = self.application.collaborators.select_related("user")
        after = walker.after(self.key)
        return super().get_context_data(
            application=self.application,
            state=state,
            total=len(walker.sections),
            after=after,
            version=state.version,
            seen_version=state.version,
            documents=walker.case.documents.get(self.key, []),
            editable=kwargs.pop("keep_editable", False) or self.key in self.editable,
            conflicts=[
                _both(form, one)
                for one in drafts.pending_conflicts(self.application, self.key, user)
            ],
            saved_at=state.version
            and state.draft
            and writers.moment_in_words(state.draft.edited_at),
            colleagues=writers.colleagues_now(collaborators, user=user, section=self.key),
            organisations=_names() if "partner1" in form.fields else [],
            crumbs=self.crumbs(
                _("Part %(number)d of %(total)d")
                % {"number": state.number, "total": len(walker.sections)}
            ),
            **kwargs,
        )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _names() -> list[str]:
    return list(Organisation.objects.values_list("official_name", flat=True).distinct())


def _label(form: SectionForm, answer: str) -> str:
    return form.plain_label(answer) if answer in form.fields else answer


def _both(form: SectionForm, conflict: drafts.Conflict) -> dict[str, Any]:
    """A conflict as the page shows it: both versions in words."""
    typed = form.typed if conflict.answer in form.fields else (lambda _name, _data: "")
    return {
        "answer": conflict.answer,
        "label": _label(form, conflict.answer),
        "mine": typed(conflict.answer, conflict.revision.data),
        "mine_at": writers.moment_in_words(conflict.revision.edited_at),
        "theirs": typed(conflict.answer, conflict.draft.data),
        "theirs_by": conflict.theirs.by,
        "theirs_at": writers.moment_in_words(conflict.theirs.at),
        "is_own": conflict.theirs.by == conflict.revision.edited_by,
    }
