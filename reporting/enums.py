"""Choices of the reporting app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modellkonceptet.workflow import Transition, table


class Beside(models.TextChoices):
    """Whom SKR writes to beside the functions of teams."""

    MENTOR = "mentor", _("Mentor")
    WRITER = "writer", _("Those who write an application")


class ApplicantState(models.TextChoices):
    """Where an application stands as its applicant knows it: by what is published alone."""

    DRAFT = "draft", _("Draft")
    SENT_IN = "sent_in", _("Sent in")
    COMPLETION = "completion", _("Completion asked for")
    ADMITTED = "admitted", _("Admitted, on condition or without")
    WAITING_LIST = "waiting_list", _("On the waiting list")
    DECLINED = "declined", _("Declined")


class ReportKind(models.TextChoices):
    """When in a round participants report."""

    INTERIM = "interim", _("Interim report")
    FINAL = "final", _("Final report")


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Sent in")
    RETURNED = "returned", _("Returned with points to mend")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Approved, publication withdrawn")


class Prefill(models.TextChoices):
    """What of the logged work a section of a report begins with."""

    TEAM = "team", _("Organisation and team")
    STARTING_POINT = "starting_point", _("Starting point")
    WORKS = "works", _("Improvement works with their cycles")
    INDICATORS = "indicators", _("Indicators with charts")
    ASSESSMENT = "assessment", _("Movement of the self-assessment")
    ATTENDANCE = "attendance", _("Attendance by function")
    ADOPTED = "adopted", _("What has been adopted and spread")
    MENTOR = "mentor", _("Group and mentor")


_R = ReportStatus
_WRITE = "reporting.write_report"
_JUDGE = "reporting.judge_report"
REPORT_TRANSITIONS = table(
    Transition("send", frozenset({_R.DRAFT, _R.RETURNED}), _R.SENT, _WRITE),
    Transition("return", frozenset({_R.SENT}), _R.RETURNED, _JUDGE),
    Transition("approve", frozenset({_R.SENT}), _R.APPROVED, _JUDGE),
    Transition("publish", frozenset({_R.APPROVED, _R.WITHDRAWN}), _R.PUBLISHED, _WRITE),
    Transition("withdraw", frozenset({_R.PUBLISHED}), _R.WITHDRAWN, "reporting.withdraw_report"),
)
# While it is written at home; otherwise what was sent stands.
WRITABLE = (ReportStatus.DRAFT, ReportStatus.RETURNED)
APPROVED = (ReportStatus.APPROVED, ReportStatus.PUBLISHED, ReportStatus.WITHDRAWN)


class FileOrderKind(models.TextChoices):
    """What is made in the background."""

    ROUND_REPORT = "round_report", _("Round report")
    CASE_FILE = "case_file", _("Case file")
    EVALUATION_DATA = "evaluation_data", _("Data for the evaluator")


# The others are about a whole round.
OF_PARTICIPATION = (FileOrderKind.CASE_FILE,)


class ExampleStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a learning example", "Draft")
    PUBLISHED = "published", pgettext_lazy("state of a learning example", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a learning example", "Withdrawn")


_E = ExampleStatus
WRITE_EXAMPLES = "reporting.write_examples"
EXAMPLE_TRANSITIONS = table(
    Transition("publish", frozenset({_E.DRAFT, _E.WITHDRAWN}), _E.PUBLISHED, WRITE_EXAMPLES),
    Transition("withdraw", frozenset({_E.PUBLISHED}), _E.WITHDRAWN, WRITE_EXAMPLES),
)


class TextPlace(models.TextChoices):
    """Where a text of SKR's stands: on a page of its own, or first on one that exists."""

    PAGE = "page", _("A page of its own")
    START = "start", _("The start page, above how it works")
    ARCHIVE = "archive", _("The archive, above the list")
    QUESTIONS = "questions", _("Common questions, above the others")
