"""Comments on an improvement work or a cycle: writing one, and taking it back."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.forms.cycle_parts import CommentForm
from improvements.models import Comment, Cycle, Improvement
from improvements.services import commenting
from improvements.talk import who_sees
from improvements.views.cycle import CYCLE_PATHS, IMPROVEMENT_PATHS, crumbs_of, name_of
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.views import ServiceFormView


class AddComment(ServiceFormView):
    """The form stands on the work's page; what can't be kept comes back here."""

    permission = "improvements.comment"
    template_name = "improvements/cycle_form.html"
    form_class = CommentForm
    heading = gettext_lazy("Write a comment")

    def get_permission_object(self) -> Any:
        works = Improvement.objects.visible_to(self.request.user)
        return get_object_or_404(works.select_related(*IMPROVEMENT_PATHS), pk=self.kwargs["pk"])

    @property
    def improvement(self) -> Improvement:
        found: Improvement = self.permission_object
        return found

    @property
    def cycle(self) -> Cycle | None:
        return None

    @cached_property
    def readers(self) -> list[commenting.Reader]:
        found = commenting.readers_of(self.improvement)
        return [one for one in found if one.user.pk != self.request.user.pk]

    def get_initial(self) -> dict[str, Any]:
        return {"request_key": uuid4()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"readers": self.readers}

    def call_service(self, form: Any) -> Comment:
        return commenting.write_comment(
            improvement=self.improvement,
            cycle=self.cycle,
            text=form.cleaned_data["text"],
            mentioned=form.cleaned_data.get("mentioned", []),
            request_key=form.cleaned_data["request_key"],
            actor=self.request.user,
        )

    @property
    def back(self) -> str:
        page = self.cycle or self.improvement
        return f"{page.get_absolute_url()}#comments"

    def get_success_url(self) -> str:
        messages.success(self.request, _("The comment is published."))
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        above = [(name_of(self.cycle), self.cycle.get_absolute_url())] if self.cycle else []
        return super().get_context_data(
            about=name_of(self.cycle) if self.cycle else self.improvement,
            heading=self.heading,
            lede=who_sees(self.improvement),
            button=_("Publish the comment"),
            back=self.back,
            crumbs=crumbs_of(self.improvement, self.request.user, *above, (self.heading, "")),
            **kwargs,
        )


class AddCycleComment(AddComment):
    def get_permission_object(self) -> Any:
        cycles = Cycle.objects.visible_to(self.request.user)
        return get_object_or_404(
            cycles.select_related("improvement", *CYCLE_PATHS), pk=self.kwargs["pk"]
        )

    @property
    def improvement(self) -> Improvement:
        found: Improvement = self.permission_object.improvement
        return found

    @property
    def cycle(self) -> Cycle | None:
        found: Cycle = self.permission_object
        return found


class RemoveComment(ServiceFormView):
    permission = "improvements.remove_comment"
    template_name = "improvements/cycle_remove.html"
    form_class = PlainForm

    def get_permission_object(self) -> Comment:
        comments = Comment.objects.visible_to(self.request.user)
        found: Comment = get_object_or_404(
            comments.select_related("cycle", "improvement", *CYCLE_PATHS), pk=self.kwargs["pk"]
        )
        return found

    @property
    def comment(self) -> Comment:
        found: Comment = self.permission_object
        return found

    @cached_property
    def back(self) -> str:
        page = self.comment.cycle or self.comment.improvement
        return f"{page.get_absolute_url()}#comments"

    def call_service(self, form: Any) -> None:
        self.back  # noqa: B018 - read before the row is gone
        commenting.remove_comment(comment=self.comment, actor=self.request.user)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The comment is removed."))
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("Remove the comment?")
        return super().get_context_data(
            heading=heading,
            text=self.comment.text,
            button=_("Remove the comment"),
            back=self.back,
            crumbs=crumbs_of(self.comment.improvement, self.request.user, (heading, "")),
            **kwargs,
        )
