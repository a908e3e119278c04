"""SKR's set-up of meetings in the Django admin."""

from learning_meetings.admin import templates

__all__ = ["templates"]
