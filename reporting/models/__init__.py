"""Result reports with their forms and texts, and the files that are made of a round."""

from reporting.models.file_order import FileOrder, OrderedFile
from reporting.models.learning_example import LearningExample
from reporting.models.report import (
    ReportChart,
    ReportVersion,
    ResultReport,
    ReturnPoint,
)
from reporting.models.report_form import ReportForm, ReportOccasion, ReportSection
from reporting.models.report_text import ReportComment, ReportText, ReportTextRevision
from reporting.models.round_material import EvaluationReport, ReportQuote
from reporting.models.text_page import TextPage

__all__ = [
    "EvaluationReport",
    "FileOrder",
    "LearningExample",
    "OrderedFile",
    "ReportChart",
    "ReportComment",
    "ReportForm",
    "ReportOccasion",
    "ReportQuote",
    "ReportSection",
    "ReportText",
    "ReportTextRevision",
    "ReportVersion",
    "ResultReport",
    "ReturnPoint",
    "TextPage",
]
