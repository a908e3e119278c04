"""The outbox in the admin: what has been written to whom, and whether it left."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.models import Message
from modellkonceptet.records.admin import ReadOnlyAdmin
from modellkonceptet.secret_paths import without_secrets


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "to_email", "subject", "kind", "status", "sent_at", "attempts"]
    list_filter = ["status", "kind", "language", "created_at"]
    search_fields = ["to_email", "to_name", "subject"]
    readonly_fields = ["text"]
    fields = [
        "subject",
        "to_name",
        "to_email",
        "kind",
        "language",
        "status",
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
