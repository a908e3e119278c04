"""Choices of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """What a person is at SKR. Everything else follows from what they are in a round."""

    PROJECT_LEAD = "project_lead", _("Project lead")
    REVIEWER = "reviewer", _("Reviewer")
    FINANCE = "finance", _("Finance")
    EVALUATOR = "evaluator", _("Evaluator")
