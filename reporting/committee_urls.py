"""Paths of committee papers: of an application, and of a final report."""

from django.urls import URLPattern, path

from reporting.views import committee_paper as views

urlpatterns: list[URLPattern] = [
    path(
        "ansokan/<int:pk>/tjansteskrivelse/",
        views.ApplicationPaper.as_view(),
        name="application_paper",
    ),
    path(
        "ansokan/<int:pk>/tjansteskrivelse.docx",
        views.ApplicationPaperFile.as_view(ending="docx"),
        name="application_paper_docx",
    ),
    path(
        "ansokan/<int:pk>/tjansteskrivelse.pdf",
        views.ApplicationPaperFile.as_view(ending="pdf"),
        name="application_paper_pdf",
    ),
    path(
        "rapport/<int:pk>/tjansteskrivelse/",
        views.ReportCommitteePaper.as_view(),
        name="report_paper",
    ),
    path(
        "rapport/<int:pk>/tjansteskrivelse.docx",
        views.ReportCommitteePaperFile.as_view(ending="docx"),
        name="report_paper_docx",
    ),
    path(
        "rapport/<int:pk>/tjansteskrivelse.pdf",
        views.ReportCommitteePaperFile.as_view(ending="pdf"),
        name="report_paper_pdf",
    ),
]
