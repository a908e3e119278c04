"""What no server starts with: a web server runs no system checks by itself."""

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

AT_START = "start"  # tag of the checks that are asked then


def refuse_to_start() -> None:
    """Stop a server about to start with settings that one of those checks finds wrong."""
    if errors := run_checks(tags=[AT_START]):
        said = (f"{one.msg} {one.hint or ''}".strip() for one in errors)
        raise ImproperlyConfigured(" ".join(said))
