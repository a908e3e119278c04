"""Fetching a document of an application."""

from typing import Any

from django.db.models import Q
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from applications.models import ApplicationDocument, DecisionToApply, PoliticalDecision
from modellkonceptet.views import PermissionView, stored_file_response


class DocumentView(PermissionView):
    """A document as a download, for those who see the application it belongs to.

    One that has been removed is gone, unless it was part of something sent in.
    """

    permission = "applications.see_document"

    def get_permission_object(self) -> ApplicationDocument:
        sent_in = Q(pk__in=PoliticalDecision.objects.values("document")) | Q(
            pk__in=DecisionToApply.objects.values("document")
        )
        return get_object_or_404(
            ApplicationDocument.objects.visible_to(self.request.user)
            .filter(Q(removed_at=None) | sent_in)
            .select_related("file", "application"),
            pk=self.kwargs["doc_pk"],
            application=self.kwargs["pk"],
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return stored_file_response(self.permission_object.file)
