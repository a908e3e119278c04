"""People in the admin: name, role at SKR and language. Nobody gets rights by hand."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib import admin

from modellkonceptet.accounts.models import User

# The libraries' own tables are nobody's work here. Imported first, so that nothing comes back.
for label in ("auth", "account", "mfa", "socialaccount", "usersessions"):
    library = apps.get_app_config(label)
    import_module(f"{library.name}.admin")
    admin.site.unregister([m for m in library.get_models() if admin.site.is_registered(m)])


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "staff_role", "language", "is_active", "last_login"]
    list_filter = ["staff_role", "is_active", "language"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "staff_role", "language", "is_active", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]
    actions = None

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """An address is the login and stays; nobody changes their own role."""
        fixed = [*self.readonly_fields, *(["email"] if obj else [])]
        return [*fixed, "staff_role", "is_active"] if obj == request.user else fixed

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """A new person has no password: they sign in by code."""
        if not change:
            obj.email = obj.email.strip().lower()
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
