"""Result reports: forms and occasions, the report with its texts, and what was sent."""

from reporting.models.report import (
    ReportChart,
    ReportVersion,
    ResultReport,
    ReturnPoint,
)
from reporting.models.report_form import ReportForm, ReportOccasion, ReportSection
from reporting.models.report_text import ReportComment, ReportText, ReportTextRevision

__all__ = [
    "ReportChart",
    "ReportComment",
    "ReportForm",
    "ReportOccasion",
    "ReportSection",
    "ReportText",
    "ReportTextRevision",
    "ReportVersion",
    "ResultReport",
    "ReturnPoint",
]
