"""The thread of a group: writing, removing what one wrote, and fetching a file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cohorts.forms.thread import PostForm
from cohorts.models import Group, GroupFile, GroupPost
from cohorts.services import thread
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.views import PermissionView, ServiceFormView, stored_file_response


class InGroup:
    """Mixed into a form about a group, or about something in it."""

    @property
    def group(self) -> Group:
        raise NotImplementedError

    @property
    def crumbs(self) -> list[dict[str, str]]:
        return [
            {"label": self.group.name, "url": self.group.get_absolute_url()},
            {"label": _("Thread"), "url": ""},
        ]


class WritePost(InGroup, ServiceFormView):
    """The form stands on the group's page; what can't be kept comes back here."""

    permission = "cohorts.write_in_group"
    template_name = "cohorts/post_form.html"
    form_class = PostForm

    def get_permission_object(self) -> Group:
        groups = Group.objects.standing().visible_to(self.request.user).select_related("cohort")
        return get_object_or_404(groups, pk=self.kwargs["pk"])

    @property
    def group(self) -> Group:
        found: Group = self.permission_object
        return found

    def call_service(self, form: Any) -> Any:
        return thread.write_post(
            group=self.group,
            text=form.cleaned_data["text"],
            files=self.request.FILES.getlist("attached"),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("It is written. The others get a mail, once a day."))
        return f"{self.group.get_absolute_url()}#thread"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(group=self.group, crumbs=self.crumbs, **kwargs)


class RemovePost(InGroup, ServiceFormView):
    permission = "cohorts.remove_post"
    template_name = "cohorts/post_remove.html"
    form_class = PlainForm

    def get_permission_object(self) -> GroupPost:
        posts = GroupPost.objects.visible_to(self.request.user).filter(removed_at=None)
        posts = posts.select_related("group__cohort").prefetch_related("files__file")
        return get_object_or_404(posts, pk=self.kwargs["pk"])

    @property
    def post_of_group(self) -> GroupPost:
        found: GroupPost = self.permission_object
        return found

    @property
    def group(self) -> Group:
        found: Group = self.post_of_group.group
        return found

    def call_service(self, form: Any) -> Any:
        return thread.remove_post(post=self.post_of_group, actor=self.request.user)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The post is removed."))
        return f"{self.group.get_absolute_url()}#thread"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            group=self.group, post=self.post_of_group, crumbs=self.crumbs, **kwargs
        )


class GroupFileView(PermissionView):
    """A file as a download, for the people of the group; gone when its post is removed."""

    permission = "cohorts.see_group"

    def get_permission_object(self) -> Group:
        found: Group = self.group_file.post.group
        return found

    @cached_property
    def group_file(self) -> GroupFile:
        files = GroupFile.objects.visible_to(self.request.user).filter(post__removed_at=None)
        return get_object_or_404(files.select_related("file", "post__group"), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return stored_file_response(self.group_file.file)
