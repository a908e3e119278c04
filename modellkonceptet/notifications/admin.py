"""The outbox in the admin: what has been written to whom, and whether it left."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.forms.outbox import MailTemplateForm
from modellkonceptet.notifications.models import (
    MailAddress,
    Mailing,
    MailTemplate,
    Message,
    Reminder,
)
from modellkonceptet.records.admin import ReadOnlyAdmin
from modellkonceptet.secret_paths import without_secrets


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "to_email", "subject", "kind", "status", "sent_at", "attempts"]
    list_filter = ["status", "kind", "language", "created_at"]
    search_fields = ["to_email", "to_name", "subject"]
    readonly_fields = ["text", "page"]
    fields = [
        "subject",
        "page",
        "to_name",
        "to_email",
        "kind",
        "language",
        "status",
        "note",
        "created_at",
        "sent_at",
        "attempts",
        "next_attempt_at",
        "error",
        "text",
        "attachments",
    ]

    @admin.display(description=_("text"))
    def text(self, message: Message) -> str:
        """What was written, without the secrets of its links: those answer for the receiver."""
        return without_secrets(message.body_text)

    @admin.display(description=_("in the outbox"))
    def page(self, message: Message) -> str:
        path = reverse("notifications:message", args=[message.pk])
        return format_html('<a href="{}">{}</a>', path, _("Hold, release, edit or send again"))


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["day", "rule", "subject", "address", "due_on", "step", "is_alone"]
    list_filter = ["rule", "is_alone", "day"]
    search_fields = ["address", "subject"]
    date_hierarchy = "day"
    raw_id_fields = ["message"]


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "subject_sv", "audience", "recipients", "written_by"]
    list_filter = ["topic", "created_at"]
    list_select_related = ["written_by"]
    search_fields = ["subject_sv", "subject_en", "audience"]


@admin.register(MailAddress)
class MailAddressAdmin(ReadOnlyAdmin):
    list_display = ["email", "failing_since", "weekday", "marked_by"]
    list_filter = [("failing_since", admin.EmptyFieldListFilter), "weekday"]
    list_select_related = ["marked_by"]
    search_fields = ["email"]


@admin.register(MailTemplate)
class MailTemplateAdmin(admin.ModelAdmin):
    form = MailTemplateForm
    list_display = ["name", "subject_sv", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "subject_sv", "text_sv"]
