"""Where a session's person comes from."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class SignInBackend(AuthenticationBackend):
    """allauth's, without the rights that rows of django.contrib.auth could give.

    What a person may do is said by the rules alone. A "no" of theirs thus costs no query either.
    """

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False
