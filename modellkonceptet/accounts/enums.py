"""Choices of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """What a person is at SKR. Everything else follows from what they are in a round."""

    PROJECT_LEAD = "project_lead", _("Project lead")
    REVIEWER = "reviewer", _("Reviewer")
    FINANCE = "finance", _("Finance")
    EVALUATOR = "evaluator", _("Evaluator")


class Scope(models.TextChoices):
    """What a personal key opens: of the person's own organisation, and only for reading."""

    ROUND = "round:read", _("Our rounds: taking part, group and meetings")
    WORKS = "works:read", _("Our improvement works with their cycles")
    INDICATORS = "indicators:read", _("Our indicators with their figures")
    REPORTS = "reports:read", _("Our result reports, also those not sent in yet")
