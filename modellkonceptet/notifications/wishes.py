"""The signed link to the page where the owner of an address says which mails they want."""

from django.core import signing
from django.urls import reverse

_SALT = "notifications.wishes"


def wishes_path(email: str) -> str:
    """The same in every mail to the address; it never goes out of date."""
    return reverse("notifications:wishes", args=[signed_address(email)])


def signed_address(email: str) -> str:
    return signing.Signer(salt=_SALT).sign_object(email.lower())


def address_in(token: str) -> str | None:
    """The address that the token was made for, or None."""
    try:
        email = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return email if isinstance(email, str) else None
