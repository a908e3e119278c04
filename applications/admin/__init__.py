"""The applications in the Django admin: lists to look in, and SKR's own set-up."""

from applications.admin import applications, decisions, setup

__all__ = ["applications", "decisions", "setup"]
