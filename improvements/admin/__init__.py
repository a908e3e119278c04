"""SKR's set-up of the improvement work in the Django admin."""

from improvements.admin import templates

__all__ = ["templates"]
