"""What the admin pages of this app share."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from cohorts.services.terms import is_frozen


class HistoryAdmin(SimpleHistoryAdmin):
    """Shows who changed which field; bringing an old version back is done by hand."""

    history_list_display: list[str] = []

    def revert_disabled(self, request: Any, obj: Any = None) -> bool:
        return True

    def history_view_title(self, request: Any, obj: Any) -> str:
        return _("History of %(name)s") % {"name": obj}

    def history_form_view_title(self, request: Any, obj: Any) -> str:
        return _("Earlier version of %(name)s") % {"name": obj}


class PartInline(admin.StackedInline):
    """Rows of a whole, one below the other: every input has its label."""

    extra = 0
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget({"rows": 3})}}


class FrozenTerms(admin.ModelAdmin):
    """Terms can be read but not changed from the day the round opens."""

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_frozen(obj))

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_frozen(obj))


class FrozenInline(PartInline):
    """A row of the terms, frozen together with them. `obj` is the terms."""

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and is_frozen(obj))

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_frozen(obj))

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_frozen(obj))
